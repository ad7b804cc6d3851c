"""`nextcall explain`: one rule's manual page."""

from __future__ import annotations

import click

from nextcall.checks import RULES
from nextcall.cli.terminal import give
from nextcall.load import MANUAL
from nextcall.suggest import did_you_mean


@click.command("explain", epilog="\b\nExamples:\n  nextcall explain dependency-cycle\n  nextcall explain yaml-syntax")
@click.argument("rule", required=False, metavar="RULE")
def command(rule: str | None) -> None:
    """Say what RULE finds, why it matters and what to write instead."""
    if rule is None:
        message = "say which RULE; see `nextcall rules`"
        raise click.UsageError(message)
    manuals = {each.id: (_level(each.level.value, fixed=each.guards_integrity), each.manual) for each in RULES}
    manuals |= {fault.value: ("always error", manual) for fault, manual in MANUAL.items()}
    if rule not in manuals:
        message = f"there is no rule '{rule}'; {did_you_mean(rule, manuals)}"
        raise click.UsageError(message)
    level, manual = manuals[rule]
    give(f"{rule} ({level})\n\n{manual.rstrip()}\n")


def _level(level: str, *, fixed: bool) -> str:
    return "always error" if fixed else f"{level} by default"
