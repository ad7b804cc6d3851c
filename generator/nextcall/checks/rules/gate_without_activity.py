"""An activity needs an exit criterion that nothing makes true first.

## What it does
Reports, once for each criterion, a `needs` whose criterion no activity that counts satisfies, or only activities that
come after the gate themselves. What is optional or applies only at times doesn't count; within an optional stage its
own activities do.

## Why it matters
A gate is a customer's yes without which going on would push them. A gate that no activity opens is planned as if it
were open, so the process goes on without the yes.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
    exit_criteria:
      - {id: case-agreed, criterion: The CFO accepts the case, evidence: Their reply, verified_by: customer_statement}
    activities:
      - {id: run-the-trial, name: Run the trial, where: between_calls, needs: [case-agreed]}
```

## Write instead
```yaml
    activities:
      - {id: agree-the-case, name: Agree the case, where: in_call, satisfies: [case-agreed]}
      - {id: run-the-trial, name: Run the trial, where: between_calls, needs: [case-agreed]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Where

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.checks.rule import Subject
    from nextcall.model import Activity, SalesProcess, Stage

ID = "gate-without-activity"
LEVEL = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Find gates that stand open."""
    for process, precedence in subject.precedences.items():
        satisfied: dict[str, list[Activity]] | None = None
        reported: set[str] = set()
        for stage in process.open_stages:
            for activity in stage.activities:
                if not activity.needs or activity.where is Where.THROUGHOUT:
                    continue
                opened = {link.criterion for link in precedence.links_to(activity.id)}
                for index, name in enumerate(activity.needs):
                    if name in opened or name in reported or name not in process.criterion_by_id:
                        continue
                    satisfied = satisfied or _satisfied(process)
                    if any(_opens_with(process, stage, each) for each in satisfied.get(name, ())):
                        continue
                    reported.add(name)
                    counted = bool(precedence.satisfiers(name))
                    yield _finding(subject, process, activity, index, satisfied, counted=counted)


def _satisfied(process: SalesProcess) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = {}
    for stage in process.open_stages:
        for activity in stage.activities:
            for criterion in activity.satisfies:
                found.setdefault(criterion, []).append(activity)
    return found


def _opens_with(process: SalesProcess, stage: Stage, satisfier: Activity) -> bool:
    """Whether a stage that doesn't count by itself brings the satisfier with it once a deal enters it."""
    return not stage.counts and process.stage_of[satisfier.id] is stage and satisfier.would_count


def _finding(  # noqa: PLR0913 (what is wrong, and all that tells why)
    subject: Subject,
    process: SalesProcess,
    activity: Activity,
    index: int,
    satisfied: Mapping[str, list[Activity]],
    *,
    counted: bool,
) -> Finding:
    name = activity.needs[index]
    place = activity.place / "needs" / index
    doing = named(each.id for each in satisfied.get(name, ()))
    if counted:
        message = f"what satisfies '{name}' comes only after '{activity.id}', which needs it"
        return Finding(place, message, f"let {doing} come first, or take '{name}' from `needs`")
    message = f"no activity that counts satisfies '{name}', so its gate always stands open"
    if doing:
        return Finding(place, message, f"{doing} would, but only at times; let it count, or take '{name}' from `needs`")
    likely = subject.suggestions.likely(name, (each for each in satisfied if each in process.criterion_by_id))
    meant = f"did you mean '{likely}'? else " if likely else ""
    return Finding(place, message, f"{meant}write `satisfies: [{name}]` in the activity that brings it about")
