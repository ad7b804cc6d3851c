"""Where deals begin and end that a history doesn't tell: what `--deals` says of them, and what changes say of before.

Some exports hold changes alone: their first row of a deal is no beginning. `--deals` completes them; a deal that isn't
in it began nobody knows when, which is written as the first second of 1970.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.measure import moments
from nextcall.measure.formats import DEALS, recognised
from nextcall.measure.problem import MeasureError
from nextcall.measure.quarters import DAY
from nextcall.measure.row_sql import DELETED, is_true, key
from nextcall.measure.stage_names import ENDINGS
from nextcall.measure.tables import number, run
from nextcall.model import Closed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from nextcall.measure.formats import Recognised
    from nextcall.measure.record import Exports
    from nextcall.measure.stage_names import StageNames
    from nextcall.measure.tables import Table

TABLES = (
    "CREATE TABLE firsts (deal BIGINT, seconds BIGINT, place INTEGER)",
    "CREATE TABLE dealt (deal BIGINT, created BIGINT, place INTEGER, closed BIGINT, ending INTEGER)",
)
"""The place from which a deal's first change went, 0 for one that nobody knows; and what `--deals` says."""


class Beginnings:
    """Completes `history`; what it sets aside is in `counted`."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: StageNames, exports: Exports) -> None:
        """Nothing is counted yet."""
        self._connection = connection
        self._names = names
        self._exports = exports
        self.counted = dict.fromkeys(("rows_unmatched", "rows_unreadable", "rows_deleted"), 0)

    def complete(self, table: Table | None, first: int, *, whole: bool) -> int:
        """Complete histories by the deals, if there are any, and return the first second of the record.

        That is `first`, but where changes alone were told and none was forgotten, as `whole` says: then the day on
        which the first deal was created.

        Raises:
            MeasureError: The deals can't be read.
        """
        if table is not None:
            self._read(recognised(table, DEALS, self._exports.columns))
            created = number(self._connection, "SELECT MIN(created) FROM dealt") // DAY * DAY
            first = min(first, created) if whole and created else first
        self._begin()
        self._add_silent(first)
        lost = self._names.ending(Closed.LOST)
        self._connection.execute(f"""
          UPDATE history SET place = dealt.ending FROM dealt
          WHERE dealt.deal = history.deal AND history.place = {lost} AND dealt.ending > {lost}""")  # noqa: S608 (a number)
        return first

    def _read(self, deals: Recognised) -> None:
        """What each deal says of itself, in `dealt`; deleted ones are taken out of the history."""
        # Pipedrive's times are of UTC and say so by nothing.
        zone = self._exports.zone or ("UTC" if deals.format.name.startswith("Pipedrive") else None)
        created = moments.seconds(deals.sql("created"), deals.type("created"), zone)
        closed = "CAST(NULL AS BIGINT)"
        if deals.has("closed"):
            closed = moments.seconds(deals.sql("closed"), deals.type("closed"), zone)
        self._make_reasons()
        last = self._names.open_places
        sql = f"""
          CREATE OR REPLACE TABLE told AS
          SELECT {key(deals.written("deal"))} AS deal, {created} AS created, {closed} AS closed,
            COALESCE(names.place, 0) AS place, COALESCE(because.ending, how.ending, 0) AS ending,
            {is_true(deals, "deleted")} OR COALESCE(lower({deals.text("ending")}) = 'deleted', false) AS deleted
          FROM {deals.table.scan}
          LEFT JOIN names ON names.name = {deals.text("stage")}
          LEFT JOIN reasons AS because ON because.name = lower({deals.text("reason")})
          LEFT JOIN reasons AS how ON how.name = lower({deals.text("ending")})"""  # noqa: S608 (our own names)
        self.counted["rows_unreadable"] += run(self._connection, sql, deals.table)
        if number(self._connection, f"SELECT COUNT(*) FROM told WHERE {moments.UNZONED} IN (created, closed)"):  # noqa: S608 (a number)
            raise MeasureError(*moments.without_zone(deals.table.name))
        self.counted["rows_unreadable"] += number(
            self._connection,
            f"SELECT COUNT(*) FROM told WHERE deal IS NULL OR {moments.unreadable('created')}",  # noqa: S608 (our own names)
        )
        self._connection.execute(f"""
          UPDATE history SET place = {DELETED} FROM told
          WHERE told.deal = history.deal AND told.deleted AND history.place >= 0""")  # noqa: S608 (a number)
        self.counted["rows_deleted"] += number(self._connection, "SELECT COUNT(*) FROM told WHERE deleted")
        self._connection.execute(f"""
          INSERT INTO dealt SELECT deal, MIN(created), MAX(place), MAX(closed),
            MAX(CASE WHEN ending > 0 THEN {last} + ending WHEN place > {last} THEN place ELSE 0 END)
          FROM told WHERE deal IS NOT NULL AND NOT {moments.unreadable("created")} AND NOT deleted GROUP BY deal""")  # noqa: S608 (a number)

    def _make_reasons(self) -> None:
        self._connection.execute("CREATE OR REPLACE TABLE reasons (name VARCHAR, ending INTEGER)")
        known: Mapping[str, Closed] = {closed.value: closed for closed in Closed} | {"no decision": Closed.NO_DECISION}
        said = {text.strip().casefold(): Closed(ending) for text, ending in self._exports.reasons.items()}
        for name, closed in ({**known, **said}).items():
            self._connection.execute("INSERT INTO reasons VALUES (?, ?)", [name, ENDINGS.index(closed) + 1])

    def _begin(self) -> None:
        """A row for the beginning of each deal that the history has, but not from its beginning on.

        The place is that from which the first change went; a deal that was in no open stage since has been in its own.
        One that was created with its first row gets a row beside it, so that it isn't taken for one that began before.
        """
        last = self._names.open_places
        self._connection.execute(f"""
          CREATE OR REPLACE TABLE seen AS
          SELECT deal, MIN(seconds) AS seconds, BOOL_OR(place BETWEEN 1 AND {last}) AS opened,
            arg_min(place, (seconds, place)) AS first_place
          FROM history WHERE place >= 0 GROUP BY deal""")  # noqa: S608 (a number)
        self._connection.execute(f"""
          INSERT INTO history
          SELECT seen.deal, CASE WHEN dealt.deal IS NULL THEN 0 ELSE LEAST(dealt.created, seen.seconds) END, CASE
            WHEN firsts.place BETWEEN 1 AND {last} THEN firsts.place
            WHEN NOT seen.opened AND dealt.place <= {last} THEN dealt.place
            ELSE 0 END, -1
          FROM seen
          LEFT JOIN dealt ON dealt.deal = seen.deal
          LEFT JOIN firsts ON firsts.deal = seen.deal AND firsts.seconds = seen.seconds
          WHERE CASE
            WHEN dealt.deal IS NULL THEN firsts.deal IS NOT NULL
            WHEN seen.first_place > 1 THEN dealt.created <= seen.seconds + 60
            ELSE dealt.created < seen.seconds - 60 END""")  # noqa: S608 (a number)

    def _add_silent(self, first: int) -> None:
        """Deals that the history has no row of, and their endings."""
        last = self._names.open_places
        self._connection.execute(f"""
          CREATE OR REPLACE TABLE silent AS
          SELECT dealt.deal, dealt.created, dealt.closed,
            CASE WHEN dealt.place > {last} THEN 0 ELSE dealt.place END AS place, dealt.ending
          FROM dealt
          WHERE dealt.deal NOT IN (SELECT deal FROM history WHERE deal IS NOT NULL)""")  # noqa: S608 (a number)
        ended = f"ending > {last} AND closed IS NULL AND created >= {first}"
        self.counted["rows_unmatched"] += number(self._connection, f"SELECT COUNT(*) FROM silent WHERE {ended}")  # noqa: S608 (numbers)
        self._connection.execute(f"""
          INSERT INTO history SELECT deal, created, place, -1 FROM silent WHERE NOT ({ended})
          UNION ALL SELECT deal, GREATEST(closed, created), ending, -1 FROM silent
          WHERE ending > {last} AND closed IS NOT NULL""")  # noqa: S608 (numbers)
