"""`nextcall compress`: the fewest calls and days of a process, against what happens today."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from nextcall import pipeline
from nextcall.cli.deal_options import Ids, included, process_called
from nextcall.cli.findings import stop_on_broken_integrity
from nextcall.cli.project import find_project, format_option, root_option
from nextcall.cli.terminal import give, has_colour, say
from nextcall.compress import compression_report
from nextcall.printable import json_text

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = """\b
Examples:
  nextcall compress                                     every process
  nextcall compress new-business                        one of them
  nextcall compress new-business --include brief-the-works-council
  nextcall compress new-business --format json
"""


@click.command("compress", short_help="Say how few calls and days a process could take.", epilog=EXAMPLES)
@click.argument("process", required=False)
@root_option
@click.option("--include", type=Ids(), default=(), metavar="ID,…", help="Activities that don't count by themselves.")
@format_option("text", "markdown", "json")
def command(process: str | None, root: Path | None, include: tuple[str, ...], style: str) -> None:
    """Say how few calls and days PROCESS could take, or every process: beside listed order and beside today.

    It says what is proved and what binds. Fewer calls are capacity, not a promise to win; days are those of the
    customer's usual waits.
    """
    from nextcall import export  # noqa: PLC0415 (only the commands that need it pay for its import)
    from nextcall.words import catalogue  # noqa: PLC0415

    checked = pipeline.check(find_project(root).playbook)
    stop_on_broken_integrity(checked)
    playbook = checked.playbook
    assert playbook is not None  # noqa: S101 (it is sound, as was just made sure)
    if include and process is None:
        message = "--include names activities of one process; say which: nextcall compress PROCESS --include …"
        raise click.UsageError(message)
    chosen = playbook.sales_processes if process is None else (process_called(playbook, process),)
    reports = [compression_report(each, included(each, include)) for each in chosen]
    words = catalogue()
    if style == "json":
        found = [export.compression_json(each, words) for each in reports]
        whole = {"version": 1, "processes": found} if process is None else found[0]
        give(f"{json_text(whole, indent=2)}\n")
    elif style == "markdown":
        give("\n".join(export.compression_markdown(playbook, each, words) for each in reports))
    else:
        colour = has_colour(sys.stdout)
        strong = partial(click.style, bold=True) if colour else str
        text = "\n".join(export.compression_text(playbook, each, words, strong) for each in reports)
        give(text, painted=colour)
    if not reports:
        say("there is no sales process yet; add one to sales/")
    if any(each.infeasible for each in reports):
        raise click.exceptions.Exit(1)
