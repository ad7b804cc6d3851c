"""What lies in a playbook's folder: which file is of which kind, which are the team's own, and which are strays."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nextcall.diagnostics import TOP, Diagnostic, Severity, Span
from nextcall.load.faults import FaultId
from nextcall.load.schema import Kind, as_id
from nextcall.model import PageLink, TeamPage
from nextcall.text import page_links

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAYBOOK_FILE = "playbook.yaml"

_SINGLE = {PLAYBOOK_FILE: Kind.PLAYBOOK, "roles.yaml": Kind.ROLES, "assets.yaml": Kind.ASSETS, "glossary.yaml": Kind.GLOSSARY}
_FOLDERS = {"buying": Kind.BUYING_PROCESS, "sales": Kind.SALES_PROCESS}
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HEADING = re.compile(r"^# +(.+?)(?: +#+)?\s*$", re.MULTILINE)
_FRONT_MATTER_TITLE = re.compile(r"\A---\r?\n(?:.*\r?\n)*?title:[ \t]*[\"']?(.+?)[\"']?[ \t]*\r?\n(?:.*\r?\n)*?---", re.MULTILINE)


@dataclass
class Contents:
    """The files of a playbook, by path relative to its folder, in the order of their paths."""

    claimed: dict[str, Kind] = field(default_factory=dict)
    unclaimed: list[str] = field(default_factory=list)
    pages: list[TeamPage] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def report(self, path: str, rule: FaultId, message: str, hint: str, span: Span = TOP) -> None:
        """Note something wrong with a file, as an error."""
        self.diagnostics.append(Diagnostic.at(path, span, rule, Severity.ERROR, message, hint=hint))


def survey(root: Path) -> Contents:
    """Look through the folder. Reads the team's Markdown pages, but no YAML."""
    contents = Contents()
    inside = Path(os.path.realpath(root))
    for path in _files(root, contents, inside):
        if path.endswith((".yaml", ".yml")):
            _claim(path, contents)
        elif path.endswith(".md"):
            _read_page(root, path, contents)
        else:
            contents.others.append(path)
    return contents


def _files(root: Path, contents: Contents, inside: Path) -> Iterator[str]:
    """Relative paths of all files, sorted; links out of the playbook are reported and left out."""
    waiting = [""]
    found = []
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(root / folder))
        except OSError as error:
            hint = "make the folder readable, or move it out of the playbook"
            contents.report(folder or ".", FaultId.UNREADABLE_FILE, f"can't be read: {_reason(error)}", hint)
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if not _printable(path):
                shown = path.encode("utf-8", "backslashreplace").decode()
                contents.report(shown, FaultId.FILE_NAME, "the file's name is not UTF-8", "rename the file")
            elif entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(inside):
                hint = "put the file itself into the playbook, or remove the link"
                contents.report(path, FaultId.LINK_OUT_OF_PLAYBOOK, "this link leads out of the playbook's folder", hint)
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(path)
            elif entry.is_file():
                found.append(path)
            elif not entry.is_dir():
                hint = "put a real file there, or remove it"
                contents.report(path, FaultId.UNREADABLE_FILE, "this is no file that can be read", hint)
    yield from sorted(found)


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
        contents.report(path, FaultId.FILE_NAME, message, hint)


def _read_page(root: Path, path: str, contents: Contents) -> None:
    content = read(root, path, contents)
    if content is None:
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        contents.report(path, FaultId.NOT_UTF_8, "the page is not UTF-8", "save the file again with the encoding UTF-8")
        return
    title = _FRONT_MATTER_TITLE.match(text) or _HEADING.search(text)
    stem = path.rpartition("/")[2].removesuffix(".md")
    links = tuple(
        PageLink(link.target, Span(link.line, link.column, link.line, link.end_column)) for link in page_links(text)
    )
    contents.pages.append(TeamPage(path, title[1] if title else stem.replace("-", " ").capitalize(), links))


def read(root: Path, path: str, contents: Contents) -> bytes | None:
    """The bytes of a file of the playbook; None, and a diagnostic, where it can't be read."""
    try:
        return (root / path).read_bytes()
    except OSError as error:
        hint = "make the file readable, or move it out of the playbook"
        contents.report(path, FaultId.UNREADABLE_FILE, f"can't be read: {_reason(error)}", hint)
        return None
