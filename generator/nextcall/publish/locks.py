"""Locks on folders, which end with the process that holds them. Where the system has none, nothing is ever locked."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AVAILABLE = sys.platform != "win32"
"""Whether this system can lock a folder."""


@contextmanager
def locked(folder: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock of `folder`, and say whether it is ours: without `wait`, someone else may have it.

    True, too, where there is nothing to lock with: on Windows, and on network folders without locks.
    """
    if sys.platform == "win32":
        yield True
        return
    import fcntl  # noqa: PLC0415 (not on Windows)

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            ours = False
        except OSError:
            ours = True
        else:
            ours = _same(handle, folder)
        yield ours
    finally:
        os.close(handle)


def _same(handle: int, folder: Path) -> bool:
    """Whether the folder that was locked is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(handle), folder.stat(follow_symlinks=False))
    except FileNotFoundError:
        return False
