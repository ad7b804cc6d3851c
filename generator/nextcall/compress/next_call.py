"""The next call: which of the next activities one call can hold, and what blocks each of the others.

It takes the activities in listed order, each with what must come before it in the call, first the key ones of the stage
(and of those before and alongside it), then the other key ones, then the supporting, then the optional ones. That is a
good call, not yet a proved best one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress.agenda import agenda
from nextcall.compress.minutes import minutes_of
from nextcall.compress.results import Blocker, LeftOut, NextCall
from nextcall.compress.state import State
from nextcall.model import Importance, LinkKind

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
    chosen = room.chosen
    planned = agenda(state, [each for each in state.candidates if each.id in chosen], buying)
    if chosen:
        prepare = state.preparation_for(chosen)
        earliest_day = max((state.work_ends[each.id] for each in prepare), default=0)
    else:
        prepare = tuple(each for each in state.undone if each.id in state.prepared)
        earliest_day = state.first_possible_day
    return NextCall(
        process=process,
        stage=stage,
        minutes=process.call.minutes,
        buyer_roles=state.expected_roles,
        seller_roles=tuple(dict.fromkeys(role for each in planned for role in each.activity.seller_roles)),
        activities=planned,
        left_out=tuple(_left_out(state, room)),
        prepare=prepare,
        due=state.due,
        earliest_day=earliest_day,
    )


def _tiers(state: State) -> Iterator[list[Activity]]:
    key = [each for each in state.candidates if each.importance is Importance.KEY]
    yield [each for each in key if state.process.stage_of[each.id].id in state.nearby_stages]
    yield key
    yield [each for each in state.candidates if each.importance is Importance.SUPPORTING]
    yield [each for each in state.candidates if each.importance is Importance.OPTIONAL]


class _Room:
    """A call that is being filled. What has once been refused never fits later, as nothing is ever taken out again."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._call = state.process.call
        self._candidates = {activity.id: activity for activity in state.candidates}
        self._refused: set[str] = set()
        self.chosen: dict[str, Activity] = {}

    def take(self, activity: Activity) -> None:
        """Take the activity, with whatever of the call has to come before it, if all of that fits."""
        if activity.id in self.chosen or activity.id in self._refused:
            return
        bundle = self._with_what_comes_before(activity)
        if bundle is not None and self._fits(bundle):
            self.chosen.update(bundle)
        else:
            self._refused.add(activity.id)

    def _with_what_comes_before(self, activity: Activity) -> dict[str, Activity] | None:
        """The activity and what has to stand before it in the same call; None where that can't be in this call."""
        bundle = {activity.id: activity}
        waiting = [activity]
        while waiting:
            for link in self._state.open_links(waiting.pop()):
                before = self._candidates.get(link.before)
                if before is None or before.id in self._refused or link.kind is LinkKind.GATE_LATER:
                    return None
                if before.id not in self.chosen and before.id not in bundle:
                    bundle[before.id] = before
                    waiting.append(before)
        return bundle

    def _fits(self, bundle: dict[str, Activity]) -> bool:
        held = [*self.chosen.values(), *bundle.values()]
        most = self._call.max_activities
        return (
            (len(held) == 1 or not any(each.own_call_because for each in held))
            and not any(self._state.absent_from(each) for each in bundle.values())
            and (most is None or len(held) <= most)
            and sum(minutes_of(each, self._call) for each in held) <= self._call.usable_minutes
        )

    @property
    def is_full(self) -> bool:
        """Whether it holds as many activities as a call may."""
        most = self._call.max_activities
        return most is not None and len(self.chosen) >= most


def _left_out(state: State, room: _Room) -> Iterator[LeftOut]:
    for activity in state.candidates:
        if activity.id not in room.chosen:
            because, needs = _blocker(state, room, activity)
            yield LeftOut(activity=activity, stage=state.process.stage_of[activity.id], because=because, needs=needs)


def _blocker(state: State, room: _Room, activity: Activity) -> tuple[Blocker, tuple[str, ...]]:
    """The first of the reasons that applies, in the order of `Blocker`.

    The cap on roles is none of them, as those who attend are never more than the cap.
    """
    for because, needs in _in_the_way(state, room, activity):
        if needs:
            return because, needs
    alone = tuple(each.id for each in room.chosen.values() if each.own_call_because)
    if alone or (room.chosen and activity.own_call_because):
        return Blocker.OWN_CALL, alone
    return (Blocker.ACTIVITIES_CAP if room.is_full else Blocker.TIME), ()


def _in_the_way(state: State, room: _Room, activity: Activity) -> Iterator[tuple[Blocker, tuple[str, ...]]]:
    """The activities, criteria and roles that keep an activity out of the call, by reason; () where one doesn't."""
    open_links = state.open_links(activity)
    required = [link.before for link in open_links if link.criterion is None and link.before not in room.chosen]
    holdable = {each for each in required if state.process.activity_by_id[each].holdable}
    yield Blocker.REQUIRES, _once(each for each in required if each in holdable)
    yield Blocker.NEEDS, _once(link.criterion for link in open_links if link.criterion and not _opens(link, room))
    yield Blocker.BETWEEN_CALLS, _once(each for each in required if each not in holdable)
    yield Blocker.ROLE, state.absent_from(activity)


def _once(ids: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _opens(link: Link, room: _Room) -> bool:
    return link.kind is LinkKind.GATE_IN_CALL and link.before in room.chosen
