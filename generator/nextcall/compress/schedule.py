"""How few calls and days a process could take: the schedule, the yardsticks beside it, and what is proved of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.binding import limits, waits
from nextcall.compress.constructed import Rule, rules
from nextcall.compress.days import timetable
from nextcall.compress.fewest_calls import NODES as CALL_NODES
from nextcall.compress.fewest_calls import FewestCalls, fewest_calls
from nextcall.compress.fewest_days import NODES as DAY_NODES
from nextcall.compress.fewest_days import FewestDays, fewest_days
from nextcall.compress.listed_order import in_order, one_by_one
from nextcall.compress.lower_bounds import by_minutes
from nextcall.compress.minutes import minutes_of
from nextcall.compress.near_listed_order import near_listed_order
from nextcall.compress.problem import MOST_COMPARED, bits, problem
from nextcall.compress.report import (
    Alternative,
    BetweenCalls,
    CompressionReport,
    Figures,
    HeldCall,
    Infeasible,
    Status,
)
from nextcall.compress.validate import faults
from nextcall.model import Where, precedence_of
from nextcall.model.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress.days import Timetable
    from nextcall.compress.problem import Problem
    from nextcall.model import Activity, Precedence, SalesProcess

MOST_SCHEDULED = 2_000
"""How many activities that count a process may have for a schedule shorter than that in listed order."""

_NODES_OF_ALTERNATIVE = 10_000
_MOST_ALTERNATIVES = 3
_FEW_LEFT = 60
"""So much of a large process is searched as if it were small: near its end every stage asks."""


@kept
def compression_report(process: SalesProcess, include: frozenset[str] = frozenset()) -> CompressionReport:
    """How few calls and days everything that counts in `process` could take, from a deal that begins.

    `include` are ids of activities that don't count by themselves. The schedule's calls are the fewest that were found,
    its days the fewest at so many calls; `Status` says what is proved. With more activities than `MOST_SCHEDULED` it is
    the schedule in listed order. An independent check of the schedule is made.

    Raises:
        RuntimeError: The schedule breaks a rule of the process, which is a bug of ours.
    """
    precedence = precedence_of(process, include)
    usual = problem(precedence)
    listed = _listed(precedence, usual)
    unheld = [usual.ids[each] for each in listed if not usual.fits(1 << each)]
    if unheld:
        named = tuple(process.activity_by_id[each] for each in unheld)
        return replace(_unscheduled(precedence), infeasible=Infeasible(activities=named))
    single, ordered = one_by_one(usual, listed), in_order(usual, listed)
    is_searched = len(precedence.counting) <= MOST_SCHEDULED
    calls, days = _fewest(usual, ordered, is_searched=is_searched)
    worst = problem(precedence, worst=True)
    schedule = _in_best_order(usual, worst, listed, days)
    found = timetable(usual, schedule)
    plan = tuple(_held(precedence, usual, schedule, found))
    between = tuple(_between(precedence, usual, schedule, found))
    is_assumed = bool(_implied(precedence)) or not process.activity_by_id  # where nothing is written, nothing is proved
    status = _Known(is_assumed=is_assumed, is_searched=is_searched)
    broken = faults(process, include, plan, between)
    if broken:
        message = f"the schedule of {process.id} is not feasible: {'; '.join(broken)}"
        raise RuntimeError(message)
    return replace(
        _unscheduled(precedence),
        calls=Figures(
            baseline=process.baseline.calls if process.baseline else None,
            one_by_one=len(single),
            in_order=len(ordered),
            compressed=len(schedule),
            lower_bound=calls.lower_bound,
            status=status.of(len(schedule), calls.lower_bound),
        ),
        days=Figures(
            baseline=process.baseline.days if process.baseline else None,
            one_by_one=timetable(usual, single).ends,
            in_order=timetable(usual, ordered).ends,
            compressed=found.ends,
            lower_bound=days.lower_bound,
            status=status.of(found.ends, days.lower_bound),
        ),
        worst_days=timetable(worst, schedule).ends,
        alternatives=tuple(_alternatives(usual, schedule, ordered, calls.lower_bound)),
        plan=plan,
        between=between,
        bound_by=(
            *waits(process, plan, between, include),
            *(limits(process, usual, len(plan)) if is_searched else ()),  # others have fewer calls under the same ones
        ),
    )


def least(process: SalesProcess) -> tuple[int | None, int | None]:
    """The calls and days of `compression_report`, without what else it says; None where there is no schedule."""
    precedence = precedence_of(process)
    usual = problem(precedence)
    if not usual.is_holdable:
        return None, None
    listed = _listed(precedence, usual)
    is_searched = len(precedence.counting) <= MOST_SCHEDULED
    _, days = _fewest(usual, in_order(usual, listed), is_searched=is_searched)
    schedule = _in_best_order(usual, problem(precedence, worst=True), listed, days)
    return len(schedule), timetable(usual, schedule).ends


def _fewest(
    usual: Problem, ordered: tuple[int, ...], *, is_searched: bool, nodes: tuple[int, int] = (CALL_NODES, DAY_NODES)
) -> tuple[FewestCalls, FewestDays]:
    """The fewest calls, and the fewest days at so many; where nothing is searched, the calls in listed order.

    `nodes` are what either search may take.
    """
    for_calls, for_days = nodes
    if is_searched:
        calls = fewest_calls(usual, ordered, for_calls)
        quicker = _quicker(usual, calls.calls, ordered)
        return calls, fewest_days(usual, quicker, len(calls.calls), least=calls.lower_bound, nodes=for_days)
    calls = FewestCalls(ordered, by_minutes(usual))
    ends = timetable(usual, ordered).ends
    return calls, FewestDays(ordered, ends, max(usual.rest, (calls.lower_bound - 1) * usual.gap))


def _in_best_order(usual: Problem, worst: Problem, listed: Sequence[int], found: FewestDays) -> tuple[int, ...]:
    """The calls that were found, close to listed order where the process isn't too large for that."""
    return found.calls if usual.is_large else near_listed_order(usual, worst, listed, found.calls)


