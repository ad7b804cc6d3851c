"""Where a line of the playbook stands at the team's forge: to view it, to edit it, or to suggest what it should say.

A forge is known by its host, or by the shape of the address that edits a file; nobody is asked over the network.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MOST_WORDS = 600
"""How many characters of present words an issue is filled with: addresses of some 8,000 bytes are refused."""

_DEFAULT_BRANCH = "HEAD"


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
_MARKS = (
    (Forge.GITLAB, ("/-/edit/", "/-/blob/", "/-/tree/")),
    (Forge.GITEA, ("/_edit/branch/", "/_edit/", "/src/branch/")),
    (Forge.AZURE, ("?path=",)),
    (Forge.GITHUB, ("/edit/", "/blob/", "/tree/")),
    (Forge.BITBUCKET, ("/src/",)),
)
"""What stands between a repository's address and the branch in the address of a file, the more telling first."""


@dataclass(frozen=True)
class Repository:
    """A team's repository at its forge. `address` has no slash at its end; `branch` is where changes are merged to.

    `folder` is the playbook's in the repository, with a slash at its end, or "".
    """

    forge: Forge
    address: str
    branch: str
    folder: str

    def view(self, path: str, line: int) -> str:
        """The address that shows the 1-based line of a file, whose path is below the playbook's folder."""
        return _VIEW[self.forge](self, quote(self.folder + path), line)

    def edit(self, path: str, line: int) -> str:
        """The address that edits a file, at its line where the forge goes to one."""
        return _EDIT[self.forge](self, quote(self.folder + path), line)

    def issue(self, title: str, body: str) -> str | None:
        """The address of a new issue that is filled in; None where the forge can't be asked for one by an address."""
        fill = _ISSUE.get(self.forge)
        return None if fill is None else fill(self, title, body)

    @property
    def at_branch(self) -> str:
        """The branch as addresses have it."""
        return quote(self.branch)


def repository(address: str | None, edit: str | None, folder: str, forge: Forge | None = None) -> Repository | None:
    """The repository that `mkdocs.yml` speaks of, or None where its forge isn't known.

    `address` is its `repo_url`, `edit` its `edit_uri` or `edit_uri_template`, where either is said; `folder` is the
    playbook's in the repository; `forge` is said where the host doesn't tell.
    """
    whole = _joined(address, edit)
    if whole is None or not whole.startswith(("https://", "http://")):
        return None
    for kind, marks in _MARKS:
        for mark in marks:
            base, found, rest = whole.partition(mark)
            if found and kind is (forge or _by_host(base) or kind):
                branch = _branch_of_query(whole) if kind is Forge.AZURE else _branch(rest, folder)
                return Repository(kind, base.rstrip("/"), branch, folder)
    kind_of_host = forge or _by_host(whole)
    base = _without_query((address or whole).rstrip("/").removesuffix(".git"))
    return None if kind_of_host is None else Repository(kind_of_host, base, _DEFAULT_BRANCH, folder)


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


def _branch(rest: str, folder: str) -> str:
    """The branch at the beginning of what follows the mark; a branch may hold slashes where the folder is known."""
    path = rest.partition("?")[0].partition("{")[0].strip("/")
    inside = folder.strip("/")
    if inside and path.endswith(f"/{inside}"):
        return path.removesuffix(f"/{inside}")
    return path.partition("/")[0] or _DEFAULT_BRANCH


def _branch_of_query(address: str) -> str:
    said = parse_qs(urlsplit(address).query).get("version", [""])[0]
    return said.removeprefix("GB") or _DEFAULT_BRANCH


def _without_query(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _azure(repository: Repository, path: str, line: int) -> str:
    query = f"?path=/{path}"
    if repository.branch != _DEFAULT_BRANCH:
        query += f"&version=GB{quote(repository.branch, safe='')}"
    here = f"&line={line}&lineEnd={line + 1}&lineStartColumn=1&lineEndColumn=1&_a=contents"
    return f"{repository.address}{query}{here}"


def _gitea(repository: Repository) -> str:
    """How Gitea's addresses name the branch."""
    return f"branch/{repository.at_branch}" if repository.branch != _DEFAULT_BRANCH else _DEFAULT_BRANCH


_VIEW: Mapping[Forge, Callable[[Repository, str, int], str]] = {
    Forge.GITHUB: lambda at, path, line: f"{at.address}/blob/{at.at_branch}/{path}?plain=1#L{line}",
    Forge.GITLAB: lambda at, path, line: f"{at.address}/-/blob/{at.at_branch}/{path}?plain=1#L{line}",
    Forge.BITBUCKET: lambda at, path, line: f"{at.address}/src/{at.at_branch}/{path}#lines-{line}",
    Forge.AZURE: _azure,
    Forge.GITEA: lambda at, path, line: f"{at.address}/src/{_gitea(at)}/{path}?display=source#L{line}",
}
_EDIT: Mapping[Forge, Callable[[Repository, str, int], str]] = {
    Forge.GITHUB: lambda at, path, line: f"{at.address}/edit/{at.at_branch}/{path}#L{line}",
    Forge.GITLAB: lambda at, path, line: f"{at.address}/-/edit/{at.at_branch}/{path}#L{line}",
    Forge.BITBUCKET: lambda at, path, _line: (
        f"{at.address}/src/{at.at_branch}/{path}?mode=edit&spa=0&at={quote(at.branch, safe='')}"
    ),
    Forge.AZURE: _azure,  # whose page of a file has the button to edit it
    Forge.GITEA: lambda at, path, line: f"{at.address}/_edit/{at.at_branch}/{path}#L{line}",
}
_ISSUE: Mapping[Forge, Callable[[Repository, str, str], str]] = {
    Forge.GITHUB: lambda at, title, body: f"{at.address}/issues/new?{_query(title=title, body=body)}",
    Forge.GITLAB: lambda at, title, body: (
        f"{at.address}/-/issues/new?{_query(**{'issue[title]': title, 'issue[description]': body})}"
    ),
    Forge.AZURE: lambda at, title, body: (
        f"{at.address.partition('/_git/')[0]}/_workitems/create/Issue?"
        f"{_query(**{'[System.Title]': title, '[System.Description]': body})}"
    ),
    Forge.GITEA: lambda at, title, body: f"{at.address}/issues/new?{_query(title=title, body=body)}",
}


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote, safe="")
