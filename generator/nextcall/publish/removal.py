"""Deleting a folder of ours without keeping anybody waiting: what takes long is left to a process of its own.

That process runs this file alone, so it imports nothing of ours.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

_PATIENCE = 1.0
"""How many seconds a command may take for it before it goes on."""


def remove(folder: Path, mark: str, until: float = math.inf) -> bool:
    """Delete a folder, the file `mark` in it last, so that what is left when this is killed is known for ours.

    False where it was not done at `until` (of `time.monotonic`). What can't be deleted is left.
    """
    try:
        if not _emptied(folder, until, mark):
            return False
        (folder / mark).unlink(missing_ok=True)
        folder.rmdir()
    except OSError:
        pass  # the next build tries again
    return True


def remove_soon(folder: Path, mark: str) -> None:
    """`remove`, which goes on after this has returned, and after the end of this process, where it takes long."""
    if remove(folder, mark, time.monotonic() + _PATIENCE) or not sys.executable:
        return
    command = [sys.executable, "-I", "-S", "-B", __file__, str(folder), mark]
    null = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 (this file, with no shell)
            command, stdin=null, stdout=null, stderr=null, start_new_session=True
        )
    except OSError:
        return  # the next build tries again
    threading.Thread(target=process.wait, daemon=True).start()


def _emptied(folder: Path, until: float, keep: str = "") -> bool:
    for each in sorted(folder.iterdir()):
        if time.monotonic() > until:
            return False
        if each.is_dir() and not each.is_symlink():
            if any(inner.is_dir() for inner in each.iterdir()) and not _emptied(each, until):
                return False
            shutil.rmtree(each, ignore_errors=True)
        elif each.name != keep:
            each.unlink(missing_ok=True)
    return True


if __name__ == "__main__":
    remove(Path(sys.argv[1]), sys.argv[2])
