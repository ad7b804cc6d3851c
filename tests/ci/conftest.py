"""Playbooks in a team's repository, and a shell that runs the steps of a CI file as its runner would."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.conftest import git

if TYPE_CHECKING:
    from collections.abc import Callable

    Clone = Callable[..., Path]

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


class Change(NamedTuple):
    """A team's repository with a branch `change`, and what a runner has beside it.

    `base` is where the branch left `main`, which has gone on since; `tools` is where nextcall's own files are.
    """

    repository: Path
    base: str
    tools: Path


@pytest.fixture
def weaker(write_playbook: Callable[..., Path], repository: Path, tmp_path: Path) -> Change:
    """A change that takes the customer's word for ours, in a playbook that had a warning before."""
    root = write_playbook({"notes.md": "# Notes\n\n[old warning](gone.md)\n"}, "team/playbook")
    top, sales = root.parent, root / "sales" / "new.yaml"
    git(top, "init", "--quiet", "--initial-branch", "main")
    git(top, "config", "uploadpack.allowAnySHA1InWant", "true")

    def commit(before: str, after: str) -> str:
        text = sales.read_text(encoding="utf-8")
        assert before in text
        sales.write_text(text.replace(before, after, 1), encoding="utf-8")
        git(top, "add", "--all")
        git(top, "commit", "--quiet", "--message", after)
        return git(top, "rev-parse", "HEAD")

    commit("Name the problem", "Name their problem")
    base = commit("minutes: 15", "minutes: 16")
    git(top, "switch", "--quiet", "--create", "change")
    dated = "{id: dated, criterion: They set a day, evidence: Their mail, verified_by: customer_statement}"
    commit("exit_criteria:\n", f"exit_criteria:\n      - {dated}\n")
    commit("requires: [name-it]", "requires: [name-it]\n        satisfies: [dated]")
    commit("reply, verified_by: customer_statement", "reply, verified_by: seller_assertion")
    git(top, "switch", "--quiet", "main")
    commit("minutes: 10", "minutes: 11")
    git(top, "switch", "--quiet", "change")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "source").symlink_to(repository)
    return Change(top, base, tools)


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    """A function that clones a change as a runner does: so many commits deep, with a server that may be gone since."""

    def make(change: Change, *, depth: int, reachable: bool = True) -> Path:
        folder = tmp_path / "clone"
        git(tmp_path, "clone", "--quiet", f"--depth={depth}", "--branch=change", change.repository.as_uri(), "clone")
        if not reachable:
            git(folder, "remote", "set-url", "origin", (tmp_path / "nowhere").as_uri())
        return folder

    return make
