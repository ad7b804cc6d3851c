"""What the engine answers about a whole process: figures, what is proved of them, the schedule, and what binds it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import Activity, SalesProcess, Stage


class Status(StrEnum):
    """What is known of a figure."""

    OPTIMAL = "optimal"
    """Proved: nothing less is possible."""
    WITHIN = "within"
    """The best that was found; the lower bound tells how far it may be from the least."""
    HEURISTIC = "heuristic"
    """So large a process that nothing shorter was looked for; the lower bound is that of the minutes alone."""
    ASSUMED = "assumed"
    """Nobody wrote some of the activities, criteria imply them: nothing is claimed."""
    INFEASIBLE = "infeasible"
    """There is no schedule."""

    @classmethod
    def of(cls, figure: int, lower_bound: int) -> Status:
        """The status of a figure that was found."""
        return cls.OPTIMAL if figure == lower_bound else cls.WITHIN


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Calls or days, by schedule. An absent figure is None."""

    baseline: int | None = None
    one_by_one: int | None = None
    in_order: int | None = None
    compressed: int | None = None
    lower_bound: int | None = None
    status: Status = Status.INFEASIBLE


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """A schedule of more calls that takes fewer days."""

    calls: int
    days: int


@dataclass(frozen=True, kw_only=True)
class HeldCall:
    """One call of the schedule: the day it is held on, the minutes of its activities, who takes part, by id."""

    number: int
    day: int
    minutes: int
    buyer_roles: tuple[str, ...]
    seller_roles: tuple[str, ...]
    activities: tuple[Activity, ...]


@dataclass(frozen=True, kw_only=True)
class BetweenCalls:
    """Work between calls, from the day on which it can start to the day on which it is done."""

    activity: Activity
    start_day: int
    end_day: int


@dataclass(frozen=True, kw_only=True)
class Today:
    """What today's calls for a won deal are made of; the three make up the baseline.

    `needed` are as many as the process needs at least, `listed_order` those that its listed order takes besides, and
    the process doesn't name what the rest is for.
    """

    needed: int
    listed_order: int
    not_named: int

    @classmethod
    def of(cls, calls: Figures) -> Today | None:
        """Those of a process with these calls; None without a baseline, or without a schedule."""
        if calls.baseline is None or calls.compressed is None or calls.in_order is None:
            return None
        needed = min(calls.compressed, calls.baseline)
        listed_order = min(calls.in_order, calls.baseline) - needed
        return cls(needed=needed, listed_order=listed_order, not_named=calls.baseline - needed - listed_order)


class BoundKind(StrEnum):
    """What keeps a schedule from being shorter."""

    WAIT = "wait"
    """Work between calls, on the longest way to the end."""
    MINUTES = "minutes"
    """The length of a call, and the cap on its activities."""
    ROLES = "roles"
    """The cap on buyer roles."""
    NOT_WITH = "not_with"
    """Activities that aren't held in the presence of somebody whom others need."""
    OWN_CALL = "own_call"
    """Activities that share their call with no other."""
    PRECEDENCE = "precedence"
    """What comes before what."""


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Something that binds. A wait fixes `days` of all the days.

    A limit takes as many `calls` as the schedule by itself; or, where `calls` are fewer than that, so many would do
    without it. Where `calls` is None no limit binds alone: the order and the others do together.
    """

    kind: BoundKind
    activities: tuple[Activity, ...] = ()
    days: int | None = None
    calls: int | None = None


@dataclass(frozen=True, kw_only=True)
class Infeasible:
    """Activities that no call can hold: they take more minutes, or more buyer roles, than a call has."""

    activities: tuple[Activity, ...]


@dataclass(frozen=True, kw_only=True)
class CompressionReport:
    """How few calls and days a process could take.

    `not_counted` are the activities of open stages that no schedule holds unless they are included; those of the
    `silent_stages` neither say nor imply anything, so that no figure is that of the whole process. Nobody wrote
    `activities_implied` of the activities, and which are key in the `unmarked_stages`. `worst_days` are those of the
    same calls with every wait at its longest. Where `infeasible` is given, there is no schedule.
    """

    process: SalesProcess
    in_call_activities: int
    between_calls_activities: int
    not_counted: tuple[Activity, ...]
    activities_without_minutes: int
    activities_without_requires: int
    activities_implied: int
    unmarked_stages: tuple[Stage, ...]
    silent_stages: tuple[Stage, ...]
    calls: Figures = Figures()
    days: Figures = Figures()
    worst_days: int | None = None
    alternatives: tuple[Alternative, ...] = ()
    plan: tuple[HeldCall, ...] = ()
    between: tuple[BetweenCalls, ...] = ()
    bound_by: tuple[Bound, ...] = ()
    infeasible: Infeasible | None = None

    @property
    def today(self) -> Today | None:
        """What today's calls are made of, if that is known; not where nothing is written that a schedule could hold."""
        return Today.of(self.calls) if self.in_call_activities or self.between_calls_activities else None
