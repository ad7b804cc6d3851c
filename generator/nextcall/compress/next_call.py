"""The next call: which of the next activities one call can hold, and what blocks each of the others.

It takes the activities in listed order, each with what must come before it in the call, first the key ones of the stage
(and of those before and alongside it), then the other key ones, then the supporting, then the optional ones. That is a
good call, not yet a proved best one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress.agenda import agenda, minutes_of
from nextcall.compress.results import Blocker, LeftOut, NextCall
from nextcall.compress.state import State
from nextcall.model import Importance, LinkKind, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.model import Activity, BuyingProcess, Link, SalesProcess, Stage


def next_call(process: SalesProcess, stage: Stage, buying: BuyingProcess | None) -> NextCall:
    """The next call of a deal that has just entered `stage`, an open stage of `process`.

    `buying` is the buying process that the sales process is aligned with; its questions head the agenda.
    """
    state = State(process, stage)
    room = _Room(state)
    for tier in _tiers(state):
        for activity in tier:
            room.take(activity)
    planned = agenda(state, room.chosen_in_order(), buying)
    chosen = frozenset(room.chosen)
    seller_roles = dict.fromkeys(role for each in planned for role in each.activity.seller_roles)
    return NextCall(
        process=process,
        stage=stage,
        minutes=process.call.minutes,
        buyer_roles=state.expected_roles,
        seller_roles=tuple(seller_roles),
        activities=planned,
        left_out=tuple(_left_out(state, room)),
        prepare=state.preparation_for(chosen) if chosen else tuple(each for each in state.undone if each.id in state.prepared),
        due=state.due,
        earliest_day=state.days_until(chosen) if chosen else _first_possible_day(state),
    )


def _tiers(state: State) -> Iterator[list[Activity]]:
    nearby = state.nearby_stages()
    key = [each for each in state.candidates if each.importance is Importance.KEY]
    yield [each for each in key if state.process.stage_of[each.id].id in nearby]
    yield key
    yield [each for each in state.candidates if each.importance is Importance.SUPPORTING]
    yield [each for each in state.candidates if each.importance is Importance.OPTIONAL]


class _Room:
    """A call that is being filled."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._call = state.process.call
        self._candidates = {activity.id: activity for activity in state.candidates}
        self.chosen: dict[str, Activity] = {}

    def chosen_in_order(self) -> list[Activity]:
        return [activity for activity in self._state.candidates if activity.id in self.chosen]

    def take(self, activity: Activity) -> None:
        """Take the activity, with whatever of the call has to come before it, if all of that fits."""
        if activity.id in self.chosen:
            return
        bundle = self._with_what_comes_before(activity)
        if bundle is not None and self.fits(bundle):
            self.chosen.update((each.id, each) for each in bundle)

    def _with_what_comes_before(self, activity: Activity) -> list[Activity] | None:
        bundle: dict[str, Activity] = {}
        waiting = [activity]
        while waiting:
            each = waiting.pop()
            bundle[each.id] = each
            for link in self._state.precedence.before[each.id]:
                if link.before in self._state.settled or link.before in bundle:
                    continue
                if link.kind is LinkKind.GATE_LATER or link.before not in self._candidates:
                    return None
                if link.before not in self.chosen:
                    waiting.append(self._candidates[link.before])
        return [each for each in bundle.values() if each.id not in self.chosen]

    def fits(self, bundle: list[Activity]) -> bool:
        held = [*self.chosen.values(), *bundle]
        if len(held) > 1 and any(each.own_call_because for each in held):
            return False
        if any(not self.people_attend(each) for each in bundle):
            return False
        most = self._call.max_activities
        return (most is None or len(held) <= most) and self.minutes_over(bundle) <= 0

    def people_attend(self, activity: Activity) -> bool:
        return set(activity.buyer_roles) <= set(self._state.expected_roles)

    def minutes_over(self, bundle: list[Activity]) -> int:
        """How many minutes the call would lack if it held the bundle too."""
        held = [*self.chosen.values(), *bundle]
        return sum(minutes_of(each, self._call) for each in held) - self._call.usable_minutes


def _left_out(state: State, room: _Room) -> Iterator[LeftOut]:
    for activity in state.candidates:
        if activity.id not in room.chosen:
            because, needs = _blocker(state, room, activity)
            yield LeftOut(activity=activity, stage=state.process.stage_of[activity.id], because=because, needs=needs)


def _blocker(state: State, room: _Room, activity: Activity) -> tuple[Blocker, tuple[str, ...]]:
    """The first of the reasons that applies, in the order of `Blocker`."""
    process = state.process
    open_links = [link for link in state.precedence.before[activity.id] if link.before not in state.settled]
    gates = [link for link in open_links if link.criterion is not None]
    requirements = [link for link in open_links if link.criterion is None]
    in_call = [link.before for link in requirements if process.activity_by_id[link.before].holdable]
    missing = tuple(each for each in in_call if each not in room.chosen)
    if missing:
        return Blocker.REQUIRES, missing
    closed = tuple(dict.fromkeys(str(link.criterion) for link in gates if not _opens(link, room)))
    if closed:
        return Blocker.NEEDS, closed
    waits = tuple(each.before for each in requirements if process.activity_by_id[each.before].where is Where.BETWEEN_CALLS)
    if waits:
        return Blocker.BETWEEN_CALLS, waits
    absent = tuple(role for role in activity.buyer_roles if role not in state.expected_roles)
    if absent:
        return Blocker.ROLE, absent
    if room.chosen and (activity.own_call_because or any(each.own_call_because for each in room.chosen.values())):
        return Blocker.OWN_CALL, ()
    most = process.call.max_activities
    if most is not None and len(room.chosen) >= most:
        return Blocker.ACTIVITIES_CAP, ()
    return Blocker.TIME, ()


def _opens(link: Link, room: _Room) -> bool:
    return link.kind is LinkKind.GATE_IN_CALL and link.before in room.chosen


def _first_possible_day(state: State) -> int:
    """The day of the first call that is possible once the work between calls is done; without one, the day it is."""
    before = state.precedence.before
    ends: dict[str, int] = {}
    grew = True
    while grew:
        grew = False
        for activity in state.undone:
            links = [link.before for link in before[activity.id] if link.before not in state.done]
            if activity.where is Where.BETWEEN_CALLS and activity.id not in ends and all(each in ends for each in links):
                ends[activity.id] = activity.takes_days + max((ends[each] for each in links), default=0)
                grew = True
    days = [
        max((ends[link.before] for link in before[activity.id] if link.before not in state.done), default=0)
        for activity in state.candidates
        if all(link.before in state.done or link.before in ends for link in before[activity.id])
    ]
    return min(days) if days else max(ends.values(), default=0)
