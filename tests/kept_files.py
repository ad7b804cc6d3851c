"""The files that this checkout keeps, by its .gitignore: there may be no git here, in what the sdist unpacks to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pathspec import GitIgnoreSpec

if TYPE_CHECKING:
    from collections.abc import Iterator


def kept_files(repository: Path) -> Iterator[str]:
    """Their paths, relative to the checkout and with forward slashes."""
    ignored = GitIgnoreSpec.from_lines((repository / ".gitignore").read_text(encoding="utf-8").splitlines())
    for folder, folders, names in os.walk(repository):
        here = Path(folder).relative_to(repository).as_posix()
        within = "" if here == "." else f"{here}/"
        folders[:] = [each for each in folders if each != ".git" and not ignored.match_file(f"{within}{each}/")]
        yield from (f"{within}{name}" for name in names if name != ".git" and not ignored.match_file(within + name))


def copy_kept_files(repository: Path, target: Path) -> None:
    """Copy them into a folder, whatever of them is committed."""
    for path in kept_files(repository):
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repository / path, target / path)
