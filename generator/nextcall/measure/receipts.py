"""Receipts of activities: when each began and when it ended. One that lacks either time says nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from nextcall.measure import crm_json, moments
from nextcall.measure.formats import RECEIPTS, recognised
from nextcall.measure.problem import MeasureError
from nextcall.measure.quarters import DAY
from nextcall.measure.tables import beginning, is_json, opened, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from nextcall.model import Activity

_HEADS = ("activity", "began", "ended")
_MINUTE = 60


class Receipts:
    """How long activities took, in seconds, by activity and by how many of them took so long."""

    def __init__(self) -> None:
        """There are none yet."""
        self._seconds: dict[str, Counter[int]] = defaultdict(Counter)
        self.incomplete = 0

    def add(self, activity: str, seconds: int, many: int = 1) -> None:
        """Add receipts of an activity."""
        self._seconds[activity][seconds] += many

    def of(self, activity: Activity) -> Mapping[int, int]:
        """How long it took: whole minutes where it can be held in a call, else whole days; each with its number."""
        found: Counter[int] = Counter()
        for seconds, many in self._seconds.get(activity.id, {}).items():
            took = max(1, round(seconds / _MINUTE)) if activity.holdable else seconds // DAY
            found[took] += many
        return found


def read(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    folder: Path,
    columns: Mapping[str, str],
    zone: str | None,
) -> Receipts:
    """The receipts of files with the columns activity, began and ended.

    Raises:
        MeasureError: A file can't be read.
    """
    found = Receipts()
    for path in paths:
        table = opened(connection, _as_csv(path, folder), folder)
        receipts = recognised(table, RECEIPTS, columns)
        began, ended = (moments.seconds(receipts.sql(name), receipts.type(name), zone) for name in ("began", "ended"))
        run(
            connection,
            f"""CREATE OR REPLACE TABLE receipts AS
            SELECT activity, ended - began AS seconds, COUNT(*) AS many,
              BOOL_OR(began = {moments.UNZONED} OR ended = {moments.UNZONED}) AS unzoned
            FROM (
              SELECT {receipts.text("activity")} AS activity, {began} AS began, {ended} AS ended FROM {table.scan}
            ) GROUP BY ALL""",  # noqa: S608 (our own names)
            table,
        )
        for activity, seconds, many, unzoned in connection.execute("FROM receipts ORDER BY ALL").fetchall():
            if unzoned:
                raise MeasureError(*moments.without_zone(path.name))
            if seconds is None or seconds < 0 or not activity:
                found.incomplete += many
            else:
                found.add(activity, seconds, many)
    return found


def _as_csv(path: Path, folder: Path) -> Path:
    if not is_json(beginning(path)):
        return path
    rows = [tuple(str(each.get(name) or "") for name in _HEADS) for each in crm_json.read(path) if each.get("activity")]
    if not rows:
        message = f"{path.name} holds no receipts"
        raise MeasureError(message, "a receipt has activity, began and ended")
    return crm_json.write(folder, _HEADS, rows)
