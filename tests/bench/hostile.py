"""Texts made to take long, each at three sizes: what a byte costs may not grow with how many there are.

A process of its own checks every shape and lays its findings out in every format; it counts its processor time, so that
other work on the machine doesn't. Whatever takes more than LIMIT seconds is stopped and said.

Usage: hostile.py [SHAPE …] (default: all)
"""

from __future__ import annotations

import gc
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from environment import COMPILING
from hostile_shapes import SHAPES, write

from nextcall import pipeline
from nextcall.cli.findings import report_of
from nextcall.report import Format, formatted, step_summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (100_000, 1_000_000, 9_900_000)
WARM = 2_000
LARGEST_IN_EVERY_FORMAT = 1_000_000
LIMIT = 10
LEAST_MEASURED = 0.2
MOST_GROWTH = 3


def _answer(folder: Path, styles: Sequence[Format]) -> float:
    """Check the playbook and lay out what was found; the processor's seconds for it."""
    gc.collect()
    start = time.process_time()
    checked = pipeline.check(folder)
    report = report_of(checked, site_url="https://host/", strict=False)
    for style in styles:
        formatted(report, style)
    if Format.GITHUB in styles:
        step_summary(report)
    return time.process_time() - start


def _mean(folder: Path, styles: Sequence[Format]) -> float:
    """The mean of so many answers that a clock which ticks a hundred times a second can tell."""
    times = [_answer(folder, styles)]
    while sum(times) < LEAST_MEASURED:
        times.append(_answer(folder, styles))
    return sum(times) / len(times)


def _measure_one(shape: str) -> None:
    """Print for each size how many bytes there were, and the seconds that they took: as text, and in every format."""
    for size in (WARM, *SIZES):
        with tempfile.TemporaryDirectory() as temporary:
            number = write(SHAPES[shape](size), Path(temporary))
            times = []
            for styles in ([Format.TEXT], list(Format))[: 2 if size <= LARGEST_IN_EVERY_FORMAT else 1]:
                limit = int(time.process_time()) + 3 * LIMIT
                resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
                times.append(_mean(Path(temporary), styles))
        if size != WARM:
            print(number, *times, flush=True)


def measure(shapes: Sequence[str] = ()) -> None:
    """Print how the cost of a byte grows, as text and in every format, and the seconds that the largest takes."""
    print(
        f"what hostile texts cost to check, the most of a byte beside a byte of 100 kB (aim: at most {MOST_GROWTH} x),"
    )
    print(f"as text and, up to 1 MB, in every format; and 9.9 MB as text (aim: at most {LIMIT} s of the processor)")
    missed, slowest = 0, (0.0, "")
    for shape in shapes or SHAPES:
        found = list(_measured(shape))
        whole = len(found) == len(SIZES)
        costs = [[(number, times[side]) for number, times in found if side < len(times)] for side in (0, 1)]
        growths = [_growth(each) for each in costs] if whole else []
        seconds = found[-1][1][0] if whole else math.inf
        misses = not whole or max(growths) > MOST_GROWTH or seconds > LIMIT
        missed += misses
        slowest = max(slowest, (seconds, shape))
        shown = " ".join(f"{each:6.2f} x" for each in growths) or f"{'stopped':>17}"
        print(f"    {shown}  {seconds:6.2f} s  {'! ' if misses else '  '}{shape}", flush=True)
    print(f"    {missed} of {len(shapes or SHAPES)} miss the aim; the slowest, {slowest[0]:.2f} s: {slowest[1]}")


def _growth(costs: Sequence[tuple[int, float]]) -> float:
    first, *others = (seconds / number for number, seconds in costs)
    return max(others) / first


def _measured(shape: str) -> Iterator[tuple[int, list[float]]]:
    command = [sys.executable, __file__, "--one", shape]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=COMPILING)
    if done.returncode > 0:
        sys.exit(f"{shape}\n{done.stderr}")
    for line in done.stdout.splitlines():
        number, *seconds = line.split()
        yield int(number), list(map(float, seconds))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _measure_one(sys.argv[2])
    else:
        measure(sys.argv[1:])
