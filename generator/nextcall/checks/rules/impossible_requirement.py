"""An activity requires something that is never done.

## What it does
Reports a `requires` that names ongoing work (`where: throughout`), which has no end, or an activity of a closed stage,
which comes only when the deal is over.

## Why it matters
What comes after a thing that never ends can never be planned, and would silently drop out of every call plan.

## Example
```yaml
activities:
  - {id: stay-close, name: Stay close to the champion, where: throughout}
  - {id: read-out, name: Read out the result, where: in_call, requires: [stay-close]}
```

## Write instead
```yaml
  - {id: read-out, name: Read out the result, where: in_call, requires: [run-the-trial]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "impossible-requirement"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find requirements that can't be met."""
    for process, stage, activity in subject.playbook.activities():
        if stage.closed is not None:
            continue
        for index, reference in enumerate(activity.requires or ()):
            required = process.activity_by_id.get(reference)
            if required is None:
                continue
            place = activity.place / "requires" / index
            if required.where is Where.THROUGHOUT:
                message = f"'{reference}' goes on throughout, so nothing can come after it"
                yield Finding(place, message, "require what has an end, or remove it from the list")
            elif process.stage_of[reference].closed is not None:
                message = f"'{reference}' belongs to the closed stage '{process.stage_of[reference].id}'"
                yield Finding(place, message, "require an activity of an open stage, or remove it from the list")
