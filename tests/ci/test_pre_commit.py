"""The hook, run by pre-commit itself as a team would: from a repository, in an environment that pre-commit makes.

What nextcall depends on is found, not installed: that pip gets it, tests/packaging sees.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pip
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

PUBLISHED = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".pre-commit-hooks.yaml",
    "generator",
    "playbook",
    "schema",
    "site_templates",
)
"""What of this checkout the hook is installed from."""

SECONDS = 420
"""An environment takes 30 to 60 seconds to make, most of it pip's, where it has to get all that nextcall depends on."""

OWN = "a nextcall of the hook's own"
SLIP = "    step_back: [{when: it drifts, to: nowhere}]\n"


def _run(*command: str, folder: Path, home: Path) -> subprocess.CompletedProcess[str]:
    identity = {
        f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    unwanted = ("GIT_", "PRE_COMMIT")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    environment |= identity | {"PRE_COMMIT_HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "PIP_NO_COMPILE": "1"}
    environment["PYTHONPATH"] = str(Path(pip.__file__).parents[1])  # pip finds there what nextcall depends on
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=SECONDS
    )


def _commit(folder: Path, home: Path) -> str:
    """Commit everything in a folder to a repository of its own; its revision."""
    for arguments in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--no-verify", "--message", "All")):
        done = _run("git", *arguments, folder=folder, home=home)
        assert done.returncode == 0, done.stderr
    return _run("git", "rev-parse", "HEAD", folder=folder, home=home).stdout.strip()


@pytest.fixture
def hooks(repository: Path, tmp_path: Path) -> Path:
    """A repository of nextcall as this checkout is, whatever of it is committed."""
    folder = tmp_path / "nextcall"
    folder.mkdir()
    for name in PUBLISHED:
        source = repository / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def test_the_manifest_is_one_that_pre_commit_accepts(repository: Path, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    done = _run(*command, folder=repository, home=tmp_path)
    assert done.returncode == 0, done.stdout


def test_try_repo_installs_the_hook_which_finds_a_slip_and_stays_silent_about_other_files(
    hooks: Path, write_playbook: Callable[..., Path], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with (hooks / "generator" / "nextcall" / "__init__.py").open("a", encoding="utf-8") as module:
        module.write(f"print({OWN!r})\n")
    _commit(hooks, home)
    sales = (
        "name: New\nstages:\n  - id: discover\n    name: Discover\n" + SLIP + "  - {id: won, name: Won, closed: won}\n"
    )
    playbook = write_playbook({"sales/new.yaml": sales}, "Vertrieb süd/playbook")
    team = playbook.parent
    _commit(team, home)
    command = (
        sys.executable,
        "-m",
        "pre_commit",
        "try-repo",
        str(hooks),
        "nextcall-check",
        "--all-files",
        "--color=never",
    )
    done = _run(*command, folder=team, home=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert OWN in done.stdout, "it ran what it installed"
    assert "check the sales playbook" in done.stdout
    assert "playbook/sales/new.yaml:5:39 error unknown-reference: " in done.stdout
    assert "exit code: 1" in done.stdout
