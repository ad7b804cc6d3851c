"""An activity takes more minutes than its call has to give.

## What it does
Compares the minutes of each activity that is held in a call with what a call of its process leaves for activities:
its length, less opening, follow-ups and closing, and looks whether the calls of a stage leave any minutes at all. An
activity that says no minutes counts with `activity_minutes`.
One that shares its call with no other (`own_call_because`) gets a call as long as it needs. Closed stages are left
alone: what is done there is never planned into a call.

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
Make the process's calls longer (`call: {minutes: 60}`), split the activity into two that each end in something the
customer decides, or say why it needs a call of its own (`own_call_because`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Call, Place, SalesProcess

ID = "activity-too-long"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that fit into no call."""
    playbook = subject.playbook
    reported: set[Place] = set()
    for process in playbook.sales_processes:
        owner = playbook.place if process.call is playbook.call else process.place
        for finding in _process(process, owner / "call"):
            if finding.place not in reported:  # the playbook's own call is one cause, however many processes use it
                reported.add(finding.place)
                yield finding


def _process(process: SalesProcess, settings: Place) -> Iterator[Finding]:
    call = process.call
    if call.usable_minutes < 1:
        message = f"calls of {call.minutes} minutes leave none for activities"
        yield Finding(settings, message, f"{_taken_off(call)}; make the call longer")
        return
    for stage in process.open_stages:
        minutes = stage.call.minutes
        if minutes is not None and minutes - call.minutes + call.usable_minutes < 1:
            message = f"calls of {minutes} minutes leave none for activities"
            yield Finding(stage.place / "call" / "minutes", message, f"{_taken_off(call, minutes)}; make it longer")
    activities = [
        each
        for stage in process.open_stages
        for each in stage.activities
        if each.holdable and each.own_call_because is None
    ]
    if call.activity_minutes > call.usable_minutes and any(each.minutes is None for each in activities):
        message = (
            f"an activity that says no minutes counts with {call.activity_minutes}, "
            f"but a call has {call.usable_minutes} to give"
        )
        hint = f"{_taken_off(call)}; make the call longer or lower `activity_minutes`"
        yield Finding(settings / "activity_minutes", message, hint)
    for activity in activities:
        if activity.minutes is not None and activity.minutes > call.usable_minutes:
            message = f"'{activity.id}' takes {activity.minutes} minutes, but a call has {call.usable_minutes} to give"
            hint = f"{_taken_off(call)}; make the call longer or split the activity"
            yield Finding(activity.place / "minutes", message, hint)


def _taken_off(call: Call, minutes: int | None = None) -> str:
    return (
        f"of {minutes or call.minutes} minutes, {call.opening_minutes} go to the opening, {call.follow_up_minutes} to "
        f"follow-ups and {call.closing_minutes} to the closing"
    )
