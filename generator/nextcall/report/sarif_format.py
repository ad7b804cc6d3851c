"""Diagnostics as SARIF 2.1.0, the format of code scanning: results, and the manual of each rule they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from nextcall import __version__
from nextcall.checks import RULES
from nextcall.diagnostics import Severity
from nextcall.load import MANUAL
from nextcall.printable import json_text
from nextcall.report.fingerprints import fingerprints
from nextcall.report.one_line import sentence

if TYPE_CHECKING:
    from nextcall.diagnostics import Diagnostic
    from nextcall.report.report import Report

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"


class _Manual(NamedTuple):
    """What is written about a rule, and the level that it has where a team sets none."""

    level: Severity
    text: str


def as_sarif(report: Report) -> str:
    """One run, with every diagnostic. Columns count characters, and ends are exclusive."""
    rules = sorted({each.rule for each in report.diagnostics})
    numbers = {rule: number for number, rule in enumerate(rules)}
    manuals = _manuals()
    driver = {
        "name": "nextcall",
        "semanticVersion": __version__,
        "rules": [_descriptor(report, rule, manuals.get(rule)) for rule in rules],
    }
    results = [
        _result(each, numbers[each.rule], fingerprint)
        for each, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "results": results,
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json_text(whole) + "\n"


def _manuals() -> dict[str, _Manual]:
    of_rules = {rule.id: _Manual(rule.level, rule.manual) for rule in RULES}
    return of_rules | {fault.value: _Manual(Severity.ERROR, manual) for fault, manual in MANUAL.items()}


def _descriptor(report: Report, rule: str, manual: _Manual | None) -> dict[str, Any]:
    described: dict[str, Any] = {"id": rule}
    if manual is not None:
        described["shortDescription"] = {"text": manual.text.partition("\n")[0]}
        described["help"] = {"text": manual.text, "markdown": manual.text}
        described["defaultConfiguration"] = {"level": _LEVEL[manual.level]}
    url = report.url_of(rule)
    if url is not None:
        described["helpUri"] = url
    return described


def _result(diagnostic: Diagnostic, rule_number: int, fingerprint: str) -> dict[str, Any]:
    region = {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.end_line,
        "endColumn": diagnostic.end_column,
    }
    uri = quote(diagnostic.path.encode("utf-8", "surrogateescape"), safe="/")
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rule_number,
        "level": _LEVEL[diagnostic.severity],
        "message": {"text": sentence(diagnostic)},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}, "region": region}},
        ],
        "partialFingerprints": {"nextcallFinding/v1": fingerprint},
    }
