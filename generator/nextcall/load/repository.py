"""Which repository a playbook lies in, so that diagnostics name files the way everyone who has it does."""

from __future__ import annotations

import os
from pathlib import Path


def path_in_repository(root: Path) -> str:
    """What to put before a path in `root` to make it relative to its repository, else to the current folder.

    It ends in a slash, or is "" for the repository or the current folder itself; slashes are forward.
    """
    absolute = Path(os.path.realpath(root))
    for folder in (absolute, *absolute.parents):
        if (folder / ".git").exists():
            return _prefix(absolute.relative_to(folder).as_posix())
    return _prefix(Path(os.path.relpath(absolute)).as_posix())


def _prefix(relative: str) -> str:
    return "" if relative == "." else f"{relative}/"
