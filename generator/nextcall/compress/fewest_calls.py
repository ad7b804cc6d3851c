"""The fewest calls that hold everything, days aside: found by a dynamic program over what is done after each call.

Level by level, in both directions, with beams that widen until all is covered: a search that has left nothing out and
found nothing better is the proof. After Jackson ("A computing procedure for a line balancing problem", 1956) and the
bounded dynamic programs of Bautista and Pereira (2009). Everything is counted in nodes, so that the answer is the same
on every machine.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.constructed import rules
from nextcall.compress.loads import Budget, Loads
from nextcall.compress.lower_bounds import calls_from, fewest_conceivable, later, scales
from nextcall.compress.problem import Sums, turned
from nextcall.compress.solved import solved_once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from nextcall.compress.problem import Problem

NODES = 250_000
"""How many loads the whole search may try."""

_NODES_OF_RULE = 40
"""What a schedule that is made by a rule counts for."""

_BEAMS = ((1, 100), (20, 200))
"""How many states of a level are kept, and how many loads are tried from each."""

_PAIR = 4
"""How many look-ups take as long as comparing two states."""

_ALL = 1 << 60


class FewestCalls(NamedTuple):
    """Calls as masks of activities, and the number that no schedule can go below."""

    calls: tuple[int, ...]
    lower_bound: int

    @property
    def is_proved(self) -> bool:
        """Whether no schedule has fewer calls."""
        return len(self.calls) == self.lower_bound


@solved_once
def fewest_calls(problem: Problem, known: Sequence[int] = (), nodes: int = NODES) -> FewestCalls:
    """The fewest calls for everything in `problem`, each of whose activities must fit a call.

    `known` is a schedule that is known to be feasible, if any; the answer has no more calls than that.
    """
    if not problem.size:
        return FewestCalls((), 0)
    best = tuple(known) or tuple(1 << each for each in range(problem.size))
    search = _Search(problem, best, Budget.for_size(nodes, problem.size))
    search.construct()
    if problem.is_large:
        return FewestCalls(search.best, search.bound)
    search.look_quickly()
    if not search.is_over and problem.people_matter:
        # If people limit nothing, far fewer loads matter, and mostly as many calls are needed.
        search.learn(fewest_calls(problem.with_anybody, search.best, nodes // 2))
        search.budget.left -= Budget.for_size(nodes // 2, problem.size).left
    while not search.is_over:
        search.look_at_everything()
    return FewestCalls(search.best, search.bound)


class _Search:
    """The best schedule so far and what is proved, from both ends of a problem."""

    def __init__(self, problem: Problem, best: tuple[int, ...], budget: Budget) -> None:
        self.best = best
        self.bound = fewest_conceivable(problem)
        self.budget = budget
        self._problem = problem

    @cached_property
    def _forward(self) -> _Direction:
        return _Direction(self._problem, self.budget)

    @cached_property
    def _backward(self) -> _Direction:
        return _Direction(self._problem.backwards, self.budget)

    def _directions(self) -> Iterator[_Direction]:
        """Both of them, each made when it is needed: mostly what is known at the start is proved by the bound."""
        if not self.is_over:
            yield self._forward
        if not self.is_over:
            yield self._backward

    @property
    def is_over(self) -> bool:
        """Whether the best is proved, or the budget spent."""
        return len(self.best) <= self.bound or self.budget.is_spent

    def construct(self) -> None:
        """Schedules by rules, until one is proved."""
        made = rules(self._problem)
        while not self.is_over and (rule := next(made, None)) is not None:
            self.budget.left -= _NODES_OF_RULE
            calls = rule.calls()
            if len(calls) < len(self.best):
                self.best = calls

    def look_quickly(self) -> None:
        """Narrow beams, which find much and prove nothing."""
        for width, loads in _BEAMS:
            for direction in self._directions():
                while not self.is_over:
                    sweep = _Sweep(direction, len(self.best) - 1, width, loads)
                    while not sweep.is_finished and not self.budget.is_spent:
                        sweep.advance()
                    if sweep.found is None:
                        break
                    self._take(direction, sweep.found)

    def look_at_everything(self) -> None:
        """From both ends, going on where less lies ahead, until one finds a better schedule or that there is none."""
        most = len(self.best) - 1
        sweeps = [_Sweep(direction, most, _ALL, _ALL) for direction in (self._forward, self._backward)]
        while not self.budget.is_spent:
            sweep = min(sweeps, key=lambda each: len(each.level))
            sweep.advance()
            if sweep.found is not None:
                self._take(sweep.direction, sweep.found)
                return
            if sweep.is_finished and not self.budget.is_spent:
                self.bound = len(self.best)
                return

    def learn(self, freed: FewestCalls) -> None:
        """Take over what holds if people limit nothing."""
        self.bound = max(self.bound, freed.lower_bound)
        if all(self._problem.people_fit(call) for call in freed.calls):
            self.best = freed.calls

    def _take(self, direction: _Direction, found: tuple[int, ...]) -> None:
        self.best = found if direction is self._forward else _turned(found, self._problem.size)


def _turned(calls: Sequence[int], size: int) -> tuple[int, ...]:
    """Calls of the problem seen from the end, as calls of the problem itself."""
    return tuple(turned(call, size) for call in reversed(calls))


class _Direction:
    """A problem from its first call to its last, and what a search has to know of it."""

    def __init__(self, problem: Problem, budget: Budget) -> None:
        self.problem = problem
        self.budget = budget
        self.later = later(problem)
        self.loads = Loads(problem, budget, self.later)
        self._order = [
            (1 << each, problem.weights[each], self.later[each])
            for each in sorted(range(problem.size), key=lambda each: -self.later[each])
        ]
        self._scales = [(Sums(scale.weights), scale.capacity) for scale in scales(problem)]
        self._minutes = Sums(problem.weights)
        self._hardness = Sums([weight * (problem.capacity + weight) for weight in problem.weights])
        self._from_each = calls_from(problem, self.later)[: problem.size]

    def due(self, calls_left: int) -> int:
        """The activities that must be done when only so many calls are left."""
        return sum(1 << each for each, calls in enumerate(self._from_each) if calls > calls_left)

    def hardness(self, activities: int) -> int:
        """How hard the rest is to hold: long activities are harder to place than short ones of as many minutes."""
        return self._hardness.of(activities)

    def minutes(self, activities: int) -> int:
        """The minutes of calls that `activities` take."""
        return self._minutes.of(activities)

    def fits(self, rest: int, calls: int) -> bool:
        """Whether `rest` may fit so many calls, as far as minutes, what follows on them and the caps tell."""
        problem = self.problem
        if any(scaled.of(rest) > calls * capacity for scaled, capacity in self._scales):
            return False
        most = calls * problem.capacity
        total = 0
        for one, weight, behind in self._order:
            if rest & one:
                total += weight
                if total + behind > most:
                    return False
        if problem.most_activities is None:
            return True
        alone = (rest & problem.alone).bit_count()
        return rest.bit_count() - alone <= (calls - alone) * problem.most_activities


class _Sweep:
    """A search for at most `most` calls, level by level; if it kept everything and finds nothing, there are none."""

    def __init__(self, direction: _Direction, most: int, width: int, loads: int) -> None:
        self.direction = direction
        self._most = most
        self._width = width
        self._most_loads = loads
        self._each_alone = [1 << each for each in range(direction.problem.size)]
        self._exchanges = [(1 << each, better) for each, better in enumerate(direction.loads.better) if better]
        self._neighbours = len(self._each_alone) + sum(better.bit_count() for _, better in self._exchanges)
        self._came_by: list[dict[int, int]] = []
        self.level: dict[int, int] = {0: 0}
        self.found: tuple[int, ...] | None = None

    @property
    def is_finished(self) -> bool:
        """Whether there is nothing more to look at."""
        return self.found is not None or not self.level

    def advance(self) -> None:
        """Hold one more call."""
        direction, problem = self.direction, self.direction.problem
        everything = problem.everything
        calls_left = self._most - len(self._came_by) - 1
        due = direction.due(calls_left)
        reached: dict[int, int] = {}
        for done in self.level:
            idle = (calls_left + 1) * problem.capacity - direction.minutes(everything ^ done)
            for tried, load in enumerate(direction.loads.of(done, everything, idle, due & ~done)):
                after = done | load
                if after == everything:
                    self.found = self._retraced(done, load)
                    return
                if tried >= self._most_loads:
                    break
                if after not in reached and direction.fits(everything ^ after, calls_left):
                    reached[after] = done
        if direction.budget.is_spent:
            return  # what is left over from a level of which not all was seen proves nothing
        reached = self._thinned(reached)
        if len(reached) > self._width:
            kept = sorted(reached, key=lambda after: (direction.hardness(everything ^ after), after))[: self._width]
            reached = {after: reached[after] for after in kept}
        self._came_by.append(reached)
        self.level = reached

    def _thinned(self, reached: dict[int, int]) -> dict[int, int]:
        """Without the states that another one outdoes: with one more activity done, or a better one in place of one."""
        return {done: before for done, before in reached.items() if not self._is_outdone(done, reached)}

    def _is_outdone(self, done: int, reached: Collection[int]) -> bool:
        if len(reached) * _PAIR < self._neighbours:
            return any(self._outdoes(other, done) for other in reached)
        for one in self._each_alone:
            if not done & one and done | one in reached:
                return True
        for one, better in self._exchanges:
            if done & one:
                left = better & ~done
                while left:
                    other = left & -left
                    if done ^ (one | other) in reached:
                        return True
                    left ^= other
        return False

    def _outdoes(self, other: int, done: int) -> bool:
        """Whether `other` has one more activity done than `done`, or a better one in place of one."""
        more, less = other & ~done, done & ~other
        if less & less - 1 or not more or more & more - 1:
            return False
        return not less or bool(self.direction.loads.better[less.bit_length() - 1] & more)

    def _retraced(self, done: int, load: int) -> tuple[int, ...]:
        """The calls that lead to `done`, and `load` as the last one."""
        calls = [load]
        for level in reversed(self._came_by):
            before = level[done]
            calls.append(done ^ before)
            done = before
        return tuple(reversed(calls))
