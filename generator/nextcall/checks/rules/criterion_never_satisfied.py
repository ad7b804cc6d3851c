"""No activity satisfies an exit criterion.

## What it does
Reports exit criteria of open stages that no activity of an open stage names in `satisfies`. One without an id can't be
named. A criterion that an activity `needs` is left to `gate-without-activity`, and a stage in which nothing is done to
`nothing-to-do`.

## Why it matters
Either something is missing in the process, or the criterion asks for what nobody works on. A call plan can't name the
evidence that its call should bring about.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
    exit_criteria:
      - {id: trial-passed, criterion: The trial has passed, evidence: Their reply, verified_by: customer_statement}
    activities:
      - {id: read-out, name: Read out the result, where: in_call}
```

## Write instead
```yaml
    activities:
      - {id: read-out, name: Read out the result, where: in_call, satisfies: [trial-passed]}
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Importance, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Activity, Criterion, SalesProcess, Stage

ID = "criterion-never-satisfied"
LEVEL = Severity.WARNING

_MOST_WORDS = 4


def check(subject: Subject) -> Iterator[Finding]:
    """Find exit criteria that nothing is done for."""
    process_seen: SalesProcess | None = None
    worked_on: frozenset[str] = frozenset()
    for process, stage, _ in subject.worked:
        likely = _likely(stage)
        if process is not process_seen:
            process_seen, worked_on = process, _worked_on(process)
        for criterion in stage.exit_criteria:
            if criterion.id is None or criterion.id not in worked_on:
                message = f'no activity satisfies "{criterion.criterion}"'
                yield Finding(criterion.place / "criterion", message, _hint(likely, criterion))


def _worked_on(process: SalesProcess) -> frozenset[str]:
    activities = [activity for stage in process.open_stages for activity in stage.activities]
    return frozenset(each for activity in activities for each in (*activity.satisfies, *activity.needs))


def _likely(stage: Stage) -> Activity | None:
    """The activity of a stage that may bring about what none says to satisfy."""
    idle = [each for each in stage.activities if not each.satisfies and each.where is not Where.THROUGHOUT]
    return next((each for each in idle if each.importance is Importance.KEY), idle[0] if idle else None)


def _hint(likely: Activity | None, criterion: Criterion) -> str:
    name = criterion.id or "-".join(re.findall(r"[a-z0-9]+", criterion.criterion.lower())[-_MOST_WORDS:]) or "its-id"
    give = "" if criterion.id else f"give it an id, such as `id: {name}`, and "
    if likely is None:
        return f"{give}write `satisfies: [{name}]` in the activity that brings it about"
    return f"{give}write `satisfies: [{name}]` in the activity that brings it about; is that '{likely.id}'?"
