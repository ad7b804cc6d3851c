"""Real repositories, made in tests; no setting of the machine's reaches them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_AUTHOR_DATE": "2026-11-01T12:00:00Z",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
    "GIT_COMMITTER_DATE": "2026-11-01T12:00:00Z",
}


def git(folder: Path, *arguments: str, stdin: bytes | None = None, check: bool = True) -> str:
    """What git says, run in a folder."""
    done = subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *arguments],  # noqa: S607 (found on the PATH, as people have it)
        cwd=folder,
        env=ENVIRONMENT,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0 or not check, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def repository(folder: Path) -> Path:
    """A new repository in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    return folder


def write(folder: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Write files; None removes one."""
    for path, content in files.items():
        file = folder / path
        if content is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(folder: Path, files: Mapping[str, str | bytes | None] | None = None, message: str = "A change") -> str:
    """Commit everything in a folder, and return the commit's name."""
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def state(folder: Path) -> tuple[str, bytes, dict[str, bytes]]:
    """All that asking git must leave as it is: what is checked out, the index, and every file around it."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    index = folder / ".git" / "index"
    return (
        git(folder, "rev-parse", "--verify", "HEAD", check=False),
        index.read_bytes() if index.exists() else b"",
        files,
    )
