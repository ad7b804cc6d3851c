"""`nextcall plan`: the plan of a deal's next call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nextcall import pipeline
from nextcall.cli.deal_file import LONGEST_CALL, deal_in, exported_deal, process_of
from nextcall.cli.deal_options import Ids, contradictions, deal_of, only_process, process_called
from nextcall.cli.findings import stop_on_broken_integrity
from nextcall.cli.project import find_project, format_option, root_option
from nextcall.cli.terminal import give, say
from nextcall.printable import json_text

if TYPE_CHECKING:
    from nextcall.compress import Deal
    from nextcall.model import Playbook, SalesProcess

EXAMPLES = """\b
Examples:
  nextcall plan new-business --stage prove
  nextcall plan new-business --stage prove --done agree-pass-marks --with it-lead,cfo --minutes 30
  nextcall plan new-business --stage prove --unmet case-owned
  nextcall plan new-business --done name-the-problem,walk-the-site --format json
  nextcall plan --deal deals.json --name Acme
"""


@click.command("plan", short_help="Plan the next call of a deal.", epilog=EXAMPLES)
@click.argument("process", required=False)
@root_option
@click.option("--stage", metavar="STAGE", help="The stage that the deal has just entered: all before it is done.")
@click.option("--done", type=Ids(), default=(), metavar="ID,…", help="Activities that are done in addition.")
@click.option("--unmet", type=Ids(), default=(), metavar="ID,…", help="Exit criteria that are not true yet.")
@click.option(
    "--with", "attending", type=Ids(), metavar="ROLE,…", help="Buyer roles that attend, not those expected; '': nobody."
)
@click.option("--minutes", type=click.IntRange(1, LONGEST_CALL), metavar="N", help="How long the call is.")
@click.option("--include", type=Ids(), default=(), metavar="ID,…", help="Activities that don't count by themselves.")
@click.option(
    "--deal",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A deal exported from the site: it says all that the options above say.",
)
@click.option("--name", metavar="N", help="Which of the deals in FILE, by its name or its id.")
@format_option("markdown", "json")
def command(
    process: str | None,
    root: Path | None,
    *,
    file: Path | None,
    name: str | None,
    style: str,
    **said: Any,  # noqa: ANN401 (the options that say where a deal stands, by name)
) -> None:
    """Plan the next call of a deal in PROCESS: the most that it can hold, what blocks the rest, what would unlock it.

    PROCESS may be left out where there is only one.

    With --stage the deal has just entered that stage. Without it only what --done says is done, and the deal stands in
    the first stage with something left to do. With --deal it stands where the site's page of deals has it, pinned and
    dropped activities included. Markdown can be pasted into a mail or a CRM note.
    """
    from nextcall import export  # noqa: PLC0415 (only the commands that need it pay for its import)
    from nextcall.call_plan import call_plan  # noqa: PLC0415
    from nextcall.words import catalogue  # noqa: PLC0415

    if name is not None and file is None:
        message = "--name says which deal of --deal FILE, and there is no --deal"
        raise click.UsageError(message)
    checked = pipeline.check(find_project(root).playbook)
    stop_on_broken_integrity(checked)
    playbook = checked.playbook
    assert playbook is not None  # noqa: S101 (it is sound, as was just made sure)
    called = None if process is None else process_called(playbook, process)
    deal = _said(playbook, called, **said) if file is None else _exported(playbook, called, file, name, said)
    for line in contradictions(deal):
        say(line)
    plan = call_plan(playbook, deal)
    if style == "json":
        give(f"{json_text(export.plan_json(playbook, plan), indent=2)}\n")
    else:
        give(export.plan_markdown(playbook, plan, catalogue()))


def _said(playbook: Playbook, process: SalesProcess | None, **said: Any) -> Deal:  # noqa: ANN401 (options by name)
    """The deal that the options describe."""
    return deal_of(playbook, process or only_process(playbook), **said)


def _exported(
    playbook: Playbook, process: SalesProcess | None, file: Path, name: str | None, said: dict[str, Any]
) -> Deal:
    """The deal in a file; what it names and its process doesn't have any more is said."""
    for option, value in said.items():
        if value not in (None, ()):
            message = f"--deal FILE says that already: leave --{'with' if option == 'attending' else option} out"
            raise click.UsageError(message)
    state = exported_deal(file, name)
    deal, gone = deal_in(playbook, process_of(playbook, state, process), state)
    for line in gone:
        say(line)
    return deal
