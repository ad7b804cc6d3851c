"""Diagnostics in every format. A format is one function from a report to text; `Format` lists them."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, cast

from nextcall.report.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FOR_PEOPLE", "Format", "Report", "formatted", "step_summary"]


class Format(StrEnum):
    """The formats of `nextcall check`."""

    TEXT = "text"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    GITLAB = "gitlab"
    JUNIT = "junit"
    SARIF = "sarif"


FOR_PEOPLE = frozenset({Format.TEXT, Format.CONCISE})
"""The formats that people read as they are; all others are for programs."""
_MOST_FOR_PEOPLE = 200  # nobody reads on: what is beyond is counted


def formatted(report: Report, style: Format) -> str:
    """The whole report as text that ends in a newline, or "" where there is nothing to say.

    Each format stands in a module of its own, which is imported when it is asked for.
    """
    module = import_module(f"nextcall.report.{Format.TEXT if style in FOR_PEOPLE else style}_format")
    if style is not Format.JSON:  # programs open files by the paths of our JSON
        report = report.printable(_MOST_FOR_PEOPLE if style in FOR_PEOPLE else None)
    return cast("Callable[[Report], str]", getattr(module, f"as_{style}"))(report)


def step_summary(report: Report) -> str:
    """The report as Markdown, for the summary of a step of GitHub Actions."""
    from nextcall.report.github_format import step_summary as as_markdown  # noqa: PLC0415

    return as_markdown(report.printable())
