"""Diagnostics for people: with the source line and a caret under what is meant, or one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.diagnostics import Severity
from nextcall.printable import on_one_line
from nextcall.report.one_line import sentence
from nextcall.report.report import left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.diagnostics import Diagnostic
    from nextcall.report.report import Report

_WIDEST = 120
_PLAIN = "\x1b[0m"
_BOLD = "\x1b[1m"
_SEVERITY = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.INFO: "\x1b[1;36m"}


def as_text(report: Report) -> str:
    """Each diagnostic with its source line, a caret and what to do."""
    lines = [line for each in report.diagnostics for line in _block(report, each)]
    return "".join(f"{line}\n" for line in lines) + _rest(report)


def as_concise(report: Report) -> str:
    """Each diagnostic on a line of its own."""
    lines = [_heading(report, each, sentence(each)) for each in report.diagnostics]
    return "".join(f"{line}\n" for line in lines) + _rest(report)


def _rest(report: Report) -> str:
    return f"{left_out(report.untold, '--format json')}\n" if report.untold else ""


def _heading(report: Report, diagnostic: Diagnostic, words: str) -> str:
    place = _painted(report, _BOLD, f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}")
    severity = _painted(report, _SEVERITY[diagnostic.severity], diagnostic.severity)
    return f"{place} {severity} {diagnostic.rule}: {words}"


def _painted(report: Report, paint: str, text: str) -> str:
    return f"{paint}{text}{_PLAIN}" if report.colour else text


def _block(report: Report, diagnostic: Diagnostic) -> Iterator[str]:
    yield _heading(report, diagnostic, on_one_line(diagnostic.message))
    source = report.source_line(diagnostic.path, diagnostic.line)
    number = str(diagnostic.line)
    if source and not source.isspace():
        shown, before, length = _window(source, diagnostic)
        yield f"  {number} | {shown}"
        yield f"  {' ' * len(number)} | {before}{_painted(report, _SEVERITY[diagnostic.severity], '^' * length)}"
    if diagnostic.hint:
        yield f"  {' ' * len(number)} = {on_one_line(diagnostic.hint)}"
    yield ""


def _window(source: str, diagnostic: Diagnostic) -> tuple[str, str, int]:
    """The part of a line that is worth showing, what stands before its caret, and the caret's length."""
    start = diagnostic.column - 1
    length = max(diagnostic.end_column - diagnostic.column, 1)
    cut = max(0, start - _WIDEST // 2) if len(source) > _WIDEST else 0
    shown = source[cut : cut + _WIDEST].replace("\t", " ")
    start = min(start - cut, len(shown))
    return shown, " " * start, max(1, min(length, len(shown) - start))
