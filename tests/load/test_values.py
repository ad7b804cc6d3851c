"""Values reach the model as they were written, and every key and value knows where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.diagnostics import Span
from nextcall.load import load
from nextcall.model import Place

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.load import Loaded
    from nextcall.model import Playbook


def _with(playbook: Path, text: str) -> Loaded:
    (playbook / "sales" / "new.yaml").write_bytes(text.encode())
    return load(playbook)


def _model(loaded: Loaded) -> Playbook:
    assert not loaded.diagnostics
    assert loaded.playbook is not None
    return loaded.playbook


@pytest.mark.parametrize(
    "written",
    ["no", "on", "yes", "off", "y", "12:30", "010", "2026.10", "1e3", "0x1F", "0o17", "1_000", "+12", "-0", ".5", "5.",
     "2026-10-12", "=", "<<", ".inf", ".nan", "true", "False", "9" * 30, "1e999", "NULLs", "$5", "-- x", "a#b", "x:y"],
)  # fmt: skip
def test_a_plain_text_is_kept_as_it_was_written(written: str, playbook: Path, parser: str) -> None:
    text = f"name: {written}\nstages:\n  - id: a\n    name: A\n    drifts_when: [{written}, ok]\n"
    process = _model(_with(playbook, text)).sales_processes[0]
    assert process.name == written, parser
    assert process.stages[0].drifts_when == (written, "ok")


@pytest.mark.parametrize("behind", ["", "  ", "  # a dozen"])
def test_a_text_that_looks_like_a_number_ends_with_its_last_sign(behind: str, playbook: Path, parser: str) -> None:
    text = "name: 0x1F{0}\nstages:\n  - id: a\n    name: +7{0}\n    drifts_when:\n      - on\n      - true{0}\n"
    process = _model(_with(playbook, text.format(behind))).sales_processes[0]
    assert (process.name, process.stages[0].name) == ("0x1F", "+7"), parser
    assert process.stages[0].drifts_when == ("on", "true")


@pytest.mark.parametrize(
    ("written", "value"),
    [("12", 12), ("0x10", 16), ("0o10", 8), ("010", 10), ("1e1", 10), ("12.0", 12), ("+7", 7)],
)
def test_a_number_is_one_of_yaml_1_2(written: str, value: int, playbook: Path, parser: str) -> None:
    text = f"name: A\nstages: [{{id: a, name: A, target_days: {written}}}]\n"
    stage = _model(_with(playbook, text)).sales_processes[0].stages[0]
    assert (stage.target_days, type(stage.target_days)) == (value, int), parser


@pytest.mark.parametrize(("written", "value"), [("true", True), ("True", True), ("FALSE", False), ("false", False)])
def test_a_flag_is_true_or_false(written: str, value: bool, playbook: Path) -> None:  # noqa: FBT001 (what is expected)
    text = f"name: A\nstages: [{{id: a, name: A, optional: {written}}}]\n"
    assert _model(_with(playbook, text)).sales_processes[0].stages[0].optional is value


@pytest.mark.parametrize("hidden", ["\u2028", "\u2029", "\x85", "\u2028x\x85y\u2029"])
def test_separators_that_are_no_line_ends_stay_in_the_text(hidden: str, playbook: Path, parser: str) -> None:
    text = f'name: A{hidden}B\nowner: "C{hidden}D" # {hidden}\nnam: x\nstages: [{{id: a, name: A}}]\n'
    (found,) = _with(playbook, text).diagnostics
    assert (found.line, found.column, found.end_column) == (3, 1, 4), parser
    process = _model(_with(playbook, text.replace("nam: x\n", ""))).sales_processes[0]
    assert (process.name, process.owner) == (f"A{hidden}B", f"C{hidden}D")


@pytest.mark.parametrize("text", ["😀 win 🎉", "שלום עולם", "مرحبا", "\U0010fffd", "e\u0301", "\u200d"])
def test_emoji_and_right_to_left_text_simply_work(text: str, playbook: Path, parser: str) -> None:
    process = _model(_with(playbook, f"name: {text}\nstages: [{{id: a, name: {text}}}]\n")).sales_processes[0]
    assert process.name == process.stages[0].name == text, parser


def test_a_tab_inside_a_text_works_where_libyaml_is_there_and_is_told_elsewhere(playbook: Path, parser: str) -> None:
    loaded = _with(playbook, "name: a\tb\nowner:\tme\nstages: [{id: a, name: A}]\n")
    found = [(each.rule, each.line, each.column) for each in loaded.diagnostics]
    assert found == ([("yaml-tab", 1, 8)] if parser == "pure" else [])


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_change_nothing(line_end: str, playbook: Path, parser: str) -> None:
    text = "\ufeffname: A\nsummary: |\n  One.\n\n  Two.\nstages:\n  - id: a\n    name: B\n".replace("\n", line_end)
    loaded = _with(playbook, text)
    process = _model(loaded).sales_processes[0]
    assert (process.summary, process.stages[0].name) == ("One.\n\nTwo.\n", "B"), parser
    assert loaded.locate(Place("sales/new.yaml", "/stages/0/name")) == Span(8, 11, 8, 12)


def test_a_text_of_five_megabytes_loads(playbook: Path) -> None:
    long = "x y " * 1_250_000
    assert _model(_with(playbook, f"name: {long}\nstages: [{{id: a, name: A}}]\n")).sales_processes[0].name == long[:-1]


def test_positions_count_characters_and_end_after_the_last_one(playbook: Path, parser: str) -> None:
    text = "name: 😀x\nbaseline: {source: 🎉, calls: 14}\nstages:\n- id: a\n  name: 'B'\n  drifts_when: [ab, c]\n"
    loaded = _with(playbook, text)
    spans = {
        "": Span(1, 1, 1, 9),
        "/name": Span(1, 7, 1, 9),
        "/baseline": Span(2, 11, 2, 33),
        "/baseline/calls": Span(2, 30, 2, 32),
        "/stages/0": Span(4, 3, 4, 8),
        "/stages/0/name": Span(5, 9, 5, 12),
        "/stages/0/drifts_when/1": Span(6, 21, 6, 22),
    }
    assert {pointer: loaded.locate(Place("sales/new.yaml", pointer)) for pointer in spans} == spans, parser


def test_what_is_missing_stands_at_the_nearest_thing_around_it(playbook: Path) -> None:
    loaded = load(playbook)
    assert loaded.locate(Place("sales/new.yaml", "/stages/0/owner/x")) == Span(3, 5, 3, 17)
    assert loaded.locate(Place("sales/new.yaml", "/stages/7")).line == 3
    assert loaded.locate(Place("pages/none.md", "/stages")) == Span(1, 1, 1, 1)
    assert loaded.line_of(Place("sales/new.yaml", "/stages/0/name")) == 4


def test_a_line_of_a_file_is_shown_by_its_path_in_the_repository(playbook: Path) -> None:
    loaded = load(playbook)
    assert loaded.source_line(f"{loaded.prefix}sales/new.yaml", 3) == "  - id: discover"
    assert loaded.source_line(f"{loaded.prefix}sales/new.yaml", 99) == ""
    assert loaded.source_line("elsewhere.md", 1) is None


@pytest.mark.parametrize("depth", [63, 64, 65])
def test_sixty_four_levels_can_be_read_and_no_more(depth: int, playbook: Path, parser: str) -> None:
    found = _with(playbook, "x: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n").diagnostics
    assert ("yaml-depth" in {each.rule for each in found}) == (depth > 64), parser


@pytest.mark.parametrize(
    "text", ["[" * 50_000, "{" * 50_000, "- " * 50_000, "? " * 50_000, "[{" * 25_000, "a: [" * 9_000]
)
def test_deep_nesting_is_one_diagnostic(text: str, playbook: Path, parser: str) -> None:
    assert len(_with(playbook, text).diagnostics) == 1, parser


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name: A\nowner: caf\xe9 here\n", ("not-utf-8", 2, 11)),
        (b"\xef\xbb\xbfname: \xff\n", ("not-utf-8", 1, 7)),
        ("name: A\n".encode("utf-16"), ("not-utf-8", 1, 1)),
        ("name: A\n".encode("utf-16-le"), ("not-utf-8", 1, 1)),
        ("name: A\n".encode("utf-16-be"), ("not-utf-8", 1, 1)),
        (b"name: A\nowner: \xed\xa0\x80\n", ("not-utf-8", 2, 8)),
        (b"name: A\nowner: a\0b\n", ("yaml-syntax", 2, 9)),
        (b"\0\0\0\0", ("not-utf-8", 1, 1)),
        (b"name: A\n\x07", ("yaml-syntax", 2, 1)),
        ("name: A\nowner: a\ufeffb\n".encode(), ("yaml-syntax", 2, 9)),
        (b"#" * 10_000_001, ("file-too-large", 1, 1)),
        (b"", ("empty-file", 1, 1)),
        (b" \n\n", ("empty-file", 1, 1)),
    ],
)  # fmt: skip
def test_what_is_no_text_of_ours_is_told(
    content: bytes, told: tuple[str, int, int], playbook: Path, parser: str
) -> None:
    (playbook / "sales" / "new.yaml").write_bytes(content)
    (found,) = load(playbook).diagnostics
    assert (found.rule, found.line, found.column) == told, parser


@pytest.mark.parametrize("last", ["x", "[]", "{}", "*x"])
def test_a_file_with_more_values_than_anybody_writes_is_told_where_they_end(
    last: str, playbook: Path, parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextcall.load.parse.MOST_VALUES", 6)  # as many as the first lines hold
    text = "name: A\nstages:\n  - id: a\n    name: A\n"
    assert not _with(playbook, text).diagnostics, parser
    (found,) = _with(playbook, f"{text}more: {last}\n").diagnostics
    assert (found.rule, found.line, found.column) == ("file-too-large", 5, 7), parser
    assert found.message == "the file holds more than 6 values, and this is the first beyond them"


def test_a_file_of_ten_megabytes_is_read(playbook: Path) -> None:
    content = b"name: A\nstages: [{id: a, name: A}]\n"
    (playbook / "sales" / "new.yaml").write_bytes(content + b"#" * (10_000_000 - len(content)))
    assert not load(playbook).diagnostics
