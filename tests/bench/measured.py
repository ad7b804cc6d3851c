"""How long `nextcall measure` takes for many rows, and how much memory, beside DuckDB's bare read and sums.

Each side runs in a process of its own, in turn. What is compared is the processor's time, which other work on the
machine disturbs least; the clock's stands beside it. The bare side reads the same CSV file with the same settings,
makes epochs of its times and sums them by stage and month: what nobody who counts anything can do without.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

import duckdb
from environment import COMPILING

ROOT = Path(__file__).resolve().parents[2]
SIZES = {1_000_000: 3, 10_000_000: 1}
"""How many rows, and how often each side is run."""

_MAKE = """
COPY (
  WITH deals AS (SELECT i, CAST(hash(i) % 94608000 AS BIGINT) + 1672531200 AS began FROM range({deals}) AS t(i)),
  rows AS (
    SELECT i, began, n, began + n * 86400 * (3 + CAST(hash(i * 31 + n) % 20 AS BIGINT)) AS second,
      1 + CAST(hash(i) % 6 AS BIGINT) AS most
    FROM deals, range(6) AS s(n)
  )
  SELECT '006' || lpad(CAST(i AS VARCHAR), 12, '0') || 'AAA' AS OpportunityId,
    CASE WHEN n = most AND n > 0 THEN
        CASE WHEN i % 4 = 0 THEN '7 - Closed won' WHEN i % 4 = 1 THEN '8 - Closed lost' ELSE '9 - No decision' END
      ELSE ['1 - Discovery', '2 - Business case', '3 - Decision plan', '4 - Evaluation', '5 - Decision', '6 - Contract']
        [1 + least(n, most)] END AS StageName,
    strftime(make_timestamp(second * 1000000 + 86400000000 * 60), '%Y-%m-%d') AS CloseDate,
    strftime(make_timestamp(second * 1000000), '%Y-%m-%dT%H:%M:%S.000Z') AS CreatedDate,
    'false' AS IsDeleted
  FROM rows WHERE n <= most
) TO '{path}' (HEADER, DELIMITER ',')
"""

_BARE = """
import sys, duckdb
c = duckdb.connect(config={"preserve_insertion_order": "false"})
c.execute("SET TimeZone='UTC'")
columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(5))
print(len(c.execute(
    f"SELECT c1, left(c3, 7), COUNT(*), SUM(epoch(TRY_CAST(c3 AS TIMESTAMP))), "
    f"SUM(TRY_CAST(c2 AS DATE) - DATE '1970-01-01'), COUNT(DISTINCT hash(c0)) "
    f"FROM read_csv('{sys.argv[1]}', auto_detect=false, header=true, delim=',', quote='\\"', columns={{{columns}}}) "
    "GROUP BY 1, 2"
).fetchall()))
"""


class Took(NamedTuple):
    """Seconds on the clock and of the processor, and megabytes at most."""

    seconds: float
    computed: float
    megabytes: float


def _run(arguments: list[str]) -> Took:
    start = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, cwd=ROOT, env=COMPILING)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        message = f"{arguments[:4]} failed"
        raise RuntimeError(message)
    return Took(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def measure(folder: Path) -> None:
    """Print both sides for histories of about a million rows and of ten."""
    folder.mkdir(parents=True, exist_ok=True)
    before = None
    for size, rounds in SIZES.items():
        path = folder / f"history-{size}.csv"
        duckdb.sql(_MAKE.format(deals=size * 10 // 44, path=path))
        (rows,) = duckdb.sql(f"SELECT COUNT(*) FROM read_csv('{path}')").fetchall()[0]  # noqa: S608 (ours)
        program = str(Path(sys.executable).with_name("nextcall"))
        ours = [program, "measure", "new-business", "--stages", str(path), "--as-of", "2026-09-30", "--format", "json"]
        bare = [sys.executable, "-c", _BARE, str(path)]
        took = [(_run(ours), _run(bare)) for _ in range(rounds)]
        path.unlink()
        seconds = [median(each.computed for each in side) for side in zip(*took, strict=True)]
        most = max(each.megabytes for each, _ in took)
        ratio = median(one.seconds / other.seconds for one, other in took)
        computed = median(one.computed / other.computed for one, other in took)
        print(
            f"measure, {rows:,} rows: {seconds[0]:.1f} s of the processor against {seconds[1]:.1f} s bare, "
            f"{computed:.2f} times (aim 3; {ratio:.2f} by the clock), {most:.0f} MB (aim 1024)",
            flush=True,
        )
        if before is not None:
            exponent = math.log(seconds[0] / before[1]) / math.log(rows / before[0])
            print(f"measure: time grows with rows to the {exponent:.2f}")
        before = rows, seconds[0]


def truth() -> None:
    """Print how often the intervals hold the truth, in 300 runs."""
    subprocess.run([sys.executable, str(ROOT / "tests" / "measure" / "truth.py")], check=True)
