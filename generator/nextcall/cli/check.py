"""`nextcall check`: load and check everything."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nextcall import pipeline
from nextcall.cli.findings import exit_code, report_of
from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import has_colour
from nextcall.cli.today import day, today_option
from nextcall.report import FOR_PEOPLE, Format, formatted, step_summary

if TYPE_CHECKING:
    from datetime import date

EXAMPLES = """\b
Examples:
  nextcall check                            the playbook that this folder lies in
  nextcall check --strict                   for CI: warnings fail too
  nextcall check --format concise           one line each
  nextcall check --format github            annotations and a summary, in GitHub Actions
  nextcall check --format sarif --output nextcall.sarif
"""

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"


@click.command("check", epilog=EXAMPLES)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@root_option
@click.option(
    "--format",
    "style",
    type=click.Choice([each.value for each in Format]),
    default=Format.TEXT.value,
    show_default=True,
    help="How findings are shown.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the findings to a file instead.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@today_option
def command(  # noqa: PLR0913 (one for each option)
    path: Path | None, root: Path | None, style: str, output: Path | None, *, strict: bool, today: date | None
) -> None:
    """Check the playbook in PATH, or the one that this folder lies in.

    PATH may be any file or folder of the playbook, too; all of the playbook is checked.

    Exits with 0 when nothing is wrong, 1 on errors (with --strict on warnings too), 2 when it can't be read at all.
    """
    if path is not None and root is not None:
        message = "PATH and --root both say where the playbook is; give one of them"
        raise click.UsageError(message)
    project = find_project(path or root)
    checked = pipeline.check(project.playbook, today=day(today))
    people = style in FOR_PEOPLE
    colour = people and output is None and has_colour(sys.stdout)
    report = report_of(checked, site_url=project.site_url, strict=strict, colour=colour)
    text = formatted(report, Format(style))
    if output is None:
        click.echo(text, nl=False, color=True)
    else:
        _write(output, text)
    if style == Format.GITHUB and os.environ.get(_STEP_SUMMARY):
        _write(Path(os.environ[_STEP_SUMMARY]), step_summary(report), mode="a")
    if people or output is not None:
        click.echo(report.summary, err=True)
    raise click.exceptions.Exit(exit_code(checked, strict=strict))


def _write(path: Path, text: str, mode: str = "w") -> None:
    try:
        with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        message = f"can't write {path}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None
