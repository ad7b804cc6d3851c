"""Which folders we may replace or delete, and that deleting one of ours leaves all others alone."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from nextcall.mkdocs_plugin import MARK, MARK_TEXT, files_in
from nextcall.publish import swap

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def _site(folder: Path) -> Path:
    (folder / "assets").mkdir(parents=True)
    for name in ("a.html", "z.html", "assets/a.css"):
        (folder / name).write_text("", encoding="utf-8")
    (folder / MARK).write_text(MARK_TEXT + "".join(f"{path}\n" for path in files_in(folder)), encoding="utf-8")
    return folder


def test_a_folder_is_ours_with_our_mark_or_when_it_is_empty_but_never_a_link_to_one(tmp_path: Path) -> None:
    site = _site(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign" / MARK).mkdir(parents=True)  # a folder is no mark
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(site)
    ours = [name for name in ("site", "empty", "foreign", "file", "link", "gone") if swap.is_ours(tmp_path / name)]
    assert ours == ["site", "empty"]


def test_what_a_site_links_to_stays_when_the_site_is_deleted(tmp_path: Path) -> None:
    site, elsewhere = _site(tmp_path / "site"), _site(tmp_path / "elsewhere")
    (site / "folder").symlink_to(elsewhere)
    (site / "file").symlink_to(elsewhere / "a.html")
    swap.discard(site)
    assert not site.exists()
    assert (elsewhere / "a.html").is_file()


def test_while_anything_is_left_of_a_site_its_mark_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = _site(tmp_path / "site")
    seen: list[bool] = []
    delete = shutil.rmtree

    def watched(folder: Path, *, ignore_errors: bool) -> None:
        seen.append((site / MARK).is_file())
        delete(folder, ignore_errors=ignore_errors)

    monkeypatch.setattr(shutil, "rmtree", watched)
    swap.discard(site)
    assert seen == [True]
    assert not site.exists()


def test_what_a_killed_swap_left_is_undone_or_finished_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    target, old = tmp_path / "site", swap.previous(tmp_path / "site")
    _site(old)
    swap.restore(target)
    assert (target / "a.html").is_file()
    assert not old.exists()
    _site(old)
    swap.restore(target)
    assert (target / "a.html").is_file()
    assert not old.exists()
    old.mkdir()
    (old / "notes.txt").write_text("", encoding="utf-8")
    swap.restore(target)
    assert (old / "notes.txt").is_file()
