"""An activity needs somebody in whose presence it isn't held.

## What it does
Reports a role that stands in both `buyer_roles` and `not_with` of one activity.

## Why it matters
Such an activity can be held in no call: with that person it isn't held, and without them it can't be.

## Example
```yaml
stages:
  - id: decide
    name: Decide
    activities:
      - {id: talk-price, name: Talk about the price, where: in_call, buyer_roles: [cfo, buyer], not_with: [buyer]}
```

## Write instead
```yaml
    activities:
      - {id: talk-price, name: Talk about the price, where: in_call, buyer_roles: [cfo], not_with: [buyer]}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "contradictory-roles"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find roles that an activity needs and rules out."""
    for _, _, activity in subject.playbook.activities():
        for index, role in enumerate(activity.not_with):
            if role in activity.buyer_roles:
                message = f"'{activity.id}' needs '{role}', and isn't held when they are there"
                hint = f"take '{role}' from `buyer_roles` or from `not_with`"
                yield Finding(activity.place / "not_with" / index, message, hint)
