"""No stage of a sales process helps customers with one of their buying stages.

## What it does
Reports the stages of a process's buying process that no open stage, and none of its activities, names in
`buying_stages`. A process that serves none of them has unaligned stages instead.

## Why it matters
What the process leaves out the customer does alone, and that is where deals end in no decision.

## Example
```yaml
buying_process: how-they-buy      # agree-the-problem, test-it, commit
stages:
  - {id: discover, name: Discover the problem, buying_stages: [agree-the-problem]}
  - {id: contract, name: Contract, buying_stages: [commit]}
```

## Write instead
```yaml
stages:
  - {id: discover, name: Discover the problem, buying_stages: [agree-the-problem]}
  - {id: prove, name: Prove the fit, buying_stages: [test-it]}
  - {id: contract, name: Contract, buying_stages: [commit]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Stage

ID = "buying-stage-unserved"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find buying stages that customers are left alone with."""
    for process in subject.playbook.sales_processes:
        buying = subject.playbook.buying_process_of(process)
        if buying is None:
            continue
        served: dict[str, Stage] = {}
        for stage in process.open_stages:
            own = (each for activity in stage.activities for each in activity.buying_stages)
            for name in (*stage.buying_stages, *own):
                served.setdefault(name, stage)
        if served.keys().isdisjoint(buying.stage_by_id):
            continue
        for before, buying_stage in zip((None, *buying.stages), buying.stages, strict=False):
            if buying_stage.id in served:
                continue
            asks = f' ("{buying_stage.question}")' if buying_stage.question else ""
            message = f"no stage serves the buying stage '{buying_stage.id}'{asks}"
            near = served.get(before.id) if before and not buying_stage.always_on else None
            where = f"; '{near.id}' serves the one before it" if near else ""
            hint = f"name it in the `buying_stages` of the stage that helps customers with it, or add one{where}"
            yield Finding(process.place / "buying_process", message, hint)
