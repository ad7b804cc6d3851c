"""Putting a finished folder in the place of another, so that at every moment one of the two is complete.

Where the system can exchange two names in one step, that is all. Elsewhere it takes two renames: between them the old
folder is called `.<name>.previous`, and `restore` gives it its name back.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from nextcall.mkdocs_plugin import MARK, files_in
from nextcall.publish import mark, removal
from nextcall.publish.locks import locked

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def previous(target: Path) -> Path:
    """What the old folder is called between two renames."""
    return target.with_name(f".{target.name}.previous")


def is_ours(folder: Path) -> bool:
    """Whether a folder is a site of ours, whole or in the making: it bears our mark, or it is empty."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    try:
        mark.listed(folder)
    except ValueError:
        return mark.is_empty(folder)
    return True


def is_old(folder: Path) -> bool:
    """Whether a folder is a site that was replaced, or what is left of one, and nobody put anything into it."""
    if not is_ours(folder):
        return False
    return mark.is_empty(folder) or mark.listed(folder).issuperset(files_in(folder))


def is_left_over(folder: Path) -> bool:
    """Whether a build may delete a workplace: a site in the making, whose mark lists nothing yet, or an old one."""
    return is_old(folder) or (is_ours(folder) and not mark.listed(folder))


def put(finished: Path, target: Path) -> None:
    """Give `finished` the name `target`, and its own to what had that; OSError if that can't be, with nothing lost."""
    with locked(target.parent, wait=True):
        if not target.exists():
            finished.rename(target)
        elif not exchange(finished, target):
            _in_two_renames(finished, target)


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders in one step; False, with nothing done, where that can't be had."""
    import ctypes  # noqa: PLC0415 (only a build needs it)

    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            rename = ctypes.CDLL(None).renameat2
            return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
        if sys.platform == "darwin":
            rename = ctypes.CDLL(None).renamex_np
            return bool(rename(names[0], names[1], _RENAME_SWAP) == 0)
    except (AttributeError, OSError):  # an old C library, or none that can be loaded
        pass
    return False


def _in_two_renames(finished: Path, target: Path) -> None:
    old = previous(target)
    _make_way(old)
    target.rename(old)
    try:
        finished.rename(target)
    except OSError:
        old.rename(target)
        raise
    old.rename(finished)


def _make_way(old: Path) -> None:
    if old.is_symlink() or old.exists():
        if not is_old(old):
            message = f"{old} is in the way and is not ours; move it elsewhere"
            raise FileExistsError(message)
        discard(old)


def restore(target: Path) -> None:
    """Undo or finish what a swap that was killed has left."""
    with locked(target.parent, wait=True):
        old = previous(target)
        if not is_ours(old):
            return
        if not target.is_symlink() and not target.exists():
            old.rename(target)
        elif is_old(old):
            discard(old)


def discard(folder: Path) -> None:
    """Delete a folder of ours, in its own time where that takes long."""
    removal.remove_soon(folder, MARK)
