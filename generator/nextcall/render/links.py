"""Where a link in the playbook's text leads, seen from the page that the text is written on."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from nextcall import addresses, text
from nextcall.addresses import pages
from nextcall.load import Kind
from nextcall.markup import Html
from nextcall.views import rules

if TYPE_CHECKING:
    from nextcall.model import Playbook


_SAFE = re.compile(r"https?://[A-Za-z0-9%._~/:?#=&-]*")


def as_href(address: str) -> Html | str:
    """An address on the web as an attribute holds it, its signs as they are where none of them means anything there."""
    return Html(address.replace("&", "&amp;")) if _SAFE.fullmatch(address) else address


class Links:
    """Everything in the site that a text can link to."""

    def __init__(self, playbook: Playbook, *, directory_urls: bool) -> None:
        """`directory_urls` says how the host names the team's own pages."""
        made = (*pages.of(playbook), *pages.reference(rules.ids(), Kind))
        self._generated = {address: address for address in made}
        for old, new in pages.redirects(playbook):
            self._generated.setdefault(old, new)
        self._files = {path: path for path in (*addresses.FOR_PROGRAMS, *playbook.files.others)}
        for page in playbook.files.pages:
            self._files[page.path] = addresses.of_team_page(page.path, directory_urls=directory_urls)

    def is_made(self, address: str) -> bool:
        """Whether there is a page of ours at an address."""
        return self._generated.get(address) == address

    def href(self, origin: str, folder: str, target: str) -> str | None:
        """The href, on the page at `origin`, of a target written in a file of `folder`; None where it leads nowhere."""
        if not text.is_allowed(target):
            return None
        if not text.is_relative(target):
            return None if target.startswith("#") else target
        path, mark, anchor = target.partition("#")
        found = self._found(posixpath.normpath(posixpath.join(folder, unquote(path.partition("?")[0]))))
        if found is None:
            return None
        return quote(addresses.link(origin, found)) + mark + anchor

    def _found(self, path: str) -> str | None:
        if path in self._files:
            return self._files[path]
        directory = posixpath.dirname(path) if posixpath.basename(path) == "index.md" else path
        return self._generated.get("" if directory in ("", ".") else f"{directory}/")


class Elsewhere:
    """For a page that shows no text of the playbook: only links to the web lead anywhere."""

    def href(self, origin: str, folder: str, target: str) -> str | None:  # noqa: ARG002 (as `Links` has it)
        """The target itself, if it is an address on the web."""
        return target if text.is_allowed(target) and target.startswith("http") else None

    def is_made(self, address: str) -> bool:  # noqa: ARG002 (as `Links` has it)
        """No: it knows no page."""
        return False


ELSEWHERE = Elsewhere()


class Origin:
    """The page that is being written: where its links start."""

    def __init__(self, links: Links | Elsewhere, address: str) -> None:
        """`address` is that of the page."""
        self.address = address
        self._links = links
        self._made: dict[str, str] = {}

    def link(self, address: str) -> str:
        """The relative link from here to the page at `address`."""
        made = self._made.get(address)
        if made is None:
            made = self._made[address] = addresses.link(self.address, address)
        return made

    def is_made(self, address: str) -> bool:
        """Whether the site has a page of ours at `address`."""
        return self._links.is_made(address)

    def href(self, folder: str, target: str) -> str | None:
        """Where a target that is written in a file of `folder` leads from here; None where it leads nowhere."""
        return self._links.href(self.address, folder, target)
