"""The kinds of file, and the JSON Schema of each as one document. What doesn't fit a schema is no business of it."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from nextcall.resources import schema_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Schema = dict[str, Any]

_SHARED = "common.schema.json#/$defs/"
_INSIDE = "#/$defs/"


class Kind(StrEnum):
    """The kinds of file; each has a schema of the same name."""

    PLAYBOOK = "playbook"
    ROLES = "roles"
    ASSETS = "assets"
    GLOSSARY = "glossary"
    BUYING_PROCESS = "buying-process"
    SALES_PROCESS = "sales-process"
    RESULTS = "results"


@cache
def bundled(kind: Kind) -> Schema:
    """The schema of a kind as one document: what it shares with others is moved into its own `$defs`."""
    schema: Schema = json.loads((schema_folder() / f"{kind}.schema.json").read_bytes())
    shared = _shared()
    own: Schema = schema.get("$defs", {})
    used = _with_what_they_use(_shared_names(schema), shared)
    schema["$defs"] = own | {name: shared[name] for name in sorted(used)}
    for ref in _refs(schema):
        ref["$ref"] = ref["$ref"].replace(_SHARED, _INSIDE)
    return schema


@cache
def _shared() -> Schema:
    definitions: Schema = json.loads((schema_folder() / "common.schema.json").read_bytes())["$defs"]
    return definitions


def _refs(node: object) -> Iterator[Schema]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node
        for value in node.values():
            yield from _refs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _refs(value)


def _shared_names(node: object) -> set[str]:
    return {ref["$ref"].removeprefix(_SHARED) for ref in _refs(node) if ref["$ref"].startswith(_SHARED)}


def _with_what_they_use(names: set[str], shared: Schema) -> set[str]:
    waiting, used = set(names), set[str]()
    while waiting:
        name = waiting.pop()
        used.add(name)
        inner = {ref["$ref"].removeprefix(_INSIDE).removeprefix(_SHARED) for ref in _refs(shared[name])}
        waiting |= inner - used
    return used


def described(kind: Kind, path: Sequence[str | int]) -> Schema:
    """What the schema says of the value at `path`: its field's own words first, then those of the shape it refers to.

    `shape` names that shape, where the schema has a name for it; {} where it knows no such value.
    """
    root = bundled(kind)
    schema = root
    for step in path:
        found = schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step)
        if found is None and isinstance(step, str):
            found = schema.get("additionalProperties")
        if not isinstance(found, dict):
            return {}
        schema = resolved(root, found)
    return schema


def resolved(root: Schema, schema: Schema) -> Schema:
    """`schema` together with what it refers to; its own words win."""
    while "$ref" in schema:
        name = schema["$ref"].removeprefix(_INSIDE)
        own = {key: value for key, value in schema.items() if key != "$ref"}
        schema = {"shape": name} | root["$defs"][name] | own
    return schema


@cache
def field_names() -> frozenset[str]:
    """Every field that a file of any kind may have."""
    return frozenset(name for kind in Kind for name in _names(bundled(kind)))


def _names(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        fields = node.get("properties")
        if isinstance(fields, dict):
            yield from fields
        for value in node.values():
            yield from _names(value)
