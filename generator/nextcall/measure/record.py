"""Exports → the tables that the core reads: history, calls, places, quarters. Everything set aside is counted.

Rows that can't be counted keep a place below 0, which says why (`row_sql`).
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nextcall.measure import beginnings, close_dates, crm_json, meetings_calendar, moments, quarters
from nextcall.measure.formats import CALLS, STAGES, Format, Recognised, recognised
from nextcall.measure.problem import MeasureError
from nextcall.measure.row_sql import DELETED, UNMATCHED, UNREADABLE, UNZONED, is_true, key, place_of
from nextcall.measure.tables import Table, as_source, beginning, is_calendar, is_json, number, opened, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import duckdb

    from nextcall.measure.stage_names import StageNames

_MEMORY = "820MB"
_FEWEST_LISTED = 10  # rows
_LONGEST_RECORD = 60  # quarters before the last
_NOT_HELD = "('canceled', 'cancelled', 'no_show', 'no show', 'rescheduled')"


@dataclass(frozen=True, kw_only=True)
class Exports:
    """What somebody exported, and how to read it.

    `columns` says for what we call a column its head; `reasons` what a reason of the CRM means for how a deal ended.
    """

    stages: Sequence[Path]
    calls: Sequence[Path] = ()
    deals: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    as_of: date | None = None


@dataclass(frozen=True)
class Record:
    """The tables are made. `until` is the first second after the last whole quarter, `counted` the quality of the rows.

    `unmatched` are the stages that are none of the process, each with its rows; `remarks` what else to tell.
    """

    until: int
    since: int
    source: str
    counted: Mapping[str, int]
    unmatched: tuple[tuple[str, int], ...]
    last_day: date
    remarks: tuple[str, ...]


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB in memory, which loads nothing from anywhere and spills into a folder.

    Raises:
        MeasureError: It is not installed.
    """
    try:
        import duckdb  # noqa: PLC0415 (an extra)
    except ImportError:
        message = "measuring reads exports with DuckDB, which is not installed"
        raise MeasureError(message, "install it with: pip install 'nextcall[measure]'") from None
    settings: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": _MEMORY,
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": "false",
    }
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    return connection


