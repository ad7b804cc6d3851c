"""The most that one call can hold: an exact search for the best set of activities, and among equals the first listed.

A knapsack with precedence, solved by branch and bound over bit masks. What a branch can still reach is bounded rank by
rank with the shortest activities that are left, as if nothing came before anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from nextcall.compress.problem import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

NODES = 20_000
"""How many branches a search may look at: far more than calls of real processes take. What it has by then is taken."""

RANKS = 4
"""How many ranks there are, 0 being the one that matters most."""

Counts: TypeAlias = tuple[int, int, int, int]
"""How many activities of each rank a call holds; the larger one is better, compared from the first."""


class Item(NamedTuple):
    """An activity that could be held: its `minutes`, its rank, and masks of other items and of buyer roles.

    `before` is everything that must stand before it in the same call, at whatever distance; `apart` is what can't be
    in the same call, and has this one in its own mask. `alone`: it shares the call with none, which is as long as it
    needs. `by_order`: what it matters is told by the listed order, behind rank 0 and before the other ranks.
    """

    minutes: int
    rank: int
    before: int
    roles: int
    alone: bool = False
    apart: int = 0
    by_order: bool = False


class Limits(NamedTuple):
    """What a call has to give; None is no cap."""

    minutes: int
    activities: int | None
    roles: int | None


def fullest_call(items: Sequence[Item], limits: Limits, pinned: Sequence[int] = ()) -> int:
    """The best set of `items`, which are given in listed order, as a mask.

    It holds those that are `pinned`, each as far as it fits with those before it. Then it has the most of rank 0; then,
    of those `by_order`, the first in which it differs from others, where none that is `alone` counts if two others of
    them could share the call; then the most of rank 1, and so on. Ties go to the set whose positions in the list are
    the smallest, compared from the first.
    """
    alone = sum(1 << each for each, item in enumerate(items) if item.alone)
    by_order = sum(1 << each for each, item in enumerate(items) if item.by_order)
    search = _Search(items, limits, alone, pinned)
    forced = search.forced(pinned)
    best = search.best(by_order, forced)
    if forced:
        return best
    ordered = by_order if not by_order & alone or not search.can_share(by_order) else by_order & ~alone
    value = _Value(search.counts(best), best, ordered)
    for each, item in enumerate(items):
        if item.alone and not item.before and _people_fit(item.roles, limits):
            own = _Value(search.counts(1 << each), 1 << each, ordered)
            if own.exceeds(value):
                value = own
    return value.chosen


_NOTHING: Counts = (0, 0, 0, 0)
_MANY = 1 << 30


def _people_fit(roles: int, limits: Limits) -> bool:
    return limits.roles is None or roles.bit_count() <= limits.roles


def _listed_first(one: int, other: int) -> bool:
    """Whether `one` holds the first item in which two different sets differ."""
    differ = one ^ other
    return bool(one & differ & -differ)


class _Value(NamedTuple):
    """What a set is worth: `ordered` are the items whose listed order matters more than the ranks but for the first."""

    counts: Counts
    chosen: int
    ordered: int

    def exceeds(self, other: _Value) -> bool:
        """Whether this set is the better one."""
        if self.counts[0] != other.counts[0]:
            return self.counts[0] > other.counts[0]
        mine, theirs = self.chosen & self.ordered, other.chosen & self.ordered
        if mine != theirs:
            return _listed_first(mine, theirs)
        if self.counts != other.counts:
            return self.counts > other.counts
        return _listed_first(self.chosen, other.chosen)


@dataclass(slots=True)
class _Branch:
    chosen: int
    closed: int
    room: int
    roles: int
    counts: list[int]


class _Search:
    """Looks for sets that share a call."""

    def __init__(self, items: Sequence[Item], limits: Limits, alone: int, pinned: Sequence[int]) -> None:
        self._items = items
        self._limits = limits
        self._alone = alone
        self._pinned = sum({1 << each for each in pinned})
        self._after = [0] * len(items)
        self._left = NODES
        shut = alone
        for each, item in enumerate(items):
            if item.before & alone or item.minutes > limits.minutes or not _people_fit(item.roles, limits):
                shut |= 1 << each
            for other in bits(item.before):
                self._after[other] |= 1 << each
        for each in range(len(items)):
            if shut >> each & 1:
                shut |= self._after[each]
        self._bars = self._barred(shut)
        self._shut = shut = shut | self._needless(shut)
        order = sorted(range(len(items)), key=lambda each: (items[each].rank, items[each].minutes, each))
        self._order = [each for each in order if not shut >> each & 1]
        self._ranked = [[each for each in self._order if items[each].rank == rank] for rank in range(RANKS)]
        self._most = len(items) if limits.activities is None else limits.activities

    def _needless(self, shut: int) -> int:
        """Those before which enough others of their kind are listed to fill the call, and that nothing comes after."""
        needless = 0
        number: dict[tuple[int, int, int, int, int, bool], int] = {}
        for each, item in enumerate(self._items):
            if item.minutes and not (self._after[each] & ~shut or (shut | self._pinned) >> each & 1):
                kind = item.minutes, item.rank, item.before, item.roles, item.apart, item.by_order
                number[kind] = number.get(kind, 0) + 1
                if number[kind] * item.minutes > self._limits.minutes:
                    needless |= 1 << each
        return needless

    def _barred(self, shut: int) -> list[int]:
        """For each item what it keeps out of the call: what is apart from it, and all that comes after that."""
        bars = []
        for item in self._items:
            barred = item.apart & ~shut
            for other in bits(barred):
                barred |= self._after[other]
            bars.append(barred)
        return bars

    def forced(self, pinned: Sequence[int]) -> int:
        """Of those that are pinned, each that fits with those before it, and what must stand before them."""
        found = 0
        for each in pinned:
            item, one = self._items[each], 1 << each
            if self._alone & one:
                if not found and not item.before and _people_fit(item.roles, self._limits):
                    return one
            elif self._start(found | one | item.before, 0) is not None:
                found |= one | item.before
        return found

    def best(self, by_order: int, forced: int) -> int:
        """The best set that shares a call and holds what is `forced`; that alone, where it has the call for itself."""
        if forced & self._alone:
            return forced
        best = self.better_than(_NOTHING, forced, self._shut) or forced
        chosen, closed = forced, self._shut
        if by_order & ~closed:
            best, chosen, closed = self._by_order(by_order & ~closed, best, forced)
            best = self.better_than(_NOTHING, chosen, closed) or best
        return self._first_listed(best, chosen, closed) if best else 0

    def can_share(self, some: int) -> bool:
        """Whether any two of these items can share the call, with whatever that takes."""
        open_ones = list(bits(some & ~self._shut))
        return any(
            self._start(1 << one | 1 << other, 0) is not None
            for place, one in enumerate(open_ones)
            for other in open_ones[:place]
        )

    def _by_order(self, items: int, best: int, chosen: int) -> tuple[int, int, int]:
        """A set with as many of rank 0 as `best` and the first listed of `items`; what it must hold, and what not.

        It holds all that is `chosen`.
        """
        floor = (self.counts(best)[0] - 1, _MANY, _MANY, _MANY)
        closed = self._shut
        for each in bits(items):
            if (chosen | closed) >> each & 1:
                continue
            wanted = chosen | 1 << each | self._items[each].before
            if best & wanted != wanted:
                other = None if wanted & closed else self.better_than(floor, wanted, closed, first=True)
                if other is None:
                    closed |= 1 << each | self._after[each]
                    continue
                best = other
            chosen = wanted
        return best, chosen, closed

    def counts(self, chosen: int) -> Counts:
        """How many of each rank are in a set."""
        found = [0] * RANKS
        for each in bits(chosen):
            found[self._items[each].rank] += 1
        return (found[0], found[1], found[2], found[3])

    def better_than(self, floor: Counts, chosen: int = 0, closed: int = 0, *, first: bool = False) -> int | None:
        """The best set above `floor` that holds `chosen` and nothing `closed`; the first that is found, with `first`.

        None where there is none, or where it isn't found in the nodes that are left.
        """
        start = self._start(chosen, closed)
        best: int | None = None
        stack = [start] if start is not None else []
        while stack and self._left > 0:
            self._left -= 1
            branch = stack.pop()
            counts = (branch.counts[0], branch.counts[1], branch.counts[2], branch.counts[3])
            if counts > floor:
                best, floor = branch.chosen, counts
                if first:
                    return best
            if not self._may_exceed(branch, floor):
                continue
            each = self._next(branch)
            if each is None:
                continue
            without = branch.closed | 1 << each | self._after[each]
            stack.append(_Branch(branch.chosen, without, branch.room, branch.roles, branch.counts))
            taken = self._take(branch, each)
            if taken is not None:
                stack.append(taken)
        return best

    def _first_listed(self, found: int, chosen: int, closed: int) -> int:
        """Of all sets that count as `found` does, that whose positions are smallest, compared from the first.

        It holds `chosen`, and nothing `closed`.
        """
        counts = self.counts(found)
        floor = (counts[0], counts[1], counts[2], counts[3] - 1)
        for each in range(len(self._items)):
            if (chosen | closed) >> each & 1:
                continue
            wanted = chosen | 1 << each | self._items[each].before
            if found & wanted != wanted:
                other = None if wanted & closed else self.better_than(floor, wanted, closed, first=True)
                if other is None:
                    closed |= 1 << each | self._after[each]
                    continue
                found = other
            chosen = wanted
        return chosen

    def _start(self, chosen: int, closed: int) -> _Branch | None:
        """The branch that holds `chosen`, or None where that doesn't fit."""
        branch: _Branch | None = _Branch(0, closed | self._shut, self._limits.minutes, 0, [0] * RANKS)
        for each in bits(chosen):
            if branch is not None and not branch.chosen >> each & 1:
                branch = self._take(branch, each)
        return branch

    def _next(self, branch: _Branch) -> int | None:
        decided = branch.chosen | branch.closed
        return next((each for each in self._order if not decided >> each & 1), None)

    def _take(self, branch: _Branch, each: int) -> _Branch | None:
        """The branch with an item and what stands before it; None where that doesn't fit."""
        items, limits = self._items, self._limits
        added = (1 << each | items[each].before) & ~branch.chosen
        if added & branch.closed:
            return None
        chosen, room, roles, counts = branch.chosen | added, branch.room, branch.roles, branch.counts.copy()
        closed = branch.closed
        while added:
            low = added & -added
            added ^= low
            each = low.bit_length() - 1
            item = items[each]
            room -= item.minutes
            roles |= item.roles
            counts[item.rank] += 1
            closed |= self._bars[each]
        if room < 0 or sum(counts) > self._most or chosen & closed or not _people_fit(roles, limits):
            return None
        return _Branch(chosen, closed, room, roles, counts)

    def _may_exceed(self, branch: _Branch, floor: Counts) -> bool:
        """Whether the rest could lift a branch above `floor`, if nothing came before anything."""
        decided = branch.chosen | branch.closed
        room, number = branch.room, self._most - sum(branch.counts)
        items = self._items
        for rank in range(RANKS):
            missing = floor[rank] - branch.counts[rank]
            if missing < 0:
                return True
            used = count = needed = 0
            for each in self._ranked[rank]:
                if decided >> each & 1:
                    continue
                used += items[each].minutes
                if used > room or count >= number:
                    break
                count += 1
                if count == missing:
                    needed = used
                if count > missing:
                    return True
            if count < missing:
                return False
            room -= needed
            number -= missing
        return False
