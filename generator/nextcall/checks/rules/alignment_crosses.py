"""A stage serves an earlier part of the buying process than a stage before it.

## What it does
Reports an open stage all of whose buying stages come before all of those that some earlier stage serves. Buying stages
that are always on, and stages that run alongside each other, are left aside.

## Why it matters
Customers go back and forth, and order is a default. But where the order of the process runs against theirs, we ask
them for the second thing before the first.

## Example
```yaml
buying_process: how-they-buy      # agree-the-problem, test-it, commit
stages:
  - {id: prove, name: Prove the fit, buying_stages: [test-it, commit]}
  - {id: discover, name: Discover the problem, buying_stages: [agree-the-problem]}
```

## Write instead
```yaml
stages:
  - {id: discover, name: Discover the problem, buying_stages: [agree-the-problem]}
  - {id: prove, name: Prove the fit, buying_stages: [test-it, commit]}
```
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Stage

ID = "alignment-crosses"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find stages that stand too late."""
    for process in subject.playbook.sales_processes:
        buying = subject.playbook.buying_process_of(process)
        if buying is None:
            continue
        order = {each.id: index for index, each in enumerate(each for each in buying.stages if not each.always_on)}
        before: list[tuple[int, Stage]] = []
        highest: list[int] = []  # of the positions so far, up to each
        for stage in process.open_stages:
            positions = [order[each] for each in stage.buying_stages if each in order]
            if not positions:
                continue
            last = max(positions)
            crossed = (each for first, each in islice(before, bisect_right(highest, last), None) if first > last)
            beside = process.alongside(stage)
            other = next((each for each in crossed if each.id not in beside), None)
            if other is not None:
                message = f"'{stage.id}' serves an earlier part of the buying process than '{other.id}' before it"
                hint = f"move '{stage.id}' before '{other.id}', or let them run `alongside` each other"
                yield Finding(stage.place / "buying_stages", message, hint)
            before.append((min(positions), stage))
            highest.append(max(min(positions), highest[-1] if highest else 0))
