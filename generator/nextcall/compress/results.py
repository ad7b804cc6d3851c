"""What the engine answers: the next call, what it leaves out and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import Activity, BuyingStage, Criterion, SalesProcess, Stage


class Blocker(StrEnum):
    """What keeps an activity out of a call; the first that applies, in this order."""

    REQUIRES = "requires"
    NEEDS = "needs"
    BETWEEN_CALLS = "between_calls"
    ROLE = "role"
    OWN_CALL = "own_call"
    ROLES_CAP = "roles_cap"
    ACTIVITIES_CAP = "activities_cap"
    TIME = "time"


@dataclass(frozen=True, kw_only=True)
class PlannedActivity:
    """An activity on the agenda. `start` counts minutes from the opening of the call.

    `heading` is the buying stage whose question it answers, if any; `go_on_only_if` are the criteria that the customer
    must say yes to, in this call, before it; `pulled_forward`: it belongs to a later stage; `ahead_of_customer`: all of
    its buying stages come after the last of the stage's, so ask first; `after_cut`: it stands below the cut line.
    """

    activity: Activity
    stage: Stage
    start: int
    minutes: int
    minutes_max: int
    heading: BuyingStage | None
    go_on_only_if: tuple[Criterion, ...]
    pulled_forward: bool
    ahead_of_customer: bool
    after_cut: bool


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """An activity that the call doesn't hold; `needs` names the activities, criteria or roles in the way, by id."""

    activity: Activity
    stage: Stage
    because: Blocker
    needs: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class NextCall:
    """The next call of a deal that has just entered `stage`. Roles are ids.

    `buyer_roles` are those who are expected to attend, `seller_roles` those whom the planned activities take.
    `left_out` are the other activities that a call could hold, in listed order. `prepare` is the seller's own work to
    do before the call, `earliest_day` the day on which that is done, and `due` the customer's or joint work between
    calls that can start now. Where `activities` is empty no call is possible yet: then `earliest_day` is the first day
    on which one is, and `prepare` is all of the seller's work that waits for no call.
    """

    process: SalesProcess
    stage: Stage
    minutes: int
    buyer_roles: tuple[str, ...]
    seller_roles: tuple[str, ...]
    activities: tuple[PlannedActivity, ...]
    left_out: tuple[LeftOut, ...]
    prepare: tuple[Activity, ...]
    due: tuple[Activity, ...]
    earliest_day: int

    @property
    def planned_minutes(self) -> int:
        """The minutes of the planned activities, without opening, follow-ups and closing."""
        return sum(planned.minutes for planned in self.activities)

    @property
    def before_cut(self) -> tuple[PlannedActivity, ...]:
        """What the team commits to: the agenda above the cut line."""
        return tuple(planned for planned in self.activities if not planned.after_cut)
