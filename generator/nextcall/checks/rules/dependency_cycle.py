"""Activities come after each other in a circle, so none of them can ever be done.

## What it does
Follows `requires`, the default order of stages and the gates in `needs`, and names every circle that it finds, at the
reference that closes it: the one that leads down the page, to something listed later. A stage that deals may skip is
looked at as deals see it that are in it.

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
  - {id: size-the-case, name: Size the case, where: in_call, requires: []}
```
Where the circle runs through the default (an activity that states no `requires` comes after the key activities of the
stage before), state `requires: []` or what it really comes after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import IMPLIED, LinkKind, precedence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.checks.rule import Subject
    from nextcall.model import Link, Precedence, SalesProcess

ID = "dependency-cycle"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find circles of activities."""
    for process, written in subject.precedences.items():
        found: dict[Finding, None] = {}
        for precedence in _precedences(process, written):
            for cycle in precedence.cycles():
                turn = precedence.turn_of(cycle)
                place = cycle[turn].place or process.place
                found[Finding(place, _message((*cycle[turn:], *cycle[:turn])), _hint(cycle))] = None
        yield from found


def _precedences(process: SalesProcess, written: Precedence) -> Iterator[Precedence]:
    """What comes before what in a process, and in deals that are in a stage that others skip."""
    implies = any(process.implied_by(each) for each in process.open_stages)
    yield precedence_of(process) if implies else written
    for stage in process.open_stages:
        if entered := process.counting_inside(stage):
            yield precedence_of(process, entered)


def _message(cycle: Sequence[Link]) -> str:
    if len(cycle) == 1:
        return f"'{cycle[0].after}' comes after itself"
    in_time = reversed([*(link.after for link in cycle), cycle[0].after])
    return "these come after each other in a circle: " + " → ".join(f"'{each}'" for each in in_time)


def _hint(cycle: Sequence[Link]) -> str:
    default = next(
        (link for link in cycle if link.kind is LinkKind.DEFAULT and not link.after.startswith(IMPLIED)), None
    )
    if default is not None:
        return (
            f"'{default.after}' states no `requires`, so it comes after '{default.before}' of an earlier stage; "
            f"give it `requires: []` or what it really comes after"
        )
    gate = next((link for link in cycle if link.criterion is not None), None)
    if gate is not None:
        return f"'{gate.after}' needs '{gate.criterion}', which '{gate.before}' satisfies; take one of the two back"
    return "remove this reference" if len(cycle) == 1 else "remove one of these references"
