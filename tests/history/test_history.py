"""The playbook's files at a revision: what git keeps, read without touching the working tree or the index."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.conftest import SMALL
from tests.history.repositories import commit, git, repository, state, write

from nextcall import pipeline
from nextcall.history.git import HistoryProblem, NoPlaybookError, Repository
from nextcall.history.tree import FolderOnDisk, Lies
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from nextcall.load import Loaded

PLAYBOOK = {f"playbook/{path}": text for path, text in SMALL.items()}


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A repository with a small playbook in one commit."""
    folder = repository(tmp_path / "team")
    commit(folder, PLAYBOOK)
    return folder


def at(folder: Path, revision: str = "HEAD", playbook: str = "playbook") -> Loaded:
    """The playbook at a revision."""
    root = folder / playbook
    with Repository.around(root) as here:
        return pipeline.at_revision(root, here, here.commit(revision))


def test_a_revision_is_read_by_the_same_code_as_the_folder(team: Path) -> None:
    write(
        team, {"playbook/guide/page.md": "# A page\n\n[to](../sales/new.yaml)\n", "playbook/logo.png": b"\x89PNG\x00"}
    )
    commit(team)
    disk, kept = load(team / "playbook"), at(team)
    assert kept.diagnostics == disk.diagnostics == ()
    assert kept.prefix == disk.prefix == "playbook/"
    assert {path: each.data for path, each in kept.documents.items()} == {
        path: each.data for path, each in disk.documents.items()
    }
    assert kept.playbook is not None
    assert disk.playbook is not None
    assert kept.playbook.files == disk.playbook.files


def test_nothing_is_touched_and_a_dirty_folder_makes_no_difference(team: Path) -> None:
    first = git(team, "rev-parse", "HEAD")
    write(team, {"playbook/playbook.yaml": "title: Not committed\n", "playbook/sales/new.yaml": None})
    git(team, "add", "playbook/playbook.yaml")
    before = state(team)
    loaded = at(team, first)
    assert loaded.playbook is not None
    assert loaded.playbook.title == "A small playbook"
    assert [each.id for each in loaded.playbook.sales_processes] == ["new"]
    assert state(team) == before


def test_the_same_bytes_are_parsed_once(team: Path) -> None:
    disk = load(team / "playbook")
    with Repository.around(team / "playbook") as here:
        kept = pipeline.at_revision(team / "playbook", here, here.commit("HEAD"), known=disk)
    assert all(kept.documents[path] is each for path, each in disk.documents.items())


