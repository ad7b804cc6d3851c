"""What a plan says of its call beyond the agenda: how long, who, and which other call would be the better one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nextcall import export
from nextcall.call_plan import call_plan
from nextcall.compress import Deal, compression_report
from nextcall.load import load
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook

    Write = Callable[..., Path]

ROLES = "buyer_roles: [{id: cfo, name: CFO}, {id: it-lead, name: IT lead}]\n"


def playbook_of(write: Write, activities: str, call: str = "{}") -> Playbook:
    listed = "".join(
        f"      - {{id: {each.split(',')[0]}, where: in_call, done_by: both, requires: [], name: {each}\n"
        for each in activities.split("|")
    )
    sales = f"name: Process\ncall: {call}\nstages:\n  - id: prove\n    name: Prove\n    activities:\n{listed}"
    playbook = load(write({"sales/new.yaml": sales, "roles.yaml": ROLES})).playbook
    assert playbook is not None
    return playbook


def told(playbook: Playbook, **changes: object) -> str:
    (process,) = playbook.sales_processes
    deal = replace(Deal.entering(process, process.stages[0]), **changes)  # type: ignore[arg-type]
    return export.plan_markdown(playbook, call_plan(playbook, deal), catalogue())


@pytest.mark.parametrize(
    ("invited", "way"),
    [
        ((), "The shorter way: invite CFO, and hold a, c. After that the process needs 1 more call."),
        (("cfo",), "The shorter way: hold a, c. After that the process needs 1 more call."),
    ],
)
def test_the_shorter_way_says_what_to_hold_whom_to_invite_and_what_remains(
    invited: tuple[str, ...], way: str, write_playbook: Write
) -> None:
    four = (
        "a, importance: key, minutes: 12}|b, importance: key, minutes: 12}"
        "|c, minutes: 21, buyer_roles: [cfo]}|d, minutes: 21}"
    )
    playbook = playbook_of(write_playbook, four)
    assert way in told(playbook, attending=invited)


def test_a_call_that_is_much_longer_than_it_takes_says_how_many_minutes_would_be_enough(write_playbook: Write) -> None:
    playbook = playbook_of(write_playbook, "a, minutes: 12}")
    assert "· 45 min · 25 minutes would be enough" in told(playbook)
    assert "would be enough" not in told(playbook, minutes=35)
    assert "would be enough" in told(playbook, minutes=40)


def test_a_call_of_its_own_is_as_long_as_it_takes(write_playbook: Write) -> None:
    playbook = playbook_of(write_playbook, "walk, minutes: 90, own_call_because: The site is large}")
    page = told(playbook)
    assert "98 min · a call of its own" in page
    assert "Close what is left from last time" not in page
    assert "1:33 Close: who does what" in page


def test_what_is_not_held_in_front_of_somebody_says_in_front_of_whom(write_playbook: Write) -> None:
    playbook = playbook_of(
        write_playbook, "show, importance: key, buyer_roles: [it-lead]}|price, buyer_roles: [cfo], not_with: [it-lead]}"
    )
    assert "held in front of: IT lead" in told(playbook, attending=("it-lead", "cfo"))
    (process,) = playbook.sales_processes
    whole = export.compression_text(playbook, compression_report(process), catalogue())
    assert "Who must not be there" in whole


def test_who_is_needed_where_the_call_holds_what_is_not_held_in_front_of_them_is_told_so(write_playbook: Write) -> None:
    playbook = playbook_of(
        write_playbook, "show, buyer_roles: [it-lead]}|price, importance: key, buyer_roles: [cfo], not_with: [it-lead]}"
    )
    assert "needs IT lead, in front of whom " in told(playbook)
    assert "held in front of: IT lead" not in told(playbook)


def test_what_is_short_of_a_call_of_its_own_leaves_out_no_time_for_follow_ups(write_playbook: Write) -> None:
    playbook = playbook_of(write_playbook, "walk, minutes: 90, own_call_because: The site is large}")
    assert "takes 38 minutes more than the call has left" in told(playbook, minutes=60)


def test_where_nothing_would_add_anything_no_list_of_what_would_is_made(write_playbook: Write) -> None:
    playbook = playbook_of(write_playbook, "a, minutes: 12}|walk, minutes: 20, own_call_because: They talk freely}")
    page = told(playbook)
    assert "Not in this call" in page
    assert "What would unlock more" not in page
    assert "nothing more" not in page
