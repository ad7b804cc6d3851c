"""What weakens a process, what strengthens it by being the reverse, and that nothing else does either."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall import pipeline
from nextcall.diff import Effect, Reason, diff
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.diff import Change

    Write = Callable[..., Path]

BUYING = """\
name: How they buy
stages: [{id: agree, name: Agree the problem}, {id: test-it, name: Test it}, {id: commit, name: Commit}]
"""
SALES = """\
name: New business
buying_process: how
stages:
  - id: discover
    name: Discover
    buying_stages: [agree]
    entry_criteria: [{id: came, criterion: They asked, evidence: A mail, verified_by: customer_document}]
    exit_criteria:
      - {id: owned, criterion: They own it, evidence: Their reply, verified_by: customer_statement}
      - {id: nice, criterion: Someone likes us, evidence: A smile, required: false}
    activities:
      - {id: name-it, name: Name the problem, where: in_call, importance: key, requires: []}
      - {id: cost-it, name: Put a cost on it, where: in_call, requires: [name-it]}
    call_plan:
      advance: {target: They name a sponsor, stretch: The sponsor joins, fallback: They name a day}
      follow_ups: [Last week's list]
  - id: prove
    name: Prove
    buying_stages: [test-it, commit]
    exit_criteria: [{id: passed, criterion: The test has passed, evidence: The sheet, verified_by: customer_action}]
    activities:
      - {id: run-it, name: Run the test, where: in_call, needs: [owned], buying_stages: [commit]}
      - {id: show-it, name: Show a plan, where: in_call, requires: [run-it]}
  - {id: won, name: Won, closed: won}
"""
PASSED = "{id: passed, criterion: The test has passed, evidence: The sheet, verified_by: customer_action}"
PROVE = SALES[SALES.index("  - id: prove") : SALES.index("  - {id: won")]

WEAKENING = {
    Reason.CRITERION: (
        "      - {id: owned, criterion: They own it, evidence: Their reply, verified_by: customer_statement}\n",
        "",
    ),
    Reason.REQUIRED: ("verified_by: customer_statement", "verified_by: customer_statement, required: false"),
    Reason.ALWAYS: ("verified_by: customer_statement", "verified_by: customer_statement, applies_when: it is large"),
    Reason.EVIDENCE: ("evidence: Their reply, ", ""),
    Reason.VERIFICATION: ("verified_by: customer_action", "verified_by: seller_assertion"),
    Reason.GATE: ("needs: [owned], ", ""),
    Reason.ORDER: ("requires: [run-it]", "requires: []"),
    Reason.KEY_ACTIVITY: (
        "      - {id: name-it, name: Name the problem, where: in_call, importance: key, requires: []}\n",
        "",
    ),
    Reason.KEY: ("importance: key, ", ""),
    Reason.ALIGNMENT: ("    buying_stages: [agree]\n", ""),
    Reason.SERVED: ("[test-it, commit]", "[commit]"),
    Reason.TARGET: ("target: They name a sponsor, ", ""),
    Reason.FALLBACK: (", fallback: They name a day", ""),
    Reason.WITH_IT: (PROVE, ""),
}


def changes(write_playbook: Write, before: str, after: str) -> tuple[Change, ...]:
    """The changes between two processes, on a buying process that stays."""
    sides = (
        pipeline.side(load(write_playbook({"sales/new.yaml": each, "buying/how.yaml": BUYING}, folder)))
        for folder, each in (("before", before), ("after", after))
    )
    return diff(*sides, with_figures=False).changes


@pytest.mark.parametrize("reason", Reason)
def test_what_weakens_does_so_for_its_reason_and_strengthens_on_the_way_back(
    write_playbook: Write, reason: Reason
) -> None:
    old, new = WEAKENING[reason]
    assert SALES.count(old) == 1
    weaker = SALES.replace(old, new)
    if reason is Reason.CRITERION:
        weaker = weaker.replace("needs: [owned], ", "")
    there = [each for each in changes(write_playbook, SALES, weaker) if each.effect is not Effect.NEUTRAL]
    back = [each for each in changes(write_playbook, weaker, SALES) if each.effect is not Effect.NEUTRAL]
    also = [Reason.GATE] if reason is Reason.CRITERION else [Reason.ORDER] if reason is Reason.KEY_ACTIVITY else []
    there = [each for each in there if each.reason not in also]
    back = [each for each in back if each.reason not in also]
    assert [(each.effect, each.reason) for each in there] == [(Effect.WEAKENS, reason)]
    assert [(each.effect, each.reason) for each in back] == [(Effect.STRENGTHENS, reason)]


NEUTRAL = {
    "an optional criterion gone": (
        "      - {id: nice, criterion: Someone likes us, evidence: A smile, required: false}\n",
        "",
    ),
    "evidence of an optional criterion gone": ("evidence: A smile, ", ""),
    "an entry criterion gone": (
        "    entry_criteria: [{id: came, criterion: They asked, evidence: A mail, verified_by: customer_document}]\n",
        "",
    ),
    "one verification of theirs for another": ("verified_by: customer_statement", "verified_by: customer_document"),
    "other evidence": ("evidence: Their reply", "evidence: Their letter"),
    "a supporting activity gone": (
        "      - {id: show-it, name: Show a plan, where: in_call, requires: [run-it]}\n",
        "",
    ),
    "a supporting activity that is optional": ("requires: [run-it]", "requires: [run-it], importance: optional"),
    "a buying stage that an activity still serves": ("[test-it, commit]", "[test-it]"),
    "another target": ("target: They name a sponsor", "target: They name two"),
    "a stretch gone": ("stretch: The sponsor joins, ", ""),
    "minutes": ("where: in_call, requires: [run-it]", "where: in_call, minutes: 20, requires: [run-it]"),
    "a text": ("name: Discover", "name: Find out"),
    "stated that nothing comes first": (
        "      - {id: run-it, name: Run the test, where: in_call,",
        "      - {id: run-it, name: Run the test, where: in_call, requires: [],",
    ),
}


@pytest.mark.parametrize("edit", NEUTRAL)
def test_other_changes_neither_weaken_nor_strengthen(write_playbook: Write, edit: str) -> None:
    old, new = NEUTRAL[edit]
    assert SALES.count(old) == 1
    found = changes(write_playbook, SALES, SALES.replace(old, new))
    assert [each.effect for each in found] == [Effect.NEUTRAL], found


def test_a_stage_whose_things_all_stand_elsewhere_now_weakens_nothing_by_going(write_playbook: Write) -> None:
    criteria = PROVE[PROVE.index("      - {id: run-it") :]
    moved = SALES.replace(PROVE, "").replace("    call_plan:\n", f"{criteria}    call_plan:\n")
    moved = moved.replace(
        "      - {id: nice",
        f"      - {PASSED}\n      - {{id: nice",
    )
    moved = moved.replace("buying_stages: [agree]", "buying_stages: [agree, test-it, commit]")
    found = changes(write_playbook, SALES, moved)
    assert {each.effect for each in found} == {Effect.NEUTRAL}
    assert sorted((str(each.kind), str(each.what), str(each.id)) for each in found) == [
        ("added", "reference", "discover"),
        ("added", "reference", "discover"),
        ("moved", "activity", "run-it"),
        ("moved", "activity", "show-it"),
        ("moved", "criterion", "passed"),
        ("removed", "stage", "prove"),
    ]


def test_an_order_that_nobody_states_any_more_weakens_and_is_one_change(write_playbook: Write) -> None:
    found = changes(write_playbook, SALES, SALES.replace(", requires: [run-it]", ""))
    assert [(each.field, each.before, each.after, each.reason) for each in found] == [
        ("requires", ["run-it"], None, Reason.ORDER)
    ]


def test_a_call_plan_that_goes_is_one_change_which_weakens_by_its_advance(write_playbook: Write) -> None:
    start, end = SALES.index("    call_plan:"), SALES.index("  - id: prove")
    (found,) = changes(write_playbook, SALES, SALES[:start] + SALES[end:])
    assert (found.field, found.effect, found.reason) == ("call_plan", Effect.WEAKENS, Reason.WITH_IT)
