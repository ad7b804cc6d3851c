"""A comma between brackets splits a text in two.

## What it does
Reports a list of texts in `[…]` in which a comma seems to stand inside a text: an item that begins in lower case or
with a digit after one that began with a capital, a number that its comma parts, quotes or brackets that another item
closes. Lists of words (`keywords`, `also`, `vague_words`, the CRM's `fields`) and items in quotes are left alone.

## Why it matters
YAML ends an item at every comma, without any error: `[Budget under $10,000, No sponsor]` becomes three signs of drift,
one of them `000`.

## Example
```yaml
drifts_when: [The test has no date, or no one who runs it]
```

## Write instead
```yaml
drifts_when: ["The test has no date, or no one who runs it"]
```
Where two items are meant, put quotes around each of them, or each on a line of its own behind a `- `.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "text-cut-by-comma"
LEVEL = Severity.WARNING

_LISTS_OF_WORDS = frozenset({"keywords", "also", "vague_words", "fields"})


def check(subject: Subject) -> Iterator[Finding]:
    """Find lists with more items than were meant."""
    split = dict(subject.playbook.files.split_texts)
    if not split:
        return
    for written in subject.playbook.texts:
        field = written.parent.pointer.rpartition("/")[2]
        if written.place in split and field not in _LISTS_OF_WORDS:
            hint = "put quotes around each text that holds a comma"
            if better := split[written.place]:
                hint = f"put quotes around it: {field}: {better}"
            yield Finding(written.place, "this text ends at a comma: YAML takes what follows for another item", hint)
