"""Something has another id now, and does not say which it had.

## What it does
With `check --since REV`, looks for processes, stages, activities and criteria of that revision whose id is gone, while
one that reads alike has come under another id without naming the old one in `formerly`. Without `--since` it is silent.

## Why it matters
Sellers' deals, links and comparisons know things by their ids. What was only renamed is lost to them: what was done in
a deal is undone, old addresses lead nowhere, and the change reads as if something had gone and something else had come.

## Example
```diff
-      - id: agree-marks
+      - id: agree-pass-marks
         name: Agree pass marks
```

## Write instead
```yaml
      - id: agree-pass-marks
        formerly: [agree-marks]
        name: Agree pass marks
```
Where it really is another thing, accept the finding with `allow`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "id-gone"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find things that seem to have got another id."""
    for each in subject.gone_ids or ():
        message = f"the {each.what} '{each.old}' is gone, and '{each.new}', which reads alike, has come"
        hint = f"if it is the same, write `formerly: [{each.old}]` beside its id"
        if each.is_file:
            hint = f"if it is the same, write `formerly: [{each.old}]` at the top of the file"
        yield Finding(each.place, message, hint)
