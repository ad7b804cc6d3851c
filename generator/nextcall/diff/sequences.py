"""Lists of texts and of ids: which items are the same, which were reworded, which had to move."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from nextcall.diff.likeness import alike

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence


def longest_in_order(numbers: Sequence[int]) -> frozenset[int]:
    """The positions of a longest increasing run of different numbers: what needn't move."""
    ends: list[int] = []
    at: list[int] = []
    earlier: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(ends, number)
        earlier.append(at[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        at[length : length + 1] = [position]
    kept, position = set(), at[-1] if at else -1
    while position >= 0:
        kept.add(position)
        position = earlier[position]
    return frozenset(kept)


def equal_items(ours: Sequence[Hashable], theirs: Sequence[Hashable]) -> dict[int, int]:
    """The index before of each item that was there, by its index now; of several the first is the first."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for index in reversed(range(len(theirs))):
        waiting[theirs[index]].append(index)
    return {waiting[each].pop(): index for index, each in enumerate(ours) if waiting[each]}


def reworded(ours: Sequence[str], theirs: Sequence[str], same: Mapping[int, int]) -> dict[int, int]:
    """Which other text an item of now was, a guess: it reads alike, or stands between the same neighbours."""
    left = [each for each in range(len(ours)) if each not in set(same.values())]
    new = [each for each in range(len(theirs)) if each not in same]
    found = {new[after]: left[before] for before, after in alike([ours[i] for i in left], [theirs[i] for i in new])}
    return found | _in_the_same_gap({**same, **found}, len(ours), len(theirs))


def _in_the_same_gap(before_of: Mapping[int, int], before: int, after: int) -> dict[int, int]:
    """What stands where as many others stood, between the same neighbours."""
    found: dict[int, int] = {}
    by_before = sorted((old, new) for new, old in before_of.items())
    for (old, new), (next_old, next_new) in pairwise([(-1, -1), *by_before, (before, after)]):
        steps = range(1, next_old - old)
        if next_new - new == next_old - old and not any(new + step in before_of for step in steps):
            found.update({new + step: old + step for step in steps})
    return found
