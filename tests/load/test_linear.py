"""What reads a text in linear time finds what the plain patterns did that it replaced, and does no work twice.

The old patterns stand here as what is meant: short, and slow on long texts only.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.load import load, mistakes
from nextcall.load.document import Lines
from nextcall.load.folder import _title
from nextcall.load.kinds import Kind
from nextcall.load.parse import parse
from nextcall.load.schema import misfits

if TYPE_CHECKING:
    from pathlib import Path

quick = tried(500, 5)


def texts(pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=14).map("".join)


@quick
@given(line=texts("ab -#\t:'"))
@example("a  # b # c")
def test_a_comment_is_cut_off_with_the_blanks_before_it(line: str) -> None:
    assert mistakes._COMMENT.sub("", line) == re.sub(r"[ \t]+#[ \t].*$", "", line)


@quick
@given(line=texts("ab -:\t'"))
def test_a_field_ends_at_its_last_letter(line: str) -> None:
    plain = re.compile(r"(?P<lead> *(?:- +)*)(?:(?P<key>[A-Za-z_][\w-]*):[ \t]+)?(?P<value>[^ \t].*?)[ \t]*")
    found, wanted = mistakes._FIELD.fullmatch(line), plain.fullmatch(line)
    assert (found and found.groupdict()) == (wanted and wanted.groupdict())


@quick
@given(line=texts("ab:,{} '").map("{a: ".__add__))
@example("{a: b: c, d: e}")
def test_a_colon_in_an_entry_is_found_with_the_whole_value(line: str) -> None:
    plain = re.compile(
        r"(?P<lead>[{,]\s*[A-Za-z_][\w-]*:\s+)"
        r"(?P<value>[^,{}\[\]\"']*?(?P<colon>:)\s[^,{}\[\]\"']*?)\s*(?=[,}])"
    )
    found, wanted = mistakes._ENTRY_WITH_COLON.search(line), plain.search(line)
    shown = [each and (each["lead"], each["value"].rstrip(), each.start("colon")) for each in (found, wanted)]
    if wanted is None or wanted["value"].strip() != ":":
        assert shown[0] == shown[1]


@quick
@given(text=texts("ab[]{}\"',: ").map("[".__add__))
def test_the_end_of_a_bracket_is_found_past_quotes(text: str) -> None:
    assert mistakes._bracket_end(text, 0) == _plain_bracket_end(text)


def _plain_bracket_end(text: str) -> tuple[int, int]:
    waiting, index = [], 0
    while index < len(text):
        character = text[index]
        quote = mistakes._QUOTED.match(text, index) if index and text[index - 1] in "[{,: " else None
        if quote:
            index = quote.end()
            continue
        if character in "[{":
            waiting.append("]" if character == "[" else "}")
        elif character in "]}":
            if character != waiting.pop():
                return 0, index
            if not waiting:
                return index + 1, -1
        index += 1
    return 0, -1


@quick
@given(page=texts("#a \n\t'").map("# b".__add__))
@example("# Ours ##\n")
@example("# C#\n")
def test_the_title_of_a_page_is_its_heading_without_what_closes_it(page: str) -> None:
    found = re.compile(r"^# +([^ \t\n].*?)(?: +#+)?\s*$", re.MULTILINE).search(page)
    assert found is not None
    assert _title(page) == found[1].rstrip()


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("title: Ours", "Ours"),
        ('title:  "Ours"  ', "Ours"),
        ("title: 'Ours", "'Ours"),
        ("title: ''", "''"),
        ("title:Ours", "Ours"),
        ("title:", "Heading"),
        ("subtitle: Ours", "Heading"),
    ],
)
def test_the_title_of_a_page_is_that_of_its_front_matter(line: str, title: str) -> None:
    assert _title(f"---\n{line}\n---\n#  \n# Heading\n") == title


@quick
@given(text=texts("ab\r\n"), start=st.integers(0, 14), length=st.integers(0, 5))
def test_a_span_ends_where_its_line_does(text: str, start: int, length: int) -> None:
    lines, start = Lines(text), min(start, len(text))
    span = lines.span(start, start + length)
    assert span.line == lines.position(start)[0]
    rest = lines.line(span.line)[span.column - 1 :]
    assert span.end_column - span.column == min(length, len(rest))


@quick
@given(text=texts("ab\r\n\u2028"))
def test_a_line_begins_behind_each_line_end(text: str) -> None:
    lines = Lines(text)
    ends = [found.end() for found in re.finditer(r"\r\n|\r|\n", text)]
    assert [lines.start_of(number) for number in range(1, lines.count + 1)] == [0, *ends]


@quick
@given(text=texts("a# \t\r\n\u2028"))
def test_a_line_without_words_says_nothing(text: str) -> None:
    lines = Lines(text)
    for number in range(1, lines.count + 1):
        said = lines.line(number).partition("#")[0].strip()
        assert mistakes._says_nothing(lines, number) is not bool(said)


ITEMS = "name: A\nstages:\n  - id: a\n    name: A\n    buying_stages: [{}]\n"


def test_the_sound_items_of_a_list_are_left_to_the_fast_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    import jsonschema  # noqa: PLC0415 (only a file that doesn't fit needs it)

    looked_at: list[object] = []
    patterns = jsonschema.Draft202012Validator.VALIDATORS["pattern"]

    def noting(validator: Any, pattern: str, value: object, schema: object) -> object:  # noqa: ANN401
        looked_at.append(value)
        return patterns(validator, pattern, value, schema)

    sys.modules["nextcall.load.schema"]._slow_validator.cache_clear()
    monkeypatch.setitem(jsonschema.Draft202012Validator.VALIDATORS, "pattern", noting)
    items = ", ".join(f"s{number}" for number in range(1000))
    (found,) = misfits(parse("sales/a.yaml", ITEMS.format(f"{items}, A B").encode()), Kind.SALES_PROCESS)
    sys.modules["nextcall.load.schema"]._slow_validator.cache_clear()
    assert found.pointer == "/stages/0/buying_stages/1000"
    assert "A B" in looked_at
    assert not [each for each in looked_at if str(each).startswith("s")]


def test_a_long_line_of_wrong_items_is_not_looked_through_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    from nextcall.load import misfit  # noqa: PLC0415 (only a file that doesn't fit needs it)

    read: list[str] = []
    plain = misfit.slip_in

    def noting(line: str) -> object:
        read.append(line)
        return plain(line)

    monkeypatch.setattr(misfit, "slip_in", noting)
    for wrong in ("1e9", "a b"):
        items = f"name: A\nstages: [{', '.join([wrong] * 600)}]\n"
        found = misfits(parse("sales/a.yaml", items.encode()), Kind.SALES_PROCESS)
        assert len(found) == 500
    assert not read


def test_items_of_any_type_that_stand_twice_are_told_each(playbook: Path) -> None:
    (playbook / "sales" / "new.yaml").write_text(ITEMS.format("a, 1, a, {b: c}, 1"), encoding="utf-8")
    told = [each.message for each in load(playbook).diagnostics]
    assert "'a' stands twice in 'buying_stages'" in told
    assert "1 stands twice in 'buying_stages'" in told


def test_more_activities_than_can_be_put_in_order_are_told(playbook: Path) -> None:
    activity = "      - {{id: a{}, name: A, where: in_call}}\n".format
    head = "name: A\nstages:\n  - id: a\n    name: A\n    activities:\n"
    path = playbook / "sales" / "new.yaml"
    path.write_text(head + "".join(map(activity, range(5_001))), encoding="utf-8")
    (found,) = load(playbook).diagnostics
    assert (found.path, found.line, found.rule) == ("sales/new.yaml", 2, "schema")
    assert found.message == "a process has at most 5000 activities, and this one has 5001"
    path.write_text(head + "".join(map(activity, range(5_000))), encoding="utf-8")
    assert load(playbook).playbook is not None


def test_more_criteria_than_can_imply_activities_are_told(playbook: Path) -> None:
    stage = "  - id: a\n    name: A\n    entry_criteria: [{criterion: A}]\n    exit_criteria:\n"
    path = playbook / "sales" / "new.yaml"
    path.write_text(f"name: A\nstages:\n{stage}" + "      - {criterion: A}\n" * 5_000, encoding="utf-8")
    (found,) = load(playbook).diagnostics
    assert (found.line, found.message) == (2, "a process has at most 5000 criteria, and this one has 5001")
    path.write_text(f"name: A\nstages:\n{stage}" + "      - {criterion: A}\n" * 4_999, encoding="utf-8")
    assert load(playbook).playbook is not None


def test_other_line_ends_stay_where_nearly_every_stand_in_for_them_is_taken() -> None:
    taken = "".join(map(chr, range(0xE000, 0xF800)))
    assert parse("a.yaml", f"a: b\u2028{taken}\n".encode()).data == {"a": f"b\u2028{taken}"}


def test_more_stages_than_a_page_can_show_are_told(playbook: Path) -> None:
    path = playbook / "sales" / "new.yaml"
    stages = [f"  - {{id: s{number}, name: A}}\n" for number in range(201)]
    path.write_text(f"name: A\nstages:\n{''.join(stages)}", encoding="utf-8")
    (found,) = load(playbook).diagnostics
    assert (found.line, found.message) == (2, "a process has at most 200 stages, and this one has 201")
    path.write_text(f"name: A\nstages:\n{''.join(stages[1:])}", encoding="utf-8")
    assert load(playbook).playbook is not None


def test_many_items_without_an_id_each_get_one_that_is_free_nearby(playbook: Path) -> None:
    stages = "  - {id: a, name: A}\n" + "  - {name: A}\n" * 1_500
    (playbook / "sales" / "new.yaml").write_text(f"name: A\nstages:\n{stages}", encoding="utf-8")
    assert {each.hint for each in load(playbook).diagnostics} == {"for example `id: a-2`"}
