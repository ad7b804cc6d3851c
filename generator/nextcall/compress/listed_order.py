"""The two schedules without a search: one activity a call, and as many as go in listed order. Both are yardsticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.compress.problem import Problem


def one_by_one(problem: Problem, listed: Sequence[int]) -> tuple[int, ...]:
    """A call for each activity: each time the first in listed order that precedence admits.

    `listed` are all activities of `problem` in the order in which the process lists them. Calls are masks.
    """
    done = 0
    calls: list[int] = []
    waiting = list(listed)
    while waiting:
        each = next(each for each in waiting if not problem.before[each] & ~done)
        waiting.remove(each)
        done |= 1 << each
        calls.append(1 << each)
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
            done = sum(calls)
            calls.append(alone)
    return tuple(calls)
