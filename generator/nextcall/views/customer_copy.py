"""What a customer may read of a call: their questions, what they get, what they prepare, the names of roles.

It reads fields through their schema: what that doesn't mark as meant for customers isn't there, whatever it says. So a
field that nobody marked never reaches a customer, and one that is marked as the team's again leaves their copy.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from nextcall import text
from nextcall.load import Kind
from nextcall.model import (
    Activity,
    BuyingStage,
    Preparation,
    Role,
    Side,
    Stage,
    Text,
    UpfrontContract,
    WrittenCallPlan,
)
from nextcall.views.fields import Audience, everything

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.model import Playbook, SalesProcess, Written

_SHAPES = {
    Activity: (Kind.SALES_PROCESS, "activity"),
    Stage: (Kind.SALES_PROCESS, "stage"),
    WrittenCallPlan: (Kind.SALES_PROCESS, "call-plan"),
    UpfrontContract: (Kind.SALES_PROCESS, "upfront-contract"),
    Preparation: (Kind.SALES_PROCESS, "preparation"),
    BuyingStage: (Kind.BUYING_PROCESS, "stage"),
}
"""Which group of fields describes what of the model; roles have one for each side."""


def theirs(playbook: Playbook, process: SalesProcess) -> Mapping[str, Any]:
    """Plain data for a script, whose type `Theirs` says what each field means; texts are without markup."""
    buying = playbook.buying_process_of(process)
    known = buying.stage_by_id if buying else {}
    activities = [(stage, each) for stage in process.stages for each in process.work_of(stage)]
    questions = ((each.id, _read(each, "question")) for each in known.values())
    return {
        "activities": {each.id: _activity(stage, each, known) for stage, each in activities},
        "stages": {stage.id: _stage(stage) for stage in process.open_stages},
        "questions": {name: question for name, question in questions if question},
        "roles": {role.id: name for role in playbook.roles if (name := _read(role, "name"))},
    }


def _activity(stage: Stage, activity: Activity, known: Mapping[str, BuyingStage]) -> Mapping[str, Any]:
    """What they get of an activity and bring to it; `asks` is the buying stage whose question it answers."""
    named = _read(activity, "buying_stages") or _read(stage, "buying_stages") or ()
    first = next(iter(named), None)
    return _said(
        asks=first if first in known else None,
        get=_read(activity, "customer_value"),
        bring=_brought(_read(activity, "preparation")),
    )


def _stage(stage: Stage) -> Mapping[str, Any]:
    """What was written for a call of the stage, as long as its plan speaks of the next one."""
    plan = _read(stage, "call_plan")
    contract = _read(plan, "upfront_contract")
    return _said(
        get=_read(plan, "customer_value"),
        bring=_brought(_read(plan, "preparation")),
        why=_read(contract, "agenda"),
        outcome=_read(contract, "outcome"),
    )


def _brought(preparation: Preparation | None) -> list[str] | None:
    return [text.plain(each) for each in _read(preparation, "theirs") or ()]


def _said(**fields: object) -> Mapping[str, object]:
    return {name: value for name, value in fields.items() if value}


def _read(holder: Written | None, field: str) -> Any:  # noqa: ANN401 (whatever the field holds)
    """A field of the model, texts as plain ones; None where there is none, or where it isn't meant for customers."""
    if holder is None or (*_shape_of(holder), field) not in _for_customers():
        return None
    value = getattr(holder, field)
    return text.plain(value) if isinstance(value, Text) else value


def _shape_of(holder: Written) -> tuple[Kind, str]:
    if isinstance(holder, Role):
        sides = {Side.BUYER: "buyer-role", Side.SELLER: "seller-role", Side.PARTNER: "partner-role"}
        return Kind.ROLES, sides[holder.side]
    return _SHAPES[type(holder)]


@cache
def _for_customers() -> frozenset[tuple[Kind, str, str]]:
    return frozenset(
        (kind.kind, group.name, field.name)
        for kind in everything()
        for group in kind.groups
        for field in group.fields
        if field.audience is Audience.CUSTOMER
    )
