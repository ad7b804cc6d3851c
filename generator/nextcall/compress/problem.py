"""The calls that are still to be held, as numbers: minutes, people, what comes before what, and how long waits take.

Between-calls work disappears here: it becomes lags in days between the activities of calls. Sets are bit masks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from operator import getitem
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.minutes import minutes_of
from nextcall.model import LinkKind, Where

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from nextcall.model import Activity, Precedence


class Lag(NamedTuple):
    """The activity at index `after` is held at least `days` after the one at `before`, in a later call."""

    before: int
    after: int
    days: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """Activities by index, each behind all that it comes after.

    `minutes` are what each takes; `roles` are masks of buyer roles. `same` and `earlier` are masks of what each comes
    after directly: in the same call or an earlier one, and in an earlier one. `alone` is the mask of those that share
    their call with no other. `lags` lead from one activity to another through between-calls work; `ready` is the first
    day on which each can be held as far as work that waits for no call goes. `tails` are the days of work that follow
    on each, `rest` the day on which work that waits for no call is done.

    `capacity` is in minutes; None is no cap. `gap` is the days from one call to the next.
    """

    ids: tuple[str, ...]
    minutes: tuple[int, ...]
    roles: tuple[int, ...]
    same: tuple[int, ...]
    earlier: tuple[int, ...]
    alone: int
    lags: tuple[Lag, ...]
    ready: tuple[int, ...]
    tails: tuple[int, ...]
    rest: int
    capacity: int
    most_activities: int | None
    most_roles: int | None
    gap: int

    @property
    def size(self) -> int:
        """How many activities there are."""
        return len(self.ids)

    @property
    def everything(self) -> int:
        """All activities."""
        return (1 << len(self.ids)) - 1

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The minutes that each takes from its call: all of them where it shares it with no other."""
        return tuple(self.capacity if self.alone >> each & 1 else taken for each, taken in enumerate(self.minutes))

    @cached_property
    def before(self) -> tuple[int, ...]:
        """Everything that each comes after, at whatever distance."""
        found: list[int] = []
        for each in range(self.size):
            mask = direct = self.same[each] | self.earlier[each]
            for other in bits(direct):
                mask |= found[other]
            found.append(mask)
        return tuple(found)

    @cached_property
    def long_before(self) -> tuple[int, ...]:
        """Everything that has to stand in an earlier call than each, at whatever distance."""
        found: list[int] = []
        for each in range(self.size):
            mask = 0
            for other in bits(self.same[each]):
                mask |= found[other]
            for other in bits(self.earlier[each]):
                mask |= self.before[other] | 1 << other
            found.append(mask)
        return tuple(found)

    @cached_property
    def steps(self) -> tuple[dict[int, int], ...]:
        """What comes after each, at whatever distance: 1 where it must be in a later call, 0 where not."""
        found: list[dict[int, int]] = [{} for _ in range(self.size)]
        for each in range(self.size):
            for other in bits(self.before[each]):
                found[other][each] = self.long_before[each] >> other & 1
        return tuple(found)

    @cached_property
    def distances(self) -> tuple[dict[int, int], ...]:
        """What comes after each, at whatever distance, and how many days later it is held at least."""
        direct: list[dict[int, int]] = [{} for _ in range(self.size)]
        for after in range(self.size):
            for other in bits(self.same[after]):
                direct[other][after] = 0
            for other in bits(self.earlier[after]):
                direct[other][after] = self.gap
        for lag in self.lags:
            direct[lag.before][lag.after] = max(lag.days, self.gap)
        found: list[dict[int, int]] = [{} for _ in range(self.size)]
        for each in range(self.size - 1, -1, -1):
            reached = found[each]
            for after, days in direct[each].items():
                reached[after] = max(days, reached.get(after, 0))
                for further, more in found[after].items():
                    reached[further] = max(days + more, reached.get(further, 0))
        return tuple(found)

    @cached_property
    def backwards(self) -> Problem:
        """The same problem seen from the end; what is late there is early here. Days are left out."""
        last = self.size - 1
        same, earlier = [0] * self.size, [0] * self.size
        for each in range(self.size):
            for other in bits(self.same[each]):
                same[last - other] |= 1 << last - each
            for other in bits(self.earlier[each]):
                earlier[last - other] |= 1 << last - each
        return replace(
            self,
            ids=self.ids[::-1],
            minutes=self.minutes[::-1],
            roles=self.roles[::-1],
            same=tuple(same),
            earlier=tuple(earlier),
            alone=sum(1 << last - each for each in bits(self.alone)),
            lags=(),
            ready=(0,) * self.size,
            tails=(0,) * self.size,
        )

    def people_fit(self, call: int) -> bool:
        """Whether the buyer roles of the activities in `call` are no more than a call may have."""
        if self.most_roles is None:
            return True
        people = 0
        for each in bits(call):
            people |= self.roles[each]
        return people.bit_count() <= self.most_roles

    def fits(self, call: int) -> bool:
        """Whether the activities in `call` fit one call, whatever comes before what."""
        most = self.most_activities
        return (
            sum(self.minutes[each] for each in bits(call)) <= self.capacity
            and (most is None or call.bit_count() <= most)
            and (not call & self.alone or call.bit_count() == 1)
            and self.people_fit(call)
        )


