"""Calls and days of processes of a few lines: the fewest, and the two schedules in listed order beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.compress.listed_order import in_order, one_by_one
from nextcall.compress.problem import bits, problem
from nextcall.compress.report import CompressionReport, Figures, Status
from nextcall.compress.schedule import compression_report
from nextcall.model import SalesProcess, precedence_of

from ..bench.make_process import random_process  # noqa: TID252 (test folders are no packages: no absolute name)

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

    Report = Callable[..., CompressionReport]
    Process = Callable[..., SalesProcess]


@pytest.fixture
def process(make_playbook: Callable[..., Playbook]) -> Process:
    """Makes a process of one stage of the YAML of its activities, or of stages; what else is given stands in `call`."""

    def make(text: str, **call: object) -> SalesProcess:
        stages = text if "activities:" in text else f"- id: one\n  activities:\n{text}"
        return make_playbook(stages, call=call).sales_processes[0]

    return make


@pytest.fixture
def report(process: Process) -> Report:
    """The compression report of such a process."""

    def make(text: str, **call: object) -> CompressionReport:
        return compression_report(process(text, **call))

    return make


def _plan(report: CompressionReport) -> list[tuple[int, str]]:
    """The day of each call, and what it holds."""
    return [(call.day, " ".join(each.id for each in call.activities)) for call in report.plan]


def _between(report: CompressionReport) -> list[tuple[str, int, int]]:
    return [(each.activity.id, each.start_day, each.end_day) for each in report.between]


def _days(report: CompressionReport) -> tuple[int | None, int | None]:
    return report.days.compressed, report.worst_days


# Days


def test_calls_are_at_least_their_days_apart_and_the_first_is_on_day_0(report: Report) -> None:
    found = report("    [{id: a, minutes: 30}, {id: b, minutes: 30}, {id: c, minutes: 30}]", days_between_calls=5)
    assert _plan(found) == [(0, "a"), (5, "b"), (10, "c")]
    assert _days(found) == (10, 10)


def test_with_no_days_between_calls_they_may_all_be_on_one_day(report: Report) -> None:
    found = report("    [{id: a, minutes: 30}, {id: b, minutes: 30}]", days_between_calls=0)
    assert _plan(found) == [(0, "a"), (0, "b")]
    assert _days(found) == (0, 0)


def test_work_that_comes_after_nothing_starts_on_day_0_and_the_call_waits_for_it(report: Report) -> None:
    found = report("""
        - {id: w, where: between_calls, requires: [], takes_days: 4, takes_days_max: 6}
        - {id: a, requires: [w]}
    """)
    assert (_plan(found), _between(found)) == ([(4, "a")], [("w", 0, 4)])
    assert _days(found) == (4, 6)


def test_work_of_no_days_puts_what_follows_into_a_later_call(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: w, where: between_calls, requires: [a], takes_days: 0}
        - {id: b, requires: [w]}
    """)
    assert (_plan(found), _between(found)) == ([(0, "a"), (7, "b")], [("w", 0, 0)])


def test_with_no_days_between_calls_that_later_call_may_be_on_the_same_day(report: Report) -> None:
    found = report(
        """
        - {id: a, requires: []}
        - {id: w, where: between_calls, requires: [a]}
        - {id: b, requires: [w]}
    """,
        days_between_calls=0,
    )
    assert _plan(found) == [(0, "a"), (0, "b")]


def test_work_that_waits_for_no_call_keeps_nothing_out_of_the_first_call_but_its_days(report: Report) -> None:
    found = report("""
        - {id: v, where: between_calls, requires: [], takes_days: 2}
        - {id: w, where: between_calls, requires: [v], takes_days: 3}
        - {id: a, requires: []}
        - {id: b, requires: [w]}
    """)
    assert (found.calls.compressed, _plan(found)) == (1, [(5, "a b")])
    assert _between(found) == [("v", 0, 2), ("w", 2, 5)]


