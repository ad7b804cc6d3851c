"""What is said to bind a schedule is what binds it, on processes of a few lines: one kind at a time, and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.compress.report import BoundKind, CompressionReport
from nextcall.compress.schedule import compression_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

    Report = Callable[..., CompressionReport]


@pytest.fixture
def report(make_playbook: Callable[..., Playbook]) -> Report:
    """The compression report of a process of one stage of the YAML of its activities."""

    def make(activities: str, **call: object) -> CompressionReport:
        criteria = "[{id: signed, verified_by: customer_document}]"
        stages = f"- id: one\n  exit_criteria: {criteria}\n  activities:\n{activities}"
        return compression_report(make_playbook(stages, call=call).sales_processes[0])

    return make


def _bounds(report: CompressionReport) -> list[tuple[str, str, int | None]]:
    """Kind, activities, and days or calls."""
    return [
        (
            each.kind.value,
            " ".join(activity.id for activity in each.activities),
            each.days if each.kind is BoundKind.WAIT else each.calls,
        )
        for each in report.bound_by
    ]


def test_the_clock_binds_where_the_minutes_alone_take_as_many_calls(report: Report) -> None:
    assert _bounds(report("    [{id: a, minutes: 30}, {id: b, minutes: 20}]")) == [("minutes", "", 2)]


def test_the_cap_on_activities_is_told_with_the_clock(report: Report) -> None:
    found = report("    [{id: a, minutes: 3}, {id: b, minutes: 2}]", max_activities=1)
    assert _bounds(found) == [("minutes", "", 2)]


def test_roles_bind_where_fewer_calls_would_do_without_the_cap(report: Report) -> None:
    activities = "    [{id: a, minutes: 3, buyer_roles: [it]}, {id: b, minutes: 2, buyer_roles: [finance]}]"
    assert [each[0] for each in _bounds(report(activities, max_buyer_roles=1))] == ["roles"]
    assert _bounds(report(activities)) == []


def test_a_call_of_its_own_binds_and_names_the_activity(report: Report) -> None:
    found = report("""
        - {id: a, minutes: 3}
        - {id: b, minutes: 2, own_call_because: Trust}
    """)
    assert _bounds(found) == [("own_call", "b", 1)]


def test_precedence_binds_and_names_a_row_each_of_which_is_in_a_later_call(report: Report) -> None:
    found = report("""
        - {id: a, requires: [], satisfies: [signed]}
        - {id: b, requires: [], needs: [signed]}
        - {id: v, where: between_calls, requires: [b]}
        - {id: c, requires: [v]}
        - {id: d, requires: [a]}
    """)
    assert _bounds(found) == [("precedence", "a b c", 3)]


def test_a_wait_binds_with_the_days_by_which_it_puts_the_end_off(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: v, where: between_calls, requires: [a], takes_days: 9}
        - {id: w, where: between_calls, requires: [a], takes_days: 8}
        - {id: b, requires: [v, w]}
    """)
    assert _bounds(found) == [("wait", "v", 9), ("precedence", "a b", 2)]


def test_waits_that_follow_on_each_other_are_told_from_the_last_to_the_first(report: Report) -> None:
    found = report("""
        - {id: u, where: between_calls, requires: [], takes_days: 2}
        - {id: a, requires: [u]}
        - {id: v, where: between_calls, requires: [a], takes_days: 9}
        - {id: w, where: between_calls, requires: [v], takes_days: 8}
        - {id: b, requires: [w]}
        - {id: x, where: between_calls, requires: [b], takes_days: 30}
    """)
    assert _bounds(found)[:4] == [("wait", "x", 30), ("wait", "w", 8), ("wait", "v", 9), ("wait", "u", 2)]
    assert found.days.compressed == 30 + 8 + 9 + 2


def test_a_wait_that_is_over_before_the_next_call_can_be_does_not_bind(report: Report) -> None:
    found = report("""
        - {id: a, requires: []}
        - {id: v, where: between_calls, requires: [a], takes_days: 6}
        - {id: b, requires: [v]}
    """)
    assert _bounds(found) == [("precedence", "a b", 2)]


def test_work_alone_binds_by_itself(report: Report) -> None:
    found = report("    [{id: v, where: between_calls, takes_days: 6}]")
    assert _bounds(found) == [("wait", "v", 6)]


def test_one_call_is_bound_by_nothing(report: Report) -> None:
    assert _bounds(report("    [{id: a}, {id: b, requires: [a]}]")) == []


def test_where_no_limit_binds_alone_it_is_the_order_and_the_others_together(report: Report) -> None:
    """Without its own call `b` still needs one, for its role; without the cap on roles it does for its own call."""
    found = report(
        """
        - {id: a, requires: [], buyer_roles: [director, finance]}
        - {id: b, requires: [a], buyer_roles: [it], own_call_because: Trust}
    """,
        max_buyer_roles=2,
    )
    assert (found.calls.compressed, _bounds(found)) == (2, [("precedence", "", None)])
