"""A process as numbers and ids, for the engine that runs in the browser: what decides a next call, and no text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nextcall.compress.minutes import minutes_of, most_minutes_of
from nextcall.model import Importance, Side, Where, opens_in_call

if TYPE_CHECKING:
    from nextcall.model import Activity, Call, Playbook, SalesProcess, Stage

VERSION = 1


def compiled(playbook: Playbook, process: SalesProcess) -> dict[str, Any]:
    """The shape `Process` of `site_templates/scripts/shapes.js`.

    What is as it mostly is, is left out: `false`, empty lists, no days, `in_call`, `supporting`, done by both. Minutes
    are always there, those that nobody wrote too.
    """
    call, buying = process.call, playbook.buying_process_of(process)
    return {
        "version": VERSION,
        "id": process.id,
        "call": {
            "minutes": call.minutes,
            "opening": call.opening_minutes,
            "follow_ups": call.follow_up_minutes,
            "closing": call.closing_minutes,
            "max_activities": call.max_activities,
            "max_buyer_roles": call.max_buyer_roles,
            "days_between_calls": call.days_between_calls,
            "aim_activities": call.aim_activities,
        },
        "buying_stages": None
        if buying is None
        else [_said({"id": each.id, "always_on": each.always_on}) for each in buying.stages],
        "buyer_roles": [
            _said({"id": each.id, "formerly": list(each.formerly)}) for each in playbook.roles_of(Side.BUYER)
        ],
        "stages": [_stage(process, each) for each in process.stages],
        "silent_stages": [each.id for each in process.silent_stages],
    }


def _stage(process: SalesProcess, stage: Stage) -> dict[str, Any]:
    beside = process.alongside(stage)
    return {
        "id": stage.id,
        **_said(
            {
                "closed": stage.closed,
                "formerly": list(stage.formerly),
                "optional": stage.optional,
                "conditional": stage.applies_when is not None,
                "minutes": stage.call.minutes,
                "buying_stages": list(stage.buying_stages),
                "alongside": [each.id for each in process.stages if each.id in beside],
                "criteria": [
                    _said({"id": each.id, "formerly": list(each.formerly), "opens_in_call": opens_in_call(each)})
                    for each in stage.exit_criteria
                    if each.id is not None
                ],
            }
        ),
        "activities": [_activity(each, process.call) for each in process.work_of(stage)],
    }


def _activity(activity: Activity, call: Call) -> dict[str, Any]:
    return {
        "id": activity.id,
        "minutes": minutes_of(activity, call),
        "minutes_max": most_minutes_of(activity, call),
        **_said(
            {
                "formerly": list(activity.formerly),
                "where": None if activity.where is Where.IN_CALL else activity.where,
                "importance": None if activity.importance is Importance.SUPPORTING else activity.importance,
                "done_by": None if activity.done_by == "both" else activity.done_by,
                "takes_days": activity.takes_days,
                "takes_days_max": activity.takes_days_max,
                "needs": list(activity.needs),
                "satisfies": list(activity.satisfies),
                "buying_stages": list(activity.buying_stages),
                "buyer_roles": list(activity.buyer_roles),
                "seller_roles": list(activity.seller_roles),
                "not_with": list(activity.not_with),
                "own_call": activity.own_call_because is not None,
                "conditional": activity.applies_when is not None,
                "implied": activity.is_implied,
            }
        ),
        **({} if activity.requires is None else {"requires": list(activity.requires)}),
    }


def _said(fields: dict[str, Any]) -> dict[str, Any]:
    """Without what is false, none, nothing or empty."""
    return {name: value for name, value in fields.items() if value}
