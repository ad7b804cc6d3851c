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

_NEAR = 3  # of so many files, more slips than that lead to any


def check(subject: Subject) -> Iterator[Finding]:
    """Find relative links without a target."""
    targets: _Targets | None = None
    for folder, target, finding in _relative_links(subject):
        if targets is None:
            targets = _Targets(subject)
        path = posixpath.normpath(posixpath.join(folder, unquote(target.partition("#")[0].partition("?")[0])))
        if path not in targets:
            hint = targets.hint(path, folder)
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


def _published(playbook: Playbook, rule_ids: Collection[str]) -> Iterator[str]:
    yield from (page.path for page in playbook.files.pages)
    yield from playbook.files.others
    yield from addresses.FOR_PROGRAMS
    yield from map(addresses.file_of, pages.of(playbook))
    yield from map(addresses.file_of, pages.reference((*sorted(rule_ids), *FaultId), Kind))
    yield from (addresses.file_of(old) for old, _ in pages.redirects(playbook))


class _Targets:
    """The files that a link may lead to, and what to write instead of a path that is none of them."""

    def __init__(self, subject: Subject) -> None:
        self._sources = subject.playbook.files.sources
        self._suggestions = subject.suggestions
        self._paths = dict.fromkeys(_published(subject.playbook, subject.rule_ids))
        self._by_name: dict[str, list[str]] = {}
        for path in self._paths:
            self._by_name.setdefault(posixpath.basename(path), []).append(path)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def hint(self, path: str, folder: str) -> str:
        """What to do about a link from `folder` to the `path` that isn't there."""
        if path == ".." or path.startswith("../"):
            return "it leads out of the playbook's folder; move the file into it"
        if f"{path}/index.md" in self._paths:
            return f"write '{addresses.relative(f'{path}/index.md', folder)}'"
        if path in self._sources:
            made = addresses.file_of(f"{path.removesuffix('.yaml')}/")
            if made in self._paths:
                return f"YAML files are not published; link to the page: '{addresses.relative(made, folder)}'"
            return "YAML files are not published; link to the page that is made from it"
        name = posixpath.basename(path)
        elsewhere = self._by_name.get(name, ()) if name != "index.md" else ()
        if len(elsewhere) == 1:
            return f"did you mean '{addresses.relative(elsewhere[0], folder)}'?"
        return self._nearest(path, folder)

    def _nearest(self, path: str, folder: str) -> str:
        likely, nearest = self._suggestions.meant(path, self._paths, within=_NEAR)
        if likely is not None:
            return f"did you mean '{addresses.relative(likely, folder)}'?"
        listed = ", ".join(addresses.relative(each, folder) for each in nearest)
        what_to_do = "write the path from the file that the link stands in"
        return f"choose from {listed}, or {what_to_do}" if listed else what_to_do
