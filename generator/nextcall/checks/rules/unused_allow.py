"""An `allow` accepts nothing.

## What it does
Reports an `allow` whose rule finds nothing on the object that holds it.

## Why it matters
It was true once, and now it would hide the next finding that somebody should see.

## Example
```yaml
- criterion: The pass marks of the trial are agreed
  evidence: The IT lead's reply to the trial charter
  allow: [{rule: text-cut-by-comment, because: We number our issues}]
```

## Write instead
Remove the `allow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "unused-allow"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find what accepts nothing; the runner knows."""
    for allow in subject.unused_allows:
        yield Finding(allow.place, f"this accepts no finding of '{allow.rule}'", "remove this `allow`")
