"""How findings name several things in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_NAMED = 5


def named(ids: Iterable[str], most: int = _MOST_NAMED) -> str:
    """Ids in quotes, as in "'a', 'b' and 'c'"; of very many the first ones and how many there are besides."""
    quoted = [f"'{each}'" for each in ids]
    if len(quoted) > most:
        return f"{', '.join(quoted[:most])} and {len(quoted) - most} more"
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
