"""A stage can be left on the seller's word alone.

## What it does
Reports an open stage whose required exit criteria can all be met without the customer: each of them, or one of its
alternatives, is verified by a seller's assertion, or says nothing about who verifies it. A criterion that only applies
at times guards a stage only where all of them do.

## Why it matters
A deal that moves on because we say so is where forecasts go wrong. What moves a deal is something that the customer
did, said or wrote.

## Example
```yaml
stages:
  - id: discover
    name: Discover the problem
    exit_criteria:
      - criterion: The operations director owns the problem
        evidence: Our notes of the call
        verified_by: seller_assertion
```

## Write instead
```yaml
      - criterion: The operations director owns the problem
        evidence: Their reply to our summary, with the problem in their words
        verified_by: customer_statement
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Verification

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Criterion

ID = "seller-only-exit"
LEVEL = Severity.WARNING

_SELLERS = (None, Verification.SELLER_ASSERTION)


def check(subject: Subject) -> Iterator[Finding]:
    """Find open stages that no customer has to open."""
    for process in subject.playbook.sales_processes:
        for stage in process.open_stages:
            required = [each for each in stage.exit_criteria if each.required]
            guards = [each for each in required if each.applies_when is None] or required
            if guards and all(_is_ours(criterion) for criterion in guards):
                message = f"'{stage.id}' can be left on the seller's word alone"
                yield Finding(stage.place / "exit_criteria", message, _hint(guards))


def _is_ours(criterion: Criterion) -> bool:
    return any(each.verified_by in _SELLERS for each in criterion.either_way)


def _hint(guards: list[Criterion]) -> str:
    first = next((each for each in guards if each.verified_by is None), guards[0])
    if first.verified_by is None:
        return (
            f'say who makes the evidence of "{first.criterion}": `verified_by: customer_statement`, '
            f"customer_action or customer_document"
        )
    if first.verified_by is Verification.SELLER_ASSERTION:
        return f'let "{first.criterion}" rest on what the customer does, says or writes, and name that as its evidence'
    return f'"{first.criterion}" has an alternative that only we can see; verify that by the customer too'
