"""The core once more, in plain Python and without SQL: what the engines are held against. It shares nothing with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

DAY = 86_400

Row = tuple[int, int, int, int]
"""A deal, a second, a place, a close day."""


def stays_of(rows: Iterable[tuple[int, int, int]]) -> list[list[int]]:
    """A deal's stays as [place, from, hurried], of its rows (second, place, close day), those of a minute left out."""
    merged: list[list[int]] = []
    for second, place, _ in sorted(rows):
        if not merged or merged[-1][0] != place:
            merged.append([place, second, 0])
    kept: list[list[int]] = []
    for number, (place, second, _) in enumerate(merged):
        after = merged[number + 1][1] if number + 1 < len(merged) else None
        if after is None or after - second > 60:
            hurried = number > 0 and second - merged[number - 1][1] <= 60
            kept.append([place, second, int(hurried)])
    stays: list[list[int]] = []
    for each in kept:
        if not stays or stays[-1][0] != each[0]:
            stays.append(each)
    return stays


def histogram(  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 (it tells the same as the core, in one piece)
    history: Sequence[Row],
    calls: Sequence[tuple[int, int]],
    quarters: Sequence[tuple[int, int, int]],
    needed: Mapping[int, int],
    first: int,
    until: int,
    since: int,
) -> Counter[tuple[str, int, int, int]]:
    """The cells of the histogram; `needed` says of each open place whether every deal goes through it."""
    found: Counter[tuple[str, int, int, int]] = Counter()
    open_places = len(needed)
    by_deal: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    elsewhere: dict[int, int] = {}
    for deal, second, place, close in history:
        if place >= 0 and 0 <= second < until:
            by_deal[deal].append((second, place, close))
        elif place == -1 and 0 <= second < until:
            elsewhere[deal] = min(second, elsewhere.get(deal, second))

    def quarter(second: int) -> int | None:
        return next((q for q, opens, closes in quarters if opens <= second < closes), None)

    minutes: dict[int, list[int]] = defaultdict(list)
    movers: set[int] = set()
    for deal, unsorted in by_deal.items():
        rows = sorted(unsorted)
        pushes, place_before = 0, None
        changes = []
        for number, (second, place, close) in enumerate(rows):
            earlier = rows[number - 1][2] if number else -1
            if place <= open_places and close > earlier >= 0:
                pushes += 1
                if second >= since:
                    found["push", 0, 0, close - rows[number - 1][2]] += 1
            if place != place_before:
                changes.append((second, place))
                if second >= since:
                    minutes[second // 60].append(deal)
                    found["weekday", (second // DAY + 3) % 7, 0, 0] += 1
            place_before = place
        for (second, place), (after, _) in pairwise(changes):
            if 0 < place <= open_places and second >= since and after - second <= 60:
                found["together", 0, 0, 0] += 1
        began = rows[0][0]
        stays = stays_of(rows)
        if any(place > open_places for place, _, _ in stays[:-1]):
            found["reopened", 0, 0, 0] += 1
        last, ended, _ = stays[-1]
        ending = max(0, last - open_places)
        ended = ended if ending else until
        of_the_process = any(place <= open_places for _, place, _ in rows) or deal not in elsewhere
        passed_over = any(needed[each] for each in range(1, min(rows[0][1], open_places + 1)))
        unseen = (
            began < first
            or rows[0][1] > open_places
            or elsewhere.get(deal, began) < began
            or (began < first + 180 * DAY and passed_over)
        )
        if unseen:
            found["begun_before", 0, 0, 0] += of_the_process
        elif of_the_process:
            entered = quarter(began)
            if entered is not None:
                found["deal", entered, ending, (ended - began) // DAY] += 1
            won = quarter(ended) if ending == 1 else None
            if won is not None:
                found["won", won, 0, (ended - began) // DAY] += 1
                held = len({second for each, second in calls if each == deal and second <= ended})
                found["calls", won, held, 0] += 1
            if ended >= since and max(close for _, _, close in rows) >= 0:
                found["pushes", ending, pushes, 0] += 1
        for number, (place, second, _) in enumerate(stays):
            after = stays[number + 1] if number + 1 < len(stays) else None
            midway = unseen and began >= since and second <= began + 60
            if 0 < place <= open_places:
                if after is None:
                    outcome = 0
                elif after[0] == open_places + 1 or place < after[0] <= open_places:
                    outcome = 1
                else:
                    outcome = 3 if after[0] > open_places else 2
                days = ((after[1] if after else until) - second) // DAY
                if second >= since and second >= first and not midway:
                    found["stay", place, outcome, days] += 1
                if outcome == 0 and not midway:
                    found["now", place, 0, days] += 1
                if after and after[0] <= open_places + 1 and after[1] >= since and after[1] >= first and after[0] > 0:
                    between = sum(needed[each] for each in range(place + 1, min(after[0], open_places + 1)))
                    kind = 4 if after[0] < place else 2 if after[2] else 3 if between else 1
                    found["move", kind, 0, 0] += 1
                    movers.add(deal)
    for in_it in minutes.values():
        if len(set(in_it)) >= 10:
            found["bulk", 0, 0, 0] += len(in_it)
    found["moved", 0, 0, 0] += len(movers)
    found["first_day", 0, 0, first // DAY] += 1
    found["last_day", 0, 0, (until - 1) // DAY] += 1
    return +found
