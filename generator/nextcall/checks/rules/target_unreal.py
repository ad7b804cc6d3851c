"""Deals that move on take longer in a stage than its alarm allows.

## What it does
Compares `stalled_after_days` of each open stage with what was measured: reports it where half of the stays that moved
on took longer. `nextcall measure` writes the results that this looks at; without them nothing is reported.

## Why it matters
An alarm that goes off for more than half of the deals that are going well tells nobody anything, and people learn to
ignore it. So does the target below it.

## Example
```yaml
as_of: 2026-09-30
stages:
  - {stage: stage, stays: 120, days: {median: 34, low: 30, high: 41}}   # whose `stalled_after_days` are 21
```

## Write instead
Set the alarm where moving on becomes unlikely, as `nextcall measure --write` suggests, or ask what keeps these deals.
```yaml
stages:
  - {id: prove, name: Prove the fit, target_days: 28, stalled_after_days: 60}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "target-unreal"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages whose deals go well for longer than their alarm allows."""
    measured = subject.playbook.results_by_id
    for process in subject.playbook.sales_processes:
        stays = measured[process.id].stays_by_stage if process.id in measured else {}
        for stage in process.open_stages:
            alarm = stage.stalled_after_days
            days = stays[stage.id].days if stage.id in stays else None
            if alarm is not None and days is not None and days.median > alarm:
                message = (
                    f"half of the deals that moved on from '{stage.id}' took {days.median} days or more, and it counts "
                    f"them as stalled after {alarm}"
                )
                hint = "raise it to where moving on becomes unlikely, or ask what keeps these deals"
                yield Finding(stage.place / "stalled_after_days", message, hint)
