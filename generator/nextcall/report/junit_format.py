"""Diagnostics as a JUnit report: each file is a test, which fails where the check fails because of it.

Files, not findings, are the tests: so a test keeps its name from run to run, readers can say which one has newly failed
or been mended, and a clean playbook shows what was checked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from nextcall.diagnostics import total
from nextcall.report.one_line import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.diagnostics import Diagnostic
    from nextcall.report.report import Report

_SUITE = "nextcall check"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(report: Report) -> str:
    """An XML document. What fails nothing stands in the output of its file's test."""
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    for path in report.paths:
        by_path[path] = []
    for each in report.diagnostics:
        by_path[each.path].append(each)
    failures = sum(any(map(report.fails, found)) for found in by_path.values())
    return "".join(f"{line}\n" for line in _lines(report, by_path, failures))


def _lines(report: Report, by_path: dict[str, list[Diagnostic]], failures: int) -> Iterator[str]:
    numbers = f'tests="{len(by_path)}" failures="{failures}" errors="0"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f"<testsuites name={_attribute(_SUITE)} {numbers}>"
    yield f'<testsuite name={_attribute(_SUITE)} {numbers} skipped="0">'
    for path in sorted(by_path):
        yield from _test(report, path, by_path[path])
    yield "</testsuite>"
    yield "</testsuites>"


def _test(report: Report, path: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    start = f"<testcase classname={_attribute(_SUITE)} name={_attribute(path)}"
    if not found:
        yield f"{start}/>"
        return
    yield f"{start}>"
    failing = [each for each in found if report.fails(each)]
    if failing:
        first, more = sentence(failing[0]), total(failing) - 1
        message = f"{first} (and {more} more)" if more else first
        yield f"<failure type={_attribute(failing[0].rule)} message={_attribute(message)}>{_listed(failing)}</failure>"
    remarks = [each for each in found if not report.fails(each)]
    if remarks:
        yield f"<system-out>{_listed(remarks)}</system-out>"
    yield "</testcase>"


def _listed(found: Sequence[Diagnostic]) -> str:
    return escape(_legal("\n".join(_line(each) for each in found)))


def _line(diagnostic: Diagnostic) -> str:
    place = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
    return f"{place} {diagnostic.severity} {diagnostic.rule}: {sentence(diagnostic)}"


def _attribute(text: str) -> str:
    return quoteattr(_legal(text))


def _legal(text: str) -> str:
    """`text` with what XML can't hold spelt out, as Python would."""
    return _NOT_XML.sub(lambda character: character[0].encode("unicode_escape").decode("ascii"), text)
