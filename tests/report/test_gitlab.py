"""The code quality report, as GitLab reads it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from collections.abc import Callable

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}


def check_code_quality(text: str) -> list[dict[str, Any]]:
    """The issues of a report, every field as GitLab's manual of code quality asks for it."""
    issues = json.loads(text)
    assert isinstance(issues, list)
    for issue in issues:
        assert isinstance(issue["description"], str)
        assert isinstance(issue["check_name"], str)
        assert isinstance(issue["fingerprint"], str)
        assert issue["severity"] in SEVERITIES
        path, begin = issue["location"]["path"], issue["location"]["lines"]["begin"]
        assert isinstance(path, str)
        assert not path.startswith(("./", "/"))
        assert isinstance(begin, int)
        assert begin >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    return issues


def test_every_finding_is_an_issue_with_the_fields_that_gitlab_asks_for(report: Report) -> None:
    issues = check_code_quality(formatted(report, Format.GITLAB))
    assert [issue["severity"] for issue in issues] == ["info", "critical", "critical", "minor", "critical"]
    assert issues[1] | {"fingerprint": ""} == {
        "description": "no 'x'; did you mean 'y'?",
        "check_name": "unknown-reference",
        "fingerprint": "",
        "severity": "critical",
        "location": {"path": "playbook/sales/new.yaml", "lines": {"begin": 6, "end": 6}},
    }
    assert issues[-1]["location"]["path"] == report.diagnostics[-1].path


def test_a_fingerprint_stays_when_lines_are_inserted_above(report: Report, report_of: Callable[..., Report]) -> None:
    lower = tuple(
        each._replace(line=each.line + 7, end_line=each.end_line + 7, pointer="/elsewhere")
        for each in report.diagnostics
    )
    before = check_code_quality(formatted(report, Format.GITLAB))
    after = check_code_quality(formatted(report_of(lower, shift=7), Format.GITLAB))
    assert [issue["fingerprint"] for issue in before] == [issue["fingerprint"] for issue in after]


def test_a_playbook_without_findings_gives_an_empty_list(clean: Report) -> None:
    assert formatted(clean, Format.GITLAB) == "[]\n"


def test_a_line_that_holds_very_many_findings_is_read_once(report_of: Callable[..., Report], report: Report) -> None:
    read: list[int] = []

    def source_line(_path: str, line: int) -> str:
        read.append(line)
        return "word " * 10_000

    one = [report.diagnostics[0]._replace(line=7, column=column) for column in range(1, 50)]
    issues = json.loads(formatted(replace(report_of(tuple(one)), source_line=source_line), Format.GITLAB))
    assert read == [7]
    assert len({issue["fingerprint"] for issue in issues}) == len(one)
