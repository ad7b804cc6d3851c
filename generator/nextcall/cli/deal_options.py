"""What a user says of a deal on the command line: ids, checked against the process, with a "did you mean"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from nextcall.compress import Deal
from nextcall.model import Side, Where, precedence_of
from nextcall.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nextcall.model import Link, Playbook, Precedence, SalesProcess, Stage


class Ids(click.ParamType[tuple[str, ...]]):
    """Ids, with commas between them."""

    name = "ids"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ANN401, ARG002 (click's signature)
        """The ids, each once, in the order in which they are written."""
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(part.strip() for part in str(value).split(",") if part.strip()))


def process_called(playbook: Playbook, name: str) -> SalesProcess:
    """The sales process with the id `name`.

    Raises:
        click.UsageError: There is none.
    """
    processes = playbook.sales_process_by_id
    if name not in processes:
        message = f"there is no sales process '{name}'; {did_you_mean(name, processes, 'add one to sales/')}"
        raise click.UsageError(message)
    return processes[name]


def only_process(playbook: Playbook) -> SalesProcess:
    """The sales process of a playbook that has one.

    Raises:
        click.UsageError: It has none, or several.
    """
    processes = playbook.sales_processes
    if not processes:
        message = "there is no sales process yet; add one to sales/"
        raise click.UsageError(message)
    if len(processes) > 1:
        message = f"say which PROCESS: {', '.join(each.id for each in processes)}"
        raise click.UsageError(message)
    return processes[0]


def known(ids: Iterable[str], among: Iterable[str], what: str, option: str) -> tuple[str, ...]:
    """The ids, if all of them are `among` the known ones.

    Raises:
        click.UsageError: One isn't.
    """
    choices = list(among)
    for each in ids:
        if each not in choices:
            hint = did_you_mean(each, choices) if choices else f"there is none to choose from, so leave out {option}"
            message = f"{option}: there is no {what} '{each}'; {hint}"
            raise click.UsageError(message)
    return tuple(ids)


def _listed(process: SalesProcess) -> list[str]:
    """The ids of all activities, in listed order."""
    return [activity.id for stage in process.stages for activity in stage.activities]


def included(process: SalesProcess, ids: Sequence[str]) -> frozenset[str]:
    """The activities that `--include` names, if they can be scheduled at all.

    Raises:
        click.UsageError: One is unknown, of a closed stage, or ongoing work.
    """
    known(ids, _listed(process), "activity", "--include")
    for each in ids:
        if process.stage_of[each].closed is not None:
            message = f"--include: '{each}' belongs to a closed stage, and those are never scheduled"
            raise click.UsageError(message)
        if process.activity_by_id[each].where is Where.THROUGHOUT:
            message = f"--include: '{each}' goes on throughout, so it is never scheduled"
            raise click.UsageError(message)
    circle = in_circle(precedence_of(process, frozenset(ids)))
    if circle:
        message = f"--include: {circle}; leave one of them out"
        raise click.UsageError(message)
    return frozenset(ids)


def in_circle(precedence: Precedence) -> str:
    """What comes after itself as soon as some activities are included, said of the first circle; "" without one."""
    return next((f"included so, {_turning(cycle)} in a circle" for cycle in precedence.cycles()), "")


def _turning(cycle: Sequence[Link]) -> str:
    ids = dict.fromkeys(link.after for link in cycle)
    names = ", ".join(f"'{each}'" for each in ids)
    return f"{names} {'comes after itself' if len(ids) == 1 else 'come after each other'}"


def deal_of(  # noqa: PLR0913 (one for each option)
    playbook: Playbook,
    process: SalesProcess,
    *,
    stage: str | None,
    done: Sequence[str],
    unmet: Sequence[str],
    attending: Sequence[str] | None,
    minutes: int | None,
    include: Sequence[str],
) -> Deal:
    """The deal that the options describe.

    Raises:
        click.UsageError: They name something that isn't there, or a closed stage.
    """
    buyers = [role.id for role in playbook.roles_of(Side.BUYER)]
    if not process.open_stages:
        message = f"'{process.id}' has no open stage, so there is no next call"
        raise click.UsageError(message)
    deal = Deal(
        process=process,
        stage=process.open_stages[0] if stage is None else _open(process, stage),
        done=frozenset(known(done, reversed(list(process.activity_by_id)), "activity", "--done")),
        unmet=frozenset(known(unmet, reversed(list(process.criterion_by_id)), "exit criterion", "--unmet")),
        attending=None if attending is None else known(attending, buyers, "buyer role", "--with"),
        minutes=minutes,
        include=included(process, include),
    )
    return replace(deal, stage=_first_with_work(deal)) if stage is None else deal.having_entered()


def _open(process: SalesProcess, name: str) -> Stage:
    found = process.stage_by_id.get(name)
    if found is None:
        choices = [each.id for each in process.open_stages]
        message = f"--stage: there is no stage '{name}'; {did_you_mean(name, choices)}"
        raise click.UsageError(message)
    if found.closed is not None:
        message = f"--stage: '{name}' is a closed stage ({found.closed.value}); a deal there has no next call"
        raise click.UsageError(message)
    return found


def _first_with_work(deal: Deal) -> Stage:
    """The first open stage with work that counts and isn't done; the last one where all is done."""
    undone = {deal.process.stage_of[each.id] for each in deal.undone}
    stages = deal.process.open_stages
    return next((each for each in stages if each in undone), stages[-1])


def contradictions(deal: Deal) -> list[str]:
    """What is said of the deal that its process rules out, a line each."""
    said: dict[str, list[str]] = {}
    for link in deal.contradictions:
        said.setdefault(link.after, []).append(link.before)
    return [
        f"'{after}' is said to be done, but not what it comes after: {', '.join(dict.fromkeys(before))}"
        for after, before in said.items()
    ]
