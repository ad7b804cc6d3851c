"""The whole way from exports, or from a histogram that an engine returned, to what was measured of a process."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nextcall.measure import core, quarters, receipts
from nextcall.measure.figures import results_of, settled_quarters
from nextcall.measure.histogram import Histogram
from nextcall.measure.problem import MeasureError
from nextcall.measure.receipts import Receipts
from nextcall.measure.record import Reader, connect, temporary
from nextcall.measure.suggestions import Missed, Suggestion, missed_targets, suggestions
from nextcall.measure.tables import as_source

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from nextcall.measure.record import Exports
    from nextcall.measure.stage_names import StageNames
    from nextcall.model import SalesProcess


@dataclass(frozen=True)
class Measured:
    """What was measured: `data` in the shape of `results/<id>.yaml`, and what to say of it beside.

    `unmatched` lists stages of the record that are none of the process. `settled` are the quarters whose long cycles
    the record sees, too; `remarks` what else to tell of how it was read.
    """

    process: SalesProcess
    data: dict[str, Any]
    histogram: Histogram
    suggestions: tuple[Suggestion, ...]
    missed: tuple[Missed, ...]
    unmatched: tuple[str, ...]
    settled: frozenset[int]
    incomplete_receipts: int = 0
    remarks: tuple[str, ...] = ()


def from_exports(names: StageNames, exports: Exports, receipt_files: Sequence[Path], today: date) -> Measured:
    """Measure what a CRM exported; no row may be of a later day than `today`.

    Raises:
        MeasureError: The exports can't be measured.
    """
    with temporary() as made:
        folder = Path(made)
        (folder / "spilled").mkdir()
        connection = connect(folder)
        try:
            record = Reader(connection, names, exports).read(folder, today)
            histogram = core.count(connection, record, names)
            found = receipts.read(connection, receipt_files, folder, exports.columns, exports.zone)
        finally:
            connection.close()
    data = results_of(names.process, histogram, source=record.source, counted=record.counted)
    measured = _measured(names.process, histogram, data, found, tuple(names.listed(record.unmatched)))
    return replace(measured, remarks=record.remarks)


def from_histogram(process: SalesProcess, path: Path) -> Measured:
    """Measure what another engine counted.

    Raises:
        MeasureError: The file is no histogram.
    """
    histogram = Histogram.read(path)
    if max((cell.part for cell in histogram.of("stay")), default=0) > len(process.open_stages):
        message = f"{path.name} was counted of a process with more stages than '{process.id}' has"
        raise MeasureError(message, f"write the query again: nextcall measure {process.id} --sql DIALECT")
    data = results_of(process, histogram, source=as_source(path.name))
    return _measured(process, histogram, data, Receipts(), ())


def _measured(
    process: SalesProcess, histogram: Histogram, data: dict[str, Any], found: Receipts, unmatched: tuple[str, ...]
) -> Measured:
    settled = settled_quarters(process, histogram)
    suggested = suggestions(process, histogram, settled, found)
    quality = data.pop("quality", {})
    if suggested:
        data["suggested"] = [each.data() for each in suggested]
    data["quality"] = quality
    missed = missed_targets(process, histogram)
    return Measured(process, data, histogram, suggested, missed, unmatched, settled, found.incomplete)


def query(dialect: str, names: StageNames, as_of: date) -> str:
    """The query that counts on another engine, of a record up to the last whole quarter before the end of a day.

    Raises:
        MeasureError: sqlglot is not installed.
    """
    last = quarters.last_whole(as_of)
    until = quarters.date_of(quarters.first_day(last + 1) - 1)
    return core.written(dialect, names, last, until.isoformat())


def baseline_source(measured: Measured) -> str:
    """Where a suggested baseline comes from, for people."""
    first = sorted(measured.settled)[: quarters.IN_A_YEAR]
    source = measured.data.get("source", "")
    return f"{source}, {quarters.name(first[0])} to {quarters.name(first[-1])}" if first else source
