"""On which days calls are held: the earliest that waits and the days between calls admit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.lower_bounds import calls_from, fewest_conceivable, later
from nextcall.compress.problem import Largest, bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.compress.problem import Problem


class Timetable(NamedTuple):
    """The day of each call, and the day on which everything is done, work after the last call included."""

    days: tuple[int, ...]
    ends: int


def timetable(problem: Problem, calls: Sequence[int]) -> Timetable:
    """The earliest days for `calls`, masks of activities in an order that precedence admits."""
    waits_for = problem.lags_before
    held_on: dict[int, int] = {}
    days: list[int] = []
    ends = problem.rest
    for call in calls:
        day = days[-1] + problem.gap if days else 0
        for each in bits(call):
            day = max(day, problem.ready[each], *[held_on[before] + wait for before, wait in waits_for[each]])
        for each in bits(call):
            held_on[each] = day
            ends = max(ends, day + problem.tails[each])
        days.append(day)
        ends = max(ends, day)
    return Timetable(tuple(days), ends)


def days_from(problem: Problem) -> list[int]:
    """For each activity, the least number of days from its call until everything is done."""
    calls = calls_from(problem, later(problem))
    found = [0] * problem.size
    latest = Largest(found)
    for each in range(problem.size - 1, -1, -1):
        further = [max(days, problem.gap) + found[after] for after, days in problem.lags_after[each]]
        if problem.later_after[each]:
            further.append(problem.gap + latest.of(problem.later_after[each]))
        found[each] = max(
            problem.tails[each], (calls[each] - 1) * problem.gap, latest.of(problem.same_after[each]), *further
        )
    return found


def days_until(problem: Problem) -> list[int]:
    """For each activity, the first day on which it can be held."""
    back, last = problem.backwards, problem.size - 1
    calls = calls_from(back, later(back))
    found = [0] * problem.size
    latest = Largest(found)
    for each, ready in enumerate(problem.ready):
        further = [found[before] + max(days, problem.gap) for before, days in problem.lags_before[each]]
        if problem.earlier[each]:
            further.append(latest.of(problem.earlier[each]) + problem.gap)
        found[each] = max(ready, (calls[last - each] - 1) * problem.gap, latest.of(problem.same[each]), *further)
    return found


def fewest_conceivable_days(problem: Problem) -> int:
    """A number of days that no schedule can do without, however many calls it has."""
    if not problem.size:
        return problem.rest
    through = (until + after for until, after in zip(days_until(problem), days_from(problem), strict=True))
    return max(problem.rest, (fewest_conceivable(problem) - 1) * problem.gap, *through)
