"""The first commit of a new repository. One that lies in a repository already is left to that one."""

from __future__ import annotations

import os
import subprocess
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 60
_ABOUT_A_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR")
BRANCH = "main"


class Committed(Enum):
    """What became of the first commit."""

    MADE = auto()
    WITHIN = auto()  # a repository that was there
    NO_GIT = auto()
    NO_AUTHOR = auto()  # staged, but git refused to commit: most often it doesn't know by whom


def first_commit(folder: Path, message: str) -> Committed:
    """Make `folder` a repository with one commit on the branch `main` that holds all of it."""
    if _git(folder, "--version") is None:
        return Committed.NO_GIT
    if _git(folder, "rev-parse", "--git-dir"):
        return Committed.WITHIN
    begun = _git(folder, "init", "--quiet") and _git(folder, "symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    if not (begun and _git(folder, "add", "--all")):
        return Committed.NO_GIT
    return Committed.MADE if _git(folder, "commit", "--quiet", "--message", message) else Committed.NO_AUTHOR


def _git(folder: Path, *arguments: str) -> bool | None:
    """Whether git did it; None where there is no git."""
    environment = {name: value for name, value in os.environ.items() if name not in _ABOUT_A_REPOSITORY}
    try:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            ["git", *arguments],  # noqa: S607 (the git on the PATH)
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        return None
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
