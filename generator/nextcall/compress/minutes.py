"""How many minutes of a call an activity takes, where its author says so and where the team's defaults do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import Activity, Call


def minutes_of(activity: Activity, call: Call) -> int:
    """What the activity usually takes, by default what the team's calls assume."""
    return call.activity_minutes if activity.minutes is None else activity.minutes


def most_minutes_of(activity: Activity, call: Call) -> int:
    """What the activity may take: by default a quarter more than usual, rounded up."""
    usual = minutes_of(activity, call)
    return max(usual, -(-usual * 5 // 4) if activity.minutes_max is None else activity.minutes_max)
