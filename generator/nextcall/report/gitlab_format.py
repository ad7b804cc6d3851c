"""Diagnostics for GitLab: a code quality report, which it shows in the merge request and beside the changed lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.diagnostics import Severity
from nextcall.printable import json_text
from nextcall.report.fingerprints import fingerprints
from nextcall.report.one_line import sentence

if TYPE_CHECKING:
    from nextcall.report.report import Report

_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def as_gitlab(report: Report) -> str:
    """A JSON array, with every diagnostic."""
    issues = [
        {
            "description": sentence(each),
            "check_name": each.rule,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[each.severity],
            "location": {"path": each.path, "lines": {"begin": each.line, "end": each.end_line}},
        }
        for each, fingerprint in zip(report.diagnostics, fingerprints(report), strict=True)
    ]
    return json_text(issues) + "\n"
