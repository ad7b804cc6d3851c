"""Where a line of the playbook stands at the team's forge: to view it, to edit it, or to suggest what it should say.

A forge is known by its host, or by the shape of the address that edits a file; nobody is asked over the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_WORDS = 600
"""How many characters of present words an issue is filled with: addresses of some 8,000 bytes are refused."""

PATH = "{path}"
"""Where the path of a file stands in the address that edits it."""


class Forge(StrEnum):
    """Who keeps a team's repository."""

    GITHUB = "github"
    GITLAB = "gitlab"
    BITBUCKET = "bitbucket"
    AZURE = "azure"
    GITEA = "gitea"


_HOSTS = {
    Forge.GITHUB: ("github",),
    Forge.GITLAB: ("gitlab",),
    Forge.BITBUCKET: ("bitbucket",),
    Forge.AZURE: ("azure", "visualstudio"),
    Forge.GITEA: ("gitea", "forgejo", "codeberg"),
}
_USUAL = {
    Forge.GITHUB: "/edit/HEAD/{path}",
    Forge.GITLAB: "/-/edit/HEAD/{path}",
    Forge.BITBUCKET: "/src/HEAD/{path}?mode=edit&spa=0&at=HEAD",
    Forge.AZURE: "?path=/{path}",
    Forge.GITEA: "/_edit/HEAD/{path}",
}
"""How a file is edited on the branch that changes go to, whatever its name."""

_EDITS = (
    (Forge.GITLAB, "/-/edit/"),
    (Forge.GITEA, "/_edit/"),
    (Forge.GITEA, "/src/branch/"),
    (Forge.AZURE, "?path="),
    (Forge.BITBUCKET, "/src/"),
    (Forge.GITHUB, "/edit/"),
    (Forge.GITLAB, "/-/blob/"),
    (Forge.GITHUB, "/blob/"),
)
"""What follows the repository's address in an address that edits a file or shows it, the more telling first."""

_TO_EDIT = {"/src/branch/": "/_edit/", "/-/blob/": "/-/edit/", "/blob/": "/edit/"}
"""What stands there to edit, by what stands there to view."""

_VIEWS = {
    "/-/edit/": "/-/blob/",
    "/edit/": "/blob/",
    "/_edit/HEAD/": "/src/HEAD/",
    "/_edit/": "/src/branch/",
}
_AS_SOURCE = {Forge.GITHUB: "?plain=1", Forge.GITLAB: "?plain=1", Forge.GITEA: "?display=source"}
_LINE: Mapping[Forge, str] = {
    Forge.GITHUB: "#L{line}",
    Forge.GITLAB: "#L{line}",
    Forge.BITBUCKET: "#lines-{line}",
    Forge.AZURE: "&line={line}&lineEnd={after}&lineStartColumn=1&lineEndColumn=1&_a=contents",
    Forge.GITEA: "#L{line}",
}
_OWNER_AND_NAME = 2


@dataclass(frozen=True)
class Pencils:
    """Where the lines of a team's playbook are kept; `address` has no slash at its end.

    `pencil` is the address that edits a file, its path in the place of `PATH`: `inside`, then that below the playbook's
    folder. `folder` is the playbook's in the repository, with a slash at its end, or "".
    """

    forge: Forge
    address: str
    pencil: str
    inside: str
    folder: str

    def edit(self, path: str, line: int) -> str:
        """The address that edits a file, at its line where the forge goes to one."""
        here = self.pencil.replace(PATH, quote(self.inside + path))
        return here + _LINE[self.forge].format(line=line, after=line + 1)

    def view(self, path: str, line: int) -> str:
        """The address that shows the 1-based line of a file, whose path is below the playbook's folder."""
        shape = self.pencil.partition("?")[0] if self.forge is Forge.BITBUCKET else self.pencil
        for edits, views in _VIEWS.items():
            if edits in shape:
                shape = shape.replace(edits, views, 1)
                break
        whole = shape + ("" if "?" in shape else _AS_SOURCE.get(self.forge, ""))
        return whole.replace(PATH, quote(self.inside + path)) + _LINE[self.forge].format(line=line, after=line + 1)

    def issue(self, title: str, body: str) -> str | None:
        """The address of a new issue that is filled in; None where the forge can't be asked for one by an address."""
        fill = _ISSUE.get(self.forge)
        steps = urlsplit(self.address).path.strip("/").split("/")
        return fill(self.address, title, body) if fill is not None and len(steps) >= _OWNER_AND_NAME else None


def pencils(
    address: str | None, edit: str | None, *, inside: str = "", folder: str = "", forge: Forge | None = None
) -> Pencils | None:
    """The repository that `mkdocs.yml` speaks of, or None where its forge isn't known.

    `address` is its `repo_url`; `edit` is its `edit_uri` or `edit_uri_template`, where either is said, with `PATH` for
    the path of a file, to which `inside` belongs. `folder` is the playbook's in the repository; `forge` is said where
    the host doesn't tell.
    """
    whole = _joined(address, edit)
    if whole is None or not whole.startswith(("https://", "http://")):
        return None
    forge = forge or _by_host(whole)
    for kind, mark in _EDITS:
        base, found, rest = whole.partition(mark)
        if edit and found and PATH in whole and forge in (None, kind):
            if kind is Forge.BITBUCKET and "?" not in rest:
                rest += f"?mode=edit&spa=0&at={rest.partition('/')[0]}"
            return Pencils(kind, base.rstrip("/"), base + _TO_EDIT.get(mark, mark) + rest, inside, folder)
    if forge is None or not address:
        return None
    base = address.rstrip("/").removesuffix(".git")
    return Pencils(forge, base, base + _USUAL[forge], folder, folder)


def _joined(address: str | None, edit: str | None) -> str | None:
    if not edit or "://" in edit:
        return edit or address
    return f"{address.rstrip('/')}{'' if edit.startswith('?') else '/'}{edit.lstrip('/')}" if address else None


def _by_host(address: str) -> Forge | None:
    parts = urlsplit(address)
    words = (parts.hostname or "").split(".")
    if "/_git/" in parts.path:
        return Forge.AZURE
    return next((forge for forge, names in _HOSTS.items() if any(name in words for name in names)), None)


_ISSUE: Mapping[Forge, Callable[[str, str, str], str]] = {
    Forge.GITHUB: lambda at, title, body: f"{at}/issues/new?{_query(title=title, body=body)}",
    Forge.GITLAB: lambda at, title, body: (
        f"{at}/-/issues/new?{_query(**{'issue[title]': title, 'issue[description]': body})}"
    ),
    Forge.AZURE: lambda at, title, body: (
        f"{at.partition('/_git/')[0]}/_workitems/create/Issue?"
        f"{_query(**{'[System.Title]': title, '[System.Description]': body})}"
    ),
    Forge.GITEA: lambda at, title, body: f"{at}/issues/new?{_query(title=title, body=body)}",
}


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote, safe="")
