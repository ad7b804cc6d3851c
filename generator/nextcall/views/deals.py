"""What a browser has to know of the whole playbook to keep deals of any of its processes, and to list them."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from nextcall import addresses, text
from nextcall.compress import Deal
from nextcall.model import Importance, Side, precedence_of
from nextcall.model.kept import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nextcall.model import Activity, Criterion, Playbook, Role, SalesProcess, Stage


def known(playbook: Playbook) -> Mapping[str, Any]:
    """Processes, stages and roles by id and name, what their ids were before, and how long a deal may stay in a stage.

    Plain data for a script, whose type `Site` says what each field means.
    """
    return {
        "processes": [_process(each) for each in playbook.sales_processes],
        "roles": {role.id: text.plain(role.name) for role in playbook.roles},
        "ours": [role.id for role in playbook.roles if role.side is not Side.BUYER],
        "was": {"processes": _was(playbook.sales_processes), "roles": _was(playbook.roles)},
    }


@kept
def _process(process: SalesProcess) -> Mapping[str, Any]:
    stages = process.stages
    return {
        "id": process.id,
        "name": text.plain(process.name),
        "aim": process.call.aim_activities,
        "minutes": process.call.minutes,
        "page": addresses.deal(process.id),
        "was": {
            "stages": _was(stages),
            "activities": _was(each for stage in stages for each in stage.activities),
            "criteria": _was(_criteria(stages)),
        },
        "stages": [_stage(process, stage) for stage in stages],
    }


def _stage(process: SalesProcess, stage: Stage) -> Mapping[str, Any]:
    work = process.work_of(stage)
    counted = [each.id for each in work if _counts(process, stage, each)]
    beside = process.alongside(stage)
    crm = stage.crm.stage if stage.crm else None
    return {
        "id": stage.id,
        "name": text.plain(stage.name),
        "closed": stage.closed,
        "crm": text.plain(crm) if crm else None,
        "target": stage.target_days,
        "stalled": stage.stalled_after_days,
        "key": [each.id for each in work if each.importance is Importance.KEY],
        "activities": [*counted, *(each.id for each in work if each.id not in counted)],
        "counts": len(counted),
        "beside": sorted(beside),
        "early": sorted(Deal.entering(process, stage).done - _counted_before(process, stage)),
        "criteria": [each.id for each in _criteria((stage,))],
    }


def _counted_before(process: SalesProcess, stage: Stage) -> frozenset[str]:
    """What counts in the stages before one that may not run beside it."""
    beside = process.alongside(stage)
    earlier = takewhile(lambda each: each is not stage, process.stages)
    return frozenset(
        activity.id
        for each in earlier
        if each.id not in beside
        for activity in process.work_of(each)
        if _counts(process, each, activity)
    )


def _counts(process: SalesProcess, stage: Stage, activity: Activity) -> bool:
    """Whether an activity of a stage is scheduled without being asked for."""
    return precedence_of(process).is_counted(activity.id) and process.stage_of[activity.id] is stage


def _criteria(stages: Iterable[Stage]) -> Iterable[Criterion]:
    """The exit criteria of stages, alternatives too, that have an id."""
    return (
        each
        for stage in stages
        for criterion in stage.exit_criteria
        for each in criterion.either_way
        if each.id is not None
    )


def _was(things: Iterable[Activity | Criterion | Role | SalesProcess | Stage]) -> Mapping[str, str | None]:
    """From each id of before to that of today."""
    return {old: thing.id for thing in things for old in thing.formerly}
