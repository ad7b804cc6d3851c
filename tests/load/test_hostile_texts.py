"""What a hostile text of twice the size costs is twice as much, by the calls that Python counts: no clock is asked.

`tests/bench/hostile.py` measures the same shapes, in seconds and at sizes up to 9.9 MB.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from nextcall import pipeline
from nextcall.cli.findings import report_of
from nextcall.report import Format, formatted

from ..bench.hostile_shapes import SHAPES, write  # noqa: TID252 (test folders are no packages: no absolute name)

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 4_000
LARGER = 3
AT_MOST = 2 * LARGER  # what is quadratic takes LARGER times as much again


def calls(folder: Path) -> int:
    """How many calls it takes to check a playbook and to say what was found."""
    number = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal number
        number += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        formatted(report_of(pipeline.check(folder)), Format.TEXT)
    finally:
        sys.setprofile(None)
    return number


@pytest.mark.one_in(6)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_costs_as_much_more_as_it_is_longer(shape: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nextcall.suggest._MOST_WORK", 2_000)  # so that the little work here is much beside it
    counted = []
    for times in (1, 1, 1 + LARGER, 1 + LARGER + LARGER**2):  # the first makes what is kept
        folder = tmp_path / str(times)
        write(SHAPES[shape](SIZE * times), folder)
        counted.append(calls(folder))
    _, small, medium, large = counted
    assert large - medium <= AT_MOST * max(abs(medium - small), 200)  # more stages than there may be take less
