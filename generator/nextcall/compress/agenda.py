"""Puts the activities of a call in the order in which they are held, and draws the cut line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress.results import PlannedActivity
from nextcall.model import Importance, LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nextcall.compress.state import State
    from nextcall.model import Activity, BuyingProcess, BuyingStage, Call, Criterion

_RANK = {Importance.KEY: 0, Importance.SUPPORTING: 1, Importance.OPTIONAL: 2}


def minutes_of(activity: Activity, call: Call) -> int:
    """What the activity usually takes, by default what the team's calls assume."""
    return call.activity_minutes if activity.minutes is None else activity.minutes


def most_minutes_of(activity: Activity, call: Call) -> int:
    """What the activity may take: by default a quarter more than usual, rounded up."""
    usual = minutes_of(activity, call)
    return max(usual, -(-usual * 5 // 4) if activity.minutes_max is None else activity.minutes_max)


def agenda(state: State, chosen: Iterable[Activity], buying: BuyingProcess | None) -> tuple[PlannedActivity, ...]:
    """The chosen activities in order.

    Next is always, of those whose predecessors have stood: one with the heading of the last; then key, supporting,
    optional; then in listed order. The cut line stands behind the longest beginning that fits even when everything
    takes the most minutes that it may.
    """
    call = state.process.call
    order = _order(state, list(chosen), buying)
    start = call.opening_minutes + call.follow_up_minutes
    fits_until = call.minutes - call.closing_minutes
    latest = start
    planned = []
    for activity, heading in order:
        minutes, most = minutes_of(activity, call), most_minutes_of(activity, call)
        latest += most
        stage = state.process.stage_of[activity.id]
        planned.append(
            PlannedActivity(
                activity=activity,
                stage=stage,
                start=start,
                minutes=minutes,
                minutes_max=most,
                heading=heading,
                go_on_only_if=_gates(state, activity, {each.activity.id for each in planned}),
                pulled_forward=stage.id not in state.nearby_stages(),
                ahead_of_customer=_is_ahead(state, activity, buying),
                after_cut=latest > fits_until,
            )
        )
        start += minutes
    return tuple(planned)


def _order(
    state: State, waiting: list[Activity], buying: BuyingProcess | None
) -> Sequence[tuple[Activity, BuyingStage | None]]:
    headings = {activity.id: _heading(state, activity, buying) for activity in waiting}
    position = {activity.id: index for index, activity in enumerate(waiting)}
    before: Mapping[str, set[str]] = {
        activity.id: {link.before for link in state.precedence.before.get(activity.id, ())} & position.keys()
        for activity in waiting
    }
    order: list[tuple[Activity, BuyingStage | None]] = []
    stood: set[str] = set()
    last: BuyingStage | None = None
    while waiting:
        ready = [activity for activity in waiting if before[activity.id] <= stood]
        best = min(
            ready,
            key=lambda each: (headings[each.id] is not last, _RANK[each.importance], position[each.id]),  # noqa: B023
        )
        last = headings[best.id]
        stood.add(best.id)
        waiting.remove(best)
        order.append((best, last))
    return order


def _buying_stages(state: State, activity: Activity) -> tuple[str, ...]:
    return activity.buying_stages or state.process.stage_of[activity.id].buying_stages


def _heading(state: State, activity: Activity, buying: BuyingProcess | None) -> BuyingStage | None:
    first = next(iter(_buying_stages(state, activity)), None)
    return None if buying is None or first is None else buying.stage_by_id.get(first)


def _is_ahead(state: State, activity: Activity, buying: BuyingProcess | None) -> bool:
    """Whether all of the activity's buying stages come after the last of the deal's stage, always-on ones aside."""
    if buying is None:
        return False
    order = [stage.id for stage in buying.stages if not stage.always_on]
    now = [order.index(each) for each in state.stage.buying_stages if each in order]
    then = [order.index(each) for each in _buying_stages(state, activity) if each in order]
    return bool(now) and bool(then) and min(then) > max(now)


def _gates(state: State, activity: Activity, planned: set[str]) -> tuple[Criterion, ...]:
    """The criteria that the customer must say yes to, earlier in this call."""
    return tuple(
        state.process.criterion_by_id[criterion]
        for criterion in activity.needs
        if any(
            link.criterion == criterion and link.kind is LinkKind.GATE_IN_CALL and link.before in planned
            for link in state.precedence.links_to(activity.id)
        )
    )
