"""The customer's work between calls takes no days.

## What it does
Reports work of an open stage that the customer does or shares in between calls and that has no `takes_days`.

## Why it matters
Customers have a day job. A wait that is planned with zero days makes the cycle look shorter than it can be, and the
next call comes before they are ready.

## Example
```yaml
activities:
  - {id: send-the-data, name: Send the data, where: between_calls, done_by: customer}
```

## Write instead
```yaml
activities:
  - {id: send-the-data, name: Send the data, where: between_calls, done_by: customer, takes_days: 5}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import DoneBy, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "wait-without-days"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find waits that nobody has planned."""
    for _, stage, _ in subject.worked:
        for activity in stage.activities:
            if (
                activity.where is Where.BETWEEN_CALLS
                and activity.done_by is not DoneBy.SELLER
                and activity.takes_days == 0
            ):
                whose = "the customer's work" if activity.done_by is DoneBy.CUSTOMER else "work for the customer too"
                message = f"'{activity.id}' is {whose} and takes no days"
                hint = "add `takes_days:`, what it usually takes them"
                if activity.takes_days_max:
                    hint += f"; at worst it takes {activity.takes_days_max}, says `takes_days_max`"
                yield Finding(activity.place / "id", message, hint)
