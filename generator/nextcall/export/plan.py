"""The next call of a deal for programs, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nextcall.model import DoneBy
from nextcall.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nextcall.call_plan import CallPlan
    from nextcall.compress import PlannedActivity, RoomChange, ShorterWay, Unlock
    from nextcall.model import Activity, Criterion, Playbook, Text

VERSION = 1


def plan_json(playbook: Playbook, plan: CallPlan) -> dict[str, Any]:
    """The shape that the contract promises for `nextcall plan --format json`."""
    call, shape = plan.next_call, plan.process.call
    known = playbook.role_by_id
    return {
        "version": VERSION,
        "process": plan.process.id,
        "stage": plan.stage.id,
        "minutes": {
            "available": call.available_minutes,
            "opening": shape.opening_minutes,
            "follow_ups": call.follow_up_minutes,
            "closing": shape.closing_minutes,
            "planned": call.planned_minutes,
            "enough": call.enough_minutes,
        },
        "attendees": {
            "buyer_roles": list(call.buyer_roles),
            "seller_roles": list(call.seller_roles),
            "bring": [role for role in call.seller_roles if role in known],
            "needed": [{"role": each.role, "from": each.start, "to": each.end} for each in call.needed],
        },
        "instead_of_a_call": _ids(call.instead_of_a_call),
        "activities": [_planned(each) for each in call.activities],
        "left_out": [
            {"id": each.activity.id, "because": each.because.value, "needs": list(each.needs)} for each in call.left_out
        ],
        "prepare": _ids(call.prepare),
        "unlocks": [_unlock(each) for each in plan.unlocks],
        "leads_to": {"calls": plan.leads_to.calls, "best": plan.leads_to.best},
        "shorter_way": _shorter_way(plan.shorter_way),
        "silent_stages": [stage.id for stage in plan.process.silent_stages],
        "earliest_day": call.earliest_day,
        "call_plan": _written(plan),
    }


def _planned(planned: PlannedActivity) -> dict[str, Any]:
    activity = planned.activity
    return {
        "id": activity.id,
        "stage": planned.stage.id,
        "importance": activity.importance.value,
        "minutes": planned.minutes,
        "minutes_max": planned.minutes_max,
        "start": planned.start,
        "leads": leader(activity),
        "pulled_forward": planned.pulled_forward,
        "ahead_of_customer": planned.ahead_of_customer,
        "go_on_only_if": [criterion.id for criterion in planned.go_on_only_if],
        "after_cut": planned.after_cut,
        "implied": activity.is_implied,
    }


def _shorter_way(way: ShorterWay | None) -> dict[str, Any] | None:
    if way is None:
        return None
    return {"activities": _ids(way.activities), "invite": list(way.invite), "calls": way.calls}


def leader(activity: Activity) -> str | None:
    """The role that leads an activity, by id: the first of ours, or of theirs where the customer does it."""
    roles = activity.buyer_roles if activity.done_by is DoneBy.CUSTOMER else activity.seller_roles
    return roles[0] if roles else None


def _unlock(unlock: Unlock) -> dict[str, Any]:
    of = {"role": unlock.role, "minutes": unlock.minutes, "activity": unlock.activity.id if unlock.activity else None}
    return {
        "change": unlock.change,
        **{name: value for name, value in of.items() if value is not None},
        "gain": _ids(unlock.gain),
    }


def _ids(activities: Iterable[Activity]) -> list[str]:
    return [activity.id for activity in activities]


def _texts(texts: Iterable[Text]) -> list[str]:
    return [plain(each) for each in texts]


def _text(written: Text | None) -> str | None:
    return None if written is None else plain(written)


def _written(plan: CallPlan) -> dict[str, Any]:
    contract = plan.upfront_contract
    return {
        "advance": {
            "target": _texts(plan.advance),
            "stretch": _text(plan.stretch),
            "fallback": _text(plan.fallback),
        },
        "customer_value": _texts(plan.customer_value),
        "upfront_contract": None
        if contract is None
        else {
            "time": _text(contract.time),
            "agenda": _text(contract.agenda),
            "their_questions": _text(contract.their_questions),
            "outcome": _text(contract.outcome),
        },
        "follow_ups": _texts(plan.follow_ups),
        "questions": [{"ask": plain(each.ask), "listen_for": _text(each.listen_for)} for each in plan.questions],
        "objections": [{"they_say": plain(each.they_say), "respond": _text(each.respond)} for each in plan.objections],
        "preparation": {"ours": _texts(plan.preparation_ours), "theirs": _texts(plan.preparation_theirs)},
        "evidence": [_evidence(each) for each in plan.evidence],
        "due": _ids(plan.next_call.due),
        "if_room_changes": [_room(each) for each in plan.if_room_changes],
    }


def _evidence(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "criterion": plain(criterion.criterion),
        "evidence": _text(criterion.evidence),
        "verified_by": criterion.verified_by.value if criterion.verified_by else None,
        "shown_by_the_customer": criterion.is_shown_by_customer,
    }


def _room(change: RoomChange) -> dict[str, Any]:
    return {
        "missing": change.missing,
        "minutes_left": change.minutes_left,
        "activities": _ids(change.activities),
        "postponed": _ids(change.postponed),
    }
