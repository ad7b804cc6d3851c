"""Processes far larger than real ones get a schedule that holds, and no figure claims more than is known."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from nextcall.compress import (
    Deal,
    Status,
    compression_report,
    fewest_calls,
    leads_to,
    next_call,
    problem,
    unlocks,
)
from nextcall.compress.constructed import rules
from nextcall.compress.listed_order import in_order, one_by_one
from nextcall.compress.validate import faults
from nextcall.model import Precedence

from ..bench.scale_shapes import SHAPES, chain, many_roles, no_order  # noqa: TID252 (test folders are no packages: no absolute name)
from .brute_force import fewest_days_by_calls
from .random_deals import Drawn, drawn
from .varied_processes import varied_process

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import SomeOf

    from nextcall.compress.problem import Problem
    from nextcall.model import SalesProcess

_NOTHING = frozenset[str]()
_SEARCHED = 2_000
"""What the documentation says of how large a process may be."""


@pytest.mark.one_in(5)
@pytest.mark.parametrize("name", SHAPES)
def test_a_thousand_activities_of_any_shape_get_a_schedule_that_holds(name: str) -> None:
    process = SHAPES[name](1_000)
    report = compression_report(process)
    assert faults(process, _NOTHING, report.plan, report.between) == ()
    for figures in (report.calls, report.days):
        assert figures.lower_bound is not None
        assert figures.compressed is not None
        assert figures.in_order is not None
        assert figures.one_by_one is not None
        assert figures.lower_bound <= figures.compressed <= figures.in_order <= figures.one_by_one
        assert figures.status is (Status.OPTIMAL if figures.lower_bound == figures.compressed else Status.WITHIN)


@pytest.mark.one_in(4)
@pytest.mark.parametrize("name", SHAPES)
def test_hundreds_of_activities_of_any_shape_have_a_next_call(name: str) -> None:
    process = SHAPES[name](500)
    for stage in (process.open_stages[0], process.open_stages[-1]):
        deal = Deal.entering(process, stage)
        call = next_call(deal, None)
        held = [planned.activity for planned in call.activities]
        assert held or call.due
        assert sum(planned.minutes for planned in call.activities) <= deal.usable_minutes
        for unlock in unlocks(deal, held):
            assert unlock.gain
        further = leads_to(deal, held)
        assert further.calls is not None
        assert further.best is not None
        assert further.best <= further.calls


@pytest.mark.parametrize("shape", [chain, no_order])
def test_beyond_two_thousand_listed_order_is_said_to_be_heuristic(shape: Callable[[int], SalesProcess]) -> None:
    process = shape(_SEARCHED + 1)
    report = compression_report(process)
    precedence = Precedence(process)
    usual = problem.problem(precedence)
    assert report.calls.status is report.days.status is Status.HEURISTIC
    assert [{each.id for each in call.activities} for call in report.plan] == [
        {usual.ids[each] for each in problem.bits(call)} for call in in_order(usual, range(usual.size))
    ]
    minutes = sum(usual.minutes)
    assert report.calls.lower_bound == -(-minutes // usual.capacity)
    assert report.days.lower_bound == (report.calls.lower_bound - 1) * usual.gap
    assert faults(process, _NOTHING, report.plan, report.between) == ()


def test_up_to_two_thousand_fewer_calls_than_in_listed_order_are_found() -> None:
    calls = compression_report(no_order(_SEARCHED)).calls
    assert calls.status is Status.WITHIN
    assert calls.compressed is not None
    assert calls.in_order is not None
    assert calls.compressed < calls.in_order


def test_a_chain_is_proved_at_any_size() -> None:
    assert compression_report(chain(1_000)).calls.status is Status.OPTIMAL


def test_many_roles_under_a_cap_bound_the_calls() -> None:
    """Three of thirty roles each, four to a call: hardly any two can share one, and minutes tell nothing of that."""
    calls = compression_report(many_roles(150)).calls
    assert calls.lower_bound is not None
    assert calls.compressed is not None
    assert 70 <= calls.lower_bound <= calls.compressed <= 85


@pytest.fixture
def _nothing_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process counts as a large one."""
    monkeypatch.setattr(problem, "MOST_COMPARED", 0)


