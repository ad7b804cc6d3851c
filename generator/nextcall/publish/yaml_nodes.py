"""A YAML file as it is written, to be changed in places: tags that only another program knows stay what they are.

Nothing in it is made into an object, so that no code runs that a tag may name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from yaml import MappingNode, ScalarNode
from yaml.constructor import SafeConstructor
from yaml.representer import SafeRepresenter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml import Node

_INHERIT = "INHERIT"


def read(path: Path) -> MappingNode:
    """The mapping that a settings file of MkDocs holds, with what it inherits; as MkDocs says it, lists replace lists.

    Raises OSError, yaml.YAMLError or UnicodeDecodeError where a file can't be read, ValueError where one that is
    inherited inherits itself or a file is no mapping.
    """
    return _read(path, ())


def _read(path: Path, inheriting: tuple[Path, ...]) -> MappingNode:
    if path in inheriting:
        message = f"{path} inherits itself"
        raise ValueError(message)
    found = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    if not isinstance(found, MappingNode):
        message = f"{path} is not a mapping of settings"
        raise ValueError(message)  # noqa: TRY004 (it is a value that a user wrote)
    for each in (found, *(value for _, value in _pairs(found))):
        if isinstance(each, MappingNode):
            _take_over(each)
    parent = get(found, _INHERIT)
    if isinstance(parent, ScalarNode):
        drop(found, _INHERIT)
        return _merged(_read(path.parent / parent.value, (*inheriting, path)), found)
    return found


def _take_over(mapping: MappingNode) -> None:
    """Let what `<<` takes over stand in a mapping as its own; of a key that is there twice, the last one counts."""
    SafeConstructor().flatten_mapping(mapping)
    pairs = {key.value if isinstance(key, ScalarNode) else id(key): (key, value) for key, value in mapping.value}
    mapping.value = list(pairs.values())


def _merged(below: MappingNode, above: MappingNode) -> MappingNode:
    for key, value in _pairs(above):
        before = get(below, key)
        if isinstance(before, MappingNode) and isinstance(value, MappingNode):
            _merged(before, value)
        else:
            put(below, key, value)
    return below


def _pairs(mapping: MappingNode) -> Iterator[tuple[str, Node]]:
    yield from ((key.value, value) for key, value in mapping.value if isinstance(key, ScalarNode))


def get(mapping: MappingNode, key: str) -> Node | None:
    """What stands at a key; None where there is none."""
    return next((value for name, value in _pairs(mapping) if name == key), None)


def put(mapping: MappingNode, key: str, value: Node) -> None:
    """Let `value` stand at a key, at the place that the key has, else behind all others."""
    for at, (name, _) in enumerate(mapping.value):
        if isinstance(name, ScalarNode) and name.value == key:
            mapping.value[at] = (name, value)
            return
    mapping.value.append((of(key), value))


def drop(mapping: MappingNode, *keys: str) -> None:
    """Take keys out, those that are there."""
    mapping.value = [(key, value) for key, value in mapping.value if key.value not in keys]


def of(value: Any) -> Node:  # noqa: ANN401 (whatever YAML can say)
    """What YAML writes for texts, numbers, booleans, None, and lists and mappings of these."""
    node: Node = SafeRepresenter(sort_keys=False).represent_data(value)
    return node


def written(mapping: MappingNode) -> str:
    """The mapping as a YAML file."""
    text: str = yaml.serialize(mapping, Dumper=yaml.SafeDumper, allow_unicode=True, width=float("inf"))
    return text
