"""Diagnostics for GitHub Actions: annotations at the lines of a pull request, and a table for the step's summary.

GitHub shows ten annotations of each severity a step, so the table has them all, or as many as a comment on the pull
request can hold; remarks stand only there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.diagnostics import Severity
from nextcall.printable import annotation, on_one_line
from nextcall.report.one_line import sentence
from nextcall.report.report import left_out
from nextcall.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.diagnostics import Diagnostic
    from nextcall.report.report import Report

LONGEST_SUMMARY = 60_000
"""In characters: a step's summary may be longer, a comment on a pull request not. The rest is counted, not shown."""

_LONGEST_CELL = 300


def as_github(report: Report) -> str:
    """One workflow command for each error and warning; `endColumn` is exclusive, as in all our formats."""
    return "".join(
        annotation(each.severity, dict(_properties(each)), _message(report, each))
        for each in report.diagnostics
        if each.severity is not Severity.INFO
    )


def _properties(diagnostic: Diagnostic) -> Iterator[tuple[str, object]]:
    yield "title", diagnostic.rule
    yield "file", diagnostic.path
    yield "line", diagnostic.line
    if diagnostic.end_line == diagnostic.line:  # GitHub takes no columns for more than one line
        yield "col", diagnostic.column
    yield "endLine", diagnostic.end_line
    if diagnostic.end_line == diagnostic.line:
        yield "endColumn", diagnostic.end_column


def _message(report: Report, diagnostic: Diagnostic) -> str:
    parts = (diagnostic.message, diagnostic.hint, report.url_of(diagnostic.rule) or "")
    return "\n".join(part for part in parts if part)


def step_summary(report: Report) -> str:
    """What was found as Markdown: a heading, and a table where there is anything to list, the gravest first."""
    return "".join(f"{line}\n" for line in _summary_lines(report))


def _summary_lines(report: Report) -> Iterator[str]:
    yield "### Sales playbook"
    yield ""
    yield f"{report.summary}."
    yield ""
    if not report.diagnostics:
        return
    yield "| | where | rule | what and what to do |"
    yield "|---|---|---|---|"
    gravest_first = sorted(report.diagnostics, key=lambda each: list(Severity).index(each.severity))
    room = LONGEST_SUMMARY
    for number, each in enumerate(gravest_first):
        place = f"{each.path}:{each.line}"
        row = f"| {each.severity} | {_cell(place)} | {_rule(report, each)} | {_cell(sentence(each))} |"
        room -= len(row) + 1
        if room < 0:
            yield ""
            yield f"{left_out(gravest_first[number:], 'nextcall check --format json')}."
            break
        yield row
    yield ""


def _rule(report: Report, diagnostic: Diagnostic) -> str:
    url = report.url_of(diagnostic.rule)
    name = _cell(diagnostic.rule)
    return name if url is None else f'<a href="{escape(url)}">{name}</a>'


def _cell(text: str) -> str:
    words = on_one_line(text)
    return escape(words if len(words) <= _LONGEST_CELL else f"{words[:_LONGEST_CELL]}…")
