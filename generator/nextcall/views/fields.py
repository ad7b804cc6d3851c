"""The fields of every kind of file, as its schema describes them: what each is for and what it may hold."""

from __future__ import annotations

import json
import re
from collections import deque
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from nextcall.load import Kind, bundled
from nextcall.load.kinds import resolved
from nextcall.views.example import example

if TYPE_CHECKING:
    from nextcall.load.kinds import Schema

_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Shape(StrEnum):
    """What a value can be; the catalogue has the words for it."""

    TEXT = "text"
    BLOCKS = "blocks"
    ID = "id"
    LINK = "link"
    DATE = "date"
    QUARTER = "quarter"
    FLAG = "flag"
    NUMBER = "number"
    DECIMAL = "decimal"
    CHOICE = "choice"
    OBJECT = "object"


_NAMED = {"id": Shape.ID, "stageId": Shape.ID, "link": Shape.LINK, "date": Shape.DATE, "quarter": Shape.QUARTER}
_TEXTS = {"inline": Shape.TEXT, "blocks": Shape.BLOCKS}


class Container(StrEnum):
    """How many values a field holds, and how they are told apart."""

    LIST = "list"
    MAP = "map"


class Audience(StrEnum):
    """Who may read what a field holds."""

    CUSTOMER = "customer"
    TEAM = "team"


@dataclass(frozen=True)
class Choice:
    """One of the words that a field may hold, and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True)
class Type:
    """What a field may hold. Of an object, `group` names its fields; `least` and `most` bound a number."""

    shape: Shape
    container: Container | None = None
    least: int | None = None
    most: int | None = None
    choices: tuple[Choice, ...] = ()
    group: str = ""
    group_title: str = ""
    at_least_one: bool = False


@dataclass(frozen=True)
class Field:
    """A field; `path` holds the names of the fields that lead to it, with dots, by the shortest way."""

    name: str
    path: str
    description: str
    type: Type
    required: bool
    default: str | None
    example: str
    audience: Audience


@dataclass(frozen=True)
class FieldGroup:
    """Fields that belong together. `ways` are the paths of what holds them, () for those of the file itself."""

    name: str
    title: str
    description: str
    ways: tuple[str, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class KindFields:
    """A kind of file with all that can be said in it; the first group is the file itself."""

    kind: Kind
    title: str
    description: str
    groups: tuple[FieldGroup, ...]


@cache
def everything() -> tuple[KindFields, ...]:
    """The fields of every kind."""
    return tuple(_of_kind(kind) for kind in Kind)


def _of_kind(kind: Kind) -> KindFields:
    root = bundled(kind)
    ways: dict[str, list[str]] = {}
    groups: list[FieldGroup] = []
    waiting: deque[tuple[str, Schema, str]] = deque([(kind.value, root, "")])
    while waiting:  # the shortest way to a group comes first; no shape holds itself, so this ends
        name, schema, way = waiting.popleft()
        required = schema.get("required", ())
        made = [
            _field(root, key, f"{way}.{key}" if way else key, raw, required=key in required)
            for key, raw in schema["properties"].items()
        ]
        if name not in ways:
            own = tuple(field for field, _ in made)
            groups.append(FieldGroup(name, schema.get("title", name), schema.get("description", ""), (), own))
        ways.setdefault(name, []).extend([way] if way else [])
        waiting.extend((field.type.group, inside, field.path) for field, inside in made if inside is not None)
    complete = tuple(
        FieldGroup(each.name, each.title, each.description, tuple(ways[each.name]), each.fields) for each in groups
    )
    return KindFields(kind, root["title"], root["description"], complete)


def _field(root: Schema, name: str, path: str, raw: Schema, *, required: bool) -> tuple[Field, Schema | None]:
    """The field, and the schema of the object that it holds, if it holds any."""
    schema = resolved(root, raw)
    made, inside = _type(root, schema, path)
    default = json.dumps(schema["default"]) if "default" in schema else None
    audience = Audience(schema.get("x-audience", Audience.TEAM))
    shown = example(name, schema["examples"][0])
    return Field(name, path, schema["description"], made, required, default, shown, audience), inside


def _type(root: Schema, schema: Schema, path: str) -> tuple[Type, Schema | None]:
    """What a value may be, and the schema of the object that it is or holds, if any."""
    if schema.get("type") == "array":
        one, inside = _type(root, resolved(root, schema["items"]), path)
        return replace(one, container=Container.LIST, at_least_one="minItems" in schema), inside
    if schema.get("type") == "object" and "properties" not in schema:
        one, inside = _type(root, resolved(root, schema["additionalProperties"]), path)
        return replace(one, container=Container.MAP), inside
    if schema.get("type") == "object":
        name: str = schema.get("shape", path)
        own: Schema = root["$defs"].get(name, schema)  # its own title, not that of the field which refers to it
        title: str = own.get("title", name)
        return Type(Shape.OBJECT, group=_CAPITAL.sub("-", name).lower(), group_title=title), own
    return _single(schema), None


def _single(schema: Schema) -> Type:
    if "enum" in schema:
        meanings = schema.get("enumDescriptions", [""] * len(schema["enum"]))
        choices = tuple(Choice(word, meaning) for word, meaning in zip(schema["enum"], meanings, strict=True))
        return Type(Shape.CHOICE, choices=choices)
    if schema.get("type") == "integer":
        return Type(Shape.NUMBER, least=schema.get("minimum"), most=schema.get("maximum"))
    if schema.get("type") == "number":
        return Type(Shape.DECIMAL)
    if schema.get("type") == "boolean":
        return Type(Shape.FLAG)
    return Type(_TEXTS[schema["x-text"]] if "x-text" in schema else _NAMED[schema["shape"]])
