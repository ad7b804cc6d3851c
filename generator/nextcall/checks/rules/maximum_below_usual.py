"""An activity takes less at worst than it usually takes.

## What it does
Compares `minutes_max` with `minutes`, and `takes_days_max` with `takes_days`, wherever an activity says both.

## Why it matters
One of the two numbers is wrong, and both are promises: the usual one fills the calls, the other says where a seller who
runs late can stop, and how long the process takes when customers are slow.

## Example
```yaml
activities:
  - {id: agree-pass-marks, name: Agree pass marks, where: in_call, minutes: 12, minutes_max: 10}
```

## Write instead
```yaml
activities:
  - {id: agree-pass-marks, name: Agree pass marks, where: in_call, minutes: 12, minutes_max: 15}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "maximum-below-usual"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities whose worst is better than usual."""
    for process in subject.playbook.sales_processes:
        for stage in process.stages:
            for activity in stage.activities:
                for field, usual, most in (
                    ("minutes", activity.minutes, activity.minutes_max),
                    ("takes_days", activity.takes_days, activity.takes_days_max),
                ):
                    if usual is not None and most is not None and most < usual:
                        message = (
                            f"'{activity.id}' takes {most} at worst (`{field}_max`), but {usual} as a rule (`{field}`)"
                        )
                        hint = f"write {usual} or more, or swap the two"
                        yield Finding(activity.place / f"{field}_max", message, hint)
