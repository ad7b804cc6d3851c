"""What a process is said to save against what happens today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.compress import compression_report
from nextcall.views import whole_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook

CALL = "[{id: open, activities: [{id: talk}]}]"
TWO_CALLS = """
    - id: open
      activities:
        - {id: a, minutes: 20, requires: []}
        - {id: b, minutes: 20, requires: []}
        - {id: c, minutes: 13, requires: []}
        - {id: d, minutes: 13, requires: []}
"""
BETWEEN = "[{id: open, activities: [{id: send, where: between_calls, takes_days: 4}]}]"
NOTHING = "[{id: won, closed: won}]"


@pytest.mark.parametrize(
    ("stages", "baseline", "today", "saved_days"),
    [
        # a process of one call takes no days, which saves nothing
        (CALL, {"calls": 3, "days": 30}, {"needed": 1, "not_named": 2, "all": 3}, None),
        (CALL, {"calls": 1}, {"needed": 1, "all": 1}, None),
        (CALL, None, {}, None),
        (TWO_CALLS, {"calls": 4}, {"needed": 2, "listed_order": 1, "not_named": 1, "all": 4}, None),
        (TWO_CALLS, {"calls": 3}, {"needed": 2, "listed_order": 1, "all": 3}, None),
        (BETWEEN, {"calls": 3, "days": 30}, {}, 26),  # no deal is won without a call
        (NOTHING, {"calls": 3, "days": 30}, {}, None),
    ],
)
def test_only_a_schedule_that_holds_something_saves_anything(
    stages: str, baseline: object, today: object, saved_days: object, make_playbook: Callable[..., Playbook]
) -> None:
    playbook = make_playbook(stages, **({"baseline": baseline} if baseline else {}))
    whole = whole_process.of(playbook, compression_report(playbook.sales_processes[0]))
    assert {each.key: each.calls for each in whole.today} == today
    assert whole.saved_days == saved_days