def test_work_may_start_on_the_day_on_which_its_gate_opens_but_what_is_held_waits_for_the_next_call(
    report: Report,
) -> None:
    found = report("""
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities:
            - {id: a, requires: [], satisfies: [signed]}
            - {id: w, where: between_calls, requires: [], needs: [signed], takes_days: 2}
            - {id: b, requires: [], needs: [signed]}
    """)
    assert (_plan(found), _between(found)) == ([(0, "a"), (7, "b")], [("w", 0, 2)])


def test_a_gate_that_their_word_opens_is_passed_in_the_same_call(report: Report) -> None:
    found = report("""
        - id: one
          exit_criteria: [{id: agreed, verified_by: customer_statement}]
          activities: [{id: b, requires: [], needs: [agreed]}, {id: a, requires: [], satisfies: [agreed]}]
    """)
    assert _plan(found) == [(0, "a b")]


def test_work_at_the_end_counts_as_days_but_not_as_a_call(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: w, where: between_calls, requires: [a], takes_days: 12, takes_days_max: 20}
    """)
    assert (found.calls.compressed, _plan(found), _days(found)) == (1, [(0, "a")], (12, 20))


def test_what_can_be_either_is_held_in_a_call_and_takes_no_days(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: b, where: either, requires: [a], takes_days: 30}
        - {id: c, requires: [b]}
    """)
    assert (_plan(found), _between(found), _days(found)) == ([(0, "a b c")], [], (0, 0))
    assert (found.in_call_activities, found.between_calls_activities) == (3, 0)


def test_a_wait_ends_on_its_own_day_and_not_at_the_next_step_of_the_days_between_calls(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: w, where: between_calls, requires: [a], takes_days: 9}
        - {id: b, requires: [w]}
    """)
    assert _plan(found) == [(0, "a"), (9, "b")]


def test_what_starts_a_long_wait_is_held_first_wherever_it_is_listed(report: Report) -> None:
    found = report("""
        - {id: a, requires: [], minutes: 20}
        - {id: b, requires: [], minutes: 13}
        - {id: c, requires: [], minutes: 20}
        - {id: d, requires: [c], minutes: 3}
        - {id: w, where: between_calls, requires: [d], takes_days: 20}
        - {id: e, requires: [w], minutes: 5}
    """)
    assert found.calls.compressed == 3
    assert found.days.compressed == 20
    assert found.plan[0].activities[0].id == "c"
    assert found.calls.status is found.days.status is Status.OPTIMAL


def test_among_schedules_of_the_fewest_calls_the_shortest_is_taken_and_longer_ones_are_alternatives(
    report: Report,
) -> None:
    found = report("""
        - {id: a, requires: [], minutes: 11}
        - {id: b, requires: [], minutes: 22}
        - {id: v, where: between_calls, requires: [], takes_days: 30}
        - {id: w, where: between_calls, requires: [b], takes_days: 30}
        - {id: c, requires: [v, a], minutes: 11}
        - {id: x, where: between_calls, requires: [c], takes_days: 30}
        - {id: d, requires: [w], minutes: 22}
    """)
    assert (found.calls.compressed, found.days.compressed) == (2, 60)
    assert found.alternatives == ()
    found = report("""
        - {id: v, where: between_calls, requires: [], takes_days: 30}
        - {id: a, requires: []}
        - {id: w, where: between_calls, requires: [a], takes_days: 40}
        - {id: b, requires: [v]}
    """)
    assert (found.calls.compressed, found.days.compressed) == (1, 70)
    assert [(each.calls, each.days) for each in found.alternatives] == [(2, 40)]


# Calls


def test_an_activity_that_shares_its_call_with_no_other_has_one_to_itself(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: b, requires: [a], own_call_because: They want us alone}
        - {id: c, requires: [b]}
    """)
    assert _plan(found) == [(0, "a"), (7, "b"), (14, "c")]


def test_caps_on_activities_and_on_buyer_roles_bind(report: Report) -> None:
    activities = """
        - {id: a, requires: [], buyer_roles: [director]}
        - {id: b, requires: [], buyer_roles: [finance]}
        - {id: c, requires: [], buyer_roles: [director]}
    """
    assert report(activities).calls.compressed == 1
    assert _plan(report(activities, max_activities=2)) == [(0, "a b"), (7, "c")]
    assert sorted(_plan(report(activities, max_buyer_roles=1))) in ([(0, "a c"), (7, "b")], [(0, "b"), (7, "a c")])


