"""A reference leads to nothing that the playbook defines.

## What it does
Looks up every id that one part of the playbook says of another: the activities in `requires`, the criteria in `needs`
and `satisfies`, the buying stages, roles, assets and qualification elements, the stages in `alongside` and `step_back`,
and the buying process of a sales process.

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
from nextcall.diagnostics import Severity
from nextcall.model import Side

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Activity, Criterion, Place, Question, SalesProcess, Stage

ID = "unknown-reference"
LEVEL = Severity.ERROR
INTEGRITY = True

_ONLY_BUYERS = "only buyers are listed here: remove it"

_HOW_TO_DEFINE = {
    "exit criterion": "give the exit criterion that is meant an `id`",
    "asset": "define it in assets.yaml",
    "qualification element": "list it under `qualification` at the top of the file",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Find references without a target."""
    playbook = subject.playbook
    for buying in playbook.buying_processes:
        for stage in buying.stages:
            yield from _roles(subject, Side.BUYER, stage.roles, stage.place / "roles", _ONLY_BUYERS)
    for process in playbook.sales_processes:
        yield from _process(subject, process)


def _missing(
    subject: Subject, what: str, ids: Collection[str], known: Collection[str], field: Place
) -> Iterator[Finding]:
    if not ids:
        return
    hint = subject.suggestions.among(known, _HOW_TO_DEFINE.get(what, ""))
    for index, reference in enumerate(ids):
        if reference not in known:
            yield Finding(field / index, f"no {what} '{reference}'", hint(reference))


def _roles(
    subject: Subject, side: Side, ids: Collection[str], field: Place, hint: str | None = None
) -> Iterator[Finding]:
    """References to roles of a side; `hint` is what to do about one of another side, by default to name it there."""
    if not ids:
        return
    known = (role.id for role in subject.playbook.roles if role.side is side)
    what_to_do = subject.suggestions.among(known, f"define it under `{side}_roles` in roles.yaml")
    for index, reference in enumerate(ids):
        sides = subject.playbook.sides_of_role.get(reference)
        if not sides:
            yield Finding(field / index, f"no {side} role '{reference}'", what_to_do(reference))
        elif side not in sides:
            message = f"'{reference}' is a {sides[0]} role, and a {side} role is meant here"
            yield Finding(field / index, message, hint or f"name it in `{sides[0]}_roles`")


def _process(subject: Subject, process: SalesProcess) -> Iterator[Finding]:
    playbook = subject.playbook
    yield from _buying_stages(subject, process)
    elements = dict.fromkeys(element.id for element in process.qualification)
    yield from _missing(subject, "asset", process.assets, playbook.asset_by_id, process.place / "assets")
    yield from _questions(subject, process.questions, elements)
    for stage in process.stages:
        yield from _stage(subject, process, stage, elements)
        for activity in stage.activities:
            yield from _activity(subject, process, activity, elements)


def _buying_stages(subject: Subject, process: SalesProcess) -> Iterator[Finding]:
    """The buying process and its stages; what names stages of a process that isn't there is that one finding."""
    naming: list[Stage | Activity] = []
    for stage in process.stages:
        naming += [stage] if stage.buying_stages else []
        naming += [activity for activity in stage.activities if activity.buying_stages]
    if process.buying_process is None:
        if naming:
            message = "buying stages are named here, but the process names no buying process that they could belong to"
            hint = "add `buying_process:` at the top of the file"
            yield Finding(naming[0].place / "buying_stages" / 0, message, hint)
        return
    playbook = subject.playbook
    buying = playbook.buying_process_of(process)
    if buying is None:
        name = process.buying_process
        hint = subject.suggestions.did_you_mean(
            name, playbook.buying_process_by_id, f"describe it in buying/{name}.yaml"
        )
        yield Finding(process.place / "buying_process", f"no buying process '{name}'", hint)
        return
    for owner in naming:
        yield from _missing(
            subject, "buying stage", owner.buying_stages, buying.stage_by_id, owner.place / "buying_stages"
        )


def _stage(subject: Subject, process: SalesProcess, stage: Stage, elements: Collection[str]) -> Iterator[Finding]:
    for index, reference in enumerate(stage.alongside):
        if reference not in process.stage_by_id:
            hint = subject.suggestions.did_you_mean(reference, _others(process, stage))
            yield Finding(stage.place / "alongside" / index, f"no stage '{reference}'", hint)
    for index, step_back in enumerate(stage.step_back):
        if step_back.to not in process.stage_by_id:
            hint = subject.suggestions.did_you_mean(step_back.to, _others(process, stage))
            yield Finding(stage.place / "step_back" / index / "to", f"no stage '{step_back.to}'", hint)
    yield from _missing(subject, "asset", stage.assets, subject.playbook.asset_by_id, stage.place / "assets")
    yield from _questions(subject, stage.questions, elements)
    yield from _elements(subject, stage.entry_criteria, elements)
    yield from _elements(subject, stage.exit_criteria, elements)


def _others(process: SalesProcess, stage: Stage) -> Iterator[str]:
    return (each for each in process.stage_by_id if each != stage.id)


def _activity(
    subject: Subject, process: SalesProcess, activity: Activity, elements: Collection[str]
) -> Iterator[Finding]:
    place = activity.place
    requires, known = place / "requires", process.activity_by_id
    others = (each.id for stage in process.stages for each in stage.activities if each.id != activity.id)
    hint = subject.suggestions.among(others, "remove it")
    for index, reference in enumerate(activity.requires or ()):
        if reference not in known:
            yield Finding(requires / index, f"no activity '{reference}'", hint(reference))
    yield from _exit_criteria(subject, process, activity.needs, place, "needs")
    yield from _exit_criteria(subject, process, activity.satisfies, place, "satisfies")
    yield from _missing(subject, "asset", activity.assets, subject.playbook.asset_by_id, place / "assets")
    yield from _missing(subject, "qualification element", activity.elements, elements, place / "elements")
    yield from _roles(subject, Side.BUYER, activity.buyer_roles, place / "buyer_roles")
    yield from _roles(subject, Side.SELLER, activity.seller_roles, place / "seller_roles")
    yield from _roles(subject, Side.PARTNER, activity.partner_roles, place / "partner_roles")
    yield from _roles(subject, Side.BUYER, activity.not_with, place / "not_with", _ONLY_BUYERS)
    yield from _questions(subject, activity.questions, elements)


def _exit_criteria(
    subject: Subject, process: SalesProcess, ids: Collection[str], owner: Place, field: str
) -> Iterator[Finding]:
    if not ids:
        return
    known = (each.id for stage in process.stages for each in stage.exit_criteria if each.id is not None)
    hint = subject.suggestions.among(known, _HOW_TO_DEFINE["exit criterion"])
    for index, reference in enumerate(ids):
        if reference in process.criterion_by_id:
            continue
        if reference in process.entry_criterion_ids:
            message = f"'{reference}' is an entry criterion, and an exit criterion is meant here"
            yield Finding(
                owner / field / index, message, "name the exit criterion of an earlier stage that says the same"
            )
        else:
            yield Finding(owner / field / index, f"no exit criterion '{reference}'", hint(reference))


def _elements(subject: Subject, criteria: Iterable[Criterion], elements: Collection[str]) -> Iterator[Finding]:
    for criterion in criteria:
        for each in criterion.either_way:
            yield from _missing(subject, "qualification element", each.elements, elements, each.place / "elements")


def _questions(subject: Subject, questions: Iterable[Question], elements: Collection[str]) -> Iterator[Finding]:
    for question in questions:
        yield from _missing(subject, "qualification element", question.elements, elements, question.place / "elements")
