"""Brings a schedule close to the listed order, in which its author would hold it, where that costs nothing.

A local search: an activity changes its call, two change places, or two neighbouring calls do, as long as fewer pairs
stand out of listed order and there are no more calls, days or days at worst.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.days import timetable
from nextcall.compress.problem import bits
from nextcall.compress.solved import solved_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nextcall.compress.problem import Problem


@solved_once
def near_listed_order(usual: Problem, worst: Problem, listed: Sequence[int], calls: Sequence[int]) -> tuple[int, ...]:
    """A schedule as good as `calls` that none of the changes brings closer to the listed order.

    `worst` is the problem `usual` with every wait at its longest; `listed` are all activities in listed order.
    """
    before, masks = 0, [0] * usual.size
    for each in listed:
        masks[each] = before
        before |= 1 << each
    fits = cache(usual.fits)  # nearly all calls that may be changed are those of the schedule before
    schedule = _Schedule(usual, worst, fits, masks, tuple(calls))
    while (better := schedule.better()) is not None:
        schedule = _Schedule(usual, worst, fits, masks, better)
    return schedule.calls


class _Change(NamedTuple):
    """What some calls would hold instead, by their numbers, and how many more pairs would then be out of order."""

    more: int
    calls: tuple[tuple[int, int], ...]


class _Schedule:
    """A schedule and what could be changed. A pair is out of order if the one listed later is in an earlier call."""

    def __init__(
        self,
        usual: Problem,
        worst: Problem,
        fits: Callable[[int], bool],
        listed_before: Sequence[int],
        calls: tuple[int, ...],
    ) -> None:
        self.calls = calls
        self._usual = usual
        self._worst = worst
        self._fits = fits
        self._listed_before = listed_before
        self._number = {each: number for number, call in enumerate(calls) for each in bits(call)}
        self._if_held_in = {each: self._pairs_if_moved(each) for each in self._number}
        self._window = {each: self._admitted(each) for each in self._number}

    def better(self) -> tuple[int, ...] | None:
        """The schedule after the changes that bring most in order, the first of equals; None where none brings any.

        After one of them, those wholly before or behind its calls bring as much as they did, so they are made at once.
        """
        ends = self._ends(self.calls)
        calls = list(self.calls)
        untouched = [True] * len(calls)
        changes = (*self._moves(), *self._swaps(), *self._exchanges())
        for change in sorted(changes, key=lambda change: change.more):
            (here, _), (there, _) = change.calls
            reach = slice(min(here, there), max(here, there) + 1)
            if not (all(untouched[reach]) and all(self._fits(call) for _, call in change.calls)):
                continue
            changed = calls.copy()
            for number, call in change.calls:
                changed[number] = call
            if all(then <= now for then, now in zip(self._ends([*filter(None, changed)]), ends, strict=True)):
                calls = changed
                untouched[reach] = [False] * (reach.stop - reach.start)
        return None if all(untouched) else tuple(filter(None, calls))

    def _ends(self, calls: Sequence[int]) -> tuple[int, int]:
        return timetable(self._usual, calls).ends, timetable(self._worst, calls).ends

    def _pairs_if_moved(self, each: int) -> list[int]:
        """For each call how many more pairs would be out of order if an activity were held in it instead."""
        number = self._number[each]
        earlier = self._listed_before[each]
        later = self._usual.everything ^ earlier ^ 1 << each
        onwards = list(_on_the_way(self.calls[number:], later, earlier))
        back = list(_on_the_way(self.calls[number::-1], earlier, later))
        return [*reversed(back), 0, *onwards]

    def _admitted(self, each: int) -> tuple[int, int]:
        """The first and the last call in which precedence admits an activity, all others staying where they are."""
        problem, number = self._usual, self._number
        first = max(
            [0, *(number[other] for other in bits(problem.same[each]))]
            + [number[other] + 1 for other in bits(problem.earlier[each])]
        )
        last = min(
            [len(self.calls) - 1, *(number[other] for other in bits(problem.same_after[each]))]
            + [number[other] - 1 for other in bits(problem.later_after[each])]
        )
        return first, last

    def _moves(self) -> Iterator[_Change]:
        """One activity is held in another call."""
        for each, here in self._number.items():
            first, last = self._window[each]
            for there in range(first, last + 1):
                more = self._if_held_in[each][there]
                if more < 0:
                    yield _Change(more, ((here, self.calls[here] ^ 1 << each), (there, self.calls[there] | 1 << each)))

    def _swaps(self) -> Iterator[_Change]:
        """Two activities change places."""
        held, size = self._if_held_in, len(self.calls)
        members = [list(bits(call)) for call in self.calls]
        least = [[min(held[each][here] for each in some) for here in range(size)] for some in members]
        for one, here in self._number.items():
            related = self._usual.after[one]
            for there in range(here + 1, self._window[one][1] + 1):
                if held[one][there] + least[there][here] >= -1:
                    continue
                for other in members[there]:
                    # The pair itself is in both sums as if the other stayed: it is turned round, which makes one more.
                    more = held[one][there] + held[other][here] + 1
                    if more < 0 and self._window[other][0] <= here and not related >> other & 1:
                        both = 1 << one | 1 << other
                        yield _Change(more, ((here, self.calls[here] ^ both), (there, self.calls[there] ^ both)))

    def _exchanges(self) -> Iterator[_Change]:
        """Two neighbouring calls change places."""
        for number, (one, other) in enumerate(pairwise(self.calls)):
            if any(self._usual.before[each] & one for each in bits(other)):
                continue
            listed = sum((self._listed_before[each] & one).bit_count() for each in bits(other))
            more = listed - (one.bit_count() * other.bit_count() - listed)
            if more < 0:
                yield _Change(more, ((number, other), (number + 1, one)))


def _on_the_way(calls: Sequence[int], wrong: int, right: int) -> Iterator[int]:
    """What moving an activity from the first of `calls` to each of the others makes of its pairs.

    Whatever of `wrong` it passes is then out of order, and what of `right` it passes or joins is out of it no longer.
    """
    more = (wrong & calls[0]).bit_count()
    for call in calls[1:]:
        no_longer = (right & call).bit_count()
        yield more - no_longer
        more += (wrong & call).bit_count() - no_longer
