"""An open stage has no exit criterion that a deal must meet.

## What it does
Reports an open stage without exit criteria, or with none that is required.

## Why it matters
Without one nobody can say when a deal moves on, so it moves on when somebody hopes.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
```

## Write instead
```yaml
stages:
  - id: prove
    name: Prove the fit
    exit_criteria:
      - criterion: The trial has passed, in their judgement
        evidence: The director's reply to the read-out
        verified_by: customer_statement
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "stage-without-exit"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find open stages that anybody may leave."""
    for process in subject.playbook.sales_processes:
        for stage in process.open_stages:
            if not stage.exit_criteria:
                hint = "say under `exit_criteria` what is true for the customer when a deal moves on"
                yield Finding(stage.place / "id", f"'{stage.id}' has no exit criterion", hint)
            elif not any(each.required for each in stage.exit_criteria):
                message = f"no exit criterion of '{stage.id}' is required"
                yield Finding(stage.place / "exit_criteria", message, "take `required: false` from the one that counts")
