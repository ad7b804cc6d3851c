"""A small playbook that each test may change, and commands that run in a process of their own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import small_reference

from nextcall import pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module", autouse=True)
def few_manuals() -> Iterator[pytest.MonkeyPatch]:
    """Two manuals of rules in each site that is built in this process, until it is undone."""
    with pytest.MonkeyPatch.context() as patched:
        small_reference.use(2, patched.setattr)
        yield patched


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
