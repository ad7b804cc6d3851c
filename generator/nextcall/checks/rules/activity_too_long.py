"""An activity takes more minutes than its call has to give.

## What it does
Compares the minutes of each activity that is held in a call with what a call of its process leaves for activities:
its length, less opening, follow-ups and closing. An activity that says no minutes counts with `activity_minutes`.

## Why it matters
An activity that fits into no call can't be planned at all, and neither can anything that comes after it.

## Example
```yaml
call: {minutes: 45}          # 3 to open, 4 for follow-ups and 5 to close leave 33
stages:
  - id: prove
    name: Prove the fit
    activities:
      - {id: demo, name: Show it with their data, where: in_call, minutes: 40}
```

## Write instead
Make the process's calls longer (`call: {minutes: 60}`), or split the activity into two that each end in something the
customer decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Call, SalesProcess

ID = "activity-too-long"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that fit into no call."""
    for process in subject.playbook.sales_processes:
        yield from _process(process)


def _process(process: SalesProcess) -> Iterator[Finding]:
    call = process.call
    if call.usable_minutes < 1:
        message = f"calls of {call.minutes} minutes leave nothing for activities"
        yield Finding(process.place / "call", message, _sum(call))
        return
    in_calls = [each for stage in process.stages for each in stage.activities if each.holdable]
    if call.activity_minutes > call.usable_minutes and any(each.minutes is None for each in in_calls):
        message = (
            f"an activity without minutes counts with {call.activity_minutes}, "
            f"but a call has {call.usable_minutes} minutes to give"
        )
        yield Finding(process.place / "call" / "activity_minutes", message, _sum(call))
    for activity in in_calls:
        if activity.minutes is not None and activity.minutes > call.usable_minutes:
            message = f"'{activity.id}' takes {activity.minutes} minutes, but a call has {call.usable_minutes} to give"
            yield Finding(activity.place / "minutes", message, _sum(call))


def _sum(call: Call) -> str:
    return (
        f"of {call.minutes} minutes, {call.opening_minutes} for the opening, {call.follow_up_minutes} for follow-ups "
        f"and {call.closing_minutes} for the closing are taken off; make the call longer or split the activity"
    )
