"""The JUnit report, by Jenkins' own schema and by a parser that others read such reports with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from junitparser import Failure, JUnitXml, TestCase
from xmlschema import XMLSchema

from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = Path(__file__).with_name("schemas") / "junit-10.xsd"


def _cases(text: str) -> dict[str, TestCase]:
    XMLSchema(SCHEMA).validate(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    cases = {case.name: case for case in suite}
    assert suite.tests == len(cases)
    assert suite.failures == sum(not case.is_passed for case in cases.values())
    return cases


def test_each_file_is_a_test_that_fails_where_the_check_fails(report: Report) -> None:
    cases = _cases(formatted(report, Format.JUNIT))
    assert {name: case.is_passed for name, case in cases.items()} == {
        "playbook/playbook.yaml": True,
        "playbook/roles.yaml": True,
        "playbook/sales/new.yaml": False,
        report.diagnostics[-1].path: False,
    }


def test_a_failure_lists_what_fails_and_the_output_what_does_not(report: Report) -> None:
    case = _cases(formatted(report, Format.JUNIT))["playbook/sales/new.yaml"]
    (failure,) = case.result
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("unknown-reference", "no 'x'; did you mean 'y'? (and 1 more)")
    assert failure.text.splitlines() == [
        "playbook/sales/new.yaml:6:74 error unknown-reference: no 'x'; did you mean 'y'?",
        "playbook/sales/new.yaml:9:74 error unknown-reference: no 'x'; did you mean 'y'?",
    ]
    assert case.system_out == "playbook/sales/new.yaml:12:3 warning broken-link: it leads nowhere"


@pytest.mark.parametrize("strict", [True, False])
def test_a_warning_fails_its_test_only_in_a_strict_check(
    strict: bool,  # noqa: FBT001 (a case)
    report: Report,
    report_of: Callable[..., Report],
) -> None:
    warned = report_of((report.diagnostics[3],), strict=strict)
    cases = _cases(formatted(warned, Format.JUNIT))
    assert cases["playbook/sales/new.yaml"].is_passed is not strict


def test_characters_that_xml_cannot_hold_are_spelt_out(report: Report) -> None:
    (failure,) = _cases(formatted(report, Format.JUNIT))[report.diagnostics[-1].path].result
    assert "\\x00\\x1b[31m" in failure.text
    assert "\\ud800" in failure.text
    assert "<script>x</script>" in failure.text


def test_a_playbook_without_findings_shows_what_was_checked(clean: Report) -> None:
    assert all(case.is_passed for case in _cases(formatted(clean, Format.JUNIT)).values())
