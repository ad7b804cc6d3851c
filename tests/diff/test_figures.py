"""Calls and days before and after, and which of several changes they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall import pipeline
from nextcall.diff import diff
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]

SALES = """\
name: New business
stages:
  - id: discover
    name: Discover
    exit_criteria: [{id: owned, criterion: They own it, verified_by: customer_document}]
    activities:
      - {id: one, name: Read it, where: in_call, importance: key, minutes: 10, requires: [], satisfies: [owned]}
      - {id: two, name: Walk the floor, where: in_call, minutes: 10, requires: []}
      - {id: three, name: Name the cost, where: in_call, minutes: 10, requires: [one]}
      - {id: wait, name: Ask the lawyers, where: between_calls, takes_days: 3, requires: [three]}
  - {id: won, name: Won, closed: won}
"""


def figures(write_playbook: Write, *edits: tuple[str, str], playbook: str = "title: A\n") -> list[tuple[object, ...]]:
    """The figures of an edited process: calls, days and the changes that they rest on, by id and field."""
    text = SALES
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    sides = (
        pipeline.side(load(write_playbook({"sales/new.yaml": each, "playbook.yaml": top}, folder)))
        for folder, each, top in (("before", SALES, "title: A\n"), ("after", text, playbook))
    )
    found = diff(*sides).figures
    return [
        (each.calls, each.days, [(change.id, change.field or str(change.kind)) for change in each.because])
        for each in found
    ]


MINUTES = ("Walk the floor, where: in_call, minutes: 10", "Walk the floor, where: in_call, minutes: 30")
GATE = ("minutes: 10, requires: [one]", "minutes: 10, requires: [one], needs: [owned]")
LONGER = ("takes_days: 3", "takes_days: 9")
SHORTER = (
    "Read it, where: in_call, importance: key, minutes: 10",
    "Read it, where: in_call, minutes: 9",
)
NEW = (
    "      - {id: wait",
    "      - {id: four, name: Show the plan, where: in_call, minutes: 10, requires: []}\n      - {id: wait",
)
GONE = ("      - {id: three, name: Name the cost, where: in_call, minutes: 10, requires: [one]}\n", "")
UNREQUIRED = ("requires: [three]", "requires: [one]")


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("name: New business", "name: Newer business")], []),
        ([SHORTER], [((1, 1), (3, 3), [])]),
        ([MINUTES], [((1, 2), (3, 7), [("two", "minutes")])]),
        ([GATE], [((1, 2), (3, 10), [("three", "needs")])]),
        ([LONGER], [((1, 1), (3, 9), [("wait", "takes_days")])]),
        ([SHORTER, GATE], [((1, 2), (3, 10), [("three", "needs")])]),
        ([SHORTER, LONGER, NEW], [((1, 2), (3, 9), [("four", "added"), ("wait", "takes_days")])]),
        ([GONE, UNREQUIRED, LONGER], [((1, 1), (3, 9), [("wait", "takes_days")])]),
    ],
)
def test_figures_name_the_changes_without_which_they_would_be_others(
    write_playbook: Write, edits: list[tuple[str, str]], expected: list[tuple[object, ...]]
) -> None:
    assert figures(write_playbook, *edits) == expected


def test_a_default_of_all_calls_is_among_what_a_figure_rests_on(write_playbook: Write) -> None:
    top = "title: A\ncall: {minutes: 40, opening_minutes: 4}\n"
    assert figures(write_playbook, LONGER, playbook=top) == [
        ((1, 2), (3, 9), [("wait", "takes_days"), (None, "call.minutes")])
    ]


def test_a_process_that_came_or_went_has_figures_on_one_side(write_playbook: Write) -> None:
    without = pipeline.side(load(write_playbook({"sales/new.yaml": None}, "before")))
    having = pipeline.side(load(write_playbook({"sales/new.yaml": SALES}, "after")))
    (came,), (went,) = diff(without, having).figures, diff(having, without).figures
    assert (came.calls, came.days) == ((None, 1), (None, 3))
    assert (went.calls, went.days) == ((1, None), (3, None))
