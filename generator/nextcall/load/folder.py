"""What lies in a playbook's folder: which file is of which kind, which are the team's own, and which are strays."""

from __future__ import annotations

import io
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nextcall.diagnostics import TOP, Diagnostic, Severity, Span
from nextcall.history.tree import Lies
from nextcall.load.characters import as_id, look_alikes
from nextcall.load.document import Lines
from nextcall.load.faults import FaultId
from nextcall.load.kinds import Kind
from nextcall.load.merges import unfinished_merges
from nextcall.load.parse import LARGEST, MOST_FAULTS
from nextcall.model import PageLink, TeamPage
from nextcall.page_links import MOST_READ, read_links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.history.tree import Tree

PLAYBOOK_FILE = "playbook.yaml"

_SINGLE = {
    PLAYBOOK_FILE: Kind.PLAYBOOK,
    "roles.yaml": Kind.ROLES,
    "assets.yaml": Kind.ASSETS,
    "glossary.yaml": Kind.GLOSSARY,
}
_YAML_ENDINGS = (".yaml", ".yml")
_PAGE_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")  # what MkDocs makes pages of
_FOLDERS = {"buying": Kind.BUYING_PROCESS, "sales": Kind.SALES_PROCESS, "results": Kind.RESULTS}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADING = re.compile(r"\n# ([^\n]*)")
_FIX_FILE = "make the file readable, or move it out of the playbook"


@dataclass
class Contents:
    """The files of a playbook, by path relative to its folder, in the order of their paths.

    `elsewhere` are folders of which only another repository has the files. So many characters of pages are `to_parse`.
    """

    claimed: dict[str, Kind] = field(default_factory=dict)
    unclaimed: list[str] = field(default_factory=list)
    pages: list[TeamPage] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    to_parse: int = field(default_factory=lambda: MOST_READ)

    def report(self, path: str, rule: FaultId, message: str, hint: str, span: Span = TOP) -> None:
        """Note something wrong with a file, as an error."""
        self.diagnostics.append(Diagnostic.at(path, span, rule, Severity.ERROR, message, hint=hint))


def survey(tree: Tree) -> Contents:
    """Look through the tree. Reads the team's Markdown pages, but no YAML."""
    contents = Contents()
    for path in _without_twins(sorted(_files(tree, contents)), contents):
        ending = os.path.splitext(path)[1].lower()  # noqa: PTH122 (a path below the playbook, as text)
        if ending in _YAML_ENDINGS:
            _claim(path, contents)
        elif ending in _PAGE_ENDINGS:
            _read_page(tree, path, contents)
        else:
            contents.others.append(path)
    return contents


def _files(tree: Tree, contents: Contents) -> Iterator[str]:
    """Relative paths of all files; what can't be read or lies elsewhere is reported and left out."""
    waiting = [""]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(tree.entries(folder))
        except OSError as error:
            hint = "make the folder readable, or move it out of the playbook"
            contents.report(folder, FaultId.UNREADABLE_FILE, f"the folder can't be read: {_reason(error)}", hint)
            continue
        for name, lies in entries:
            path = f"{folder}/{name}" if folder else name
            if name.startswith("."):
                continue
            if not _printable(path):
                shown = path.encode("utf-8", "backslashreplace").decode()
                contents.report(shown, FaultId.FILE_NAME, "the file's name is not UTF-8", "rename the file")
            elif lies is Lies.FOLDER and not path.endswith((".yaml", ".yml")):
                waiting.append(path)
            elif lies is Lies.FILE:
                yield path
            elif lies is Lies.ELSEWHERE:
                contents.elsewhere.append(path)
            else:
                contents.report(path, *_NO_FILE[lies])


_NO_FILE = {
    Lies.LINK_OUT: (
        FaultId.LINK_OUT_OF_PLAYBOOK,
        "this link leads out of the playbook's folder",
        "put the file itself into the playbook, or remove the link",
    ),
    Lies.LINK_TO_FOLDER: (
        FaultId.UNREADABLE_FILE,
        "links to folders are not followed",
        "put the folder itself here, or remove the link",
    ),
    Lies.FOLDER: (
        FaultId.UNREADABLE_FILE,
        "this is a folder, and its name is that of a YAML file",
        "rename the folder, or put the file in its place",
    ),
    Lies.NOTHING: (
        FaultId.UNREADABLE_FILE,
        "this is no file that can be read",
        "put a real file there, or remove it",
    ),
}
"""What is neither a file nor a folder to look into: its rule, what it is, and what to do about it."""


