"""`nextcall rules`: what is checked."""

from __future__ import annotations

import click

from nextcall.checks import RULES
from nextcall.cli.terminal import give
from nextcall.load import MANUAL


@click.command("rules", epilog="\b\nExample:\n  nextcall explain dependency-cycle    one rule's manual page")
def command() -> None:
    """List the rules, each with its level.

    Levels other than `always error` are set in playbook.yaml: `rules: {broken-link: error}`.
    """
    rows = [(rule.id, "always error" if rule.guards_integrity else rule.level.value, rule.summary) for rule in RULES]
    rows += [(fault.value, "always error", manual.partition("\n")[0]) for fault, manual in MANUAL.items()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for rule, level, summary in rows:
        give(f"{rule:{widths[0]}}  {level:{widths[1]}}  {summary}\n")
