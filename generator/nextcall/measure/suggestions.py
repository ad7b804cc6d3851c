"""What the process says of itself and what was measured: where they differ, a suggestion. Nothing changes by itself.

A target is never raised here: that fewer than one in five met it is said in words, and whether it is the target that is
wrong, or the way there, is for the team to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.measure import intervals
from nextcall.measure.competing_risks import Stays
from nextcall.measure.figures import FEWEST_SHARED, MOVED_ON
from nextcall.model import SuggestedField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.measure.histogram import Histogram
    from nextcall.measure.receipts import Receipts
    from nextcall.model import SalesProcess, Stage

_HALF = 0.5
_ONE_IN_FIVE = 0.2
_QUARTERS = 4
_MOST_DAYS, _MOST_MINUTES = 3650, 480


class Suggestion(NamedTuple):
    """A field of the process, of a stage or of an activity, and what it would be."""

    field: SuggestedField
    value: int
    stage: str | None = None
    activity: str | None = None

    def data(self) -> dict[str, Any]:
        """It as `results/<id>.yaml` has it."""
        where = {"stage": self.stage, "activity": self.activity}
        return {"field": self.field.value, **{key: each for key, each in where.items() if each}, "value": self.value}


class Missed(NamedTuple):
    """A stage's target that fewer than one in five of those that moved on met, and within how many days half did."""

    stage: str
    target: int
    percent: int
    median: int


def suggestions(
    process: SalesProcess, histogram: Histogram, settled: frozenset[int], receipts: Receipts
) -> tuple[Suggestion, ...]:
    """What was measured otherwise, in the order of the process. `settled` are the quarters that see long cycles too."""
    found = [*_baseline(process, histogram, sorted(settled)[:_QUARTERS])]
    for place, stage in enumerate(process.open_stages, 1):
        alarm = _alarm(Stays(histogram.counted("stay", parts=(place,))))
        if alarm is not None and alarm != stage.stalled_after_days:
            found.append(Suggestion(SuggestedField.STALLED_AFTER_DAYS, alarm, stage.id))
        found += _from_receipts(stage, receipts)
    return tuple(found)


def missed_targets(process: SalesProcess, histogram: Histogram) -> tuple[Missed, ...]:
    """The targets that hardly any stay met."""
    return tuple(
        each
        for place, stage in enumerate(process.open_stages, 1)
        if (each := _missed(stage, Stays(histogram.counted("stay", parts=(place,))))) is not None
    )


def _missed(stage: Stage, stays: Stays) -> Missed | None:
    if stage.target_days is None or stays.ended_as(MOVED_ON) < FEWEST_SHARED:
        return None
    met = stays.share(MOVED_ON, stage.target_days) / stays.share(MOVED_ON)
    if met >= _ONE_IN_FIVE:
        return None
    return Missed(stage.id, stage.target_days, round(100 * met), int(stays.days_until(_HALF, MOVED_ON).value))


def _baseline(process: SalesProcess, histogram: Histogram, first: list[int]) -> Iterator[Suggestion]:
    """Where none is written: the first four whole quarters."""
    if process.baseline is not None or len(first) < _QUARTERS or first[-1] - first[0] >= _QUARTERS:
        return
    calls: dict[int, int] = {}
    for (held, _), count in histogram.counted("calls", parts=first).items():
        if held:
            calls[held] = calls.get(held, 0) + count
    if sum(calls.values()) >= FEWEST_SHARED:
        yield Suggestion(SuggestedField.BASELINE_CALLS, round(intervals.mean(calls).value))
    cycles: dict[int, int] = {}
    for (_, days), count in histogram.counted("won", parts=first).items():
        cycles[days] = cycles.get(days, 0) + count
    if sum(cycles.values()) >= FEWEST_SHARED:
        yield Suggestion(SuggestedField.BASELINE_DAYS, min(int(intervals.median(cycles).value), _MOST_DAYS))


def _alarm(stays: Stays) -> int | None:
    """The first day from which moving on is at most half as likely as on entry; None where too few stays tell."""
    if stays.ended_as(MOVED_ON) < FEWEST_SHARED:
        return None
    on_entry = stays.share(MOVED_ON)
    for day in sorted({days + 1 for _, days in stays.counts if days < _MOST_DAYS}):
        late = stays.after(day)
        if late.many < FEWEST_SHARED:
            return None
        if late.share(MOVED_ON) <= _HALF * on_entry:
            return day
    return None


def _from_receipts(stage: Stage, receipts: Receipts) -> Iterator[Suggestion]:
    for activity in stage.activities:
        taken = receipts.of(activity)
        if sum(taken.values()) < FEWEST_SHARED:
            continue
        usual = intervals.quantile(taken, _HALF)
        if activity.holdable:
            if 1 <= usual <= _MOST_MINUTES and usual != activity.minutes:
                yield Suggestion(SuggestedField.MINUTES, usual, stage.id, activity.id)
        elif usual <= _MOST_DAYS and usual != activity.takes_days:
            yield Suggestion(SuggestedField.TAKES_DAYS, usual, stage.id, activity.id)