def _without_twins(paths: list[str], contents: Contents) -> Iterator[str]:
    """The paths, less those that only capitals tell from another: Windows and macOS take both for one file."""
    seen: dict[str, str] = {}
    for path in paths:
        first = seen.setdefault(path.casefold(), path)
        if first == path:
            yield path
        else:
            message = f"the name differs from '{first}' only in its capitals"
            hint = "rename one of the two: many computers take both for one file"
            contents.report(path, FaultId.FILE_NAME, message, hint)


def _printable(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _claim(path: str, contents: Contents) -> None:
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(".yaml")
    kind = _FOLDERS.get(folder) if name.endswith(".yaml") else None
    if path in _SINGLE:
        contents.claimed[path] = _SINGLE[path]
    elif kind is None:
        contents.unclaimed.append(path)
    elif _ID.fullmatch(stem):
        contents.claimed[path] = kind
    else:
        better = as_id(stem)
        hint = f"rename it to {better}.yaml" if better else "rename it with small letters, digits and single hyphens"
        message = f"'{stem}' can't be the id of a process, and the file's name is its id"
        if found := look_alikes(stem):
            message += f": it holds {found}"
        contents.report(path, FaultId.FILE_NAME, message, hint)


def _read_page(tree: Tree, path: str, contents: Contents) -> None:
    content = read(tree, path, contents)
    if content is None:
        return
    if len(content) > LARGEST:
        message = f"the page is larger than {LARGEST // 1_000_000} MB"
        contents.report(path, FaultId.FILE_TOO_LARGE, message, "split it")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        contents.report(path, FaultId.NOT_UTF_8, "the page is not UTF-8", "save the file again with the encoding UTF-8")
        return
    merges = unfinished_merges(text, MOST_FAULTS, is_page=True)
    if merges:
        lines = Lines(text)
        for fault in merges:
            contents.report(path, fault.rule, fault.message, fault.hint, lines.span(fault.start, fault.end))
        return
    stem = path.rpartition("/")[2].rpartition(".")[0]
    found, parsed, unread_from = read_links(text, contents.to_parse)
    contents.to_parse -= parsed
    links = tuple(
        [
            PageLink(link.leads_to, Span(link.line, link.column, link.line, link.end_column), link.is_raw)
            for link in found
        ]
    )
    contents.pages.append(TeamPage(path, _title(text) or stem.replace("-", " ").capitalize(), links, unread_from))


def _title(page: str) -> str:
    """The title of a Markdown page: that of its front matter, else its first heading, else ""."""
    lines = io.StringIO(page)
    if next(lines, "").rstrip() == "---":
        for line in lines:
            title = _unquoted(line.removeprefix("title:").strip()) if line.startswith("title:") else ""
            if title:
                return title
            if line.rstrip() == "---":
                break
    headings = (found[1].strip() for found in _HEADING.finditer(f"\n{page}"))
    return next((_without_closing(heading) for heading in headings if heading), "")


def _unquoted(value: str) -> str:
    """A value of front matter without the quotes around it."""
    return value[1:-1] if len(value) > len("''") and value[0] == value[-1] and value[0] in "\"'" else value


def _without_closing(heading: str) -> str:
    """A heading without the `#` that may close it, behind a space."""
    words = heading.rstrip("#")
    return words.rstrip() if words.endswith(" ") else heading


def read(tree: Tree, path: str, contents: Contents) -> bytes | None:
    """The bytes of a file of the playbook, at most one more than a file may have.

    None, and a diagnostic, where it can't be read.
    """
    try:
        return tree.read(path, LARGEST + 1)
    except OSError as error:
        contents.report(path, FaultId.UNREADABLE_FILE, f"the file can't be read: {_reason(error)}", _FIX_FILE)
        return None
