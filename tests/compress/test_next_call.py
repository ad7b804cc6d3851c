"""The next call on processes of a few lines: what is planned, what blocks the rest, and when no call is possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.compress import Blocker, Deal, NextCall, next_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

    Plan = Callable[..., NextCall]


@pytest.fixture
def plan(make_playbook: Callable[..., Playbook]) -> Plan:
    """Plans the next call of a deal in stage `at`, by default the first, of a process of the YAML of its stages."""

    def make(stages: str, at: str = "one", **more: object) -> NextCall:
        playbook = make_playbook(stages, **more)
        process = playbook.sales_processes[0]
        deal = Deal.entering(process, process.stage_by_id[at])
        return next_call(deal, playbook.buying_process_of(process))

    return make


def _planned(call: NextCall) -> list[str]:
    return [each.activity.id for each in call.activities]


def _left_out(call: NextCall) -> list[tuple[str, Blocker, tuple[str, ...]]]:
    return [(each.activity.id, each.because, each.needs) for each in call.left_out]


def test_key_activities_of_the_stage_are_taken_first_and_supporting_ones_fill_up(plan: Plan) -> None:
    call = plan("""
        - id: one
          activities: [{id: a, minutes: 20}, {id: b, importance: key, minutes: 15}, {id: c, minutes: 10}]
        - {id: two, activities: [{id: d, importance: key, requires: [], minutes: 8}]}
    """)
    assert _planned(call) == ["b", "d", "c"]
    assert _left_out(call) == [("a", Blocker.TIME, ())]


def test_key_activities_of_a_stage_alongside_are_as_near_as_the_stages_own(plan: Plan) -> None:
    call = plan(
        """
        - {id: zero, activities: [{id: x}]}
        - {id: one, alongside: [three], activities: [{id: a, minutes: 10}]}
        - {id: two, activities: [{id: b, importance: key, requires: [], minutes: 20}]}
        - {id: three, activities: [{id: c, importance: key, requires: [], minutes: 20}]}
    """,
    )
    assert _planned(call) == ["c", "a"]
    assert [each.pulled_forward for each in call.activities] == [False, False]


def test_what_must_come_before_in_the_call_is_taken_along(plan: Plan) -> None:
    call = plan("[{id: one, activities: [{id: b, importance: key, requires: [a]}, {id: a}]}]")
    assert _planned(call) == ["a", "b"]


def test_a_gate_for_a_later_call_keeps_out_even_what_another_path_would_bring_in(plan: Plan) -> None:
    call = plan("""
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities:
            - {id: s, satisfies: [signed], minutes: 5}
            - {id: b, requires: [s], minutes: 5}
            - {id: c, requires: [], needs: [signed], minutes: 5}
            - {id: k, importance: key, requires: [b, c], minutes: 5}
            - {id: l, importance: key, requires: [c, b], minutes: 5}
    """)
    assert _planned(call) == ["s", "b"]
    assert _left_out(call) == [
        ("c", Blocker.NEEDS, ("signed",)),
        ("k", Blocker.REQUIRES, ("c",)),
        ("l", Blocker.REQUIRES, ("c",)),
    ]


def test_a_statement_opens_its_gate_within_the_call_and_the_agenda_says_so(plan: Plan) -> None:
    call = plan("""
        - id: one
          exit_criteria: [{id: said, verified_by: customer_statement}]
          activities: [{id: a, satisfies: [said]}, {id: b, requires: [a], needs: [said]}, {id: c, requires: [b]}]
    """)
    gates = [[criterion.id for criterion in each.go_on_only_if] for each in call.activities]
    assert (_planned(call), gates) == (["a", "b", "c"], [[], ["said"], []])


def test_a_gate_of_what_does_not_count_stands_before_what_requires_that(plan: Plan) -> None:
    call = plan("""
        - id: one
          exit_criteria: [{id: said, verified_by: customer_statement}]
          activities: [{id: a, satisfies: [said]}, {id: b, applies_when: Rarely, needs: [said]}, {id: c, requires: [b]}]
    """)
    gates = [[criterion.id for criterion in each.go_on_only_if] for each in call.activities]
    assert (_planned(call), gates) == (["a", "c"], [[], ["said"]])


def test_the_reasons_come_in_the_order_of_the_contract(plan: Plan) -> None:
    call = plan(
        """
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities:
            - {id: a, importance: key, satisfies: [signed], buyer_roles: [director]}
            - {id: w, where: between_calls, done_by: customer}
            - {id: needs, needs: [signed], requires: [w]}
            - {id: requires, needs: [signed], requires: [w, needs, own]}
            - {id: waits, requires: [w]}
            - {id: own, own_call_because: Trust}
            - {id: full}
        - {id: two, activities: [{id: role, requires: [], buyer_roles: [finance], own_call_because: Trust}]}
    """,
        call={"max_activities": 1},
    )
    assert _planned(call) == ["a"]
    assert _left_out(call) == [
        ("needs", Blocker.NEEDS, ("signed",)),
        ("requires", Blocker.REQUIRES, ("needs", "own")),
        ("waits", Blocker.BETWEEN_CALLS, ("w",)),
        ("own", Blocker.OWN_CALL, ()),
        ("full", Blocker.ACTIVITIES_CAP, ()),
        ("role", Blocker.ROLE, ("finance",)),
    ]


def test_a_requirement_in_the_way_is_named_although_there_is_a_gate_too(plan: Plan) -> None:
    call = plan("""
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities: [{id: a, minutes: 30, importance: key}, {id: b, satisfies: [signed]},
                       {id: c, requires: [b], needs: [signed]}]
    """)
    assert _left_out(call) == [("b", Blocker.TIME, ()), ("c", Blocker.REQUIRES, ("b",))]


def test_an_activity_with_a_call_of_its_own_is_held_alone(plan: Plan) -> None:
    call = plan("[{id: one, activities: [{id: a, importance: key, own_call_because: Trust}, {id: b}]}]")
    assert (_planned(call), _left_out(call)) == (["a"], [("b", Blocker.OWN_CALL, ("a",))])


_BUYING = "[{id: agree, question: 'What?'}, {id: test}, {id: commit}, {id: win, always_on: true}]"


def test_an_agenda_stays_with_a_question_before_it_goes_on_in_listed_order(plan: Plan) -> None:
    call = plan(
        """
        - id: one
          buying_stages: [agree]
          activities:
            - {id: a, minutes: 1}
            - {id: b, minutes: 1, importance: key, buying_stages: [test, agree]}
            - {id: c, minutes: 1, importance: key}
            - {id: d, minutes: 1, buying_stages: [test]}
            - {id: e, minutes: 1, requires: [a], importance: key, buying_stages: [test]}
    """,
        buying=_BUYING,
    )
    assert _planned(call) == ["a", "c", "b", "d", "e"]
    headings = [each.heading.id if each.heading else None for each in call.activities]
    assert headings == ["agree", "agree", "test", "test", "test"]


def test_key_activities_come_first_where_the_cut_line_would_else_stand_before_more_of_them(plan: Plan) -> None:
    stages = "[{id: one, activities: [{id: a, minutes: 5}, {id: b, importance: key, minutes: 25}]}]"
    assert _planned(plan(stages)) == ["b", "a"], "with a first, b might end after 39 of 33 minutes"
    call = plan(stages, call={"minutes": 60})
    assert _planned(call) == ["a", "b"], "a longer call has the time for both, however long they take"


def test_what_has_no_heading_is_not_preferred_at_the_beginning(plan: Plan) -> None:
    call = plan("[{id: one, activities: [{id: a, buying_stages: [test]}, {id: b}]}]", buying=_BUYING)
    assert _planned(call) == ["a", "b"]


def test_an_optional_activity_stands_behind_the_optional_one_that_it_requires(plan: Plan) -> None:
    call = plan(
        """
        - id: one
          buying_stages: [agree]
          activities:
            - {id: a, minutes: 5, importance: optional, requires: [b]}
            - {id: b, minutes: 5, importance: optional, buying_stages: [test]}
            - {id: c, minutes: 5, importance: key, requires: []}
    """,
        buying=_BUYING,
    )
    assert _planned(call) == ["b", "a", "c"]


def test_ahead_of_the_customer_is_what_belongs_to_later_buying_stages_only(plan: Plan) -> None:
    call = plan(
        """
        - id: one
          buying_stages: [test, win]
          activities:
            - {id: a, minutes: 1, buying_stages: [commit]}
            - {id: b, minutes: 1, buying_stages: [commit, win]}
            - {id: c, minutes: 1, buying_stages: [test, commit]}
            - {id: d, minutes: 1, buying_stages: [win]}
            - {id: e, minutes: 1}
    """,
        buying=_BUYING,
    )
    assert {each.activity.id: each.ahead_of_customer for each in call.activities} == {
        "a": True, "b": True, "c": False, "d": False, "e": False
    }  # fmt: skip


def test_the_cut_line_leaves_a_quarter_more_where_no_most_is_said(plan: Plan) -> None:
    call = plan("""
        - id: one
          activities: [{id: a, minutes: 5}, {id: b, minutes: 20, minutes_max: 26}, {id: c, minutes: 8, minutes_max: 8}]
    """)
    assert [each.minutes_max for each in call.activities] == [7, 26, 8]
    assert [each.start for each in call.activities] == [7, 12, 32]
    assert [each.activity.id for each in call.before_cut] == ["a", "b"]


def test_optional_activities_of_stages_that_are_over_are_not_offered(plan: Plan) -> None:
    stages = """
        - {id: zero, activities: [{id: a, importance: optional}, {id: b}]}
        - {id: one, activities: [{id: c}, {id: d, importance: optional}]}
        - {id: two, activities: [{id: e, importance: optional, requires: []}]}
        - {id: three, applies_when: Rarely, activities: [{id: f, importance: optional, requires: []}]}
    """
    assert _planned(plan(stages)) == ["c", "d", "e"]


@pytest.mark.parametrize("conditional", ["optional: true", "applies_when: Rarely"])
def test_a_deal_that_has_entered_a_stage_that_does_not_count_holds_its_activities(plan: Plan, conditional: str) -> None:
    call = plan(f"""
        - {{id: zero, activities: [{{id: a}}]}}
        - id: one
          {conditional}
          activities:
            - {{id: b, importance: key, buyer_roles: [director]}}
            - {{id: c, importance: optional}}
            - {{id: d, applies_when: Rarely}}
        - {{id: two, activities: [{{id: e, requires: []}}]}}
    """)
    assert _planned(call) == ["b", "c", "e"]
    assert call.buyer_roles == ("director",)


def test_expected_are_the_stages_own_roles_up_to_the_cap(plan: Plan) -> None:
    stages = """
        - id: one
          activities:
            - {id: a, buyer_roles: [x], where: between_calls}
            - {id: b, buyer_roles: [y, z], where: either}
            - {id: c, buyer_roles: [v], importance: optional}
            - {id: d, buyer_roles: [w, y]}
    """
    assert plan(stages).buyer_roles == ("y", "z", "w")
    assert plan(stages, call={"max_buyer_roles": 2}).buyer_roles == ("y", "z")


def test_the_sellers_own_work_is_taken_as_done_and_the_call_waits_for_it(plan: Plan) -> None:
    call = plan("""
        - id: one
          activities:
            - {id: data, where: between_calls, takes_days: 2, requires: []}
            - {id: draft, where: between_calls, takes_days: 3, requires: [data]}
            - {id: other, where: between_calls, takes_days: 9, requires: []}
            - {id: theirs, where: between_calls, done_by: customer, takes_days: 9, requires: [data]}
            - {id: read, requires: [draft]}
    """)
    assert _planned(call) == ["read"]
    assert [each.id for each in call.prepare] == ["data", "draft"]
    assert [each.id for each in call.due] == []
    assert call.earliest_day == 5


def test_without_a_call_the_answer_is_the_work_that_is_due_and_the_day(plan: Plan) -> None:
    call = plan("""
        - id: one
          activities:
            - {id: data, where: between_calls, takes_days: 2, requires: []}
            - {id: joint, where: between_calls, done_by: both, takes_days: 4, requires: []}
            - {id: theirs, where: between_calls, done_by: customer, takes_days: 6, requires: [data]}
            - {id: read, requires: [theirs], buyer_roles: [director]}
        - {id: two, activities: [{id: far, requires: [joint], buyer_roles: [finance]}]}
    """)
    assert _planned(call) == []
    assert [each.id for each in call.prepare] == ["data"]
    assert [each.id for each in call.due] == ["joint"]
    assert call.earliest_day == 8, "not day 4, as nobody from finance is expected"


def test_without_anyone_to_expect_the_day_is_that_of_the_first_call_with_anyone(plan: Plan) -> None:
    call = plan("""
        - {id: one, activities: [{id: theirs, where: between_calls, done_by: customer, takes_days: 6}]}
        - {id: two, activities: [{id: read, buyer_roles: [director]}]}
    """)
    assert (_planned(call), call.earliest_day) == ([], 6)


def test_where_only_work_is_left_the_day_is_that_of_its_end(plan: Plan) -> None:
    call = plan("[{id: one, activities: [{id: sign, where: between_calls, done_by: customer, takes_days: 6}]}]")
    assert (_planned(call), call.earliest_day) == ([], 6)
    assert [each.id for each in call.due] == ["sign"]


def test_where_nothing_is_left_there_is_no_call_and_nothing_to_wait_for(plan: Plan) -> None:
    call = plan("[{id: one}]")
    assert (call.activities, call.left_out, call.due, call.prepare, call.earliest_day) == ((), (), (), (), 0)
