"""The change that somebody who never edited a playbook makes first: one number in one line of this playbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.model import Activity, Place, Playbook, SalesProcess, Stage

_LENGTHS = (20, 15, 25, 10, 30)
"""How many minutes it may become, the first that can be: nothing is found in what the change makes."""


@dataclass(frozen=True)
class FirstChange:
    """An activity takes `after` minutes of its call instead of `before`, which stand at `place`."""

    process: SalesProcess
    stage: Stage
    activity: Activity
    before: int
    after: int

    @property
    def place(self) -> Place:
        """Where the number stands."""
        return self.activity.place / "minutes"


def of(playbook: Playbook) -> FirstChange | None:
    """The first activity whose minutes are written and can be changed; None where there is none."""
    found = tuple(_activities(playbook))
    for after in _LENGTHS:
        for process, stage, activity in found:
            before = activity.minutes
            most = min(process.call.usable_minutes, activity.minutes_max or after)
            if before is not None and before != after <= most:
                return FirstChange(process, stage, activity, before, after)
    return None


def _activities(playbook: Playbook) -> Iterator[tuple[SalesProcess, Stage, Activity]]:
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            yield from ((process, stage, activity) for activity in stage.activities)
