"""Of one rule, very many findings are listed; what is left is counted, file by file, and no number is lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nextcall import pipeline
from nextcall.cli.findings import report_of
from nextcall.diagnostics import total
from nextcall.report import Format, formatted, step_summary
from nextcall.views import health

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    WritePlaybook = Callable[..., Path]

LISTED = 5


@pytest.fixture
def checked(write_playbook: WritePlaybook, monkeypatch: pytest.MonkeyPatch) -> pipeline.Checked:
    """Two processes that step back 9 and 4 times to what isn't there, and one that does so once; 5 are listed."""
    monkeypatch.setattr("nextcall.checks.runner.MOST_LISTED", LISTED)
    files = {f"sales/{name}.yaml": _process(number) for name, number in (("a", 9), ("b", 4), ("c", 1))}
    return pipeline.check(write_playbook(files))


def _process(number: int) -> str:
    back = "".join(f"      - {{when: It stalls, to: gone-{each}}}\n" for each in range(number))
    return f"name: A\nstages:\n  - id: s\n    name: S\n    step_back:\n{back}"


def _told(checked: pipeline.Checked) -> list[tuple[str, int, str]]:
    return [
        (each.path.rpartition("/")[2], each.line, each.message)
        for each in checked.diagnostics
        if each.rule == "unknown-reference"
    ]


def test_what_is_left_out_is_said_of_each_file_where_the_first_of_it_stands(checked: pipeline.Checked) -> None:
    told = _told(checked)
    assert [place[:2] for place in told] == [("a.yaml", line) for line in range(6, 12)] + [("b.yaml", 6), ("c.yaml", 6)]
    assert [place[2].partition(";")[0] for place in told[LISTED : LISTED + 2]] == [
        "4 more of this kind in this file are not listed",
        "4 more of this kind in this file are not listed",
    ]
    assert "gone-0" in told[-1][2]  # one that is left is no more to read than its number


def test_every_format_counts_what_is_left_out(checked: pipeline.Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    report = report_of(checked)
    assert total(each for each in report.diagnostics if each.rule == "unknown-reference") == 14
    errors = total(each for each in report.diagnostics if each.severity == "error")
    found = json.loads(formatted(report, Format.JSON))
    assert found["summary"]["errors"] == errors
    assert f"{errors} errors" in report.summary
    monkeypatch.setattr("nextcall.report._MOST_FOR_PEOPLE", 1)
    more = total(report.diagnostics) - 1
    assert formatted(report, Format.TEXT).endswith(f"… and {more} more; `--format json` lists more of them\n")
    monkeypatch.setattr("nextcall.report.github_format.LONGEST_SUMMARY", 0)
    assert f"… and {more + 1} more; `nextcall check --format json` lists more of them." in step_summary(report)


def test_the_page_of_health_counts_what_is_left_out(checked: pipeline.Checked) -> None:
    assert checked.playbook is not None
    relative = tuple(each._replace(path=each.path.rpartition("playbook/")[2]) for each in checked.diagnostics)
    heaviest = health.by_severity(checked.playbook, relative)[0]
    assert heaviest.count == total(each for each in relative if each.severity == "error")
