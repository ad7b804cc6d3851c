"""An activity needs more people of the customer's than a call may have.

## What it does
Compares the buyer roles that an activity in a call names with `max_buyer_roles` of its process.

## Why it matters
The activity fits into no call, and what comes after it waits with it.

## Example
```yaml
call: {max_buyer_roles: 1}
stages:
  - id: prove
    name: Prove the fit
    activities:
      - {id: read-out, name: Read out the result, where: in_call, buyer_roles: [site-manager, cfo]}
```

## Write instead
Name only who must be there, split the activity, or raise `max_buyer_roles`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "attendees-over-cap"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that a call has too few chairs for."""
    for process, _, in_call in subject.worked:
        cap = process.call.max_buyer_roles
        if cap is None:
            continue
        for activity in in_call:
            roles = len(set(activity.buyer_roles))
            if roles > cap:
                message = f"'{activity.id}' needs {roles} buyer roles, and a call may have {cap}"
                hint = f"name only who must be there, split it, or write `max_buyer_roles: {roles}`"
                yield Finding(activity.place / "buyer_roles", message, hint)
