"""The same thing is written twice in a stage.

## What it does
Compares the texts of a stage's criteria, the names of its activities and its questions, each among themselves; capital
letters, spaces and the punctuation at the end make no difference.

## Why it matters
One of the two is left over from copying, and should have said something else or be gone.

## Example
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call}
  - {id: second-demo, name: Show the product, where: in_call}
```

## Write instead
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call}
  - {id: second-demo, name: Show the product with their data, where: in_call}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Place, Text

ID = "repeated-item"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find what was copied and never changed."""
    for process in subject.playbook.sales_processes:
        for stage in process.stages:
            criteria = [each for one in (*stage.entry_criteria, *stage.exit_criteria) for each in one.either_way]
            questions = [*stage.questions, *(each for activity in stage.activities for each in activity.questions)]
            yield from _repeats("criterion", "criterion", [(each.criterion, each.place) for each in criteria])
            yield from _repeats("activity", "name", [(each.name, each.place) for each in stage.activities])
            yield from _repeats("question", "ask", [(each.ask, each.place) for each in questions])


def _repeats(kind: str, field: str, written: list[tuple[Text, Place]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for text, place in written:
        bare = " ".join(text.casefold().split()).rstrip(".?! ")
        if bare in seen:
            yield Finding(place / field, f"this {kind} stands in the stage twice", "remove it, or say how it differs")
        seen.add(bare)
