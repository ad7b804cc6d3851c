"""A page of the team's own stands at an address where a page is made from the playbook.

## What it does
Compares the addresses of the team's Markdown pages and other files with those of the pages that are made from the
YAML, the redirects of `formerly` and a README.md, which would be a folder's front page, included. Letter case makes no
difference, because some file systems know none.

## Why it matters
Only one of the two can be published, and the other would vanish without a word.

## Example
`playbook/README.md` beside playbook.yaml: the home page is made from the playbook.

## Write instead
Move the page to a name of its own, such as `playbook/pages/about-us.md`, or put its words into `summary:`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "page-collision"
LEVEL = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Find pages and files of the team that stand in the way of ours."""
    files = subject.playbook.files
    if not files.pages and not files.others:
        return
    taken = {address.casefold() for address in addresses.pages(subject.playbook)}
    taken |= {old.casefold() for old, _ in addresses.redirects(subject.playbook)}
    hint = "give it another name, or put its words into the playbook's YAML"
    for page in files.pages:
        address = addresses.of_team_page(page.path)
        if address.casefold() in taken:
            message = f"this page and one that is made from the playbook would both stand at /{address}"
            yield Finding(Place(page.path), message, hint)
    made = {f"{address}index.html" for address in taken} | {addresses.STYLESHEET.casefold()}
    for path in files.others:
        if path.casefold() in made:
            message = f"this file and one that is made from the playbook would both stand at /{path}"
            yield Finding(Place(path), message, hint)