def bits(mask: int) -> Iterator[int]:
    """The indexes in a mask, in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Sums:
    """Sums of a value over sets of activities: looked up by the byte, as searches take them for every state."""

    def __init__(self, values: Sequence[int]) -> None:
        """`values` are those of the activities, by index."""
        self._length = -(-len(values) // 8)
        self._tables = [_sums_of_byte(values[start : start + 8]) for start in range(0, len(values), 8)]

    def of(self, activities: int) -> int:
        """The sum over a mask of activities."""
        return sum(map(getitem, self._tables, activities.to_bytes(self._length, "little")))


def _sums_of_byte(values: Sequence[int]) -> list[int]:
    """For each mask of up to eight activities, the sum of their values."""
    sums = [0]
    for value in values:
        sums += [each + value for each in sums]
    return sums


def problem(precedence: Precedence, done: Collection[str] = (), *, worst: bool = False) -> Problem:
    """What counts and is not `done`, as numbers; with `worst` every wait takes the most days that it may."""
    process = precedence.process
    call = process.call
    undone = [each for each in precedence.counting_in_order if each.id not in done]
    held = [each for each in undone if each.where is not Where.BETWEEN_CALLS]
    index = {each.id: place for place, each in enumerate(held)}
    found = _Reduced(precedence, index, worst=worst)
    for each in undone:
        found.add(each)
    role = {name: place for place, name in enumerate(dict.fromkeys(name for each in held for name in each.buyer_roles))}
    return Problem(
        ids=tuple(index),
        minutes=tuple(minutes_of(each, call) for each in held),
        roles=tuple(sum({1 << role[name] for name in each.buyer_roles}) for each in held),
        same=tuple(found.same),
        earlier=tuple(found.earlier),
        alone=sum(1 << index[each.id] for each in held if each.own_call_because),
        lags=tuple(Lag(before, after, days) for (before, after), days in sorted(found.lags.items())),
        ready=tuple(found.ready),
        tails=tuple(found.tails),
        rest=found.rest,
        capacity=call.usable_minutes,
        most_activities=call.max_activities,
        most_roles=call.max_buyer_roles,
        gap=call.days_between_calls,
    )


class _Reduced:
    """Precedence between the activities of calls, with the work between them reduced to lags."""

    def __init__(self, precedence: Precedence, index: dict[str, int], *, worst: bool) -> None:
        self._precedence = precedence
        self._index = index
        self._worst = worst
        self._work_after: dict[str, dict[int, int]] = {}
        self._work_ends: dict[str, int] = {}
        self.same = [0] * len(index)
        self.earlier = [0] * len(index)
        self.lags: dict[tuple[int, int], int] = {}
        self.ready = [0] * len(index)
        self.tails = [0] * len(index)
        self.rest = 0

    def add(self, activity: Activity) -> None:
        """Add an activity that comes after none but those that were added already, or that are done."""
        if activity.id in self._index:
            self._add_held(activity)
        else:
            self._add_work(activity)

    def _add_held(self, activity: Activity) -> None:
        here = self._index[activity.id]
        for link in self._precedence.before[activity.id]:
            if link.before in self._index:
                target = self.earlier if link.kind is LinkKind.GATE_LATER else self.same
                target[here] |= 1 << self._index[link.before]
            elif link.before in self._work_ends:
                self.ready[here] = max(self.ready[here], self._work_ends[link.before])
                for before, days in self._work_after[link.before].items():
                    self.earlier[here] |= 1 << before
                    self.lags[before, here] = max(days, self.lags.get((before, here), 0))
        self.same[here] &= ~self.earlier[here]

    def _add_work(self, activity: Activity) -> None:
        takes = activity.takes_days_max if self._worst else activity.takes_days
        start, after = 0, dict[int, int]()
        for link in self._precedence.before[activity.id]:
            if link.before in self._index:
                after.setdefault(self._index[link.before], 0)
            elif link.before in self._work_ends:
                start = max(start, self._work_ends[link.before])
                for before, days in self._work_after[link.before].items():
                    after[before] = max(days, after.get(before, 0))
        self._work_ends[activity.id] = start + takes
        self._work_after[activity.id] = {before: days + takes for before, days in after.items()}
        self.rest = max(self.rest, start + takes)
        for before, days in self._work_after[activity.id].items():
            self.tails[before] = max(self.tails[before], days)