class Reader:
    """Fills the tables of one connection from exports."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: StageNames, exports: Exports) -> None:
        """`names` are those of the process's stages."""
        self.connection = connection
        self.names = names
        self.exports = exports
        self._counted: dict[str, int] = dict.fromkeys(
            ("rows_unmatched", "rows_unreadable", "rows_deleted", "after_as_of"), 0
        )
        self._sources: dict[str, None] = {}
        self._broken = 0
        self._blind: list[Recognised] = []
        self._remarks: list[str] = []

    def read(self, folder: Path, today: date) -> Record:
        """Read everything; `today` is the latest day that a row may be of.

        Raises:
            MeasureError: A file can't be read, or nothing in it can be counted.
        """
        self._make_tables()
        tables = [self._stages(path, folder) for path in self.exports.stages]
        self._refuse_blind(each for each in tables if not each.format.sees_beginnings)
        unmatched = self._fill(tables)
        self._count(tables)
        self._refuse_blind(self._blind)
        whole = not any(each.format.sees_beginnings or each.format.forgets for each in tables)
        first = self._complete(folder, self._first_seconds(tables), whole=whole)
        close_dates.write_in(self.connection)
        self._miss_close_dates(tables)
        for path in self.exports.calls:
            self._calls(path, folder)
        last_day = self._last_day(today)
        return self._bounded(first, last_day, unmatched)

    def _make_tables(self) -> None:
        for statement in (
            "CREATE TABLE history (deal BIGINT, seconds BIGINT, place INTEGER, close_day INTEGER)",
            "CREATE TABLE calls (deal BIGINT, seconds BIGINT)",
            "CREATE TABLE names (name VARCHAR, place INTEGER)",
            *beginnings.TABLES,
            close_dates.TABLE,
        ):
            self.connection.execute(statement)

    def _refuse_blind(self, blind: Iterable[Recognised]) -> None:
        """Stop where changes alone are told, unless the deals are there, too."""
        for each in blind:
            if self.exports.deals is None:
                form = f" ({each.format.name})" if each.format.name else ""
                message = f"{each.table.name}{form} has no row for a deal that never moved"
                hint = "give the deals too: --deals FILE with deal, created, stage and how they ended"
                raise MeasureError(message, hint)

    def _miss_close_dates(self, tables: list[Recognised]) -> None:
        """Say where there should be close dates, and none can be read."""
        dated = [each.table.name for each in tables if each.has("close") and each.format.moves and not each.has("old")]
        if dated and not number(self.connection, "SELECT COUNT(*) FROM history WHERE close_day >= 0"):
            self._remarks.append(f"{dated[0]} has no close date that can be read, so pushes aren't counted")

    def _complete(self, folder: Path, first: int, *, whole: bool) -> int:
        """Beginnings that the histories don't have, and endings that the deals tell; the record's first second."""
        told = beginnings.Beginnings(self.connection, self.names, self.exports)
        deals = self.exports.deals
        table: Table | None
        if deals is not None and is_json(beginning(deals)):
            heads, rows = crm_json.deals(deals, crm_json.read(deals))
            table = self._written(deals, folder, heads, rows)
        else:
            table = None if deals is None else opened(self.connection, deals, folder)
        first = told.complete(table, first, whole=whole)
        for name, many in told.counted.items():
            self._counted[name] += many
        return first

    # -- histories -----------------------------------------------------------------------------------------------------

    def _stages(self, path: Path, folder: Path) -> Recognised:
        first = beginning(path)
        if is_calendar(first):
            message = f"{path.name} is a calendar"
            raise MeasureError(message, "give it to --calls; --stages takes histories of deals")
        if not is_json(first):
            return recognised(opened(self.connection, path, folder), STAGES, self.exports.columns)
        source, sees_beginnings, rows = crm_json.histories(path, crm_json.read(path))
        places = {name: number for number, name in enumerate(crm_json.STAGE_HEADS)}
        form = Format(source, STAGES, {}, (), sees_beginnings=sees_beginnings)
        if not sees_beginnings:
            form = replace(form, only=("only", "stage"), closes="close")
        return Recognised(self._written(path, folder, crm_json.STAGE_HEADS, rows), form, places)

    def _fill(self, tables: list[Recognised]) -> tuple[tuple[str, int], ...]:
        """The rows of all tables; a second time, where names turn up that only capitals tell from a known one."""
        known = dict(self.names.known)
        unmatched: dict[str, int] = {}
        for once_more in (True, False):
            self._name(known)
            for name in ("history", "firsts", "closes"):
                self.connection.execute(f"DELETE FROM {name}")  # noqa: S608 (our own names)
            self._broken = 0
            self._blind = []
            for each in tables:
                self._broken += self._insert(each)
            unmatched = self._unmatched(tables)
            alike = self.names.alike(unmatched)
            if not once_more or not alike:
                break
            known |= alike
        return tuple(sorted(_told(unmatched, tables).items()))

    def _name(self, known: Mapping[str, int]) -> None:
        self.connection.execute("DELETE FROM names")
        for start in range(0, len(known), 1000):
            rows = list(known.items())[start : start + 1000]
            values = ", ".join("(?, ?)" for _ in rows)
            given = [each for row in rows for each in row]
            self.connection.execute(f"INSERT INTO names VALUES {values}", given)  # noqa: S608 (question marks)

    def _insert(self, table: Recognised) -> int:
        """Add a table's rows; how many had more or fewer columns than heads."""
        if not table.format.moves:
            return self._insert_deals_alone(table)
        seconds = moments.seconds(table.sql("time"), table.type("time"), self.exports.zone)
        close = moments.day(table.sql("close"), table.type("close")) if table.has("close") else "-1"
        only, is_close = "", "false"
        if table.format.only is not None:
            kinds = [each.lower() for each in (table.format.only[1], table.format.closes) if each]
            only = f"WHERE lower({table.text('only')}) IN ({', '.join(map(repr, kinds))})"
            is_close = f"lower({table.text('only')}) = '{table.format.closes.lower()}'"
        rows = f"""
          SELECT {key(table.written("deal"))} AS deal, {seconds} AS seconds, {table.written("stage")} AS stage,
            {close} AS close_day, {is_true(table, "deleted")} AS deleted, {table.text("old")} AS old,
            {is_close} AS is_close
          FROM {table.table.scan} {only}"""  # noqa: S608 (our own names)
        counted = f"""
          INSERT INTO history SELECT deal, seconds, {place_of("names.place")}, {moments.SOUND_DAY}
          FROM {{}} LEFT JOIN names ON names.name = rows.stage"""  # noqa: S608 (likewise)
        if not table.has("old"):
            return run(self.connection, counted.format(f"({rows}) AS rows"), table.table)
        self.connection.execute("DROP TABLE IF EXISTS changes")
        broken = run(self.connection, f"CREATE TABLE changes AS {rows}", table.table)
        self.connection.execute(counted.format("(FROM changes WHERE NOT is_close) AS rows"))
        sound = f"changes.deal IS NOT NULL AND NOT changes.deleted AND NOT {moments.unreadable('changes.seconds')}"
        self.connection.execute(f"""
          INSERT INTO firsts SELECT deal, seconds, place FROM (
            SELECT changes.deal, changes.seconds, changes.old, COALESCE(names.place, 0) AS place
            FROM changes LEFT JOIN names ON names.name = changes.old
            WHERE NOT changes.is_close AND {sound}
            QUALIFY row_number() OVER (PARTITION BY changes.deal ORDER BY changes.seconds, names.place) = 1
          ) WHERE {"old <> ''" if table.format.sees_beginnings else "true"}""")  # noqa: S608 (likewise)
        self.connection.execute(f"""
          INSERT INTO closes SELECT deal, seconds, {moments.day("stage", "VARCHAR")}, {moments.day("old", "VARCHAR")}
          FROM changes WHERE is_close AND {sound}""")  # noqa: S608 (likewise)
        if not number(self.connection, "SELECT COUNT(*) FROM changes WHERE NOT is_close AND COALESCE(old, '') = ''"):
            self._blind.append(table)
        return broken

    def _insert_deals_alone(self, table: Recognised) -> int:
        """The beginning and the ending of each deal, without a place between them."""
        created = moments.seconds(table.sql("created"), table.type("created"), self.exports.zone)
        closed = "NULL"
        if table.has("closed"):
            closed = moments.seconds(table.sql("closed"), table.type("closed"), self.exports.zone)
        ended = f"place > {self.names.open_places}"
        sql = f"""
          INSERT INTO history
          SELECT deal, unnest(CASE WHEN {ended} AND closed IS NOT NULL THEN [seconds, GREATEST(seconds, closed)]
              ELSE [seconds] END),
            unnest(CASE WHEN {ended} AND closed IS NOT NULL THEN [0, place]
              WHEN {ended} THEN [{UNREADABLE}] WHEN place > 0 THEN [0] ELSE [place] END), -1
          FROM (
            SELECT deal, seconds, closed, {place_of("names.place")} AS place
            FROM (
              SELECT {key(table.written("deal"))} AS deal, {created} AS seconds, {closed} AS closed,
                {table.written("stage")} AS stage, false AS deleted
              FROM {table.table.scan}
            ) AS rows LEFT JOIN names ON names.name = rows.stage
          )"""  # noqa: S608 (our own names)
        return run(self.connection, sql, table.table)

    def _unmatched(self, tables: list[Recognised]) -> dict[str, int]:
        """The stages that have no place, with their rows: read once more, and only where there are any."""
        found: dict[str, int] = {}
        if not number(self.connection, f"SELECT COUNT(*) FROM history WHERE place = {UNMATCHED}"):  # noqa: S608 (a number)
            return found
        for each in tables:
            only = ""
            if each.format.only is not None:
                only = f"AND lower({each.text('only')}) = '{each.format.only[1].lower()}'"
            run(
                self.connection,
                f"""CREATE OR REPLACE TABLE others AS SELECT {each.written("stage")} AS name, COUNT(*) AS rows
                FROM {each.table.scan} WHERE {each.written("stage")} NOT IN (SELECT name FROM names) {only} GROUP BY 1
                ORDER BY 2 DESC, 1 LIMIT 100000""",  # noqa: S608 (our own names)
                each.table,
            )
            for name, rows in self.connection.execute("SELECT name, rows FROM others").fetchall():
                found[name] = found.get(name, 0) + rows
        return found

    def _count(self, tables: list[Recognised]) -> None:
        """What was set aside; an error where nothing is left, or where times need a zone."""
        counted = dict(
            self.connection.execute("SELECT place, COUNT(*) FROM history WHERE place < 0 GROUP BY 1").fetchall()
        )
        if counted.get(UNZONED):
            raise MeasureError(*moments.without_zone(" or ".join(dict.fromkeys(each.table.name for each in tables))))
        self._counted["rows_unmatched"] = counted.get(UNMATCHED, 0)
        self._counted["rows_unreadable"] = counted.get(UNREADABLE, 0) + self._broken
        self._counted["rows_deleted"] = counted.get(DELETED, 0)
        if number(self.connection, "SELECT COUNT(*) FROM history WHERE place >= 0"):
            for each in tables:
                self._sources[each.format.name or as_source(each.table.name)] = None
            return
        name = tables[0].table.name
        if counted.get(UNMATCHED):
            listed = self.names.listed(_told(self._unmatched(tables), tables).items())
            message = f"no row of {name} is of a stage of '{self.names.process.id}'"
            raise MeasureError(message, "say which is which with --stage 'NAME=id': " + ", ".join(listed))
        if counted.get(UNREADABLE):
            message = f"no row of {name} has a deal and a time that can be read"
            raise MeasureError(message, "write times as 2026-03-01T10:15:00Z; 03/01/2026 can be read in two ways")
        message = f"{name} has no rows" if not counted else f"every row of {name} is of a deleted deal"
        raise MeasureError(message)

    def _first_seconds(self, tables: list[Recognised]) -> int:
        """The beginning of the first day of the record."""
        least = number(self.connection, "SELECT MIN(seconds) FROM history WHERE place >= 0")
        if any(each.format.sees_beginnings for each in tables) or not tables:
            return least // quarters.DAY * quarters.DAY
        return -(-least // quarters.DAY) * quarters.DAY  # the rest of a day on which a CRM began to forget

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _calls(self, path: Path, folder: Path) -> None:
        first = beginning(path)
        found: Recognised
        if is_calendar(first) or is_json(first):
            if is_calendar(first):
                rows: list[tuple[str, ...]] = [
                    (*each, "") for each in meetings_calendar.events(path, self.exports.zone)
                ]
                source = "calendar"
            else:
                rows, source = crm_json.meetings(path, crm_json.read(path)), "HubSpot, meetings"
            table = self._written(path, folder, crm_json.CALL_HEADS, rows)
            places = {name: number for number, name in enumerate(crm_json.CALL_HEADS)}
            found = Recognised(table, Format(source, CALLS, {}, ()), places)
        else:
            found = recognised(opened(self.connection, path, folder), CALLS, self.exports.columns)
        self._insert_calls(path, found, only_known=is_calendar(first))

    def _insert_calls(self, path: Path, table: Recognised, *, only_known: bool) -> None:
        seconds = moments.seconds(table.sql("time"), table.type("time"), self.exports.zone)
        aside = f"({is_true(table, 'deleted')} OR {is_true(table, 'again')} OR {_is_not_held(table)})"
        sql = f"""
          CREATE OR REPLACE TABLE held AS
          SELECT {key("one")} AS deal, {seconds} AS seconds
          FROM (
            SELECT *, unnest(string_split({table.text("deal")}, ';')) AS one FROM {table.table.scan} WHERE NOT {aside}
          )
          WHERE trim(one) <> ''"""  # noqa: S608 (our own names)
        self._counted["rows_unreadable"] += run(self.connection, sql, table.table)
        if number(self.connection, f"SELECT COUNT(*) FROM held WHERE seconds = {moments.UNZONED}"):  # noqa: S608 (a number)
            raise MeasureError(*moments.without_zone(path.name))
        self._counted["rows_unreadable"] += number(
            self.connection,
            f"SELECT COUNT(*) FROM held WHERE deal IS NULL OR {moments.unreadable('seconds')}",  # noqa: S608 (our own names)
        )
        known = "deal IN (SELECT deal FROM history)"
        unknown = number(self.connection, f"SELECT COUNT(*) FROM held WHERE NOT ({known})")  # noqa: S608 (our own words)
        if not only_known:
            self._counted["calls_unmatched"] = self._counted.get("calls_unmatched", 0) + unknown
        self.connection.execute(f"""
          INSERT INTO calls SELECT {"DISTINCT " if only_known else ""}deal, seconds
          FROM held WHERE NOT {moments.unreadable("seconds")} AND {known}""")  # noqa: S608 (likewise)
        self._sources[table.format.name or as_source(table.table.name)] = None

    # -- bounds --------------------------------------------------------------------------------------------------------

    def _last_day(self, today: date) -> date:
        """The last day of the record: that which was said, else the last that a row is of, up to today."""
        if self.exports.as_of is not None:
            if self.exports.as_of > today:
                self._remarks.append(f"--as-of {self.exports.as_of} lies ahead: open deals count as watched until then")
            return self.exports.as_of
        until = (quarters.day_of(today) + 1) * quarters.DAY
        last = number(self.connection, f"SELECT MAX(seconds) FROM history WHERE place >= 0 AND seconds < {until}")  # noqa: S608
        return quarters.date_of(last // quarters.DAY)

    def _bounded(self, first: int, last_day: date, unmatched: tuple[tuple[str, int], ...]) -> Record:
        after = (quarters.day_of(last_day) + 1) * quarters.DAY
        self._counted["after_as_of"] = number(
            self.connection,
            f"SELECT COUNT(*) FROM history WHERE place >= 0 AND seconds >= {after}",  # noqa: S608 (a number)
        )
        last = quarters.last_whole(last_day)
        until, since = bounds(last)
        begins = quarters.first_day(quarters.quarter_of(quarters.date_of(first // quarters.DAY)))
        if begins * quarters.DAY >= until:
            message = f"the record goes from {quarters.date_of(first // quarters.DAY)} to {last_day}: no whole quarter"
            raise MeasureError(
                message, "say when it was drawn, if nothing has happened since the last row: --as-of DATE"
            )
        self.connection.execute("CREATE TABLE recorded AS SELECT CAST(? AS BIGINT) AS first_seconds", [first])
        for name, rows in (("quarters", quarter_rows(last)), ("places", place_rows(self.names))):
            columns = {"quarters": "q INTEGER, opens BIGINT, closes BIGINT"}.get(
                name, "place INTEGER, needed INTEGER, needed_before INTEGER"
            )
            self.connection.execute(f"CREATE TABLE {name} ({columns})")
            for start in range(0, len(rows), 1000):
                part = rows[start : start + 1000]
                values = ", ".join("(?, ?, ?)" for _ in part)
                given = [each for row in part for each in row]
                self.connection.execute(f"INSERT INTO {name} VALUES {values}", given)  # noqa: S608 (question marks)
        if not self.exports.calls:
            self._counted.pop("calls_unmatched", None)
        return Record(
            until, since, "; ".join(self._sources), dict(self._counted), unmatched, last_day, tuple(self._remarks)
        )

    def _written(self, path: Path, folder: Path, heads: crm_json.Row, rows: list[crm_json.Row]) -> Table:
        """Rows that were made of the file at `path`, as a table of its name."""
        return replace(opened(self.connection, crm_json.write(folder, heads, rows), folder), name=path.name)


def _told(unmatched: Mapping[str, int], tables: Iterable[Recognised]) -> Mapping[str, int]:
    """The names that may be listed: none of few rows where other fields, and so customers, may be among them."""
    if any(each.has("old") and each.format.only is None and not each.format.name for each in tables):
        return {name: rows for name, rows in unmatched.items() if rows >= _FEWEST_LISTED}
    return unmatched


def bounds(last: int) -> tuple[int, int]:
    """The first second after a quarter, and that of the four quarters which end with it."""
    return quarters.first_day(last + 1) * quarters.DAY, quarters.first_day(last - 3) * quarters.DAY


def quarter_rows(last: int) -> list[tuple[int, int, int]]:
    """Quarters up to the last, each with its first second and the first after it."""
    return [
        (each, quarters.first_day(each) * quarters.DAY, quarters.first_day(each + 1) * quarters.DAY)
        for each in range(last - _LONGEST_RECORD, last + 1)
    ]


def place_rows(names: StageNames) -> list[tuple[int, int, int]]:
    """Each open stage and the won deal: whether every deal goes through it, and how many such stages stand before."""
    rows, before = [], 0
    process = names.process
    for place, stage in enumerate(process.open_stages, 1):
        needed = not stage.optional and stage.applies_when is None and not process.alongside(stage)
        rows.append((place, int(needed), before))
        before += needed
    return [*rows, (names.open_places + 1, 0, before)]


def _is_not_held(table: Recognised) -> str:
    return f"COALESCE(lower({table.text('outcome')}) IN {_NOT_HELD}, false)" if table.has("outcome") else "false"


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for what has to be copied or spilled, which goes when it is closed."""
    return tempfile.TemporaryDirectory(prefix="nextcall-measure-", ignore_cleanup_errors=True)
