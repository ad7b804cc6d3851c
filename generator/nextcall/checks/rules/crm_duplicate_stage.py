"""Two stages of a process are the same stage of the CRM.

## What it does
Reports a `crm.stage` that an earlier stage of the process has too. Stages in which a deal has ended without an order
may share one, for many CRMs know only one kind of loss; so may two that are won.

## Why it matters
In the CRM the two can't be told apart: no report shows where deals stop, and nothing can lead from the CRM to the call
plan.

## Example
```yaml
stages:
  - {id: prove, name: Prove the fit, crm: {stage: 4 - Evaluation}}
  - {id: justify, name: Justify the money, crm: {stage: 4 - Evaluation}}
```

## Write instead
```yaml
stages:
  - {id: prove, name: Prove the fit, crm: {stage: 4 - Evaluation}}
  - {id: justify, name: Justify the money, crm: {stage: 5 - Decision}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Closed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Stage

ID = "crm-duplicate-stage"
LEVEL = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages that a CRM can't tell apart."""
    for process in subject.playbook.sales_processes:
        first: dict[str, Stage] = {}
        for stage in process.stages:
            name = stage.crm.stage if stage.crm else None
            if name is None:
                continue
            other = first.setdefault(name.strip().casefold(), stage)
            if other is not stage and not _end_alike(stage, other):
                message = f"'{name}' is the CRM's stage of '{other.id}' already"
                hint = "give each its own stage in the CRM, or make the two one stage"
                yield Finding(stage.place / "crm" / "stage", message, hint)


def _end_alike(stage: Stage, other: Stage) -> bool:
    if stage.closed is None or other.closed is None:
        return False
    return (stage.closed is Closed.WON) == (other.closed is Closed.WON)
