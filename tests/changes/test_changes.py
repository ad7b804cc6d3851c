"""What changed along a branch, told from real repositories, and kept from one build to the next."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.conftest import SMALL, git

from nextcall import changes
from nextcall.history.git import Repository
from nextcall.views.changed import Absent
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from nextcall.views.changed import History

    Write = Callable[..., Path]

SALES = "sales/new.yaml"
WHO = {f"GIT_{who}_{what}": "x@y.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def _commit(folder: Path, message: str) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)
    return git(folder, "rev-parse", "HEAD")


def _set(root: Path, before: str, after: str) -> None:
    path = root / SALES
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture
def root(write_playbook: Write) -> Path:
    """A playbook in a repository, with one commit."""
    made = write_playbook()
    git(made.parent, "init", "--quiet", "--initial-branch", "main")
    _commit(made.parent, "Begin")
    return made


@pytest.fixture
def along(tmp_path: Path) -> Callable[[Path], History]:
    """A function that tells what changed in a playbook, with a cache of its own."""
    return lambda root: changes.along(root, catalogue(), tmp_path / "cache")


def test_a_commit_is_told_in_the_words_of_the_process_with_its_effect_on_calls(
    root: Path, along: Callable[[Path], History]
) -> None:
    _set(root, "minutes: 15", "minutes: 30")
    name = _commit(root.parent, "Name the problem needs 30 minutes\n\nLearnt at Northgate.")
    (entry,) = along(root).entries
    assert (entry.commit, entry.day, entry.author) == (name, "2026-03-04", "Lea Winter")
    assert entry.subject == "Name the problem needs 30 minutes"
    (told,) = entry.changes
    assert "30 minutes" in told.message
    assert (told.process, told.stage, told.effect) == ("new", "discover", "neutral")
    (moved,) = entry.figures
    assert (moved.process, moved.calls) == ("new", (1, 2))


def test_commits_stand_newest_first_and_those_that_change_nothing_of_the_process_do_not(
    root: Path, along: Callable[[Path], History]
) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    (root.parent / "other.txt").write_text("x", encoding="utf-8")
    _commit(root.parent, "Elsewhere")
    (root / SALES).write_text("# A comment.\n" + (root / SALES).read_text(encoding="utf-8"), encoding="utf-8")
    _commit(root.parent, "Layout")
    _set(root, "minutes: 16", "minutes: 17")
    _commit(root.parent, "Two")
    assert [each.subject for each in along(root).entries] == ["Two", "One"]


def test_a_merge_is_one_entry_that_tells_all_that_came_with_it(root: Path, along: Callable[[Path], History]) -> None:
    top = root.parent
    git(top, "switch", "--quiet", "--create", "longer")
    _set(root, "minutes: 15", "minutes: 16")
    _commit(top, "First half")
    _set(root, "minutes: 10", "minutes: 11")
    _commit(top, "Second half")
    git(top, "switch", "--quiet", "main")
    git(top, "merge", "--quiet", "--no-ff", "--message", "Merge what takes longer", "longer")
    (entry,) = along(root).entries
    assert entry.subject == "Merge what takes longer"
    assert len(entry.changes) == 2


def test_a_commit_that_weakens_the_process_says_so(root: Path, along: Callable[[Path], History]) -> None:
    _set(root, "verified_by: customer_statement", "verified_by: seller_assertion")
    _commit(root.parent, "We say so")
    (entry,) = along(root).entries
    assert [each.effect for each in entry.changes] == ["weakens"]


def test_a_revision_that_was_broken_is_told_as_far_as_it_could_be_read(
    root: Path, along: Callable[[Path], History]
) -> None:
    whole = (root / SALES).read_text(encoding="utf-8")
    (root / SALES).write_text("name: [", encoding="utf-8")
    (root / "playbook.yaml").write_text("title: Another title\n", encoding="utf-8")
    _commit(root.parent, "Break it")
    (root / SALES).write_text(whole.replace("minutes: 15", "minutes: 20"), encoding="utf-8")
    _commit(root.parent, "Mend it")
    entries = along(root).entries
    assert [(each.subject, each.unread > 0) for each in entries if each.subject == "Break it"] == [("Break it", True)]


def test_the_history_goes_on_where_the_head_is_detached(root: Path, along: Callable[[Path], History]) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    git(root.parent, "switch", "--quiet", "--detach")
    assert [each.subject for each in along(root).entries] == ["One"]


def test_the_history_goes_on_behind_each_renaming_of_the_folder(root: Path, along: Callable[[Path], History]) -> None:
    top = root.parent
    _set(root, "minutes: 15", "minutes: 16")
    _commit(top, "In the first folder")
    git(top, "mv", "playbook", "second")
    _set(top / "second", "minutes: 16", "minutes: 17")
    _commit(top, "Rename and change")
    _set(top / "second", "minutes: 17", "minutes: 18")
    _commit(top, "In the second folder")
    (top / "deep").mkdir()
    git(top, "mv", "second", "deep/third")
    _commit(top, "Rename alone")
    told = along(top / "deep" / "third")
    subjects = ["In the second folder", "Rename and change", "In the first folder"]
    assert [each.subject for each in told.entries] == subjects
    assert along(top / "deep" / "third") == told


def test_outside_a_repository_nobody_knows(write_playbook: Write, along: Callable[[Path], History]) -> None:
    assert along(write_playbook()).absent is Absent.NO_REPOSITORY


def test_without_git_nobody_knows(
    root: Path, along: Callable[[Path], History], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(root))
    assert along(root).absent is Absent.NO_REPOSITORY


@pytest.mark.parametrize("commits", [0, 1])
def test_before_a_second_commit_nothing_has_changed(
    commits: int, write_playbook: Write, along: Callable[[Path], History]
) -> None:
    root = write_playbook()
    git(root.parent, "init", "--quiet")
    if commits:
        _commit(root.parent, "Begin")
    found = along(root)
    assert (found.entries, found.absent) == ((), Absent.NOTHING_YET)


def test_a_shallow_clone_says_that_it_is_one(root: Path, along: Callable[[Path], History], tmp_path: Path) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    git(tmp_path, "clone", "--quiet", "--depth", "1", root.parent.as_uri(), "clone")
    assert along(tmp_path / "clone" / "playbook").absent is Absent.SHALLOW


def _generated(folder: Path, files: Mapping[str, str], count: int) -> Path:
    """A repository of so many commits, each of which changes how long one activity takes."""
    stream = []
    for number in range(count):
        stream.append(f"commit refs/heads/main\ncommitter A <a@b.example> {1_700_000_000 + 60 * number} +0000\n")
        message = f"Change {number}"
        stream.append(f"data {len(message)}\n{message}\n")
        for path, text in files.items():
            if number and path != SALES:
                continue
            said = text.replace("minutes: 15", f"minutes: {10 + number % 20}").encode()
            stream.append(f"M 100644 inline playbook/{path}\ndata {len(said)}\n{said.decode()}\n")
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    subprocess.run(["git", "fast-import", "--quiet"], cwd=folder, input="".join(stream).encode(), check=True)  # noqa: S607
    git(folder, "reset", "--quiet", "--hard", "main")
    return folder / "playbook"


def test_over_500_commits_each_file_of_a_revision_is_read_once_and_the_next_time_only_what_is_new(
    tmp_path: Path, along: Callable[[Path], History], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = _generated(tmp_path / "long", SMALL, 500)
    read: list[str] = []
    reading = Repository.read

    def counted(self: Repository, name: str, most: int) -> bytes:
        read.append(name)
        return reading(self, name, most)

    monkeypatch.setattr(Repository, "read", counted)
    first = along(root)
    assert [each.subject for each in first.entries] == [f"Change {number}" for number in range(499, 399, -1)]
    assert len(read) == (changes.MOST + 1) * len(SMALL)  # what is shown, and the one before
    read.clear()
    assert along(root) == first
    assert read == []
    _set(root, f"minutes: {10 + 499 % 20}", "minutes: 9")
    _commit(root.parent, "One more")
    assert [each.subject for each in along(root).entries][:2] == ["One more", "Change 499"]
    assert len(read) == 2 * len(SMALL)  # the new revision, and the one that it is compared with


def test_where_nothing_can_be_kept_the_same_is_told(root: Path, tmp_path: Path) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    there = changes.along(root, catalogue(), tmp_path / "file")
    assert there == changes.along(root, catalogue(), tmp_path / "cache")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "in the way"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"changes": [{"message": 1}], "figures": [], "unread": 0}', "null"])
def test_what_was_kept_and_is_damaged_is_told_anew(
    damage: str, root: Path, along: Callable[[Path], History], tmp_path: Path
) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    first = along(root)
    kept = list((tmp_path / "cache").iterdir())
    assert kept
    for path in kept:
        path.write_text(damage, encoding="utf-8")
    assert along(root) == first


def test_other_words_are_not_taken_from_the_cache_of_these(root: Path, tmp_path: Path) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "One")
    changes.along(root, catalogue(), tmp_path / "cache")
    before = len(list((tmp_path / "cache").iterdir()))
    (tmp_path / "team" / "words").mkdir(parents=True)
    (tmp_path / "team" / "words" / "en.yaml").write_text("source: {edit: Change}\n", encoding="utf-8")
    changes.along(root, catalogue(tmp_path / "team"), tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) == 2 * before


def test_what_a_message_holds_is_shown_and_does_nothing(root: Path, along: Callable[[Path], History]) -> None:
    _set(root, "minutes: 15", "minutes: 16")
    _commit(root.parent, "Longer \x1b[31mred \u202eback")
    _set(root, "minutes: 16", "minutes: 17")
    git(root.parent, "add", "--all")
    subject = b"Gr\xf6\xdfer"  # said to be UTF-8, and isn't
    command = ["git", "commit", "--quiet", "--file", "-"]
    subprocess.run(command, cwd=root.parent, input=subject, env=os.environ | WHO, check=True)
    first, second = along(root).entries
    assert second.subject == r"Longer \x1b[31mred \u202eback"
    assert first.subject.isprintable()
    assert first.subject.startswith("Gr")
