"""Activities come after each other in a circle, so none of them can ever be done.

## What it does
Follows `requires`, the default order of stages and the gates in `needs`, and names every circle that it finds, at the
reference that closes it.

## Why it matters
In a circle there is no next activity: the call plan would stay empty for ever, and the seller would be back at "what do
we talk about next?".

## Example
```yaml
activities:
  - {id: size-the-case, name: Size the case, where: in_call, requires: [meet-finance]}
  - {id: meet-finance, name: Meet finance, where: in_call, requires: [size-the-case]}
```

## Write instead
```yaml
  - {id: meet-finance, name: Meet finance, where: in_call, requires: []}
```
Where the circle runs through the default (an activity that states no `requires` comes after the key activities of the
stage before), state `requires: []` or what it really comes after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import LinkKind, Precedence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Link

ID = "dependency-cycle"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find circles of activities."""
    for process in subject.playbook.sales_processes:
        for cycle in Precedence(process).cycles():
            closing = next((link for link in reversed(cycle) if link.place is not None), None)
            if closing is None or closing.place is None:
                continue  # a default leads to an earlier stage: some link of every circle is stated
            turn = cycle.index(closing)
            round_trip = cycle[turn:] + cycle[:turn]
            ids = [round_trip[0].after, *(link.before for link in round_trip)]
            message = "these come after each other in a circle: " + " → ".join(f"'{each}'" for each in reversed(ids))
            yield Finding(closing.place, message, _hint(round_trip))


def _hint(cycle: tuple[Link, ...]) -> str:
    default = next((link for link in cycle if link.kind is LinkKind.DEFAULT), None)
    if default is not None:
        return (
            f"'{default.after}' states no `requires`, so it comes after the stage before; "
            f"give it `requires: []` or what it really comes after"
        )
    gate = next((link for link in cycle if link.criterion is not None), None)
    if gate is not None:
        return f"'{gate.after}' needs '{gate.criterion}', which '{gate.before}' satisfies; take one of the two back"
    return "remove one of these references"
