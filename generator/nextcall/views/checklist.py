"""What one call can hold and what keeps the rest out of it, in terms that the catalogue has words for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nextcall.compress import Blocker
from nextcall.compress.minutes import minutes_of
from nextcall.model import DoneBy, Importance
from nextcall.views import footing
from nextcall.views.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nextcall.call_plan import CallPlan
    from nextcall.compress import LeadsTo, LeftOut, NextCall, Unlock
    from nextcall.model import Activity, Playbook, Role, SalesProcess, Stage, Text
    from nextcall.views.footing import Footing

_MUCH_LESS = 15
"""By how many minutes a call has to be longer than enough for a plan to say so."""


@dataclass(frozen=True)
class NotInThisCall:
    """An activity that the call doesn't hold, and what blocks it."""

    activity: Activity
    stage: Stage
    reason: Reason


@dataclass(frozen=True)
class Unlocked:
    """One change before the call: a key of the catalogue below `unlock`, what to fill in, what it gains and costs."""

    key: str
    values: Mapping[str, Any]
    gain: tuple[Activity, ...]
    loss: tuple[Activity, ...]


@dataclass(frozen=True)
class NeededRole:
    """Somebody who is needed from one minute of the call to another; both None where the minutes are guesses."""

    role: Role
    start: int | None
    end: int | None


@dataclass(frozen=True)
class ShorterCall:
    """Another call, which leads to fewer: what it holds, who has to be invited for it, and how many calls remain."""

    activities: tuple[Activity, ...]
    invite: tuple[Role, ...]
    calls: int


@dataclass(frozen=True)
class Checklist:
    """What the compression checklist shows. `key_activities` are those of the planned that are key.

    `enough` are the minutes that would be enough for it, None where those are about as many as it has. Of those who
    are `expected`, `needed` are named by what is planned, from which minute to which; `idle` are not.
    """

    next_call: NextCall
    key_activities: int
    aim: int
    left_out: tuple[NotInThisCall, ...]
    unlocks: tuple[Unlocked, ...]
    leads_to: LeadsTo
    shorter_way: ShorterCall | None
    footing: Footing
    enough: int | None
    expected: tuple[Role, ...]
    needed: tuple[NeededRole, ...]
    idle: tuple[Role, ...]
    bring: tuple[Role, ...]


def of(playbook: Playbook, plan: CallPlan) -> Checklist:
    """The checklist of one call."""
    call = plan.next_call
    return Checklist(
        next_call=call,
        key_activities=sum(planned.activity.importance is Importance.KEY for planned in call.activities),
        aim=call.process.call.aim_activities,
        left_out=tuple(
            NotInThisCall(left.activity, left.stage, _reason(playbook, call, left)) for left in call.left_out
        ),
        unlocks=tuple(_unlocked(playbook, unlock) for unlock in plan.unlocks),
        leads_to=plan.leads_to,
        shorter_way=_shorter(playbook, plan),
        footing=footing.of(call.process),
        enough=_enough(call),
        expected=_roles(playbook, call.buyer_roles),
        needed=tuple(_needed(playbook, call)),
        idle=_idle(playbook, call),
        bring=_roles(playbook, call.seller_roles),
    )


def _enough(call: NextCall) -> int | None:
    enough = call.enough_minutes
    return enough if enough is not None and call.available_minutes - enough >= _MUCH_LESS else None


def _shorter(playbook: Playbook, plan: CallPlan) -> ShorterCall | None:
    way = plan.shorter_way
    return None if way is None else ShorterCall(way.activities, _roles(playbook, way.invite), way.calls)


def _needed(playbook: Playbook, call: NextCall) -> Iterator[NeededRole]:
    if call.holds_implied:
        yield from (NeededRole(role, None, None) for role in _roles(playbook, call.buyer_roles))
        return
    for each in call.needed:
        for role in _roles(playbook, (each.role,)):
            yield NeededRole(role, each.start, each.end)


def _idle(playbook: Playbook, call: NextCall) -> tuple[Role, ...]:
    """Who is expected and named by nothing that is planned; what nobody wrote names nobody and tells nothing of it."""
    if call.holds_implied or not call.activities:
        return ()
    named = {each.role for each in call.needed}
    return _roles(playbook, (role for role in call.buyer_roles if role not in named))


