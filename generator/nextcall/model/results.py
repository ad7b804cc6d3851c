"""What was measured of a sales process: figures of many deals, and of no single deal or person. No I/O.

Shares and changes are whole percent, points are percentage points, days are whole days. `low` and `high` are the ends
of an interval of 95 %. A figure that too few deals stand behind is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from nextcall.model.place import Blocks, Place, Text  # noqa: TC001 (`fields_of` reads the types of fields)
from nextcall.model.written import Written

if TYPE_CHECKING:
    from collections.abc import Mapping


class Weekday(StrEnum):
    """A day of the week, in its order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class DealsByEnding(Written):
    """Deals that the record sees from their beginning; a cell below ten is counted in `other`."""

    entered: int | None = None
    won: int | None = None
    lost: int | None = None
    no_decision: int | None = None
    other: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class DaysChange(Written):
    """By how many percent the median cycle of won deals changed; `won` are the deals on either side, earlier first."""

    percent: int
    low: int
    high: int
    won: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class CallsChange(Written):
    """By how many percent the mean number of calls for a won deal changed."""

    percent: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class PointsChange(Written):
    """By how many percentage points a share changed."""

    points: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Change(Written):
    """The last four whole quarters against the four before."""

    days: DaysChange | None = None
    calls: CallsChange | None = None
    no_decision: PointsChange | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class MedianDays(Written):
    """A median of whole days."""

    median: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class QuantileDays(Written):
    """Within how many whole days four in five are done."""

    days: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Mean(Written):
    """A mean number for a deal."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Share(Written):
    """A share of deals."""

    share: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class WonPeriod(Written):
    """A quarter in which deals were won. One that is `kept` stands as an earlier run saw it."""

    period: str
    won: int
    days: MedianDays | None = None
    calls: Mean | None = None
    calls_unlogged: int | None = None
    kept: bool = False


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class EntryPeriod(Written):
    """A quarter in which deals began, and what had become of them after the days within which all were watched."""

    period: str
    deals: int
    won: Share | None = None
    no_decision: Share | None = None
    open: Share | None = None
    kept: bool = False


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class AfterStall(Written):
    """The share of the deals still there after so many days that moves on yet."""

    days: int
    move_on: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class StageStays(Written):
    """The stays in a stage that began in the last four quarters. `days` and `days_80` are of those that moved on."""

    stage: str
    stays: int
    days: MedianDays | None = None
    days_80: QuantileDays | None = None
    moved_on: Share | None = None
    went_back: Share | None = None
    ended: Share | None = None
    after_stall: AfterStall | None = None
    open_past_stall: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Moves(Written):
    """Changes of stage in the last four quarters, in percent of all of them."""

    forward: int | None = None
    together: int | None = None
    skipped: int | None = None
    back: int | None = None
    of: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Pushes(Written):
    """How often close dates were pushed back; `days` is the median push."""

    won: Mean | None = None
    no_decision: Mean | None = None
    open: Mean | None = None
    days: int | None = None


class SuggestedField(StrEnum):
    """A figure of a process that can be measured."""

    BASELINE_CALLS = "baseline_calls"
    BASELINE_DAYS = "baseline_days"
    STALLED_AFTER_DAYS = "stalled_after_days"
    TAKES_DAYS = "takes_days"
    MINUTES = "minutes"


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Suggested(Written):
    """A figure of the process as it was measured: of the process itself, of a stage or of an activity."""

    field: SuggestedField
    stage: str | None = None
    activity: str | None = None
    value: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class SameDay(Written):
    """The weekday on which most changes were written down."""

    weekday: Weekday
    share: int


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class RecordQuality(Written):
    """What is wrong with the record, counted."""

    deals_begun_before: int | None = None
    rows_unmatched: int | None = None
    rows_unreadable: int | None = None
    rows_deleted: int | None = None
    entered_together: int | None = None
    same_day: SameDay | None = None
    bulk: int | None = None
    reopened: int | None = None
    calls_unmatched: int | None = None
    after_as_of: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Results(Written):
    """What was measured of the sales process of this id. Quarters stand oldest first."""

    place: Place
    id: str
    as_of: str
    since: str | None = field(default=None, metadata={"key": "from"})
    source: Text | None = None
    within_days: int | None = None
    deals: DealsByEnding | None = None
    change: Change | None = None
    periods: tuple[WonPeriod, ...] = ()
    entered: tuple[EntryPeriod, ...] = ()
    stages: tuple[StageStays, ...] = ()
    moves: Moves | None = None
    pushes: Pushes | None = None
    suggested: tuple[Suggested, ...] = ()
    quality: RecordQuality | None = None
    notes: Blocks | None = None

    @cached_property
    def stays_by_stage(self) -> Mapping[str, StageStays]:
        """The stays of each stage by its id; of two for one stage the first."""
        return {each.stage: each for each in reversed(self.stages)}
