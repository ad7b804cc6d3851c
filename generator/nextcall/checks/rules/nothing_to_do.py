"""An open stage has no activity.

## What it does
Reports an open stage without activities, or with nothing but ongoing work (`where: throughout`). Nothing further is
said about such a stage's activities and call plan.

## Why it matters
Where a deal stands names what comes next. In this stage the answer to "what do we talk about next?" is nothing, and the
deal waits for somebody to have an idea.

## Example
```yaml
stages:
  - id: negotiate
    name: Negotiate
```

## Write instead
```yaml
stages:
  - id: negotiate
    name: Negotiate
    activities:
      - {id: settle-the-open-points, name: Settle the open points, where: in_call, importance: key}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "nothing-to-do"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages in which deals wait."""
    for process in subject.playbook.sales_processes:
        for stage in process.open_stages:
            if all(activity.where is Where.THROUGHOUT for activity in stage.activities):
                only = "nothing but ongoing work" if stage.activities else "no activity"
                hint = "name what moves the customer's decision here, or merge it with the stage beside it"
                yield Finding(stage.place / "id", f"'{stage.id}' has {only}", hint)