@pytest.mark.usefixtures("_nothing_is_searched")
def test_what_is_made_by_rules_holds_and_its_bound_is_true(some_of: SomeOf) -> None:
    seen, seeds = 0, some_of(range(60), 4, 1)
    for seed in seeds:
        process = varied_process(seed, 7)
        report = compression_report(process)
        if report.infeasible is not None:
            continue
        seen += 1
        fewest, days = next(iter(fewest_days_by_calls(process).items()))
        assert report.calls.lower_bound is not None
        assert report.calls.compressed is not None
        assert report.days.lower_bound is not None
        assert report.calls.lower_bound <= fewest <= report.calls.compressed, seed
        assert report.days.lower_bound <= days, seed
        assert faults(process, _NOTHING, report.plan, report.between) == (), seed
    assert seen > len(seeds) * 2 / 3


def test_every_rule_makes_a_schedule_of_whatever_is_left() -> None:
    for seed in range(60):
        usual = problem.problem(Precedence(varied_process(seed, 12)))
        if not all(usual.fits(1 << each) for each in range(usual.size)):
            continue
        random = Random(seed)  # noqa: S311 (nothing here is secret)
        done = 0
        for each in range(usual.size):
            if not usual.before[each] & ~done and random.random() < 1 / 2:
                done |= 1 << each
        for rule in rules(usual):
            _holds(usual, rule.calls(), usual.everything)
            _holds(usual, rule.calls(usual.everything ^ done), usual.everything ^ done)


def _holds(usual: Problem, calls: tuple[int, ...], rest: int) -> None:
    """Whether calls hold what is left, each activity once and in order."""
    done = usual.everything ^ rest
    for call in calls:
        assert call
        assert not call & done
        assert usual.fits(call)
        for each in problem.bits(call):
            assert not usual.earlier[each] & ~done
            assert not usual.same[each] & ~(done | call)
        done |= call
    assert done == usual.everything


def test_one_by_one_is_each_time_the_first_in_listed_order_that_may_be_held() -> None:
    for seed in range(60):
        usual = problem.problem(Precedence(varied_process(seed, 12)))
        listed = Random(seed).sample(range(usual.size), usual.size)  # noqa: S311 (nothing here is secret)
        waiting, done, expected = list(listed), 0, []
        while waiting:
            first = next(each for each in waiting if not usual.before[each] & ~done)
            waiting.remove(first)
            done |= 1 << first
            expected.append(1 << first)
        assert one_by_one(usual, listed) == tuple(expected)


@pytest.mark.parametrize("look_ups", [0, 1 << 60])
def test_states_are_outdone_however_they_are_compared(monkeypatch: pytest.MonkeyPatch, look_ups: int) -> None:
    """Few states are compared with each other, of many the neighbours are looked up: what is found is the same."""
    usual = problem.problem(Precedence(SHAPES["stages_by_default"](40)))
    expected = fewest_calls.fewest_calls(usual)
    monkeypatch.setattr(fewest_calls, "_PAIR", look_ups)
    assert fewest_calls.fewest_calls(usual) == expected


def test_the_work_that_is_passed_over_would_have_unlocked_nothing(
    monkeypatch: pytest.MonkeyPatch, some_of: SomeOf
) -> None:
    """Only work that something waits for, without other work, is tried; to try all that is due finds no more."""
    drawn_deals = [each for each in map(drawn, some_of(range(400), 4)) if each is not None]
    found = [_unlocked_by_work(each) for each in drawn_deals]
    monkeypatch.setattr(Deal, "opening_work", property(lambda deal: frozenset(each.id for each in deal.due)))
    assert [_unlocked_by_work(each) for each in drawn_deals] == found
    assert sum(map(bool, found)) > len(found) / 20


def _unlocked_by_work(deal: Drawn) -> list[tuple[str, tuple[str, ...]]]:
    entered = Deal.entering(deal.process, deal.stage)
    found = unlocks(entered, [planned.activity for planned in deal.call.activities])
    return [(each.activity.id, tuple(one.id for one in each.gain)) for each in found if each.activity is not None]
