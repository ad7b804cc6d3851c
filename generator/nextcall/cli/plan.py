"""`nextcall plan`: the plan of a deal's next call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nextcall import pipeline
from nextcall.cli.deal_options import Ids, contradictions, deal_of, only_process, process_called
from nextcall.cli.findings import stop_on_broken_integrity
from nextcall.cli.project import find_project, format_option, root_option
from nextcall.cli.terminal import give, say
from nextcall.printable import json_text

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = """\b
Examples:
  nextcall plan new-business --stage prove
  nextcall plan new-business --stage prove --done agree-pass-marks --with it-lead,cfo --minutes 30
  nextcall plan new-business --stage prove --unmet case-owned
  nextcall plan new-business --done name-the-problem,walk-the-site --format json
"""

_LONGEST = 480


@click.command("plan", short_help="Plan the next call of a deal.", epilog=EXAMPLES)
@click.argument("process", required=False)
@root_option
@click.option("--stage", metavar="STAGE", help="The stage that the deal has just entered: all before it is done.")
@click.option("--done", type=Ids(), default=(), metavar="ID,…", help="Activities that are done in addition.")
@click.option("--unmet", type=Ids(), default=(), metavar="ID,…", help="Exit criteria that are not true yet.")
@click.option(
    "--with", "attending", type=Ids(), metavar="ROLE,…", help="Buyer roles that attend, not those expected; '': nobody."
)
@click.option("--minutes", type=click.IntRange(1, _LONGEST), metavar="N", help="How long the call is.")
@click.option("--include", type=Ids(), default=(), metavar="ID,…", help="Activities that don't count by themselves.")
@format_option("markdown", "json")
def command(  # noqa: PLR0913 (one for each option)
    process: str | None,
    root: Path | None,
    *,
    stage: str | None,
    done: tuple[str, ...],
    unmet: tuple[str, ...],
    attending: tuple[str, ...] | None,
    minutes: int | None,
    include: tuple[str, ...],
    style: str,
) -> None:
    """Plan the next call of a deal in PROCESS: the most that it can hold, what blocks the rest, what would unlock it.

    PROCESS may be left out where there is only one.

    With --stage the deal has just entered that stage. Without it only what --done says is done, and the deal stands in
    the first stage with something left to do. Markdown can be pasted into a mail or a CRM note.
    """
    from nextcall import export  # noqa: PLC0415 (only the commands that need it pay for its import)
    from nextcall.call_plan import call_plan  # noqa: PLC0415
    from nextcall.words import catalogue  # noqa: PLC0415

    checked = pipeline.check(find_project(root).playbook)
    stop_on_broken_integrity(checked)
    playbook = checked.playbook
    assert playbook is not None  # noqa: S101 (it is sound, as was just made sure)
    deal = deal_of(
        playbook,
        only_process(playbook) if process is None else process_called(playbook, process),
        stage=stage,
        done=done,
        unmet=unmet,
        attending=attending,
        minutes=minutes,
        include=include,
    )
    for line in contradictions(deal):
        say(line)
    plan = call_plan(playbook, deal)
    if style == "json":
        give(f"{json_text(export.plan_json(playbook, plan), indent=2)}\n")
    else:
        give(export.plan_markdown(playbook, plan, catalogue()))
