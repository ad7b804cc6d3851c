"""What was measured of a process, as the results page and `nextcall measure` show it: the answer, rows and reasons.

Every share comes with its interval. Nothing points from one quarter to the next, and a quarter whose long cycles the
record can't have seen is marked as hollow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nextcall.measure import intervals, quarters
from nextcall.model import SuggestedField
from nextcall.views.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.model import (
        CallsChange,
        DaysChange,
        EntryPeriod,
        Mean,
        Moves,
        PointsChange,
        Results,
        SalesProcess,
        Share,
        Stage,
        StageStays,
        Suggested,
        WonPeriod,
    )

WIDTH = 100
"""How wide pictures are, in their own units."""

WORTH_TELLING = 20
"""Per cent: the change that the answer says how many deals it takes to tell."""

_ON_ONE_DAY = 40
"""Per cent of the changes: from then on a weekday is named, where each has twenty by itself."""


@dataclass(frozen=True)
class Range:
    """A figure with its interval as they are read, and where both stand on a picture of `WIDTH`."""

    value: str
    low: str
    high: str
    at: int
    start: int
    end: int


@dataclass(frozen=True)
class QuarterRow:
    """A quarter and one figure of its won deals; None where too few stand behind it."""

    period: str
    won: int
    figure: Range | None
    kept: bool
    hollow: bool
    unlogged: int | None


@dataclass(frozen=True)
class Part:
    """A part of a hundred deals: a key of the catalogue below `results.became`, and where it stands of `WIDTH`."""

    key: str
    share: Share | None
    percent: int
    start: int


@dataclass(frozen=True)
class EntryRow:
    """A quarter of entry, and what became of a hundred of its deals. What has no interval of its own is the rest."""

    period: str
    deals: int
    parts: tuple[Part, ...]
    kept: bool


@dataclass(frozen=True)
class StayRow:
    """A stage and its stays; `days` stand on one picture for all stages."""

    stage: Stage
    stays: StageStays
    days: Range | None


@dataclass(frozen=True)
class SuggestedLine:
    """A field of the process's file: where it stands, and its value before and after; None where there is none yet."""

    where: str
    field: str
    before: int | None
    after: int


@dataclass(frozen=True)
class MeasuredProcess:
    """All that is shown of results."""

    process: SalesProcess
    results: Results
    answer: tuple[Reason, ...]
    calls: tuple[QuarterRow, ...]
    days: tuple[QuarterRow, ...]
    entries: tuple[EntryRow, ...]
    stays: tuple[StayRow, ...]
    wander: tuple[Reason, ...]
    suggested: tuple[SuggestedLine, ...]
    trust: tuple[Reason, ...]

    @property
    def has_hollow(self) -> bool:
        """Whether a quarter is marked as hollow."""
        return any(row.hollow for row in (*self.calls, *self.days))

    @property
    def has_kept(self) -> bool:
        """Whether a quarter stands as an earlier run saw it."""
        return any(row.kept for row in (*self.calls, *self.days)) or any(row.kept for row in self.entries)


def of(process: SalesProcess, results: Results) -> MeasuredProcess:
    """What is shown of the results of a process."""
    return MeasuredProcess(
        process=process,
        results=results,
        answer=tuple(_answer(results)),
        calls=_calls(results),
        days=_days(results),
        entries=tuple(map(_entry, results.entered)),
        stays=_stays(process, results),
        wander=tuple(_wander(results)),
        suggested=tuple(_suggested(process, results)),
        trust=tuple(_trust(results)),
    )


# -- the answer --------------------------------------------------------------------------------------------------------


def _answer(results: Results) -> Iterator[Reason]:
    change = results.change
    if change is None or change.days is None:
        yield Reason("too_few", {})
    else:
        yield from _of_days(change.days)
    if change is not None and change.calls is not None:
        yield _of_calls(change.calls)
    if change is not None and change.no_decision is not None:
        yield _of_undecided(change.no_decision)


