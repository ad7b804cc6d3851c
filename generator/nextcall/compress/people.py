"""Who has to come: which activities name so few others that they can join a call, and what that says of all calls."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nextcall.compress.problem import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.compress.problem import Problem

_MOST_JOINED = 150_000
"""How often a set of roles joins others before the bound does with less."""

_WHOLE = 720_720
"""What a call is worth: it can be shared out evenly among any number of sets up to 16."""


class Naming:
    """Which of several sets of roles lie within some people, or nearly; all sets at once, as bits of a mask."""

    def __init__(self, roles: Sequence[int]) -> None:
        """`roles` are the sets, masks of roles."""
        self._everything = (1 << len(roles)) - 1
        self._naming: dict[int, int] = {}
        for place, named in enumerate(roles):
            for role in bits(named):
                self._naming[role] = self._naming.get(role, 0) | 1 << place

    @property
    def effort(self) -> int:
        """What a question costs, in joins."""
        return len(self._naming)

    def beyond(self, people: int, most: int, among: int | None = None) -> list[int]:
        """The sets that name no role but those of `people`; those that name one other, …, up to `most` others."""
        exactly = [self._everything if among is None else among, *(0 for _ in range(most))]
        for role, naming in self._naming.items():
            if not people >> role & 1:
                for number in range(most, 0, -1):
                    exactly[number] = exactly[number] & ~naming | exactly[number - 1] & naming
                exactly[0] &= ~naming
        return exactly


def companions(roles: Sequence[int], most: int) -> list[int]:
    """For each set of roles, how many of all sets could join it among at most `most` people."""
    naming = Naming(roles)
    number: dict[int, int] = {}
    for people in dict.fromkeys(roles):
        number[people] = sum(each.bit_count() for each in naming.beyond(people, most - people.bit_count()))
    return [number[people] for people in roles]


def by_people(problem: Problem) -> int:
    """Calls by the cap on buyer roles.

    Activities that name the same roles take at least so many calls as their minutes and the cap on activities say; and
    every call has room for such sets of roles only as lie within the people of one call.
    """
    if problem.most_roles is None:
        return 0
    number: dict[int, int] = {}
    minutes: dict[int, int] = {}
    for each, roles in enumerate(problem.roles):
        if not problem.alone >> each & 1:
            number[roles] = number.get(roles, 0) + 1
            minutes[roles] = minutes.get(roles, 0) + problem.minutes[each]
    capacity, most = max(1, problem.capacity), problem.most_activities or len(problem.roles)
    calls = {each: max(1, -(-minutes[each] // capacity), -(-number[each] // most)) for each in number if each}
    return problem.alone.bit_count() + covered(tuple(sorted(calls.items())), problem.most_roles)


def by_full_calls(problem: Problem) -> int:
    """Calls by the cap on buyer roles, of those whose people fill a call: they can share it only with their like."""
    if problem.most_roles is None:
        return 0
    minutes: dict[int, int] = {}
    for taken, roles in zip(problem.minutes, problem.roles, strict=True):
        if roles.bit_count() == problem.most_roles:
            minutes[roles] = minutes.get(roles, 0) + taken
    return sum(-(-each // problem.capacity) for each in minutes.values())


@lru_cache(maxsize=256)
def covered(calls: tuple[tuple[int, int], ...], most: int, joins: int = _MOST_JOINED) -> int:
    """How many groups of at most `most` roles it takes at least, each set of roles within as many as is said for it.

    `calls` are the sets, each with that number. Where there are too many groups to look at in so many `joins`, what
    each role takes by itself is shared out, as a group has no more than `most` (Schönheim, "On coverings", 1964).
    """
    highest = max((number for _, number in calls), default=0)
    sets = [roles for roles, _ in calls if roles]
    if most < 1 or not sets:
        return highest
    everybody = 0
    for roles in sets:
        everybody |= roles
    groups = _groups(sets, most, joins)
    if groups is None:
        return max(highest, -(-everybody.bit_count() // most), _shared_out(calls, most, joins))
    return max(highest, _priced([number for roles, number in calls if roles], groups))


def _shared_out(calls: Sequence[tuple[int, int]], most: int, joins: int) -> int:
    """What the roles take one by one, those who come with them sharing one place less; each call serves `most`."""
    others: dict[int, list[tuple[int, int]]] = {}
    for roles, number in calls:
        for role in bits(roles):
            others.setdefault(role, []).append((roles & ~(1 << role), number))
    if joins < len(others):
        return 0
    return -(-sum(covered(tuple(each), most - 1, joins // len(others)) for each in others.values()) // most)


def _groups(sets: Sequence[int], most: int, joins: int) -> list[tuple[int, ...]] | None:
    """The sets within each group of people that sets join to, as their places; None where there are too many."""
    naming = Naming(sets)
    found = dict.fromkeys(sets)
    waiting = list(found)
    groups = []
    while waiting:
        people = waiting.pop()
        within, *joining = naming.beyond(people, most - people.bit_count())
        groups.append(within)
        joins -= naming.effort + within.bit_count() + sum(each.bit_count() for each in joining)
        if joins < 0:
            return None
        for one in joining:
            for each in bits(one):
                joined = people | sets[each]
                if joined not in found:
                    found[joined] = None
                    waiting.append(joined)
    return [tuple(bits(within)) for within in groups]


def _priced(numbers: Sequence[int], groups: Sequence[tuple[int, ...]]) -> int:
    """What all sets cost at prices by which no group costs more than one call: a solution of the dual linear program.

    First each set has its share of the group with most sets that it is in; then, those that are in few groups first,
    prices rise as far as they may.
    """
    within: list[list[int]] = [[] for _ in numbers]
    for place, sets in enumerate(groups):
        for each in sets:
            within[each].append(place)
    prices = [_WHOLE // max(len(groups[place]) for place in places) for places in within]
    left = [_WHOLE - sum(prices[each] for each in sets) for sets in groups]
    for each in sorted(range(len(numbers)), key=lambda each: (len(within[each]), each)):
        rise = min(left[place] for place in within[each])
        prices[each] += rise
        for place in within[each]:
            left[place] -= rise
    return -(-sum(number * price for number, price in zip(numbers, prices, strict=True)) // _WHOLE)
