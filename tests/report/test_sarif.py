"""The SARIF log, by the official schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from collections.abc import Callable

    from jsonschema_rs import Draft4Validator

    Run = Callable[[Report], dict[str, Any]]


@pytest.fixture
def run_of(sarif_schema: Draft4Validator) -> Run:
    """A function that gives the one run of a report's log, which must be valid."""

    def read(report: Report) -> dict[str, Any]:
        log = json.loads(formatted(report, Format.SARIF))
        sarif_schema.validate(log)
        (run,) = log["runs"]
        assert isinstance(run, dict)
        return run

    return read


def test_every_finding_is_a_result_at_its_place(report: Report, run_of: Run) -> None:
    results = run_of(report)["results"]
    assert [result["level"] for result in results] == ["note", "error", "error", "warning", "error"]
    assert results[1]["message"] == {"text": "no 'x'; did you mean 'y'?"}
    assert results[1]["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "playbook/sales/new.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 6, "startColumn": 74, "endLine": 6, "endColumn": 82},
            }
        }
    ]


def test_a_path_is_percent_encoded_and_relative_to_the_repository(report: Report, run_of: Run) -> None:
    result = run_of(report)["results"][-1]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "Vertrieb%20%26%20Co/playbook/sales/gr%C3%B6%C3%9Fe%2C%20100%25%20%5Bneu%5D%3A1.yaml"
    assert unquote(uri) == report.diagnostics[-1].path


def test_a_rule_brings_its_manual_its_level_and_its_page(report: Report, run_of: Run) -> None:
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    of_link, syntax = rules[0], rules[-1]
    assert of_link["id"] == "broken-link"
    assert "## Why it matters" in of_link["help"]["markdown"]
    assert of_link["defaultConfiguration"] == {"level": "warning"}
    assert of_link["helpUri"] == "https://playbook.example/sales/contribute/rules/broken-link/"
    assert syntax["id"] == "yaml-syntax"
    assert syntax["shortDescription"] == {"text": "A line can't be read as YAML."}


def test_without_a_site_address_a_rule_has_no_page(
    report: Report, report_of: Callable[..., Report], run_of: Run
) -> None:
    rules = run_of(report_of(report.diagnostics, site_url=None))["tool"]["driver"]["rules"]
    assert not any("helpUri" in rule for rule in rules)


def test_every_result_has_a_fingerprint_of_its_own(report: Report, run_of: Run) -> None:
    results = run_of(report)["results"]
    assert len({result["partialFingerprints"]["nextcallFinding/v1"] for result in results}) == len(results)


def test_a_playbook_without_findings_gives_a_run_without_results(clean: Report, run_of: Run) -> None:
    assert run_of(clean)["results"] == []
