"""In which order the tests run: what takes long must not be what is left at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.conftest import SLOWEST_FILES, pytest_xdist_auto_num_workers

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_two_processors_have_three_workers_and_one_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for processors, workers in (({0}, 1), ({0, 1}, 3), (set(range(4)), 6)):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, usable=processors: usable, raising=False)
        assert pytest_xdist_auto_num_workers() == workers


def test_every_file_that_is_named_as_slow_is_there(repository: Path) -> None:
    assert [name for name in SLOWEST_FILES if not (repository / "tests" / name).is_file()] == []
    assert len(set(SLOWEST_FILES)) == len(SLOWEST_FILES) > 0


def test_the_slow_files_come_first_and_in_their_order(repository: Path) -> None:
    files = [f"tests/{name}" for name in (SLOWEST_FILES[2], SLOWEST_FILES[0])]
    quick = "tests/suggest/test_suggest.py"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "--collect-only", "-p", "no:cacheprovider"]
    listed = subprocess.run(
        [*command, quick, *files], cwd=repository, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    seen = dict.fromkeys(line.partition("::")[0] for line in listed if "::" in line)
    assert list(seen) == [files[1], files[0], quick]
