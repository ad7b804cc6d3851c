"""All schedules of a very small process, one after another: slow, and plain enough to be seen to be right.

Written from the definitions alone ("Calls and days" in the documentation). It shares nothing with the engine but the
model and its links.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from nextcall.model import LinkKind, Precedence, Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.model import Activity, SalesProcess

Calls = tuple[frozenset[str], ...]
"""The activities of each call, by id."""


class Small(NamedTuple):
    """A process that is small enough."""

    process: SalesProcess
    precedence: Precedence

    @classmethod
    def of(cls, process: SalesProcess) -> Small:
        """Everything that counts in `process`."""
        return cls(process, Precedence(process))

    @property
    def held(self) -> tuple[Activity, ...]:
        """What is held in calls."""
        return tuple(each for each in self.precedence.counting if each.where is not Where.BETWEEN_CALLS)

    @property
    def work(self) -> tuple[Activity, ...]:
        """The work between calls, each piece behind what it comes after."""
        return tuple(each for each in self.precedence.counting_in_order if each.where is Where.BETWEEN_CALLS)


def fewest_days_by_calls(process: SalesProcess) -> dict[int, int]:
    """For each number of calls with which there is a schedule, the fewest days."""
    small = Small.of(process)
    found: dict[int, int] = {}
    for calls in schedules(small):
        days = days_of(small, calls).ends
        found[len(calls)] = min(days, found.get(len(calls), days))
    return dict(sorted(found.items()))


def schedules(small: Small, calls: Calls = ()) -> Iterator[Calls]:
    """Every feasible schedule that begins with `calls`; no call is empty."""
    done = frozenset[str]().union(*calls)
    left = [each for each in small.held if each.id not in done]
    if not left:
        yield calls
    for number in range(1, len(left) + 1):
        for call in combinations(left, number):
            if fits(small.process, call) and may_be_held(small, call, done):
                yield from schedules(small, (*calls, frozenset(each.id for each in call)))


def fits(process: SalesProcess, activities: Sequence[Activity]) -> bool:
    """Whether a call has the minutes and the people for `activities`, and whether they may share it."""
    call = process.call
    minutes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in activities)
    people = {role for each in activities for role in each.buyer_roles}
    usable = call.minutes - call.opening_minutes - call.follow_up_minutes - call.closing_minutes
    return (
        (minutes <= usable or (len(activities) == 1 and activities[0].own_call_because is not None))
        and not any(role in each.not_with for each in activities for role in people)
        and (call.max_activities is None or len(activities) <= call.max_activities)
        and (call.max_buyer_roles is None or len(people) <= call.max_buyer_roles)
        and (len(activities) == 1 or all(each.own_call_because is None for each in activities))
    )


def may_be_held(small: Small, call: Sequence[Activity], done: frozenset[str]) -> bool:
    """Whether what each of `call` comes after stands in it or was held before; days aside."""
    here = {each.id for each in call}
    for each in call:
        for link in small.precedence.before[each.id]:
            if link.before in {work.id for work in small.work}:
                if not _held_before(small, link.before) <= done:
                    return False
            elif link.before not in done and (link.before not in here or link.kind is LinkKind.GATE_LATER):
                return False
    return True


def _held_before(small: Small, work: str) -> set[str]:
    """What is held in calls and leads to a piece of work, directly or through other work."""
    found = set()
    for link in small.precedence.before[work]:
        if link.before in {each.id for each in small.held}:
            found.add(link.before)
        else:
            found |= _held_before(small, link.before)
    return found


def one_by_one(small: Small) -> Calls:
    """A call for each activity, each time the first in listed order that may be held."""
    calls: Calls = ()
    while len(calls) < len(small.held):
        done = frozenset[str]().union(*calls)
        left = [each for each in small.held if each.id not in done]
        calls += (frozenset({next(each.id for each in left if may_be_held(small, [each], done))}),)
    return calls


def in_order(small: Small) -> Calls:
    """The same sequence, each activity in the last call if it may be held in it, else in a new one."""
    known = small.process.activity_by_id
    calls: Calls = ()
    for alone in one_by_one(small):
        together = [known[each] for each in (*calls[-1], *alone)] if calls else []
        if calls and fits(small.process, together) and may_be_held(small, together, frozenset().union(*calls[:-1])):
            calls = (*calls[:-1], calls[-1] | alone)
        else:
            calls += (alone,)
    return calls


class Days(NamedTuple):
    """The day of each call, when each piece of work starts and ends, and when all is done."""

    calls: tuple[int, ...]
    work: dict[str, tuple[int, int]]
    ends: int


def days_of(small: Small, calls: Calls, *, worst: bool = False) -> Days:
    """The days of `calls`, each held on the first day that is possible, one day after another being tried."""
    done_on: dict[str, int] = {}
    work: dict[str, tuple[int, int]] = {}

    def do_work() -> None:
        for each in small.work:
            before = [link.before for link in small.precedence.before[each.id]]
            if each.id not in work and all(other in done_on for other in before):
                start = max([0, *(done_on[other] for other in before)])
                work[each.id] = start, start + (each.takes_days_max if worst else each.takes_days)
                done_on[each.id] = work[each.id][1]

    do_work()
    days: list[int] = []
    for call in calls:
        day = days[-1] + small.process.call.days_between_calls if days else 0
        waits = {link.before for each in call for link in small.precedence.before[each]} - call
        while not all(done_on[other] <= day for other in waits):
            day += 1
        days.append(day)
        done_on |= dict.fromkeys(call, day)
        do_work()
    return Days(tuple(days), work, max(done_on.values(), default=0))
