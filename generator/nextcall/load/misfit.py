"""Says in our words what doesn't fit a schema, where it stands, and what to write instead."""

from __future__ import annotations

import re
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from nextcall.load.characters import BRACKETS, BULLETS, COLONS, ODD_SPACES, as_id, look_alikes, plainly
from nextcall.load.document import Misfit
from nextcall.load.kinds import Kind, Schema, bundled, described, resolved
from nextcall.load.mistakes import quote_hint, slip_in, with_plain_signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema.exceptions import ValidationError

    from nextcall.load.document import Document
    from nextcall.suggest import Suggestions

_TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "fields (`name: value`)",
}
_NOUNS = {"id": "id", "stageId": "id", "date": "date", "link": "link"}
_NOT_COUNTED = {"roles", "assets", "call settings", "preparation", "CRM", "rule levels"}
_ALSO_CALLED = {"title": ("name",), "name": ("title",), "description": ("definition", "summary", "means", "purpose")}
_IN_MANY_PLACES = {"id", "name", "notes", "allow"}
_BOOLEANS = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_NUMBER_AND_UNIT = re.compile(r"([0-9]{1,4}) *([a-zA-Z]+)\.?")
_UNITS = {"minutes": {"m": 1, "h": 60}, "days": {"d": 1, "w": 7, "mo": 30, "y": 365}}
_DAY = re.compile(r"((?:19|20)[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_ODD_COLON = re.compile(rf"[{COLONS}]|(?<=:)[{ODD_SPACES}]|[{ODD_SPACES}](?=:)")
_BULLET = re.compile(rf"[-{BULLETS}]\s*(?=\w)")
_QUOTES = " '\"\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_NO_TEXT = re.compile(r"[0-9]+(?:e[0-9]+)?|0x[0-9a-f]+|0o[0-7]+|true|false|null")
_BETWEEN_IDS = re.compile(r"\s*[,;/]\s*|\s+")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SHOWN = 60
_LARGEST_SHOWN = 1e15
_MOST_SHOWN = 12
_MOST_BESIDE = 1_000
_LONGEST_LINE = 1_000  # of one field; on a longer one, there may be very many mistakes to look for its slip


def told(document: Document, kind: Kind, error: ValidationError, suggestions: Suggestions) -> Iterator[Misfit]:
    """What to tell of one error of the slow validator; one about several fields is told for each."""
    yield from _Explanation(document, kind, error, suggestions).misfits()


class _Explanation:
    """One error of the slow validator, told to the person who wrote the file."""

    def __init__(self, document: Document, kind: Kind, error: ValidationError, suggestions: Suggestions) -> None:
        self._document = document
        self._suggestions = suggestions
        self._kind = kind
        self._path = list(error.absolute_path)
        self._pointer = _pointer(self._path)
        self._validator = str(error.validator)
        self._wanted: Any = error.validator_value
        self._value: Any = error.instance
        self._is_name = "propertyNames" in error.schema_path
        self._schema = described(kind, self._path)
        self._field = next((str(step) for step in reversed(self._path) if isinstance(step, str)), "")
        if not self._path:
            self._subject = "the file"
        else:
            self._subject = f"'{self._field}'" if isinstance(self._path[-1], str) else f"an item of '{self._field}'"

    def misfits(self) -> Iterator[Misfit]:
        """What to tell of it."""
        tell = {
            "additionalProperties": self._unknown_fields,
            "required": self._missing_fields,
            "type": self._wrong_type,
            "enum": self._no_choice,
            "not": self._reserved,
            "pattern": self._wrong_form,
            "minimum": self._too_small,
            "maximum": self._too_large,
            "minItems": self._no_items,
            "uniqueItems": self._twice,
        }.get(self._validator, self._anything_else)
        yield from tell()

    def _here(self, message: str, hint: str = "") -> Iterator[Misfit]:
        yield Misfit(self._document.locate(self._pointer), self._pointer, message, hint)

    @property
    def _description(self) -> str:
        return str(self._schema.get("description", ""))

    @property
    def _example(self) -> str:
        """The field with an example of its value, as a line; "" where the schema has no short one."""
        return _example(self._field, self._schema) if self._path and isinstance(self._path[-1], str) else ""

    def _anything_else(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} doesn't fit: {_shown(self._value)}", self._description)

    def _unknown_fields(self) -> Iterator[Misfit]:
        known = self._schema.get("properties", {})
        for name in self._value:
            if name not in known:
                pointer = f"{self._pointer}/{_escaped(name)}"
                message = f"there is no field {_shown(name)} in {_thing(self._schema)}{_holding(name)}"
                meant = _meant(name)
                hint = f"write '{meant}'" if meant in known else self._place_for(meant, known)
                yield Misfit(self._document.locate(pointer, key=True), pointer, message, hint)

    def _place_for(self, name: str, known: Schema) -> str:
        wanted = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        if name == "<<":
            return "playbooks know no `<<`: write the fields themselves"
        if wanted == "id" and not self._path:
            return "remove it; the name of the file is the id"
        if wanted not in known and (elsewhere := self._above(wanted) or self._below(wanted, known)):
            return elsewhere
        close = [each for each in _ALSO_CALLED.get(wanted, ()) if each in known]
        missing = [field for field in self._schema.get("required", ()) if field not in self._value]
        likely = close[0] if close else self._suggestions.likely(wanted, missing)
        likely = likely or self._suggestions.likely(wanted, known)
        if likely:
            return f"did you mean '{likely}'?"
        unused = (field for field in known if field not in self._value)
        free = self._suggestions.meant(wanted, unused, most=_MOST_SHOWN).nearest
        return f"remove it; what can still be said here: {', '.join(free)}" if free else "remove it"

    def _above(self, name: str) -> str:
        for length in range(len(self._path) - 1 if name not in _IN_MANY_PLACES else -1, -1, -1):
            around = described(self._kind, self._path[:length])
            if name in around.get("properties", {}):
                line = self._document.locate(_pointer(self._path[:length])).line
                return f"'{name}' is a field of {_thing(around)}: move it to the one that begins in line {line}"
        return ""

    def _below(self, name: str, known: Schema) -> str:
        root = bundled(self._kind)
        for field, schema in known.items() if name not in _IN_MANY_PLACES else ():
            inner = resolved(root, schema)
            of_list = "items" in inner
            inside = resolved(root, inner["items"]) if of_list else inner
            if name in inside.get("properties", {}):
                where = f"an item of `{field}:`" if of_list else f"`{field}:`"
                return f"'{name}' is a field of {_thing(inside)}: move it into {where}, and indent it deeper"
        return ""

    def _missing_fields(self) -> Iterator[Misfit]:
        known = self._schema.get("properties", {})
        meant = set(map(_meant, self._value))  # what only looks like a field's name is told as such
        missing = [name for name in self._wanted if name not in meant]
        if not missing:
            return
        fields = {name: resolved(bundled(self._kind), known[name]) for name in missing}
        lists = [name for name, schema in fields.items() if schema.get("type") == "array"]
        lines = [f"`{self._line(name, schema)}`" for name, schema in fields.items() if name not in lists]
        hints = [f"for example {_listed(lines, 'and')}"] if lines else []
        hints += [f"write `{name}:`, and its items below it, each beginning with `- `" for name in lists]
        names = _listed([f"'{name}'" for name in missing], "and")
        yield from self._here(f"{_thing(self._schema)} needs {names}", "; ".join(hints))

    def _line(self, field: str, schema: Schema) -> str:
        """A field that is missing, with a value that it could have."""
        return f"id: {self._free_id(schema)}" if field == "id" else _example(field, schema)

    def _free_id(self, schema: Schema) -> str:
        """An id made from the name, else the schema's example; numbered where another beside it has that."""
        name = self._value.get("name")
        made = as_id(str(name)[:_LONGEST_SHOWN]) if isinstance(name, (str, int, float)) else ""
        made = made or schema["examples"][0]
        taken = {str(each.get("id")) for each in self._beside()[:_MOST_BESIDE] if isinstance(each, dict)}
        taken.update(schema.get("not", {}).get("enum", ()))
        numbered = (f"{made}-{number}" for number in count(2))
        free = next(each for each in chain((made,), numbered) if each not in taken)
        return f'"{free}"' if _NO_TEXT.fullmatch(free) else free

    def _beside(self) -> list[Any]:
        """The items of the list that the value is an item of."""
        items: Any = self._document.data
        for step in self._path[:-1]:
            items = items[step]
        return items if isinstance(items, list) else []

    def _wrong_type(self) -> Iterator[Misfit]:
        wanted = self._wanted if isinstance(self._wanted, str) else "string"
        noun = _NOUNS.get(self._schema.get("shape", ""))
        words = f"{_article(noun)} {noun}" if noun else _TYPES.get(wanted, wanted)
        hint = {
            "string": self._as_text,
            "integer": self._as_number,
            "boolean": self._as_boolean,
            "array": self._as_list,
            "object": self._as_fields,
        }.get(wanted, lambda: self._description)()
        message = f"{self._subject} takes {words}, not {_shown(self._value)}"
        return self._here(message + _holding(self._structure(wanted)), hint)

    def _structure(self, wanted: str) -> object:
        """Of a value of the wrong type the part in which a character that only looks like another matters."""
        value = next(iter(self._value), "") if isinstance(self._value, dict) else self._value
        if wanted not in {"array", "object"} or not isinstance(value, str):
            return value
        if value.startswith(tuple(BRACKETS)):
            return value[0]
        if value[:1] == "-" or _BULLET.match(value):
            return value[:2]
        return "".join(_ODD_COLON.findall(value)) if wanted == "object" else ""

    def _as_text(self) -> str:
        span = self._document.locate(self._pointer)
        line = self._document.lines.line(span.line)
        if isinstance(self._value, dict):
            if span.end_line == span.line and ":" in line[span.column - 1 : span.end_column - 1]:
                return quote_hint(line, span.column - 1, span.end_column - 1)
            return "write the text on one line, between quotes"
        if isinstance(self._value, list) and self._schema.get("shape") not in _NOUNS:
            return "write one text instead of a list; for several lines, put `|` behind the field's name"
        written = line[span.column - 1 : span.end_column - 1]
        if not isinstance(self._value, list) and re.search(self._schema.get("pattern", ""), written):
            return quote_hint(line, span.column - 1, span.end_column - 1)
        return self._form()

    def _as_number(self) -> str:
        if isinstance(self._value, float):
            return "write it without a point" + (f", such as `{self._example}`" if self._example else "")
        written = self._value.strip() if isinstance(self._value, str) else ""
        value = plainly(written)
        if value.isdecimal():
            number = int(value[:_LONGEST_SHOWN])
            return f"write {number}, without quotes" if str(self._value).isascii() else f"write {number}"
        unit = _NUMBER_AND_UNIT.fullmatch(value)
        if unit:
            factors = next((_UNITS[name] for name in _UNITS if name in self._field), {})
            starts = sorted((start for start in factors if unit[2].lower().startswith(start)), key=len)
            return f"write {int(unit[1]) * (factors[starts[-1]] if starts else 1)}; the unit is in the field's name"
        return f"write digits alone, such as `{self._example}`" if self._example else "write digits alone"

    def _as_boolean(self) -> str:
        value = _BOOLEANS.get(plainly(str(self._value)).lower())
        if isinstance(self._value, str) and value == self._value:
            return f"write {value}, without quotes"
        return f"write {value or 'true or false'}"

    def _as_list(self) -> str:
        if isinstance(self._value, dict):
            first = next(iter(self._value), "")
            needed = self._item_fields()
            return "begin each item with `- `" + (f": `- {needed[0]}: {first}`" if needed[:1] == ["id"] else "")
        value = str(self._value)
        plain = plainly(value)
        if _BULLET.match(value):
            return "begin each item with a hyphen and a space, on a line of its own: `- …`"
        ids = (
            _ids_in(plain) if resolved(bundled(self._kind), self._schema.get("items", {})).get("shape") == "id" else []
        )
        if plain[:1] == "[" and plain[-1:] == "]" and len(value) < _LONGEST_SHOWN:
            ids = [plain[1:-1]]
        if ids:
            return f"write it as a list: `{self._field}: [{', '.join(ids)}]`"
        if len(value) >= _LONGEST_SHOWN or set(value) & set(",[]{}:#\"'"):
            return "begin each item with `- ` on a line of its own, even where there is only one"
        if self._item_fields():
            return f"begin each item with `- {self._item_fields()[0]}: `"
        return f"write it as a list: `{self._field}: [{value}]`"

    def _item_fields(self) -> list[str]:
        return list(resolved(bundled(self._kind), self._schema.get("items", {})).get("required", ()))

    def _as_fields(self) -> str:
        needed = self._schema.get("required", ())
        span = self._document.locate(self._pointer)
        lines = self._document.lines
        slip = slip_in(lines.line(span.line)) if lines.length(span.line) <= _LONGEST_LINE else None
        if slip is not None:
            return slip.hint
        if isinstance(self._value, str) and self._value.startswith(tuple(BRACKETS)):
            return f"write: {with_plain_signs(self._value)}"
        if needed and self._path and isinstance(self._value, str):
            value = as_id(self._value) if needed[0] == "id" else self._value
            return f"name the field: `{needed[0]}: {value if len(value) < _LONGEST_SHOWN else '…'}`"
        name = needed[0] if needed else next(iter(self._schema.get("properties", {})), "")
        example = _example(name, resolved(bundled(self._kind), self._schema.get("properties", {}).get(name, {})))
        return f"for example `{example}`" if example else self._description

    def _no_choice(self) -> Iterator[Misfit]:
        choices = [str(choice) for choice in self._wanted]
        value = _meant(_shown(self._value)).lower()
        likely = self._suggestions.likely(value.strip(_QUOTES), choices)
        hint = f"did you mean '{likely}'?" if likely else f"choose {_listed(choices, 'or')}"
        message = f"{_shown(self._value)} is no value of '{self._field}': {_listed(choices, 'or')}"
        if holding := _holding(self._value):
            message = f"{_shown(self._value)} is no value of '{self._field}'{holding}"
            hint = f"write '{value}'" if value in choices else hint
        return self._here(message, hint)

    def _reserved(self) -> Iterator[Misfit]:
        message = f"{_shown(self._value)} is the name of a page that every stage has, so it can't be an id"
        return self._here(message, f"choose another id, such as '{self._value}-stage'")

    def _wrong_form(self) -> Iterator[Misfit]:
        value = str(self._value)
        if self._is_name:
            pointer = f"{self._pointer}/{_escaped(value)}"
            better = as_id(value)
            hint = f"write '{better}'" if better else "write it with small letters, digits and single hyphens"
            message = f"{_shown(value)} can't be a name in '{self._field}'{_holding(value)}"
            yield Misfit(self._document.locate(pointer, key=True), pointer, message, hint)
        elif not value.strip():
            yield from self._here(f"{self._subject} is empty", "write something, or delete the line")
        else:
            noun = _NOUNS.get(self._schema.get("shape", ""), f"value of '{self._field}'")
            yield from self._here(f"{_shown(value)} is no {noun}{_holding(value)}", self._form())

    def _form(self) -> str:
        shape = self._schema.get("shape")
        value = plainly(str(self._value))
        if shape == "id" and self._path and isinstance(self._path[-1], int) and (ids := _ids_in(value)):
            return self._as_items(ids)
        if shape in {"id", "stageId"} and as_id(value):
            return f"write '{as_id(value)}': small letters, digits and single hyphens"
        day = _DAY.fullmatch(value)
        if shape == "date" and day:
            better = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
            if re.match(self._schema["pattern"], better):
                return f"write {better}"
        return str(self._schema.get("patternErrorMessage") or self._description)

    def _as_items(self, ids: list[str]) -> str:
        span = self._document.locate(self._pointer)
        begin = self._document.lines.start_of(span.line)
        start = begin + span.column - 1
        if self._document.text[max(begin, start - _LONGEST_LINE) : start].rstrip().endswith("-"):
            return f"write each on a line of its own: {_listed([f'`- {each}`' for each in ids], 'and')}"
        items: Any = self._document.data
        for step in self._path[:-1]:
            items = items[step]
        index = int(self._path[-1])
        if len(items) > _MOST_SHOWN:
            return f"put commas between them: `{', '.join(ids)}`"
        whole = [str(each) for each in (*items[:index], *ids, *items[index + 1 :])]
        return f"put commas between them: `[{', '.join(whole)}]`"

    def _too_small(self) -> Iterator[Misfit]:
        hint = f"write {self._wanted} or more" + (f", such as `{self._example}`" if self._example else "")
        return self._here(f"{self._subject} is at least {self._wanted}, not {_figure(self._value)}", hint)

    def _too_large(self) -> Iterator[Misfit]:
        return self._here(f"{self._subject} is at most {self._wanted}, not {_figure(self._value)}", self._description)

    def _no_items(self) -> Iterator[Misfit]:
        needed = self._item_fields()
        hint = f"begin the first one on the next line: `- {needed[0]}: …`" if needed else self._description
        return self._here(f"{self._subject} needs at least one item", hint)

    def _twice(self) -> Iterator[Misfit]:
        seen: set[str] = set()
        for index, item in enumerate(self._value):
            if repr(item) in seen:
                pointer = f"{self._pointer}/{index}"
                message = f"{_shown(item)} stands twice in '{self._field}'"
                yield Misfit(self._document.locate(pointer), pointer, message, "remove one of the two")
            seen.add(repr(item))


def _example(field: str, schema: Schema) -> str:
    example = next(iter(schema.get("examples", ())), None)
    if isinstance(example, bool) or not isinstance(example, (str, int)) or "\n" in str(example):
        return ""
    return f"{field}: {example}"


def _ids_in(words: str) -> list[str]:
    """The ids that somebody wrote as one text; [] where it isn't several, or where they don't look like ids."""
    parts = [each for each in _BETWEEN_IDS.split(words) if each] if len(words) < _LONGEST_SHOWN else []
    return parts if len(parts) > 1 and all(_ID.fullmatch(each) for each in parts) else []


def _meant(name: str) -> str:
    """A name as it is typed on a keyboard, without the quotes that came with it."""
    return plainly(name).strip("\"'")


def _holding(value: object) -> str:
    """What a message says of characters that only look like others; "" where a value holds none."""
    found = look_alikes(value) if isinstance(value, str) else ""
    return f": it holds {found}" if found else ""


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "fields"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, (int, float)):
        return _figure(value)
    words = " ".join(str(value).split())
    return f"'{words[:_LONGEST_SHOWN]}…'" if len(words) > _LONGEST_SHOWN else f"'{words}'"


def _figure(value: float) -> str:
    return "a number that large" if abs(value) > _LARGEST_SHOWN else str(value)


def _listed(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _article(noun: str) -> str:
    return "an" if noun[:1] in "aeiou" else "a"


def _thing(schema: Schema) -> str:
    """What an object is called, with its article."""
    title = str(schema.get("title", "")) or "object"
    noun = title if title.isupper() else title[:1].lower() + title[1:]
    return f"the {noun}" if noun in _NOT_COUNTED else f"{_article(noun)} {noun}"


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{_escaped(step)}" for step in path)


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
