"""Checks a schedule against the model, activity by activity. It shares no code with the search that made it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from nextcall.model import LinkKind, Where, precedence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress.report import BetweenCalls, HeldCall
    from nextcall.model import SalesProcess


def faults(
    process: SalesProcess, include: frozenset[str], plan: Sequence[HeldCall], between: Sequence[BetweenCalls]
) -> tuple[str, ...]:
    """What is wrong with a schedule of everything that counts: one line for each fault, () where it is feasible."""
    return (*_calls(process, plan), *_order(process, include, plan, between))


def _calls(process: SalesProcess, plan: Sequence[HeldCall]) -> Iterator[str]:
    """What a call can't hold."""
    call = process.call
    for held in plan:
        minutes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in held.activities)
        roles = {role for each in held.activities for role in each.buyer_roles}
        if not held.activities:
            yield f"call {held.number} is empty"
        if minutes != held.minutes or minutes > call.minutes - (
            call.opening_minutes + call.follow_up_minutes + call.closing_minutes
        ):
            yield f"call {held.number} holds {minutes} minutes"
        if call.max_activities is not None and len(held.activities) > call.max_activities:
            yield f"call {held.number} holds {len(held.activities)} activities"
        if call.max_buyer_roles is not None and len(roles) > call.max_buyer_roles:
            yield f"call {held.number} has {len(roles)} buyer roles"
        if len(held.activities) > 1 and any(each.own_call_because for each in held.activities):
            yield f"call {held.number} holds more than an activity that has a call of its own"
    for one, other in pairwise(plan):
        if other.day < one.day + call.days_between_calls:
            yield f"call {other.number} is too soon after the one before"
    if plan and plan[0].day < 0:
        yield "the first call is before day 0"


def _order(
    process: SalesProcess, include: frozenset[str], plan: Sequence[HeldCall], between: Sequence[BetweenCalls]
) -> Iterator[str]:
    """What is missing, held twice or too early."""
    precedence = precedence_of(process, include)
    stands = {each.id: (held.number, place) for held in plan for place, each in enumerate(held.activities)}
    day = {each.id: held.day for held in plan for each in held.activities}
    work = {each.activity.id: each for each in between}
    scheduled = [each.id for held in plan for each in held.activities] + [each.activity.id for each in between]
    if sorted(scheduled) != sorted(each.id for each in precedence.counting):
        yield "it doesn't hold each activity that counts once"
        return
    for activity in precedence.counting:
        for link in precedence.before[activity.id]:
            if activity.where is Where.BETWEEN_CALLS:
                done = day[link.before] if link.before in day else work[link.before].end_day
                if work[activity.id].start_day < done:
                    yield f"{activity.id} starts before {link.before} is done"
            elif link.before in work:
                if day[activity.id] < work[link.before].end_day:
                    yield f"{activity.id} is held before {link.before} is done"
            elif stands[link.before] >= stands[activity.id] or (
                link.kind is LinkKind.GATE_LATER and stands[link.before][0] == stands[activity.id][0]
            ):
                yield f"{activity.id} is held too early after {link.before}"
    yield from _waits(process, include, plan, between)


def _waits(
    process: SalesProcess, include: frozenset[str], plan: Sequence[HeldCall], between: Sequence[BetweenCalls]
) -> Iterator[str]:
    """Work that is shorter than it takes, and what follows on it in the call that it follows on."""
    precedence = precedence_of(process, include)
    before = precedence.before
    number = {each.id: held.number for held in plan for each in held.activities}
    for each in between:
        if each.start_day < 0 or each.end_day != each.start_day + each.activity.takes_days:
            yield f"{each.activity.id} does not take its days"
    last_call = dict[str, int]()  # before a piece of work, on the way to it through work
    for activity in precedence.counting_in_order:
        if activity.where is Where.BETWEEN_CALLS:
            ways = (link.before for link in before[activity.id])
            last_call[activity.id] = max(
                (last_call[each] if each in last_call else number[each] for each in ways), default=0
            )
    for held in plan:
        for activity in held.activities:
            for link in before[activity.id]:
                if last_call.get(link.before, 0) >= held.number:
                    yield f"{activity.id} is in the same call as what {link.before} comes after"