def test_settings_aliases_filters_and_variables_of_hooks_make_no_difference(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = tmp_path / "ran"
    for setting in ("core.pager", "core.fsmonitor", "diff.yaml.textconv", "filter.yaml.smudge", "diff.external"):
        git(team, "config", setting, f"touch {ran}; cat")
    for command in ("rev-parse", "cat-file", "ls-tree"):
        git(team, "config", f"alias.{command}", f"!touch {ran}")
    (team / ".git" / "info" / "attributes").write_text("*.yaml diff=yaml filter=yaml\n", encoding="utf-8")
    other = repository(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    loaded = at(team)
    assert loaded.playbook is not None
    assert not ran.exists()


def test_a_worktree_and_a_detached_head_are_repositories_like_any_other(team: Path) -> None:
    first = git(team, "rev-parse", "HEAD")
    commit(team, {"playbook/playbook.yaml": "title: Later\n"})
    git(team, "worktree", "add", "--quiet", "--detach", str(team.parent / "tree"), first)
    for revision, title in ((first, "A small playbook"), ("HEAD", "A small playbook"), ("main", "Later")):
        loaded = at(team.parent / "tree", revision)
        assert loaded.playbook is not None
        assert loaded.playbook.title == title


def test_what_keeps_branches_differs_after_a_commit_and_a_switch(team: Path) -> None:
    git(team, "worktree", "add", "--quiet", "-b", "other", str(team.parent / "tree"))
    for folder in (team, team.parent / "tree"):
        kept = Repository.around(folder / "playbook").kept_in()
        before = _contents(kept)
        commit(folder, message="Another")
        after = _contents(kept)
        assert after != before
        git(folder, "switch", "--quiet", "-c", f"new-{folder.name}")
        assert _contents(kept) != after


def _contents(paths: Iterable[Path]) -> dict[Path, bytes]:
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*"))]
    return {file: file.read_bytes() for file in files if file.is_file()}


def test_a_playbook_that_was_moved_is_found_where_it_was(team: Path) -> None:
    first = git(team, "rev-parse", "HEAD")
    (team / "sales-playbook").mkdir()
    git(team, "mv", "playbook", "sales-playbook/book")
    commit(team)
    loaded = at(team, first, "sales-playbook/book")
    assert loaded.prefix == "playbook/"
    assert loaded.playbook is not None


def test_another_playbook_is_not_taken_for_an_earlier_name(team: Path) -> None:
    first = commit(
        team, {"cases/one/playbook.yaml": "title: A case\n", "cases/one/sales/odd.yaml": "name: O\nstages: []\n"}
    )
    write(team, {f"ours/{path}": text for path, text in SMALL.items()})
    with pytest.raises(NoPlaybookError, match="no playbook in ours"):
        at(team, first, "ours")


def test_a_playbook_may_be_the_top_of_its_repository(tmp_path: Path) -> None:
    folder = repository(tmp_path / "top")
    commit(folder, SMALL)
    loaded = at(folder, "HEAD", ".")
    assert loaded.prefix == ""
    assert loaded.playbook is not None


def test_links_are_followed_inside_the_playbook_and_not_out_of_it(team: Path) -> None:
    folder = team / "playbook"
    (folder / "guide").mkdir()
    (folder / "guide" / "page.md").write_text("# One\n", encoding="utf-8")
    (folder / "again.md").symlink_to("guide/page.md")
    (folder / "twice.md").symlink_to("again.md")
    (folder / "nowhere.md").symlink_to("gone.md")
    (folder / "round.md").symlink_to("round.md")
    (folder / "folder").symlink_to("guide")
    (folder / "out.md").symlink_to("../../secret.md")
    (folder / "root.md").symlink_to("/etc/passwd")
    commit(team)
    disk, kept = load(folder), at(team)
    assert [(each.path, each.rule, each.message) for each in kept.diagnostics] == [
        (each.path, each.rule, each.message) for each in disk.diagnostics
    ]
    with Repository.around(folder) as here:
        tree = here.playbook_at(here.commit("HEAD"))
        assert sorted(tree.entries("")) == sorted(FolderOnDisk(folder).entries(""))
        assert tree.read("twice.md", 100) == b"# One\n"


def test_files_that_are_not_utf_8_are_told_as_on_disk(team: Path) -> None:
    write(team, {"playbook/sales/new.yaml": b"name: Caf\xe9\nstages: []\n"})
    os.close(os.open(os.fsencode(team / "playbook") + b"/caf\xe9.md", os.O_CREAT))
    commit(team)
    disk, kept = load(team / "playbook"), at(team)
    assert kept.diagnostics == disk.diagnostics
    assert {each.rule for each in kept.diagnostics} == {"not-utf-8", "file-name"}


def test_a_huge_file_is_not_read_to_its_end(team: Path) -> None:
    write(team, {"playbook/sales/new.yaml": b"# " + b"x" * 50_000_000, "playbook/film.mp4": b"\0" * 50_000_000})
    commit(team)
    found = at(team).diagnostics
    assert [(each.path, each.rule) for each in found] == [("sales/new.yaml", "file-too-large")]
    with Repository.around(team / "playbook") as here:
        tree = here.playbook_at(here.commit("HEAD"))
        assert len(tree.read("sales/new.yaml", 1000)) == 1000
        assert tree.read("playbook.yaml", 1000) == SMALL["playbook.yaml"].encode()


def test_names_with_control_characters_and_odd_signs_are_read(team: Path) -> None:
    names = ["a\nb.md", "tab\there.md", '"quoted".md', "<b>.md", "-dash.md", ":colon.md", "*.md", "日本.md"]
    write(team, {f"playbook/{name}": f"# {number}\n" for number, name in enumerate(names)})
    commit(team)
    disk, kept = load(team / "playbook"), at(team)
    assert kept.playbook is not None
    assert disk.playbook is not None
    assert kept.playbook.files.pages == disk.playbook.files.pages


def test_a_submodule_is_read_where_it_is_checked_out_and_named_where_it_is_not(team: Path, tmp_path: Path) -> None:
    pages = repository(tmp_path / "pages")
    commit(pages, {"page.md": "# From elsewhere\n"})
    git(team, "submodule", "--quiet", "add", str(pages), "playbook/shared")
    commit(team)
    loaded = at(team)
    assert loaded.playbook is not None
    assert [each.path for each in loaded.playbook.files.pages] == ["shared/page.md"]
    git(team, "submodule", "--quiet", "deinit", "--force", "--all")
    loaded = at(team)
    assert loaded.contents.elsewhere == ["shared"]
    assert loaded.diagnostics == ()


def test_a_playbook_in_a_submodule_has_the_history_of_that(team: Path, tmp_path: Path) -> None:
    around = repository(tmp_path / "around")
    git(around, "submodule", "--quiet", "add", str(team), "sales")
    commit(around)
    loaded = at(around / "sales")
    assert loaded.prefix == "playbook/"
    assert loaded.playbook is not None


def test_an_unmerged_index_is_no_hindrance(team: Path) -> None:
    git(team, "switch", "--quiet", "--create", "other")
    commit(team, {"playbook/playbook.yaml": "title: Theirs\n"})
    git(team, "switch", "--quiet", "main")
    commit(team, {"playbook/playbook.yaml": "title: Ours\n"})
    git(team, "merge", "other", check=False)
    before = state(team)
    assert [each.rule for each in load(team / "playbook").diagnostics] == ["merge-conflict"]
    loaded = at(team)
    assert loaded.playbook is not None
    assert loaded.playbook.title == "Ours"
    assert state(team) == before


def test_the_merge_base_is_where_a_branch_left(team: Path) -> None:
    left = git(team, "rev-parse", "HEAD")
    git(team, "switch", "--quiet", "--create", "branch")
    commit(team, {"playbook/playbook.yaml": "title: On the branch\n"})
    git(team, "switch", "--quiet", "main")
    commit(team, {"playbook/sales/new.yaml": None})
    git(team, "merge", "--quiet", "--no-ff", "-m", "Merge", "branch")
    with Repository.around(team) as here:
        assert here.merge_base("main~1", "branch") == left
        assert here.commit("main^2") == here.commit("branch")


PROBLEMS = {
    "nope": "no revision 'nope'",
    "HEAD~9": "no revision 'HEAD~9'",
    "--help": "no revision '--help'",
    "": "no revision ''",
    "a\nb": "no revision",
    "HEAD:playbook": "no revision 'HEAD:playbook'",
    "man": "no revision 'man'",
    "origin/main": r"no revision 'origin/main' in this repository; did you mean 'main'\?",
}


@pytest.mark.parametrize("revision", PROBLEMS)
def test_what_means_no_commit_is_told(team: Path, revision: str) -> None:
    with pytest.raises(HistoryProblem, match=PROBLEMS[revision]):
        at(team, revision)


def test_a_revision_without_a_playbook_is_told(team: Path) -> None:
    git(team, "switch", "--quiet", "--orphan", "empty")
    commit(team, {"README": "Nothing here\n"})
    git(team, "switch", "--quiet", "main")
    with pytest.raises(NoPlaybookError, match="there is no playbook in playbook at"):
        at(team, "empty")


def test_a_branch_without_a_commit_is_told(tmp_path: Path) -> None:
    folder = repository(tmp_path / "new")
    write(folder, PLAYBOOK)
    with pytest.raises(HistoryProblem, match="has no commit yet"):
        at(folder)


def test_a_folder_outside_a_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, PLAYBOOK)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(HistoryProblem, match="lies in no git repository"):
        at(tmp_path)


def test_a_machine_without_git_is_told(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(team))
    with pytest.raises(HistoryProblem, match="git isn't installed"):
        at(team)


def test_a_shallow_clone_is_told_how_to_get_the_rest(team: Path, tmp_path: Path) -> None:
    first = git(team, "rev-parse", "HEAD")
    commit(team, {"playbook/playbook.yaml": "title: Later\n"})
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{team}", "shallow")
    assert at(tmp_path / "shallow").playbook is not None
    for revision in (first, "HEAD~1"):
        with pytest.raises(HistoryProblem, match=r"shallow.*fetch-depth: 0"):
            at(tmp_path / "shallow", revision)


def test_a_partial_clone_says_what_is_missing_and_fetches_nothing(team: Path, tmp_path: Path) -> None:
    commit(team, {"playbook/playbook.yaml": "title: Later\n"})
    git(team, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter", "blob:none", f"file://{team}", "partial")
    objects = git(tmp_path / "partial", "count-objects", "-v")
    git(tmp_path / "partial", "remote", "set-url", "origin", str(tmp_path / "gone"))
    found = at(tmp_path / "partial", "HEAD~1").diagnostics
    assert [(each.path, each.rule) for each in found] == [("playbook.yaml", "unreadable-file")]
    assert "--refetch" in found[0].message
    assert git(tmp_path / "partial", "count-objects", "-v") == objects


def test_no_process_of_git_is_left_behind(team: Path) -> None:
    here = Repository.around(team / "playbook")
    with here:
        here.playbook_at(here.commit("HEAD")).read("playbook.yaml", 10)
        reader = here._reader
        assert isinstance(reader, subprocess.Popen)
    assert reader.returncode is not None
    assert here._reader is None


def test_what_lies_in_a_folder_on_disk_is_named_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    os.mkfifo(tmp_path / "pipe")
    assert dict(FolderOnDisk(tmp_path).entries("")) == {
        "folder": Lies.FOLDER,
        "link": Lies.LINK_TO_FOLDER,
        "pipe": Lies.NOTHING,
    }
