"""What holds for the schedule of any process, however it is written, and in every run."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.compress.fewest_calls import fewest_calls
from nextcall.compress.fewest_days import fewest_days
from nextcall.compress.listed_order import in_order
from nextcall.compress.problem import problem
from nextcall.compress.report import CompressionReport, Status
from nextcall.compress.schedule import compression_report
from nextcall.compress.validate import faults
from nextcall.model import Precedence, SalesProcess, precedence_of

from ..bench.make_process import random_process  # noqa: TID252 (test folders are no packages: no absolute name)
from .varied_processes import varied_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Activity

_NOTHING = frozenset[str]()


@st.composite
def _processes(draw: st.DrawFn) -> SalesProcess:
    """Drawing a seed costs a twentieth of drawing every field of a process."""
    seed, size = draw(st.integers(0, 2**32)), draw(st.integers(1, 14))
    if draw(st.booleans()):
        return varied_process(seed, size)
    return random_process(size, seed, most_roles=draw(st.sampled_from([None, 2, 4])))


_properties = tried(80, 4)


def _feasible(process: SalesProcess) -> CompressionReport:
    """The report of a process that has a schedule; other processes are passed over."""
    report = compression_report(process)
    assume(report.infeasible is None)
    return report


def _figures(report: CompressionReport) -> tuple[int, int]:
    """Calls and days that were found."""
    assert report.calls.compressed is not None
    assert report.days.compressed is not None
    return report.calls.compressed, report.days.compressed


def _bounds(report: CompressionReport) -> tuple[int, int]:
    """What is proved that calls and days can't go below."""
    assert report.calls.lower_bound is not None
    assert report.days.lower_bound is not None
    return report.calls.lower_bound, report.days.lower_bound


def _changed(process: SalesProcess, change: Callable[[Activity], Activity]) -> SalesProcess:
    """The process with each of its activities changed."""
    stages = tuple(
        replace(stage, activities=tuple(change(activity) for activity in stage.activities)) for stage in process.stages
    )
    return replace(process, stages=stages)


@_properties
@given(_processes())
def test_every_schedule_is_valid(process: SalesProcess) -> None:
    report = _feasible(process)
    assert faults(process, _NOTHING, report.plan, report.between) == ()
    assert len(report.plan) == report.calls.compressed
    assert [call.number for call in report.plan] == list(range(1, len(report.plan) + 1))


@_properties
@given(_processes())
def test_no_figure_is_below_its_bound_or_above_that_in_listed_order(process: SalesProcess) -> None:
    report = _feasible(process)
    (calls, days), (least_calls, least_days) = _figures(report), _bounds(report)
    assert least_calls <= calls
    assert least_days <= days
    for status, is_least in ((report.calls.status, least_calls == calls), (report.days.status, least_days == days)):
        proved = Status.OPTIMAL if is_least else Status.WITHIN
        assert status is (Status.ASSUMED if report.activities_implied else proved)
    assert report.calls.one_by_one == report.in_call_activities
    assert report.calls.in_order is not None
    assert report.days.in_order is not None
    assert calls <= report.calls.in_order <= report.in_call_activities
    assert calls < report.calls.in_order or days <= report.days.in_order
    assert report.worst_days is not None
    assert report.worst_days >= days


@_properties
@given(_processes())
def test_alternatives_take_more_calls_and_fewer_days_each_time(process: SalesProcess) -> None:
    report = _feasible(process)
    steps = [_figures(report), *((each.calls, each.days) for each in report.alternatives)]
    for (fewer, longer), (more, shorter) in pairwise(steps):
        assert fewer < more <= report.in_call_activities
        assert longer > shorter


@_properties
@given(_processes(), st.integers(0, 2**32))
def test_one_more_stated_prerequisite_never_makes_fewer_calls_or_days(process: SalesProcess, seed: int) -> None:
    """Gates aside: a satisfier that comes after what needs it doesn't open it, so there a prerequisite may set free."""
    process = _changed(process, lambda each: replace(each, needs=()))
    report = _feasible(process)
    random = Random(seed)  # noqa: S311 (nothing here is secret)
    counting = [each.id for each in Precedence(process).counting]
    stated = [each for each in counting if process.activity_by_id[each].requires is not None]
    assume(stated)
    after, before = random.choice(stated), random.choice(counting)
    stricter = _changed(
        process,
        lambda each: replace(each, requires=(*(each.requires or ()), before)) if each.id == after else each,
    )
    assume(not Precedence(stricter).cycles())
    found = compression_report(stricter)
    assert _figures(found)[0] >= _bounds(report)[0]
    if _figures(found)[0] == _figures(report)[0]:
        assert _figures(found)[1] >= _bounds(report)[1]


