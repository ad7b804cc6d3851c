"""Finds what somebody meant, for the "did you mean" of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LISTED = 8


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like `word`, if any is like it at all."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a finding needs it)

    return next(iter(get_close_matches(word, list(known), 1)), None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest of the known words, else a few of them, else ""."""
    choices = list(dict.fromkeys(known))
    close = nearest(word, choices)
    if close is not None:
        return f"did you mean '{close}'?"
    if not choices:
        return ""
    if len(choices) <= _MOST_LISTED:
        return f"there is {', '.join(choices)}"
    return f"there is {', '.join(choices[:_MOST_LISTED])} and {len(choices) - _MOST_LISTED} more"
