"""Runs the core on DuckDB, or writes it for another engine with its head: what makes epochs of that engine's times.

The core is one file, `core.sql`, and only it is translated, by sqlglot; values are put into its syntax tree. Heads are
written by hand, for engines differ in functions of time and in hashes. On DuckDB, Spark and Postgres the whole was run
and gives equal histograms; for the others it was compiled, not run.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nextcall.measure.histogram import Histogram
from nextcall.measure.problem import MeasureError
from nextcall.measure.record import bounds, place_rows, quarter_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from nextcall.measure.record import Record
    from nextcall.measure.stage_names import StageNames


class Head(NamedTuple):
    """How an engine makes a deal's key, epoch seconds and epoch days; `{}` stands for the column."""

    key: str
    seconds: str
    day: str


HEADS: Mapping[str, Head] = {
    "duckdb": Head(
        "CAST(hash({}) >> 1 AS BIGINT)", "CAST(FLOOR(EPOCH({})) AS BIGINT)", "CAST({} AS DATE) - DATE '1970-01-01'"
    ),
    "postgres": Head(
        "HASHTEXTEXTENDED({}, 0)",
        "CAST(FLOOR(EXTRACT(EPOCH FROM {})) AS BIGINT)",
        "CAST({} AS DATE) - DATE '1970-01-01'",
    ),
    "spark": Head("XXHASH64({})", "UNIX_TIMESTAMP({})", "DATEDIFF(CAST({} AS DATE), DATE '1970-01-01')"),
    "databricks": Head("XXHASH64({})", "UNIX_TIMESTAMP({})", "DATEDIFF(CAST({} AS DATE), DATE '1970-01-01')"),
    "snowflake": Head(
        "HASH({})",
        "DATE_PART(EPOCH_SECOND, {})",
        "DATEDIFF(DAY, CAST('1970-01-01' AS DATE), CAST({} AS DATE))",
    ),
    "bigquery": Head("FARM_FINGERPRINT({})", "UNIX_SECONDS({})", "UNIX_DATE(CAST({} AS DATE))"),
    "trino": Head(
        "FROM_BIG_ENDIAN_64(XXHASH64(TO_UTF8({})))",
        "CAST(FLOOR(TO_UNIXTIME({})) AS BIGINT)",
        "DATE_DIFF('day', DATE '1970-01-01', CAST({} AS DATE))",
    ),
    "redshift": Head(
        "FARMFINGERPRINT64({})",
        "CAST(EXTRACT(EPOCH FROM {}) AS BIGINT)",
        "DATEDIFF(DAY, CAST('1970-01-01' AS DATE), CAST({} AS DATE))",
    ),
}
"""The engines that the core is written for."""

_TABLES = """\
-- The history of stages and the calls of the process '{process}', up to {until}. Put your own tables and columns in
-- the two queries below, without deleted deals: each row of stage_changes is a deal, its stage from then on, the time
-- (with its zone) and the close date; each row of held_calls a deal and a time. Without calls, leave WHERE 1 = 0. Save
-- what it returns as CSV: nextcall measure {process} --histogram FILE
WITH stage_changes AS (
  SELECT OpportunityId AS deal, StageName AS stage, CreatedDate AS changed_on, CloseDate AS close_on
  FROM OpportunityHistory
),
held_calls AS (
  SELECT WhatId AS deal, StartDateTime AS held_on FROM Event WHERE 1 = 0
),
"""

_WITH_VALUES = frozenset(HEADS) - {"bigquery", "redshift"}
"""The engines that take a table of literals; the others get a query for each row."""

_LISTED = """\
  SELECT * FROM (VALUES
    {rows}
  ) AS listed ({columns})"""

