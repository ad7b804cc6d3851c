"""Checks a schedule against the model, activity by activity. It shares no code with the search that made it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nextcall.model import LinkKind, precedence_of

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
    usable = call.minutes - (call.opening_minutes + call.follow_up_minutes + call.closing_minutes)
    for held in plan:
        minutes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in held.activities)
        roles = {role for each in held.activities for role in each.buyer_roles}
        has_own_call = any(each.own_call_because for each in held.activities)
        if not held.activities:
            yield f"call {held.number} is empty"
        if minutes != held.minutes or (minutes > usable and not has_own_call):
            yield f"call {held.number} holds {minutes} minutes"
        if call.max_activities is not None and len(held.activities) > call.max_activities:
            yield f"call {held.number} holds {len(held.activities)} activities"
        yield from _people(process, held, roles)
        if len(held.activities) > 1 and has_own_call:
            yield f"call {held.number} holds more than an activity that has a call of its own"
    for one, other in pairwise(plan):
        if other.day < one.day + call.days_between_calls:
            yield f"call {other.number} is too soon after the one before"
    if plan and plan[0].day < 0:
        yield "the first call is before day 0"


def _people(process: SalesProcess, held: HeldCall, roles: set[str]) -> Iterator[str]:
    """Whom a call can't hold."""
    most = process.call.max_buyer_roles
    if most is not None and len(roles) > most:
        yield f"call {held.number} has {len(roles)} buyer roles"
    if any(role in each.not_with for each in held.activities for role in roles):
        yield f"call {held.number} has somebody in whose presence something in it isn't held"


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
    latest: dict[tuple[str, ...], _Latest] = {}  # of what comes first: looked at once for all that come after it
    for activity in precedence.counting:
        for source in precedence.sources[activity.id]:
            if source.before not in latest:
                latest[source.before] = _Latest(
                    max((stands[each] for each in source.before if each in stands), default=(0, 0)),
                    max((day[each] for each in source.before if each in day), default=0),
                    max((work[each].end_day for each in source.before if each in work), default=0),
                )
            last = latest[source.before]
            if activity.id in work:
                start = work[activity.id].start_day
                if start < max(last.day, last.work_ends):
                    done = {each: day[each] if each in day else work[each].end_day for each in source.before}
                    yield from (f"{activity.id} starts before {each} is done" for each in done if start < done[each])
                continue
            if day[activity.id] < last.work_ends:
                late = [each for each in source.before if each in work and day[activity.id] < work[each].end_day]
                yield from (f"{activity.id} is held before {each} is done" for each in late)
            number, place = stands[activity.id]
            here = (number, 0) if source.kind is LinkKind.GATE_LATER else (number, place)
            if last.stands >= here:
                late = [each for each in source.before if each in stands and stands[each] >= here]
                yield from (f"{activity.id} is held too early after {each}" for each in late)
    yield from _waits(process, include, plan, between)


class _Latest(NamedTuple):
    """Where the last of some activities stands and its day, and the day on which the last work among them is done."""

    stands: tuple[int, int]
    day: int
    work_ends: int


def _waits(
    process: SalesProcess, include: frozenset[str], plan: Sequence[HeldCall], between: Sequence[BetweenCalls]
) -> Iterator[str]:
    """Work that is shorter than it takes, and what follows on it in the call that it follows on."""
    precedence = precedence_of(process, include)
    sources = precedence.sources
    number = {each.id: held.number for held in plan for each in held.activities}
    work = {each.activity.id for each in between}
    for each in between:
        if each.start_day < 0 or each.end_day != each.start_day + each.activity.takes_days:
            yield f"{each.activity.id} does not take its days"
    last_call: dict[str, int] = {}  # on the way to a piece of work
    known: dict[tuple[str, ...], int] = {}
    for activity in precedence.counting_in_order:
        for source in sources[activity.id]:
            if source.before not in known:
                known[source.before] = max(last_call[each] if each in work else number[each] for each in source.before)
        if activity.id in work:
            last_call[activity.id] = max((known[source.before] for source in sources[activity.id]), default=0)
    held = ((call.number, activity.id) for call in plan for activity in call.activities)
    for call, activity_id in held:
        late = (each for source in sources[activity_id] if known[source.before] >= call for each in source.before)
        yield from (
            f"{activity_id} is in the same call as what {each} comes after"
            for each in late
            if last_call.get(each, 0) >= call
        )
