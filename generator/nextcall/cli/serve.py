"""`nextcall serve`: the site, rebuilt and reloaded as files change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nextcall.cli.project import EnvironmentProblem, find_project, root_option
from nextcall.cli.terminal import say
from nextcall.publish import Failed, Refused, serve

if TYPE_CHECKING:
    from pathlib import Path


@click.command("serve", epilog="\b\nExamples:\n  nextcall serve\n  nextcall serve --open --port 8080")
@root_option
@click.option("--host", metavar="ADDRESS", help="Default: 127.0.0.1, which only this machine can reach.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: 8000.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def command(root: Path | None, host: str | None, port: int | None, *, open_browser: bool) -> None:
    """Serve the site while you edit the playbook; Ctrl-C ends it.

    A broken edit shows what is wrong with it on every page, above the last good site. Nothing is written to the
    project.
    """
    project = find_project(root)
    try:
        serve(
            project.playbook,
            config_file=project.config_file,
            host=host,
            port=port,
            open_browser=open_browser,
            say=say,
        )
    except (Refused, Failed) as error:
        raise EnvironmentProblem(str(error)) from error
