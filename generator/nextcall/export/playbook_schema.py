"""The JSON Schema of `/playbook.json`, made from those of the files and from what is derived.

An object has the fields of its class in the model, each described and limited as in its file. What is derived, or told
differently from how it is written, is described by `schema/export/derived.schema.json`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING

from nextcall.load.kinds import Kind, bundled, resolved
from nextcall.model import (
    Asset,
    Blocks,
    BuyingProcess,
    Playbook,
    Results,
    Role,
    SalesProcess,
    Term,
    Text,
    Written,
    WrittenField,
    fields_of,
)
from nextcall.resources import schema_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.load.kinds import Schema

VERSION = 1
"""Of the document: within a version fields are added, but none goes away or changes its meaning."""

NOT_FOR_PROGRAMS: Mapping[str, str] = {
    "formerly": "the site redirects old addresses itself",
    "review_days": "a setting of a rule, whose findings stand on the page of the playbook's health",
    "vague_words": "likewise",
    "rules": "settings of the rules",
    "allows": "what a rule need not find",
    "holders": "where an `allow` can stand",
    "texts": "each stands in its own field",
    "place": "told as `source` where it matters",
    "files": "each is linked to where it is used",
}
"""Fields of the model, by name, that no object of the document has, and why."""

_BY_ID = (Role, Asset)
"""What the document keeps by id; their own `id` would only repeat it."""

_DESCRIBED: Mapping[type, tuple[Kind, tuple[str, ...]]] = {
    Role: (Kind.ROLES, ("buyerRole", "sellerRole", "partnerRole")),
    Asset: (Kind.ASSETS, ("asset",)),
    Term: (Kind.GLOSSARY, ("term",)),
    BuyingProcess: (Kind.BUYING_PROCESS, ()),
    SalesProcess: (Kind.SALES_PROCESS, ()),
    Results: (Kind.RESULTS, ()),
}
"""Where the files' schemas describe what a playbook is made of: the kind of file, and its definitions or itself."""

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LIMITS = ("minimum", "maximum")


@cache
def fields_for_programs(kind: type) -> tuple[WrittenField, ...]:
    """The fields of a class of the model that the document has, too."""
    left_out = {*NOT_FOR_PROGRAMS, "id"} if kind in _BY_ID else NOT_FOR_PROGRAMS
    return tuple(each for each in fields_of(kind) if each.name not in left_out)


def schema() -> Schema:
    """The schema, whole in itself."""
    made: Schema = json.loads((schema_folder() / "export" / "derived.schema.json").read_bytes())
    made.pop("$comment")
    definitions = _Definitions(made["$defs"])
    for kind, (file, names) in _DESCRIBED.items():
        root = bundled(file)
        definitions.add(kind, root, [root["$defs"][name] for name in names] or [root])
    own = _with_fields(made, definitions.fields(Playbook, bundled(Kind.PLAYBOOK), [bundled(Kind.PLAYBOOK)], made))
    return own | {"$defs": dict(sorted(definitions.made.items()))}


class _Definitions:
    """The definitions of the schema in the making."""

    def __init__(self, derived: Mapping[str, Schema]) -> None:
        """`derived` holds what each begins with: descriptions of what is derived."""
        self.made = dict(derived)
        self._done = set[str]()

    def add(self, kind: type, root: Schema, written: list[Schema]) -> Schema:
        """A reference to the definition of a class, made if it is new; `written` says how files describe it."""
        name = _CAPITAL.sub("_", kind.__name__.removeprefix("Written")).lower()
        if name not in self._done:
            self._done.add(name)
            derived = self.made.get(name, {})
            begun = {"description": written[0].get("description", ""), "type": "object"} | derived
            self.made[name] = _with_fields(begun, self.fields(kind, root, written, derived))
        return {"$ref": f"#/$defs/{name}"}

    def fields(self, kind: type, root: Schema, written: list[Schema], derived: Schema) -> dict[str, Schema]:
        """The fields of a class that aren't derived."""
        known = {key: field for each in written for key, field in each["properties"].items()}
        return {
            each.key: self._field(each, root, resolved(root, known[each.key]))
            for each in fields_for_programs(kind)
            if each.key not in derived.get("properties", {})
        }

    def _field(self, field: WrittenField, root: Schema, written: Schema) -> Schema:
        value = self._value(field.type, root, resolved(root, written["items"]) if field.many else written)
        if field.many:
            value = {"type": "array", "items": value}
        if field.optional and field.type is not Blocks:
            value = {"anyOf": [value, {"type": "null"}]}
        return {"description": written["description"]} | value

    def _value(self, kind: type, root: Schema, written: Schema) -> Schema:
        if issubclass(kind, Blocks):
            return {"$ref": "#/$defs/markdown"}
        if issubclass(kind, Text):
            return {"$ref": "#/$defs/text"}
        if issubclass(kind, Written):
            own = root["$defs"].get(written.get("shape"), written)  # not what a field says of it that refers to it
            return self.add(kind, root, [own])
        if "enum" in written:
            return {"enum": written["enum"]}
        if written.get("shape") in {"id", "stageId"}:
            return {"$ref": "#/$defs/id"}
        return {"type": written["type"]} | {each: written[each] for each in _LIMITS if each in written}


def _with_fields(begun: Schema, fields: Mapping[str, Schema]) -> Schema:
    required = [*fields, *begun.get("required", ())]
    return begun | {"required": required, "properties": {**fields, **begun.get("properties", {})}}
