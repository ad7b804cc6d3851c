"""A stage's calls ask more than fourteen questions.

## What it does
Counts the questions of all activities of an open stage that are held in calls.

## Why it matters
A call in which the customer answers one question after another is an interview, and it helps us more than them. A call
plan shows five at most; the rest is never asked.

## Example
```yaml
activities:
  - id: discover
    name: Ask about the situation
    where: in_call
    questions: [{ask: "1?"}, {ask: "2?"}, {ask: "3?"}, {ask: "4?"}, {ask: "5?"}, {ask: "6?"}, {ask: "7?"}, {ask: "8?"},
      {ask: "9?"}, {ask: "10?"}, {ask: "11?"}, {ask: "12?"}, {ask: "13?"}, {ask: "14?"}, {ask: "15?"}]
```

## Write instead
Keep the questions whose answer changes what you do next. What can be looked up is preparation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "too-many-questions"
LEVEL = Severity.INFO

_MOST = 14


def check(subject: Subject) -> Iterator[Finding]:
    """Find interviews."""
    for _, stage, in_call in subject.worked:
        asked = sum(len(activity.questions) for activity in in_call)
        if asked > _MOST:
            longest = max(in_call, key=lambda activity: len(activity.questions))
            message = f"the calls of '{stage.id}' ask {asked} questions; {_MOST} are plenty"
            hint = (
                f"keep those whose answer changes what you do next; '{longest.id}' alone asks {len(longest.questions)}"
            )
            yield Finding(stage.place / "activities", message, hint)
