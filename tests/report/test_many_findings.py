"""A hundred thousand findings: every format stays valid. How long that takes is measured by tests/bench/hostile.py."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from nextcall.report import FOR_PEOPLE, Format, Report, formatted

if TYPE_CHECKING:
    from jsonschema_rs import Draft4Validator


@pytest.mark.parametrize("style", sorted(FOR_PEOPLE))
def test_what_people_read_stops_after_200_findings_and_says_so(style: Format, enormous: Report) -> None:
    lines = formatted(enormous, style).splitlines()
    assert sum(" unknown-reference: " in line for line in lines) == 200
    assert lines[-1] == "… and 99800 more; `--format json` lists them all"


def test_100_000_findings_are_valid_json(enormous: Report) -> None:
    assert len(json.loads(formatted(enormous, Format.JSON))["diagnostics"]) == 100_000


def test_100_000_findings_are_one_annotation_a_line(enormous: Report) -> None:
    lines = formatted(enormous, Format.GITHUB).splitlines()
    assert len(lines) == 66_667
    assert all(line.startswith(("::error ", "::warning ")) for line in lines)


def test_100_000_findings_have_fingerprints_of_their_own_for_gitlab(enormous: Report) -> None:
    issues = json.loads(formatted(enormous, Format.GITLAB))
    assert len({issue["fingerprint"] for issue in issues}) == 100_000


def test_100_000_findings_are_valid_junit(enormous: Report) -> None:
    suites = ET.fromstring(formatted(enormous, Format.JUNIT))  # noqa: S314 (our own)
    assert len(list(suites.iter("testcase"))) == 14


def test_100_000_findings_are_valid_sarif(enormous: Report, sarif_schema: Draft4Validator) -> None:
    log = json.loads(formatted(enormous, Format.SARIF))
    sarif_schema.validate(log)
    assert len(log["runs"][0]["results"]) == 100_000


def test_a_long_line_of_many_findings_is_made_printable_once(enormous: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    line = "\x1b word" * 1_000
    made: list[str] = []

    def noting(text: str) -> str:
        made.append(text)
        return text

    monkeypatch.setattr("nextcall.report.report.printable", noting)
    one = tuple(enormous.diagnostics[0]._replace(line=7, column=column) for column in range(1, 100))
    formatted(replace(enormous, diagnostics=one, source_line=lambda _path, _line: line), Format.TEXT)
    assert made.count(line) == 1
