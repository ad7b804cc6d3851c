"""A small playbook that each test may change, and commands that run in a process of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nextcall import pipeline


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    """A copy of the small playbook."""
    folder = tmp_path / "playbook"
    shutil.copytree(Path(__file__).parent / "small_playbook", folder)
    return folder


@pytest.fixture
def checked(playbook: Path) -> pipeline.Checked:
    """The small playbook, checked and free of errors."""
    return pipeline.check(playbook)
