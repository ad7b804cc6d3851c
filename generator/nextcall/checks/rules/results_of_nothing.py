"""Results were measured of a process or a stage that isn't there.

## What it does
Reports a file in results/ whose name is the id of no sales process, and each stage in it that its process doesn't have.

## Why it matters
What was measured of a stage under its old id is shown nowhere, and looks as if nobody had measured it.

## Example
```yaml
as_of: 2026-09-30
stages:
  - {stage: proof, stays: 120}   # where the process calls it `prove`
```

## Write instead
```yaml
stages:
  - {stage: prove, stays: 120}
```
or measure again: `nextcall measure PROCESS --write` knows a stage by its old ids, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Results, SalesProcess

ID = "results-of-nothing"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find results that no page shows."""
    playbook = subject.playbook
    renamed = {old: process.id for process in playbook.sales_processes for old in process.formerly}
    for results in playbook.results:
        process = playbook.sales_process_by_id.get(results.id)
        if process is not None:
            yield from _stages(subject, results, process)
            continue
        message = f"there is no sales process '{results.id}'"
        if results.id in renamed:
            hint = f"it is called '{renamed[results.id]}' now: rename this file to {renamed[results.id]}.yaml"
        else:
            hint = subject.suggestions.did_you_mean(results.id, playbook.sales_process_by_id, "delete this file")
        yield Finding(results.place, message, hint)


def _stages(subject: Subject, results: Results, process: SalesProcess) -> Iterator[Finding]:
    renamed = {old: stage.id for stage in process.stages for old in stage.formerly}
    for number, stays in enumerate(results.stages):
        if stays.stage not in process.stage_by_id:
            message = f"'{process.id}' has no stage '{stays.stage}'"
            if stays.stage in renamed:
                hint = f"it is called '{renamed[stays.stage]}' now"
            else:
                known = [stage.id for stage in process.open_stages]
                hint = subject.suggestions.did_you_mean(stays.stage, known, "measure again")
            yield Finding(results.place / "stages" / number / "stage", message, hint)
