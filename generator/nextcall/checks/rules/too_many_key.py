"""A stage has more than four key activities.

## What it does
Counts the activities of an open stage that are `importance: key`.

## Why it matters
A stage exists for one to three things. Where everything is key, nothing leads the call.

## Example
```yaml
activities:
  - {id: a, name: Name the problem, where: in_call, importance: key}
  - {id: b, name: Put a cost on it, where: in_call, importance: key}
  - {id: c, name: Choose a site, where: in_call, importance: key}
  - {id: d, name: Meet the site manager, where: in_call, importance: key}
  - {id: e, name: Compare the options, where: in_call, importance: key}
```

## Write instead
Leave `importance: key` on the one to three that the stage exists for, or split the stage where the customer decides
something in between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Importance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "too-many-key"
LEVEL = Severity.INFO

_MOST = 4


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages in which too much leads."""
    for _, stage, _ in subject.worked:
        key = [activity.id for activity in stage.activities if activity.importance is Importance.KEY]
        if len(key) > _MOST:
            message = f"'{stage.id}' has {len(key)} key activities: {named(key)}"
            hint = "leave the one to three that the stage exists for, or split it where the customer decides something"
            yield Finding(stage.place / "activities", message, hint)
