"""Shows what a check found, and turns it into an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from nextcall.cli.terminal import has_colour
from nextcall.diagnostics import Severity
from nextcall.load import FaultId
from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from nextcall.pipeline import Checked


def report_of(checked: Checked, *, site_url: str | None = None, strict: bool = False, colour: bool = False) -> Report:
    """The report of a checked playbook."""
    loaded = checked.loaded
    return Report(
        checked.diagnostics,
        len(loaded.documents),
        loaded.source_line,
        paths=tuple(f"{loaded.prefix}{path}" for path in loaded.documents),
        site_url=site_url,
        strict=strict,
        colour=colour,
    )


def exit_code(checked: Checked, *, strict: bool = False) -> int:
    """2 where a file could not be read, 1 for findings that matter, else 0."""
    if any(diagnostic.rule == FaultId.UNREADABLE_FILE for diagnostic in checked.diagnostics):
        return 2
    matters = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return int(any(diagnostic.severity in matters for diagnostic in checked.diagnostics))


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
    click.echo(formatted(report, Format.TEXT), nl=False, color=True)
    click.echo(f"{report.summary}; nothing was written", err=True)
    raise click.exceptions.Exit(exit_code(checked))
