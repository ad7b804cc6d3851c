"""A playbook's folder: what is read once, what is left to the team, what is told, and what simply works."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall import checks
from nextcall.load import load, parse, schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.load import Loaded


def told(loaded: Loaded) -> list[tuple[str, str, str, str]]:
    return [(found.path, found.rule, found.message, found.hint) for found in loaded.diagnostics]


def test_every_valid_file_is_read_parsed_and_validated_once(playbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (playbook / "roles.yaml").write_text("buyer_roles: [{id: cfo, name: CFO}]\n", encoding="utf-8")
    (playbook / "pages.md").write_text("# Ours\n", encoding="utf-8")
    (playbook / "sales" / "old.yaml").write_text("name: Old\nstages: [{id: a, name: A}]\n", encoding="utf-8")
    counts = {"parsed": 0, "fast": 0, "slow": 0}
    opened: list[str] = []

    def counting(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **options: object) -> object:
            counts[name] += 1
            return function(*arguments, **options)

        return counted

    open_path = Path.open

    def noting(path: Path, *arguments: str, **options: str) -> object:
        opened.extend([path.relative_to(playbook).as_posix()] if path.is_relative_to(playbook) else [])
        return open_path(path, *arguments, **options)  # type: ignore[call-overload]

    is_valid = schema._is_valid
    monkeypatch.setattr(Path, "open", noting)
    monkeypatch.setattr(parse, "_Loader", counting("parsed", parse._Loader))
    monkeypatch.setattr(schema, "_is_valid", lambda kind: counting("fast", is_valid(kind)))
    monkeypatch.setattr("jsonschema.Draft202012Validator", counting("slow", object))
    assert load(playbook).playbook is not None
    assert sorted(opened) == ["pages.md", "playbook.yaml", "roles.yaml", "sales/new.yaml", "sales/old.yaml"]
    assert counts == {"parsed": 4, "fast": 4, "slow": 0}


def test_all_files_are_reported_in_one_run_and_in_order(playbook: Path) -> None:
    (playbook / "playbook.yaml").write_text("titel: x\n", encoding="utf-8")
    (playbook / "assets.yaml").write_text("assets: [{id: a, nam: *x}]\n", encoding="utf-8")
    (playbook / "sales" / "new.yaml").write_text("name: We know: the cost\n", encoding="utf-8")
    (playbook / "sales" / "Old.yaml").write_text("name: x\n", encoding="utf-8")
    loaded = load(playbook)
    assert loaded.playbook is None
    assert [(found.path, found.line, found.column) for found in loaded.diagnostics] == [
        ("assets.yaml", 1, 23),
        ("playbook.yaml", 1, 1),
        ("playbook.yaml", 1, 1),
        ("sales/Old.yaml", 1, 1),
        ("sales/new.yaml", 1, 14),
    ]


def test_a_missing_folder_is_told_once(tmp_path: Path) -> None:
    loaded = load(tmp_path / "none")
    assert told(loaded) == [
        (
            "",
            "unreadable-file",
            "the folder can't be read: no such file or directory",
            "make the folder readable, or move it out of the playbook",
        )
    ]
    assert loaded.on_repository(loaded.diagnostics)[0].path.endswith("none")


def test_a_file_instead_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "none").write_text("", encoding="utf-8")
    assert [each[1:3] for each in told(load(tmp_path / "none"))] == [
        ("unreadable-file", "the folder can't be read: not a directory")
    ]


def test_an_empty_folder_needs_a_playbook_file(tmp_path: Path) -> None:
    assert told(load(tmp_path)) == [
        (
            "playbook.yaml",
            "no-playbook-file",
            "there is no playbook.yaml, which gives the playbook its title",
            "write one with the line `title: …`, or start with `nextcall init`",
        )
    ]


@pytest.mark.parametrize("name", ["playbook.yml", "Playbook.yaml"])
def test_a_playbook_file_of_another_name_is_to_be_renamed(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("title: A\n", encoding="utf-8")
    assert [(path, hint) for path, _, _, hint in told(load(tmp_path))] == [
        ("playbook.yaml", f"rename {name} to playbook.yaml")
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("New Business.yaml", "rename it to new-business.yaml"),
        ("prüfen_2.yaml", "rename it to prufen-2.yaml"),
        ("---.yaml", "rename it with small letters, digits and single hyphens"),
    ],
)
def test_a_process_whose_name_is_no_id_is_to_be_renamed(name: str, hint: str, playbook: Path) -> None:
    (playbook / "sales" / name).write_text("name: A\n", encoding="utf-8")
    stem = name.removesuffix(".yaml")
    message = f"'{stem}' can't be the id of a process, and the file's name is its id"
    assert told(load(playbook)) == [(f"sales/{name}", "file-name", message, hint)]


def test_names_that_differ_only_in_case_are_told(playbook: Path) -> None:
    if (playbook / "PLAYBOOK.YAML").exists():
        pytest.skip("this file system takes both for one file")
    for name in ("sales/NEW.yaml", "pages/a.md", "pages/A.md"):
        (playbook / name).parent.mkdir(exist_ok=True)
        (playbook / name).write_text("# x\n", encoding="utf-8")
    assert [(path, rule, message) for path, rule, message, _ in told(load(playbook))] == [
        ("pages/a.md", "file-name", "the name differs from 'pages/A.md' only in its capitals"),
        ("sales/NEW.yaml", "file-name", "'NEW' can't be the id of a process, and the file's name is its id"),
        ("sales/new.yaml", "file-name", "the name differs from 'sales/NEW.yaml' only in its capitals"),
    ]


def test_a_link_that_leaves_the_playbook_is_told_and_not_followed(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n", encoding="utf-8")
    (playbook / "secret.md").symlink_to(tmp_path / "secret.md")
    (playbook / "outside").symlink_to(tmp_path)
    assert [each[:2] for each in told(load(playbook))] == [
        ("outside", "link-out-of-playbook"),
        ("secret.md", "link-out-of-playbook"),
    ]


def test_a_link_within_the_playbook_works(playbook: Path) -> None:
    (playbook / "sales" / "other.yaml").symlink_to(playbook / "sales" / "new.yaml")
    loaded = load(playbook)
    assert loaded.playbook is not None
    assert [process.id for process in loaded.playbook.sales_processes] == ["new", "other"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.symlink_to(path.parent / "gone.yaml"), "this is no file that can be read"),
        (lambda path: path.symlink_to(path), "this is no file that can be read"),
        (os.mkfifo, "this is no file that can be read"),
        (lambda path: path.mkdir(), "this is a folder, and its name is that of a YAML file"),
        (lambda path: path.symlink_to(path.parent), "links to folders are not followed"),
    ],
    ids=["a dangling link", "a link to itself", "a pipe", "a folder", "a link to a folder"],
)
def test_what_is_no_file_is_told(make: Callable[[Path], None], message: str, playbook: Path) -> None:
    make(playbook / "sales" / "odd.yaml")
    assert [each[:3] for each in told(load(playbook))] == [("sales/odd.yaml", "unreadable-file", message)]


def test_a_playbook_file_that_is_a_folder_is_told_once(playbook: Path) -> None:
    (playbook / "playbook.yaml").unlink()
    (playbook / "playbook.yaml").mkdir()
    assert [each[:2] for each in told(load(playbook))] == [("playbook.yaml", "unreadable-file")]


def test_a_file_that_cannot_be_opened_is_told(playbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, mode: str) -> object:
        raise PermissionError(13, "Permission denied", f"{path} {mode}")

    monkeypatch.setattr(Path, "open", refuse)
    assert [each[:3] for each in told(load(playbook))] == [
        ("playbook.yaml", "unreadable-file", "the file can't be read: permission denied"),
        ("sales/new.yaml", "unreadable-file", "the file can't be read: permission denied"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_a_name_that_is_not_utf_8_is_told(playbook: Path) -> None:
    Path(os.fsdecode(os.fsencode(playbook) + b"/caf\xe9.md")).write_text("x", encoding="utf-8")
    assert [each[:3] for each in told(load(playbook))] == [
        ("caf\\udce9.md", "file-name", "the file's name is not UTF-8")
    ]


def test_every_other_file_has_its_place(playbook: Path) -> None:
    for name in (
        "pages/how-we-talk.md",
        "pages/line.svg",
        "extra.yaml",
        "sales/deep/x.yaml",
        "sales/new.yml",
        ".x.yaml",
    ):
        (playbook / name).parent.mkdir(exist_ok=True, parents=True)
        (playbook / name).write_text("Hello [you](../roles.md)\n", encoding="utf-8")
    loaded = load(playbook)
    assert loaded.playbook is not None
    files = loaded.playbook.files
    assert files.sources == ("playbook.yaml", "sales/new.yaml")
    assert files.unclaimed == ("extra.yaml", "sales/deep/x.yaml", "sales/new.yml")
    assert files.others == ("pages/line.svg",)
    assert [(page.path, page.title, page.links[0].target) for page in files.pages] == [
        ("pages/how-we-talk.md", "How we talk", "../roles.md")
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# One #\n# Two\n", "One"),
        ("---\ntitle: 'Ours'\nx: 1\n---\n# One\n", "Ours"),
        ("---\r\nx: 1\r\ntitle: Ours \r\n---\r\n", "Ours"),
        ("---\nx: 1\n---\ntitle: No\n\n# One\n", "One"),
        ("---\n", "A page"),
        ("", "A page"),
    ],
)
def test_a_page_has_a_title(text: str, title: str, playbook: Path) -> None:
    (playbook / "a-page.md").write_bytes(text.encode())
    loaded = load(playbook)
    assert loaded.playbook is not None
    assert loaded.playbook.files.pages[0].title == title


@pytest.mark.parametrize(("content", "rule"), [(b"caf\xe9", "not-utf-8"), (b"x" * 10_000_001, "file-too-large")])
def test_a_page_that_is_no_text_is_told(content: bytes, rule: str, playbook: Path) -> None:
    (playbook / "a.md").write_bytes(content)
    assert [each[:2] for each in told(load(playbook))] == [("a.md", rule)]


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(
    was_on: bool,  # noqa: FBT001 (a case of the test)
    playbook: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        assert not gc.isenabled()
        message = "a bug of ours"
        raise RuntimeError(message)

    try:
        (gc.enable if was_on else gc.disable)()
        load(playbook)
        assert gc.isenabled() is was_on
        monkeypatch.setattr("nextcall.load.survey", fail)
        with pytest.raises(RuntimeError, match="a bug of ours"):
            load(playbook)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


def test_paths_are_those_of_the_repository(playbook: Path) -> None:
    (playbook.parent / ".git").mkdir()
    (playbook / "sales" / "new.yaml").write_text("", encoding="utf-8")
    loaded = load(playbook)
    (found,) = loaded.on_repository([*loaded.diagnostics, *loaded.diagnostics])
    assert found.path == "playbook/sales/new.yaml"


@pytest.mark.parametrize("text", ["name: A\n", "name: A\nstages: []\n"])
def test_a_process_without_stages_is_told(text: str, playbook: Path) -> None:
    (playbook / "sales" / "new.yaml").write_text(text, encoding="utf-8")
    assert len(load(playbook).diagnostics) == 1


def test_a_stage_id_used_twice_is_left_to_the_checks(playbook: Path) -> None:
    text = "name: A\nstages:\n  - {id: a, name: A}\n  - {id: a, name: B}\n"
    (playbook / "sales" / "new.yaml").write_text(text, encoding="utf-8")
    assert load(playbook).playbook is not None


def test_a_page_that_is_too_long_for_all_its_links_to_be_followed_is_told(playbook: Path) -> None:
    (playbook / "long.md").write_text("[a](long.md) `x`\n" * 20_000, encoding="utf-8")
    (playbook / "plain.md").write_text("[a](plain.md) and so on\n" * 20_000, encoding="utf-8")
    loaded = load(playbook)
    assert loaded.playbook is not None
    told = [each for each in checks.run(loaded.playbook, loaded.locate) if each.rule == "broken-link"]
    assert [(each.path, each.line, each.hint) for each in told] == [("long.md", 1, "split it")]


def test_pages_that_are_too_long_together_are_told_where_no_more_links_are_followed(
    playbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextcall.load.folder.MOST_READ", 50)
    for name in ("a", "b", "c"):
        (playbook / f"{name}.md").write_text("[a](gone.md) `x`\n" * 2, encoding="utf-8")
    (playbook / "plain.md").write_text("[a](plain.md) and so on\n", encoding="utf-8")
    loaded = load(playbook)
    assert loaded.playbook is not None
    told = [each for each in checks.run(loaded.playbook, loaded.locate) if each.rule == "broken-link"]
    assert [(each.path, each.line) for each in told] == [
        ("a.md", 1),
        ("a.md", 2),
        ("b.md", 1),
        ("b.md", 1),
        ("c.md", 1),
    ]
    both = sorted(each.message for each in told if each.path in {"b.md", "c.md"})
    start = "the pages are so long together that"
    assert both[:2] == [
        "the link to 'gone.md' leads nowhere",
        f"{start} no links of this one are followed",
    ]
    assert both[2] == f"{start} only links in the first 16 characters of this one are followed"
