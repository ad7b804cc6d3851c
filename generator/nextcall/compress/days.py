"""On which days calls are held: the earliest that waits and the days between calls admit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.lower_bounds import calls_from, fewest_conceivable, later
from nextcall.compress.problem import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.compress.problem import Problem


class Timetable(NamedTuple):
    """The day of each call, and the day on which everything is done, work after the last call included."""

    days: tuple[int, ...]
    ends: int


def timetable(problem: Problem, calls: Sequence[int]) -> Timetable:
    """The earliest days for `calls`, masks of activities in an order that precedence admits."""
    incoming: list[list[tuple[int, int]]] = [[] for _ in range(problem.size)]
    for lag in problem.lags:
        incoming[lag.after].append((lag.before, lag.days))
    held_on: dict[int, int] = {}
    days: list[int] = []
    ends = problem.rest
    for call in calls:
        day = days[-1] + problem.gap if days else 0
        for each in bits(call):
            day = max(day, problem.ready[each], *(held_on[before] + wait for before, wait in incoming[each]))
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
    for each in range(problem.size - 1, -1, -1):
        further = (days + found[after] for after, days in problem.distances[each].items())
        found[each] = max(problem.tails[each], (calls[each] - 1) * problem.gap, *further)
    return found


def days_until(problem: Problem) -> list[int]:
    """For each activity, the first day on which it can be held."""
    back, last = problem.backwards, problem.size - 1
    calls = calls_from(back, later(back))
    found = [max(ready, (calls[last - each] - 1) * problem.gap) for each, ready in enumerate(problem.ready)]
    for each in range(problem.size):
        for after, days in problem.distances[each].items():
            found[after] = max(found[after], found[each] + days)
    return found


def fewest_conceivable_days(problem: Problem) -> int:
    """A number of days that no schedule can do without, however many calls it has."""
    if not problem.size:
        return problem.rest
    through = (until + after for until, after in zip(days_until(problem), days_from(problem), strict=True))
    return max(problem.rest, (fewest_conceivable(problem) - 1) * problem.gap, *through)
