"""What everything that is wrong becomes, whoever found it: the parser, the schema or a rule."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a diagnostic matters; the order of the members is the order of weight."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """A stretch of a file. Lines and columns are 1-based and count characters; `end_column` is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


TOP = Span(1, 1, 1, 1)


class Diagnostic(NamedTuple):
    """One thing that is wrong, and where.

    `path` has forward slashes; lines and columns are as in `Span`; `pointer` is the JSON Pointer of what the
    diagnostic is about, "" for a whole file; `number` is more than 1 where it stands for others that aren't listed.
    Diagnostics sort by place, so that any list of them can be put in order; as tuples they do so fast, which matters
    where a file has hundreds of thousands of them.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    severity: Severity
    message: str
    hint: str = ""
    pointer: str = ""
    number: int = 1

    @classmethod
    def at(  # noqa: PLR0913 (a diagnostic is that many facts)
        cls,
        path: str,
        span: Span,
        rule: str,
        severity: Severity,
        message: str,
        *,
        hint: str = "",
        pointer: str = "",
    ) -> Diagnostic:
        """A diagnostic whose position is `span`."""
        return cls(path, *span, rule, severity, message, hint, pointer)


def as_json(diagnostic: Diagnostic, url: str | None) -> dict[str, Any]:
    """A diagnostic in the shape that the contract promises; `url` is that of its rule's page."""
    return {
        "path": diagnostic.path,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "end_line": diagnostic.end_line,
        "end_column": diagnostic.end_column,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        "pointer": diagnostic.pointer,
        "url": url,
    }


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics as they sort."""
    return tuple(sorted(diagnostics))


def total(diagnostics: Iterable[Diagnostic]) -> int:
    """How many things are wrong, those that aren't listed included."""
    return sum(each.number for each in diagnostics)


def count(diagnostics: tuple[Diagnostic, ...], severity: Severity) -> int:
    """How many of them have this severity, those that aren't listed included."""
    return total(each for each in diagnostics if each.severity is severity)
