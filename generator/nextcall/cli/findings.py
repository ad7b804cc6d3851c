"""Shows what a check found, and turns it into an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from nextcall.cli.terminal import give, has_colour, say
from nextcall.diagnostics import in_order
from nextcall.load import FaultId
from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from nextcall.pipeline import Checked


def report_of(*checked: Checked, site_url: str | None = None, strict: bool = False, colour: bool = False) -> Report:
    """The report of checked playbooks."""
    every = [each.loaded for each in checked]

    def source_line(path: str, line: int) -> str | None:
        found = (loaded.source_line(path, line) for loaded in every)
        return next((each for each in found if each is not None), None)

    return Report(
        in_order(diagnostic for each in checked for diagnostic in each.diagnostics),
        sum(len(loaded.documents) for loaded in every),
        source_line,
        paths=tuple(f"{loaded.prefix}{path}" for loaded in every for path in loaded.documents),
        site_url=site_url,
        strict=strict,
        colour=colour,
    )


def exit_code(report: Report) -> int:
    """2 where a file could not be read, 1 for findings that matter, else 0."""
    if any(diagnostic.rule == FaultId.UNREADABLE_FILE for diagnostic in report.diagnostics):
        return 2
    return int(any(map(report.fails, report.diagnostics)))


def stop_on_errors(checked: Checked) -> None:
    """Show the findings and exit, if any of them is an error."""
    if checked.has_errors:
        _stop(checked)


def stop_on_broken_integrity(checked: Checked) -> None:
    """Show the findings and exit, if no true pages can be made of this playbook."""
    if not checked.renderable:
        _stop(checked)


def _stop(checked: Checked) -> None:
    report = report_of(checked, colour=has_colour(sys.stdout))
    give(formatted(report, Format.TEXT), painted=report.colour)
    say(f"{report.summary}; nothing was written")
    raise click.exceptions.Exit(exit_code(report))
