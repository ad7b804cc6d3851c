"""The histogram → the figures of `results/<id>.yaml`, in its shape, as plain data.

Counts are told from 10 deals on, medians, means and shares from 20, days of four in five from 30: what fewer stand
behind is left out, and small cells are folded into `other`. The ends of an interval are rounded outwards.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nextcall.measure import intervals, quarters
from nextcall.measure.competing_risks import Stays
from nextcall.measure.quarters import IN_A_YEAR
from nextcall.model import Weekday

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nextcall.measure.histogram import Histogram
    from nextcall.measure.intervals import Interval
    from nextcall.model import SalesProcess, Stage

Data = dict[str, Any]

FEWEST_COUNTED = 10
FEWEST_SHARED = 20
FEWEST_IN_TAIL = 30

OPEN, WON, LOST, NO_DECISION, DISQUALIFIED = range(5)
"""How deals end, as the core has it."""
MOVED_ON, WENT_BACK, ENDED = 1, 2, 3
"""How stays end, likewise."""

USUAL = 0.8
"""The share of won deals whose cycle is called usual."""
_UNKNOWN_CYCLE = 90  # days, where neither the record nor the process says more
_MOVES = {1: "forward", 2: "together", 3: "skipped", 4: "back"}


def results_of(
    process: SalesProcess, histogram: Histogram, *, source: str = "", counted: Mapping[str, int] | None = None
) -> Data:
    """What was measured, in the shape of `results/<id>.yaml`; absent is what too few deals stand behind.

    `counted` is the quality of the record as far as who read it knows.
    """
    return _Figures(process, histogram).data(source, counted or {})


@dataclass(frozen=True)
class _Figures:
    process: SalesProcess
    histogram: Histogram

    def data(self, source: str, counted: Mapping[str, int]) -> Data:
        found = {
            "as_of": quarters.date_of(self.histogram.last_day).isoformat(),
            "from": quarters.date_of(self.histogram.first_day).isoformat(),
            "source": source,
            "within_days": self.within,
            "deals": self._deals(),
            "change": self._change(),
            "periods": [each for quarter in self.whole if (each := self._period(quarter))],
            "entered": [each for quarter in self.watched if (each := self._entry(quarter))],
            "stages": [each for place, stage in self._places() if (each := self._stage(place, stage))],
            "moves": self._moves(),
            "pushes": self._pushes(),
            "quality": self._quality(counted),
        }
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}

    @cached_property
    def last(self) -> int:
        """The last whole quarter of the record."""
        return quarters.last_whole(quarters.date_of(self.histogram.last_day))

    @cached_property
    def whole(self) -> tuple[int, ...]:
        """The quarters that the record holds whole."""
        first = quarters.quarter_of(quarters.date_of(self.histogram.first_day))
        if quarters.first_day(first) < self.histogram.first_day:
            first += 1
        return tuple(range(first, self.last + 1))

    @cached_property
    def within(self) -> int:
        """Within how many days four in five won deals are won."""
        recent = self._cycles(self.whole[-IN_A_YEAR:])
        if sum(recent.values()) < FEWEST_IN_TAIL:
            recent = self._cycles(self.whole)
        if sum(recent.values()) >= FEWEST_IN_TAIL:
            return intervals.quantile(recent, USUAL) + 1
        baseline = self.process.baseline
        return baseline.days if baseline is not None and baseline.days else _UNKNOWN_CYCLE

    @cached_property
    def settled(self) -> frozenset[int]:
        """The whole quarters that began a usual cycle after the record or later, so that long cycles are seen, too."""
        return frozenset(
            each for each in self.whole if quarters.first_day(each) >= self.histogram.first_day + self.within
        )

    @cached_property
    def watched(self) -> tuple[int, ...]:
        """The whole quarters all of whose deals were watched for a usual cycle."""
        last = self.histogram.last_day + 1
        return tuple(each for each in self.whole if quarters.first_day(each + 1) + self.within <= last)

    def _cycles(self, parts: Iterable[int]) -> Mapping[int, int]:
        return _by_days(self.histogram.counted("won", parts=parts))

    def _logged(self, parts: Iterable[int]) -> Mapping[int, int]:
        """Won deals by their calls, those without any aside."""
        counted = self.histogram.counted("calls", parts=parts)
        return {calls: count for (calls, _), count in sorted(counted.items()) if calls > 0}

    @cached_property
    def _has_calls(self) -> bool:
        return any(cell.kind > 0 for cell in self.histogram.of("calls"))

    def _deals(self) -> Data | None:
        by_ending: Counter[int] = Counter()
        for cell in self.histogram.of("deal"):
            by_ending[cell.kind] += cell.many
        entered = sum(by_ending.values())
        if entered < FEWEST_COUNTED:
            return None
        told = {"won": by_ending[WON], "lost": by_ending[LOST], "no_decision": by_ending[NO_DECISION]}
        return {"entered": entered, **folded(told, entered)}

    def _change(self) -> Data:
        new, old = _sides(self.last, lambda each: each in self.settled)
        entered = [each for each in self.watched if each <= self.last]
        found: Data = {}
        cycles = self._cycles(new), self._cycles(old)
        sizes = [sum(each.values()) for each in cycles]
        if min(sizes) >= FEWEST_SHARED:
            ratio = intervals.ratio_of_days(*map(intervals.median, cycles))
            if ratio is not None:
                found["days"] = _percent(ratio) | {"won": sizes[::-1]}
        calls = self._logged(new), self._logged(old)
        if min(sum(each.values()) for each in calls) >= FEWEST_SHARED:
            ratio = intervals.ratio(*map(intervals.mean, calls))
            if ratio is not None:
                found["calls"] = _percent(ratio)
        if entered:
            found |= self._fewer_undecided(*_sides(entered[-1], lambda each: each in entered))
        return found

    def _fewer_undecided(self, new: list[int], old: list[int]) -> Data:
        sides = [self._undecided(side) for side in (new, old)]
        if min(whole for _, whole in sides) < FEWEST_SHARED:
            return {}
        found = intervals.difference(*(intervals.share(*side) for side in sides))
        return {"no_decision": {"points": round(100 * found.value)} | _outwards(found, 100)}

    def _undecided(self, parts: list[int]) -> tuple[int, int]:
        counted = self.histogram.counted("deal", parts=parts)
        return self._within(counted, NO_DECISION), sum(counted.values())

    def _within(self, counted: Mapping[tuple[int, int], int], ending: int) -> int:
        return sum(count for (how, days), count in counted.items() if how == ending and days < self.within)

    def _period(self, quarter: int) -> Data | None:
        cycles = self._cycles((quarter,))
        won = sum(cycles.values())
        if won < FEWEST_COUNTED:
            return None
        found: Data = {"period": quarters.name(quarter), "won": won}
        if won >= FEWEST_SHARED:
            found["days"] = {"median": int(intervals.median(cycles).value)} | _outwards(intervals.median(cycles))
        if self._has_calls:
            logged = self._logged((quarter,))
            if sum(logged.values()) >= FEWEST_SHARED:
                found["calls"] = _mean(logged)
            found["calls_unlogged"] = won - sum(logged.values())
        return found

    def _entry(self, quarter: int) -> Data | None:
        counted = self.histogram.counted("deal", parts=(quarter,))
        whole = sum(counted.values())
        if whole < FEWEST_COUNTED:
            return None
        found: Data = {"period": quarters.name(quarter), "deals": whole}
        if whole >= FEWEST_SHARED:
            ended = [self._within(counted, how) for how in range(1, 5)]
            found["won"] = _share(intervals.share(ended[WON - 1], whole))
            found["no_decision"] = _share(intervals.share(ended[NO_DECISION - 1], whole))
            found["open"] = _share(intervals.share(whole - sum(ended), whole))
        return found

    def _places(self) -> Iterable[tuple[int, Stage]]:
        return enumerate(self.process.open_stages, 1)

    def _stage(self, place: int, stage: Stage) -> Data | None:
        stays = Stays(self.histogram.counted("stay", parts=(place,)))
        if stays.many < FEWEST_COUNTED:
            return None
        found: Data = {"stage": stage.id, "stays": stays.many}
        moved = stays.ended_as(MOVED_ON)
        if moved >= FEWEST_SHARED:
            middle = stays.days_until(0.5, MOVED_ON)
            found["days"] = {"median": int(middle.value)} | _outwards(middle)
        if moved >= FEWEST_IN_TAIL:
            most = stays.days_until(USUAL, MOVED_ON)
            found["days_80"] = {"days": int(most.value)} | _outwards(most)
        if stays.many >= FEWEST_SHARED:
            for key, outcome in (("moved_on", MOVED_ON), ("went_back", WENT_BACK), ("ended", ENDED)):
                found[key] = _share(stays.interval(outcome))
        if stage.stalled_after_days is not None:
            found |= self._after_alarm(place, stays, stage.stalled_after_days)
        return found

    def _after_alarm(self, place: int, stays: Stays, alarm: int) -> Data:
        found: Data = {}
        late = stays.after(alarm)
        if late.many >= FEWEST_SHARED and late.many > late.ended_as(OPEN):
            share = late.interval(MOVED_ON)
            found["after_stall"] = {"days": alarm, "move_on": round(100 * share.value)} | _outwards(share, 100)
        now = _by_days(self.histogram.counted("now", parts=(place,)))
        whole = sum(now.values())
        if whole >= FEWEST_SHARED:
            past = sum(count for days, count in now.items() if days >= alarm)
            found["open_past_stall"] = round(100 * past / whole)
        return found

    def _moves(self) -> Data | None:
        by_kind = {cell.part: cell.many for cell in self.histogram.of("move")}
        whole, deals = sum(by_kind.values()), self.histogram.total("moved")
        if deals < FEWEST_COUNTED:
            return None
        shares = {name: round(100 * by_kind.get(kind, 0) / whole) for kind, name in _MOVES.items()}
        return (shares if deals >= FEWEST_SHARED else {}) | {"of": whole}

    def _pushes(self) -> Data:
        found: Data = {}
        for name, ending in (("won", WON), ("no_decision", NO_DECISION), ("open", OPEN)):
            counted = self.histogram.counted("pushes", parts=(ending,))
            pushes = {times: count for (times, _), count in counted.items()}
            if sum(pushes.values()) >= FEWEST_SHARED:
                found[name] = _mean(pushes)
        pushed = _by_days(self.histogram.counted("push", parts=(0,)))
        if found and sum(pushed.values()) >= FEWEST_SHARED:
            found["days"] = quantile_of_half(pushed)
        return found

    def _quality(self, counted: Mapping[str, int]) -> Data:
        total = self.histogram.total
        found: Data = {"deals_begun_before": total("begun_before")}
        found |= {key: counted[key] for key in ("rows_unmatched", "rows_unreadable", "rows_deleted") if key in counted}
        found["entered_together"] = total("together")
        by_weekday = {cell.part: cell.many for cell in self.histogram.of("weekday")}
        changes = sum(by_weekday.values())
        if changes and total("moved") >= FEWEST_SHARED:
            most = max(by_weekday, key=lambda each: (by_weekday[each], -each))
            share = round(100 * by_weekday[most] / changes)
            found["same_day"] = {"weekday": list(Weekday)[most].value, "share": share}
        found |= {"bulk": total("bulk"), "reopened": total("reopened")}
        return found | {key: counted[key] for key in ("calls_unmatched", "after_as_of") if key in counted}


def folded(told: Mapping[str, int], whole: int) -> Data:
    """The cells that may be told and `other`, which holds the rest: never a few deals alone, unless there are none."""
    kept = {key: count for key, count in told.items() if count >= FEWEST_COUNTED}
    other = whole - sum(kept.values())
    while kept and 0 < other < FEWEST_COUNTED:
        smallest = min(kept, key=lambda key: kept[key])
        other += kept.pop(smallest)
    return {**kept, "other": other}


def quantile_of_half(counts: Mapping[int, int]) -> int:
    """The median, without an interval."""
    return intervals.quantile(counts, 0.5)


def _sides(last: int, usable: Callable[[int], bool]) -> tuple[list[int], list[int]]:
    """The last four quarters and the four before, as far as they can be used."""
    new, old = range(last - IN_A_YEAR + 1, last + 1), range(last - 2 * IN_A_YEAR + 1, last - IN_A_YEAR + 1)
    return [each for each in new if usable(each)], [each for each in old if usable(each)]


def _by_days(counted: Mapping[tuple[int, int], int]) -> Mapping[int, int]:
    found: Counter[int] = Counter()
    for (_, days), count in counted.items():
        found[days] += count
    return found


def _outwards(found: Interval, scale: float = 1) -> Data:
    return {"low": math.floor(found.low * scale + 1e-9), "high": math.ceil(found.high * scale - 1e-9)}


def _share(found: Interval) -> Data:
    return {"share": round(100 * found.value)} | _outwards(found, 100)


def _percent(ratio: Interval) -> Data:
    change = type(ratio)(*(each - 1 for each in ratio))
    return {"percent": round(100 * change.value)} | _outwards(change, 100)


def _mean(counts: Mapping[int, int]) -> Data:
    found = intervals.mean(counts)
    low, high = math.floor(found.low * 10 + 1e-9) / 10, math.ceil(found.high * 10 - 1e-9) / 10
    return {"mean": round(found.value, 1), "low": low, "high": high}


def settled_quarters(process: SalesProcess, histogram: Histogram) -> frozenset[int]:
    """The whole quarters that began a usual cycle after the record or later."""
    return _Figures(process, histogram).settled
