"""Searches that are made once for a process and its next versions: many ask for the same, few edits change a number."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from nextcall.compress.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Given = ParamSpec("Given")
Solution = TypeVar("Solution")


def solved_once(
    solve: Callable[Concatenate[Problem, Given], Solution],
) -> Callable[Concatenate[Problem, Given], Solution]:
    """A search that is made once for equal problems of a process; what it is given besides is numbers and problems."""

    @wraps(solve)
    def solved(problem: Problem, /, *given: Given.args, **named: Given.kwargs) -> Solution:
        if problem.solved is None:
            return solve(problem, *given, **named)
        key = (
            solve.__qualname__,
            problem.numbers,
            tuple(map(_key, given)),
            tuple((name, _key(named[name])) for name in sorted(named)),
        )
        return problem.solved.get(key, lambda: solve(problem, *given, **named))

    return solved


def _key(given: Any) -> Hashable:  # noqa: ANN401 (whatever a search is given)
    if isinstance(given, Problem):
        return given.numbers
    return tuple(given) if isinstance(given, list) else given
