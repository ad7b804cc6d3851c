"""`nextcall check`: load and check everything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nextcall import pipeline
from nextcall.cli.findings import exit_code, report_of
from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import has_colour
from nextcall.report import Format, formatted

EXAMPLES = """\b
Examples:
  nextcall check                            the playbook that this folder lies in
  nextcall check --strict                   for CI: warnings fail too
  nextcall check --format concise           one line each
  nextcall check --format json --output findings.json
"""


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
def command(path: Path | None, root: Path | None, style: str, output: Path | None, *, strict: bool) -> None:
    """Check the playbook in PATH, or the one that this folder lies in.

    Exits with 0 when nothing is wrong, 1 on errors (with --strict on warnings too), 2 when it can't be read at all.
    """
    project = find_project(path or root)
    checked = pipeline.check(project.playbook)
    people = style in (Format.TEXT, Format.CONCISE)
    report = report_of(checked, colour=people and output is None and has_colour(sys.stdout))
    text = formatted(report, Format(style))
    if output is None:
        click.echo(text, nl=False, color=True)
    else:
        _write(output, text)
    if people or output is not None:
        click.echo(report.summary, err=True)
    raise click.exceptions.Exit(exit_code(checked, strict=strict))


def _write(output: Path, text: str) -> None:
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"can't write {output}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None
