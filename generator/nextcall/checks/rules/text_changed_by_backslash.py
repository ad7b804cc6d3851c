r"""A path between double quotes loses characters.

## What it does
Reports a path with backslashes between double quotes, such as `"S:\teams\new"`, that YAML reads as something else.

## Why it matters
Between double quotes a backslash starts an escape: `\t` is a tab and `\n` a new line, so that nobody finds the folder
"S:", "eams", "ew". Other letters are errors at once; these are read in silence.

## Example
```yaml
how: "Copy the template from S:\teams\new"
```

## Write instead
```yaml
how: 'Copy the template from S:\teams\new'
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "text-changed-by-backslash"
LEVEL = Severity.WARNING

_MESSAGE = "backslashes need single quotes: between double ones YAML reads those of this path as other characters"


def check(subject: Subject) -> Iterator[Finding]:
    """Find paths that YAML changes."""
    for place, better in subject.playbook.files.misread_paths:
        yield Finding(place, _MESSAGE, f"put single quotes around it: {better}" if better else "use single quotes")
