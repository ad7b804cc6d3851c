"""Holds a file against the JSON Schema of its kind; what doesn't fit is said in our words, where it stands.

A valid file is validated once, by the fast validator. Only for a file that it rejects the slow one is asked, which
tells every error apart.
"""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import jsonschema_rs

from nextcall.load.mistakes import quote_hint
from nextcall.resources import schema_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from jsonschema.exceptions import ValidationError

    from nextcall.diagnostics import Span
    from nextcall.load.document import Document


class Kind(StrEnum):
    """The kinds of file; each has a schema of the same name."""

    PLAYBOOK = "playbook"
    ROLES = "roles"
    ASSETS = "assets"
    GLOSSARY = "glossary"
    BUYING_PROCESS = "buying-process"
    SALES_PROCESS = "sales-process"


class Misfit(NamedTuple):
    """A place where a file doesn't fit its schema."""

    span: Span
    pointer: str
    message: str
    hint: str


@cache
def bundled(kind: Kind) -> dict[str, Any]:
    """The schema of a kind as one document: what it shares with others is moved into its own `$defs`."""
    schema: dict[str, Any] = json.loads((schema_folder() / f"{kind}.schema.json").read_bytes())
    shared: dict[str, Any] = json.loads((schema_folder() / "common.schema.json").read_bytes())["$defs"]
    own: dict[str, Any] = schema.get("$defs", {})
    used = _with_what_they_use(_shared_names(schema), shared)
    schema["$defs"] = own | {name: shared[name] for name in sorted(used)}
    _point_inside(schema)
    return schema


_SHARED = "common.schema.json#/$defs/"
_INSIDE = "#/$defs/"


