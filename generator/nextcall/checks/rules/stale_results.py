"""A process was not measured for longer than the team allows between reviews.

## What it does
Compares `as_of` of each file in results/ with today and with `review_days` of playbook.yaml. Without `review_days`, or
where the day is not known, nothing is reported. `--today` says which day it is.

## Why it matters
Figures of a year ago answer whether the team moved faster then. Whoever reads them today takes them for today's.

## Example
```yaml
as_of: 2024-09-30
```

## Write instead
Export the record again, and let `nextcall measure PROCESS --write` bring the file up to date.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "stale-results"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find results that are older than a review may be."""
    allowed, today = subject.playbook.review_days, subject.today
    if allowed is None or today is None:
        return
    for results in subject.playbook.results:
        days = (today - date.fromisoformat(results.as_of)).days
        if days > allowed:
            message = f"the record ends {days} days ago; `review_days` allows {allowed}"
            yield Finding(results.place / "as_of", message, f"measure again: nextcall measure {results.id} --write")
