"""The words of a link don't say where it leads.

## What it does
Reports links in the playbook's texts whose words are "here", "click here", "link", "this page", "read more" and the
like, or the address itself.

## Why it matters
Links are scanned, by eye and by screen reader, without the sentence around them. "Here" says nothing in such a list.

## Example
```yaml
how: The trial guide is [here](../pages/trial-guide.md).
```

## Write instead
```yaml
how: Follow [the trial guide](../pages/trial-guide.md).
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "non-descriptive-link"
LEVEL = Severity.INFO

_LINK = r"(?<!!)\[([^\[\]]*)\]\(\s*<?([^\s<>()]+)"
_EMPTY_WORDS = frozenset(
    {"", "click", "click here", "details", "document", "download", "here", "learn more", "link", "more", "page"}
    | {"read more", "see here", "this", "this document", "this link", "this page", "website", "url"}
)


def check(subject: Subject) -> Iterator[Finding]:
    """Find links that say nothing."""
    for written in subject.linked_texts:
        if "](" not in written.text:
            continue
        for words, target in re.findall(_LINK, written.text):
            bare = " ".join(words.casefold().split()).strip(".:!*_` ")
            if bare in _EMPTY_WORDS or bare == target.casefold():
                message = f"the words '{words}' don't say where the link to '{target}' leads"
                yield Finding(written.place, message, "make the name of what it leads to the words of the link")