_HEAD = """\
{tables}names AS (
{names}
),
history AS (
  SELECT
    {deal} AS deal,
    {seconds} AS seconds,
    COALESCE(names.place, -1) AS place,
    COALESCE({close}, -1) AS close_day
  FROM stage_changes
  LEFT JOIN names ON names.name = stage_changes.stage
),
calls AS (
  SELECT {called} AS deal, {held} AS seconds FROM held_calls
),
places AS (
{places}
),
quarters AS (
{quarters}
),
recorded AS (
  SELECT MIN(seconds) - MOD(MIN(seconds), 86400) AS first_seconds
  FROM history
  WHERE place >= 0 AND seconds >= 0
),
"""


def count(connection: duckdb.DuckDBPyConnection, record: Record, names: StageNames) -> Histogram:
    """The histogram of a record whose tables are made.

    Raises:
        MeasureError: There isn't memory enough.
    """
    import duckdb  # noqa: PLC0415 (an extra)

    given = {"until": record.until, "since": record.since, "open_places": names.open_places}
    try:
        return Histogram(connection.execute(_core(), given).fetchall())
    except duckdb.OutOfMemoryException:
        message = "there isn't memory enough to measure this record"
        raise MeasureError(message, "measure on the engine that holds the history: --sql") from None


def written(dialect: str, names: StageNames, last_quarter: int, until: str) -> str:
    """The whole query for an engine; `until` is the last day of the last quarter, as people read it.

    Raises:
        MeasureError: sqlglot is not installed.
    """
    try:
        import sqlglot  # noqa: PLC0415 (an extra)
        from sqlglot import exp  # noqa: PLC0415 (likewise)
    except ImportError:
        message = "sqlglot, which writes the query, is not installed"
        raise MeasureError(message, "install it with: pip install 'nextcall[measure]'") from None
    until_seconds, since = bounds(last_quarter)
    given = {"until": until_seconds, "since": since, "open_places": names.open_places}
    tree = sqlglot.parse_one(_core(), read="duckdb")
    for place in [*tree.find_all(exp.Parameter), *tree.find_all(exp.Placeholder)]:
        place.replace(exp.Literal.number(given[place.name]))
    body = tree.sql(dialect=dialect, pretty=True, comments=False)
    return f"{_head(dialect, names, last_quarter, until)}{body.removeprefix('WITH ')}\n"


def _head(dialect: str, names: StageNames, last_quarter: int, until: str) -> str:
    from sqlglot import exp  # noqa: PLC0415 (an extra)

    head = HEADS[dialect]

    def literal(value: str | int) -> str:
        made = exp.Literal.string(value) if isinstance(value, str) else exp.Literal.number(value)
        return made.sql(dialect=dialect)

    def rows(columns: tuple[str, ...], values: list[tuple[str | int, ...]]) -> str:
        literals = [[literal(each) for each in row] for row in values]
        if dialect in _WITH_VALUES:
            listed = ",\n    ".join(f"({', '.join(row)})" for row in literals)
            return _LISTED.format(rows=listed, columns=", ".join(columns))
        named = ([f"{each} AS {column}" for each, column in zip(row, columns, strict=True)] for row in literals)
        return "\n  UNION ALL\n".join(f"  SELECT {', '.join(row)}" for row in named)

    keys = head.key.format("stage_changes.deal"), head.key.format("held_calls.deal")
    seconds = head.seconds.format("stage_changes.changed_on"), head.seconds.format("held_calls.held_on")
    return _HEAD.format(
        tables=_TABLES.format(process=names.process.id, until=until),
        names=rows(("name", "place"), list(names.known.items())),
        deal=keys[0],
        seconds=seconds[0],
        close=head.day.format("stage_changes.close_on"),
        called=keys[1],
        held=seconds[1],
        places=rows(("place", "needed", "needed_before"), list(place_rows(names))),
        quarters=rows(("q", "opens", "closes"), list(quarter_rows(last_quarter))),
    )


@cache
def _core() -> str:
    return (Path(__file__).resolve().parent / "core.sql").read_text(encoding="utf-8")
