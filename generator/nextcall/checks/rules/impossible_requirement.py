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
    from collections.abc import Iterator, Mapping

    from nextcall.checks.rule import Subject
    from nextcall.model import Activity, SalesProcess

ID = "impossible-requirement"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find requirements that can't be met."""
    for process in subject.playbook.sales_processes:
        impossible = {
            name: activity
            for name, activity in process.activity_by_id.items()
            if activity.where is Where.THROUGHOUT or process.stage_of[name].closed is not None
        }
        if impossible:
            yield from _required(process, impossible)


def _required(process: SalesProcess, impossible: Mapping[str, Activity]) -> Iterator[Finding]:
    """The references of open stages to what is never done."""
    for activity in (each for stage in process.open_stages for each in stage.activities):
        for index, reference in enumerate(activity.requires or ()):
            required = impossible.get(reference)
            if required is None:
                continue
            place = activity.place / "requires" / index
            if required.where is Where.THROUGHOUT:
                message = f"'{reference}' goes on throughout, so nothing can come after it"
                yield Finding(place, message, "require what has an end, or remove it from the list")
            else:
                message = f"'{reference}' belongs to the closed stage '{process.stage_of[reference].id}'"
                yield Finding(place, message, "require an activity of an open stage, or remove it from the list")
