"""Among equals a schedule is close to the listed order: nothing that costs nothing would bring it closer."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import pytest

from nextcall.compress.schedule import compression_report

from ..bench.make_process import random_process  # noqa: TID252 (test folders are no packages: no absolute name)
from .brute_force import Calls, Small, days_of, fits, may_be_held
from .varied_processes import varied_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.model import Playbook, SalesProcess


class _Worth(NamedTuple):
    """What a change may not make more of."""

    calls: int
    days: int
    worst: int


def _worth(small: Small, calls: Calls) -> _Worth:
    return _Worth(len(calls), days_of(small, calls).ends, days_of(small, calls, worst=True).ends)


def _out_of_order(small: Small, calls: Calls) -> int:
    held_in = {each: number for number, call in enumerate(calls) for each in call}
    listed = [each.id for each in small.held]
    return sum(held_in[one] > held_in[other] for one, other in combinations(listed, 2))


def _changed(calls: Calls) -> Iterator[Calls]:
    """Everything that is one change away."""
    held_in = {each: number for number, call in enumerate(calls) for each in call}
    for each, here in held_in.items():
        for there in range(len(calls)):
            if there != here:
                moved = [call | {each} if number == there else call - {each} for number, call in enumerate(calls)]
                yield tuple(call for call in moved if call)
    for one, other in combinations(held_in, 2):
        if held_in[one] != held_in[other]:
            both = {one, other}
            yield tuple(call ^ both if len(call & both) == 1 else call for call in calls)
    for number in range(len(calls) - 1):
        yield (*calls[:number], calls[number + 1], calls[number], *calls[number + 2 :])


def _is_feasible(small: Small, calls: Calls) -> bool:
    known = small.process.activity_by_id
    return all(
        fits(small.process, [known[each] for each in call])
        and may_be_held(small, [known[each] for each in call], frozenset().union(*calls[:number]))
        for number, call in enumerate(calls)
    )


def _as_good_and_closer(process: SalesProcess) -> list[Calls]:
    small = Small.of(process)
    plan = compression_report(process).plan
    calls = tuple(frozenset(each.id for each in call.activities) for call in plan)
    worth, out_of_order = _worth(small, calls), _out_of_order(small, calls)
    return [
        changed
        for changed in _changed(calls)
        if _out_of_order(small, changed) < out_of_order
        and _is_feasible(small, changed)
        and all(then <= now for then, now in zip(_worth(small, changed), worth, strict=True))
    ]


@pytest.mark.parametrize("size", [3, 6, 9, 14])
def test_no_change_brings_a_schedule_closer_to_the_listed_order(size: int) -> None:
    for seed in range(40):
        process = varied_process(seed, size)
        if compression_report(process).infeasible is None:
            assert _as_good_and_closer(process) == [], seed


def test_no_change_brings_the_schedule_of_a_process_like_a_real_one_closer_to_the_listed_order() -> None:
    for seed in range(6):
        assert _as_good_and_closer(random_process(20, seed, most_roles=4, not_with=0.15)) == [], seed


def test_their_questions_come_before_the_demo_where_both_orders_take_as_many_calls(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook("""
        - id: one
          activities:
            - {id: their-questions, minutes: 20, requires: []}
            - {id: demo, minutes: 30, requires: []}
            - {id: read-out, minutes: 30, requires: []}
    """)
    plan = compression_report(playbook.sales_processes[0]).plan
    assert [[each.id for each in call.activities] for call in plan] == [["their-questions"], ["demo"], ["read-out"]]