def test_what_has_no_minutes_takes_those_of_the_call_settings(report: Report) -> None:
    found = report("    [{id: a}, {id: b}, {id: c}]", activity_minutes=17)
    assert found.calls.compressed == 3
    assert found.activities_without_minutes == 3
    assert [call.minutes for call in found.plan] == [17, 17, 17]


# One by one, and in listed order


def _listed_order(process: SalesProcess) -> tuple[list[str], list[str]]:
    """What the calls of both schedules hold, in listed order."""
    usual = problem(precedence_of(process))
    order = [each.id for each in precedence_of(process).counting if each.id in usual.ids]
    listed = [usual.ids.index(each) for each in order]

    def told(calls: tuple[int, ...]) -> list[str]:
        held = [{usual.ids[each] for each in bits(call)} for call in calls]
        return [" ".join(each for each in order if each in call) for call in held]

    return told(one_by_one(usual, listed)), told(in_order(usual, listed))


def test_one_by_one_takes_each_time_the_first_in_listed_order_that_precedence_admits(process: Process) -> None:
    found = process("""
        - {id: c, requires: [b]}
        - {id: d, requires: []}
        - {id: b, requires: [a]}
        - {id: a, requires: []}
        - {id: e, requires: []}
    """)
    assert _listed_order(found)[0] == ["d", "a", "b", "c", "e"]


def test_waits_alter_the_days_of_both_and_not_their_order(process: Process) -> None:
    found = process("""
        - {id: w, where: between_calls, requires: [], takes_days: 90}
        - {id: a, requires: [w]}
        - {id: v, where: between_calls, requires: [a], takes_days: 20}
        - {id: b, requires: [v]}
        - {id: c, requires: []}
    """)
    assert _listed_order(found) == (["a", "b", "c"], ["a", "b c"])
    days = compression_report(found).days
    assert (days.one_by_one, days.in_order, days.compressed) == (117, 110, 110)


def test_in_order_fills_a_call_and_reopens_none(process: Process) -> None:
    found = process("""
        - {id: a, requires: [], minutes: 20}
        - {id: b, requires: [], minutes: 20}
        - {id: c, requires: [], minutes: 10}
        - {id: d, requires: [], minutes: 10}
    """)
    assert _listed_order(found)[1] == ["a", "b c", "d"]
    assert compression_report(found).calls == Figures(
        one_by_one=4, in_order=3, compressed=2, lower_bound=2, status=Status.OPTIMAL
    )


def test_in_order_opens_a_call_for_a_gate_that_no_word_opens(process: Process) -> None:
    text = """
        - id: one
          exit_criteria: [{{id: agreed, verified_by: {kind}}}]
          activities: [{{id: a, requires: [], satisfies: [agreed]}}, {{id: b, requires: [], needs: [agreed]}}]
    """
    assert _listed_order(process(text.format(kind="customer_statement")))[1] == ["a b"]
    assert _listed_order(process(text.format(kind="customer_action")))[1] == ["a", "b"]


def test_behind_a_gate_that_opened_in_an_earlier_call_an_activity_joins_the_current_one(process: Process) -> None:
    found = process("""
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities:
            - {id: a, requires: [], minutes: 30, satisfies: [signed]}
            - {id: b, requires: [], minutes: 20}
            - {id: c, requires: [], minutes: 10, needs: [signed]}
    """)
    assert _listed_order(found)[1] == ["a", "b c"]


