"""Intervals of 95 % for counts, means and medians, and for how two of them differ. Plain arithmetic, no data.

Sources: Wilson (1927) for a share; Student's t for a mean; order statistics for a median; the method of variance
estimates recovery, MOVER (Newcombe 1998; Donner and Zou 2012), for a difference and, on logarithms, for a ratio.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

NORMAL = 1.959963984540054
"""The quantile of the normal distribution that leaves 2.5 % above it."""

_TAIL = 0.025
_EXACT_MEDIANS = 1000
_HALF_A_DAY = 0.5  # what whole days cut off, on average
_STEPS = 200


class Interval(NamedTuple):
    """An estimate and the ends of its interval."""

    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Interval:
    """The share of `part` in `whole`, which is above 0, with Wilson's interval."""
    found = part / whole
    square = NORMAL * NORMAL / whole
    middle = (found + square / 2) / (1 + square)
    half = NORMAL * math.sqrt(found * (1 - found) / whole + square / (4 * whole)) / (1 + square)
    return Interval(found, max(0.0, middle - half), min(1.0, middle + half))


def mean(counts: Mapping[int, int]) -> Interval:
    """The mean of values, of which `counts` says how many there are of each; at least two in all."""
    many = sum(counts.values())
    middle = sum(value * count for value, count in counts.items()) / many
    spread = sum(count * (value - middle) ** 2 for value, count in counts.items()) / (many - 1)
    half = student(many - 1) * math.sqrt(spread / many)
    return Interval(middle, max(0.0, middle - half), middle + half)


def median(counts: Mapping[int, int]) -> Interval:
    """The median of values, with the interval between two of them that holds it in at least 95 of 100 samples."""
    values = sorted(counts)
    many = sum(counts.values())
    rank = _rank(many)
    return Interval(
        _at(counts, values, (many + 1) // 2), _at(counts, values, rank), _at(counts, values, many + 1 - rank)
    )


def quantile(counts: Mapping[int, int], part: float) -> int:
    """The smallest value that at least `part` of all don't exceed."""
    return _at(counts, sorted(counts), max(1, math.ceil(part * sum(counts.values()) - 1e-9)))


def difference(new: Interval, old: Interval) -> Interval:
    """How much more `new` is than `old`, of independent samples."""
    return Interval(
        new.value - old.value,
        new.value - old.value - math.hypot(new.value - new.low, old.high - old.value),
        new.value - old.value + math.hypot(new.high - new.value, old.value - old.low),
    )


def ratio(new: Interval, old: Interval) -> Interval | None:
    """How many times `old` is `new`, of independent samples; None where an interval reaches down to nothing."""
    if new.low <= 0 or old.low <= 0:
        return None
    found = difference(_logarithms(new), _logarithms(old))
    return Interval(*map(math.exp, found))


def ratio_of_days(new: Interval, old: Interval) -> Interval | None:
    """`ratio` of whole days, which are half a day too short on average."""
    return ratio(Interval(*(each + _HALF_A_DAY for each in new)), Interval(*(each + _HALF_A_DAY for each in old)))


def _logarithms(of: Interval) -> Interval:
    return Interval(*map(math.log, of))


def _at(counts: Mapping[int, int], values: list[int], rank: int) -> int:
    """The value of a 1-based rank."""
    seen = 0
    for value in values:
        seen += counts[value]
        if seen >= rank:
            return value
    return values[-1]


@cache
def _rank(many: int) -> int:
    """The largest rank which, counted from either end, leaves the median outside in at most 2.5 of 100 samples."""
    if many > _EXACT_MEDIANS:
        return max(1, math.floor((many - NORMAL * math.sqrt(many)) / 2))
    below, chance = 0.0, 0.5**many
    for rank in range(many // 2 + 1):
        below += chance
        if below > _TAIL:
            return max(1, rank)
        chance *= (many - rank) / (rank + 1)
    return 1


@cache
def student(freedom: int) -> float:
    """The quantile of Student's t that leaves 2.5 % above it, for so many degrees of freedom."""
    low, high = NORMAL, 13.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _above(middle, freedom) > _TAIL:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _above(value: float, freedom: int) -> float:
    """The chance that Student's t exceeds a value above 0: half the regularised incomplete beta function."""
    return _incomplete_beta(freedom / (freedom + value * value), freedom / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by Lentz's continued fraction."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    tiny = 1e-300
    upper, lower = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or tiny)
    found = lower
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        for term in (even, odd):
            lower = 1.0 / (1.0 + term * lower or tiny)
            upper = 1.0 + term / upper or tiny
            found *= upper * lower
        if abs(upper * lower - 1) < 1e-15:  # noqa: PLR2004 (as near as doubles come)
            break
    return front * found
