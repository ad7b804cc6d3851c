"""How often the intervals hold the truth: deals are made up again and again, and each time their record ends early.

The truth is that of the record kept for as long as it takes: the same law, with its late, bulk and skipped changes, but
no end, counted by the reference in plain Python. So what is put to the test is what the figures are for: to tell from a
record that ends what a record that goes on would tell. `python tests/measure/truth.py --runs 300` is the whole run.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

if __package__:
    from . import made_up, reference
else:
    import made_up  # type: ignore[import-not-found,no-redef]
    import reference  # type: ignore[import-not-found,no-redef]

from nextcall.measure import intervals, quarters
from nextcall.measure.competing_risks import Stays

DAY = 86_400
DAYS = (10, 20, 30, 60)
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 31)
WINDOW = date(2025, 1, 1)
STAGES = len(made_up.LAWS)
ON, BACK, ENDED = 1, 2, 3
MANY = 700


class Cell(NamedTuple):
    """What an interval is of: a figure, a stage (0 for none), an outcome (0 for none), and within how many days."""

    figure: str
    place: int
    outcome: int
    days: int


@dataclass
class Tally:
    """How often each cell's interval held the truth, in how many runs."""

    runs: Counter[Cell] = field(default_factory=Counter)
    held: Counter[Cell] = field(default_factory=Counter)

    def add(self, cell: Cell, *, held: bool) -> None:
        """Count a run."""
        self.runs[cell] += 1
        self.held[cell] += held

    def coverage(self, figure: str) -> Mapping[Cell, float]:
        """The share of runs in which each cell of a figure held the truth."""
        return {cell: self.held[cell] / many for cell, many in self.runs.items() if cell.figure == figure}


