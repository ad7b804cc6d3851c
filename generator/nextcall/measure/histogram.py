"""What the core gives back: how many deals, stays and changes there are of each kind and length. No deal is in it.

It is small whatever the history's size, so everything after it is plain Python. Its rows say which figure they are for:

`deal` (quarter of entry, ending, days until then) · `won` (quarter, 0, days of the cycle) · `calls` (quarter, calls) ·
`stay` (place, outcome, days) and `now` (place, 0, days), the open ones · `move` (kind) and `moved`, the deals behind ·
`pushes` (ending, pushes) and `push` (0, 0, days) · `weekday` (0 for Monday) · `bulk`, `together`, `reopened`,
`begun_before` · `first_day` and `last_day` of the record, since 1970.
"""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TextIO

from nextcall.measure.problem import MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

HEADS = ("figure", "part", "kind", "whole_days", "deals")
_LARGEST = 50_000_000  # bytes: a thousand times what any has
_LAST_DAY = 2_932_896  # of the year 9999
_MOST = 10**12
_QUARTERS = range(4 * 1970, 4 * 10_000)
_PARTS = {
    "deal": _QUARTERS, "won": _QUARTERS, "calls": _QUARTERS, "move": range(1, 5), "weekday": range(7),
    "pushes": range(5), "stay": range(1, _MOST), "now": range(1, _MOST),
}  # fmt: skip
_KINDS = {"deal": range(5), "stay": range(4), "now": range(1)}
"""What a part and a kind may be, where that isn't any number from 0 on."""


class Cell(NamedTuple):
    """How many there are of a kind, for a part (a quarter, a place), of so many whole days."""

    part: int
    kind: int
    days: int
    many: int


class Histogram:
    """The rows by figure."""

    def __init__(self, rows: Iterable[tuple[str, float, float, float, float]]) -> None:
        """`rows` are those that the core returns: figure, part, kind, whole days, deals."""
        found: dict[str, list[Cell]] = defaultdict(list)
        for figure, part, kind, days, deals in sorted(rows):
            if deals:
                found[figure].append(Cell(int(part), int(kind), int(days), int(deals)))
        self._cells = dict(found)

    def of(self, figure: str) -> list[Cell]:
        """The cells of a figure, in order."""
        return self._cells.get(figure, [])

    def total(self, figure: str) -> int:
        """How many there are in all cells of a figure."""
        return sum(cell.many for cell in self.of(figure))

    def counted(self, figure: str, *, parts: Iterable[int]) -> Mapping[tuple[int, int], int]:
        """The counts of some parts by kind and days."""
        wanted = frozenset(parts)
        found: Counter[tuple[int, int]] = Counter()
        for cell in self.of(figure):
            if cell.part in wanted:
                found[cell.kind, cell.days] += cell.many
        return found

    @cached_property
    def first_day(self) -> int:
        """The first day on which the record sees every deal, since 1970."""
        return self.of("first_day")[0].days

    @cached_property
    def last_day(self) -> int:
        """The last day of the record, since 1970."""
        return self.of("last_day")[0].days

    @classmethod
    def read(cls, path: Path) -> Histogram:
        """What an engine returned, as a CSV file.

        Raises:
            MeasureError: It is no such file.
        """
        try:
            if path.stat().st_size > _LARGEST:
                message = f"{path.name} is larger than {_LARGEST // 1_000_000} MB: it is no histogram"
                raise MeasureError(message)
            with path.open(encoding="utf-8-sig", newline="") as file:
                return cls(_read(path.name, file))
        except (UnicodeDecodeError, csv.Error):
            message = f"{path.name} is not a CSV file in UTF-8"
            raise MeasureError(message, _HOW) from None


_HOW = "a histogram is what the query of `nextcall measure PROCESS --sql DIALECT` returns, saved as CSV with its heads"


def _read(name: str, file: TextIO) -> list[tuple[str, float, float, float, float]]:
    delimiter = max(",;\t|", key=file.readline(1000).count)
    file.seek(0)
    rows = csv.reader(file, delimiter=delimiter)
    heads = [each.strip().lower() for each in next(rows, [])]
    if any(head not in heads for head in HEADS):
        message = f"{name} has not the columns {', '.join(HEADS)}"
        raise MeasureError(message, _HOW)
    places = [heads.index(head) for head in HEADS]
    found = []
    for number, row in enumerate(rows, 2):
        if not row:
            continue
        try:
            figure, *numbers = (row[place] for place in places)
            part, kind, days, deals = map(float, numbers)
            whole = all(each == int(each) for each in (part, kind, days, deals))  # OverflowError for inf
            whole = whole and _is_possible(figure, int(part), int(kind), int(days), int(deals))
        except (IndexError, ValueError, OverflowError):
            whole = False
        if not whole:
            message = f"{name}, line {number}, doesn't hold the whole numbers of a histogram"
            raise MeasureError(message, _HOW)
        found.append((figure, part, kind, days, deals))
    bounds = {row[0]: row[3] for row in found if row[0] in {"first_day", "last_day"} and row[4] == 1}
    if not bounds.get("first_day", _LAST_DAY) <= bounds.get("last_day", -1):
        message = f"{name} doesn't say from when to when its record goes, so it isn't whole"
        raise MeasureError(message, _HOW)
    return found


def _is_possible(figure: str, part: int, kind: int, days: int, deals: int) -> bool:
    """Whether a cell is one that the core can return."""
    anything = range(_MOST)
    return (
        part in _PARTS.get(figure, anything)
        and kind in _KINDS.get(figure, anything)
        and 0 <= days <= _LAST_DAY
        and 0 <= deals < _MOST
    )
