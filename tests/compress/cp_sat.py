"""The same questions put to OR-Tools' CP-SAT, a solver that we did not write: the fewest calls, and the fewest days.

Written from the definitions and the links of the model, with a variable for the call and the day of everything. It is
for tests and benchmarks alone; the engine needs no solver.
"""

from __future__ import annotations

import math
import time
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from nextcall.model import LinkKind, Precedence, Where

if TYPE_CHECKING:
    from nextcall.model import Activity, SalesProcess


_ROUNDING = 1e-6


class Answer(NamedTuple):
    """The least that was found, None where nothing was; what nothing can go below; the processor's seconds for it."""

    figure: int | None
    lower_bound: int
    seconds: float

    @property
    def is_proved(self) -> bool:
        """Whether the figure is the least."""
        return self.figure == self.lower_bound


def fewest_calls(process: SalesProcess, most: int, seconds: float) -> Answer:
    """The fewest calls, at most `most`."""
    model = _Model(process, most)
    return _least(model.model, model.add_number_of_calls(), seconds)


def fewest_days(process: SalesProcess, calls: int, seconds: float) -> Answer:
    """The fewest days in `calls` calls, none of which has to hold anything."""
    model = _Model(process, calls)
    return _least(model.model, model.add_days(), seconds)


def _least(model: cp_model.CpModel, figure: cp_model.LinearExpr, seconds: float) -> Answer:
    model.minimize(figure)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    start = time.process_time()
    status = solver.solve(model)
    taken = time.process_time() - start
    found = round(solver.objective_value) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None
    return Answer(found, math.ceil(solver.best_objective_bound - _ROUNDING), taken)


class _Model:
    """Which call holds what: `call_of` gives each activity that is held its call, from 0 on."""

    def __init__(self, process: SalesProcess, calls: int) -> None:
        self.model = cp_model.CpModel()
        self._process = process
        self._precedence = Precedence(process)
        self._calls = calls
        counting = self._precedence.counting_in_order
        self._work = [each for each in counting if each.where is Where.BETWEEN_CALLS]
        self._held = [each for each in counting if each.where is not Where.BETWEEN_CALLS]
        self.call_of = {each.id: self.model.new_int_var(0, calls - 1, f"call of {each.id}") for each in self._held}
        self._is_in = {
            each.id: [self.model.new_bool_var(f"{each.id} in {k}") for k in range(calls)] for each in self._held
        }
        self._keep_calls()
        self._keep_apart()
        self._keep_order()

    def _keep_apart(self) -> None:
        for each in self._held:
            for other in self._held:
                if set(each.not_with) & set(other.buyer_roles):
                    self.model.add(self.call_of[each.id] != self.call_of[other.id])

    def _keep_calls(self) -> None:
        call = self._process.call
        for each in self._held:
            self.model.add_exactly_one(self._is_in[each.id])
            self.model.add(self.call_of[each.id] == sum(k * here for k, here in enumerate(self._is_in[each.id])))
        roles = sorted({role for each in self._held for role in each.buyer_roles})
        for k in range(self._calls):
            here = {each.id: self._is_in[each.id][k] for each in self._held}
            shared = [each for each in self._held if not each.own_call_because]  # the others' calls are long enough
            minutes = sum(self._minutes(each) * here[each.id] for each in shared)
            self.model.add(
                minutes <= call.minutes - call.opening_minutes - call.follow_up_minutes - call.closing_minutes
            )
            if call.max_activities is not None:
                self.model.add(sum(here.values()) <= call.max_activities)
            if call.max_buyer_roles is not None:
                attends = {role: self.model.new_bool_var(f"{role} in {k}") for role in roles}
                for each in self._held:
                    for role in each.buyer_roles:
                        self.model.add_implication(here[each.id], attends[role])
                self.model.add(sum(attends.values()) <= call.max_buyer_roles)
            for each in self._held:
                if each.own_call_because:
                    self.model.add(sum(here.values()) <= 1).only_enforce_if(here[each.id])

    def _keep_order(self) -> None:
        """`after` is, for a piece of work, the last call that it waits for; -1 where it waits for none."""
        after = {each.id: self.model.new_int_var(-1, self._calls - 1, f"after {each.id}") for each in self._work}
        for each in (*self._held, *self._work):
            for link in self._precedence.before[each.id]:
                if each.id in after:
                    earlier = after[link.before] if link.before in after else self.call_of[link.before]
                    self.model.add(after[each.id] >= earlier)
                elif link.before in after:
                    self.model.add(self.call_of[each.id] >= after[link.before] + 1)
                elif link.kind is LinkKind.GATE_LATER:
                    self.model.add(self.call_of[each.id] >= self.call_of[link.before] + 1)
                else:
                    self.model.add(self.call_of[each.id] >= self.call_of[link.before])

    def add_number_of_calls(self) -> cp_model.LinearExpr:
        """Return how many calls hold something; empty ones come last, which a solver would have to find out."""
        open_calls = [self.model.new_bool_var(f"call {k}") for k in range(self._calls)]
        for one, other in pairwise(open_calls):
            self.model.add_implication(other, one)
        usable = self._process.call.usable_minutes
        for k, is_open in enumerate(open_calls):
            shared = [each for each in self._held if not each.own_call_because]
            minutes = sum(self._minutes(each) * self._is_in[each.id][k] for each in shared)
            self.model.add(minutes <= usable * is_open)
            for each in self._held:
                self.model.add_implication(self._is_in[each.id][k], is_open)
        return sum(open_calls)

    def add_days(self) -> cp_model.IntVar:
        """Give everything its day; return the last of all."""
        gap = self._process.call.days_between_calls
        horizon = sum(each.takes_days for each in self._work) + gap * self._calls
        day = [self.model.new_int_var(0, horizon, f"day {k}") for k in range(self._calls)]
        for one, other in pairwise(day):
            self.model.add(other >= one + gap)
        starts, done = {}, {}
        for each in self._held:
            starts[each.id] = done[each.id] = self.model.new_int_var(0, horizon, f"day of {each.id}")
            for k, here in enumerate(self._is_in[each.id]):
                self.model.add(done[each.id] == day[k]).only_enforce_if(here)
        for each in self._work:
            starts[each.id] = self.model.new_int_var(0, horizon, f"start of {each.id}")
            done[each.id] = self.model.new_int_var(0, horizon, f"end of {each.id}")
            self.model.add(done[each.id] == starts[each.id] + each.takes_days)
        for each in (*self._held, *self._work):
            for link in self._precedence.before[each.id]:
                self.model.add(starts[each.id] >= done[link.before])
        last = self.model.new_int_var(0, horizon, "last day")
        for ends in done.values():
            self.model.add(last >= ends)
        return last

    def _minutes(self, activity: Activity) -> int:
        return self._process.call.activity_minutes if activity.minutes is None else activity.minutes
