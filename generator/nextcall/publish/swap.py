"""Putting a finished folder in the place of another, so that at every moment one of the two is complete.

Where the system can exchange two names in one step, that is all. Elsewhere it takes two renames: between them the old
folder is called `.<name>.previous`, and `restore` gives it its name back.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING

from nextcall.mkdocs_plugin import MARK, files_in
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
    """Whether we may replace or delete a folder: it bears our mark, or it is empty."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return (folder / MARK).is_file() or next(folder.iterdir(), None) is None


def strangers(site: Path) -> list[str]:
    """The files in a site of ours that its mark doesn't list, so that somebody else put them there; sorted.

    A mark that lists nothing, as an early version left it, tells nothing.
    """
    mark = site / MARK
    ours = set(mark.read_text(encoding="utf-8").splitlines()[1:]) if mark.is_file() else set()
    return [path for path in files_in(site) if path not in ours] if ours else []


def put(finished: Path, target: Path) -> None:
    """Give `finished` the name `target` and delete what had it; OSError if that can't be, with nothing lost."""
    with locked(target.parent, wait=True):
        if not target.exists():
            finished.rename(target)
        elif exchange(finished, target):
            discard(finished)
        else:
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
    discard(old)


def _make_way(old: Path) -> None:
    if old.is_symlink() or old.exists():
        if not is_ours(old):
            message = f"{old} is in the way and is not ours; move it elsewhere"
            raise FileExistsError(message)
        discard(old)


def restore(target: Path) -> None:
    """Undo or finish what a swap that was killed has left."""
    with locked(target.parent, wait=True):
        old = previous(target)
        if not is_ours(old):
            return
        if target.is_symlink() or target.exists():
            discard(old)
        else:
            old.rename(target)


def discard(folder: Path) -> None:
    """Delete a folder of ours; the mark goes last, so that what is left when this is killed is known for ours."""
    try:
        for each in sorted(folder.iterdir()):
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each, ignore_errors=True)
            elif each.name != MARK:
                each.unlink(missing_ok=True)
        (folder / MARK).unlink(missing_ok=True)
        folder.rmdir()
    except OSError:
        return  # the next build tries again
