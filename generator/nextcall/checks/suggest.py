"""Finds what somebody meant, for the "did you mean" of a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LISTED = 8


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like `word`; None below a `likeness` (1: the same). Letter case makes no difference."""
    from difflib import get_close_matches  # noqa: PLC0415 (only a finding needs it)

    as_written = {each.casefold(): each for each in known}
    return next((as_written[each] for each in get_close_matches(word.casefold(), as_written, 1, likeness)), None)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the known words, else a few of them and what else to do."""
    choices = list(dict.fromkeys(known))
    close = nearest(word, choices)
    if close is not None:
        return f"did you mean '{close}'?"
    more = len(choices) - _MOST_LISTED
    listed = ", ".join(choices[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
    return ", or ".join(filter(None, (f"choose from {listed}" if choices else "", otherwise)))
