"""A link leads neither to the web, nor to a mailbox, nor to a file beside it.

## What it does
Looks at every link in the playbook's texts, at `url` of assets and at `feedback`. Links are http(s), mailto, or
relative to the file that they stand in.

## Why it matters
Other links run code in a reader's browser (`javascript:`), work on one machine only (`file:`), or break as soon as the
site moves (`/path`).

## Example
```yaml
how: See [the price list](file:///C:/sales/prices.xlsx).
```

## Write instead
```yaml
how: See [the price list](../pages/pricing.md).
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.text import is_allowed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Place

ID = "forbidden-link"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find links that may not stand in a playbook."""
    playbook = subject.playbook
    for written, targets in subject.links:
        yield from (_forbidden(each, written.place) for each in targets if not is_allowed(each))
    for asset in playbook.assets:
        if asset.url is not None and not is_allowed(asset.url):
            yield _forbidden(asset.url, asset.place / "url")
    if playbook.feedback is not None and not is_allowed(playbook.feedback):
        yield _forbidden(playbook.feedback, playbook.place / "feedback")


def _forbidden(target: str, place: Place) -> Finding:
    hint = "link to https://…, mailto:…, or to a file of the playbook by its relative path"
    return Finding(place, f"a link may not lead to '{target}'", hint)
