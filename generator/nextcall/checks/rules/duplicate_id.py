"""Two things of the same kind have the same id.

## What it does
Compares the ids (those in `formerly` too) of stages, activities, criteria, questions, qualification elements, lost
reasons, buying stages, assets and roles within their file, and the words of the glossary. Roles share their ids across
buyer, seller and partner roles.

## Why it matters
References and addresses are made of ids. With two of the same, a call plan would take the first and nobody would see
that the second is missing.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
  - id: prove
    name: Prove the value
```

## Write instead
```yaml
  - id: prove-value
    name: Prove the value
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import BuyingProcess, Place, Playbook, SalesProcess

ID = "duplicate-id"
LEVEL = Severity.ERROR
INTEGRITY = True

Named = tuple[str, str, "Place"]
"""An id, what to call its owner, and where the id stands."""


def check(subject: Subject) -> Iterator[Finding]:
    """Find ids that are given twice."""
    playbook = subject.playbook
    yield from _repeats("role", ((role.id, role.name, role.place / "id") for role in playbook.roles))
    yield from _repeats("asset", ((asset.id, asset.name, asset.place / "id") for asset in playbook.assets))
    yield from _terms(playbook)
    yield from _repeats("buying process", _processes(playbook.buying_processes))
    yield from _repeats("sales process", _processes(playbook.sales_processes))
    for buying in playbook.buying_processes:
        yield from _repeats("stage", ((stage.id, stage.name, stage.place / "id") for stage in buying.stages))
    for process in playbook.sales_processes:
        yield from _repeats("stage", _stages(process))
        yield from _repeats("activity", _activities(process))
        yield from _repeats("criterion", _criteria(process))
        yield from _repeats("question", _questions(process))
        elements = ((each.id, each.name, each.place / "id") for each in process.qualification)
        yield from _repeats("qualification element", elements)
        yield from _repeats("lost reason", ((each.id, each.name, each.place / "id") for each in process.lost_reasons))


def _repeats(kind: str, named: Iterable[Named]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for name, owner, place in named:
        if name in first:
            message = f"the {kind} id '{name}' is already taken by '{first[name]}'"
            former = place.parent.pointer.endswith("/formerly")
            hint = "remove it from `formerly`" if former else "give this one another id, and mend what refers to it"
            yield Finding(place, message, hint)
        else:
            first[name] = owner


def _terms(playbook: Playbook) -> Iterator[Finding]:
    seen: set[str] = set()
    for term in playbook.terms:
        if term.term.casefold() in seen:
            message = f"the glossary explains '{term.term}' twice"
            yield Finding(term.place / "term", message, "keep the better one of the two explanations")
        seen.add(term.term.casefold())


def _processes(processes: Iterable[BuyingProcess | SalesProcess]) -> Iterator[Named]:
    processes = tuple(processes)
    for process in processes:
        yield process.id, process.name, process.place
    for process in processes:
        yield from _former(process.formerly, process.name, process.place)


def _stages(process: SalesProcess) -> Iterator[Named]:
    for stage in process.stages:
        yield stage.id, stage.name, stage.place / "id"
    for stage in process.stages:
        yield from _former(stage.formerly, stage.name, stage.place)


def _former(ids: Iterable[str], name: str, place: Place) -> Iterator[Named]:
    for index, old in enumerate(ids):
        yield old, f"{name}, formerly", place / "formerly" / index


def _activities(process: SalesProcess) -> Iterator[Named]:
    for stage in process.stages:
        for activity in stage.activities:
            yield activity.id, f"{activity.name}, in {stage.name}", activity.place / "id"
    for stage in process.stages:
        for activity in stage.activities:
            yield from _former(activity.formerly, activity.name, activity.place)


def _criteria(process: SalesProcess) -> Iterator[Named]:
    for stage in process.stages:
        for criterion in (*stage.entry_criteria, *stage.exit_criteria):
            for each in criterion.either_way:
                if each.id is not None:
                    yield each.id, f"{each.criterion}, in {stage.name}", each.place / "id"
    for stage in process.stages:
        for criterion in (*stage.entry_criteria, *stage.exit_criteria):
            yield from _former(criterion.formerly, criterion.criterion, criterion.place)


def _questions(process: SalesProcess) -> Iterator[Named]:
    owners = [process.questions]
    for stage in process.stages:
        owners += [stage.questions, *(activity.questions for activity in stage.activities)]
    for questions in owners:
        for question in questions:
            if question.id is not None:
                yield question.id, question.ask, question.place / "id"
