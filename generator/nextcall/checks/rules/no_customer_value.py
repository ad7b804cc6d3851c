"""An activity in a call says nothing about why the customer is glad of it.

## What it does
Reports activities of open stages that are held in a call (`in_call`, `either`) and have no `customer_value`.

## Why it matters
A customer comes to the next call when the last one was worth the time to them. What is only worth ours doesn't need
theirs: do it between calls.

## Example
```yaml
activities:
  - {id: demo, name: Show the product, where: in_call}
```

## Write instead
```yaml
activities:
  - id: demo
    name: Show the product
    where: in_call
    customer_value: Their own peak week, replayed with what they would have known
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "no-customer-value"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that only we have something of."""
    for _, _, in_call in subject.worked:
        for activity in in_call:
            if activity.customer_value is None:
                message = f"'{activity.id}' doesn't say why the customer is glad of it"
                hint = "add `customer_value:`, or move it out of the call with `where: between_calls`"
                yield Finding(activity.place / "id", message, hint)
