"""`nextcall build`: check, then the whole site."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from nextcall import pipeline
from nextcall.cli.findings import report_of, stop_on_errors
from nextcall.cli.progress import pages_progress
from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import say
from nextcall.publish import Failed, Refused, build

EXAMPLES = """\b
Examples:
  nextcall build                          into site/ beside the playbook
  nextcall build --site-dir ../public     into another folder
  nextcall build --offline                to read without a server: on a train, from a share, from a zip file
"""


@click.command("build", epilog=EXAMPLES)
@root_option
@click.option("--site-dir", type=click.Path(path_type=Path), metavar="DIR", help="Where the site goes. Default: site/")
@click.option(
    "--offline", is_flag=True, help="For opening index.html from a folder, search included; no server needed."
)
def command(root: Path | None, site_dir: Path | None, *, offline: bool) -> None:
    """Check the playbook and build its site, whole or not at all.

    An `mkdocs.yml` beside the playbook sets colours, logo and address; without one a good default is used. The last
    site stays as it is until the new one is complete.
    """
    project = find_project(root)
    checked = pipeline.check(project.playbook)
    stop_on_errors(checked)
    if site_dir is None and project.config_file is None:
        site_dir = project.folder / "site"
    try:
        with pages_progress(sys.stderr) as progress:
            built = build(
                checked, config_file=project.config_file, site_dir=site_dir, progress=progress, offline=offline
            )
    except (Refused, Failed) as error:
        raise EnvironmentProblem(str(error)) from error
    if checked.diagnostics:
        say(f"{report_of(checked).summary}; `nextcall check` shows them")
    home = _shown(built.site_dir / "index.html")
    say(f"{built.pages} pages are in {_shown(built.site_dir)}; open {home}")


def _shown(path: Path) -> str:
    """The path as a person in the current folder would write it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
