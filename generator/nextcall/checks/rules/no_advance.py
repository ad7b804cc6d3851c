"""A stage's call has no advance to aim for.

## What it does
Reports an open stage with activities in calls where neither the call plan names an `advance` as its target nor one of
those key activities does. Where none is key, any of them will do.

## Why it matters
A call after which nothing is agreed is a continuation: friendly, and no nearer to a decision.

## Example
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call, importance: key}
```

## Write instead
```yaml
activities:
  - id: demo
    name: Show the product
    where: in_call
    importance: key
    advance: The director names the three things that a trial has to show
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Importance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.checks.rule import Subject
    from nextcall.model import Activity, Stage

ID = "no-advance"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find calls that aim for nothing."""
    for _, stage, in_call in subject.worked:
        if in_call and not has_advance(stage, in_call):
            leading = next((each for each in in_call if each.importance is Importance.KEY), in_call[0])
            message = f"the call of '{stage.id}' has no advance to aim for"
            hint = f"say what the customer agrees to or decides, as the `advance` of '{leading.id}' or of the call plan"
            yield Finding(stage.place / "id", message, hint)


def has_advance(stage: Stage, in_call: Sequence[Activity]) -> bool:
    """Whether the call of an open stage aims for something: as its call plan says, or its leading activities."""
    if stage.call_plan is not None and stage.call_plan.advance.target is not None:
        return True
    leading = [activity for activity in in_call if activity.importance is Importance.KEY] or in_call
    return any(activity.advance is not None for activity in leading)
