"""What would change the next call: what one change would unlock beforehand, and what to do if the room is another.

Also how far the call leads: the fewest calls that the rest then takes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.next_call import planned_set, rank
from nextcall.compress.schedule import fewest_calls_left
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


def unlocks(deal: Deal, held: Sequence[Activity]) -> tuple[Unlock, ...]:
    """What one change each would add to the call that holds `held`: who else comes, more minutes, work done before.

    Only changes that lead to a better call are among them, by the order of aims of `next_call`.
    """
    return (*_by_people(deal, held), *_by_minutes(deal, held), *_by_work_before(deal, held))


def _by_people(deal: Deal, held: Sequence[Activity]) -> Iterator[Unlock]:
    absent = dict.fromkeys(role for activity in deal.candidates for role in deal.absent_from(activity))
    for role in absent:
        found = _exchanged(deal, replace(deal, attending=(*deal.expected_roles, role)), held)
        if found:
            yield Unlock(role=role, gain=found.gain, loss=found.loss)


def _by_minutes(deal: Deal, held: Sequence[Activity]) -> Iterator[Unlock]:
    usual = deal.process.call.minutes if deal.minutes is None else deal.minutes
    last: _Exchange | None = None
    for more in MORE_MINUTES:
        found = _exchanged(deal, replace(deal, minutes=usual + more), held)
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
    then = planned_set(other)
    if sent in held and sent is not None:
        then.append(sent)
    if _counts(deal, then) <= _counts(deal, held):
        return None
    before, after = set(held), set(then)
    return _Exchange(
        tuple(activity for activity in then if activity not in before),
        tuple(activity for activity in held if activity not in after),
    )


def _counts(deal: Deal, activities: Iterable[Activity]) -> tuple[int, ...]:
    ranks = [rank(deal, activity) for activity in activities]
    return tuple(ranks.count(each) for each in range(4))


def room_changes(deal: Deal, held: Sequence[Activity]) -> tuple[RoomChange, ...]:
    """What to do without each of those who are expected and needed, and with `MINUTES_LEFT` minutes left.

    What is left of a cut call is for activities and its closing; what was to be followed up is written.
    """
    needed = {role for activity in held for role in activity.buyer_roles}
    changes = []
    for role in deal.expected_roles:
        if role in needed:
            others = tuple(each for each in deal.expected_roles if each != role)
            changes.append(_changed(held, planned_set(replace(deal, attending=others)), missing=role))
    call = deal.process.call
    whole = MINUTES_LEFT + call.opening_minutes + call.follow_up_minutes
    if held and whole < (call.minutes if deal.minutes is None else deal.minutes):
        changes.append(_changed(held, planned_set(replace(deal, minutes=whole)), minutes_left=MINUTES_LEFT))
    return tuple(changes)


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
