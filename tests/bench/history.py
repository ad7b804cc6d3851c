"""What comparing two revisions costs beside checking one of them: real repositories, both commands in turn."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from make_playbook import write_playbook

if TYPE_CHECKING:
    from collections.abc import Callable

    Compare = Callable[[str, list[str | Path], list[str | Path], str, Path], None]

_EDITS = (
    ("verified_by: customer_statement", "verified_by: seller_assertion"),
    ("minutes: 12", "minutes: 11"),
    ("importance: key", "importance: supporting"),
)


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=Bench", "-c", "user.email=bench@example.com", *arguments],  # noqa: S607 (found on the PATH)
        cwd=folder,
        check=True,
        capture_output=True,
    )


def _committed(folder: Path) -> None:
    """Commit the playbook in a folder, and edit one of its processes."""
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "As it was")
    process = min((folder / "playbook" / "sales").glob("*.yaml"))
    text = process.read_text(encoding="utf-8")
    for old, new in _EDITS:
        text = text.replace(old, new, 1)
    process.write_text(text, encoding="utf-8", newline="\n")


def measure(example: Path, folder: Path, large: int, compare: Compare) -> None:
    """Print what `nextcall diff HEAD` takes beside `nextcall check`, on the example and on a playbook of 1 MB."""
    nextcall = Path(sys.executable).with_name("nextcall")
    shutil.copytree(example, folder / "example" / "playbook")
    write_playbook(folder / "large" / "playbook", large)
    for name, aim in (("example", "at most 4, and ours within 1,000 ms"), ("large", "at most 3")):
        _committed(folder / name)
        title = f"nextcall diff of an edit of the {name} playbook, beside nextcall check of the same"
        compare(title, [nextcall, "diff", "HEAD"], [nextcall, "check"], aim, folder / name)