def test_in_order_keeps_a_call_of_ones_own_and_the_caps(process: Process) -> None:
    activities = """
        - {id: a, requires: [], minutes: 5, buyer_roles: [director]}
        - {id: b, requires: [], minutes: 5, buyer_roles: [finance]}
        - {id: c, requires: [], minutes: 5, buyer_roles: [director], own_call_because: Trust}
        - {id: d, requires: [], minutes: 5, buyer_roles: [director]}
        - {id: e, requires: [], minutes: 5, buyer_roles: [director]}
    """
    assert _listed_order(process(activities))[1] == ["a b", "c", "d e"]
    assert _listed_order(process(activities, max_buyer_roles=1))[1] == ["a", "b", "c", "d e"]
    assert _listed_order(process(activities, max_activities=1))[1] == ["a", "b", "c", "d", "e"]


# Processes that are out of the ordinary


def test_a_process_with_an_activity_that_no_call_can_hold_has_no_schedule_and_names_it(report: Report) -> None:
    found = report(
        """
        - {id: a, buyer_roles: [director, finance]}
        - {id: b}
        - {id: c, buyer_roles: [director, finance, it]}
        - {id: w, where: between_calls, takes_days: 3}
        - {id: d, minutes: 40}
    """,
        max_buyer_roles=2,
    )
    assert found.infeasible is not None
    assert [each.id for each in found.infeasible.activities] == ["c", "d"]
    assert (found.calls.status, found.days.status) == (Status.INFEASIBLE, Status.INFEASIBLE)
    assert (found.calls.compressed, found.calls.lower_bound, found.days.compressed) == (None, None, None)
    assert (found.plan, found.between, found.bound_by, found.alternatives) == ((), (), (), ())
    assert (found.in_call_activities, found.between_calls_activities) == (4, 1)


def test_a_process_without_any_activity_in_calls_takes_no_call_and_the_days_of_its_work(report: Report) -> None:
    found = report("""
        - {id: v, where: between_calls, requires: [], takes_days: 3, takes_days_max: 5}
        - {id: w, where: between_calls, requires: [v], takes_days: 4}
    """)
    assert (found.calls.compressed, found.calls.status) == (0, Status.OPTIMAL)
    assert (found.days.compressed, found.days.status, found.worst_days) == (7, Status.OPTIMAL, 9)
    assert (found.plan, _between(found)) == ((), [("v", 0, 3), ("w", 3, 7)])


def test_a_process_without_any_activity_takes_nothing(report: Report) -> None:
    found = report("- {id: one, activities: []}")
    assert (found.calls.compressed, found.days.compressed, found.worst_days) == (0, 0, 0)
    assert (found.plan, found.between, found.bound_by) == ((), (), ())


def test_what_does_not_count_is_named_and_held_where_it_is_asked_for(process: Process) -> None:
    found = process("""
        - {id: one, activities: [{id: a}, {id: b, importance: optional, minutes: 30}, {id: t, where: throughout}]}
        - {id: two, optional: true, activities: [{id: c}]}
        - {id: lost, closed: lost, activities: [{id: d}]}
    """)
    plain = compression_report(found)
    assert ([each.id for each in plain.not_counted], plain.calls.compressed) == (["b", "t", "c"], 1)
    asked = compression_report(found, frozenset({"b", "c"}))
    assert ([each.id for each in asked.not_counted], asked.calls.compressed) == (["t"], 2)
    assert sorted(each.id for call in asked.plan for each in call.activities) == ["a", "b", "c"]


def test_the_last_minute_of_the_longest_call_that_there_is_counts(report: Report) -> None:
    activities = "\n".join(f"        - {{id: a{index}, requires: [], minutes: 8}}" for index in range(59))
    assert report(activities, minutes=480).calls.compressed == 2
    assert report(activities, minutes=480, opening_minutes=0, follow_up_minutes=0).calls.compressed == 1


def test_two_hundred_activities_have_a_schedule_with_an_honest_bound() -> None:
    report = compression_report(random_process(200, 2))
    calls, days = report.calls, report.days
    assert report.in_call_activities > 120
    assert calls.in_order is not None
    assert calls.compressed is not None
    assert calls.lower_bound is not None
    assert calls.lower_bound <= calls.compressed < calls.in_order
    assert calls.compressed - calls.lower_bound <= 3
    assert days.lower_bound is not None
    assert days.compressed is not None
    assert days.lower_bound <= days.compressed
