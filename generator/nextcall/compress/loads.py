"""What one call can hold: every load to which nothing can be added, given what is done before the call.

Enumerated depth first, after Hoffmann ("Assembly line balancing with a precedence matrix", 1963).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from nextcall.compress.problem import bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress.problem import Problem


_USUAL = 40
"""As many activities in calls as a large real process has."""


_AT_ONCE = 32
"""How many activities a node may look at; where caps keep it from being cut short, more cost as many more nodes."""

_NO_CAP = 1 << 30


class Budget:
    """Counts the nodes of a search, so that it ends after the same work on every machine."""

    def __init__(self, nodes: int) -> None:
        """`nodes` are the steps that a search may take."""
        self.left = nodes

    @classmethod
    def for_size(cls, nodes: int, activities: int) -> Budget:
        """Of `nodes`, as many as take the time that they take with `_USUAL` activities: each costs more with more."""
        return cls(nodes * _USUAL // max(_USUAL, activities))

    @property
    def is_spent(self) -> bool:
        """Whether the search has to stop; what it knows until then is no proof."""
        return self.left <= 0


class Loads:
    """Makes the loads of one problem."""

    def __init__(self, problem: Problem, budget: Budget, urgency: Sequence[int], *, by_days: bool = False) -> None:
        """Every load that is tried costs a node of `budget`; when that is spent, no more loads come.

        Loads with the most urgent activities come first; whatever comes after an activity is less urgent than that.
        `by_days`: the days of the schedule matter, not its calls alone.
        """
        self._place = {
            each: place for place, each in enumerate(sorted(range(problem.size), key=lambda each: -urgency[each]))
        }
        self._problem = problem
        self._budget = budget
        self._people_matter = problem.people_matter
        self._by_days = by_days
        self._lengths, self._up_to = problem.up_to_lengths
        self.better = _better_first(problem, by_days=by_days)
        people = (0,) * problem.size if problem.most_roles is None else problem.roles
        both = [1 << each for each in range(problem.size)]
        self._as_good = [
            sum(
                1 << other
                for other in bits(self.better[each])
                if (problem.minutes[other], people[other]) == (problem.minutes[each], people[each])
                and not (problem.apart[other] ^ problem.apart[each]) & ~(both[each] | both[other])
            )
            for each in range(problem.size)
        ]

    def of(self, done: int, allowed: int, idle: int, must: int = 0) -> Iterator[int]:
        """The loads of activities in `allowed`, none of which is done; empty where none can be held.

        At most `idle` minutes of the call stay free, and everything in `must` is held.

        Left out are loads that another one makes needless: with an activity that could be exchanged for a longer one
        that lets more follow (Jackson's dominance, 1956).
        """
        problem = self._problem
        can = [
            each
            for each in bits(allowed & ~done)
            if not problem.long_before[each] & ~done and not problem.before[each] & ~(done | allowed)
        ]
        for each in can:
            if problem.alone >> each & 1 and not problem.before[each] & ~done:
                if not must & ~(1 << each):
                    yield 1 << each
                if not self._by_days:
                    return  # it takes a call wherever it stands, so the sooner what it opens is open, the better
        if must & problem.alone:
            return
        together = sorted((each for each in can if not problem.alone >> each & 1), key=self._place.__getitem__)
        yield from self._extend(done, together, idle, must)

    def _extend(self, done: int, can: list[int], idle: int, must: int) -> Iterator[int]:  # noqa: C901 (the innermost loop: calls would double its time)
        problem, budget = self._problem, self._budget
        minutes, same, roles, as_good = problem.minutes, problem.same, problem.roles, self._as_good
        apart, people_matter = problem.apart, self._people_matter
        most_roles = _NO_CAP if problem.most_roles is None else problem.most_roles
        most = len(can) if problem.most_activities is None else problem.most_activities
        size = len(can)
        no_limit = problem.capacity + 1
        rest, shortest_left = [0] * (size + 1), [no_limit] * (size + 1)
        for place in range(size - 1, -1, -1):
            rest[place] = rest[place + 1] + minutes[can[place]]
            shortest_left[place] = min(shortest_left[place + 1], minutes[can[place]])
        prunable = not people_matter and most >= size
        effort = 1 if prunable else 1 + size // _AT_ONCE
        can_mask = sum(1 << each for each in can)
        # place, load, its minutes left, activities and roles; the shortest that was passed over though it could follow,
        # and all of those
        stack = [(0, 0, problem.capacity, 0, 0, no_limit, 0)]
        while stack:
            place, load, room, number, people, passed, over = stack.pop()
            budget.left -= effort
            if budget.left < 0:
                return
            while place < size:
                left = room - rest[place]
                if left > idle or (prunable and passed <= left):
                    break
                if shortest_left[place] > room:
                    place = size
                    continue
                each = can[place]
                place += 1
                taken = minutes[each]
                if taken <= room and number < most and not same[each] & ~(done | load):
                    joined = people | roles[each]
                    if not people_matter or (not apart[each] & load and joined.bit_count() <= most_roles):
                        if as_good[each] & over:
                            continue
                        if not must >> each & 1:
                            shortest = min(taken, passed)
                            stack.append((place, load, room, number, people, shortest, over | 1 << each))
                        load |= 1 << each
                        room -= taken
                        number += 1
                        people = joined
            else:
                if (
                    load
                    and room <= idle
                    and not must & ~load
                    and (
                        passed > room
                        or number >= most
                        or (people_matter and not self._can_join(over, load, room, people, most_roles))
                    )
                    and not self._is_needless(done, load, room, can_mask)
                ):
                    yield load

    def _lasting(self, most: int) -> int:
        """The activities that last so many minutes at most."""
        return self._up_to[bisect_right(self._lengths, most)]

    def _can_join(self, over: int, load: int, room: int, people: int, most: int) -> bool:
        """Whether any of the activities that were passed over still fits the minutes and the people of the call."""
        problem = self._problem
        return any(
            not problem.apart[each] & load and (people | problem.roles[each]).bit_count() <= most
            for each in bits(over & self._lasting(room))
        )

    def _is_needless(self, done: int, load: int, room: int, can: int) -> bool:
        """Whether one of the load could be exchanged for a better one outside it."""
        problem = self._problem
        outside = can & ~load
        left = load
        while left:
            low = left & -left
            left ^= low
            each = low.bit_length() - 1
            exchangeable = self.better[each] & outside
            if exchangeable:
                exchangeable &= self._lasting(room + problem.minutes[each])
            while exchangeable:
                one = exchangeable & -exchangeable
                exchangeable ^= one
                other = one.bit_length() - 1
                if not problem.same[other] & ~(done | load ^ low) and problem.people_fit(load ^ low | one):
                    return True
        return False


def _better_first(problem: Problem, *, by_days: bool) -> list[int]:
    """For each activity, those that may be held instead of it without loss, it taking their place later.

    What follows on the one must follow on the other too, with waits that are as long (`by_days`).
    """
    size, alone, apart = problem.size, problem.alone, problem.apart
    after, long_after, distance = problem.after, problem.long_after, problem.distances if by_days else ()
    tails = problem.tails if by_days else (0,) * size
    roles = (0,) * size if problem.most_roles is None else problem.roles
    profile = [(problem.minutes[each], roles[each], tails[each], after[each], long_after[each]) for each in range(size)]
    found = [0] * size
    for each, (minutes, people, tail, ahead, long_ahead) in enumerate(profile):
        if alone >> each & 1:
            continue
        for other, (other_minutes, other_people, other_tail, other_ahead, other_long_ahead) in enumerate(profile):
            if (
                minutes <= other_minutes
                and not ahead & ~other_ahead
                and not long_ahead & ~other_long_ahead
                and not people & ~other_people
                and not apart[each] & ~(apart[other] | 1 << other)
                and tail <= other_tail
                and other != each
                and not alone >> other & 1
                and (not by_days or all(distance[other][to] >= days for to, days in distance[each].items()))
                and (other < each or profile[each] != profile[other] or (by_days and distance[each] != distance[other]))
            ):
                found[each] |= 1 << other
    return found
