"""A criterion doesn't say how anyone could check it.

## What it does
Reports entry and exit criteria of open stages, and their alternatives, that name no `evidence`.

## Why it matters
A criterion is met when its evidence convinces somebody who was not in the call. Where no evidence is named, it is met
when the seller feels that it is.

## Example
```yaml
- criterion: The pass marks of the trial are agreed
  verified_by: customer_statement
```

## Write instead
```yaml
- criterion: The pass marks of the trial are agreed
  evidence: The IT lead's reply to the trial charter
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

ID = "criterion-without-evidence"
LEVEL = Severity.WARNING

_HINTS = {
    None: "add `evidence:`, what one could show to somebody who was not there, and who makes it as `verified_by:`",
    Verification.CUSTOMER_ACTION: "add `evidence:`, where one sees that they did it, such as an accepted invitation",
    Verification.CUSTOMER_STATEMENT: "add `evidence:`, where they said it, such as their reply to our summary",
    Verification.CUSTOMER_DOCUMENT: "add `evidence:`, which document of theirs shows it",
    Verification.SELLER_ASSERTION: "add `evidence:`, what the customer does, says or writes that shows it",
}


def check(subject: Subject) -> Iterator[Finding]:
    """Find criteria without evidence."""
    for each in subject.criteria:
        if each.evidence is None:
            message = f'nothing shows whether "{each.criterion}" is met'
            yield Finding(each.place / "criterion", message, _HINTS[each.verified_by])
