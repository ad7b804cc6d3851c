"""The mark that a build leaves in its site: which files are ours, so that nobody else's are deleted with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.mkdocs_plugin import MARK, MARK_TEXT, files_in

if TYPE_CHECKING:
    from pathlib import Path


def listed(site: Path) -> frozenset[str]:
    """The files that the mark of a site lists; ValueError, with what is wrong, where there is none that we know."""
    mark = site / MARK
    if mark.is_symlink() or not mark.is_file():
        message = f"is not empty and holds no {MARK}, so it is not a site of ours"
        raise ValueError(message)
    try:
        head, _, rest = mark.read_bytes().decode().replace("\r\n", "\n").partition("\n")
    except UnicodeDecodeError:
        message = f"holds a {MARK} that is not UTF-8, so nobody knows which files are ours"
        raise ValueError(message) from None
    if head != MARK_TEXT.rstrip("\n"):
        message = f"holds a {MARK} of a version that this nextcall doesn't know"
        raise ValueError(message)
    return frozenset(rest.split("\n")) - {""}


def strangers(site: Path) -> list[str]:
    """The files in a site that its mark doesn't list, so that somebody else put them there, sorted; else as `listed`.

    A mark that lists more than twice as many files as are there was written for another folder: then none is ours.
    """
    ours, found = listed(site), files_in(site)
    copied = len(ours.intersection(found)) * 2 < len(ours)
    return [path for path in found if copied or path not in ours]


def is_empty(folder: Path) -> bool:
    """Whether nothing at all is in a folder."""
    return next(folder.iterdir(), None) is None
