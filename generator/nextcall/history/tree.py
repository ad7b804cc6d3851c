"""A tree of files that a playbook is read from, and the one that lies on disk."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Lies(StrEnum):
    """What an entry of a folder is, and where."""

    FILE = "file"
    FOLDER = "folder"
    LINK_TO_FOLDER = "link to folder"
    LINK_OUT = "link out"
    """A link that leads out of the tree."""
    ELSEWHERE = "elsewhere"
    """Another repository, whose files aren't at hand."""
    NOTHING = "nothing"
    """Nothing that could be read: a link that leads nowhere, a socket."""


class Entry(NamedTuple):
    """Something in a folder. Bytes of `name` that are not UTF-8 are surrogates, as in `os.fsdecode`."""

    name: str
    lies: Lies


class Tree(Protocol):
    """The files of a playbook. Paths are relative to its folder, with forward slashes; "" is the folder itself."""

    def entries(self, folder: str) -> Iterable[Entry]:
        """What lies in a folder, in any order; raises OSError where it can't be read."""

    def read(self, path: str, most: int) -> bytes:
        """The first `most` bytes of a file; raises OSError where it can't be read."""


class FolderOnDisk:
    """The tree in a folder on disk."""

    def __init__(self, root: Path) -> None:
        """`root` need not exist: then no folder of it can be read."""
        self._root = root
        self._inside = Path(os.path.realpath(root))

    def entries(self, folder: str) -> Iterator[Entry]:
        """What lies in a folder; links are looked through."""
        for entry in list(os.scandir(self._root / folder)):
            yield Entry(entry.name, self._lies(entry))

    def _lies(self, entry: os.DirEntry[str]) -> Lies:
        if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(self._inside):
            return Lies.LINK_OUT
        if entry.is_dir(follow_symlinks=False):
            return Lies.FOLDER
        path = Path(entry.path)
        if path.is_file():
            return Lies.FILE
        return Lies.LINK_TO_FOLDER if path.is_dir() else Lies.NOTHING

    def read(self, path: str, most: int) -> bytes:
        """The first bytes of a file."""
        with (self._root / path).open("rb") as file:
            return file.read(most)
