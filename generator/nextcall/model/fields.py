"""The fields of what an author wrote, by their types: what loading, `playbook.json` and its schema walk over."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints


class WrittenField(NamedTuple):
    """A field of an object, and what it holds: one value of a type or `many`, and None where it is `optional`.

    `name` is what the model calls it, `key` what files do.
    """

    name: str
    key: str
    type: type
    many: bool
    optional: bool


@cache
def fields_of(kind: type) -> tuple[WrittenField, ...]:
    """The fields of a kind of object, in the order in which they are declared."""
    hints = get_type_hints(kind)
    return tuple(_field(each.name, each.metadata.get("key", each.name), hints[each.name]) for each in fields(kind))


def _field(name: str, key: str, hint: Any) -> WrittenField:  # noqa: ANN401 (whatever stands behind a colon)
    optional = NoneType in get_args(hint)
    if optional:
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    many = get_origin(hint) is tuple
    if many:
        hint = get_args(hint)[0]
    return WrittenField(name, key, get_origin(hint) or hint, many, optional)
