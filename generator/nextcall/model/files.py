"""What lies in a playbook's folder besides the YAML that the model is made of: the team's pages, images, strays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nextcall.diagnostics import Span
    from nextcall.model.place import Place


class PageLink(NamedTuple):
    """A link of a team's page: its target, and where it stands; one in raw HTML starts from the page's address."""

    target: str
    span: Span
    is_raw: bool = False


class Misread(NamedTuple):
    """A place where YAML reads something else than was meant, and how it is written so that it is read."""

    place: Place
    better: str


@dataclass(frozen=True)
class TeamPage:
    """A Markdown page of the team's own. `path` is relative to the playbook's folder.

    `links` are all of its links, unless it isn't looked through from the character `unread_from` on.
    """

    path: str
    title: str
    links: tuple[PageLink, ...] = ()
    unread_from: int | None = None


@dataclass(frozen=True, kw_only=True)
class Files:
    """The folder's contents, each tuple sorted by path. `others` are published as they are (images, PDFs)."""

    pages: tuple[TeamPage, ...] = ()
    others: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    unclaimed: tuple[str, ...] = ()
    cut_texts: tuple[Place, ...] = ()
    split_texts: tuple[Misread, ...] = ()
    misread_paths: tuple[Misread, ...] = ()
