"""A stage's deals are stalled before their target is over.

## What it does
Reports an open stage whose `target_days` are more than its `stalled_after_days`.

## Why it matters
A deal would be reported as stalled while it is still on time, and people learn to ignore the report.

## Example
```yaml
stages:
  - {id: prove, name: Prove the fit, target_days: 28, stalled_after_days: 21}
```

## Write instead
```yaml
stages:
  - {id: prove, name: Prove the fit, target_days: 21, stalled_after_days: 28}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "target-over-stall"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages whose alarm goes off too early."""
    for process in subject.playbook.sales_processes:
        for stage in process.open_stages:
            target, stalled = stage.target_days, stage.stalled_after_days
            if target is not None and stalled is not None and target > stalled:
                message = f"a deal in '{stage.id}' counts as stalled after {stalled} days, but may take {target}"
                hint = f"raise it to {target} or more, or lower `target_days`; are the two swapped?"
                yield Finding(stage.place / "stalled_after_days", message, hint)
