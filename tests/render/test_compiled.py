"""What is kept between runs is what would be made, whatever became of it in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.render import compiled, scripts
from nextcall.render.shortened import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(compiled, "_folder", lambda: str(tmp_path))
    return tmp_path


def _never() -> str:
    raise AssertionError


def test_a_script_is_made_once_and_another_one_for_itself(folder: Path) -> None:
    assert [compiled.kept_script("é\n", lambda: "ö\r\nx\n"), compiled.kept_script("é\n", _never)] == ["ö\r\nx\n"] * 2
    assert compiled.kept_script("e\n", lambda: "") == compiled.kept_script("e\n", _never) == ""
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("left", [b"", b"half", b"0" * 64 + b"\nother"])
def test_what_was_cut_off_is_made_again(folder: Path, left: bytes) -> None:
    compiled.kept_script("a", lambda: "b")
    (path,) = folder.iterdir()
    path.write_bytes(left)
    assert compiled.kept_script("a", lambda: "b") == compiled.kept_script("a", _never) == "b"


def test_without_a_folder_or_with_one_that_takes_nothing_it_is_made_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for missing in (None, str(folder / "missing")):
        monkeypatch.setattr(compiled, "_folder", lambda missing=missing: missing)
        assert compiled.kept_script("a", lambda: "b") == "b"
        assert compiled.kept_script("a", lambda: "c") == "c"


def test_a_bundle_is_kept_by_all_that_it_is_made_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"deal": "const one = 1;\nconst two = 2;\n", "call": "console.log(one);\n"}
    monkeypatch.setattr(scripts, "_files", lambda bundle: texts[bundle])
    for change in ({}, {"call": "console.log(two);\n"}, {"deal": "const two = 1 + 1;\n"}):
        texts |= change
        for _ in range(2):
            assert scripts.joined("deal") == shortened(scripts.as_written("deal"))
    assert len(list(folder.iterdir())) == 3
