"""A process doesn't say how a deal ends.

## What it does
Reports a process without a stage that is `closed: won`, or without one for a deal that is lost or ends in no decision.

## Why it matters
A deal that can't end drifts: its close date moves by 30 days, then by 30 more. Naming "no decision" is what makes it
countable.

## Example
```yaml
stages:
  - {id: prove, name: Prove the fit}
  - {id: won, name: Won, closed: won}
```

## Write instead
```yaml
stages:
  - {id: prove, name: Prove the fit}
  - {id: won, name: Won, closed: won}
  - {id: lost, name: Lost, closed: lost}
  - {id: no-decision, name: No decision, closed: no_decision}
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

ID = "no-terminal-stage"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find processes that never end."""
    for process in subject.playbook.sales_processes:
        ends = {stage.closed for stage in process.closed_stages}
        missing = []
        if Closed.WON not in ends:
            missing.append(("is won", "{id: won, name: Won, closed: won}"))
        if ends.isdisjoint((Closed.LOST, Closed.NO_DECISION)):
            missing.append(
                ("is lost or ends in no decision", "{id: no-decision, name: No decision, closed: no_decision}")
            )
        if missing:
            ends_missing = ", and none that one ".join(what for what, _ in missing)
            message = f"no stage of '{process.id}' says that a deal {ends_missing}"
            hint = " and ".join(f"`- {stage}`" for _, stage in missing)
            yield Finding(process.place / "name", message, f"add {hint} to `stages`")
