"""Diagnostics for programs. Others rely on this shape: it is version 1, and a change of it is a breaking change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.diagnostics import Severity
from nextcall.diagnostics import as_json as diagnostic_json
from nextcall.printable import json_text

if TYPE_CHECKING:
    from nextcall.report.report import Report


def as_json(report: Report) -> str:
    """One JSON object, with every diagnostic. The summary counts what single ones stand for, too."""
    summary = {
        "files": report.files,
        "errors": report.number(Severity.ERROR),
        "warnings": report.number(Severity.WARNING),
        "info": report.number(Severity.INFO),
    }
    diagnostics = [diagnostic_json(each, report.url_of(each.rule)) for each in report.diagnostics]
    whole = {"version": 1, "summary": summary, "diagnostics": diagnostics}
    return json_text(whole, indent=1) + "\n"
