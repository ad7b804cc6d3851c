"""Deals that were exported from the site's page of deals, as `nextcall plan --deal` reads them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from nextcall.cli.deal_options import in_circle, known, process_called
from nextcall.compress.deal_state import Gone, current_ids, deal_from, stage_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from nextcall.compress import Deal
    from nextcall.model import Playbook, SalesProcess, Stage

FORMAT = "nextcall-deals"
VERSION = 2

LONGEST_CALL = 480
"""The most minutes that a call may have."""

_LONGEST_KEPT = 1440
"""The most that the site keeps of one: a quarter of an hour more may be asked for there, whatever there is."""

_HOW = "export it from the site's page of deals"
_WHAT = {
    "done": "the activity",
    "true": "the exit criterion",
    "said": "the exit criterion",
    "unmet": "the exit criterion",
    "with": "the buyer role",
    "include": "the activity",
    "pinned": "the activity",
    "dropped": "the activity",
    "under_way": "the activity",
}
"""What the ids in each field of a deal are of."""
_LISTS = tuple(field for field in _WHAT if field != "under_way")


def exported_deal(path: Path, name: str | None) -> Mapping[str, Any]:
    """The deal called `name` (or with that id) in an exported file, its fields of the right types; by default the only.

    Raises:
        click.UsageError: The file is no export of version 2, or doesn't say which deal.
        OSError: It can't be read.
    """
    deals = _deals(path)
    if not deals:
        message = f"{path} holds no deal"
        raise click.UsageError(message)
    if name is None:
        if len(deals) > 1:
            message = f"{path} holds {len(deals)} deals; say which with --name: {_listed(deals)}"
            raise click.UsageError(message)
        return deals[0]
    found = [each for each in deals if each["name"] == name] or [each for each in deals if each.get("id") == name]
    if not found:
        known([name], [each["name"] for each in deals], "deal", "--name")
    if len(found) > 1:
        ids = ", ".join(str(each.get("id")) for each in found)
        message = f"--name: {len(found)} deals are called '{name}'; say the id of one: {ids}"
        raise click.UsageError(message)
    return found[0]


def process_of(playbook: Playbook, state: Mapping[str, Any], said: SalesProcess | None) -> SalesProcess:
    """The process of an exported deal, which is the one `said`, if any is.

    Raises:
        click.UsageError: The playbook doesn't have it, or it is another than the one said.
    """
    name = current_ids(playbook.sales_processes).get(state["process"], state["process"])
    if said is not None and said.id != name:
        message = f"'{state['name']}' is a deal of '{name}', not of '{said.id}': nextcall plan {name} --deal …"
        raise click.UsageError(message)
    return process_called(playbook, name)


def deal_in(playbook: Playbook, process: SalesProcess, state: Mapping[str, Any]) -> tuple[Deal, list[str]]:
    """The deal that was exported; and what it names that its process doesn't have any more, a line each.

    Raises:
        click.UsageError: It has no next call, as its stage is closed or gone.
    """
    deal, gone = deal_from(playbook, process, _stage(process, state), state)
    lines = [_said(each) for each in dict.fromkeys(gone)]
    circle = in_circle(deal.precedence_as_included)
    return deal, [*lines, *([f"{circle}; what the deal includes is passed over"] if circle else [])]


def _said(gone: Gone) -> str:
    return f"{_WHAT[gone.field]} '{gone.id}' ({gone.field}) left the process; it is passed over"


def _stage(process: SalesProcess, state: Mapping[str, Any]) -> Stage:
    found = stage_now(process, state["stage"])
    if found is None:
        message = f"the stage '{state['stage']}' of '{state['name']}' left the process; choose its stage on the site"
        raise click.UsageError(message)
    if found.closed is not None:
        message = f"'{state['name']}' is in '{found.id}', a closed stage ({found.closed.value}), and has no next call"
        raise click.UsageError(message)
    return found


def _deals(path: Path) -> list[dict[str, Any]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text, so it is no export of deals; {_HOW}"
        raise click.UsageError(message) from error
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}:{error.colno}: this is not JSON ({error.msg}); {_HOW}"
        raise click.UsageError(message) from error
    except ValueError as error:
        message = f"{path} holds a number of thousands of digits, so it is no export of deals; {_HOW}"
        raise click.UsageError(message) from error
    except RecursionError as error:
        message = f"{path} is nested too deeply to be an export of deals; {_HOW}"
        raise click.UsageError(message) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        message = f'{path} is no export of deals: it has no "format": "{FORMAT}"; {_HOW}'
        raise click.UsageError(message)
    version = document.get("version")
    if version != VERSION or isinstance(version, bool):
        newer = isinstance(version, int) and version > VERSION
        what = "update nextcall" if newer else "import it on the site's page of deals, and export it again"
        message = f"{path} has version {version!r} of the format, and this is nextcall for version {VERSION}; {what}"
        raise click.UsageError(message)
    deals = document.get("deals")
    if not isinstance(deals, list):
        message = f'{path} is damaged: "deals" is not a list; {_HOW} again'
        raise click.UsageError(message)
    for number, each in enumerate(deals):
        wrong = _damage(each)
        if wrong:
            message = f'{path} is damaged: "{wrong}" of deal {number + 1} is not what it should be; {_HOW} again'
            raise click.UsageError(message)
    return deals


def _damage(deal: object) -> str | None:
    """The first field of a deal that has the wrong type; None where all are right."""
    if not isinstance(deal, dict):
        return "deals"
    for field in ("name", "process", "stage"):
        if not isinstance(deal.get(field), str):
            return field
    for field in _LISTS:
        ids = deal.get(field)
        if ids is not None and not (isinstance(ids, list) and all(isinstance(each, str) for each in ids)):
            return field
    if not isinstance(deal.get("under_way") or {}, dict):
        return "under_way"
    minutes = deal.get("minutes")
    is_length = isinstance(minutes, int) and not isinstance(minutes, bool) and 1 <= minutes <= _LONGEST_KEPT
    return None if minutes is None or is_length else "minutes"


def _listed(deals: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(f"'{name}'" for name in dict.fromkeys(each["name"] for each in deals))
