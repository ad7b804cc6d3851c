"""A call plan holds nothing but follow-ups.

## What it does
Reports the call plan of an open stage in which nothing else is done in calls and nothing else is written down:
follow-ups are all that there would be to talk about.

## Why it matters
Follow-ups belong in a call and are closed out first. They are no reason to hold one: a mail does that.

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
    activities:
      - {id: run-the-trial, name: Run the trial, where: between_calls, takes_days: 14}
    call_plan:
      follow_ups: [Questions from the last call]
```

## Write instead
```yaml
    activities:
      - {id: run-the-trial, name: Run the trial, where: between_calls, takes_days: 14}
      - {id: read-out, name: Read out the result, where: in_call, requires: [run-the-trial]}
    call_plan:
      follow_ups: [Questions from the last call]
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import WrittenCallPlan

ID = "follow-up-only-call"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find calls without a purpose of their own."""
    for _, stage, in_call in subject.worked:
        plan = stage.call_plan
        if not in_call and plan is not None and plan.follow_ups and _is_empty_otherwise(plan):
            message = f"the call of '{stage.id}' would hold nothing but follow-ups"
            hint = "add an activity with `where: in_call` that moves the decision, or close these by mail"
            yield Finding(plan.place / "follow_ups", message, hint)


def _is_empty_otherwise(plan: WrittenCallPlan) -> bool:
    return not (
        plan.customer_value
        or plan.upfront_contract
        or plan.objections
        or plan.advance.target
        or plan.advance.stretch
        or plan.advance.fallback
        or plan.preparation.ours
        or plan.preparation.theirs
    )
