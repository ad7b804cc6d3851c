"""The two schedules without a search: one activity a call, and as many as go in listed order. Both are yardsticks."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from nextcall.compress.openings import Openings
from nextcall.compress.problem import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.compress.problem import Problem


def one_by_one(problem: Problem, listed: Sequence[int]) -> tuple[int, ...]:
    """A call for each activity: each time the first in listed order that precedence admits.

    `listed` are all activities of `problem` in the order in which the process lists them. Calls are masks.
    """
    place = {each: index for index, each in enumerate(listed)}
    openings = Openings(problem)
    can = [place[each] for each in bits(openings.at_first)]
    heapify(can)
    calls: list[int] = []
    while can:
        each = listed[heappop(can)]
        calls.append(1 << each)
        for opened in bits(openings.after(each)):
            heappush(can, place[opened])
    return tuple(calls)


def in_order(problem: Problem, listed: Sequence[int]) -> tuple[int, ...]:
    """The same sequence, each activity in the same call as the last one if it may be, else in a new one."""
    calls: list[int] = []
    done = 0
    for alone in one_by_one(problem, listed):
        each = alone.bit_length() - 1
        if calls and not problem.earlier[each] & ~done and problem.fits(calls[-1] | alone):
            calls[-1] |= alone
        else:
            done |= calls[-1] if calls else 0
            calls.append(alone)
    return tuple(calls)
