"""Puts the activities of a call in the order in which they are held, and draws the cut line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress.minutes import minutes_of, most_minutes_of
from nextcall.compress.results import PlannedActivity
from nextcall.model import Importance, LinkKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from nextcall.compress.deal import Deal
    from nextcall.model import Activity, BuyingProcess, BuyingStage, Criterion, Link

_RANK = {Importance.KEY: 0, Importance.SUPPORTING: 1, Importance.OPTIONAL: 2}


def agenda(deal: Deal, chosen: Sequence[Activity], buying: BuyingProcess | None) -> tuple[PlannedActivity, ...]:
    """The chosen activities, given in listed order, in the order in which they are held.

    Next is always, of those whose predecessors have stood: one with the heading of the last; then in listed order.
    Where more key activities stand before the cut line if key, supporting and optional ones take precedence over the
    listed order, they do. The cut line stands behind the longest beginning that fits even when everything takes the
    most minutes that it may; never before the first activity, which the call is for.
    """
    call = deal.process.call
    links = {activity.id: _links_within(deal, activity, chosen) for activity in chosen}
    headings = {activity.id: _heading(deal, activity, buying) for activity in chosen}
    own_call = any(activity.own_call_because for activity in chosen)
    start = call.opening_minutes + (0 if own_call else call.follow_up_minutes)
    planned: list[PlannedActivity] = []
    order, committed = _order(deal, chosen, links, headings)
    for activity in order:
        minutes, most = minutes_of(activity, call), most_minutes_of(activity, call)
        stage = deal.process.stage_of[activity.id]
        planned.append(
            PlannedActivity(
                activity=activity,
                stage=stage,
                start=start,
                minutes=minutes,
                minutes_max=most,
                heading=headings[activity.id],
                go_on_only_if=_gates(deal, links[activity.id]),
                pulled_forward=stage.id not in deal.nearby_stages,
                ahead_of_customer=_is_ahead(deal, activity, buying),
                after_cut=len(planned) >= committed,
            )
        )
        start += minutes
    return tuple(planned)


def _links_within(deal: Deal, activity: Activity, chosen: Iterable[Activity]) -> list[Link]:
    """The links from an activity to others on the agenda, seen through what doesn't count and isn't on it."""
    on_agenda = {each.id for each in chosen}
    found: list[Link] = []
    seen = {activity.id}
    waiting = [activity.id]
    while waiting:
        for link in deal.precedence.links_to(waiting.pop()):
            if link.before in on_agenda:
                found.append(link)
            elif link.before not in seen and not deal.precedence.is_counted(link.before):
                seen.add(link.before)
                waiting.append(link.before)
    return found


def _order(
    deal: Deal,
    chosen: Sequence[Activity],
    links: Mapping[str, Iterable[Link]],
    headings: Mapping[str, BuyingStage | None],
) -> tuple[list[Activity], int]:
    """The agenda, and how many of it stand before the cut line."""
    as_listed = list(_ordered(chosen, links, headings, key=lambda _: 0))
    key_first = list(_ordered(chosen, links, headings, key=lambda each: _RANK[each.importance]))
    orders = [(order, _before_cut(deal, order)) for order in (as_listed, key_first)]
    return max(orders, key=lambda each: sum(one.importance is Importance.KEY for one in each[0][: each[1]]))


def _before_cut(deal: Deal, order: Sequence[Activity]) -> int:
    latest = 0
    for number, activity in enumerate(order):
        latest += most_minutes_of(activity, deal.process.call)
        if number and latest > deal.usable_minutes:
            return number
    return len(order)


def _ordered(
    chosen: Sequence[Activity],
    links: Mapping[str, Iterable[Link]],
    headings: Mapping[str, BuyingStage | None],
    key: Callable[[Activity], int],
) -> Iterator[Activity]:
    """One behind the other, of those that may come next with the heading of the last the one with the least `key`."""
    waiting = dict.fromkeys(chosen)
    stood: set[str] = set()
    last: Activity | None = None
    while waiting:
        ready = [each for each in waiting if all(link.before in stood for link in links[each.id])]
        under_the_same = [each for each in ready if last is not None and headings[each.id] is headings[last.id]]
        last = min(under_the_same or ready, key=key)
        stood.add(last.id)
        del waiting[last]
        yield last


def _buying_stages(deal: Deal, activity: Activity) -> tuple[str, ...]:
    return activity.buying_stages or deal.process.stage_of[activity.id].buying_stages


def _heading(deal: Deal, activity: Activity, buying: BuyingProcess | None) -> BuyingStage | None:
    first = next(iter(_buying_stages(deal, activity)), None)
    return None if buying is None or first is None else buying.stage_by_id.get(first)


def _is_ahead(deal: Deal, activity: Activity, buying: BuyingProcess | None) -> bool:
    """Whether all of the activity's buying stages come after the last of the deal's stage, always-on ones aside."""
    if buying is None:
        return False
    order = [stage.id for stage in buying.stages if not stage.always_on]
    now = [order.index(each) for each in deal.stage.buying_stages if each in order]
    then = [order.index(each) for each in _buying_stages(deal, activity) if each in order]
    return bool(now) and bool(then) and min(then) > max(now)


def _gates(deal: Deal, links: Iterable[Link]) -> tuple[Criterion, ...]:
    """The criteria that the customer must say yes to, earlier in this call."""
    gates = (link.criterion for link in links if link.criterion and link.kind is LinkKind.GATE_IN_CALL)
    return tuple(deal.process.criterion_by_id[criterion] for criterion in dict.fromkeys(gates))
