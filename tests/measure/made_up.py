"""Makes up a history of deals, by a seed: the same seed makes the same deals, row for row. No deal of it ever was.

Each deal goes through six open stages. How long it stays in one is lognormal; how the stay ends (the next stage, one
passed over, the one before, lost, no decision) is drawn with it, and stays that end in no decision last longer. What
happens is not what is written down: some changes are written late, on the Friday after; a share of the late ones in one
minute for the whole team, and whatever happened meanwhile with them. Close dates are pushed when they pass. Calls are
held every few days; some won deals have none logged. `trend` makes stays shorter from year to year.

    python tests/measure/made_up.py DIR --seed 14 --deals 2200 --from 2023-01-01 --to 2026-09-30

writes OpportunityHistory.csv, Event.csv and Opportunity.csv into DIR. The example's results are made of these:
`nextcall measure new-business --stages DIR/OpportunityHistory.csv --calls DIR/Event.csv --deals DIR/Opportunity.csv \
--as-of 2026-09-30 --write`.
"""

from __future__ import annotations

import argparse
import csv
import math
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = 86_400
WON, LOST, NO_DECISION, DISQUALIFIED = 101, 102, 103, 104
"""Where a deal ends; open stages are 1, 2, … in their order."""


@dataclass(frozen=True)
class StageLaw:
    """How stays in a stage go: their median days and spread, and the chances of going on, back, or ending."""

    days: float
    spread: float
    back: float
    lost: float
    no_decision: float


LAWS = (
    StageLaw(9, 0.7, 0.0, 0.06, 0.18),
    StageLaw(14, 0.7, 0.08, 0.07, 0.14),
    StageLaw(12, 0.8, 0.09, 0.08, 0.12),
    StageLaw(22, 0.7, 0.08, 0.12, 0.10),
    StageLaw(12, 0.7, 0.06, 0.10, 0.10),
    StageLaw(14, 0.6, 0.05, 0.06, 0.05),
)
_SLOWER_WITHOUT_DECISION = 2.2
_PUSH = 30


@dataclass(frozen=True, kw_only=True)
class World:
    """What else goes on. Chances are of a change; `late`: to be written on Friday, `bulk`: in one minute of it."""

    laws: tuple[StageLaw, ...] = LAWS
    late: float = 0.25
    bulk: float = 0.4
    skip: float = 0.05
    trend: float = 0.0
    own_speed: float = 0.0
    calls_every: float = 7.0
    unlogged: float = 0.05


@dataclass
class Deal:
    """A deal as it is written down: rows of (second, place, close day), and the seconds of its calls."""

    number: int
    began: int
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)

    @property
    def salesforce_id(self) -> str:
        """Its id as Salesforce would write it, with 18 characters."""
        return f"006{self.number:012d}AAA"


def deals(seed: int, many: int, first: date, last: date, world: World | None = None) -> list[Deal]:
    """Deals that begin evenly between two days, whole, whenever they end."""
    world = world or World()
    chance = random.Random(seed)  # noqa: S311 (no secret)
    opens, closes = _second(first), _second(last + timedelta(days=1))
    return [_deal(chance, number, opens + int(chance.random() * (closes - opens)), world) for number in range(many)]


def until(made: Iterable[Deal], last: date) -> list[Deal]:
    """The deals as a record that ends with a day has them."""
    end = _second(last + timedelta(days=1))
    cut = [
        Deal(
            each.number,
            each.began,
            [row for row in each.rows if row[0] < end],
            [call for call in each.calls if call < end],
        )
        for each in made
    ]
    return [each for each in cut if each.rows]


