"""A stage is no likelier to be won than the one before it.

## What it does
Compares `crm.probability` of each open stage with that of the open stage before it that has one. Stages that run
alongside each other are left aside.

## Why it matters
A forecast adds these figures up. Where they fall from one stage to the next, moving a deal on makes the forecast worse,
and people stop moving deals.

## Example
```yaml
stages:
  - {id: prove, name: Prove the fit, crm: {probability: 40}}
  - {id: justify, name: Justify the money, crm: {probability: 30}}
```

## Write instead
```yaml
stages:
  - {id: prove, name: Prove the fit, crm: {probability: 40}}
  - {id: justify, name: Justify the money, crm: {probability: 65}}
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Stage

ID = "probability-not-increasing"
LEVEL = Severity.WARNING

_CERTAIN = 100


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages that take a forecast back."""
    for process in subject.playbook.sales_processes:
        last: tuple[Stage, int] | None = None
        for stage in process.open_stages:
            probability = stage.crm.probability if stage.crm else None
            if probability is None:
                continue
            if last is not None and probability <= last[1] and last[0].id not in process.alongside(stage):
                message = f"'{stage.id}' has a probability of {probability} %, and '{last[0].id}' before it {last[1]} %"
                ways = [f"give it more than {last[1]}"] if last[1] < _CERTAIN else []
                ways += [f"give '{last[0].id}' less than {probability}"] if probability > 0 else []
                hint = ", or ".join(ways)
                yield Finding(stage.place / "crm" / "probability", message, hint)
            last = stage, probability
