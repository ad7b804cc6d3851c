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
BETWEEN = "[{id: open, activities: [{id: send, where: between_calls, takes_days: 4}]}]"
NOTHING = "[{id: won, closed: won}]"


@pytest.mark.parametrize(
    ("stages", "baseline", "saved"),
    [
        (CALL, {"calls": 3, "days": 30}, (2, None)),  # a process of one call takes no days, which saves nothing
        (CALL, {"calls": 1}, (None, None)),
        (CALL, None, (None, None)),
        (BETWEEN, {"calls": 3, "days": 30}, (None, 26)),  # no deal is won without a call
        (NOTHING, {"calls": 3, "days": 30}, (None, None)),
    ],
)
def test_only_a_schedule_that_holds_something_saves_anything(
    stages: str, baseline: object, saved: object, make_playbook: Callable[..., Playbook]
) -> None:
    playbook = make_playbook(stages, **({"baseline": baseline} if baseline else {}))
    whole = whole_process.of(playbook, compression_report(playbook.sales_processes[0]))
    assert (whole.saved_calls, whole.saved_days) == saved
