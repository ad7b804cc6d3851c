"""How few calls can't be gone below: what proves that a schedule takes no more calls than it must.

The bounds are those of assembly line balancing (Scholl and Becker, "State-of-the-art exact and heuristic solution
procedures for simple assembly line balancing", 2006), with separations as in Pereira (2016) and Kramer, Dell'Amico and
Iori (2017): work that follows in a later call begins with a whole new call.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.people import by_people
from nextcall.compress.problem import Sums, bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nextcall.compress.problem import Problem

_MOST_PARTS = 12
"""Into how many parts a call is cut at most, less one, when activities are weighed by parts."""


@lru_cache(maxsize=8)  # both the fewest calls and the fewest days ask for it
def fewest_conceivable(problem: Problem) -> int:
    """A number of calls that no schedule can do without; the largest of the bounds below."""
    if not problem.size:
        return 0
    back = problem.backwards
    return max(
        1,
        by_minutes(problem),
        *(scale.calls for scale in scales(problem)),
        by_number(problem, problem.everything),
        by_people(problem),
        by_kept_apart(problem),
        *calls_from(problem, later(problem)),
        *calls_from(back, later(back)),
    )


def by_minutes(problem: Problem) -> int:
    """Calls by minutes, and one for each activity that has a call of its own."""
    return max(1, packed(problem.weights, problem.capacity)) if problem.size else 0


def packed(weights: Sequence[int], capacity: int) -> int:
    """Calls by minutes alone, order aside: Martello and Toth's bound L2 for bin packing."""
    if capacity <= 0:
        return len(weights)
    ordered = sorted(weights, reverse=True)
    sums = [0, *accumulate(ordered)]
    size = len(ordered)
    best = -(-sums[size] // capacity)
    for least in {each for each in ordered if 2 * each <= capacity} | {0}:
        large = sum(each > capacity - least for each in ordered)
        halves = sum(2 * each > capacity for each in ordered)
        end = sum(each >= least for each in ordered) if least else size
        room = (halves - large) * capacity - (sums[halves] - sums[large])
        overflow = sums[end] - sums[halves] - room
        best = max(best, halves + max(0, -(-overflow // capacity)))
    return best


class Scale(NamedTuple):
    """Other weights for the activities: whatever shares a call weighs no more than `capacity` together."""

    weights: tuple[int, ...]
    capacity: int

    @property
    def calls(self) -> int:
        """The calls that all activities take, by these weights."""
        return -(-sum(self.weights) // self.capacity)


def scales(problem: Problem) -> tuple[Scale, ...]:
    """The two most telling scales: dual feasible functions of the minutes.

    After Fekete and Schepers ("New classes of fast lower bounds for bin packing problems", 2001): with k, a weight
    counts as the number of (k + 1)th parts of a call that it fills, in kth parts.
    """
    capacity, weights = problem.capacity, problem.weights
    if capacity <= 0:
        return ()
    found = [Scale(weights, capacity)]
    found += (
        Scale(tuple(_in_parts(weight, capacity, parts) for weight in weights), capacity * parts)
        for parts in range(1, _MOST_PARTS)
    )
    found += (
        Scale(tuple(_large_or_not(weight, capacity, least) for weight in weights), capacity)
        for least in sorted({weight for weight in weights if 2 * weight <= capacity})
    )
    return tuple(sorted(found, key=lambda scale: -sum(scale.weights) / scale.capacity)[:2])


def _large_or_not(weight: int, capacity: int, least: int) -> int:
    if weight > capacity - least:
        return capacity
    return weight if weight >= least else 0


def _in_parts(weight: int, capacity: int, parts: int) -> int:
    whole, rest = divmod(weight * (parts + 1), capacity)
    return whole * capacity if rest else weight * parts


def by_number(problem: Problem, activities: int) -> int:
    """Calls by the cap on activities alone."""
    if problem.most_activities is None:
        return 0
    alone = (activities & problem.alone).bit_count()
    return alone - -((activities & ~problem.alone).bit_count()) // problem.most_activities


def by_kept_apart(problem: Problem) -> int:
    """Calls by those who can't be in one call: what needs somebody and what excludes them never share one."""
    best = 0
    for these in dict.fromkeys(problem.apart):
        if these:
            others = sum(1 << each for each, mask in enumerate(problem.apart) if not these & ~mask)
            best = max(
                best,
                sum(
                    packed([problem.weights[each] for each in bits(side)], problem.capacity) for side in (these, others)
                ),
            )
    return best


@lru_cache(maxsize=8)  # every bound and search of a problem asks for it
def later(problem: Problem) -> tuple[int, ...]:
    """For each activity, the minutes of calls that must lie behind it, whole calls where something must be later.

    Units are minutes of a call: what a whole call holds is `capacity`. The one-machine bound over all that comes after
    it, from the last activity to the first; in a large problem over what follows directly, and the minutes of the rest.
    """
    size, capacity, weights = problem.size, max(1, problem.capacity), problem.weights
    after, long_after = problem.after, problem.long_after
    if problem.is_large:
        after = tuple(map(or_, problem.same_after, problem.later_after))
        long_after = problem.later_after
    minutes = Sums(weights)
    found = [0] * size
    known: dict[int, int] = {}

    def through(activities: int) -> int:
        if activities not in known:
            known[activities] = _one_machine(bits(activities), weights, found)
        return known[activities]

    for each in range(size - 1, -1, -1):
        behind = max(through(after[each]), _whole(through(long_after[each]), capacity))
        if problem.is_large:
            behind = max(
                behind, minutes.of(problem.after[each]), _whole(minutes.of(problem.long_after[each]), capacity)
            )
        if weights[each] + behind > _whole(behind, capacity):
            behind = _whole(behind, capacity)
        found[each] = behind
    return tuple(found)


def calls_from(problem: Problem, found: Sequence[int]) -> list[int]:
    """For each activity, the least number of calls from its own to the last; `found` as `later` gives it."""
    capacity = max(1, problem.capacity)
    from_each = [-(-(weight + behind) // capacity) for weight, behind in zip(problem.weights, found, strict=True)]
    together = _one_machine(range(problem.size), problem.weights, found)
    return [*from_each, -(-together // capacity)] if from_each else []


def _one_machine(activities: Iterable[int], weights: Sequence[int], behind: Sequence[int]) -> int:
    """The minutes until all are through, if they are held one after another, those with most behind them first."""
    total = longest = 0
    for each in sorted(activities, key=behind.__getitem__, reverse=True):
        total += weights[each]
        longest = max(longest, total + behind[each])
    return longest


def _whole(minutes: int, capacity: int) -> int:
    """Rounded up to whole calls."""
    return -(-minutes // capacity) * capacity
