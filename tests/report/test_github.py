"""Annotations and the step's summary, as GitHub Actions reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

from nextcall.diagnostics import Diagnostic, Severity
from nextcall.report import Format, Report, formatted, step_summary

if TYPE_CHECKING:
    from collections.abc import Callable

_COMMAND = re.compile(r"::(?P<name>[a-z]+) (?P<properties>[^:]*)::(?P<message>.*)")
_UNESCAPED = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def _unescape(text: str) -> str:
    return re.sub("|".join(_UNESCAPED), lambda found: _UNESCAPED[found[0]], text)


def _annotations(text: str) -> list[dict[str, str]]:
    """Every line as the runner reads it: up to the second `::` are properties, parted by commas."""
    found = []
    for line in text.removesuffix("\n").split("\n"):
        command = _COMMAND.fullmatch(line.replace("\u2028", " "))
        assert command is not None, line
        properties = dict(each.split("=", 1) for each in command["properties"].split(","))
        found.append({"name": command["name"], "message": command["message"], **properties})
    return [{key: _unescape(value) for key, value in each.items()} for each in found]


def test_an_annotation_stands_at_its_place_with_its_rule_as_title(report: Report) -> None:
    assert formatted(report, Format.GITHUB).splitlines()[0] == (
        "::error title=unknown-reference,file=playbook/sales/new.yaml,line=6,col=74,endLine=6,endColumn=82"
        "::no 'x'%0Adid you mean 'y'?%0Ahttps://playbook.example/sales/contribute/rules/unknown-reference/"
    )


def test_errors_and_warnings_are_annotations_and_remarks_are_not(report: Report) -> None:
    found = [(each["name"], each["title"]) for each in _annotations(formatted(report, Format.GITHUB))]
    assert found == [
        ("error", "unknown-reference"),
        ("error", "unknown-reference"),
        ("warning", "broken-link"),
        ("error", "yaml-syntax"),
    ]


def test_odd_paths_and_texts_come_through_and_start_no_command_of_their_own(report: Report) -> None:
    odd = report.diagnostics[-1]
    found = _annotations(formatted(report, Format.GITHUB))[-1]
    assert found["file"] == odd.path
    assert found["message"].startswith(odd.message.replace("\u2028", " ").replace("\x00\x1b", "\\x00\\x1b"))


def test_a_finding_on_several_lines_has_no_columns_for_github_takes_none(report: Report) -> None:
    found = _annotations(formatted(report, Format.GITHUB))[2]
    assert (found["line"], found["endLine"]) == ("12", "14")
    assert "col" not in found
    assert "endColumn" not in found


def _cells(markdown: str) -> list[list[str]]:
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    rows: list[list[str]] = []
    for token, following in pairwise(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            children = following.children or []
            allowed = ("text", "text_special", "html_inline")
            assert all(child.type in allowed for child in children), [child.type for child in children]
            tags = [child.content for child in children if child.type == "html_inline"]
            assert all(tag == "</a>" or tag.startswith('<a href="https') for tag in tags), tags
            rows[-1].append("".join(child.content for child in children if child.type != "html_inline"))
    return rows


def test_the_summary_is_a_table_with_the_gravest_first_and_remarks_too(report: Report) -> None:
    assert step_summary(report).splitlines()[:3] == [
        "### Sales playbook",
        "",
        "4 files checked: 3 errors, 1 warning, 1 remark.",
    ]
    rows = _cells(step_summary(report))[1:]
    assert [row[0] for row in rows] == ["error", "error", "error", "warning", "info"]
    assert rows[0][1:] == ["playbook/sales/new.yaml:6", "unknown-reference", "no 'x'; did you mean 'y'?"]


def test_no_text_of_a_team_is_markdown_or_html_in_the_summary(report: Report) -> None:
    odd = _cells(step_summary(report))[3]
    assert odd[1] == f"{report.diagnostics[-1].path}:3"
    assert "<script>x</script>" in odd[3]
    assert "[x](http://x.example) `y`" in odd[3]


def test_without_findings_there_is_no_annotation_and_a_summary_of_one_line(clean: Report) -> None:
    assert formatted(clean, Format.GITHUB) == ""
    assert step_summary(clean) == "### Sales playbook\n\n4 files checked, nothing to report.\n\n"


def test_a_summary_is_short_enough_for_a_comment_and_says_how_many_are_left_out(enormous: Report) -> None:
    summary = step_summary(enormous)
    assert len(summary) < 65_536
    shown = len(_cells(summary)) - 1
    assert shown > 100
    assert f"… and {100_000 - shown} more; " in summary


@pytest.mark.parametrize("length", [10, 100_000])
def test_a_long_message_leaves_room_for_others_in_the_summary(length: int, report_of: Callable[..., Report]) -> None:
    one = Diagnostic("p.yaml", 1, 1, 1, 2, "schema", Severity.ERROR, "x" * length)
    rows = _cells(step_summary(report_of((one, one._replace(line=2)))))
    assert len(rows) == 3


@pytest.mark.parametrize(("length", "shown"), [(300, 300), (301, 300)])
def test_a_cell_of_the_summary_is_cut_where_it_is_too_long_to_read(report: Report, length: int, shown: int) -> None:
    one = report.diagnostics[0]._replace(message=length * "x", hint="")
    row = step_summary(replace(report, diagnostics=(one,))).splitlines()[-2]
    assert f" {shown * 'x'}{'…' if length > shown else ''} |" in row
