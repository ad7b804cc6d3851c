"""A call plan has no fallback.

## What it does
Reports an open stage with activities in calls and an advance to aim for, whose call plan names no smaller one to fall
back on.

## Why it matters
A good deal of calls miss what they aim for. Who has thought of a smaller advance before the call still leaves with
one; who hasn't leaves with "I'll send you something".

## Example
```yaml
stages:
  - id: prove
    name: Prove the fit
    activities:
      - {id: demo, name: Show it, where: in_call, advance: The director sets three pass marks}
```

## Write instead
```yaml
    call_plan:
      advance:
        fallback: The director names the person who can set a pass mark
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.checks.rules.no_advance import has_advance
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "no-fallback"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find calls that can only win or end in nothing."""
    for _, stage, in_call in subject.worked:
        plan = stage.call_plan
        if in_call and has_advance(stage, in_call) and (plan is None or plan.advance.fallback is None):
            place = stage.place / "id" if plan is None else plan.place
            message = f"the call of '{stage.id}' has no fallback"
            hint = "add `call_plan: {advance: {fallback: …}}`, a smaller step that the customer could still agree to"
            yield Finding(place, message, hint)
