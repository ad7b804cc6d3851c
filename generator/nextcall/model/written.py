"""What all objects of the model have in common."""

from __future__ import annotations

from typing import Any


class Written:
    """Something that an author wrote. It tells itself by its place.

    The methods that a dataclass could have and these don't would take a quarter of the time in which `check` starts.
    """

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', '')} at {getattr(self, 'place', None)}>"

    @staticmethod
    def complete(written: dict[str, Any]) -> None:
        """Fill in, among the fields that somebody wrote, what stands for an absent one and depends on others."""
