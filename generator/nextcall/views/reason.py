"""Why something is as it is: what the catalogue's words for it are filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Reason:
    """A key of the catalogue, below `blocker` or `bound`, and what to fill in."""

    key: str
    values: Mapping[str, Any]
