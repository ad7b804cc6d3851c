"""Where a deal stands: what is done, who attends, and what could be held in its next call. Facts, no choice yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nextcall.compress.minutes import minutes_of
from nextcall.model import DoneBy, Importance, LinkKind, Where, precedence_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from nextcall.model import Activity, Link, Precedence, SalesProcess, Stage


@dataclass(frozen=True, kw_only=True, eq=False)
class Deal:
    """A deal in an open stage of a process.

    `done` and `include` are ids of activities, `unmet` of exit criteria that are known not to be true. `attending` are
    ids of buyer roles, None for those that the stage expects, but for the `missing`, and the `invited` besides;
    `minutes` are those of the next call, None for the usual. A deal in a stage that doesn't count by itself takes it:
    its activities count as if they were included.

    `true` are exit criteria whose evidence is in hand, `said` those that the customer said yes to: their gates are open
    unless they are `unmet`. An implied activity whose criterion is true is done. `dropped` are activities that this
    call shall not hold, `pinned` those that it shall before all others, the first before the second; `under_way` is the
    work between calls that was begun.
    """

    process: SalesProcess
    stage: Stage
    done: frozenset[str] = frozenset()
    unmet: frozenset[str] = frozenset()
    attending: tuple[str, ...] | None = None
    minutes: int | None = None
    include: frozenset[str] = frozenset()
    invited: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    true: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    pinned: tuple[str, ...] = ()
    under_way: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """What a criterion implies is done when that is true."""
        true = self.true - self.unmet
        implied = (each for stage in self.process.open_stages for each in self.process.implied_by(stage) if true)
        met = {each.id for each in implied if not true.isdisjoint(each.satisfies)}
        if not met <= self.done:
            object.__setattr__(self, "done", self.done | met)

    @classmethod
    def entering(cls, process: SalesProcess, stage: Stage) -> Deal:
        """A deal that has just entered `stage`, about which nothing else is known."""
        return cls(process=process, stage=stage).having_entered()

    def having_entered(self) -> Deal:
        """The deal that has just entered its stage: all that counts before it is done besides."""
        return replace(self, done=self.done | self.precedence.done_on_entering(self.stage))

    @cached_property
    def precedence(self) -> Precedence:
        """What comes before what, among what counts for this deal; inclusions that close a circle aren't among it."""
        found = self.precedence_as_included
        return replace(self, include=frozenset()).precedence_as_included if found.is_circular else found

    @cached_property
    def precedence_as_included(self) -> Precedence:
        """The same with all inclusions, circles or not."""
        met = (self.true | self.said) - self.unmet
        return precedence_of(self.process, self.include | self.process.counting_inside(self.stage), met)

    @property
    def is_as_expected(self) -> bool:
        """Whether its next call has the people and the minutes that the stage expects."""
        return self.attending is None and self.minutes is None

    @property
    def is_as_written(self) -> bool:
        """Whether what the author wrote for the stage's call speaks of its next call: nothing key is done already."""
        key = (each.id for each in self.process.work_of(self.stage) if each.importance is Importance.KEY)
        return self.is_as_expected and self.done.isdisjoint(key)

    @property
    def usual_minutes(self) -> int:
        """How long a call of its stage is."""
        return self.stage.call.minutes or self.process.call.minutes

    @property
    def length(self) -> int:
        """How long its next call is."""
        return self.usual_minutes if self.minutes is None else self.minutes

    @cached_property
    def usable_minutes(self) -> int:
        """The minutes of the next call that are left for activities."""
        call = self.process.call
        return call.usable_minutes - call.minutes + self.length

    def has_time_for(self, activity: Activity) -> bool:
        """Whether the next call is long enough for one activity.

        One that has a call of its own gets the length that it needs, without follow-ups, unless a shorter one is said.
        """
        call, takes = self.process.call, minutes_of(activity, self.process.call)
        if activity.own_call_because is None:
            return takes <= self.usable_minutes
        return self.minutes is None or call.opening_minutes + takes + call.closing_minutes <= self.minutes

    def is_ranked_by_order(self, activity: Activity) -> bool:
        """Whether the listed order tells how much it matters: it counts in an unmarked stage that is near."""
        stage = self.process.stage_of[activity.id]
        return (
            stage.id in self.nearby_stages
            and self.precedence.is_counted(activity.id)
            and stage in self.precedence.unmarked_stages
        )

    @cached_property
    def undone(self) -> tuple[Activity, ...]:
        """What counts and is not done, in listed order."""
        return tuple(activity for activity in self.precedence.counting if activity.id not in self.done)

    @cached_property
    def contradictions(self) -> tuple[Link, ...]:
        """Where something is said to be done, though what it comes after is not; in listed order."""
        return tuple(
            link
            for activity in self.precedence.counting
            if activity.id in self.done
            for link in self.precedence.before[activity.id]
            if link.before not in self.done
        )

    @cached_property
    def candidates(self) -> tuple[Activity, ...]:
        """What a call could hold, in listed order: what counts, and the optional activities of this stage and later."""
        return tuple(
            activity
            for stage in self.process.open_stages
            for activity in (
                self.process.work_of(stage) if stage.id in self.nearby_stages else stage.activities
            )  # no call pulls forward what nobody wrote
            if activity.holdable
            and activity.id not in self.done
            and (self.precedence.is_counted(activity.id) or self._is_optional_candidate(stage, activity))
        )

    def _is_optional_candidate(self, stage: Stage, activity: Activity) -> bool:
        return (
            activity.importance is Importance.OPTIONAL
            and activity.applies_when is None
            and (stage.applies_when is None or stage is self.stage)
            and self._index[stage] >= self._index[self.stage]
        )

    @cached_property
    def _index(self) -> Mapping[Stage, int]:
        return {each: index for index, each in enumerate(self.process.stages)}

    def open_links(self, activity: Activity) -> tuple[Link, ...]:
        """The links to what an activity comes after directly and what won't be done by the time of the call."""
        return tuple(link for link in self.precedence.before[activity.id] if link.before not in self.settled)

    def closed_gates(self, activity: Activity) -> tuple[str, ...]:
        """The criteria known to be unmet that an activity needs and that nothing in this call can make true."""
        if not self.unmet:
            return ()
        opening = {link.criterion for link in self.open_links(activity) if link.kind is LinkKind.GATE_IN_CALL}
        needed = self.precedence.criteria_before(activity.id)
        return tuple(criterion for criterion in needed if criterion in self.unmet and criterion not in opening)

    @cached_property
    def prepared(self) -> frozenset[str]:
        """The seller's own between-calls work that is due or follows on such work: taken as done before the call."""
        prepared: set[str] = set()
        for activity in self.precedence.counting_in_order:
            if (
                activity.id not in self.done
                and activity.where is Where.BETWEEN_CALLS
                and activity.done_by is DoneBy.SELLER
                and self.unmet.isdisjoint(self.precedence.criteria_before(activity.id))
                and all(each in self.done or each in prepared for each in self.precedence.directly_before(activity.id))
            ):
                prepared.add(activity.id)
        return frozenset(prepared)

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
            and self.done.issuperset(self.precedence.directly_before(activity.id))
            and self.unmet.isdisjoint(self.precedence.criteria_before(activity.id))
        )

    @cached_property
    def opening_work(self) -> frozenset[str]:
        """The work between calls that may open something for this call if it is done before.

        Whatever waits for two pieces of work stays closed when one of them is done, and what it opens must be possible.
        """
        activities = self.process.activity_by_id
        unsettled: dict[tuple[str, ...], list[str]] = {}
        opening = set()
        for activity, sources in self.precedence.sources.items():
            if activity in self.done or not self._could_open(activities[activity]):
                continue
            for source in sources:
                if source.before not in unsettled:
                    unsettled[source.before] = [
                        each for each in source.before if each not in self.settled and not activities[each].holdable
                    ]
            work = {each for source in sources for each in unsettled[source.before][:2]}
            if len(work) == 1:
                opening |= work
        return frozenset(opening)

    def _could_open(self, activity: Activity) -> bool:
        """Whether this call could hold an activity that is open, or the seller prepare it."""
        if activity.holdable:
            return not self.absent_from(activity) and not self.excluded_by(activity)
        return activity.where is Where.BETWEEN_CALLS and activity.done_by is DoneBy.SELLER

    def preparation_for(self, activities: Collection[str]) -> tuple[Activity, ...]:
        """The prepared work that any of `activities` comes after, in listed order."""
        needed = self.precedence.all_before(activities)
        return tuple(each for each in self.undone if each.id in self.prepared and each.id in needed)

    @cached_property
    def work_ends(self) -> Mapping[str, int]:
        """The days on which the between-calls work that waits for no call is done, starting on day 0."""
        ends: dict[str, int] = {}
        for activity in self.precedence.counting_in_order:
            before = [each for each in self.precedence.directly_before(activity.id) if each not in self.done]
            if (
                activity.id not in self.done
                and activity.where is Where.BETWEEN_CALLS
                and ends.keys() >= set(before)
                and self.unmet.isdisjoint(self.precedence.criteria_before(activity.id))
            ):
                ends[activity.id] = activity.takes_days + max((ends[each] for each in before), default=0)
        return ends

    @cached_property
    def first_possible_day(self) -> int:
        """The earliest day of a call where none is possible yet: some work between calls comes first.

        It is the day for those who are expected to attend, or for anyone where they have nothing to come to; where only
        work between calls is left, the day on which that is done.
        """
        days = {
            activity: max((self.work_ends[each] for each in before), default=0)
            for activity in self.candidates
            if self.work_ends.keys() >= (before := self.precedence.directly_before(activity.id) - self.done)
        }
        attended = [day for activity, day in days.items() if not self.absent_from(activity)]
        return min(attended or days.values(), default=max(self.work_ends.values(), default=0))

    @cached_property
    def expected_roles(self) -> tuple[str, ...]:
        """The buyer roles that attend: those said, else those of the stage's own calls, up to the cap on roles."""
        if self.attending is not None:
            return self.attending
        roles = dict.fromkeys(
            role
            for activity in self.stage.activities
            if activity.holdable and self.precedence.is_counted(activity.id)
            for role in activity.buyer_roles
        )
        expected = (*tuple(roles)[: self.process.call.max_buyer_roles], *self.invited)
        return tuple(role for role in expected if role not in self.missing)

    def with_role(self, role: str) -> Deal:
        """The same deal, if a buyer role that isn't expected comes too."""
        if self.attending is not None:
            return replace(self, attending=(*self.attending, role))
        return replace(self, invited=(*self.invited, role), missing=self.missing - {role})

    def without_role(self, role: str) -> Deal:
        """The same deal, if a buyer role that is expected doesn't come."""
        if self.attending is not None:
            return replace(self, attending=tuple(each for each in self.attending if each != role))
        return replace(self, missing=self.missing | {role})

    def excluded_by(self, activity: Activity) -> tuple[str, ...]:
        """The buyer roles that are said to attend and in whose presence an activity isn't held."""
        return tuple(role for role in dict.fromkeys(activity.not_with) if role in (self.attending or ()))

    def absent_from(self, activity: Activity) -> tuple[str, ...]:
        """The buyer roles that an activity needs and that aren't expected to attend."""
        return tuple(role for role in activity.buyer_roles if role not in self.expected_roles)

    @cached_property
    def nearby_stages(self) -> frozenset[str]:
        """This stage, those before it and those alongside it."""
        index = self._index[self.stage]
        earlier = {each.id for each in self.process.open_stages if self._index[each] <= index}
        return frozenset(earlier) | self.process.alongside(self.stage)
