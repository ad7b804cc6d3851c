"""A reference leads to nothing that the playbook defines.

## What it does
Looks up every id that one part of the playbook says of another: the activities in `requires`, the criteria in `needs`
and `satisfies`, the buying stages, roles, assets and qualification elements, the stages in `alongside` and `step_back`, and
the buying process of a sales process.

## Why it matters
A call plan is put together from these references. One that leads nowhere would silently drop a step, a person or a
gate from the plan that a seller takes into a call.

## Example
```yaml
activities:
  - id: read-out
    name: Read out the result
    where: in_call
    requires: [run-the-tria]
```

## Write instead
```yaml
    requires: [run-the-trial]
```
Ids are found where the thing is defined; its title may change, its id stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.checks.suggest import did_you_mean
from nextcall.diagnostics import Severity
from nextcall.model import Side

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from nextcall.checks.rule import Subject
    from nextcall.model import Criterion, Place, Playbook, Question, Role, SalesProcess, Stage

ID = "unknown-reference"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find references without a target."""
    playbook = subject.playbook
    for buying in playbook.buying_processes:
        for stage in buying.stages:
            yield from _roles(playbook.role_by_id, Side.BUYER, stage.roles, stage.place / "roles")
    for process in playbook.sales_processes:
        yield from _process(playbook, process)


def _missing(what: str, ids: Iterable[str], known: Collection[str], place: Place) -> Iterator[Finding]:
    for index, reference in enumerate(ids):
        if reference not in known:
            yield Finding(place / index, f"there is no {what} '{reference}'", did_you_mean(reference, known))


def _roles(roles: Mapping[str, Role], side: Side, ids: Iterable[str], place: Place) -> Iterator[Finding]:
    for index, reference in enumerate(ids):
        role = roles.get(reference)
        if role is None:
            known = [each.id for each in roles.values() if each.side is side]
            yield Finding(place / index, f"there is no {side} role '{reference}'", did_you_mean(reference, known))
        elif role.side is not side:
            message = f"'{reference}' is a {role.side} role, and a {side} role is meant here"
            yield Finding(place / index, message, f"name it in `{role.side}_roles`")


def _process(playbook: Playbook, process: SalesProcess) -> Iterator[Finding]:
    buying_stages: Collection[str] | None = None
    if process.buying_process is not None:
        buying = playbook.buying_process_of(process)
        if buying is None:
            known = playbook.buying_process_by_id
            message = f"there is no buying process '{process.buying_process}'"
            yield Finding(process.place / "buying_process", message, did_you_mean(process.buying_process, known))
        else:
            buying_stages = buying.stage_by_id
    elif any(_all_buying_stages(process)):
        message = "buying stages are named here, but the process names no buying process that they could belong to"
        yield Finding(next(_all_buying_stages(process)), message, "add `buying_process:` at the top of the file")
    elements = {element.id for element in process.qualification}
    yield from _missing("asset", process.assets, playbook.asset_by_id, process.place / "assets")
    yield from _questions(process.questions, elements)
    for stage in process.stages:
        yield from _stage(playbook, process, stage, elements)
        if buying_stages is not None:
            for owner in (stage, *stage.activities):
                place = owner.place / "buying_stages"
                yield from _missing("buying stage", owner.buying_stages, buying_stages, place)


def _all_buying_stages(process: SalesProcess) -> Iterator[Place]:
    for stage in process.stages:
        for owner in (stage, *stage.activities):
            if owner.buying_stages:
                yield owner.place / "buying_stages" / 0


def _stage(playbook: Playbook, process: SalesProcess, stage: Stage, elements: Collection[str]) -> Iterator[Finding]:
    yield from _missing("stage", stage.alongside, process.stage_by_id, stage.place / "alongside")
    for index, step_back in enumerate(stage.step_back):
        if step_back.to not in process.stage_by_id:
            hint = did_you_mean(step_back.to, process.stage_by_id)
            yield Finding(stage.place / "step_back" / index / "to", f"there is no stage '{step_back.to}'", hint)
    yield from _missing("asset", stage.assets, playbook.asset_by_id, stage.place / "assets")
    yield from _questions(stage.questions, elements)
    yield from _criteria((*stage.entry_criteria, *stage.exit_criteria), elements)
    for activity in stage.activities:
        place = activity.place
        yield from _missing("activity", activity.requires or (), process.activity_by_id, place / "requires")
        yield from _missing("exit criterion", activity.needs, process.criterion_by_id, place / "needs")
        yield from _missing("exit criterion", activity.satisfies, process.criterion_by_id, place / "satisfies")
        yield from _missing("asset", activity.assets, playbook.asset_by_id, place / "assets")
        yield from _missing("qualification element", activity.elements, elements, place / "elements")
        for side, roles in (
            (Side.BUYER, activity.buyer_roles),
            (Side.SELLER, activity.seller_roles),
            (Side.PARTNER, activity.partner_roles),
        ):
            yield from _roles(playbook.role_by_id, side, roles, place / f"{side}_roles")
        yield from _questions(activity.questions, elements)


def _criteria(criteria: Iterable[Criterion], elements: Collection[str]) -> Iterator[Finding]:
    for criterion in criteria:
        for each in criterion.either_way:
            yield from _missing("qualification element", each.elements, elements, each.place / "elements")


def _questions(questions: Iterable[Question], elements: Collection[str]) -> Iterator[Finding]:
    for question in questions:
        yield from _missing("qualification element", question.elements, elements, question.place / "elements")
