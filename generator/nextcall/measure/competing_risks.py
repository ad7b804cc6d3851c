"""How long stays last and how they end, where some still last: the Aalen-Johansen estimate over whole days.

A stay ends in one of several ways, and each keeps it from the others: Kaplan-Meier, which takes the others for stays
that would have gone on, overstates every way out. A stay of `d` whole days ended within the day after them, so before
`d + 1`; one that still lasts after `c` whole days was watched for those alone. Variances are those of the delta method
(Marubini and Valsecchi 1995), which any linear function of the estimates has.
"""

from __future__ import annotations

import math
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nextcall.measure.intervals import NORMAL, Interval
from nextcall.measure.intervals import share as share_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STILL = 0
"""The outcome of a stay that lasts."""


class _Day(NamedTuple):
    """A day within which stays ended: how many had lasted until then, how many ended, and how many in each way.

    `staying` is the estimated share that lasts until the day begins.
    """

    day: int
    at_risk: int
    ended: int
    by_outcome: Mapping[int, int]
    staying: float


class Stays:
    """Stays by outcome and whole days: `counts[outcome, days]`, where the outcome `STILL` is that of open ones."""

    def __init__(self, counts: Mapping[tuple[int, int], int]) -> None:
        """Count them."""
        self.counts = counts
        self.many = sum(counts.values())

    def ended_as(self, outcome: int) -> int:
        """How many ended in a way."""
        return sum(count for (how, _), count in self.counts.items() if how == outcome)

    def after(self, days: int) -> Stays:
        """Those that had lasted for so many whole days, as if watched from then on."""
        return Stays({key: count for key, count in self.counts.items() if key[1] >= days})

    def still_after(self, days: int) -> int:
        """How many are known to have lasted for so many whole days."""
        return sum(count for (_, lasted), count in self.counts.items() if lasted >= days)

    @cached_property
    def _days(self) -> tuple[_Day, ...]:
        ended: dict[int, dict[int, int]] = defaultdict(dict)
        gone: dict[int, int] = defaultdict(int)
        for (outcome, day), count in self.counts.items():
            if count and outcome != STILL:
                ended[day][outcome] = count
            gone[day] += count
        at_risk, staying, found = self.many, 1.0, []
        for day in sorted(gone):
            watched = at_risk - self.counts.get((STILL, day), 0)  # an open stay isn't watched through its last day
            if day in ended:
                total = sum(ended[day].values())
                found.append(_Day(day, watched, total, ended[day], staying))
                staying *= 1 - total / watched
            at_risk -= gone[day]
        return tuple(found)

    def share(self, outcome: int, within: float = math.inf) -> float:
        """The share that ends in a way within so many whole days."""
        return sum(
            each.staying * each.by_outcome.get(outcome, 0) / each.at_risk for each in self._days if each.day < within
        )

    def interval(self, outcome: int, within: float = math.inf) -> Interval:
        """That share with its interval, which is symmetric for the logarithm of minus the logarithm of the share."""
        found = self.share(outcome, within)
        if not 0 < found < 1:
            return share_of(round(found * self.many), self.many)
        spread = math.sqrt(self._variance(outcome, ((within, 1.0),)))
        scale = math.exp(NORMAL * spread / (found * -math.log(found)))
        return Interval(found, found**scale, found ** (1 / scale))

    def days_until(self, part: float, outcome: int) -> Interval:
        """Within how many whole days `part` of those are done that end in a way; at least one does.

        The interval holds every day at which the estimate isn't off from `part` by more than its own error.
        """
        whole = self.share(outcome)
        days = [each.day for each in self._days if outcome in each.by_outcome]
        reached = [self.share(outcome, day + 1) for day in days]
        middle = next(place for place, each in enumerate(reached) if each >= part * whole - 1e-12)

        def fits(place: int) -> bool:
            spread = self._variance(outcome, ((days[place] + 1, 1.0), (math.inf, -part)))
            return abs(reached[place] - part * whole) <= NORMAL * math.sqrt(spread)

        low = middle
        while low > 0 and fits(low - 1):
            low -= 1
        high = middle
        while high < len(days) - 1 and fits(high):
            high += 1
        return Interval(days[middle], days[low], days[high])

    def _variance(self, outcome: int, weights: tuple[tuple[float, float], ...]) -> float:
        """The variance of the sum of `weight * share(outcome, within)` over pairs of `within` and `weight`."""
        ahead = [0.0] * len(weights)  # what is still to come of each share behind the day, from the last day on
        total = 0.0
        for each in reversed(self._days):
            own = each.by_outcome.get(outcome, 0) / each.at_risk
            ending = each.ended / each.at_risk
            direct = through = 0.0
            for place, (within, weight) in enumerate(weights):
                if each.day < within:
                    direct += weight * each.staying
                    through -= weight * ahead[place]
                    ahead[place] += each.staying * own
            if ending < 1:
                through /= 1 - ending
            total += (
                direct * direct * own * (1 - own)
                + 2 * direct * through * own * (1 - ending)
                + through * through * ending * (1 - ending)
            ) / each.at_risk
        return max(total, 0.0)
