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
    from collections.abc import Iterator, Mapping

    from nextcall.checks.rule import Subject
    from nextcall.model import SalesProcess, Source, Stage

ID = "later-requires"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find activities that wait for a later stage."""
    for process, precedence in subject.precedences.items():
        position = {stage.id: index for index, stage in enumerate(process.stages)}
        for activity, sources in precedence.direct.items():
            after = process.stage_of[activity]
            for source in sources:
                if source.place is None:
                    continue
                before = _later(process, position, source, after)
                if before is None:
                    continue
                stage = process.stage_of[before]
                later = f"'{before}' of the later stage '{stage.id}'"
                if source.criterion is None:
                    message = f"'{activity}' comes after {later}"
                else:
                    message = f"'{activity}' needs '{source.criterion}', which {later} satisfies"
                hint = f"move one of the two, or say that '{after.id}' runs `alongside: [{stage.id}]`"
                yield Finding(source.place, message, hint)


def _later(process: SalesProcess, position: Mapping[str, int], source: Source, after: Stage) -> str | None:
    """The first activity of a source that belongs to a later stage which doesn't run alongside."""
    for each in source.before:
        before = process.stage_of[each]
        is_behind = before is not after and position[before.id] > position[after.id]
        if is_behind and before.closed is None and before.id not in process.alongside(after):
            return each
    return None
