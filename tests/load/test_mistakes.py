"""What people get wrong in a file is told in our words, at the right place, with what to write instead.

The cases lie in `mistakes.txt` (what no YAML parser takes, or takes for something else) and `schema_messages.txt`.
Each is the file's text, `-->`, and all that is told of it. In them ␉ is a tab, ⍽ a no-break space, ⌶ one without width,
␤ a line separator, ␊ the control character that ends lines elsewhere.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from nextcall.load import Kind, load
from nextcall.load.parse import parse
from nextcall.load.schema import misfits


class Case(NamedTuple):
    """A text and what is told of it."""

    title: str
    text: str
    told: str


_SHOWN = {"␉": "\t", "⍽": "\u00a0", "⌶": "\u200b", "␤": "\u2028", "␊": "\x85"}


def _cases(name: str) -> list[Case]:
    content = (Path(__file__).parent / name).read_text(encoding="utf-8")
    found = []
    for part in content.removeprefix("=== ").split("\n=== "):
        title, _, rest = part.partition("\n")
        text, _, told = rest.partition("-->\n")
        for shown, meant in {**_SHOWN, "{5000 nines}": "9" * 5000}.items():
            text = text.replace(shown, meant)
        found.append(Case(title, text, told.rstrip("\n")))
    return found


MISTAKES = _cases("mistakes.txt")
SCHEMA_MESSAGES = _cases("schema_messages.txt")


def told(playbook: Path, text: str) -> str:
    """Everything that is told of a sales process with this text."""
    (playbook / "sales" / "new.yaml").write_bytes(text.encode())
    out = []
    for found in load(playbook).diagnostics:
        assert found.path == "sales/new.yaml"
        out.append(f"{found.line}:{found.column} {found.rule}: {found.message}")
        out += [f"    {found.hint}"] if found.hint else []
    return "\n".join(out)


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case.title)
def test_a_mistake_is_told_where_it_stands_and_how_to_mend_it(case: Case, playbook: Path, parser: str) -> None:
    assert told(playbook, case.text) == case.told, parser


@pytest.mark.parametrize("case", SCHEMA_MESSAGES, ids=lambda case: case.title)
def test_what_a_field_cannot_hold_is_told_in_plain_words(case: Case, playbook: Path, parser: str) -> None:
    assert told(playbook, case.text) == case.told, parser


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
@pytest.mark.parametrize("case", [case for case in MISTAKES if "\n" in case.text.strip()][::4], ids=lambda c: c.title)
def test_other_line_ends_and_a_byte_order_mark_move_no_position(case: Case, line_end: str, playbook: Path) -> None:
    assert told(playbook, "\ufeff" + case.text.replace("\n", line_end)) == case.told


def test_every_hint_that_shows_a_line_shows_one_that_can_be_read() -> None:
    shown = [line.partition("put quotes around it: ")[2] for case in MISTAKES for line in case.told.splitlines()]
    shown = [line for line in shown if line and "*a" not in line and "*b" not in line]
    assert len(shown) > 20
    for line in shown:
        assert not parse("sales/new.yaml", line.encode()).faults, line


@pytest.mark.parametrize("cut", ["Close issue #4 now", "Win the #1 spot"])
def test_a_text_that_a_comment_cuts_loads_and_is_remembered(cut: str, playbook: Path) -> None:
    text = f'name: {cut}\nowner: "Ann" #x\nsegment: Ours # by size\nstages:\n  - {{id: a, name: A}}\n'
    (playbook / "sales" / "new.yaml").write_text(text, encoding="utf-8")
    loaded = load(playbook)
    assert not loaded.diagnostics
    assert loaded.playbook is not None
    assert loaded.playbook.files.cut_texts == (("sales/new.yaml", "/name"),)


def test_of_a_file_that_is_wrong_all_over_the_first_hundred_faults_are_told(playbook: Path, parser: str) -> None:
    lines = told(playbook, "name: A\n" * 5000).splitlines()
    assert len(lines) == 200, parser
    assert lines[-2] == "101:1 duplicate-key: the field 'name' is already given in line 1"


def test_a_misfit_that_nobody_can_name_is_still_told(playbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nextcall.load.schema._is_valid", lambda _: lambda _: False)
    (playbook / "sales" / "new.yaml").unlink()
    (found,) = load(playbook).diagnostics
    assert (found.path, found.rule, found.line) == ("playbook.yaml", "schema", 1)
    assert found.hint == "compare it with `nextcall schema playbook`"


def test_misfits_come_in_the_order_of_their_places() -> None:
    found = misfits(parse("x.yaml", b"".join(b"z%d: 1\n" % index for index in range(40))), Kind.SALES_PROCESS)
    assert [each.span.line for each in found] == [1, *range(1, 41)]


def test_names_and_levels_of_rules_are_told_at_the_rule(playbook: Path) -> None:
    text = "title: A\nrules:\n  Vague Wording: error\n  stale-review: loud\n"
    (playbook / "playbook.yaml").write_text(text, encoding="utf-8")
    found = [(each.line, each.column, each.message, each.hint) for each in load(playbook).diagnostics]
    assert found == [
        (3, 3, "'Vague Wording' can't be a name in 'rules'", "write 'vague-wording'"),
        (
            4,
            17,
            "'loud' is no value of 'stale-review': off, info, warning or error",
            "choose off, info, warning or error",
        ),
    ]


def test_a_link_of_a_forbidden_kind_is_told(playbook: Path) -> None:
    (playbook / "playbook.yaml").write_text("title: A\nfeedback: javascript:alert(1)\n", encoding="utf-8")
    (found,) = load(playbook).diagnostics
    assert (found.line, found.column, found.message) == (2, 11, "'javascript:alert(1)' is no link")
