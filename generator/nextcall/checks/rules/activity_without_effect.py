"""An activity changes nothing.

## What it does
Reports an activity of an open stage that satisfies no exit criterion, that nothing comes after, and that names no
advance. Ongoing work (`where: throughout`) is left alone.

## Why it matters
An exchange of information moves no decision. What has no effect takes minutes from what has, in every call.

## Example
```yaml
activities:
  - {id: present-us, name: Present our company, where: in_call}
```

## Write instead
```yaml
activities:
  - id: present-us
    name: Present our company
    where: in_call
    advance: The director names the two of our customers whom they want to speak to
```
Or leave it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "activity-without-effect"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that could be left out."""
    for process, precedence in subject.precedences.items():
        silent = [
            activity
            for stage in process.open_stages
            for activity in stage.activities
            if activity.advance is None and not activity.satisfies and activity.where is not Where.THROUGHOUT
        ]
        if not silent:
            continue
        leading = {each for sources in precedence.direct.values() for source in sources for each in source.before}
        for activity in silent:
            if activity.id not in leading:
                message = f"'{activity.id}' satisfies nothing, names no advance, and nothing comes after it"
                hint = "write down what the customer agrees to or decides in it as its `advance`, or leave it out"
                yield Finding(activity.place / "id", message, hint)
