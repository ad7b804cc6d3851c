"""Close dates that an export tells apart from stages: each is written into the rows of its deal's history.

OpportunityFieldHistory and Pipedrive have a row for each field that changes. Where such an export tells of close dates,
a deal of which it tells none has never put its off. What is set in the minute before a change of stage is set with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.measure.tables import number

if TYPE_CHECKING:
    import duckdb

TABLE = "CREATE TABLE closes (deal BIGINT, seconds BIGINT, new_day INTEGER, old_day INTEGER)"
"""Each change of a close date: the days after it and before, -1 for none."""


def write_in(connection: duckdb.DuckDBPyConnection) -> None:
    """Give each row of `history` the close date of its time, and add a row for each change between its rows."""
    if not number(connection, "SELECT COUNT(*) FROM closes"):
        return
    connection.execute("""
      CREATE OR REPLACE TABLE latest AS
      SELECT closes.deal, MAX(closes.new_day) AS new_day, MIN(closes.old_day) AS old_day,
        CASE WHEN later.seconds - closes.seconds <= 60 THEN later.seconds ELSE closes.seconds END AS seconds
      FROM closes ASOF LEFT JOIN (SELECT DISTINCT deal, seconds FROM history WHERE place >= 0) AS later
        ON later.deal = closes.deal AND later.seconds >= closes.seconds
      GROUP BY closes.deal, 4""")
    connection.execute("""
      INSERT INTO history
      SELECT latest.deal, latest.seconds, earlier.place, -1
      FROM latest ASOF JOIN (
        SELECT deal, seconds, MAX(place) AS place FROM history WHERE place >= 0 GROUP BY deal, seconds
      ) AS earlier ON earlier.deal = latest.deal AND earlier.seconds <= latest.seconds
      WHERE earlier.seconds < latest.seconds""")
    connection.execute("""
      CREATE OR REPLACE TABLE history AS
      SELECT history.deal, history.seconds, history.place,
        CASE WHEN history.place < 0 OR history.close_day >= 0 THEN history.close_day
          ELSE COALESCE(latest.new_day, first.old_day, 0) END AS close_day
      FROM history
      ASOF LEFT JOIN latest ON latest.deal = history.deal AND latest.seconds <= history.seconds
      LEFT JOIN (SELECT deal, arg_min(old_day, seconds) AS old_day FROM latest GROUP BY deal) AS first
        ON first.deal = history.deal""")
