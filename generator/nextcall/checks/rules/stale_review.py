"""A process was not reviewed for longer than the team allows.

## What it does
Compares `reviewed` of each sales process with today and with `review_days` of playbook.yaml. Without `review_days`, or
where the day is not known, nothing is reported. `--today` says which day it is.

## Why it matters
A process is the team's best practice as of its last review. What nobody has gone through in a year describes how the
team used to sell.

## Example
```yaml
reviewed: 2024-01-15
```

## Write instead
Go through the process with the people who use it, then write down the day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "stale-review"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find processes that are due for a review."""
    allowed, today = subject.playbook.review_days, subject.today
    if allowed is None or today is None:
        return
    for process in subject.playbook.sales_processes:
        hint = f"review the process and write `reviewed: {today.isoformat()}`"
        if process.reviewed is None:
            yield Finding(process.place / "name", f"'{process.id}' doesn't say when it was reviewed", hint)
            continue
        days = (today - date.fromisoformat(process.reviewed)).days
        if days > allowed:
            message = f"the last review was {days} days ago; `review_days` allows {allowed}"
            yield Finding(process.place / "reviewed", message, hint)
