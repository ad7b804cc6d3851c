"""What somebody may have meant: for the "did you mean" of a finding, or the few known words that come nearest."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice, takewhile
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_MOST_LISTED = 8
_TWO_SLIPS = 8  # letters from which a word may hold two of them
_APART = 2  # how much further away the second best must be
_LONGEST = 120  # nobody mistypes what is longer
_MOST_WORK = 4_000_000  # pairs of letters, which take less than a second
_SETTING_OUT = 40  # to count the letters of two words takes as long as to compare so many pairs
_BETWEEN_WORDS = re.compile(r"[\s_-]+")


class Meant(NamedTuple):
    """`likely` is the known word that was meant, None where that is a guess; `nearest` are a few to choose from."""

    likely: str | None
    nearest: tuple[str, ...]


_NOBODY = Meant(None, ())


class Suggestions:
    """The suggestions of one run. When its work is used up, known words are listed as they come, and none is likely.

    So thousands of wrong references cost hardly more than the first hundreds, and the same run always says the same.
    """

    def __init__(self) -> None:
        """Nothing has been compared yet."""
        self._work = _MOST_WORK

    def meant(self, word: str, known: Iterable[str], *, within: int = _LONGEST, most: int = _MOST_LISTED) -> Meant:
        """What was meant by a word that isn't known.

        A word is likely that is one slip away, from eight letters on two, while no other is nearly as near. Letter
        case makes no difference, nor what stands between words. The nearest are `most`, and no more than `within` slips
        away; those that are like it in less than half come last, and words stand as they are known where all are shown.
        """
        if self._work <= 0:
            return _as_they_come(known, within, most)
        words = dict.fromkeys(known)
        self._work -= len(words)
        if not words:
            return _NOBODY
        wanted = _key(word)
        if len(wanted) > _LONGEST:
            return _as_they_come(words, within, most)
        found = [(self._distance(wanted, each), each) for each in words]
        near = sorted(found, key=lambda pair: pair[0])
        listed = near[:most] if len(near) > most else found
        return Meant(_likely(wanted, near), tuple(each for slips, each in listed if slips <= within))

    def likely(self, word: str, known: Iterable[str]) -> str | None:
        """The known word that was meant by `word`; None where that would be a guess."""
        return self.meant(word, known).likely

    def did_you_mean(self, word: str, known: Iterable[str], otherwise: str = "") -> str:
        """A hint that names the word that was meant, else the nearest of the known ones and what else to do."""
        return self.among(known, otherwise)(word)

    def among(self, known: Iterable[str], otherwise: str = "") -> Callable[[str], str]:
        """`did_you_mean` for many words that should be among the same known ones, which are read when one is asked."""
        words: Sequence[str] | None = None
        same = ""  # what is said of every word once none is compared any more

        def hint(word: str) -> str:
            nonlocal words, same
            if same:
                return same
            if words is None:
                words = tuple(known if self._work > 0 else islice(known, _MOST_LISTED))
            is_same = self._work <= 0 or not words
            said = _did_you_mean(*self.meant(word, words), otherwise)
            same = said if is_same else ""
            return said

        return hint

    def _distance(self, wanted: str, word: str) -> int:
        key = _key(word)
        if self._work <= 0 or len(key) > _LONGEST:
            return _LONGEST
        longer = max(len(wanted), len(key))
        its = _letters(key)
        # all other letters of the longer word are slips
        shared = sum([min(number, its[letter]) for letter, number in _letters(wanted).items() if letter in its])
        self._work -= _SETTING_OUT + len(wanted) + len(key)
        if 2 * (longer - shared) > longer:
            return _LONGEST
        self._work -= len(wanted) * len(key)
        slips = distance(wanted, key)
        return slips if 2 * slips <= longer else _LONGEST


def _as_they_come(known: Iterable[str], within: int, most: int) -> Meant:
    """A few known words to choose from where nothing is compared; none where only near ones are asked for."""
    return Meant(None, tuple(islice(known, most))) if within >= _LONGEST else _NOBODY


def _did_you_mean(likely: str | None, nearest: Sequence[str], otherwise: str) -> str:
    if likely is not None:
        return f"did you mean '{likely}'?"
    if not nearest:
        return otherwise
    listed = f"choose from {', '.join(nearest)}"
    return f"{listed}, or {otherwise}" if otherwise else listed


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The hint of `Suggestions` where there is only one to give."""
    return Suggestions().did_you_mean(word, known, otherwise)


def distance(one: str, other: str) -> int:
    """How many letters to drop, add or change, or neighbours to swap, make one word of the other.

    The optimal string alignment form of the Damerau-Levenshtein distance: no letter is touched twice.
    """
    same = sum(1 for _ in takewhile(bool, map(eq, one, other)))
    one, other = one[same:], other[same:]
    same = sum(1 for _ in takewhile(bool, map(eq, reversed(one), reversed(other))))
    one, other = one[: len(one) - same], other[: len(other) - same]
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, its in enumerate(other, 1):
            least = last[column - 1] if letter == its else 1 + min(last[column], current[-1], last[column - 1])
            if row > 1 and column > 1 and letter == other[column - 2] and its == one[row - 2]:
                least = min(least, before[column - 2] + 1)
            current.append(least)
        before, last = last, current
    return last[-1]


@lru_cache(maxsize=1_000)
def _letters(word: str) -> Mapping[str, int]:
    return Counter(word)


@lru_cache(maxsize=1_000)
def _key(word: str) -> str:
    return _BETWEEN_WORDS.sub("-", word.casefold())


def _likely(wanted: str, near: Sequence[tuple[int, str]]) -> str | None:
    """The first of the known words in order of their distance, if it can't well be another."""
    if not near:
        return None
    slips, word = near[0]
    most = 2 if len(wanted) >= _TWO_SLIPS else 1
    is_near = slips <= most and 2 * slips <= len(wanted)
    is_alone = len(near) == 1 or near[1][0] >= slips + _APART
    return word if is_near and is_alone else None
