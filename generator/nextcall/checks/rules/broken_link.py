"""A relative link leads to nothing.

## What it does
Follows the relative links in the playbook's texts and in the team's own Markdown pages: to another page of the team, to
an image or document, or to a page that is made from the playbook (`../sales/new-business/prove/index.md`). Links in raw
HTML (`<a href>`, `<img src>`) and the definitions of references count; code and comments hold none. In the pages, links
to a drive, to a share or to `file:` are reported, too: browsers don't open them from a site.

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
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from nextcall import addresses
from nextcall.addresses import pages
from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.load import FaultId, Kind
from nextcall.model import Place
from nextcall.page_links import LONGEST_READ
from nextcall.text import is_relative

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nextcall.checks.rule import Subject
    from nextcall.diagnostics import Span
    from nextcall.model import Playbook

ID = "broken-link"
LEVEL = Severity.WARNING

_IN_MARKDOWN = "write it as a link in Markdown, which names the file that it leads to"
_FOR_ALL = "put the file into the playbook and link to it by its relative path, or link to https://…"
_ON_A_DRIVE = re.compile(r"(?i:file:)|[A-Za-z]:[\\/]|\\")
_NEAR = 3  # of so many files, more slips than that lead to any


def check(subject: Subject) -> Iterator[Finding]:
    """Find relative links without a target."""
    targets: _Targets | None = None
    for page in subject.playbook.files.pages:
        if page.unread_from == LONGEST_READ:
            message = f"the page is so long that only links in its first {LONGEST_READ:,} characters are followed"
            yield Finding(Place(page.path), message, "split it")
        elif page.unread_from is not None:
            message = f"the pages are so long together that {_followed(page.unread_from)}"
            yield Finding(Place(page.path), message, "keep in the playbook what sellers need, and the rest elsewhere")
        for written in page.links:
            if _ON_A_DRIVE.match(written.target):
                message = f"the link to '{written.target}' leads to a drive or a share, and no site can open those"
                yield Finding(Place(page.path), message, _FOR_ALL, written.span)
    for link in _relative_links(subject):
        if targets is None:
            targets = _Targets(subject)
        path = _path(link.folder, link.target)
        if path in targets or (link.address is not None and targets.has_address(_path(link.address, link.target))):
            continue
        is_address = link.address is not None and path.startswith("..")
        hint = _IN_MARKDOWN if is_address else targets.hint(path, link.folder)
        yield Finding(link.place, f"the link to '{link.target}' leads nowhere", hint, link.span)


def _followed(characters: int) -> str:
    if not characters:
        return "no links of this one are followed"
    return f"only links in the first {characters:,} characters of this one are followed"


class _RelativeLink(NamedTuple):
    """A link that starts from `folder`, or also, in raw HTML, from the `address` of its page."""

    folder: str
    target: str
    place: Place
    span: Span | None = None
    address: str | None = None


def _relative_links(subject: Subject) -> Iterator[_RelativeLink]:
    playbook = subject.playbook
    for written, targets in subject.links:
        for target in targets:
            if is_relative(target):
                yield _RelativeLink(written.text.folder, target, written.place)
    for asset in playbook.assets:
        if asset.url is not None and is_relative(asset.url):
            yield _RelativeLink("", asset.url, asset.place / "url")
    if playbook.feedback is not None and is_relative(playbook.feedback):
        yield _RelativeLink("", playbook.feedback, playbook.place / "feedback")
    for page in playbook.files.pages:
        folder, place = posixpath.dirname(page.path), Place(page.path)
        for link in page.links:
            if is_relative(link.target):
                address = addresses.of_team_page(page.path) if link.is_raw else None
                yield _RelativeLink(folder, link.target, place, link.span, address)


def _path(folder: str, target: str) -> str:
    path = target.partition("#")[0].partition("?")[0]
    if "%" in path:
        path = unquote(path)
    return posixpath.normpath(posixpath.join(folder, path) if folder else path)


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

    def has_address(self, path: str) -> bool:
        """Whether something is published at an address, which may leave out `index.html`."""
        stem = path.removesuffix(".html").removesuffix("index").strip("./")
        made_of = (path, f"{stem}.md", f"{stem}/index.md".strip("/"), f"{stem}/README.md".strip("/"))
        return any(each in self._paths for each in made_of)

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
        name = path.rpartition("/")[2]
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
