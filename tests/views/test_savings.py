"""What today's calls for a won deal are made of, and how many days a process is said to save against what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall import export
from nextcall.compress import compression_report
from nextcall.views import whole_process
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

CALL = "[{id: open, activities: [{id: talk}]}]"
BETWEEN = "[{id: open, activities: [{id: send, where: between_calls, takes_days: 4}]}]"
NOTHING = "[{id: won, closed: won}]"
FIVE = """
    - id: open
      activities:
        - {id: a, minutes: 20, requires: []}
        - {id: b, minutes: 14, requires: []}
        - {id: c, minutes: 19, requires: []}
        - {id: d, minutes: 13, requires: []}
        - {id: e, minutes: 33, requires: []}
    """
"""In listed order a call each, as none but the last fits beside its neighbour, and three when paired well."""


def whole_of(playbook: Playbook) -> whole_process.WholeProcess:
    return whole_process.of(playbook, compression_report(playbook.sales_processes[0]))


@pytest.mark.parametrize(
    ("stages", "baseline", "saved"),
    [
        (CALL, {"calls": 3, "days": 30}, None),  # a process of one call takes no days, which saves nothing
        (CALL, {"calls": 1}, None),
        (CALL, None, None),
        (BETWEEN, {"calls": 3, "days": 30}, 26),
        (NOTHING, {"calls": 3, "days": 30}, None),
    ],
)
def test_only_a_schedule_that_holds_something_saves_anything(
    stages: str, baseline: object, saved: object, make_playbook: Callable[..., Playbook]
) -> None:
    playbook = make_playbook(stages, **({"baseline": baseline} if baseline else {}))
    assert whole_of(playbook).saved_days == saved


@pytest.mark.parametrize(
    ("stages", "baseline", "parts"),
    [
        (CALL, 3, [("needed", 1), ("not_named", 2), ("all", 3)]),
        (CALL, 1, [("needed", 1), ("all", 1)]),
        (CALL, None, []),
        (BETWEEN, 3, []),  # no deal is won without a call
        (NOTHING, 3, []),
        (FIVE, 2, []),  # fewer than what is written needs
        (FIVE, 3, [("needed", 3), ("all", 3)]),
    ],
)
def test_todays_calls_are_made_of_parts_that_stand_one_behind_the_other(
    stages: str, baseline: int | None, parts: object, make_playbook: Callable[..., Playbook]
) -> None:
    steps = whole_of(make_playbook(stages, **({"baseline": {"calls": baseline}} if baseline else {}))).today
    assert [(each.key, each.calls) for each in steps] == parts
    ends = [each.x + each.width for each in steps]
    assert [each.x for each in steps[:-1]] == [0, *ends][: len(steps[:-1])]
    assert ends[-2:] == [whole_process.WIDTH] * len(ends[-2:])


def test_calls_of_the_listed_order_have_a_part_of_their_own(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook(FIVE, baseline={"calls": 6})
    whole = whole_of(playbook)
    in_order = whole.report.calls.in_order
    assert in_order is not None
    assert in_order > 3
    assert [(each.key, each.calls) for each in whole.today] == [
        ("needed", 3),
        ("listed_order", in_order - 3),
        ("not_named", 6 - in_order),
        ("all", 6),
    ]


def test_a_team_that_wins_with_fewer_calls_than_what_is_written_needs_is_told_so(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook(FIVE, baseline={"calls": 2})
    told = export.compression_markdown(playbook, compression_report(playbook.sales_processes[0]), catalogue())
    assert "Today a won deal takes 2 calls, fewer than what is written needs" in told
    assert "What today" not in told