class _Known(NamedTuple):
    """What may be claimed of the figures of a process."""

    is_assumed: bool
    is_searched: bool

    def of(self, figure: int, lower_bound: int) -> Status:
        """The status of one of them."""
        if self.is_assumed:
            return Status.ASSUMED
        return Status.of(figure, lower_bound) if self.is_searched else Status.HEURISTIC


def _implied(precedence: Precedence) -> list[Activity]:
    return [each for each in precedence.counting if each.is_implied]


def first_call_from_here(precedence: Precedence, done: frozenset[str]) -> tuple[Activity, ...]:
    """The first call of the schedule with the fewest calls for what counts and is not `done`.

    () where there is none, or where the process is so large that nothing is searched for.
    """
    usual = problem(precedence, done)
    if not usual.size or usual.is_large or not usual.is_holdable:
        return ()
    listed = _listed(precedence, usual)
    nodes = _NODES_OF_ALTERNATIVE, _NODES_OF_ALTERNATIVE
    _, days = _fewest(usual, in_order(usual, listed), is_searched=True, nodes=nodes)
    first = _in_best_order(usual, problem(precedence, done, worst=True), listed, days)[0]
    return tuple(_sorted_by_precedence(precedence, {usual.ids[each] for each in bits(first)}))


def fewest_calls_left(precedence: Precedence, done: frozenset[str]) -> int | None:
    """The fewest calls that were found for what counts and is not `done`; None where not all of it can be held."""
    held = [each.id for each in precedence.counting if each.where is not Where.BETWEEN_CALLS]
    if len(held) > MOST_COMPARED and sum(each not in done for each in held) > _FEW_LEFT:
        return _rest_of_many(precedence).calls_left(done)
    rest = problem(precedence, done)
    if not rest.is_holdable:
        return None
    return len(fewest_calls(rest, in_order(rest, _listed(precedence, rest)), _NODES_OF_ALTERNATIVE).calls)


class _RestOfMany:
    """A process so large that it is worked through once for all that may be left of it, by the best of the rules."""

    def __init__(self, precedence: Precedence) -> None:
        whole = problem(precedence)
        self._place = {each: place for place, each in enumerate(whole.ids)}
        self._rule: Rule | None = None
        if whole.is_holdable:
            self._rule = min(rules(whole), key=lambda rule: len(rule.calls()))

    def calls_left(self, done: frozenset[str]) -> int | None:
        """The calls that what is not `done` takes; None where not all of it can be held."""
        if self._rule is None:
            return None
        return len(self._rule.calls(sum(1 << place for each, place in self._place.items() if each not in done)))


@kept
def _rest_of_many(precedence: Precedence) -> _RestOfMany:
    return _RestOfMany(precedence)


