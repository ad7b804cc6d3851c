"""An activity comes after one of a later stage.

## What it does
Reports a `requires` or `needs` of an open stage that an activity of a later open stage has to fulfil, unless the two
stages run alongside each other.

## Why it matters
A deal would have to leave the stage before it can do what the stage is for. Either the activity stands in the wrong
stage, or the stages overlap and nobody said so.

## Example
```yaml
stages:
  - id: discover
    name: Discover the problem
    activities:
      - {id: agree-pass-marks, name: Agree the pass marks, where: in_call, requires: [demo]}
  - id: prove
    name: Prove the fit
    activities:
      - {id: demo, name: Show the product, where: in_call, requires: []}
```

## Write instead
Move `agree-pass-marks` into `prove`, or write `alongside: [discover]` in `prove`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Place

ID = "later-requires"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that wait for a later stage."""
    for process, precedence in subject.precedences.items():
        position = {stage.id: index for index, stage in enumerate(process.stages)}
        reported: set[Place] = set()
        for link in precedence.links:
            if link.place is None or link.place in reported:
                continue
            before, after = process.stage_of[link.before], process.stage_of[link.after]
            if before is after or position[before.id] <= position[after.id] or before.closed is not None:
                continue
            if before.id in process.alongside(after):
                continue
            reported.add(link.place)
            later = f"'{link.before}' of the later stage '{before.id}'"
            if link.criterion is None:
                message = f"'{link.after}' comes after {later}"
            else:
                message = f"'{link.after}' needs '{link.criterion}', which {later} satisfies"
            hint = f"move one of the two, or say that '{after.id}' runs `alongside: [{before.id}]`"
            yield Finding(link.place, message, hint)