def _unlocked(playbook: Playbook, unlock: Unlock) -> Unlocked:
    if unlock.role is not None:
        names = tuple(role.name for role in _roles(playbook, (unlock.role,)))
        return Unlocked("invite", {"role": names}, unlock.gain, unlock.loss)
    if unlock.activity is not None:
        return Unlocked(unlock.change, {"activity": unlock.activity.name}, unlock.gain, unlock.loss)
    return Unlocked("minutes", {"n": unlock.minutes, "minutes": unlock.minutes}, unlock.gain, unlock.loss)


def minutes_left(call: NextCall) -> int:
    """The minutes that the planned activities leave free."""
    return call.available_minutes - call.whole_minutes


@dataclass(frozen=True)
class ChangedRoom:
    """What to do if the call turns out another: without the role `missing`, or with `minutes_left` minutes left."""

    missing: Role | None
    minutes_left: int | None
    activities: tuple[Activity, ...]
    postponed: tuple[Activity, ...]


def room_changes(playbook: Playbook, plan: CallPlan) -> tuple[ChangedRoom, ...]:
    """What a call plan says of each change, with the people by name."""
    return tuple(
        ChangedRoom(
            next(iter(_roles(playbook, (change.missing,))), None) if change.missing else None,
            change.minutes_left,
            change.activities,
            change.postponed,
        )
        for change in plan.if_room_changes
        if change.missing or not plan.next_call.holds_implied  # nobody wrote what fits the minutes that are left
    )


def _roles(playbook: Playbook, ids: Iterable[str]) -> tuple[Role, ...]:
    return tuple(playbook.role_by_id[role] for role in ids if role in playbook.role_by_id)


def _activities(process: SalesProcess, ids: Iterable[str]) -> tuple[Activity, ...]:
    return tuple(process.activity_by_id[name] for name in ids if name in process.activity_by_id)


def _reason(playbook: Playbook, call: NextCall, left: LeftOut) -> Reason:  # noqa: PLR0911 (one answer for each blocker)
    process = call.process
    match left.because:
        case Blocker.ROLE | Blocker.NOT_WITH:
            return _people(call, left, tuple(role.name for role in _roles(playbook, left.needs)))
        case Blocker.DROPPED:
            return Reason("dropped", {})
        case Blocker.REQUIRES:
            return _after("requires", tuple(each.name for each in _activities(process, left.needs)))
        case Blocker.NEEDS:
            known = process.criterion_by_id
            return _after("needs", tuple(known[name].criterion for name in left.needs if name in known))
        case Blocker.BETWEEN_CALLS:
            return _wait(_activities(process, left.needs))
        case Blocker.OWN_CALL:
            if left.activity.own_call_because:
                return Reason("own_call", {"because": left.activity.own_call_because})
            return _after("other_own_call", tuple(each.name for each in _activities(process, left.needs)))
        case Blocker.ROLES_CAP:
            return Reason("roles_cap", {"n": process.call.max_buyer_roles or 0})
        case Blocker.ACTIVITIES_CAP:
            return Reason("activities_cap", {"n": process.call.max_activities or 0})
        case _:
            room = minutes_left(call) + (call.follow_up_minutes if left.activity.own_call_because else 0)
            short = minutes_of(left.activity, process.call) - room
            is_guessed = call.holds_implied or left.activity.is_implied
            return Reason("time", {"n": short}) if short > 0 and not is_guessed else Reason("time_used", {})


def _people(call: NextCall, left: LeftOut, roles: tuple[Text, ...]) -> Reason:
    if left.because is Blocker.NOT_WITH and not set(left.needs) & set(left.activity.not_with):
        held = (each.activity for each in call.activities)
        others = tuple(each.name for each in held if set(left.needs) & set(each.not_with))
        return Reason("not_with_them", {"names": roles, "others": others})
    return Reason(left.because.value, {"names": roles, "n": len(roles)})


def _after(key: str, names: tuple[Text, ...]) -> Reason:
    return Reason(key, {"names": names}) if names else Reason("later", {})


def _wait(work: tuple[Activity, ...]) -> Reason:
    if not work:
        return Reason("later", {})
    key = {DoneBy.CUSTOMER: "theirs", DoneBy.SELLER: "ours"}.get(work[0].done_by, "both")
    if any(each.done_by is not work[0].done_by for each in work):
        key = "both"
    values: dict[str, Any] = {"names": tuple(each.name for each in work)}
    days = max(each.takes_days for each in work)
    return Reason(f"wait_{key}", {**values, "n": days}) if days else Reason(f"work_{key}", values)
