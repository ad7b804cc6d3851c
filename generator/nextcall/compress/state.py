"""Where a deal stands: what is done, and what could be held in its next call. Built on the precedence of the model."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from nextcall.model import Importance, Precedence, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.model import Activity, SalesProcess, Stage


class State:
    """A deal that has just entered an open stage."""

    def __init__(self, process: SalesProcess, stage: Stage) -> None:
        """Everything that counts before `stage` is taken as done; what doesn't count there is over."""
        self.process = process
        self.stage = stage
        self.precedence = Precedence(process)
        self.done = self.precedence.done_on_entering(stage)
        self._index = {each.id: index for index, each in enumerate(process.stages)}

    @cached_property
    def undone(self) -> tuple[Activity, ...]:
        """What counts and is not done, in listed order."""
        return tuple(activity for activity in self.precedence.counting if activity.id not in self.done)

    @cached_property
    def candidates(self) -> tuple[Activity, ...]:
        """What a call could hold, in listed order: what counts, and the optional activities of this stage and later."""
        return tuple(
            activity
            for stage in self.process.open_stages
            for activity in stage.activities
            if activity.holdable
            and activity.id not in self.done
            and (self.precedence.is_counted(activity.id) or self._is_optional_candidate(stage, activity))
        )

    def _is_optional_candidate(self, stage: Stage, activity: Activity) -> bool:
        return (
            activity.importance is Importance.OPTIONAL
            and activity.applies_when is None
            and stage.applies_when is None
            and self._index[stage.id] >= self._index[self.stage.id]
        )

    @cached_property
    def prepared(self) -> frozenset[str]:
        """The seller's own between-calls work that is due or follows on such work: taken as done before the call."""
        prepared: set[str] = set()
        grew = True
        while grew:
            grew = False
            for activity in self.undone:
                if (
                    activity.id not in prepared
                    and activity.where is Where.BETWEEN_CALLS
                    and activity.done_by == "seller"
                    and all(self._is_settled(link.before, prepared) for link in self.precedence.before[activity.id])
                ):
                    prepared.add(activity.id)
                    grew = True
        return frozenset(prepared)

    def _is_settled(self, activity: str, prepared: set[str]) -> bool:
        return activity in self.done or activity in prepared

    @cached_property
    def settled(self) -> frozenset[str]:
        """What is done by the time of the call."""
        return self.done | self.prepared

    @cached_property
    def due(self) -> tuple[Activity, ...]:
        """The work between calls that can start now, the seller's own aside, in listed order."""
        return tuple(
            activity
            for activity in self.undone
            if activity.where is Where.BETWEEN_CALLS
            and activity.id not in self.prepared
            and all(link.before in self.done for link in self.precedence.before[activity.id])
        )

    def preparation_for(self, activities: frozenset[str]) -> tuple[Activity, ...]:
        """The prepared work that any of `activities` comes after, in listed order."""
        needed = self.precedence.all_before(activities)
        return tuple(each for each in self.undone if each.id in self.prepared and each.id in needed)

    def days_until(self, activities: frozenset[str]) -> int:
        """The day on which the preparation for `activities` is done, if it starts on day 0."""
        by_id = self.process.activity_by_id
        ends: dict[str, int] = {}

        def end(activity: str) -> int:
            if activity not in ends:
                before = (link.before for link in self.precedence.before[activity] if link.before in self.prepared)
                ends[activity] = by_id[activity].takes_days + max((end(each) for each in before), default=0)
            return ends[activity]

        return max((end(each.id) for each in self.preparation_for(activities)), default=0)

    @cached_property
    def expected_roles(self) -> tuple[str, ...]:
        """The buyer roles that the stage's own calls need, in listed order, up to the cap on buyer roles."""
        roles = dict.fromkeys(
            role
            for activity in self.stage.activities
            if activity.holdable and self.precedence.is_counted(activity.id)
            for role in activity.buyer_roles
        )
        return tuple(roles)[: self.process.call.max_buyer_roles]

    def nearby_stages(self) -> frozenset[str]:
        """This stage, those before it and those alongside it."""
        index = self._index[self.stage.id]
        earlier = {each.id for each in self.process.open_stages if self._index[each.id] <= index}
        return frozenset(earlier) | self.process.alongside(self.stage)

