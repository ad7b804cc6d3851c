"""Activities in a stage's calls say no minutes.

## What it does
Reports, once for each open stage, its activities in calls that have no `minutes`; each of them counts with
`activity_minutes` of the process.

## Why it matters
How much of the process fits into a call depends on the minutes. With a default everywhere, the call plan is a guess.

## Example
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call}
```

## Write instead
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call, minutes: 20}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "activity-without-minutes"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities whose length is a guess."""
    for process, _, in_call in subject.worked:
        unsaid = [activity for activity in in_call if activity.minutes is None]
        if unsaid:
            verb = "says" if len(unsaid) == 1 else "say"
            message = f"{named(each.id for each in unsaid)} {verb} no minutes"
            hint = f"add `minutes:`, what it usually takes; until then {process.call.activity_minutes} are assumed"
            yield Finding(unsaid[0].place / "id", message, hint)