def _refs(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node
        for value in node.values():
            yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


def _shared_names(node: Any) -> set[str]:
    return {ref["$ref"].removeprefix(_SHARED) for ref in _refs(node) if ref["$ref"].startswith(_SHARED)}


def _with_what_they_use(names: set[str], shared: dict[str, Any]) -> set[str]:
    waiting, used = set(names), set[str]()
    while waiting:
        name = waiting.pop()
        used.add(name)
        inner = {ref["$ref"].removeprefix(_INSIDE).removeprefix(_SHARED) for ref in _refs(shared[name])}
        waiting |= inner - used
    return used


def _point_inside(schema: dict[str, Any]) -> None:
    for ref in _refs(schema):
        ref["$ref"] = ref["$ref"].replace(_SHARED, _INSIDE)


@cache
def _is_valid(kind: Kind) -> Callable[[Any], bool]:
    return jsonschema_rs.validator_for(bundled(kind)).is_valid


def misfits(document: Document, kind: Kind) -> list[Misfit]:
    """Every place where the document's data doesn't fit its schema; [] for a valid file."""
    if _is_valid(kind)(document.data):
        return []
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (60 ms that a valid file doesn't need)

    found = [
        misfit
        for error in Draft202012Validator(bundled(kind)).iter_errors(document.data)
        for misfit in _Explanation(document, error).misfits()
    ]
    if not found:
        message = "the file doesn't fit its schema, in a way that can't be told more precisely"
        hint = f"compare it with `nextcall schema {kind}`"
        found = [Misfit(document.locate(""), "", message, hint)]
    return sorted(set(found))


_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "fields (`name: value`)",
    "null": "nothing",
}
_TEXT = ["string", "number", "boolean"]
_NUMBER_AND_UNIT = re.compile(r"\s*([0-9]+)\s*[a-zA-Z]+\.?\s*")
_LONGEST_SHOWN = 60


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "fields"
    if isinstance(value, list):
        return "a list"
    words = " ".join(str(value).split())
    return f"'{words[:_LONGEST_SHOWN]}…'" if len(words) > _LONGEST_SHOWN else f"'{words}'"


def _listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def as_id(words: str) -> str:
    """The id nearest to `words`, or "" where nothing of them is left."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


class _Explanation:
    """One error of the slow validator, told to the person who wrote the file."""

    def __init__(self, document: Document, error: ValidationError) -> None:
        self._document = document
        self._error = error
        self._schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
        self._pointer = "".join(f"/{_escaped(step)}" for step in error.absolute_path)
        path = list(error.absolute_path)
        names = [str(step) for step in path if isinstance(step, str)]
        self._field = names[-1] if names else ""
        self._subject = f"'{self._field}'" if path and isinstance(path[-1], str) else f"an item of '{self._field}'"
        if not path:
            self._subject = "the file"

    def misfits(self) -> Iterator[Misfit]:
        """What to tell; an error about several fields is told for each."""
        tell = getattr(self, f"_{self._error.validator.lower()}", self._anything_else)  # type: ignore[union-attr]
        yield from tell()

    def _here(self, message: str, hint: str = "") -> Iterator[Misfit]:
        yield Misfit(self._document.locate(self._pointer), self._pointer, message, hint)

    def _anything_else(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} doesn't fit: {_shown(self._error.instance)}", self._description())

    def _description(self) -> str:
        return str(self._schema.get("description", ""))

    def _thing(self) -> str:
        title = str(self._schema.get("title", "")) or "this object"
        return title[:1].lower() + title[1:]

    def _additionalproperties(self) -> Iterator[Misfit]:
        known = list(self._schema.get("properties", {}))
        for name in self._error.instance:
            if name in known:
                continue
            pointer = f"{self._pointer}/{_escaped(name)}"
            close = get_close_matches(str(name).lower().replace("-", "_").replace(" ", "_"), known, 1, 0.6)
            if close:
                hint = f"did you mean '{close[0]}'?"
            else:
                free = [field for field in known if field not in self._error.instance]
                hint = f"remove it; what can still be said here: {', '.join(free[:12])}" if free else "remove it"
            message = f"there is no field {_shown(name)} in {_with_article(self._thing())}"
            yield Misfit(self._document.locate(pointer, key=True), pointer, message, hint)

    def _required(self) -> Iterator[Misfit]:
        missing = [name for name in self._error.validator_value if name not in self._error.instance]
        example = self._schema.get("properties", {}).get(missing[0], {}).get("examples", [""])[0]
        hint = f"for example `{missing[0]}: {example}`" if isinstance(example, str) and example else ""
        fields = _listed([f"'{name}'" for name in missing], "and")
        return self._here(f"{_with_article(self._thing())} needs {fields}", hint)

    def _type(self) -> Iterator[Misfit]:
        wanted = self._error.validator_value
        value = self._error.instance
        words = "a text" if wanted == _TEXT else _TYPES.get(wanted, str(wanted))
        line = self._document.lines.line(self._document.locate(self._pointer).line)
        hint = self._description()
        if "string" in wanted and isinstance(value, dict):
            hint = quote_hint(line) if ": " in line else "write the text on one line, or between quotes"
        elif "string" in wanted and not isinstance(value, list):
            hint = quote_hint(line)
        elif wanted == "integer" and isinstance(value, str) and (unit := _NUMBER_AND_UNIT.fullmatch(value)):
            hint = f"write {unit[1]}; the unit is in the field's name"
        elif wanted == "integer" and isinstance(value, str) and value.strip().isdecimal():
            hint = f"write {value.strip()}, without quotes"
        elif wanted == "boolean":
            hint = "write true or false" + (", without quotes" if value in ("true", "false") else "")
        elif wanted == "array" and isinstance(value, (str, int, float)):
            hint = f"write it as a list: {self._field}: [{value}]" if len(str(value)) < _LONGEST_SHOWN else "begin it with `- `"
        elif wanted == "array":
            hint = "begin each item with `- ` on a line of its own"
        return self._here(f"{self._subject} takes {words}, not {_shown(value)}", hint)

    def _enum(self) -> Iterator[Misfit]:
        choices = [str(choice) for choice in self._error.validator_value]
        value = str(self._error.instance)
        close = get_close_matches(value.lower().replace(" ", "_"), choices, 1, 0.5)
        if not close:
            close = get_close_matches(value.lower().replace(" ", "-"), choices, 1, 0.5)
        hint = f"did you mean '{close[0]}'?" if close else f"choose {_listed(choices, 'or')}"
        return self._here(f"{_shown(value)} is no value of '{self._field}': {_listed(choices, 'or')}", hint)

    def _not(self) -> Iterator[Misfit]:
        message = f"{_shown(self._error.instance)} is the name of a page that every stage has, so it can't be an id"
        return self._here(message, f"choose another id, such as '{self._error.instance}-stage'")

    def _pattern(self) -> Iterator[Misfit]:
        value = str(self._error.instance)
        if not value.strip():
            return self._here(f"{self._subject} is empty", "write something between the quotes, or delete the field")
        told = self._schema.get("patternErrorMessage")
        hint = str(told or self._description())
        if self._error.validator_value.startswith("^[a-z0-9]+") and as_id(value):
            hint = f"write '{as_id(value)}': small letters, digits and single hyphens"
        return self._here(f"{_shown(value)} can't be {self._subject.replace('an item', 'an item')}", hint)

    def _minimum(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} is at least {self._error.validator_value}, not {_figure(self._error.instance)}")

    def _maximum(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} is at most {self._error.validator_value}, not {_figure(self._error.instance)}")

    def _minitems(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} needs at least one item", self._description())

    def _minlength(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} is empty", "write something between the quotes, or delete the field")

    def _uniqueitems(self) -> Iterator[Misfit]:
        items = self._error.instance
        for index, item in enumerate(items):
            if item in items[:index]:
                pointer = f"{self._pointer}/{index}"
                message = f"{_shown(item)} stands twice in '{self._field}'"
                yield Misfit(self._document.locate(pointer), pointer, message, "remove one of the two")


def _figure(value: Any) -> str:
    return "a number that large" if isinstance(value, float) and abs(value) > 1e15 else str(value)  # noqa: PLR2004


def _with_article(thing: str) -> str:
    if thing.startswith(("a ", "an ", "the ", "this ")):
        return thing
    return f"an {thing}" if thing[:1] in "aeiou" else f"a {thing}"


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
