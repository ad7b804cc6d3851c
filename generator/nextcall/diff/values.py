"""Values of the model: whether two say the same, and as JSON has them."""

from __future__ import annotations

from enum import Enum
from typing import Any

from nextcall.model import Blocks, Text
from nextcall.printable import on_one_line


def is_same(ours: object, theirs: object) -> bool:
    """Whether two values say the same; where lines end makes no difference, unless it may in a Markdown block."""
    if isinstance(ours, Blocks) and isinstance(theirs, Blocks):
        return ours.strip() == theirs.strip()
    if isinstance(ours, Text) and isinstance(theirs, Text):
        return on_one_line(ours) == on_one_line(theirs)
    return ours == theirs


def json_of(value: Any) -> Any:  # noqa: ANN401 (whatever a field may hold)
    """A value of the model as JSON."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [json_of(each) for each in value]
    return str(value) if isinstance(value, str) else value
