"""The fewest days for a number of calls: a dynamic program over what is done after each call, and when waits end.

A call is held as soon as it can be, or on a day on which a wait ends, so that it can hold more. Of two states with the
same done, one is enough if it is nowhere later (a label-setting search with dominance, after Desrosiers and others). As
in `fewest_calls` beams widen until nothing is left out, and everything is counted in nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.days import days_from, fewest_conceivable_days, timetable
from nextcall.compress.loads import Budget, Loads
from nextcall.compress.lower_bounds import calls_from, later, scales
from nextcall.compress.problem import Sums, bits
from nextcall.compress.solved import solved_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nextcall.compress.problem import Problem

NODES = 80_000
"""How many loads the whole search may try."""

_PAIR = 4
"""How many look-ups take as long as comparing two states."""

_WIDTHS = (4, 40, 400, 1 << 60)


class FewestDays(NamedTuple):
    """Calls as masks of activities, the days they take, and the number of days that no schedule can go below."""

    calls: tuple[int, ...]
    days: int
    lower_bound: int

    @property
    def is_proved(self) -> bool:
        """Whether no schedule of so many calls takes fewer days."""
        return self.days == self.lower_bound


@solved_once
def fewest_days(problem: Problem, known: Sequence[int], most: int, *, least: int = 0, nodes: int = NODES) -> FewestDays:
    """The fewest days in at most `most` calls. `known` is a feasible schedule of at most so many.

    `least` is a number of calls that no schedule goes below.
    """
    best = tuple(known)
    days = timetable(problem, best).ends
    bound = max(fewest_conceivable_days(problem), (least - 1) * problem.gap)
    if problem.is_large:
        return FewestDays(best, days, bound)
    if days > bound and problem.people_matter:
        freed = fewest_days(problem.with_anybody, best, most, least=least, nodes=nodes // 2)
        bound = max(bound, freed.lower_bound)
        nodes -= nodes // 2
        if all(problem.people_fit(call) for call in freed.calls):
            best, days = freed.calls, freed.days
    if days <= bound:
        return FewestDays(best, days, bound)
    search = _Search(problem, most, Budget.for_size(nodes, problem.size))
    for width in _WIDTHS:
        if days <= bound or search.budget.is_spent:
            break
        is_complete = search.run(days, width)
        if search.found is not None:
            best, days = search.found
        if is_complete:
            bound = days
    return FewestDays(best, days, bound)


class _State(NamedTuple):
    """What is done after a call; the day of that call, when everything begun ends, and when each undone can be held.

    `can` is 0 for what is done, and never earlier than the next call for what is not. `before` leads back to the start.
    """

    done: int
    day: int
    ends: int
    can: tuple[int, ...]
    before: _State | None


class _Search:
    """Looks for schedules that take fewer days."""

    def __init__(self, problem: Problem, most: int, budget: Budget) -> None:
        self.budget = budget
        self.found: tuple[tuple[int, ...], int] | None = None
        self._problem = problem
        self._most = most
        self._days_from = days_from(problem)
        urgency = later(problem)
        self._scales = [(Sums(scale.weights), scale.capacity) for scale in scales(problem)]
        self._minutes = Sums(problem.weights)
        self._longest_first = sorted(((days, 1 << each) for each, days in enumerate(self._days_from)), reverse=True)
        self._loads = Loads(problem, budget, urgency, by_days=True)
        self._from_each = calls_from(problem, urgency)[: problem.size]
        timed = {lag.after for lag in problem.lags} | {each for each, ready in enumerate(problem.ready) if ready}
        self._timed = sorted(timed)
        self._each_timed = [(1 << each, self._days_from[each]) for each in self._timed]
        self._exchanges = [(each, better) for each, better in enumerate(self._loads.better) if better]
        self._neighbours = problem.size + sum(better.bit_count() for _, better in self._exchanges)
        self._place = place = {each: index for index, each in enumerate(self._timed)}
        self._waits: list[list[tuple[int, int]]] = [[] for _ in range(problem.size)]
        for lag in problem.lags:
            self._waits[lag.before].append((place[lag.after], lag.days))

    def run(self, days: int, width: int) -> bool:
        """Look for schedules below `days`, `width` states a level; True where nothing at all was left out."""
        problem, everything = self._problem, self._problem.everything
        ready = tuple(problem.ready[each] for each in self._timed)
        level = [_State(0, -problem.gap, problem.rest, ready, None)]
        is_complete = True
        for number in range(1, self._most + 1):
            reached: dict[int, list[_State]] = {}
            due = sum(1 << each for each, calls in enumerate(self._from_each) if calls > self._most - number)
            for state in level:
                for after in self._next(state, self._most - number, due & ~state.done):
                    if after.done == everything:
                        if after.ends < days:
                            days = after.ends
                            self.found = _retraced(after), days
                    elif self._may_end(after, self._most - number) < days:
                        _keep(reached.setdefault(after.done, []), after)
                if self.budget.is_spent:
                    return False
            level = [each for states in reached.values() for each in states if not self._is_outdone(each, reached)]
            level = [each for each in level if self._may_end(each, self._most - number) < days]
            if len(level) > width:
                is_complete = False
                level.sort(
                    key=lambda state: (
                        self._may_end(state, self._most),
                        self._minutes.of(everything ^ state.done),
                        state.done,
                    )
                )
                del level[width:]
        return is_complete

    def _is_outdone(self, state: _State, reached: dict[int, list[_State]]) -> bool:
        """Whether another state is nowhere later with one more activity done, or with a better one in place of one."""
        undone = self._problem.everything ^ state.done
        if len(reached) * _PAIR < self._neighbours:
            near: Iterable[int] = reached
        else:
            near = self._near(state.done, undone)
        for done in near:
            more, less = done & undone, state.done & ~done
            if less & less - 1 or not more or more & more - 1 or done not in reached:
                continue
            if not less:
                for other in reached[done]:
                    if other.day <= state.day and other.ends <= state.ends and _is_nowhere_later(other.can, state.can):
                        return True
                continue
            each, better = less.bit_length() - 1, more.bit_length() - 1
            if not self._loads.better[each] & more:
                continue
            for other in reached[done]:
                if (
                    other.day <= state.day
                    and other.ends <= state.ends
                    and _is_nowhere_later(self._exchanged(other, each, better), state.can)
                ):
                    return True
        return False

    def _near(self, done: int, undone: int) -> Iterator[int]:
        """What is done with one activity more, or with a better one in place of one."""
        left = undone
        while left:
            one = left & -left
            left ^= one
            yield done | one
        for each, exchangeable in self._exchanges:
            if done >> each & 1 and exchangeable & undone:
                without = done ^ 1 << each
                for better in bits(exchangeable & undone):
                    yield without | 1 << better

    def _exchanged(self, state: _State, undone: int, done: int) -> tuple[int, ...]:
        """When each can be held in `state`, `undone` taking the place of `done`."""
        can = list(state.can)
        place = self._place
        if done in place:
            can[place[done]] = can[place[undone]] if undone in place else 0
        elif undone in place and can[place[undone]] > state.day + self._problem.gap:
            return (1 << 60,) * len(can)
        if undone in place:
            can[place[undone]] = 0
        return tuple(can)

    def _next(self, state: _State, calls: int, due: int) -> Iterator[_State]:
        """What may come of the next call, which `calls` others can follow, and which must hold what is `due`."""
        problem = self._problem
        undone = problem.everything ^ state.done
        idle = (calls + 1) * problem.capacity - self._minutes.of(undone)
        earliest = state.day + problem.gap
        waiting: dict[int, int] = {}
        for place, each in enumerate(self._timed):
            if undone >> each & 1 and (problem.long_before[each] & undone or state.can[place] > earliest):
                waiting[each] = state.can[place]
        closed = sum(1 << each for each in waiting)
        opening: dict[int, int] = {}
        for each, day in waiting.items():
            if not problem.long_before[each] & undone:
                opening[day] = opening.get(day, 0) | 1 << each
        for load in self._loads.of(state.done, undone & ~closed, idle, due):
            yield self._after(state, earliest, load)
        for day in sorted(opening):
            closed &= ~opening[day]
            for load in self._loads.of(state.done, undone & ~closed, idle, due):
                if load & opening[day]:
                    yield self._after(state, day, load)

    def _after(self, state: _State, day: int, load: int) -> _State:
        problem = self._problem
        done = state.done | load
        can = list(state.can)
        ends = max(state.ends, day)
        for each in bits(load):
            ends = max(ends, day + problem.tails[each])
            for place, days in self._waits[each]:
                can[place] = max(can[place], day + days)
        earliest = day + problem.gap
        for place, each in enumerate(self._timed):
            can[place] = 0 if done >> each & 1 else max(can[place], earliest)
        return _State(done, day, ends, tuple(can), state)

    def _may_end(self, state: _State, calls: int) -> int:
        """The earliest day on which everything can be done from here; out of reach where `calls` are too few."""
        problem = self._problem
        undone = problem.everything ^ state.done
        needed = max(1, *(-(-scaled.of(undone) // capacity) for scaled, capacity in self._scales))
        if needed > calls:
            return 1 << 60
        earliest = state.day + problem.gap
        ends = max(state.ends, state.day + needed * problem.gap)
        longest = next(days for days, one in self._longest_first if undone & one)
        ends = max(ends, earliest + longest)
        for (one, days), day in zip(self._each_timed, state.can, strict=True):
            if undone & one and day + days > ends:
                ends = day + days
        return ends


def _keep(states: list[_State], new: _State) -> None:
    """Add `new` to states with the same done, unless one of them is nowhere later; drop those that it outdoes."""
    for each in states:
        if each.day <= new.day and each.ends <= new.ends and _is_nowhere_later(each.can, new.can):
            return
    states[:] = [
        each
        for each in states
        if not (new.day <= each.day and new.ends <= each.ends and _is_nowhere_later(new.can, each.can))
    ]
    states.append(new)


def _is_nowhere_later(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True))


def _retraced(state: _State) -> tuple[int, ...]:
    calls = []
    while state.before is not None:
        calls.append(state.done ^ state.before.done)
        state = state.before
    return tuple(reversed(calls))
