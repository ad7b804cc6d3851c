"""Schedules made by rules, one activity after another: no search, no proof, and nearly as few calls.

Rules of list scheduling, as for assembly lines (Helgeson and Birnie, "Assembly line balancing using the ranked
positional weight technique", 1961): first what most follows on, or first what is longest; from either end.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING

from nextcall.compress.lower_bounds import later
from nextcall.compress.openings import Openings
from nextcall.compress.people import Naming, companions
from nextcall.compress.problem import bits, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress.problem import Problem


_MOST_COMBINED = 300
"""How many combinations of lengths are tried for a call."""
_FEWER = 3
"""How many fewer of a length than fit are tried."""


def rules(problem: Problem) -> Iterator[Rule]:
    """A few rules, each of which makes a schedule. Each activity must fit a call."""
    for direction in (problem, problem.backwards):
        for order in _orders(direction):
            for to_the_minute in (False, True):
                yield Rule(direction, order, is_forward=direction is problem, to_the_minute=to_the_minute)


def _orders(problem: Problem) -> Iterator[list[int]]:
    """The most urgent first; the longest first; under a cap on roles those first that fewest others could join."""
    urgent, weights = later(problem), problem.weights
    yield sorted(range(problem.size), key=lambda each: (-urgent[each], -weights[each]))
    yield sorted(range(problem.size), key=lambda each: (-weights[each], -urgent[each]))
    if problem.most_roles is not None:
        company = companions(problem.roles, problem.most_roles)
        yield sorted(range(problem.size), key=lambda each: (company[each], -urgent[each], -weights[each]))


class Rule:
    """Fills each call with the first in an order that still fits; masks here are of places in that order.

    Under a cap on roles, what names the fewest who don't come yet goes first. With `to_the_minute`, lengths that fill
    the call are looked for, the first activity given.
    """

    def __init__(self, problem: Problem, order: Sequence[int], *, is_forward: bool, to_the_minute: bool) -> None:
        """`problem` is seen from its end unless the rule `is_forward`; `order` are all its activities."""
        self._problem = problem
        self._is_forward = is_forward
        self._to_the_minute = to_the_minute
        self._order = order
        self._place = {each: place for place, each in enumerate(order)}
        self._alone = sum(1 << self._place[each] for each in bits(problem.alone))
        self._apart = self._in_order_of(problem.apart) if problem.keeps_apart else None
        self._naming = None if problem.most_roles is None else Naming([problem.roles[each] for each in order])
        self._lengths = sorted(set(problem.minutes))
        self._of_length = dict.fromkeys(self._lengths, 0)
        for place, each in enumerate(order):
            self._of_length[problem.minutes[each]] |= 1 << place
        self._up_to = [0, *accumulate(self._of_length.values(), or_)]
        self._openings = Openings(problem, 0)
        self._open = 0

    def _in_order_of(self, masks: Sequence[int]) -> list[int]:
        """Masks of activities by index, as masks of places in the order of places."""
        return [sum(1 << self._place[other] for other in bits(masks[each])) for each in self._order]

    def calls(self, rest: int | None = None) -> tuple[int, ...]:
        """A schedule of the activities in `rest`, a mask, all else being done; by default of everything."""
        if rest is not None and not self._is_forward:
            rest = turned(rest, self._problem.size)
        self._openings = Openings(self._problem, rest)
        self._open = sum(1 << self._place[each] for each in bits(self._openings.at_first))
        calls = []
        while self._open:
            calls.append(self._fill())
        if not self._is_forward:
            calls = [turned(call, self._problem.size) for call in reversed(calls)]
        return tuple(calls)

    def _fill(self) -> int:
        """Hold one more call."""
        problem = self._problem
        call = people = opening_later = wanted = barred = 0
        room, number = problem.capacity, problem.size if problem.most_activities is None else problem.most_activities
        while number:
            can = self._open & self._up_to[bisect_right(self._lengths, room)]
            if call:
                can &= ~(self._alone | barred)
                can = self._fewest_others(can, people)
            can = can & wanted or can
            if not can:
                break
            place = (can & -can).bit_length() - 1
            each = self._order[place]
            self._open ^= 1 << place
            wanted &= ~(1 << place)
            call |= 1 << each
            people |= problem.roles[each]
            barred |= self._apart[place] if self._apart else 0
            room -= problem.minutes[each]
            number = 0 if problem.alone >> each & 1 else number - 1
            for opened in bits(self._openings.after(each)):
                if problem.earlier[opened] & call:
                    opening_later |= 1 << self._place[opened]
                else:
                    self._open |= 1 << self._place[opened]
            if self._to_the_minute and number and call == 1 << each:
                wanted = self._filling(self._open & ~self._alone, room, number)
        self._open |= opening_later
        return call

    def _filling(self, can: int, room: int, number: int) -> int:
        """The first of the longest that fill the room best, `number` of them at most."""
        lengths = tuple(
            (length, min((can & places).bit_count(), room // length, number))
            for length, places in reversed(self._of_length.items())
            if 0 < length <= room and can & places
        )
        best = _combined(lengths, room, number)
        found = 0
        for (length, _), some in zip(lengths, best, strict=False):
            places = can & self._of_length[length]
            for _ in range(some):
                found |= places & -places
                places &= places - 1
        return found

    def _fewest_others(self, can: int, people: int) -> int:
        """Of those that can be held, those that bring the fewest others along; none where they have no place."""
        if self._naming is None or self._problem.most_roles is None:
            return can
        places = self._problem.most_roles - people.bit_count()
        return next((those for those in self._naming.beyond(people, places, can) if those), 0)


@lru_cache(maxsize=4096)
def _combined(lengths: tuple[tuple[int, int], ...], room: int, number: int) -> tuple[int, ...]:
    """How many of each length leave the least room: first the longest, of each no more than there are."""
    best: tuple[int, ...] = ()
    least = room
    stack: list[tuple[int, int, int, tuple[int, ...]]] = [(0, room, number, ())]
    for _ in range(_MOST_COMBINED):
        if not stack or not least:
            break
        index, left, free, taken = stack.pop()
        if left < least:
            best, least = taken, left
        if index < len(lengths):
            length, there = lengths[index]
            most = min(there, left // length, free)
            some_fewer = range(max(0, most - _FEWER), most + 1)
            stack += ((index + 1, left - length * some, free - some, (*taken, some)) for some in some_fewer)
    return best
