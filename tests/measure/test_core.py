"""The core in SQL against the same in plain Python, on histories that are drawn to be awkward."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from nextcall.measure import quarters
from nextcall.measure.core import _core
from nextcall.measure.record import bounds, connect, place_rows, quarter_rows

from .reference import DAY, histogram

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.measure import StageNames

    from .reference import Row

LAST = quarters.named("2026-Q3")
UNTIL, SINCE = bounds(LAST)
FIRST = quarters.first_day(quarters.named("2025-Q1")) * DAY + 5 * DAY


def drawn(seed: int, many: int = 80) -> tuple[list[Row], list[tuple[int, int]]]:
    """Histories with equal times, changes within a minute, endings that aren't the last, rows outside the record."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    history: list[Row] = []
    calls: list[tuple[int, int]] = []
    review = UNTIL - 100 * DAY
    for deal in range(many):
        second = chance.randrange(FIRST - 60 * DAY, UNTIL + 5 * DAY)
        close = chance.choice([-1, second // DAY + 60])
        for number in range(chance.randrange(1, 12)):
            place = chance.choices([-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [1, 1, 6, 5, 4, 4, 3, 3, 3, 2, 2, 1])[0]
            if not number and chance.random() < 0.8:
                place = 1
            history.append((deal, second, place, close))
            second += chance.choice([0, 1, 59, 60, 61, 3600, DAY - 1, DAY, 9 * DAY, 31 * DAY])
            if chance.random() < 0.1:
                second = max(second, review)
            if close >= 0:
                close += chance.choice([0, 0, 0, 30, -7])
        calls += [(deal, chance.randrange(FIRST, UNTIL)) for _ in range(chance.randrange(6))] + calls[-1:]
    chance.shuffle(history)
    history += [(1000 + number, review, 1, -1) for number in range(12)]
    return history, calls


@pytest.mark.one_in(3)
@pytest.mark.parametrize("seed", range(12))
def test_the_core_counts_what_plain_python_counts(seed: int, names: StageNames, tmp_path: Path) -> None:
    history, calls = drawn(seed)
    connection = connect(tmp_path)
    places = place_rows(names)
    for name, columns, rows in (
        ("history", "deal BIGINT, seconds BIGINT, place INTEGER, close_day INTEGER", history),
        ("calls", "deal BIGINT, seconds BIGINT", calls),
        ("places", "place INTEGER, needed INTEGER, needed_before INTEGER", places),
        ("quarters", "q INTEGER, opens BIGINT, closes BIGINT", quarter_rows(LAST)),
        ("recorded", "first_seconds BIGINT", [(FIRST,)]),
    ):
        connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 (ours)
    given = {"until": UNTIL, "since": SINCE, "open_places": names.open_places}
    found: Counter[tuple[str, int, int, int]] = Counter()
    for figure, part, kind, days, deals in connection.execute(_core(), given).fetchall():
        found[figure, int(part), int(kind), int(days)] += int(deals)
    needed = {place: need for place, need, _ in places[:-1]}
    expected = histogram(history, calls, quarter_rows(LAST), needed, FIRST, UNTIL, SINCE)
    assert +found == expected
    assert {"deal", "won", "calls", "stay", "now", "move", "pushes", "push", "bulk", "together"} <= {
        figure for figure, *_ in expected
    }


def test_the_core_uses_nothing_that_engines_disagree_about() -> None:
    text = "\n".join(line.partition("--")[0] for line in _core().lower().splitlines())
    for avoided in (
        "date_diff", "epoch", "lower(", "arg_max", "group by all", "strptime", "ignore nulls", "as bigint", "extract",
        "interval", " at ", "date(", "timestamp",
    ):  # fmt: skip
        assert avoided not in text, avoided