def stays_by_stage(
    deals: Iterable[made_up.Deal], since: int, until: int | None, begun_before: int | None = None
) -> list[Counter[tuple[int, int]]]:
    """Stays begun since a second, by stage: outcome and whole days; without an end of the record, all have ended.

    `begun_before` leaves out stays that begin later, though the record may see how those go on that began earlier.
    """
    found: list[Counter[tuple[int, int]]] = [Counter() for _ in range(STAGES + 1)]
    for deal in deals:
        rows = [(s, _place(p), c) for s, p, c in deal.rows if until is None or s < until]
        stays = reference.stays_of(rows) if rows else []
        for number, (place, second, _) in enumerate(stays):
            if place > STAGES or second < since or (begun_before is not None and second >= begun_before):
                continue
            after = stays[number + 1] if number + 1 < len(stays) else None
            if after is None:
                assert until is not None
                found[place][0, (until - second) // DAY] += 1
            else:
                found[place][_outcome(place, after[0]), (after[1] - second) // DAY] += 1
    return found


def _place(place: int) -> int:
    return place - 100 + STAGES if place > 100 else place


def _outcome(place: int, to: int) -> int:
    if to == STAGES + 1:
        return ON
    if to > STAGES:
        return ENDED
    return ON if to > place else BACK


class Truth:
    """The shares, medians and means of a record without an end."""

    def __init__(self, world: made_up.World, many: int = 60_000) -> None:
        """Make up so many deals."""
        deals = made_up.deals(1, many, FIRST, LAST, world)
        since = quarters.day_of(WINDOW) * DAY
        self.stays = [Stays(each) for each in stays_by_stage(deals, since, None)]
        until = (quarters.day_of(LAST) + 1) * DAY
        self.begun_in_window = [Stays(each) for each in stays_by_stage(deals, since, None, until)]
        won = [deal for deal in deals if deal.rows[-1][1] == made_up.WON]
        logged = [len(deal.calls) for deal in won if deal.calls]
        self.calls = sum(logged) / len(logged)
        self.cycle = intervals.quantile(Counter((d.rows[-1][0] - d.began) // DAY for d in won), 0.5)


def run(seed: int, truth: Truth, world: made_up.World, tally: Tally, many: int = MANY) -> None:
    """One record that ends early, its intervals held against the truth."""
    deals = made_up.deals(seed, many, FIRST, LAST, world)
    since, until = quarters.day_of(WINDOW) * DAY, (quarters.day_of(LAST) + 1) * DAY
    for place, counts in enumerate(stays_by_stage(deals, since, until)):
        if not place:
            continue
        stays, true = Stays(counts), truth.stays[place]
        for outcome in (ON, ENDED):
            for days in DAYS:
                found, real = stays.interval(outcome, days), true.share(outcome, days)
                tally.add(Cell("share", place, outcome, days), held=found.low <= real <= found.high)
        median, real = stays.days_until(0.5, ON), true.days_until(0.5, ON).value
        tally.add(Cell("median", place, ON, 0), held=median.low <= real <= median.high)
    won = [deal for deal in deals if deal.rows[-1][1] == made_up.WON]
    chance = random.Random(seed)  # noqa: S311 (no secret)
    quarter = chance.sample(won, min(40, len(won)))  # as many as are won in a good quarter
    calls = intervals.mean(Counter(len(deal.calls) for deal in quarter if deal.calls))
    tally.add(Cell("calls", 0, 0, 0), held=calls.low <= truth.calls <= calls.high)
    cycle = intervals.median(Counter((deal.rows[-1][0] - deal.began) // DAY for deal in quarter))
    tally.add(Cell("cycle", 0, 0, 0), held=cycle.low <= truth.cycle <= cycle.high)


class Bias(NamedTuple):
    """By how many points the share that moves on within 30 days is off, in the mean of many records.

    `estimate`: off from that of the same stays followed to their ends, which is what the figure is of. `later`: by how
    much that share is above the one of all stays that deals will ever begin there, the slow ones after the record.
    """

    estimate: float
    later: float


def bias(world: made_up.World, seeds: Iterable[int], truth: Truth) -> Mapping[int, Bias]:
    """How far the figures are off where deals have speeds of their own, by stage."""
    off: dict[int, list[float]] = defaultdict(list)
    since, until = quarters.day_of(WINDOW) * DAY, (quarters.day_of(LAST) + 1) * DAY
    for seed in seeds:
        deals = made_up.deals(seed, MANY, FIRST, LAST, world)
        followed = [Stays(each) for each in stays_by_stage(deals, since, None, until)]
        for place, counts in enumerate(stays_by_stage(deals, since, until)):
            if place:
                off[place].append(100 * (Stays(counts).share(ON, 30) - followed[place].share(ON, 30)))
    return {
        place: Bias(
            sum(each) / len(each),
            100 * (truth.begun_in_window[place].share(ON, 30) - truth.stays[place].share(ON, 30)),
        )
        for place, each in off.items()
    }


def _main() -> None:
    parser = argparse.ArgumentParser(description="Hold the intervals against the truth.")
    parser.add_argument("--runs", type=int, default=300)
    said = parser.parse_args()
    world, tally = made_up.World(), Tally()
    truth = Truth(world)
    for seed in range(1000, 1000 + said.runs):
        run(seed, truth, world, tally)
    for figure in ("share", "median", "calls", "cycle"):
        found = tally.coverage(figure)
        worst = min(found, key=lambda cell: found[cell])
        mean = sum(found.values()) / len(found)
        print(f"{figure}: {len(found)} cells, mean {mean:.3f}, least {found[worst]:.3f} {tuple(worst)[1:]}")
    for spread in (0.4, 0.8):
        own = made_up.World(own_speed=spread)
        off = bias(own, range(5000, 5000 + said.runs // 5), Truth(own))
        for name in Bias._fields:
            points = [round(getattr(each, name), 1) for each in off.values()]
            print(f"deals of their own speed ({spread}), points by stage, {name}: {points}")


if __name__ == "__main__":
    _main()
