"""What the engine answers: the next call, what it leaves out and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nextcall.model import Where

if TYPE_CHECKING:
    from nextcall.model import Activity, BuyingStage, Criterion, SalesProcess, Stage


class Blocker(StrEnum):
    """What keeps an activity out of a call; the first that applies, in this order."""

    DROPPED = "dropped"
    REQUIRES = "requires"
    NEEDS = "needs"
    BETWEEN_CALLS = "between_calls"
    ROLE = "role"
    NOT_WITH = "not_with"
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
class Needed:
    """When a buyer role is needed, from the first to the last planned activity that names it.

    In minutes from the opening of the call.
    """

    role: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NextCall:
    """The next call of a deal in `stage`, `minutes` long. Roles are ids.

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
    def is_own_call(self) -> bool:
        """Whether it holds an activity that shares its call with no other."""
        return any(planned.activity.own_call_because for planned in self.activities)

    @property
    def holds_implied(self) -> bool:
        """Whether it holds activities that nobody wrote."""
        return any(planned.activity.is_implied for planned in self.activities)

    @property
    def follow_up_minutes(self) -> int:
        """The minutes for what is left from last time; a call of its own has none."""
        return 0 if self.is_own_call else self.process.call.follow_up_minutes

    @property
    def available_minutes(self) -> int:
        """How long the call is: as long as it is said to be, or as an activity needs that has a call of its own."""
        return self.whole_minutes if self.is_own_call else self.minutes

    @property
    def whole_minutes(self) -> int:
        """The minutes of all that it holds: opening, follow-ups, what is planned, closing."""
        call = self.process.call
        return call.opening_minutes + self.follow_up_minutes + self.planned_minutes + call.closing_minutes

    @property
    def enough_minutes(self) -> int | None:
        """How long the call would have to be for what is planned, rounded up to five minutes.

        None where nobody wrote how long some of it takes, or where there is no call.
        """
        if self.holds_implied or not self.activities:
            return None
        return self.whole_minutes if self.is_own_call else -(-self.whole_minutes // 5) * 5

    @property
    def needed(self) -> tuple[Needed, ...]:
        """When each of those who are expected is needed; whom no planned activity names isn't among them."""
        found = []
        for role in self.buyer_roles:
            naming = [each for each in self.activities if role in each.activity.buyer_roles]
            if naming:
                end = max(each.start + each.minutes for each in naming)
                found.append(Needed(role=role, start=min(each.start for each in naming), end=end))
        return tuple(found)

    @property
    def instead_of_a_call(self) -> tuple[Activity, ...]:
        """What is planned, where all of it could be sent ahead, so that no call is needed; else ()."""
        planned = tuple(each.activity for each in self.activities)
        return planned if all(each.where is Where.EITHER for each in planned) else ()

    @property
    def before_cut(self) -> tuple[PlannedActivity, ...]:
        """What the team commits to: the agenda above the cut line."""
        return tuple(planned for planned in self.activities if not planned.after_cut)
