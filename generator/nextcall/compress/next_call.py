"""The next call: the most progress that it can hold, what keeps each other activity out, and what would unlock it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress.agenda import agenda
from nextcall.compress.fullest_call import Item, Limits, fullest_call
from nextcall.compress.minutes import minutes_of
from nextcall.compress.problem import bits, kept_apart
from nextcall.compress.results import Blocker, LeftOut, NextCall
from nextcall.model import Importance, LinkKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from nextcall.compress.deal import Deal
    from nextcall.model import Activity, BuyingProcess, Link, Source

_RANK = {Importance.KEY: 1, Importance.SUPPORTING: 2, Importance.OPTIONAL: 3}


def next_call(deal: Deal, buying: BuyingProcess | None) -> NextCall:
    """The next call of a deal. `buying` is the buying process whose questions head the agenda.

    It holds what is pinned, as far as that fits, the first before the second, and nothing that is dropped. Of all such
    sets of activities that the call can hold, it has the most key ones of the deal's stage, of those before and
    those alongside it; then, of these stages' activities where none is key, the first listed; then the most key ones of
    all; then the most supporting, then the most optional ones.
    """
    held = planned_set(deal)
    planned = agenda(deal, held, buying)
    excluded = {role for each in held for role in each.not_with}
    if held:
        prepare = deal.preparation_for([each.id for each in held])
        earliest_day = max((deal.work_ends[each.id] for each in prepare), default=0)
    else:
        prepare = tuple(each for each in deal.undone if each.id in deal.prepared)
        earliest_day = deal.first_possible_day
    return NextCall(
        process=deal.process,
        stage=deal.stage,
        minutes=deal.length,
        buyer_roles=tuple(role for role in deal.expected_roles if role not in excluded),
        seller_roles=tuple(dict.fromkeys(role for each in planned for role in each.activity.seller_roles)),
        activities=planned,
        left_out=tuple(_left_out(deal, {each.id: each for each in held})),
        prepare=prepare,
        due=tuple(each for each in deal.due if each.id not in deal.under_way),
        earliest_day=earliest_day,
    )


def planned_set(deal: Deal, *, only_own_calls_of: Collection[Activity] | None = None) -> list[Activity]:
    """The activities that the next call holds, in listed order.

    Of those that have a call of their own only the given ones are thought of, where any are given.
    """
    possible = possible_in(deal, only_own_calls_of=only_own_calls_of)
    candidates = [deal.candidates[place] for place in possible]
    place = {each: index for index, each in enumerate(possible)}
    people = {role: index for index, role in enumerate(deal.expected_roles)}
    apart = kept_apart(candidates)
    call = deal.process.call
    items = [
        Item(
            minutes=minutes_of(activity, call),
            rank=rank(deal, activity),
            before=sum(1 << place[each] for each in bits(before)),
            roles=sum(1 << people[role] for role in set(activity.buyer_roles)),
            alone=activity.own_call_because is not None,
            apart=apart[index],
            by_order=deal.is_ranked_by_order(activity),
        )
        for index, (activity, before) in enumerate(zip(candidates, possible.values(), strict=True))
    ]
    index = {activity.id: each for each, activity in enumerate(candidates)}
    pinned = [index[each] for each in dict.fromkeys(deal.pinned) if each in index]
    chosen = fullest_call(items, Limits(deal.usable_minutes, call.max_activities, call.max_buyer_roles), pinned)
    return [candidates[each] for each in bits(chosen)]


def rank(deal: Deal, activity: Activity) -> int:
    """How much an activity matters to the next call of a deal: 0 the most, for the key ones of stages that are near."""
    near = deal.process.stage_of[activity.id].id in deal.nearby_stages
    return 0 if near and activity.importance is Importance.KEY else _RANK[activity.importance]


def _roles_between(other: Activity, activity: Activity) -> tuple[str, ...]:
    """The buyer roles for whom two activities can't be held in one call, as one needs them and one excludes them."""
    return tuple(
        dict.fromkeys(
            (
                *(role for role in activity.not_with if role in other.buyer_roles),
                *(role for role in other.not_with if role in activity.buyer_roles),
            )
        )
    )


def possible_in(deal: Deal, *, only_own_calls_of: Collection[Activity] | None = None) -> dict[int, int]:
    """What could be held for want of nothing but room: its places among the candidates, in listed order.

    Each with the places of all that must stand before it in the same call, as a mask; whatever takes too many minutes
    with that is not among them.
    """
    place = {activity.id: index for index, activity in enumerate(deal.candidates)}
    lasting = [minutes_of(activity, deal.process.call) for activity in deal.candidates]
    found: dict[int, int] = {}
    standing = _StandingBefore(deal, place, found)
    for name, sources in deal.precedence.sources.items():
        here = place.get(name)
        if here is None or not _is_admitted(deal, deal.candidates[here], only_own_calls_of):
            continue
        needed = standing.all_of(sources)
        if needed is None:
            continue
        if not needed or lasting[here] + sum(lasting[each] for each in bits(needed)) <= deal.usable_minutes:
            found[here] = needed
    return dict(sorted(found.items()))


