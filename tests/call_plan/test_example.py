"""The plan of every open stage of the example playbook, as golden text: one line a fact, by ids.

`NEXTCALL_WRITE_GOLDEN=1` writes the files anew; read what changed before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import CallPlan, call_plan
from nextcall.compress import Deal
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.compress import PlannedActivity
    from nextcall.model import Activity, Criterion, Playbook, SalesProcess

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def playbook(example: Path) -> Playbook:
    """The example playbook."""
    loaded = load(example)
    assert loaded.playbook is not None, loaded.diagnostics
    return loaded.playbook


def test_the_plans_of_every_open_stage_are_as_before(playbook: Playbook) -> None:
    assert {each.id for each in playbook.sales_processes} == {path.stem for path in GOLDEN.glob("*.txt")}
    for process in playbook.sales_processes:
        golden = GOLDEN / f"{process.id}.txt"
        made = "".join(f"{line}\n" for line in _shown(playbook, process))
        if os.environ.get("NEXTCALL_WRITE_GOLDEN"):
            golden.write_text(made, encoding="utf-8")
        assert made == golden.read_text(encoding="utf-8")


def test_every_open_stage_has_a_call_with_an_advance_and_something_to_ask(playbook: Playbook) -> None:
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            plan = call_plan(playbook, Deal.entering(process, stage))
            assert plan.next_call.activities
            assert plan.advance
            assert plan.customer_value
            assert plan.questions
            assert any(not each.pulled_forward for each in plan.next_call.activities), "something of the stage itself"


def test_the_room_changes_for_each_role_that_is_needed_and_with_too_little_time(playbook: Playbook) -> None:
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            plan = call_plan(playbook, Deal.entering(process, stage))
            planned = {each.activity for each in plan.next_call.activities}
            needed = {role for activity in planned for role in activity.buyer_roles}
            *people, time = plan.if_room_changes
            assert [each.missing for each in people] == [each for each in plan.next_call.buyer_roles if each in needed]
            assert time.minutes_left == 20
            for change in people:
                assert all(change.missing not in each.buyer_roles for each in change.activities)
            for change in plan.if_room_changes:
                assert set(change.postponed) == planned - set(change.activities)


def test_what_unlocks_more_gains_what_the_call_leaves_out(playbook: Playbook) -> None:
    found = []
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            plan = call_plan(playbook, Deal.entering(process, stage))
            planned = {each.activity for each in plan.next_call.activities}
            for unlock in plan.unlocks:
                assert unlock.gain
                assert planned.isdisjoint(unlock.gain)
                assert unlock.role not in plan.next_call.buyer_roles
            found += [each.change for each in plan.unlocks]
    assert {"invite", "minutes"} <= set(found)


def test_no_call_leads_below_the_fewest_possible(playbook: Playbook) -> None:
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            leads_to = call_plan(playbook, Deal.entering(process, stage)).leads_to
            assert leads_to.calls is not None
            assert leads_to.best is not None
            assert leads_to.calls >= leads_to.best


def _shown(playbook: Playbook, process: SalesProcess) -> Iterator[str]:
    for stage in process.open_stages:
        plan = call_plan(playbook, Deal.entering(process, stage))
        call = plan.next_call
        yield f"{stage.id}: {call.planned_minutes} of {process.call.usable_minutes} minutes, day {call.earliest_day}"
        yield f"  attend: {', '.join(call.buyer_roles)}; bring: {', '.join(call.seller_roles)}"
        yield from _agenda(plan)
        for left in call.left_out:
            yield f"  not {left.activity.id}: {' '.join([left.because, *left.needs])}"
        yield from (f"  prepare {each.id}" for each in call.prepare)
        yield from (f"  due {each.id}" for each in call.due)
        yield f"  evidence: {', '.join(_evidence(each) for each in plan.evidence)}"
        for unlock in plan.unlocks:
            what = unlock.role or (unlock.activity.id if unlock.activity else f"+{unlock.minutes}")
            yield f"  {unlock.change} {what}: {_ids(unlock.gain)}"
        for change in plan.if_room_changes:
            when = f"without {change.missing}" if change.missing else f"{change.minutes_left} minutes left"
            yield f"  {when}: {_ids(change.activities) or 'nothing'}; postponed: {_ids(change.postponed) or 'nothing'}"
        yield f"  leads to {plan.leads_to.calls} more calls, at best {plan.leads_to.best}"


def _ids(activities: Iterable[Activity]) -> str:
    return ", ".join(each.id for each in activities)


def _evidence(criterion: Criterion) -> str:
    return f"{criterion.id}{'' if criterion.is_shown_by_customer else ' (our word)'}"


def _agenda(plan: CallPlan) -> Iterator[str]:
    for group in plan.agenda:
        ahead = " (ask first)" if group.ahead else ""
        yield f"  # {group.heading.id if group.heading else 'no heading'}{ahead}"
        for item in group.items:
            yield f"  {item.start:>2}+{item.minutes} {item.activity.id} {_marks(item)}".rstrip()


def _marks(item: PlannedActivity) -> str:
    marks = [f"go on only if {criterion.id}" for criterion in item.go_on_only_if]
    marks += ["pulled forward"] * item.pulled_forward + ["ahead"] * item.ahead_of_customer
    marks += ["below the cut line"] * item.after_cut
    return f"[{', '.join(marks)}]" if marks else ""
