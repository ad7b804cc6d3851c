"""Text from a playbook, a file name or a command line on its way to somebody's screen.

Control characters could move the cursor, change colours or retitle a window, and CI systems hand on what they are
given: so none of them leaves raw. Whatever is printed, or reported in any format, goes through here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTROL = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"}
_LONE_RETURN = re.compile(r"\r(?!\n)")
_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_MESSAGE = str.maketrans(_IN_MESSAGE)
_PROPERTY = str.maketrans({**_IN_MESSAGE, ":": "%3A", ",": "%2C"})
_LEFT_BY_JSON = re.compile(r"[\x7f-\x9f]")


def printable(text: str) -> str:
    r"""`text` with every control character shown as its code, such as `\x1b`; ends of lines and tabs stay."""
    return text if text.isprintable() else _LONE_RETURN.sub(r"\\x0d", text.translate(_CONTROL))


def on_one_line(text: str) -> str:
    """A text as it reads, however its lines are broken: one blank between words."""
    return " ".join(text.split())


def json_text(value: object, indent: int | None = None) -> str:
    """`value` as JSON, in the letters that it is written in; control characters stand there as JSON's escapes."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _LEFT_BY_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def annotation(level: str, properties: Mapping[str, object], message: str) -> str:
    """A command that a workflow of GitHub takes from a step's output, on a line of its own."""
    said = ",".join(f"{name}={str(value).translate(_PROPERTY)}" for name, value in properties.items())
    return f"::{level} {said}::{message.translate(_MESSAGE)}\n"
