"""Exports → the tables that the core reads: history, calls, places, quarters. Everything set aside is counted.

Deals are keyed by a 64-bit hash of their ids, so that no engine sorts or compares text. Rows that can't be counted keep
a place below 0, which says why.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nextcall.measure import crm_json, meetings_calendar, moments, quarters
from nextcall.measure.formats import CALLS, DEALS, STAGES, Format, Recognised, recognised
from nextcall.measure.problem import MeasureError
from nextcall.measure.stage_names import ENDINGS
from nextcall.measure.tables import Table, beginning, is_calendar, is_json, opened, run
from nextcall.model import Closed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import duckdb

    from nextcall.measure.stage_names import StageNames

_UNMATCHED, _UNREADABLE, _DELETED, _UNZONED, _EMPTY = -1, -2, -3, -4, -5
"""Why a row is set aside; the last stands for a deal of `--deals` alone, which has no place yet."""

_MEMORY = "640MB"
_LONGEST_RECORD = 60  # quarters before the last
_TRUE = "('true', '1', 'yes', 't', 'y')"
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

    `unmatched` are the stages that are none of the process, each with its rows.
    """

    until: int
    since: int
    source: str
    counted: Mapping[str, int]
    unmatched: tuple[tuple[str, int], ...]
    last_day: date


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

    def read(self, folder: Path, today: date) -> Record:
        """Read everything; `today` is the latest day that a row may be of.

        Raises:
            MeasureError: A file can't be read, or nothing in it can be counted.
        """
        self._make_tables()
        tables = [self._stages(path, folder) for path in self.exports.stages]
        if self.exports.deals is None and (blind := next((each for each in tables if _is_blind(each)), None)):
            message = f"{blind.table.name} ({blind.format.name}) has no row for a deal that never moved"
            hint = "give the deals too: --deals FILE with deal, created, stage and how they ended"
            raise MeasureError(message, hint)
        unmatched = self._fill(tables)
        self._count(tables)
        first = self._first_seconds(tables)
        if self.exports.deals is not None:
            self._complete(opened(self.connection, self.exports.deals, folder), first)
        if self.exports.calls:
            for path in self.exports.calls:
                self._calls(path, folder)
        last_day = self._last_day(today)
        return self._bounded(first, last_day, unmatched)

    def _make_tables(self) -> None:
        for statement in (
            "CREATE TABLE history (deal BIGINT, seconds BIGINT, place INTEGER, close_day INTEGER)",
            "CREATE TABLE firsts (deal BIGINT, seconds BIGINT, place INTEGER)",
            "CREATE TABLE calls (deal BIGINT, seconds BIGINT)",
            "CREATE TABLE names (name VARCHAR, place INTEGER)",
            "CREATE TABLE dealt (deal BIGINT, created BIGINT, place INTEGER, closed BIGINT, ending INTEGER)",
        ):
            self.connection.execute(statement)

    # -- histories -----------------------------------------------------------------------------------------------------

    def _stages(self, path: Path, folder: Path) -> Recognised:
        first = beginning(path)
        if is_calendar(first):
            message = f"{path.name} is a calendar"
            raise MeasureError(message, "give it to --calls; --stages takes histories of deals")
        if not is_json(first):
            return recognised(opened(self.connection, path, folder), STAGES, self.exports.columns)
        source, sees_beginnings, rows = crm_json.histories(path, crm_json.read(path))
        made = crm_json.write(folder / f"{len(list(folder.iterdir()))}.csv", crm_json.STAGE_HEADS, rows)
        table = opened(self.connection, made, folder)
        places = {name: number for number, name in enumerate(crm_json.STAGE_HEADS)}
        form = Format(source, STAGES, {}, (), sees_beginnings=sees_beginnings)
        return Recognised(Table(path.name, table.heads, table.types, table.scan), form, places)

    def _fill(self, tables: list[Recognised]) -> tuple[tuple[str, int], ...]:
        """The rows of all tables; a second time, where names turn up that only capitals tell from a known one."""
        known = dict(self.names.known)
        unmatched: dict[str, int] = {}
        for once_more in (True, False):
            self._name(known)
            self.connection.execute("DELETE FROM history")
            self.connection.execute("DELETE FROM firsts")
            self._broken = 0
            for each in tables:
                self._broken += self._insert(each)
            unmatched = self._unmatched(tables)
            alike = self.names.alike(unmatched)
            if not once_more or not alike:
                break
            known |= alike
        return tuple(sorted(unmatched.items()))

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
        only = ""
        if table.format.only is not None:
            only = f"WHERE lower({table.text('only')}) = '{table.format.only[1].lower()}'"
        rows = f"""
          SELECT {_key(table.written("deal"))} AS deal, {seconds} AS seconds, {table.written("stage")} AS stage,
            {close} AS close_day, {_is_true(table, "deleted")} AS deleted, {table.text("old")} AS old
          FROM {table.table.scan} {only}"""  # noqa: S608 (our own names)
        place = _set_aside("names.place")
        if not table.has("old"):
            sql = f"""
              INSERT INTO history SELECT deal, seconds, {place}, {moments.SOUND_DAY}
              FROM ({rows}) AS rows LEFT JOIN names ON names.name = rows.stage"""  # noqa: S608 (likewise)
            return run(self.connection, sql, table.table)
        self.connection.execute("DROP TABLE IF EXISTS changes")
        broken = run(self.connection, f"CREATE TABLE changes AS {rows}", table.table)
        self.connection.execute(f"""
          INSERT INTO history SELECT deal, seconds, {place}, {moments.SOUND_DAY}
          FROM changes AS rows LEFT JOIN names ON names.name = rows.stage""")  # noqa: S608 (likewise)
        self.connection.execute("""
          INSERT INTO firsts SELECT changes.deal, changes.seconds, COALESCE(names.place, 0)
          FROM changes LEFT JOIN names ON names.name = changes.old
          WHERE changes.seconds > 0 AND changes.deal IS NOT NULL AND NOT changes.deleted
          QUALIFY row_number() OVER (PARTITION BY changes.deal ORDER BY changes.seconds, names.place) = 1""")
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
          SELECT deal, unnest(CASE WHEN {ended} AND closed IS NOT NULL THEN [seconds, closed] ELSE [seconds] END),
            unnest(CASE WHEN {ended} AND closed IS NOT NULL THEN [0, place]
              WHEN {ended} THEN [{_UNREADABLE}] WHEN place > 0 THEN [0] ELSE [place] END), -1
          FROM (
            SELECT deal, seconds, closed, {_set_aside("names.place")} AS place
            FROM (
              SELECT {_key(table.written("deal"))} AS deal, {created} AS seconds, {closed} AS closed,
                {table.written("stage")} AS stage, false AS deleted
              FROM {table.table.scan}
            ) AS rows LEFT JOIN names ON names.name = rows.stage
          )"""  # noqa: S608 (our own names)
        return run(self.connection, sql, table.table)

    def _unmatched(self, tables: list[Recognised]) -> dict[str, int]:
        """The stages that have no place, with their rows: read once more, and only where there are any."""
        found: dict[str, int] = {}
        if not self._number(f"SELECT COUNT(*) FROM history WHERE place = {_UNMATCHED}"):  # noqa: S608 (a number)
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
        if counted.get(_UNZONED):
            message = f"{tables[0].table.name} has times without an offset from UTC"
            raise MeasureError(message, "say which clock they are of, such as --zone Europe/Berlin")
        self._counted["rows_unmatched"] = counted.get(_UNMATCHED, 0)
        self._counted["rows_unreadable"] = counted.get(_UNREADABLE, 0) + self._broken
        self._counted["rows_deleted"] = counted.get(_DELETED, 0)
        if self._number("SELECT COUNT(*) FROM history WHERE place >= 0"):
            for each in tables:
                self._sources[each.format.name or each.table.name] = None
            return
        name = tables[0].table.name
        if counted.get(_UNMATCHED):
            listed = self.names.listed(self._unmatched(tables).items())
            message = f"no row of {name} is of a stage of '{self.names.process.id}'"
            raise MeasureError(message, "say which is which with --stage 'NAME=id': " + ", ".join(listed))
        if counted.get(_UNREADABLE):
            message = f"no row of {name} has a deal and a time that can be read"
            raise MeasureError(message, "write times as 2026-03-01T10:15:00Z; 03/01/2026 can be read in two ways")
        message = f"{name} has no rows" if not counted else f"every row of {name} is of a deleted deal"
        raise MeasureError(message)

    def _first_seconds(self, tables: list[Recognised]) -> int:
        """The beginning of the first day of the record."""
        least = self._number("SELECT MIN(seconds) FROM history WHERE place >= 0")
        if any(each.format.sees_beginnings for each in tables) or not tables:
            return least // quarters.DAY * quarters.DAY
        return -(-least // quarters.DAY) * quarters.DAY  # the rest of a day on which a CRM began to forget

    # -- deals ---------------------------------------------------------------------------------------------------------

    def _complete(self, table: Table, first: int) -> None:
        """Beginnings that the history doesn't have, and endings that a reason tells."""
        deals = recognised(table, DEALS, self.exports.columns)
        created = moments.seconds(deals.sql("created"), deals.type("created"), self._zone_of(deals))
        closed = "CAST(NULL AS BIGINT)"
        if deals.has("closed"):
            closed = moments.seconds(deals.sql("closed"), deals.type("closed"), self._zone_of(deals))
        self._make_reasons()
        last = self.names.open_places
        sql = f"""
          CREATE OR REPLACE TABLE told AS
          SELECT {_key(deals.written("deal"))} AS deal, {created} AS created, {closed} AS closed,
            COALESCE(names.place, 0) AS place, {_is_true(deals, "deleted")} AS deleted,
            COALESCE(because.ending, how.ending, 0) AS ending
          FROM {table.scan}
          LEFT JOIN names ON names.name = {deals.text("stage")}
          LEFT JOIN reasons AS because ON because.name = lower({deals.text("reason")})
          LEFT JOIN reasons AS how ON how.name = lower({deals.text("ending")})"""  # noqa: S608 (our own names)
        self._counted["rows_unreadable"] += run(self.connection, sql, table)
        if self._number(f"SELECT COUNT(*) FROM told WHERE created = {moments.UNZONED}"):  # noqa: S608 (a number)
            message = f"{table.name} has times without an offset from UTC"
            raise MeasureError(message, "say which clock they are of, such as --zone Europe/Berlin")
        self._counted["rows_unreadable"] += self._number(
            f"SELECT COUNT(*) FROM told WHERE deal IS NULL OR {moments.unreadable('created')}"  # noqa: S608 (our own names)
        )
        self.connection.execute(f"""
          UPDATE history SET place = {_DELETED} FROM told
          WHERE told.deal = history.deal AND told.deleted AND history.place >= 0""")  # noqa: S608 (a number)
        self._counted["rows_deleted"] += self._number("SELECT COUNT(*) FROM told WHERE deleted")
        self.connection.execute(f"""
          INSERT INTO dealt SELECT deal, MIN(created), MAX(place), MAX(closed),
            MAX(CASE WHEN ending > 0 THEN {last} + ending WHEN place > {last} THEN place ELSE 0 END)
          FROM told WHERE deal IS NOT NULL AND NOT {moments.unreadable("created")} AND NOT deleted GROUP BY deal""")  # noqa: S608 (a number)
        self._begin(first)
        lost = self.names.ending(Closed.LOST)
        self.connection.execute(f"""
          UPDATE history SET place = dealt.ending FROM dealt
          WHERE dealt.deal = history.deal AND history.place = {lost} AND dealt.ending > {lost}""")  # noqa: S608 (a number)

    def _zone_of(self, deals: Recognised) -> str | None:
        """Pipedrive's times are of UTC and say so by nothing."""
        return self.exports.zone or ("UTC" if deals.format.name.startswith("Pipedrive") else None)

    def _make_reasons(self) -> None:
        self.connection.execute("CREATE OR REPLACE TABLE reasons (name VARCHAR, ending INTEGER)")
        known = {closed.value: closed for closed in Closed} | {"no decision": Closed.NO_DECISION}
        said = {text.strip().casefold(): Closed(ending) for text, ending in self.exports.reasons.items()}
        for name, closed in (known | said).items():
            self.connection.execute("INSERT INTO reasons VALUES (?, ?)", [name, ENDINGS.index(closed) + 1])

    def _begin(self, first: int) -> None:
        """A row for the beginning of each deal whose first row is later; endings of deals that have no row at all.

        The place is that from which the first change went; a deal that was in no open stage since has been in its own.
        """
        last = self.names.open_places
        self.connection.execute(f"""
          CREATE OR REPLACE TABLE seen AS
          SELECT deal, MIN(seconds) AS seconds, BOOL_OR(place BETWEEN 1 AND {last}) AS opened
          FROM history WHERE place >= 0 GROUP BY deal""")  # noqa: S608 (a number)
        self.connection.execute(f"""
          INSERT INTO history SELECT deal, created, place, -1
          FROM (
            SELECT dealt.deal, dealt.created, CASE
              WHEN firsts.place > 0 THEN firsts.place
              WHEN NOT seen.opened AND dealt.place <= {last} THEN dealt.place
              ELSE 0 END AS place
            FROM dealt
            INNER JOIN seen ON seen.deal = dealt.deal
            LEFT JOIN firsts ON firsts.deal = dealt.deal
            WHERE dealt.created < seen.seconds - 60
          ) WHERE place <= {last}""")  # noqa: S608 (a number)
        self.connection.execute(f"""
          CREATE OR REPLACE TABLE silent AS
          SELECT dealt.deal, dealt.created, dealt.closed,
            CASE WHEN dealt.place > {last} THEN 0 ELSE dealt.place END AS place, dealt.ending
          FROM dealt
          WHERE dealt.deal NOT IN (SELECT deal FROM history WHERE deal IS NOT NULL)""")  # noqa: S608 (a number)
        ended = f"ending > {last} AND closed IS NULL AND created >= {first}"
        self._counted["rows_unmatched"] += self._number(f"SELECT COUNT(*) FROM silent WHERE {ended}")  # noqa: S608
        self.connection.execute(f"""
          INSERT INTO history SELECT deal, created, place, -1 FROM silent WHERE NOT ({ended})
          UNION ALL SELECT deal, closed, ending, -1 FROM silent WHERE ending > {last} AND closed > created""")  # noqa: S608

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
            made = crm_json.write(folder / f"{len(list(folder.iterdir()))}.csv", crm_json.CALL_HEADS, rows)
            places = {name: number for number, name in enumerate(crm_json.CALL_HEADS)}
            found = Recognised(opened(self.connection, made, folder), Format(source, CALLS, {}, ()), places)
        else:
            found = recognised(opened(self.connection, path, folder), CALLS, self.exports.columns)
        self._insert_calls(path, found, only_known=is_calendar(first))

    def _insert_calls(self, path: Path, table: Recognised, *, only_known: bool) -> None:
        seconds = moments.seconds(table.sql("time"), table.type("time"), self.exports.zone)
        aside = f"({_is_true(table, 'deleted')} OR {_is_true(table, 'again')} OR {_is_not_held(table)})"
        sql = f"""
          CREATE OR REPLACE TABLE held AS
          SELECT {_key("one")} AS deal, {seconds} AS seconds
          FROM (
            SELECT *, unnest(string_split({table.text("deal")}, ';')) AS one FROM {table.table.scan} WHERE NOT {aside}
          )
          WHERE trim(one) <> ''"""  # noqa: S608 (our own names)
        self._counted["rows_unreadable"] += run(self.connection, sql, table.table)
        if self._number(f"SELECT COUNT(*) FROM held WHERE seconds = {moments.UNZONED}"):  # noqa: S608 (a number)
            message = f"{path.name} has times without an offset from UTC"
            raise MeasureError(message, "say which clock they are of, such as --zone Europe/Berlin")
        self._counted["rows_unreadable"] += self._number(
            f"SELECT COUNT(*) FROM held WHERE deal IS NULL OR {moments.unreadable('seconds')}"  # noqa: S608 (our own names)
        )
        known = "deal IN (SELECT deal FROM history)"
        unknown = self._number(f"SELECT COUNT(*) FROM held WHERE NOT ({known})")  # noqa: S608 (our own words)
        if not only_known:
            self._counted["calls_unmatched"] = self._counted.get("calls_unmatched", 0) + unknown
        self.connection.execute(f"""
          INSERT INTO calls SELECT {"DISTINCT " if only_known else ""}deal, seconds
          FROM held WHERE NOT {moments.unreadable("seconds")} AND {known}""")  # noqa: S608 (likewise)
        self._sources[table.format.name or table.table.name] = None

    # -- bounds --------------------------------------------------------------------------------------------------------

    def _last_day(self, today: date) -> date:
        """The last day of the record: that which was said, else the last that a row is of, up to today."""
        if self.exports.as_of is not None:
            return self.exports.as_of
        until = (quarters.day_of(today) + 1) * quarters.DAY
        last = self._number(f"SELECT MAX(seconds) FROM history WHERE place >= 0 AND seconds < {until}")  # noqa: S608
        return quarters.date_of(last // quarters.DAY)

    def _bounded(self, first: int, last_day: date, unmatched: tuple[tuple[str, int], ...]) -> Record:
        after = (quarters.day_of(last_day) + 1) * quarters.DAY
        self._counted["after_as_of"] = self._number(
            f"SELECT COUNT(*) FROM history WHERE place >= 0 AND seconds >= {after}"  # noqa: S608 (a number)
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
        return Record(until, since, "; ".join(self._sources), dict(self._counted), unmatched, last_day)

    def _number(self, sql: str) -> int:
        row = self.connection.execute(sql).fetchone()
        return int(row[0] or 0) if row else 0


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


def _is_blind(table: Recognised) -> bool:
    return not table.format.sees_beginnings


def _key(text: str) -> str:
    """A deal's key. Salesforce writes the same id with 15 characters or with 18, whose last three say nothing more.

    Blanks are looked for before they are taken away, for that costs more than all the rest.
    """
    padded = f"(prefix({text}, ' ') OR suffix({text}, ' '))"

    def short(of: str) -> str:
        return f"CASE WHEN strlen({of}) = 18 AND prefix({of}, '006') THEN substring({of}, 1, 15) ELSE {of} END"

    plain = f"CASE WHEN {padded} THEN {short(f'trim({text})')} ELSE {short(text)} END"
    return f"CASE WHEN NOT {padded} AND {text} <> '' OR trim({text}) <> '' THEN CAST(hash({plain}) >> 1 AS BIGINT) END"


def _set_aside(place: str) -> str:
    """The place of a row, or why it has none."""
    return f"""CASE
      WHEN deleted THEN {_DELETED}
      WHEN seconds = {moments.UNZONED} THEN {_UNZONED}
      WHEN deal IS NULL OR {moments.unreadable("seconds")} THEN {_UNREADABLE}
      ELSE COALESCE({place}, {_UNMATCHED}) END"""


def _is_true(table: Recognised, column: str) -> str:
    if not table.has(column):
        return "false"
    said = f"COALESCE(lower({table.text(column)}) IN {_TRUE}, false)"
    return f"CASE WHEN {table.written(column)} = 'false' THEN false ELSE {said} END"


def _is_not_held(table: Recognised) -> str:
    return f"COALESCE(lower({table.text('outcome')}) IN {_NOT_HELD}, false)" if table.has("outcome") else "false"


def temporary() -> tempfile.TemporaryDirectory[str]:
    """A folder for what has to be copied or spilled, which goes when it is closed."""
    return tempfile.TemporaryDirectory(prefix="nextcall-measure-", ignore_cleanup_errors=True)
