"""`nextcall check`: load and check everything."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nextcall import pipeline
from nextcall.cli.findings import exit_code, report_of
from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import give, has_colour, say
from nextcall.cli.today import day, today_option
from nextcall.diagnostics import Severity
from nextcall.printable import on_one_line
from nextcall.report import FOR_PEOPLE, Format, formatted, step_summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from nextcall.cli.project import Project
    from nextcall.pipeline import Checked

EXAMPLES = """\b
Examples:
  nextcall check                            the playbook that this folder lies in
  nextcall check --strict                   for CI: warnings fail too
  nextcall check sales/new.yaml roles.yaml  the playbooks of some files, each once: for hooks
  nextcall check --strict --since origin/main...HEAD     only what this branch brings
  nextcall check --format concise           one line each
  nextcall check --format github            annotations and a summary, in GitHub Actions
  nextcall check --format sarif --output nextcall.sarif
  nextcall check --format github --format junit --output junit.xml    both from one run
"""

_STEP_SUMMARY = "GITHUB_STEP_SUMMARY"
_IN_ORDER = "nextcall.cli.check.in_order"


class _Command(click.Command):
    """Keeps the order in which `--format` and `--output` stand beside each other; click itself tells their values."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, _, parameters = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_IN_ORDER] = [each.name for each in parameters if each.name in {"styles", "outputs"}]
        return super().parse_args(ctx, args)


@click.command("check", cls=_Command, epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@root_option
@click.option(
    "--format",
    "styles",
    multiple=True,
    type=click.Choice([each.value for each in Format]),
    help="How findings are shown; may be given again, each time with an --output.  [default: text]",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what the --format beside it says to a file instead.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--since", metavar="REV", help="Only what this revision of git didn't have yet, and no remarks.")
@today_option
@click.pass_context
def command(  # noqa: PLR0913 (one for each option)
    context: click.Context,
    paths: tuple[Path, ...],
    root: Path | None,
    styles: tuple[str, ...],
    outputs: tuple[Path, ...],
    *,
    strict: bool,
    since: str | None,
    today: date | None,
) -> None:
    """Check the playbook of each PATH, or that of this folder.

    PATH may be any file or folder of a playbook, too; all of the playbook is checked, and once.

    With --since, a finding is new where that revision had none of the same rule on the same thing, whatever its line:
    so a team with many old findings can begin with --strict today.

    Exits with 0 when nothing is wrong, 1 on errors (with --strict on warnings too), 2 when it can't be read at all.
    """
    if paths and root is not None:
        message = "PATH and --root both say where the playbook is; give one of them"
        raise click.UsageError(message)
    shown, written = _destinations(context.meta[_IN_ORDER], [Format(each) for each in styles], outputs)
    projects = _projects(paths or (root,))
    when = day(today)
    checked = [
        pipeline.check(each.playbook, today=when) if since is None else _since(each.playbook, since, when)
        for each in projects
    ]
    urls = {each.site_url for each in projects}
    site_url = urls.pop() if len(urls) == 1 else None
    report = report_of(*checked, site_url=site_url, strict=strict)
    if shown is not None:
        colour = shown in FOR_PEOPLE and has_colour(sys.stdout)
        give(formatted(replace(report, colour=colour), shown), painted=colour)
    for style, output in written:
        _write(output, formatted(report, style))
    if Format.GITHUB in {shown, *(style for style, _ in written)} and os.environ.get(_STEP_SUMMARY):
        _write(Path(os.environ[_STEP_SUMMARY]), step_summary(report), mode="a")
    if shown is None or shown in FOR_PEOPLE or written:
        say(report.summary)
    raise click.exceptions.Exit(exit_code(report))


def _since(playbook: Path, revision: str, today: date) -> Checked:
    """Check a playbook, and leave out what a revision had; without a playbook there, everything is new."""
    from nextcall.cli.revisions import repository_of, revisions  # noqa: PLC0415 (only `--since` asks git)
    from nextcall.history.git import NoPlaybookError  # noqa: PLC0415

    with repository_of(playbook) as repository:
        commit = revisions(repository, revision, None).base
        try:
            checked = pipeline.check_since(playbook, repository, commit, today=today)
        except NoPlaybookError as problem:
            say(f"{problem}: everything is new")
        else:
            for path in checked.unread_before:
                say(f"{on_one_line(path)} could not be read at {revision}: findings of rules count as new")
            return checked
    found = pipeline.check(playbook, today=today)
    return replace(found, diagnostics=tuple(each for each in found.diagnostics if each.severity is not Severity.INFO))


def _destinations(
    order: Sequence[str | None], styles: Sequence[Format], outputs: Sequence[Path]
) -> tuple[Format | None, list[tuple[Format, Path]]]:
    """The format for stdout, if any, and the formats for files, each with its file.

    An output belongs to the format before it that has none yet, else to the next one.

    Raises:
        click.UsageError: They are no pairs.
    """
    if not styles and len(outputs) <= 1:
        return (None, [(Format.TEXT, outputs[0])]) if outputs else (Format.TEXT, [])
    if len({os.path.abspath(each) for each in outputs}) < len(outputs):  # noqa: PTH100 (as the shell understands `..`)
        message = "the same --output is given twice; give each --format a file of its own"
        raise click.UsageError(message)
    if len(styles) == len(outputs):
        return None, list(zip(styles, outputs, strict=True))
    alone: list[Format] = []
    pairs: list[tuple[Format, Path]] = []
    style, output = None, None
    waiting_styles, waiting_outputs = iter(styles), iter(outputs)
    for each in order:
        if each == "styles":
            alone += [] if style is None else [style]
            style = next(waiting_styles)
        else:
            if output is not None:
                break
            output = next(waiting_outputs)
        if style is not None and output is not None:
            pairs.append((style, output))
            style, output = None, None
    alone += [] if style is None else [style]
    if output is not None:
        message = f"which --format is for {output}? Give one right before each --output"
        raise click.UsageError(message)
    if len(alone) > 1:
        message = f"only one format can be shown here, not {' and '.join(alone)}; give the others an --output each"
        raise click.UsageError(message)
    return (alone[0] if alone else None), pairs


def _projects(paths: Iterable[Path | None]) -> list[Project]:
    """The projects that the paths lie in, each once, in the order of the paths."""
    found: dict[str, Project] = {}
    for path in paths:
        project = find_project(path)
        found.setdefault(os.path.realpath(project.playbook), project)
    return list(found.values())


def _write(path: Path, text: str, mode: str = "w") -> None:
    try:
        with path.open(mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
    except OSError as error:
        message = f"can't write {path}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None
