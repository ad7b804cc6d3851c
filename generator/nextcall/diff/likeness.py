"""Which things of before are which of after: by id, by `formerly`, by their text, and then by likeness, a guess.

Everything here is the same seen from either side, so that the way back is the mirror of the way there.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.model import Text, Written, fields_of
from nextcall.printable import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

LIKE = 0.5
"""The share of words in common from which on two things are taken for the same."""

_MOST_PAIRS = 40_000
"""Of more than these only those with the very same words are looked for."""
_WORD = re.compile(r"\w+")
_SHORT = 3


class Pair(NamedTuple):
    """The same thing before and after; a `guess` where only likeness says so."""

    before: Any
    after: Any
    guess: bool


def kind_of(thing: object) -> type:
    """What kind of object a thing is."""
    return type(thing)


@cache
def text_field(kind: type) -> str:
    """The field that says what a kind of thing is: the first text that it must have."""
    return next(
        each.name for each in fields_of(kind) if issubclass(each.type, Text) and not (each.many or each.optional)
    )


def text_of(thing: Written) -> Text:
    """What a thing is, in its author's words."""
    text: Text = getattr(thing, text_field(kind_of(thing)))
    return text


def words_of(thing: object) -> Counter[str]:
    """The words of a text, or of all texts of a thing and those in it."""
    found: Counter[str] = Counter()
    for text in _texts(thing):
        words = [word.casefold() for word in _WORD.findall(text)]
        long = [word for word in words if len(word) > _SHORT or not word.isascii()]
        for word in long or words:
            found.update(word if not word.isascii() and word.upper() == word.lower() else (word,))
    return found


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Written):
        for each in fields_of(kind_of(thing)):
            value = getattr(thing, each.name)
            if issubclass(each.type, Text | Written):
                for one in value if each.many else (value,):
                    yield from _texts(one)


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """From 0, nothing in common, to 1: the same words."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def alike(befores: Sequence[object], afters: Sequence[object]) -> list[tuple[int, int]]:
    """The indexes of what is alike, the likest first; nothing is in two pairs."""
    if not befores or not afters:
        return []
    ours, theirs = [words_of(each) for each in befores], [words_of(each) for each in afters]
    if len(ours) * len(theirs) > _MOST_PAIRS:
        return _with_equal_words(ours, theirs)
    scored = [
        (-score, abs(i - j), min(i, j), max(i, j), i, j)
        for i, one in enumerate(ours)
        for j, other in enumerate(theirs)
        if (score := likeness(one, other)) >= LIKE
    ]
    found: dict[int, int] = {}
    taken = set()
    for *_, i, j in sorted(scored):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return list(found.items())


def _with_equal_words(ours: Sequence[Counter[str]], theirs: Sequence[Counter[str]]) -> list[tuple[int, int]]:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for j in reversed(range(len(theirs))):
        waiting[frozenset(theirs[j].items())].append(j)
    keys = (frozenset(each.items()) for each in ours)
    return [(i, waiting[key].pop()) for i, key in enumerate(keys) if waiting[key]]


class Matching:
    """Pairs up the things of two lists, which may lie in several holders: those of the same holder come first."""

    def __init__(
        self,
        befores: Iterable[Written],
        afters: Iterable[Written],
        holders: tuple[Callable[[Written], object], Callable[[Written], object]] | None = None,
    ) -> None:
        """`holders` give for a thing of either side what tells its holder, alike on both sides; None: there is one."""
        self.pairs: list[Pair] = []
        self._before = dict.fromkeys(befores)
        self._after = dict.fromkeys(afters)
        self._by_keys(_id, _id)
        self._by_formerly()
        if holders:
            self._by_text(*holders)
        self._by_text(_nowhere, _nowhere)
        if holders:
            by_holder: dict[object, tuple[list[Written], list[Written]]] = defaultdict(lambda: ([], []))
            for side, (things, is_in) in enumerate(zip((self._before, self._after), holders, strict=True)):
                for each in things:
                    by_holder[is_in(each)][side].append(each)
            for ours, theirs in by_holder.values():
                self._guess(ours, theirs)
        self._guess(list(self._before), list(self._after))

    def _pair(self, before: Written, after: Written, *, guess: bool = False) -> None:
        del self._before[before], self._after[after]
        self.pairs.append(Pair(before, after, guess))

    def _guess(self, befores: list[Written], afters: list[Written]) -> None:
        for i, j in alike(befores, afters):
            self._pair(befores[i], afters[j], guess=True)

    def _by_text(self, before_in: Callable[[Written], object], after_in: Callable[[Written], object]) -> None:
        """Pair what has no id, at least on one side, and says the same in the same holder."""
        self._by_keys(
            lambda each: (on_one_line(text_of(each)), before_in(each)),
            lambda each: (on_one_line(text_of(each)), after_in(each)),
            lambda before, after: _id(before) is None or _id(after) is None,
        )

    def _by_keys(
        self,
        of_before: Callable[[Written], Hashable | None],
        of_after: Callable[[Written], Hashable | None],
        may: Callable[[Written, Written], bool] = lambda _before, _after: True,
    ) -> None:
        """Pair what has the same key, of several the first with the first."""
        waiting: dict[Hashable, list[Written]] = defaultdict(list)
        for each in reversed(self._after):
            key = of_after(each)
            if key is not None:
                waiting[key].append(each)
        for each in list(self._before):
            key = of_before(each)
            if key is not None and waiting[key] and may(each, waiting[key][-1]):
                self._pair(each, waiting[key].pop())

    def _by_formerly(self) -> None:
        befores = {_id(each): each for each in self._before}
        afters = {_id(each): each for each in self._after}
        for each in list(self._after):
            for name in getattr(each, "formerly", ()):
                if befores.get(name) in self._before and each in self._after:
                    self._pair(befores[name], each)
        for each in list(self._before):
            for name in getattr(each, "formerly", ()):
                if afters.get(name) in self._after and each in self._before:
                    self._pair(each, afters[name])


def _id(thing: Written) -> str | None:
    return getattr(thing, "id", None)


def _nowhere(_thing: Written) -> None:
    """The holder of all things, where it makes no difference."""