class _StandingBefore:
    """What has to stand before an activity in the same call; worked out once for all that come after the same ones."""

    def __init__(self, deal: Deal, place: Mapping[str, int], found: Mapping[int, int]) -> None:
        """`found` is filled in by and by: what can be held, by its place among the candidates, and what before it."""
        self._settled = deal.settled
        self._place = place
        self._found = found
        self._known: dict[tuple[tuple[str, ...], bool], int | None] = {}

    def all_of(self, sources: Iterable[Source]) -> int | None:
        """The places of all that stands before what has these sources, as a mask.

        None where one of them can't be held in this call.
        """
        needed = 0
        for source in sources:
            key = source.before, source.kind is LinkKind.GATE_LATER
            if key not in self._known:
                self._known[key] = self._within_call(source.before, later=key[1])
            part = self._known[key]
            if part is None:
                return None
            needed |= part
        return needed

    def _within_call(self, before: Iterable[str], *, later: bool) -> int | None:
        mask = 0
        for each in before:
            if each not in self._settled:
                place = self._place.get(each)
                if later or place is None or place not in self._found:
                    return None
                mask |= self._found[place] | 1 << place
        return mask


def _is_admitted(deal: Deal, activity: Activity, only_own_calls_of: Collection[Activity] | None) -> bool:
    """Whether people, gates and the length of the call admit an activity by itself.

    Of those that have a call of their own only the given ones, where any are given.
    """
    return (
        activity.id not in deal.dropped
        and (only_own_calls_of is None or activity.own_call_because is None or activity in only_own_calls_of)
        and deal.has_time_for(activity)
        and not deal.absent_from(activity)
        and not deal.excluded_by(activity)
        and not deal.closed_gates(activity)
    )


def _left_out(deal: Deal, held: Mapping[str, Activity]) -> Iterator[LeftOut]:
    for activity in deal.candidates:
        if activity.id not in held:
            dropped = activity.id in deal.dropped
            because, needs = (Blocker.DROPPED, ()) if dropped else _blocker(deal, held, activity)
            yield LeftOut(activity=activity, stage=deal.process.stage_of[activity.id], because=because, needs=needs)


def _blocker(deal: Deal, held: Mapping[str, Activity], activity: Activity) -> tuple[Blocker, tuple[str, ...]]:
    """The first of the reasons that applies, in the order of `Blocker`, to what nobody dropped."""
    for because, needs in _in_the_way(deal, held, activity):
        if needs:
            return because, needs
    shut_out = _once(role for each in held.values() for role in _roles_between(each, activity))
    if shut_out:
        return Blocker.NOT_WITH, shut_out
    alone = tuple(each.id for each in held.values() if each.own_call_because)
    if alone or (held and activity.own_call_because):
        return Blocker.OWN_CALL, alone
    call = deal.process.call
    roles = {role for each in (*held.values(), activity) for role in each.buyer_roles}
    if call.max_buyer_roles is not None and len(roles) > call.max_buyer_roles:
        return Blocker.ROLES_CAP, ()
    if call.max_activities is not None and len(held) >= call.max_activities:
        return Blocker.ACTIVITIES_CAP, ()
    return Blocker.TIME, ()


def _in_the_way(
    deal: Deal, held: Mapping[str, Activity], activity: Activity
) -> Iterator[tuple[Blocker, tuple[str, ...]]]:
    """The activities, criteria and roles that keep an activity out of the call, by reason; () where one doesn't."""
    open_links = deal.open_links(activity)
    required = [link.before for link in open_links if link.criterion is None and link.before not in held]
    holdable = {each for each in required if deal.process.activity_by_id[each].holdable}
    shut = [link.criterion for link in open_links if link.criterion and not _opens(link, held)]
    yield Blocker.REQUIRES, _once(each for each in required if each in holdable)
    yield Blocker.NEEDS, _once(iter([*shut, *deal.closed_gates(activity)]))
    yield Blocker.BETWEEN_CALLS, _once(each for each in required if each not in holdable)
    yield Blocker.ROLE, deal.absent_from(activity)
    yield Blocker.NOT_WITH, deal.excluded_by(activity)


def _once(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _opens(link: Link, held: Mapping[str, Activity]) -> bool:
    return link.kind is LinkKind.GATE_IN_CALL and link.before in held
