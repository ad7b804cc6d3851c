"""A merge that nobody finished is one error, and nothing else is said about its lines or because of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.load import load
from nextcall.pipeline import check

if TYPE_CHECKING:
    from pathlib import Path

SOUND = "name: A\nstages: [{id: a, name: A}]\n"
OURS, BASE, MIDDLE, THEIRS = "<<<<<<< HEAD\n", "||||||| 1a2b3c4\n", "=======\n", ">>>>>>> a-branch\n"
CONFLICT = f"{OURS}owner: Ann\n{MIDDLE}owner: Ben\n{THEIRS}"


def _told(playbook: Path) -> list[tuple[str, int, str, str]]:
    return [(each.path, each.line, str(each.rule), each.message) for each in load(playbook).diagnostics]


def _merges(path: str, *lines: tuple[int, int]) -> list[tuple[str, int, str, str]]:
    told = []
    for first, last in lines:
        where = f"lines {first} to {last}" if last > first else f"line {first}"
        told.append((path, first, "merge-conflict", f"a merge was not finished, {where}"))
    return told


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (SOUND + CONFLICT, [(3, 7)]),
        ((SOUND + CONFLICT).replace("\n", "\r\n"), [(3, 7)]),
        ("\ufeff" + (SOUND + CONFLICT).replace("\n", "\r"), [(3, 7)]),
        (f"{SOUND}{OURS}owner: Ann\n{BASE}owner: Cy\n{MIDDLE}{THEIRS}", [(3, 8)]),
        (CONFLICT + SOUND + CONFLICT, [(1, 5), (8, 12)]),
        (f"{OURS}{SOUND}{MIDDLE}{SOUND}{THEIRS}", [(1, 7)]),
        (f"{SOUND}    {OURS}owner: Ann\n\t{MIDDLE}  {THEIRS}", [(3, 6)]),
        ("name: A\nsummary: |\n  Ours:\n  <<<<<<< HEAD\n  =======\n  >>>>>>> theirs\nstages: []\n", [(4, 6)]),
        (
            f"{SOUND}{OURS}{BASE}<<<<<<<<< Temp\na: 1\n=========\nb: 2\n>>>>>>>>> Temp\n{MIDDLE}c: 3\n{THEIRS}",
            [(3, 12)],
        ),
        (SOUND + OURS + CONFLICT + MIDDLE + THEIRS, [(3, 10)]),
        (SOUND + OURS + "owner: Ann\n" + CONFLICT, [(3, 3), (5, 9)]),
        (f"{SOUND}{OURS}owner: Ann\n{MIDDLE}owner: Ben\n", [(3, 5)]),
        (f"{SOUND}owner: Ann\n{MIDDLE}owner: Ben\n{THEIRS}", [(4, 6)]),
        (f"{SOUND}{BASE}owner: Ann\n{MIDDLE}owner: Ben\n", [(3, 5)]),
        (SOUND + THEIRS, [(3, 3)]),
        (SOUND + ">>>>>>>\n" + MIDDLE, [(3, 3), (4, 4)]),
        (f"{SOUND}{CONFLICT}owner: [Dee\nname: twice\n", [(3, 7)]),
    ],
)
def test_each_merge_in_a_yaml_file_is_one_error(text: str, lines: list[tuple[int, int]], playbook: Path) -> None:
    (playbook / "sales" / "new.yaml").write_bytes(text.encode())
    assert _told(playbook) == _merges("sales/new.yaml", *lines)


def test_what_a_merge_leaves_undefined_is_not_told_elsewhere(playbook: Path) -> None:
    activity = "    activities:\n      - {id: b, name: B, where: in_call, buyer_roles: [cfo]}\n"
    text = "name: A\nstages:\n  - id: a\n    name: A\n" + activity
    (playbook / "sales" / "new.yaml").write_text(text, encoding="utf-8")
    roles = f"buyer_roles:\n{OURS}  - {{id: cfo, name: CFO}}\n{MIDDLE}  - {{id: cfo, name: Finance}}\n{THEIRS}"
    (playbook / "roles.yaml").write_text(roles, encoding="utf-8")
    assert [(each.rule, each.line) for each in check(playbook).diagnostics] == [("merge-conflict", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "name: A\nsummary: |\n  Title\n  =======\n  | a |\n  |||||||\nstages: [{id: a, name: A}]\n",
        "# <<<<<<< HEAD\n#=======\n# >>>>>>> theirs\n" + SOUND,
        SOUND + "summary: |\n  ```\n  <<<<<<< HEAD\n  =======\n  >>>>>>> theirs\n  ```\n",
        SOUND + "summary: '<<<<<<< HEAD'\n",
        SOUND + "summary: |\n  <<<<<<<HEAD\n  <<<<<< HEAD\n  >>>>>>>>> deep\n",
    ],
)
def test_what_only_looks_like_a_marker_is_none_in_yaml(text: str, playbook: Path) -> None:
    (playbook / "sales" / "new.yaml").write_text(text, encoding="utf-8")
    assert _told(playbook) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"# A\n\n{OURS}[a](gone.md)\n{MIDDLE}[b](gone.md)\n{THEIRS}", [(3, 7)]),
        (f"# A\n{OURS}a\n{BASE}b\n{MIDDLE}c\n{THEIRS}".replace("\n", "\r\n"), [(2, 8)]),
        (f"Title\n=======\n\n{OURS}a\n{MIDDLE}Other\n=======\n{THEIRS}", [(4, 9)]),
        (f"# A\n{THEIRS}text\n", [(2, 2)]),
        (f"# A\n\n  {OURS}text\n", [(3, 3)]),
        (f"---\n{OURS}title: A\n{MIDDLE}title: B\n{THEIRS}---\n", [(2, 6)]),
        (f"```yaml\n{OURS}a: 1\n```\n{MIDDLE}b: 1\n```\n{THEIRS}", [(2, 8)]),
        (f"{OURS}~~~\ncode\n{MIDDLE}~~~~\ncode\n~~~~\n{THEIRS}", [(1, 8)]),
    ],
)
def test_each_merge_in_a_page_is_one_error(text: str, lines: list[tuple[int, int]], playbook: Path) -> None:
    (playbook / "page.md").write_bytes(text.encode())
    assert _told(playbook) == _merges("page.md", *lines)


@pytest.mark.parametrize(
    "text",
    [
        "Title\n=======\n\ntext\n\nOther\n=======\n",
        f"# How to merge\n\n```text\n{CONFLICT}```\n\n- and:\n\n  ~~~~\n  {THEIRS}  ~~~~\n",
        "# A\n\n    <<<<<<< HEAD\n    =======\n    >>>>>>> theirs\n",
        "|||||||\n|-|-|-|-|-|-|\n",
        "Write `<<<<<<< HEAD`.\n\n> > > > > > > deep\n",
    ],
)
def test_headings_tables_and_examples_of_a_page_are_no_merge(text: str, playbook: Path) -> None:
    (playbook / "page.md").write_text(text, encoding="utf-8")
    assert _told(playbook) == []
