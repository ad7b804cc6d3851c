"""A stage serves no stage of the customer's buying process.

## What it does
Reports an open stage that names no `buying_stages`; and, once, a process that names no buying process at all.

## Why it matters
A sales process is worth what it does for the customer's decision. A stage that serves no part of that decision is
paperwork, and its calls have no question of the customer's to answer.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
```

## Write instead
```yaml
buying_process: operations-leader
stages:
  - id: prove
    name: Prove the fit
    buying_stages: [test-it]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import BuyingProcess, SalesProcess, Stage

ID = "stage-unaligned"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages that customers have no use for."""
    for process in subject.playbook.sales_processes:
        buying = subject.playbook.buying_process_of(process)
        if buying is not None:
            served = {each for stage in process.open_stages for each in stage.buying_stages}
            free = [each.id for each in buying.stages if each.id not in served]
            for stage in process.open_stages:
                if not stage.buying_stages:
                    message = f"'{stage.id}' serves no stage of the buying process '{buying.id}'"
                    yield Finding(stage.place / "id", message, _hint(stage, buying, free))
        elif process.buying_process is None and not _names_buying_stages(process):
            message = f"'{process.id}' is aligned with no buying process"
            yield Finding(process.place / "name", message, _top_hint(subject, process))


def _names_buying_stages(process: SalesProcess) -> bool:
    """Whether buying stages are named without a process; that is an unknown reference already."""
    return any(
        stage.buying_stages or any(activity.buying_stages for activity in stage.activities) for stage in process.stages
    )


def _top_hint(subject: Subject, process: SalesProcess) -> str:
    known = list(subject.playbook.buying_process_by_id)
    if not known:
        return "describe how your customers decide in buying/how-they-buy.yaml and add `buying_process: how-they-buy`"
    likely = known[0] if len(known) == 1 else subject.suggestions.likely(process.id, known)
    return f"add `buying_process: {likely}`" if likely else f"add `buying_process:`, one of {named(known)}"


def _hint(stage: Stage, buying: BuyingProcess, free: list[str]) -> str:
    own = dict.fromkeys(each for activity in stage.activities for each in activity.buying_stages)
    likely = [each for each in own if each in buying.stage_by_id] or free
    if likely == free and len(likely) != 1:
        return f"name in `buying_stages` what it helps the customer with: {named(likely or buying.stage_by_id)}"
    return f"add `buying_stages: [{', '.join(likely)}]`"
