"""An example of a field as it would stand in a file, out of the value that its schema gives."""

from __future__ import annotations

import math
import re
from typing import Any

import yaml

_WORD = re.compile(r"\S+")
_PLAIN = {"bool": "true|false", "int": "[-+]?[0-9]+", "null": "null|~|"}
"""What is no text without quotes; other words and figures are taken as they are written."""

_SIMPLE = re.compile(r"(?!(?:true|false|null)\Z)[A-Za-z](?:[A-Za-z0-9_,;.()/'-]| (?=[A-Za-z0-9(]))*+").fullmatch
"""A text that stands as it is, whoever writes YAML."""


def example(field: str, value: object) -> str:
    """The lines of a field that holds `value`: words in one line, texts below each other, quotes where they must be."""
    if type(value) is int or (type(value) is str and _SIMPLE(value)):
        return f"{field}: {value}"
    return _written(field, value)


def _written(field: str, value: object) -> str:
    lines: str = yaml.dump({field: value}, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=math.inf)
    return lines.removesuffix("\n")


class _Writer(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own)

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        super().increase_indent(flow, indentless=False)

    def choose_scalar_style(self) -> str:
        style: str = super().choose_scalar_style()
        return '"' if style == "'" else style


def _list(writer: _Writer, values: list[Any]) -> yaml.Node:
    words = all(isinstance(each, str) and _WORD.fullmatch(each) for each in values)
    return writer.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=words)


def _text(writer: _Writer, text: str) -> yaml.Node:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Writer.add_representer(list, _list)
_Writer.add_representer(str, _text)
for _tag, _form in _PLAIN.items():
    _Writer.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_form})$"), None)
