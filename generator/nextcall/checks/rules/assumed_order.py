"""A stage says nothing about what its activities come after.

## What it does
Reports, once, an open stage none of whose activities has `requires`, and says which order is assumed: after the key
activities of the stage before, in any order among themselves. Ongoing work is left aside.

## Why it matters
The number of calls follows from the order. An assumed one may hold back what could be done today, or put into one call
what can't be.

## Example
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call}
  - {id: agree-pass-marks, name: Agree the pass marks, where: in_call}
```

## Write instead
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call, requires: []}
  - {id: agree-pass-marks, name: Agree the pass marks, where: in_call, requires: [demo]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import LinkKind, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "assumed-order"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages whose order is a guess."""
    for process, stage, _ in subject.worked:
        ordered = [activity for activity in stage.activities if activity.where is not Where.THROUGHOUT]
        if any(activity.requires is not None for activity in ordered):
            continue
        links = subject.precedences[process].links_to(ordered[0].id)
        before = [link.before for link in links if link.kind is LinkKind.DEFAULT]
        if not before and len(ordered) == 1:
            continue  # the first thing of all
        after = f"after {named(before)}" if before else "after nothing"
        among = ", in any order among themselves" if len(ordered) > 1 else ""
        message = f"no activity of '{stage.id}' says what it comes after; assumed is: {after}{among}"
        hint = "add `requires:` to one that comes after another, or `requires: []` to one that may come at any time"
        yield Finding(stage.place / "activities", message, hint)
