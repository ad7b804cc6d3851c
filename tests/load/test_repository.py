"""Paths are told from the repository that a playbook lies in, whatever kind of repository that is."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from nextcall.load.repository import path_in_repository

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    """An empty playbook two levels below `team`."""
    folder = tmp_path / "team" / "sales" / "playbook"
    folder.mkdir(parents=True)
    return folder


def test_a_folder_of_git_marks_a_repository(playbook: Path) -> None:
    (playbook.parents[1] / ".git").mkdir()
    assert path_in_repository(playbook) == "sales/playbook/"
    assert path_in_repository(playbook.parents[1]) == ""


def test_a_file_of_git_marks_a_worktree_or_a_submodule(playbook: Path) -> None:
    (playbook.parents[1] / ".git").write_text("gitdir: ../elsewhere/.git/worktrees/team\n", encoding="utf-8")
    assert path_in_repository(playbook) == "sales/playbook/"


def test_a_worktree_that_git_made_is_a_repository(tmp_path: Path) -> None:
    main, tree = tmp_path / "main", tmp_path / "tree"
    who = ["-c", "user.name=Us", "-c", "user.email=us@us.example"]
    for command in (
        ["init", "--quiet", str(main)],
        ["-C", str(main), *who, "commit", "--quiet", "--allow-empty", "--message=Start"],
        ["-C", str(main), "worktree", "add", "--quiet", str(tree)],
    ):
        subprocess.run(["git", *command], check=True, capture_output=True)  # noqa: S607 (the one on the PATH)
    (tree / "playbook").mkdir()
    assert path_in_repository(tree / "playbook") == "playbook/"


def test_the_nearest_repository_counts(playbook: Path) -> None:
    (playbook.parents[1] / ".git").mkdir()
    (playbook.parent / ".git").write_text("gitdir: ../.git/modules/sales\n", encoding="utf-8")
    assert path_in_repository(playbook) == "playbook/"


def test_a_link_to_a_playbook_leads_to_the_repository_it_lies_in(playbook: Path, tmp_path: Path) -> None:
    (playbook.parents[1] / ".git").mkdir()
    (tmp_path / "link").symlink_to(playbook)
    assert path_in_repository(tmp_path / "link") == "sales/playbook/"


def test_without_a_repository_paths_are_those_of_the_current_folder(
    playbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(playbook.parent)
    assert path_in_repository(playbook) == "playbook/"
    monkeypatch.chdir(playbook)
    assert path_in_repository(playbook) == ""
    assert path_in_repository(playbook.parent) == f"{os.pardir}/"
