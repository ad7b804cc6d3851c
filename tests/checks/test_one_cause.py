"""What all rules say together: one cause gives one finding, and what is good gives none.

The folders of cases ask one rule at a time; here nothing is left out.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from nextcall import checks
from nextcall.cli.starting.playbooks import Start
from nextcall.cli.starting.playbooks import playbook as starter
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    WritePlaybook = Callable[..., Path]

STARTER = starter(Start.MINIMAL)
BARE = """\
name: New
stages:
  - {id: a, name: A, activities: [{id: b, name: B, where: in_call}]}
"""
WITHOUT_THE_SMALL_ONE: dict[str, str | None] = {"sales/new.yaml": None}


def _said(root: Path, today: date | None = None) -> list[str]:
    loaded = load(root)
    assert loaded.playbook is not None, loaded.diagnostics
    found = checks.run(loaded.playbook, loaded.locate, today)
    return [f"{each.rule} {each.path}{each.pointer}" for each in found]


def _starter(write: WritePlaybook, old: str, new: str) -> Path:
    """What `nextcall init` writes, with one change."""
    process = STARTER["sales/new-business.yaml"]
    assert old in process
    return write({**WITHOUT_THE_SMALL_ONE, **STARTER, "sales/new-business.yaml": process.replace(old, new)})


def test_the_example_is_clean(example: Path) -> None:
    assert _said(example, date(2026, 11, 1)) == []


@pytest.mark.parametrize("start", list(Start))
def test_what_init_writes_is_clean(start: Start, write_playbook: WritePlaybook) -> None:
    small = dict.fromkeys(("buying/how.yaml", "sales/new.yaml"))
    assert _said(write_playbook({**small, **starter(start)}), date(2026, 11, 1)) == []


def test_a_process_without_a_buying_process_is_unaligned_once(write_playbook: WritePlaybook) -> None:
    without = "\n".join(
        line
        for line in STARTER["sales/new-business.yaml"].splitlines()
        if "buying_process:" not in line and "buying_stages:" not in line
    )
    root = write_playbook(
        {
            **WITHOUT_THE_SMALL_ONE,
            "sales/new-business.yaml": without,
            "roles.yaml": STARTER["roles.yaml"],
        }
    )
    assert _said(root) == ["stage-unaligned sales/new-business.yaml/name"]


def test_buying_stages_of_no_process_are_an_unknown_reference_and_nothing_else(write_playbook: WritePlaybook) -> None:
    root = _starter(write_playbook, "buying_process: how-they-buy\n", "")
    assert _said(root) == ["unknown-reference sales/new-business.yaml/stages/0/buying_stages/0"]


def test_an_open_stage_without_activities_has_nothing_to_do_and_no_more(write_playbook: WritePlaybook) -> None:
    stage = """\
  - id: negotiate
    name: Negotiate
    buying_stages: [commit]
    exit_criteria:
      - criterion: The CFO accepts the price
        evidence: Their reply that repeats it
        verified_by: customer_statement
    call_plan: {follow_ups: [Questions from the last call]}

  - {id: won,"""
    root = _starter(write_playbook, "  - {id: won,", stage)
    assert _said(root) == ["nothing-to-do sales/new-business.yaml/stages/3/id"]


def test_a_gate_that_nothing_opens_is_no_unsatisfied_criterion_too(write_playbook: WritePlaybook) -> None:
    root = _starter(write_playbook, "        satisfies: [test-passed]\n", "")
    assert _said(root) == ["gate-without-activity sales/new-business.yaml/stages/2/activities/0/needs/0"]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {"sales/new.yaml": "name: New\nstages: [{id: a, name: A}]\n"},
            [
                "no-terminal-stage sales/new.yaml/name",
                "stage-unaligned sales/new.yaml/name",
                "nothing-to-do sales/new.yaml/stages/0/id",
                "stage-without-exit sales/new.yaml/stages/0/id",
            ],
            id="one-empty-stage",
        ),
        pytest.param(
            {"sales/new.yaml": BARE},
            [
                "no-terminal-stage sales/new.yaml/name",
                "stage-unaligned sales/new.yaml/name",
                "no-advance sales/new.yaml/stages/0/id",
                "stage-without-exit sales/new.yaml/stages/0/id",
                "no-key-activity sales/new.yaml/stages/0/activities",
                "activity-without-effect sales/new.yaml/stages/0/activities/0/id",
                "activity-without-minutes sales/new.yaml/stages/0/activities/0/id",
                "no-customer-value sales/new.yaml/stages/0/activities/0/id",
            ],
            id="one-bare-activity",
        ),
        pytest.param({"sales/new.yaml": None}, [], id="no-process-yet"),
    ],
)
def test_a_rough_playbook_is_told_each_thing_once(
    write_playbook: WritePlaybook, files: dict[str, str | None], said: list[str]
) -> None:
    assert _said(write_playbook(files)) == said


def test_closed_stages_are_not_judged_as_open_ones(write_playbook: WritePlaybook) -> None:
    closed = """\
  - id: won
    name: Won
    closed: won
    target_days: 9
    stalled_after_days: 1
    exit_criteria: [{criterion: They are happy}]
    activities:
      - {id: start, name: Start, where: in_call, questions: [{ask: Who starts?}]}
      - {id: wait, name: Wait, where: between_calls, done_by: customer}
    call_plan: {follow_ups: [Open points]}
"""
    root = _starter(write_playbook, "  - {id: won, name: Won, closed: won}\n", closed)
    assert _said(root) == []


def test_without_a_date_nothing_is_said_about_reviews(write_playbook: WritePlaybook) -> None:
    root = _starter(write_playbook, "name: New business\n", "name: New business\nreviewed: 2016-01-01\n")
    (root / "playbook.yaml").write_text("title: Playbook\nreview_days: 30\n", "utf-8")
    assert _said(root) == []
    assert _said(root, date(2026, 11, 1)) == ["stale-review sales/new-business.yaml/reviewed"]