def _of_days(change: DaysChange) -> Iterator[Reason]:
    old, new = change.won if len(change.won) == len(("old", "new")) else (0, 0)
    if change.high < 0:
        yield Reason("faster", {"percent": -change.percent, "least": -change.high, "most": -change.low})
    elif change.low > 0:
        yield Reason("slower", {"percent": change.percent, "least": change.low, "most": change.high})
    else:
        yield Reason("unclear", {"fewer": -change.low, "more": change.high})
        needed = _needed(change.low, change.high, min(old, new))
        if needed > min(old, new) > 0:
            yield Reason("needed", {"percent": WORTH_TELLING, "needed": needed, "old": old, "new": new})
            return
    if old and new:
        yield Reason("behind", {"old": old, "new": new})


def _needed(low: int, high: int, won: int) -> int:
    """How many won deals on either side tell a change worth telling: intervals shrink with their square root."""
    if low <= -WIDTH:
        return 0
    half = (math.log1p(high / 100) - math.log1p(low / 100)) / 2
    return math.ceil(won * (half / -math.log1p(-WORTH_TELLING / 100)) ** 2)


def _of_calls(change: CallsChange) -> Reason:
    if change.high < 0:
        return Reason("calls_fewer", {"percent": -change.percent, "least": -change.high, "most": -change.low})
    if change.low > 0:
        return Reason("calls_more", {"percent": change.percent, "least": change.low, "most": change.high})
    return Reason("calls_unclear", {"fewer": -change.low, "more": change.high})


def _of_undecided(change: PointsChange) -> Reason:
    if change.high < 0:
        return Reason("undecided_fewer", {"points": -change.points, "least": -change.high, "most": -change.low})
    if change.low > 0:
        return Reason("undecided_more", {"points": change.points, "least": change.low, "most": change.high})
    return Reason("undecided_unclear", {"fewer": -change.low, "more": change.high})


# -- by quarter --------------------------------------------------------------------------------------------------------


def _calls(results: Results) -> tuple[QuarterRow, ...]:
    if not any(each.calls for each in results.periods):
        return ()
    longest = max(each.calls.high for each in results.periods if each.calls)
    return tuple(_row(results, each, _mean(each.calls, longest) if each.calls else None) for each in results.periods)


def _days(results: Results) -> tuple[QuarterRow, ...]:
    longest = max((each.days.high for each in results.periods if each.days), default=0)
    return tuple(
        _row(
            results,
            each,
            _range(each.days.median, each.days.low, each.days.high, longest) if each.days else None,
        )
        for each in results.periods
    )


def _row(results: Results, period: WonPeriod, figure: Range | None) -> QuarterRow:
    hollow = False
    if results.since is not None and results.within_days is not None and not period.kept:
        first = quarters.first_day(quarters.named(period.period))
        hollow = first < quarters.day_of(date.fromisoformat(results.since)) + results.within_days
    return QuarterRow(period.period, period.won, figure, period.kept, hollow, period.calls_unlogged)


def _mean(mean: Mean, longest: float) -> Range:
    return _range(mean.mean, mean.low, mean.high, longest, places=1)


def _range(value: float, low: float, high: float, longest: float, *, places: int = 0) -> Range:
    scale = WIDTH / (longest or 1)
    return Range(
        value=f"{value:.{places}f}",
        low=f"{low:.{places}f}",
        high=f"{high:.{places}f}",
        at=round(value * scale),
        start=round(low * scale),
        end=round(high * scale),
    )


def _entry(period: EntryPeriod) -> EntryRow:
    if period.won is None or period.no_decision is None or period.open is None:
        return EntryRow(period.period, period.deals, (), period.kept)
    told = (("won", period.won), ("no_decision", period.no_decision), ("open", period.open))
    rest = max(0, WIDTH - sum(share.share for _, share in told))
    parts, start = [], 0
    for key, share, percent in (
        ("won", period.won, period.won.share),
        ("rest", None, rest),
        ("no_decision", period.no_decision, period.no_decision.share),
        ("open", period.open, period.open.share),
    ):
        parts.append(Part(key, share, min(percent, WIDTH - start), start))
        start = min(WIDTH, start + percent)
    return EntryRow(period.period, period.deals, tuple(parts), period.kept)


