"""A page of the team's own stands at an address that another page has.

## What it does
Compares the addresses of the team's Markdown pages and other files with those of the pages that are made from the
YAML, the redirects of `formerly` and the doors from the CRM included, and with each other. A README.md would be its
folder's front page. Letter case makes no difference, because some file systems know none.

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
from nextcall.addresses import pages as table
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.load import FaultId, Kind
from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "page-collision"
LEVEL = Severity.ERROR


def check(subject: Subject) -> Iterator[Finding]:
    """Find pages and files of the team that stand in the way of ours, or of each other."""
    files = subject.playbook.files
    if not files.pages and not files.others:
        return
    ours = (*table.of(subject.playbook), *table.reference((*sorted(subject.rule_ids), *FaultId), Kind))
    made = {f"{address}index.html" for address in ours}
    made |= {f"{old}index.html" for old, _ in table.redirects(subject.playbook)}
    made |= {
        *addresses.STYLESHEETS,
        *addresses.SCRIPTS,
        addresses.SCRIPT_OF_CHANGES,
    }
    made |= set(addresses.FOR_PROGRAMS)
    taken = dict.fromkeys((path.casefold() for path in made), "one that is made from the playbook")
    pages = [(page.path, addresses.of_team_page(page.path), "page") for page in files.pages]
    for path, address, kind in [*pages, *((path, path, "file") for path in files.others)]:
        published = address if kind == "file" else f"{address}index.html"
        owner = taken.setdefault(published.casefold(), path)
        if owner is not path:
            message = f"this {kind} and {owner} would both stand at /{address}"
            yield Finding(Place(path), message, "give it another name, or put its words where the other one has them")
