"""What would change the next call: what one change would unlock beforehand, and what to do if the room is another.

Also how far the call leads: the fewest calls that the rest then takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.minutes import minutes_of
from nextcall.compress.next_call import planned_set, possible_in, rank
from nextcall.compress.schedule import fewest_calls_left, first_call_from_here
from nextcall.model import Where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from nextcall.compress.deal import Deal
    from nextcall.model import Activity

MORE_MINUTES = (15, 30)
"""How much longer a call might be."""

MINUTES_LEFT = 20
"""What is left of a call when it is cut short."""

_NODES = 10_000
"""How many candidates are looked at in search of work that is worth doing before the call; each piece looks at all."""


@dataclass(frozen=True, kw_only=True)
class Unlock:
    """One change and the activities that the call would hold besides. One of `role`, `minutes`, `activity` is given.

    `loss` are those that it would hold no longer, because what it gains matters more.

    `role` is the id of a buyer role to invite, `minutes` are those that the call would be longer; an `activity` is sent
    ahead of the call where it can be held in one, else done before it.
    """

    role: str | None = None
    minutes: int | None = None
    activity: Activity | None = None
    gain: tuple[Activity, ...]
    loss: tuple[Activity, ...]

    @property
    def change(self) -> str:
        """The kind of change, as the contract names it."""
        if self.role is not None:
            return "invite"
        if self.activity is None:
            return "minutes"
        return "do_before" if self.activity.where is Where.BETWEEN_CALLS else "send_ahead"


@dataclass(frozen=True, kw_only=True)
class RoomChange:
    """What to do if the buyer role `missing` doesn't come, or if only `minutes_left` minutes are left.

    `activities` are then held, in listed order; `postponed` are those that were planned and aren't among them.
    """

    missing: str | None = None
    minutes_left: int | None = None
    activities: tuple[Activity, ...]
    postponed: tuple[Activity, ...]


@dataclass(frozen=True, kw_only=True)
class LeadsTo:
    """The fewest calls for what counts after this call; `best` is the fewest before it, less one.

    Both are the fewest that were found; None where something fits no call.
    """

    calls: int | None
    best: int | None


@dataclass(frozen=True, kw_only=True)
class ShorterWay:
    """Another call, which leads to fewer: what it holds, whom to invite besides those expected, the calls after it."""

    activities: tuple[Activity, ...]
    invite: tuple[str, ...]
    calls: int


def unlocks(deal: Deal, held: Sequence[Activity]) -> tuple[Unlock, ...]:
    """What one change each would add to the call that holds `held`: who else comes, more minutes, work done before.

    Only changes that lead to a better call are among them, by the order of aims of `next_call`.
    """
    return (*_by_people(deal, held), *_by_minutes(deal, held), *_by_work_before(deal, held))


def _by_people(deal: Deal, held: Sequence[Activity]) -> Iterator[Unlock]:
    absent = dict.fromkeys(role for activity in deal.candidates for role in deal.absent_from(activity))
    for role in absent:
        found = _exchanged(deal, deal.with_role(role), held)
        if found:
            yield Unlock(role=role, gain=found.gain, loss=found.loss)


def _by_minutes(deal: Deal, held: Sequence[Activity]) -> Iterator[Unlock]:
    if any(each.own_call_because for each in held):
        return  # such a call is as long as it needs
    last: _Exchange | None = None
    for more in MORE_MINUTES:
        found = _exchanged(deal, replace(deal, minutes=deal.length + more), held)
        if found and found != last:
            last = found
            yield Unlock(minutes=more, gain=found.gain, loss=found.loss)


def _by_work_before(deal: Deal, held: Sequence[Activity]) -> Iterator[Unlock]:
    ahead = (
        activity
        for activity in deal.candidates
        if activity.where is Where.EITHER and not deal.open_links(activity) and not deal.closed_gates(activity)
    )
    due = (activity for activity in deal.due if activity.id in deal.opening_work)
    tried = max(1, _NODES // max(1, len(deal.candidates)))
    for activity in islice(chain(ahead, due), tried):
        found = _exchanged(deal, replace(deal, done=deal.done | {activity.id}), held, sent=activity)
        if found:
            yield Unlock(activity=activity, gain=found.gain, loss=found.loss)


class _Exchange(NamedTuple):
    """What a call holds besides, and what it holds no longer."""

    gain: tuple[Activity, ...]
    loss: tuple[Activity, ...]


def _exchanged(deal: Deal, other: Deal, held: Sequence[Activity], *, sent: Activity | None = None) -> _Exchange | None:
    """What the call of the deal as it would be holds besides and no longer; None where it is not the better call."""
    then = planned_set(other, only_own_calls_of=held)
    if sent in held and sent is not None:
        then.append(sent)
    if _worth(deal, then, held) <= _worth(deal, held, then):
        return None
    before, after = set(held), set(then)
    return _Exchange(
        tuple(activity for activity in then if activity not in before),
        tuple(activity for activity in held if activity not in after),
    )


def _worth(
    deal: Deal, activities: Sequence[Activity], others: Sequence[Activity]
) -> tuple[tuple[bool, ...], int, tuple[bool, ...], tuple[int, ...]]:
    """What a call is worth beside another one, by the order of aims of `next_call`; the larger the better.

    Where several whose listed order matters share one of the two calls, none that has a call of its own matters so.
    """
    ranks = [rank(deal, activity) for activity in activities]
    ordered = [each for each in deal.candidates if deal.is_ranked_by_order(each)]
    if any(sum(each in call for each in ordered) > 1 for call in (activities, others)):
        ordered = [each for each in ordered if each.own_call_because is None]
    counts = tuple(ranks.count(each) for each in range(4))
    held = {activity.id for activity in activities}
    return tuple(each in held for each in deal.pinned), counts[0], tuple(each in activities for each in ordered), counts


def room_changes(deal: Deal, held: Sequence[Activity]) -> tuple[RoomChange, ...]:
    """What to do without each of those who are expected and needed, and with `MINUTES_LEFT` minutes left.

    What is left of a cut call is for activities and its closing; what was to be followed up is written.
    """
    needed = {role for activity in held for role in activity.buyer_roles}
    changes = []
    for role in deal.expected_roles:
        if role in needed:
            then = planned_set(deal.without_role(role), only_own_calls_of=held)
            changes.append(_changed(held, then, missing=role))
    call = deal.process.call
    whole = MINUTES_LEFT + call.opening_minutes + call.follow_up_minutes
    if held and whole < deal.length:
        then = planned_set(replace(deal, minutes=whole), only_own_calls_of=held)
        changes.append(_changed(held, then, minutes_left=MINUTES_LEFT))
    return tuple(changes)


def shorter_way(deal: Deal, held: Collection[Activity], leads: LeadsTo) -> ShorterWay | None:
    """A call that leads to fewer calls than the one that holds `held`, which leads on as `leads` says.

    It is the first of the schedule with the fewest calls from here; None where that can't be held in the next call
    whoever is invited, or is one that an activity has for itself.
    """
    if not held or leads.calls is None or leads.best is None or leads.calls <= leads.best:
        return None
    first = first_call_from_here(deal.precedence, deal.done)
    roles = dict.fromkeys(role for activity in first for role in activity.buyer_roles)
    invite = tuple(role for role in roles if role not in deal.expected_roles)
    if any(each.own_call_because for each in first) or not _is_possible(deal, first, invite):
        return None
    calls = fewest_calls_left(deal.precedence, deal.done | {each.id for each in first})
    return None if calls is None or calls >= leads.calls else ShorterWay(activities=first, invite=invite, calls=calls)


def _is_possible(deal: Deal, activities: Collection[Activity], invite: Iterable[str]) -> bool:
    """Whether the next call could hold these activities, which share it, if some roles are invited."""
    for role in invite:
        deal = deal.with_role(role)
    possible = {deal.candidates[place] for place in possible_in(deal)}
    call = deal.process.call
    roles = {role for each in activities for role in each.buyer_roles}
    return (
        possible.issuperset(activities)
        and sum(minutes_of(each, call) for each in activities) <= deal.usable_minutes
        and (call.max_activities is None or len(activities) <= call.max_activities)
        and (call.max_buyer_roles is None or len(roles) <= call.max_buyer_roles)
    )


def _changed(
    held: Sequence[Activity], then: Sequence[Activity], *, missing: str | None = None, minutes_left: int | None = None
) -> RoomChange:
    kept = set(then)
    return RoomChange(
        missing=missing,
        minutes_left=minutes_left,
        activities=tuple(then),
        postponed=tuple(activity for activity in held if activity not in kept),
    )


def leads_to(deal: Deal, held: Collection[Activity]) -> LeadsTo:
    """How many calls the process needs after one that holds `held`, and how few it could be."""
    after = fewest_calls_left(deal.precedence, deal.done | {activity.id for activity in held})
    before = fewest_calls_left(deal.precedence, deal.done)
    if before is None or after is None:
        return LeadsTo(calls=after, best=None)
    best = max(0, before - 1)  # of a large process neither is the fewest for sure
    return LeadsTo(calls=after, best=min(best, after) if held else best)
