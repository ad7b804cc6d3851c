"""`nextcall render`: the pages as Markdown files, for any builder, or with all that one of them takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nextcall import pipeline
from nextcall.cli.findings import stop_on_broken_integrity
from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import say
from nextcall.publish import (
    ZENSICALS_SETTINGS,
    Failed,
    Refused,
    language,
    pencils,
    team_templates,
    tells_changes,
    write_for_zensical,
    write_pages,
)

if TYPE_CHECKING:
    from nextcall.cli.project import Project
    from nextcall.pipeline import Checked
    from nextcall.publish import Written

ZENSICAL = "zensical"

EXAMPLES = """\b
Examples:
  nextcall render docs                    pages, stylesheet and the team's own files
  nextcall render docs --flat-addresses   for a builder that makes page.html of page.md
  nextcall render out --for zensical      and then: zensical build -f out/mkdocs.yml
"""


@click.command("render", short_help="Write the site's pages to DIR as Markdown files.", epilog=EXAMPLES)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@root_option
@click.option("--flat-addresses", is_flag=True, help="For a builder that makes `page.html` of `page.md`.")
@click.option(
    "--for",
    "builder",
    type=click.Choice([ZENSICAL]),
    help="With all that this builder takes: pages in `docs/`, settings made of your mkdocs.yml, files for its theme.",
)
def command(folder: Path, root: Path | None, builder: str | None, *, flat_addresses: bool) -> None:
    """Write the site's pages to DIR as Markdown files, which any Markdown builder takes.

    A file is touched only when it changes, and removed only when an earlier run wrote it. What you changed by hand is
    kept, and said.
    """
    project = find_project(root)
    checked = pipeline.check(project.playbook)
    stop_on_broken_integrity(checked)
    try:
        written = _written(checked, project, folder, builder, flat_addresses=flat_addresses)
    except (Refused, Failed) as error:
        raise EnvironmentProblem(str(error)) from error
    for path in written.kept:
        say(f"kept {folder / path}: it was changed by hand since it was written")
    say(
        f"{len(written.written)} files written, {len(written.unchanged)} unchanged, {len(written.removed)} removed "
        f"in {folder}",
    )
    if builder == ZENSICAL:
        say(f"Build it: zensical build -f {folder / ZENSICALS_SETTINGS}")


def _written(checked: Checked, project: Project, folder: Path, builder: str | None, *, flat_addresses: bool) -> Written:
    if builder == ZENSICAL:
        return write_for_zensical(checked, folder, config_file=project.config_file, flat_addresses=flat_addresses)
    return write_pages(
        checked,
        folder,
        team_templates=team_templates(project.config_file),
        language=language(project.config_file),
        directory_urls=not flat_addresses,
        pencils=pencils(project.config_file, project.playbook),
        with_changes=tells_changes(project.config_file),
    )
