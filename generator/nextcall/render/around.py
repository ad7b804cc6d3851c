"""What the pages of a process are made of besides the process itself; as long as all of that stays, so do they."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


class Around:
    """All that the pages of several processes share; `kept` is what was made of it, and of nothing else.

    Two are one and the same, or differ: `after` looks which, once a run.
    """

    def __init__(self, *parts: object) -> None:
        """`parts` are whatever pages may show that isn't of their process."""
        self.parts = parts
        self.kept: dict[Hashable, Any] = {}

    def after(self, before: Around | None) -> Around:
        """The one `before`, with all that is kept for it, where nothing is different."""
        return before if before is not None and before.parts == self.parts else self
