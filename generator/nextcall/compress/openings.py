"""Which activities open as others are held, found without looking at each of them every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.compress.problem import Problem


class Openings:
    """The activities whose predecessors are all held: those that come after the same ones wait together for one."""

    def __init__(self, problem: Problem, rest: int | None = None) -> None:
        """Everything is held but `rest`, a mask; by default nothing is."""
        self._unheld = unheld = problem.everything if rest is None else rest
        self._waiting: list[list[tuple[int, int]]] = [[] for _ in range(problem.size)]
        waiting: dict[int, int] = {}
        for each, (same, earlier) in enumerate(zip(problem.same, problem.earlier, strict=True)):
            waiting[same | earlier] = waiting.get(same | earlier, 0) | 1 << each
        self.at_first = 0
        for before, those in waiting.items():
            if before & unheld:
                self._wait(before & unheld, those & unheld)
            else:
                self.at_first |= those & unheld

    def _wait(self, left: int, those: int) -> None:
        self._waiting[left.bit_length() - 1].append((left, those))

    def after(self, each: int) -> int:
        """The activities that open now that `each` is held too, as a mask."""
        self._unheld &= ~(1 << each)
        opened = 0
        for before, those in self._waiting[each]:
            left = before & self._unheld
            if left:
                self._wait(left, those)
            else:
                opened |= those
        return opened
