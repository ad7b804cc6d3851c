"""Diagnostics in every format. A format is one function from a report to text; `FORMATS` lists them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from nextcall.report.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Format", "Report", "formatted"]


class Format(StrEnum):
    """The formats of `nextcall check`."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"


def formatted(report: Report, style: Format) -> str:
    """The whole report as text that ends in a newline, or "" where there is nothing to say."""
    return _function(style)(report)


def _function(style: Format) -> Callable[[Report], str]:
    """Each format stands in a module of its own, which is imported when it is asked for."""
    if style is Format.JSON:
        from nextcall.report.json_format import as_json  # noqa: PLC0415

        return as_json
    from nextcall.report.text_format import as_concise, as_text  # noqa: PLC0415

    return as_text if style is Format.TEXT else as_concise
