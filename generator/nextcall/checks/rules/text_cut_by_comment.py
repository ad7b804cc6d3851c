"""A text ends at ` #`, because YAML takes the rest for a comment.

## What it does
Reports a text without quotes that is followed by a space and a `#` with a character right behind it. A comment with a
space after its `#` is taken for what it is.

## Why it matters
The rest of the text is gone without any error: "Call the plant about issue #4" becomes "Call the plant about issue".

## Example
```yaml
follow_ups:
  - Close issue #4 from last week
```

## Write instead
```yaml
follow_ups:
  - "Close issue #4 from last week"
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "text-cut-by-comment"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find texts that lost their end."""
    cut = frozenset(subject.playbook.files.cut_texts)
    if not cut:
        return
    for written in subject.playbook.texts:
        if written.place in cut:
            hint = "put quotes around the whole text; if a comment is meant, put a space after the `#`"
            yield Finding(written.place, "this text ends at ` #`: YAML takes what follows for a comment", hint)