@_properties
@given(_processes(), st.integers(0, 2**32))
def test_new_ids_change_no_figure(process: SalesProcess, seed: int) -> None:
    report = _feasible(process)
    ids = sorted(each.id for stage in process.stages for each in stage.activities)
    Random(seed).shuffle(ids)  # noqa: S311 (nothing here is secret)
    new = {old: f"step-{place}" for place, old in enumerate(ids)}

    def renamed(activity: Activity) -> Activity:
        requires = None if activity.requires is None else tuple(new[each] for each in activity.requires)
        roles, others = (
            tuple(f"role-{each[::-1]}" for each in ids) for ids in (activity.buyer_roles, activity.not_with)
        )
        return replace(activity, id=new[activity.id], requires=requires, buyer_roles=roles, not_with=others)

    found = compression_report(_changed(process, renamed))
    assert (found.calls, found.days, found.worst_days) == (report.calls, report.days, report.worst_days)
    assert found.alternatives == report.alternatives
    assert [[each.id for each in call.activities] for call in found.plan] == [
        [new.get(each.id, each.id) for each in call.activities] for call in report.plan
    ]


@_properties
@given(_processes())
def test_shorter_activities_and_longer_calls_never_make_more_calls(process: SalesProcess) -> None:
    calls, _ = _figures(_feasible(process))
    longer = replace(process, call=replace(process.call, minutes=process.call.minutes + 10))
    shorter = _changed(process, lambda each: replace(each, minutes=(10 if each.minutes is None else each.minutes) // 2))
    for easier in (longer, shorter):
        least, _ = _bounds(compression_report(easier))
        assert least <= calls


@_properties
@given(_processes())
def test_how_long_work_takes_changes_days_and_never_calls(process: SalesProcess) -> None:
    report = _feasible(process)
    quick = compression_report(_changed(process, lambda each: replace(each, takes_days=0)))
    assert quick.calls == report.calls
    assert _bounds(quick)[1] <= _figures(report)[1]


@_properties
@given(_processes(), st.sampled_from([0, 1, 2, 5, 20, 100]))
def test_a_search_that_is_cut_short_claims_nothing_that_a_longer_one_refutes(process: SalesProcess, nodes: int) -> None:
    report = _feasible(process)
    (calls, days), (least_calls, least_days) = _figures(report), _bounds(report)
    precedence = precedence_of(process)
    usual = problem(precedence)
    order = {each.id: place for place, each in enumerate(precedence.counting)}
    known = in_order(usual, sorted(range(usual.size), key=lambda each: order[usual.ids[each]]))
    short = fewest_calls(usual, known, nodes)
    assert short.lower_bound <= calls
    assert least_calls <= len(short.calls) <= len(known)
    if len(known) == calls:
        quick = fewest_days(usual, known, calls, nodes=nodes)
        assert quick.lower_bound <= days
        assert quick.days >= least_days


_TOLD = """
import sys
sys.path[:0] = sys.argv[1:]
from make_process import random_process
from varied_processes import varied_process
from nextcall.compress.schedule import compression_report
for process in [random_process(30, seed, most_roles=3) for seed in range(4)] + [varied_process(2, 9)]:
    report = compression_report(process)
    print(report.calls, report.days, report.alternatives, report.plan, report.between, report.bound_by)
"""


def test_every_process_gives_the_same_answer_whatever_order_sets_have() -> None:
    here = Path(__file__).parent
    folders = [str(here), str(here.parent / "bench")]
    told = {
        subprocess.run(
            [sys.executable, "-c", _TOLD, *folders],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(told) == 1
    assert len(told.pop()) > 1000


def test_the_same_process_has_the_same_schedule_when_it_is_made_anew() -> None:
    for seed in range(20):
        one, other = (compression_report(random_process(25, seed, most_roles=4)) for _ in range(2))
        assert (one.calls, one.days, one.alternatives) == (other.calls, other.days, other.alternatives)
        assert [[each.id for each in call.activities] for call in one.plan] == [
            [each.id for each in call.activities] for call in other.plan
        ]
