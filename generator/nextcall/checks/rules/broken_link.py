"""A relative link leads to nothing.

## What it does
Follows the relative links in the playbook's texts and between the team's own Markdown pages: to another page of the
team, to an image or document, or to a page that is made from the playbook (`../sales/new-business/prove/index.md`).

## Why it matters
A seller who follows a dead link five minutes before a call doesn't come back to the playbook.

## Example
```yaml
how: As described in [the trial guide](../pages/trail-guide.md).
```

## Write instead
```yaml
how: As described in [the trial guide](../pages/trial-guide.md).
```
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from nextcall import addresses
from nextcall.addresses import pages
from nextcall.checks.rule import Finding
from nextcall.checks.suggest import nearest
from nextcall.diagnostics import Severity
from nextcall.load import FaultId, Kind
from nextcall.model import Place
from nextcall.text import is_relative, links

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Playbook

ID = "broken-link"
LEVEL = Severity.WARNING


def check(subject: Subject) -> Iterator[Finding]:
    """Find relative links without a target."""
    playbook = subject.playbook
    targets: dict[str, None] | None = None
    for folder, target, finding in _relative_links(subject):
        if targets is None:
            targets = dict.fromkeys(_targets(playbook, subject.rule_ids))
        path = posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0].partition("?")[0])))
        if path not in targets:
            hint = _hint(path, folder, targets, playbook)
            yield finding._replace(message=f"the link to '{target}' leads nowhere", hint=hint)


def _relative_links(subject: Subject) -> Iterator[tuple[str, str, Finding]]:
    """The folder that a link starts from, its target as written, and a finding that waits for its words."""
    playbook = subject.playbook
    for written in subject.linked_texts:
        for target in links(written.text):
            if is_relative(target):
                yield written.text.folder, target, Finding(written.place, "")
    for asset in playbook.assets:
        if asset.url is not None and is_relative(asset.url):
            yield "", asset.url, Finding(asset.place / "url", "")
    if playbook.feedback is not None and is_relative(playbook.feedback):
        yield "", playbook.feedback, Finding(playbook.place / "feedback", "")
    for page in playbook.files.pages:
        for link in page.links:
            if is_relative(link.target):
                yield posixpath.dirname(page.path), link.target, Finding(Place(page.path), "", span=link.span)


def _targets(playbook: Playbook, rule_ids: Collection[str]) -> Iterator[str]:
    yield from (page.path for page in playbook.files.pages)
    yield from playbook.files.others
    yield from addresses.FOR_PROGRAMS
    yield from map(addresses.file_of, pages.of(playbook))
    yield from map(addresses.file_of, pages.reference((*sorted(rule_ids), *FaultId), Kind))
    yield from (addresses.file_of(old) for old, _ in pages.redirects(playbook))


def _hint(path: str, folder: str, targets: Collection[str], playbook: Playbook) -> str:
    if path == ".." or path.startswith("../"):
        return "it leads out of the playbook's folder; move the file into it"
    if f"{path}/index.md" in targets:
        return f"write '{addresses.relative(f'{path}/index.md', folder)}'"
    if path in playbook.files.sources:
        made = addresses.file_of(f"{path.removesuffix('.yaml')}/")
        if made in targets:
            return f"YAML files are not published; link to the page: '{addresses.relative(made, folder)}'"
        return "YAML files are not published; link to the page that is made from it"
    name = posixpath.basename(path)
    elsewhere = [each for each in targets if posixpath.basename(each) == name and name != "index.md"]
    meant = elsewhere[0] if len(elsewhere) == 1 else nearest(path, targets)
    if meant is not None:
        return f"did you mean '{addresses.relative(meant, folder)}'?"
    return "write the path from the file that the link stands in"
