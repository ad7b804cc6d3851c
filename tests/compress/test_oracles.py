"""The engine's figures are those of two others: of trying everything, and of a solver that we did not write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.compress.report import CompressionReport, Status
from nextcall.compress.schedule import compression_report

from ..bench.make_process import random_process  # noqa: TID252 (test folders are no packages: no absolute name)
from .brute_force import Small, days_of, fewest_days_by_calls, fits, in_order, one_by_one
from .varied_processes import varied_process

if TYPE_CHECKING:
    from tests.conftest import SomeOf

_SEEDS = range(40)
_SECONDS = 60


def _stairs(by_calls: dict[int, int], most: int) -> list[tuple[int, int]]:
    """The numbers of calls, up to `most`, that take fewer days than any smaller number; with those days."""
    return [
        (calls, days)
        for calls, days in by_calls.items()
        if calls <= most and all(days < other for fewer, other in by_calls.items() if fewer < calls)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 6])
def test_figures_of_tiny_processes_are_those_of_trying_everything(size: int, some_of: SomeOf) -> None:
    for seed in some_of(range(150), 5):
        process = varied_process(seed, size)
        report = compression_report(process)
        small = Small.of(process)
        unheld = [each for each in small.held if not fits(process, [each])]
        if unheld:
            assert report.infeasible is not None
            assert set(report.infeasible.activities) == set(unheld), seed
            continue
        by_calls = fewest_days_by_calls(process)
        fewest = min(by_calls)
        assert report.calls.compressed == report.calls.lower_bound == fewest, seed
        assert report.days.compressed == report.days.lower_bound == by_calls[fewest], seed
        proved = Status.ASSUMED if report.activities_implied else Status.OPTIMAL
        assert report.calls.status is report.days.status is proved, seed
        found = [(fewest, by_calls[fewest]), *((each.calls, each.days) for each in report.alternatives)]
        assert found == _stairs(by_calls, fewest + 3), seed


@pytest.mark.parametrize("size", [3, 5, 6, 9])
def test_every_day_of_a_schedule_is_the_first_that_is_possible(size: int, some_of: SomeOf) -> None:
    for seed in some_of(range(100), 5, 1):
        report = compression_report(varied_process(seed, size))
        if report.infeasible is not None:
            continue
        small = Small.of(report.process)
        calls = tuple(frozenset(each.id for each in call.activities) for call in report.plan)
        days = days_of(small, calls)
        assert tuple(call.day for call in report.plan) == days.calls
        assert {each.activity.id: (each.start_day, each.end_day) for each in report.between} == days.work
        assert report.days.compressed == days.ends
        assert report.worst_days == days_of(small, calls, worst=True).ends


@pytest.mark.parametrize("size", [4, 7, 12])
def test_the_schedules_in_listed_order_are_those_of_their_definitions(size: int, some_of: SomeOf) -> None:
    for seed in some_of(range(100), 5, 2):
        report = compression_report(varied_process(seed, size))
        if report.infeasible is not None:
            continue
        small = Small.of(report.process)
        single, ordered = one_by_one(small), in_order(small)
        assert (report.calls.one_by_one, report.calls.in_order) == (len(single), len(ordered)), seed
        assert report.days.one_by_one == days_of(small, single).ends, seed
        assert report.days.in_order == days_of(small, ordered).ends, seed


@pytest.mark.one_in(3)
@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("size", [8, 12])
def test_figures_of_small_processes_are_those_of_cp_sat(size: int, seed: int) -> None:
    _compare(compression_report(varied_process(seed, size)))


@pytest.mark.one_in(3)
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("most_roles", [None, 2, 4])
def test_figures_of_processes_like_real_ones_are_those_of_cp_sat(seed: int, most_roles: int | None) -> None:
    _compare(compression_report(random_process(16, seed, most_roles=most_roles)))


def _compare(report: CompressionReport) -> None:
    from . import cp_sat  # noqa: PLC0415 (a second that no other worker waits for)

    calls, days = report.calls, report.days
    if calls.compressed is None or days.compressed is None or days.lower_bound is None or calls.lower_bound is None:
        assert report.infeasible is not None
        assert cp_sat.fewest_calls(report.process, report.in_call_activities, _SECONDS).figure is None
        return
    theirs = cp_sat.fewest_calls(report.process, max(1, calls.compressed), _SECONDS)
    assert theirs.figure is not None
    assert theirs.is_proved, "give it more time"
    assert calls.lower_bound <= theirs.figure <= calls.compressed
    assert calls.status is not Status.OPTIMAL or theirs.figure == calls.compressed
    if theirs.figure < calls.compressed:
        return  # days are told for another number of calls
    theirs = cp_sat.fewest_days(report.process, max(1, calls.compressed), _SECONDS)
    assert theirs.figure is not None
    assert theirs.is_proved, "give it more time"
    assert days.lower_bound <= theirs.figure <= days.compressed
    assert days.status is not Status.OPTIMAL or theirs.figure == days.compressed
