"""Playbooks in a team's repository, and a shell that runs the steps of a CI file as its runner would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = Path(sys.executable).with_name("nextcall")


@pytest.fixture
def broken(write_playbook: Callable[..., Path]) -> Path:
    """A team's repository whose playbook has one error."""
    sales = """\
name: New business
stages:
  - id: discover
    name: Discover the problem
    step_back: [{when: it drifts, to: nowhere}]
  - {id: won, name: Won, closed: won}
"""
    return write_playbook({"sales/new.yaml": sales}, "Vertrieb süd/playbook").parent


@pytest.fixture
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs a script in a folder as GitHub's and GitLab's runners do: bash, which stops on failures."""

    def run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        programs = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],  # noqa: S607 (the runner's shell)
            cwd=folder,
            env={"PATH": programs, "HOME": str(folder), "LANG": "C.UTF-8", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


PYTHON = """\
#!/usr/bin/env bash
if [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; else printf '%s\\n' "$*" >> "$HOME/calls"; fi
"""


@pytest.fixture
def python(tmp_path: Path) -> Callable[[], list[str]]:
    """A `python` in the home folder that makes environments of itself; the function says what else it was told."""
    program = tmp_path / "python"
    program.write_text(PYTHON, encoding="utf-8")
    program.chmod(0o755)
    return lambda: (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
