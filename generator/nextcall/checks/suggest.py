"""Finds what somebody meant, for the "did you mean" of a finding."""

from __future__ import annotations

from bisect import bisect
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LISTED = 8
_MOST_COMPARED = 200


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word most like `word`; None below a `likeness` (1: the same). Letter case makes no difference.

    Of very many known words only those are compared that stand near it in the alphabet.
    """
    return _nearest(word.casefold(), tuple(known), likeness)


@lru_cache(maxsize=1024)
def _nearest(word: str, known: tuple[str, ...], likeness: float) -> str | None:
    from difflib import get_close_matches  # noqa: PLC0415 (only a finding needs it)

    as_written, in_order = _sorted(known)
    if len(in_order) > _MOST_COMPARED:
        here = bisect(in_order, word)
        in_order = in_order[max(here - _MOST_COMPARED // 2, 0) : here + _MOST_COMPARED // 2]
    return next((as_written[each] for each in get_close_matches(word, in_order, 1, likeness)), None)


@lru_cache(maxsize=64)
def _sorted(known: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """The words as they are written, by their small letters; and their small letters, in order."""
    as_written = {each.casefold(): each for each in known}
    return as_written, sorted(as_written)


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the known words, else a few of them and what else to do."""
    choices = list(dict.fromkeys(known))
    close = nearest(word, choices)
    if close is not None:
        return f"did you mean '{close}'?"
    more = len(choices) - _MOST_LISTED
    listed = ", ".join(choices[:_MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
    return ", or ".join(filter(None, (f"choose from {listed}" if choices else "", otherwise)))
