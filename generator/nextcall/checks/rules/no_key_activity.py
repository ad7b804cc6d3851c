"""No activity of a stage's calls is key.

## What it does
Reports an open stage that has activities in calls, none of which is `importance: key`.

## Why it matters
Key activities are what a stage exists for, and what a team counts when it asks how much of the process one call can
hold. Without one, every trifle weighs the same.

## Example
```yaml
activities:
  - {id: agree-pass-marks, name: Agree the pass marks, where: in_call}
  - {id: introduce-the-team, name: Introduce the team, where: in_call}
```

## Write instead
```yaml
activities:
  - {id: agree-pass-marks, name: Agree the pass marks, where: in_call, importance: key}
  - {id: introduce-the-team, name: Introduce the team, where: in_call}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Importance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "no-key-activity"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages in which everything weighs the same."""
    for _, stage, in_call in subject.worked:
        if in_call and not any(activity.importance is Importance.KEY for activity in in_call):
            likely = next((each for each in in_call if each.satisfies), in_call[0])
            message = f"no activity in the calls of '{stage.id}' is key"
            hint = f"mark the one to three that it exists for with `importance: key`; is '{likely.id}' one?"
            yield Finding(stage.place / "activities", message, hint)