def _listed(precedence: Precedence, usual: Problem) -> list[int]:
    """The activities of a problem in the order in which the process lists them."""
    index = {each: place for place, each in enumerate(usual.ids)}
    return [index[each.id] for each in precedence.counting if each.id in index]


def _quicker(usual: Problem, calls: Sequence[int], ordered: Sequence[int]) -> tuple[int, ...]:
    """Of two schedules the better one: fewer calls, then fewer days."""
    one, other = ((len(each), timetable(usual, each).ends) for each in (calls, ordered))
    return tuple(calls if one <= other else ordered)


def _alternatives(usual: Problem, calls: Sequence[int], ordered: Sequence[int], least: int) -> Iterator[Alternative]:
    """What more calls would buy: each time the fewest days, where they are fewer than with the calls before."""
    if usual.is_large:
        return
    best = tuple(calls)
    days = timetable(usual, best).ends
    for most in range(len(calls) + 1, min(usual.size, len(calls) + _MOST_ALTERNATIVES) + 1):
        known = best
        if len(ordered) <= most and timetable(usual, ordered).ends < days:
            known = tuple(ordered)
        found = fewest_days(usual, known, most, least=least, nodes=_NODES_OF_ALTERNATIVE)
        if found.days < days:
            best, days = found.calls, found.days
            yield Alternative(calls=len(best), days=days)
        if found.is_proved and found.days == found.lower_bound and most >= len(ordered):
            return


def _held(precedence: Precedence, usual: Problem, calls: Sequence[int], found: Timetable) -> Iterator[HeldCall]:
    known = precedence.process.activity_by_id
    for number, (call, day) in enumerate(zip(calls, found.days, strict=True), start=1):
        ids = {usual.ids[each] for each in bits(call)}
        activities = tuple(_sorted_by_precedence(precedence, ids))
        yield HeldCall(
            number=number,
            day=day,
            minutes=sum(minutes_of(each, precedence.process.call) for each in activities),
            buyer_roles=tuple(dict.fromkeys(role for each in activities for role in known[each.id].buyer_roles)),
            seller_roles=tuple(dict.fromkeys(role for each in activities for role in known[each.id].seller_roles)),
            activities=activities,
        )


def _sorted_by_precedence(precedence: Precedence, ids: set[str]) -> Iterator[Activity]:
    """In listed order, each behind what it comes after."""
    waiting = [each for each in precedence.counting if each.id in ids]
    while waiting:
        left = {each.id for each in waiting}
        ready = next(
            each
            for each in waiting
            if len(left) == 1 or all(left.isdisjoint(source.before) for source in precedence.sources[each.id])
        )
        waiting.remove(ready)
        yield ready


def _between(precedence: Precedence, usual: Problem, calls: Sequence[int], found: Timetable) -> Iterator[BetweenCalls]:
    """The work between calls, in listed order, each as soon as all that it comes after is done."""
    ends: dict[str, int] = {}
    starts: dict[str, int] = {}
    done: dict[tuple[str, ...], int] = {}
    for call, day in zip(calls, found.days, strict=True):
        ends |= {usual.ids[each]: day for each in bits(call)}
    for activity in precedence.counting_in_order:
        if activity.where is Where.BETWEEN_CALLS:
            sources = precedence.sources[activity.id]
            for each in sources:
                if each.before not in done:
                    done[each.before] = max(ends[before] for before in each.before)
            starts[activity.id] = max((done[each.before] for each in sources), default=0)
            ends[activity.id] = starts[activity.id] + activity.takes_days
    for activity in precedence.counting:
        if activity.id in starts:
            yield BetweenCalls(activity=activity, start_day=starts[activity.id], end_day=ends[activity.id])


def _unscheduled(precedence: Precedence) -> CompressionReport:
    """What a report says before there is a schedule: what counts, and what had to be assumed."""
    process, counting = precedence.process, precedence.counting
    counted = {each.id for each in counting}
    held = tuple(each for each in counting if each.where is not Where.BETWEEN_CALLS)
    return CompressionReport(
        process=process,
        in_call_activities=len(held),
        between_calls_activities=len(counting) - len(held),
        not_counted=tuple(
            activity for stage in process.open_stages for activity in stage.activities if activity.id not in counted
        ),
        activities_without_minutes=sum(each.minutes is None for each in held),
        activities_without_requires=sum(each.requires is None and not each.is_implied for each in counting),
        activities_implied=len(_implied(precedence)),
        unmarked_stages=precedence.unmarked_stages,
        silent_stages=process.silent_stages,
    )