def _stays(process: SalesProcess, results: Results) -> tuple[StayRow, ...]:
    longest = max((each.days.high for each in results.stages if each.days), default=0)
    return tuple(
        StayRow(
            stage,
            stays,
            _range(stays.days.median, stays.days.low, stays.days.high, longest) if stays.days else None,
        )
        for stage in process.open_stages
        if (stays := results.stays_by_stage.get(stage.id)) is not None
    )


# -- where they wander -------------------------------------------------------------------------------------------------


def _wander(results: Results) -> Iterator[Reason]:
    if results.moves is not None:
        yield from _moves(results.moves)
    pushes = results.pushes
    if pushes is None:
        return
    for key, mean in (("won", pushes.won), ("no_decision", pushes.no_decision), ("open", pushes.open)):
        if mean is not None:
            yield Reason(f"pushes_{key}", {key: f"{getattr(mean, key):.1f}" for key in ("mean", "low", "high")})
    if pushes.days is not None:
        yield Reason("pushes_days", {"n": pushes.days, "days": pushes.days})


def _moves(moves: Moves) -> Iterator[Reason]:
    """Shares of changes; the file holds whole percent, so that their intervals are as near as these."""
    for key in ("back", "skipped", "together"):
        percent: int | None = getattr(moves, key)
        if percent is not None:
            found = intervals.share(round(percent * moves.of / 100), moves.of)
            low, high = math.floor(100 * found.low), math.ceil(100 * found.high)
            yield Reason(f"moves_{key}", {"percent": percent, "low": low, "high": high, "of": moves.of})


def _suggested(process: SalesProcess, results: Results) -> Iterator[SuggestedLine]:
    """What the process doesn't say yet."""
    for each in results.suggested:
        line = _line(process, each)
        if line is not None and line.before != line.after:
            yield line


def _line(process: SalesProcess, each: Suggested) -> SuggestedLine | None:
    if each.field in (SuggestedField.BASELINE_CALLS, SuggestedField.BASELINE_DAYS):
        field = each.field.value.removeprefix("baseline_")
        return None if process.baseline is not None else SuggestedLine("baseline", field, None, each.value)
    if each.field is SuggestedField.STALLED_AFTER_DAYS:
        stage = process.stage_by_id.get(each.stage or "")
        if stage is None:
            return None
        return SuggestedLine(stage.id, each.field.value, stage.stalled_after_days, each.value)
    activity = process.activity_by_id.get(each.activity or "")
    if activity is None:
        return None
    before = activity.minutes if each.field is SuggestedField.MINUTES else activity.takes_days
    where = f"{process.stage_of[activity.id].id}, {activity.id}"
    return SuggestedLine(where, each.field.value, before, each.value)


# -- how far to trust it -----------------------------------------------------------------------------------------------


def _trust(results: Results) -> Iterator[Reason]:
    quality = results.quality
    if quality is None:
        return
    for key in (
        "deals_begun_before",
        "rows_unmatched",
        "rows_unreadable",
        "rows_deleted",
        "entered_together",
        "bulk",
        "reopened",
        "calls_unmatched",
        "after_as_of",
    ):
        count: int | None = getattr(quality, key)
        if count:
            yield Reason(key, {"n": count, "count": count})
    if quality.same_day is not None and quality.same_day.share >= _ON_ONE_DAY:
        yield Reason(f"same_day.{quality.same_day.weekday.value}", {})
    unlogged = sum(each.calls_unlogged or 0 for each in results.periods)
    if unlogged:
        yield Reason("unlogged", {"n": unlogged, "count": unlogged})
