"""The check of a schedule finds what is wrong with one: each test spoils a valid schedule in one way."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from nextcall.compress.report import BetweenCalls, CompressionReport, HeldCall
from nextcall.compress.schedule import compression_report
from nextcall.compress.validate import faults

from .brute_force import Small, fits, may_be_held
from .varied_processes import varied_process

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nextcall.model import Activity, Playbook

_NOTHING = frozenset[str]()


@pytest.fixture
def report(make_playbook: Callable[..., Playbook]) -> CompressionReport:
    """Three calls: `a` with `b`, `c` after the work `w` and the gate, `d` alone; `v` is work after the last."""
    playbook = make_playbook(
        """
        - id: one
          exit_criteria: [{id: signed, verified_by: customer_document}]
          activities:
            - {id: a, requires: [], buyer_roles: [director, it], satisfies: [signed]}
            - {id: b, requires: [a], buyer_roles: [it]}
            - {id: w, where: between_calls, requires: [b], takes_days: 9}
            - {id: x, where: between_calls, requires: [w], takes_days: 1}
            - {id: c, requires: [x], needs: [signed], buyer_roles: [finance]}
            - {id: d, requires: [c], own_call_because: They asked for it}
            - {id: v, where: between_calls, requires: [d], takes_days: 3}
        """,
        call={"max_buyer_roles": 2, "max_activities": 2},
    )
    return compression_report(playbook.sales_processes[0])


def _faults(report: CompressionReport, plan: Sequence[HeldCall], between: Sequence[BetweenCalls]) -> tuple[str, ...]:
    return faults(report.process, _NOTHING, plan, between)


def _call(report: CompressionReport, number: int, activities: str, day: int | None = None) -> HeldCall:
    """A call of the report, with other activities, all of ten minutes."""
    known = report.process.activity_by_id
    call = report.plan[number - 1]
    held = tuple(known[each] for each in activities)
    day = call.day if day is None else day
    return replace(call, activities=held, minutes=10 * len(held), day=day)


def test_the_schedule_of_the_engine_is_valid(report: CompressionReport) -> None:
    assert ["".join(each.id for each in call.activities) for call in report.plan] == ["ab", "c", "d"]
    assert [call.day for call in report.plan] == [0, 10, 17]
    assert _faults(report, report.plan, report.between) == ()


@pytest.mark.parametrize(
    ("calls", "complaint"),
    [
        (["ab", "c"], "it doesn't hold each activity that counts once"),
        (["ab", "c", "dc"], "it doesn't hold each activity that counts once"),
        (["ba", "c", "d"], "b is held too early after a"),
        (["ab", "d", "c"], "d is held too early after c"),
        (["abc", "", "d"], "call 2 is empty"),
        (["abc", "", "d"], "call 1 holds 3 activities"),
        (["abc", "", "d"], "call 1 has 3 buyer roles"),
        (["abc", "", "d"], "c is held before x is done"),
        (["abc", "", "d"], "c is held too early after a"),
        (["abc", "", "d"], "c is in the same call as what x comes after"),
        (["ab", "cd", ""], "call 2 holds more than an activity that has a call of its own"),
    ],
)
def test_it_complains_of_calls_that_hold_too_much_or_in_the_wrong_order(
    report: CompressionReport, calls: list[str], complaint: str
) -> None:
    plan = [_call(report, number, activities) for number, activities in enumerate(calls, start=1)]
    assert complaint in _faults(report, plan, report.between)


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ((0, 9, 17), "c is held before x is done"),
        ((0, 10, 16), "call 3 is too soon after the one before"),
        ((-1, 10, 17), "the first call is before day 0"),
        ((1, 10, 17), "w starts before b is done"),
        ((0, 10, 18), "v starts before d is done"),
    ],
)
def test_it_complains_of_calls_on_other_days(report: CompressionReport, days: tuple[int, ...], complaint: str) -> None:
    plan = [replace(call, day=day) for call, day in zip(report.plan, days, strict=True)]
    assert complaint in _faults(report, plan, report.between)


@pytest.mark.parametrize(
    ("work", "start", "end", "complaint"),
    [
        ("w", 0, 8, "w does not take its days"),
        ("w", -1, 8, "w does not take its days"),
        ("w", 1, 10, "x starts before w is done"),
        ("x", 10, 11, "c is held before x is done"),
        ("v", 16, 19, "v starts before d is done"),
    ],
)
def test_it_complains_of_work_on_other_days(
    report: CompressionReport, work: str, start: int, end: int, complaint: str
) -> None:
    between = [
        replace(each, start_day=start, end_day=end) if each.activity.id == work else each for each in report.between
    ]
    assert complaint in _faults(report, report.plan, between)


def test_it_complains_of_work_that_is_left_out_or_done_twice(report: CompressionReport) -> None:
    complaint = ("it doesn't hold each activity that counts once",)
    assert _faults(report, report.plan, report.between[1:]) == complaint
    assert _faults(report, report.plan, (*report.between, report.between[0])) == complaint


def test_it_complains_of_wrong_minutes_and_of_too_many(report: CompressionReport) -> None:
    first, *others = report.plan
    assert _faults(report, [replace(first, minutes=19), *others], report.between) == ("call 1 holds 20 minutes",)
    shorter = replace(report.process, call=replace(report.process.call, minutes=12 + 19))
    assert faults(shorter, _NOTHING, report.plan, report.between) == ("call 1 holds 20 minutes",)


def test_it_complains_of_what_was_not_asked_for(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook("[{id: one, activities: [{id: a}, {id: b, importance: optional}]}]")
    process = playbook.sales_processes[0]
    included = compression_report(process, frozenset({"b"}))
    assert faults(process, frozenset({"b"}), included.plan, included.between) == ()
    assert faults(process, _NOTHING, included.plan, included.between) == (
        "it doesn't hold each activity that counts once",
    )


def test_of_random_changes_it_lets_exactly_the_feasible_ones_pass() -> None:
    """An activity changes its call at random; whether that is feasible, brute force says from the definitions."""
    passed = refused = 0
    for seed in range(300):
        report = compression_report(varied_process(seed, 7))
        if report.infeasible is not None or not report.plan:
            continue
        small, random = Small.of(report.process), Random(seed)  # noqa: S311 (nothing here is secret)
        calls = _with_one_moved([list(call.activities) for call in report.plan], random)
        done = frozenset[str]()
        feasible = True
        for call in calls:
            feasible = feasible and fits(report.process, call) and may_be_held(small, call, done)
            done |= {each.id for each in call}
        assert (faults(report.process, _NOTHING, *_far_apart(small, calls)) == ()) == feasible, seed
        passed, refused = passed + feasible, refused + (not feasible)
    assert min(passed, refused) > 50, "both happen"


def _with_one_moved(calls: list[list[Activity]], random: Random) -> list[list[Activity]]:
    moved = random.choice([each for call in calls for each in call])
    calls = [[each for each in call if each is not moved] for call in calls]
    if random.random() < 1 / 2:
        calls.insert(random.randint(0, len(calls)), [])
    random.choice(calls).append(moved)
    return [call for call in calls if call]


def _far_apart(small: Small, calls: Sequence[Sequence[Activity]]) -> tuple[list[HeldCall], list[BetweenCalls]]:
    """The calls so far apart that every wait ends between them, and the work as soon as it can start."""
    order = [each.id for each in small.precedence.counting_in_order]
    done_on = {each.id: 1000 * number for number, call in enumerate(calls, start=1) for each in call}
    between = []
    for each in small.work:
        start = max((done_on[link.before] for link in small.precedence.before[each.id]), default=0)
        done_on[each.id] = start + each.takes_days
        between.append(BetweenCalls(activity=each, start_day=start, end_day=done_on[each.id]))
    plan = [
        HeldCall(
            number=number,
            day=1000 * number,
            minutes=sum(10 if each.minutes is None else each.minutes for each in call),
            buyer_roles=(),
            seller_roles=(),
            activities=tuple(sorted(call, key=lambda each: order.index(each.id))),
        )
        for number, call in enumerate(calls, start=1)
    ]
    return plan, between