def _second(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def _deal(chance: random.Random, number: int, began: int, world: World) -> Deal:
    deal = Deal(number, began)
    speed = math.exp(chance.gauss(0, world.own_speed)) if world.own_speed else 1.0
    happened = began
    place = 1
    close = began // DAY + 75 + int(chance.random() * 40)
    deal.rows.append((began, place, close))
    while place <= len(world.laws):
        law = world.laws[place - 1]
        years = (happened - _second(date(2023, 1, 1))) / (365 * DAY)
        scale = law.days * speed * (1 - world.trend) ** years
        drawn = chance.random()
        nothing = law.no_decision > drawn
        lasts = scale * math.exp(chance.gauss(0, law.spread)) * (_SLOWER_WITHOUT_DECISION if nothing else 1)
        happened += max(600, int(lasts * DAY))
        place = _next(chance, law, drawn, place, world)
        while close < happened // DAY:
            pushed_at = max(deal.rows[-1][0] + 3600, close * DAY + int(chance.random() * 8 * 3600))
            if pushed_at >= happened:
                break
            close += _PUSH
            deal.rows.append((pushed_at, deal.rows[-1][1], close))
        written = max(_written(chance, happened, world), deal.rows[-1][0] + 1)
        closing = written // DAY if place > len(world.laws) else close
        deal.rows.append((written, place, closing))
    deal.rows.sort(key=lambda row: row[0])
    if chance.random() >= world.unlogged:
        moment = began + int(chance.random() * 3 * DAY)
        while moment < happened:
            deal.calls.append(moment)
            moment += int(chance.expovariate(1 / (world.calls_every * DAY))) + 3600
    return deal


def _next(chance: random.Random, law: StageLaw, drawn: float, place: int, world: World) -> int:
    """Where a stay leads, by a number drawn for it."""
    for part, to in ((law.no_decision, NO_DECISION), (law.lost, LOST), (law.back, place - 1)):
        if drawn < part:
            return to
        drawn -= part
    further = place + (2 if chance.random() < world.skip and place + 1 < len(world.laws) else 1)
    return WON if further > len(world.laws) else further


def _written(chance: random.Random, happened: int, world: World) -> int:
    """When a change is written down: at once, on the Friday after, or in the minute of that Friday's review."""
    if chance.random() >= world.late:
        return happened
    day = happened // DAY
    friday = day + (4 - (day + 3)) % 7
    review = friday * DAY + 15 * 3600
    if review <= happened:
        review += 7 * DAY
    return review if chance.random() < world.bulk else review + 60 + int(chance.random() * 3600)


# -- as CRMs export them -----------------------------------------------------------------------------------------------

NAMES = {
    1: "1 - Discovery",
    2: "2 - Business case",
    3: "3 - Decision plan",
    4: "4 - Evaluation",
    5: "5 - Decision",
    6: "6 - Contract",
}
ENDS = {WON: "7 - Closed won", LOST: "8 - Closed lost", NO_DECISION: "9 - No decision", DISQUALIFIED: "8 - Closed lost"}


def iso(second: int) -> str:
    """A moment as Salesforce writes it."""
    return datetime.fromtimestamp(second, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _day(day: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=day)).isoformat()


def write_salesforce(folder: Path, made: Iterable[Deal], names: dict[int, str] | None = None) -> None:
    """OpportunityHistory.csv, Event.csv and Opportunity.csv; `names` are those of the stages."""
    said = {**NAMES, **ENDS, **(names or {})}
    made = list(made)
    _write(
        folder / "OpportunityHistory.csv",
        ("OpportunityId", "StageName", "CloseDate", "CreatedDate", "IsDeleted"),
        (
            (deal.salesforce_id, said[place], _day(close), iso(second), "false")
            for deal in made
            for second, place, close in deal.rows
        ),
    )
    _write(
        folder / "Event.csv",
        ("WhatId", "StartDateTime", "DurationInMinutes"),
        ((deal.salesforce_id, iso(call), "45") for deal in made for call in deal.calls),
    )
    _write(
        folder / "Opportunity.csv",
        ("Id", "CreatedDate", "StageName", "Loss_Reason__c"),
        (
            (
                deal.salesforce_id,
                iso(deal.began),
                said[deal.rows[-1][1]],
                "No decision" if deal.rows[-1][1] == NO_DECISION else "",
            )
            for deal in made
        ),
    )


def _write(path: Path, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(rows)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Make up a history of deals.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--deals", type=int, default=2200)
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2023, 1, 1))
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=date(2026, 9, 30))
    said = parser.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    made = deals(said.seed, said.deals, said.first, said.last, World(trend=0.1))
    write_salesforce(said.folder, until(made, said.last))


if __name__ == "__main__":
    _main()
