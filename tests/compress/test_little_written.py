"""Where little is written, what is computed says what it rests on: implied activities, silent and unmarked stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nextcall.compress import Deal, Status, compression_report, next_call
from nextcall.compress.results import Blocker
from nextcall.model import Activity, DoneBy, Importance, Place, Precedence, SalesProcess, Stage, Text, Where

from .random_deals import Drawn, deals, properties
from .varied_processes import varied_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

    Make = Callable[..., Playbook]

_CRITERIA = """
    - id: agree
      exit_criteria:
        - {id: owned, verified_by: customer_statement}
        - {criterion: They say what it costs}
        - {id: rarely, applies_when: Rarely}
        - {id: nice, required: false}
        - {id: dated}
"""


def _process(playbook: Playbook) -> SalesProcess:
    return playbook.sales_processes[0]


def _planned(process: SalesProcess, stage: str, **said: object) -> list[str]:
    deal = replace(Deal.entering(process, process.stage_by_id[stage]), **said)  # type: ignore[arg-type]
    return [each.activity.id for each in next_call(deal, None).activities]


def test_required_criteria_imply_key_activities_where_nobody_wrote_one_that_counts(make_playbook: Make) -> None:
    optional = (
        "      activities: [{id: a, importance: optional}, {id: b, where: throughout}, {id: c, applies_when: Rarely}]"
    )
    for stages in (_CRITERIA, _CRITERIA + optional):
        process = _process(make_playbook(stages))
        implied = process.implied_by(process.stages[0])
        assert [each.id for each in implied] == ["criterion:owned", "criterion:agree/2", "criterion:dated"]
        assert [each.name for each in implied] == ["owned", "They say what it costs", "dated"]
        assert [each.satisfies for each in implied] == [("owned",), (), ("dated",)]
        assert all(each.is_implied and each.importance is Importance.KEY for each in implied)
        assert [process.criterion_of(each) for each in implied] == [
            process.stages[0].exit_criteria[place] for place in (0, 1, 4)
        ]
        assert _planned(process, "agree")[:3] == [each.id for each in implied]
        assert _planned(process, "agree", done=frozenset({"criterion:owned"}))[0] == "criterion:agree/2"


def test_one_written_activity_that_would_count_says_that_the_stage_is_written(make_playbook: Make) -> None:
    process = _process(make_playbook(_CRITERIA + "      optional: true\n      activities: [{id: a}]"))
    assert process.implied_by(process.stages[0]) == ()


@pytest.mark.parametrize(("criteria", "minutes"), [(1, 10), (3, 10), (4, 8), (9, 3), (40, 1)])
def test_all_that_a_stage_implies_fits_one_call(make_playbook: Make, criteria: int, minutes: int) -> None:
    listed = ", ".join(f"{{id: c{number}}}" for number in range(criteria))
    process = _process(make_playbook(f"[{{id: agree, exit_criteria: [{listed}]}}]"))
    assert {each.minutes for each in process.implied_by(process.stages[0])} == {minutes}
    assert criteria > 33 or len(_planned(process, "agree")) == criteria


def test_no_call_pulls_forward_what_nobody_wrote_and_figures_claim_nothing(make_playbook: Make) -> None:
    process = _process(
        make_playbook("""
        - {id: one, activities: [{id: a, minutes: 5, importance: key}]}
        - {id: two, exit_criteria: [{id: owned}]}
        - {id: three, activities: [{id: b, minutes: 5, requires: []}]}
    """)
    )
    assert _planned(process, "one") == ["a", "b"]
    assert _planned(process, "two") == ["criterion:owned", "b"]
    report = compression_report(process)
    assert (report.in_call_activities, report.activities_implied) == (3, 1)
    assert report.calls.status is report.days.status is Status.ASSUMED
    assert [each.id for each in report.unmarked_stages] == ["three"]


def test_where_nothing_is_written_no_figure_is_proved(make_playbook: Make) -> None:
    report = compression_report(_process(make_playbook("[{id: agree}, {id: sign}]")))
    assert (report.calls.compressed, report.calls.status, report.days.status) == (0, Status.ASSUMED, Status.ASSUMED)


def test_an_implied_activity_opens_the_gate_of_its_criterion_and_stands_before_the_next_stage(
    make_playbook: Make,
) -> None:
    process = _process(
        make_playbook("""
        - {id: one, exit_criteria: [{id: said, verified_by: customer_statement}, {id: signed}]}
        - id: two
          activities:
            - {id: by-default}
            - {id: after-word, requires: [], needs: [said]}
            - {id: after-paper, requires: [], needs: [signed]}
    """)
    )
    before = {each: Precedence(process).directly_before(each) for each in ("by-default", "after-word", "after-paper")}
    assert before["by-default"] == {"criterion:said", "criterion:signed"}
    assert before["after-word"] == {"criterion:said"}
    assert _planned(process, "one") == ["criterion:said", "criterion:signed", "by-default"]
    written = Precedence(process, only_written=True)
    assert [written.links_to(each) for each in before] == [(), (), ()], "for rules there are none"


_BARE = Stage(place=Place("sales/process.yaml", "/silent"), id="silent", name=Text("Silent"))


@properties
@given(st.integers(0, 2**32), st.integers(1, 9), st.integers(0, 3))
def test_a_silent_stage_changes_no_figure_and_is_named(seed: int, size: int, place: int) -> None:
    process = varied_process(seed, size)
    stages = (*process.stages[:place], _BARE, *process.stages[place:])
    one, other = compression_report(process), compression_report(replace(process, stages=stages))
    assert (one.calls, one.days, one.worst_days, one.alternatives) == (
        other.calls,
        other.days,
        other.worst_days,
        other.alternatives,
    )
    plans = ([[each.id for each in call.activities] for call in report.plan] for report in (one, other))
    assert next(plans) == next(plans)
    assert {each.id for each in other.silent_stages} == {each.id for each in one.silent_stages} | {"silent"}


def _writes(criterion: str) -> Activity:
    return Activity(
        place=Place("sales/process.yaml", f"/{criterion}"),
        id=f"write-{criterion}",
        name=Text("Written"),
        where=Where.IN_CALL,
        done_by=DoneBy.BOTH,
        satisfies=(criterion,),
    )


def test_implied_activities_vanish_one_by_one_as_others_are_written_that_satisfy_their_criteria(
    make_playbook: Make,
) -> None:
    criteria = ["first", "second", "third"]
    listed = ", ".join(f"{{id: {each}}}" for each in criteria)
    process = _process(make_playbook(f"[{{id: one, activities: [{{id: a}}]}}, {{id: two, exit_criteria: [{listed}]}}]"))
    one, two = process.stages
    for number in range(4):
        written = tuple(_writes(each) for each in criteria[:number])
        then = replace(process, stages=(replace(one, activities=(*one.activities, *written)), two))
        assert [each.satisfies for each in then.implied_by(two)] == [(each,) for each in criteria[number:]]
        assert [each.id for each in then.silent_stages] == (["two"] if number == 3 else [])
        report = compression_report(then)
        assert report.activities_implied == 3 - number
        assert (report.calls.status is Status.ASSUMED) == (number < 3)


def _with_order(process: SalesProcess, key: str | None = None) -> SalesProcess:
    """The process with every order stated, as a default depends on what is key; and one activity made key."""

    def stated(activity: Activity) -> Activity:
        importance = Importance.KEY if activity.id == key else activity.importance
        return replace(activity, requires=activity.requires or (), importance=importance)

    stages = tuple(replace(each, activities=tuple(map(stated, each.activities))) for each in process.stages)
    return replace(process, stages=stages)


@properties
@given(deals(), st.integers(0, 9))
def test_marking_an_activity_as_key_never_drops_it_from_a_call_that_held_it(drawn: Drawn, place: int) -> None:
    process = _with_order(drawn.process)
    assume(not Precedence(process).cycles())
    counting = [each.id for each in Deal.entering(process, process.stage_by_id[drawn.stage.id]).precedence.counting]
    planned = [each for each in _planned(process, drawn.stage.id) if not process.activity_by_id[each].is_implied]
    counted = [each for each in planned if each in counting]
    assume(counted)
    key = counted[place % len(counted)]
    assert key in _planned(_with_order(process, key), drawn.stage.id)


def test_in_an_unmarked_stage_listed_order_decides_and_not_the_number(make_playbook: Make) -> None:
    process = _process(
        make_playbook("""
        - id: one
          activities: [{id: demo, minutes: 28, minutes_max: 28}, {id: a, minutes: 6}, {id: b, minutes: 6}]
        - {id: two, activities: [{id: d, minutes: 3, importance: key, requires: []}]}
    """)
    )
    assert _planned(process, "one") == ["demo", "d"]


def test_an_activity_of_its_own_call_waits_in_an_unmarked_stage_while_two_others_could_share_one(
    make_playbook: Make,
) -> None:
    stages = """
        - id: one
          activities: [{{id: walk, own_call_because: Trust}}, {{id: a, minutes: 20}}, {{id: b, minutes: {b}}}]
    """
    assert _planned(_process(make_playbook(stages.format(b=10))), "one") == ["a", "b"]
    assert _planned(_process(make_playbook(stages.format(b=20))), "one") == ["walk"]


def test_a_call_of_its_own_is_as_long_as_it_needs_unless_less_is_said(make_playbook: Make) -> None:
    process = _process(
        make_playbook("[{id: one, activities: [{id: walk, importance: key, minutes: 90, own_call_because: Trucks}]}]")
    )
    call = next_call(Deal.entering(process, process.stages[0]), None)
    assert (call.available_minutes, call.follow_up_minutes, call.enough_minutes) == (98, 0, 98)
    assert [each.start for each in call.activities] == [3]
    assert _planned(process, "one", minutes=97) == []
    assert _planned(process, "one", minutes=98) == ["walk"]
    (left,) = next_call(replace(Deal.entering(process, process.stages[0]), minutes=97), None).left_out
    assert left.because is Blocker.TIME
    report = compression_report(process)
    assert [call.minutes for call in report.plan] == [90]


def test_a_stage_says_how_long_its_calls_are_and_schedules_take_those_of_the_process(make_playbook: Make) -> None:
    process = _process(
        make_playbook("""
        - {id: one, call: {minutes: 30}, activities: [{id: a, minutes: 20, importance: key}, {id: b, minutes: 10}]}
    """)
    )
    call = next_call(Deal.entering(process, process.stages[0]), None)
    assert (call.minutes, call.available_minutes) == (30, 30)
    assert [(left.activity.id, left.because) for left in call.left_out] == [("a", Blocker.TIME)]
    assert _planned(process, "one", minutes=45) == ["a", "b"]
    assert compression_report(process).calls.compressed == 1


def test_whom_something_excludes_is_not_expected_where_it_is_planned_and_keeps_it_out_where_they_are_said_to_be_there(
    make_playbook: Make,
) -> None:
    process = _process(
        make_playbook("""
        - id: one
          activities:
            - {id: price, importance: key, minutes: 10, buyer_roles: [cfo], not_with: [it]}
            - {id: review, minutes: 10, buyer_roles: [it]}
    """)
    )
    deal = Deal.entering(process, process.stages[0])
    call = next_call(deal, None)
    assert [each.activity.id for each in call.activities] == ["price"]
    assert call.buyer_roles == ("cfo",)
    assert [(left.activity.id, left.because, left.needs) for left in call.left_out] == [
        ("review", Blocker.NOT_WITH, ("it",))
    ]
    said = next_call(replace(deal, attending=("cfo", "it")), None)
    assert [each.activity.id for each in said.activities] == ["review"]
    assert [(left.activity.id, left.because, left.needs) for left in said.left_out] == [
        ("price", Blocker.NOT_WITH, ("it",))
    ]
    report = compression_report(process)
    assert (report.calls.compressed, report.calls.status) == (2, Status.OPTIMAL)
    assert [bound.kind.value for bound in report.bound_by] == ["not_with"]


def test_when_each_is_needed_and_how_long_would_be_enough(make_playbook: Make) -> None:
    process = _process(
        make_playbook("""
        - id: one
          activities:
            - {id: a, importance: key, minutes: 6, buyer_roles: [it]}
            - {id: b, importance: key, minutes: 5, buyer_roles: [cfo]}
            - {id: c, importance: key, minutes: 4, buyer_roles: [it]}
            - {id: d, minutes: 60, own_call_because: Trust, buyer_roles: [user]}
    """)
    )
    call = next_call(Deal.entering(process, process.stages[0]), None)
    assert call.buyer_roles == ("it", "cfo", "user")
    assert [(each.role, each.start, each.end) for each in call.needed] == [("it", 7, 22), ("cfo", 13, 18)]
    assert call.enough_minutes == 30, "3 + 4 + 15 + 5, rounded up to five"


def test_a_call_of_nothing_but_what_could_be_sent_is_no_call(make_playbook: Make) -> None:
    stages = "[{{id: one, activities: [{{id: a, where: either}}, {{id: b, where: {b}}}]}}]"
    for where, names in (("either", ["a", "b"]), ("in_call", [])):
        process = _process(make_playbook(stages.format(b=where)))
        call = next_call(Deal.entering(process, process.stages[0]), None)
        assert [each.id for each in call.instead_of_a_call] == names
