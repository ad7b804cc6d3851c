"""Two folders that people open in an editor: this repository, and what `nextcall init` writes."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from nextcall.history.tree import FolderOnDisk
from nextcall.load import Kind
from nextcall.load.folder import survey

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {
    "playbook/playbook.yaml": Kind.PLAYBOOK,
    "playbook/roles.yaml": Kind.ROLES,
    "playbook/assets.yaml": Kind.ASSETS,
    "playbook/glossary.yaml": Kind.GLOSSARY,
    "playbook/buying/another.yaml": Kind.BUYING_PROCESS,
    "playbook/sales/another.yaml": Kind.SALES_PROCESS,
}
"""Where a file of each kind may lie, be there one or not."""


@dataclass(frozen=True)
class Workspace:
    """A folder open in an editor, with a playbook in it. Paths of `files` are relative to it, as text."""

    root: Path
    schemas: str
    """The folder of the schemas, relative to `root`."""

    @property
    def files(self) -> dict[str, Kind]:
        """The playbook's files, each with its kind as the loader has it."""
        claimed = survey(FolderOnDisk(self.root / "playbook")).claimed
        return {f"playbook/{path}": kind for path, kind in claimed.items()}

    @property
    def settings(self) -> dict[str, Any]:
        """What `.vscode/settings.json` says."""
        settings: dict[str, Any] = json.loads(self.text(".vscode/settings.json"))
        return settings

    def text(self, path: str) -> str:
        """The text of a file."""
        return (self.root / path).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `nextcall init` writes; far from any checkout, in a folder whose name has a space and other letters."""
    folder = tmp_path_factory.mktemp("started") / "Größe & Ziel"
    subprocess.run([sys.executable, "-m", "nextcall", "init", str(folder)], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session", params=["this repository", "what init writes"])
def workspace(request: pytest.FixtureRequest, repository: Path, started: Path) -> Workspace:
    """Each of the two folders in turn."""
    if request.param == "this repository":
        return Workspace(repository, "schema")
    return Workspace(started, ".nextcall/schema")
