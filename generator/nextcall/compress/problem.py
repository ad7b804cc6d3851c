"""The calls that are still to be held, as numbers: minutes, people, what comes before what, and how long waits take.

Between-calls work disappears here: it becomes lags in days between the activities of calls. Sets are bit masks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import accumulate
from operator import getitem, or_
from typing import TYPE_CHECKING, NamedTuple

from nextcall.compress.minutes import minutes_of
from nextcall.model import LinkKind, Where
from nextcall.model.kept import Lasting, lasting_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from nextcall.model import Activity, Call, Precedence, Source


MOST_COMPARED = 200
"""With more activities of calls than that, schedules are made by rules and not searched for."""


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
    their call with no other, which is as long as they need; of their minutes no more are counted than another call has.
    `apart` are masks of what each shares no call with, as one of the two excludes whom the other needs; each is in the
    masks of those in its own. `lags` lead from one activity to another through between-calls work; `ready` is the first
    day on which each can be held as far as work that waits for no call goes. `tails` are the days of work that follow
    on each, `rest` the day on which work that waits for no call is done.

    `capacity` is in minutes; None is no cap. `gap` is the days from one call to the next.
    `solved` are the solutions that are known for problems of its process, see `solved`.
    """

    ids: tuple[str, ...]
    minutes: tuple[int, ...]
    roles: tuple[int, ...]
    same: tuple[int, ...]
    earlier: tuple[int, ...]
    apart: tuple[int, ...]
    alone: int
    lags: tuple[Lag, ...]
    ready: tuple[int, ...]
    tails: tuple[int, ...]
    rest: int
    capacity: int
    most_activities: int | None
    most_roles: int | None
    gap: int
    solved: Lasting | None = None

    @cached_property
    def numbers(self) -> tuple[object, ...]:
        """All that a solution depends on: names don't."""
        return tuple(getattr(self, each.name) for each in fields(self) if each.name not in ("ids", "solved"))

    @property
    def size(self) -> int:
        """How many activities there are."""
        return len(self.ids)

    @property
    def is_large(self) -> bool:
        """Whether what compares each activity with all others would take too long."""
        return len(self.ids) > MOST_COMPARED

    @property
    def everything(self) -> int:
        """All activities."""
        return (1 << len(self.ids)) - 1

    @cached_property
    def weights(self) -> tuple[int, ...]:
        """The minutes that each takes from its call: all of them where it shares it with no other."""
        return tuple(self.capacity if self.alone >> each & 1 else taken for each, taken in enumerate(self.minutes))

    @cached_property
    def up_to_lengths(self) -> tuple[list[int], list[int]]:
        """The minutes that activities take, each number once, and those that last up to the first few of them."""
        lengths = sorted(set(self.minutes))
        of_length = dict.fromkeys(lengths, 0)
        for each, taken in enumerate(self.minutes):
            of_length[taken] |= 1 << each
        return lengths, [0, *accumulate(of_length.values(), or_)]

    @cached_property
    def before(self) -> tuple[int, ...]:
        """Everything that each comes after, at whatever distance."""
        return _reached(self.same, self.earlier, range(self.size))

    @cached_property
    def long_before(self) -> tuple[int, ...]:
        """Everything that has to stand in an earlier call than each, at whatever distance."""
        return _long_reached(self.same, self.earlier, self.before, range(self.size))

    @cached_property
    def same_after(self) -> tuple[int, ...]:
        """What comes after each directly, in the same call or a later one."""
        return transposed(self.same)

    @cached_property
    def later_after(self) -> tuple[int, ...]:
        """What comes after each directly, in a later call."""
        return transposed(self.earlier)

    @cached_property
    def after(self) -> tuple[int, ...]:
        """Everything that comes after each, at whatever distance."""
        return _reached(self.same_after, self.later_after, range(self.size - 1, -1, -1))

    @cached_property
    def long_after(self) -> tuple[int, ...]:
        """Everything that has to stand in a later call than each, at whatever distance."""
        return _long_reached(self.same_after, self.later_after, self.after, range(self.size - 1, -1, -1))

    @cached_property
    def lags_before(self) -> tuple[list[tuple[int, int]], ...]:
        """For each activity what it waits for through between-calls work, with the days."""
        found: tuple[list[tuple[int, int]], ...] = tuple([] for _ in range(self.size))
        for before, after, days in self.lags:
            found[after].append((before, days))
        return found

    @cached_property
    def lags_after(self) -> tuple[list[tuple[int, int]], ...]:
        """For each activity what waits for it through between-calls work, with the days."""
        found: tuple[list[tuple[int, int]], ...] = tuple([] for _ in range(self.size))
        for before, after, days in self.lags:
            found[before].append((after, days))
        return found

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
        return replace(
            self,
            ids=self.ids[::-1],
            minutes=self.minutes[::-1],
            roles=self.roles[::-1],
            same=tuple(turned(each, self.size) for each in reversed(self.same_after)),
            earlier=tuple(turned(each, self.size) for each in reversed(self.later_after)),
            apart=tuple(turned(each, self.size) for each in reversed(self.apart)),
            alone=turned(self.alone, self.size),
            lags=(),
            ready=(0,) * self.size,
            tails=(0,) * self.size,
        )

    @property
    def people_matter(self) -> bool:
        """Whether the people that activities name or exclude limit what can share a call."""
        return self.most_roles is not None or self.keeps_apart

    @cached_property
    def keeps_apart(self) -> bool:
        """Whether any two activities share no call because of the people in it."""
        return any(self.apart)

    @property
    def with_anybody(self) -> Problem:
        """The same problem if people limited nothing."""
        return replace(self, most_roles=None, apart=(0,) * self.size)

    def people_fit(self, call: int) -> bool:
        """Whether the buyer roles of the activities in `call` are no more than a call may have, and none excluded."""
        if self.keeps_apart and any(self.apart[each] & call for each in bits(call)):
            return False
        if self.most_roles is None:
            return True
        people = 0
        for each in bits(call):
            people |= self.roles[each]
        return people.bit_count() <= self.most_roles

    @property
    def is_holdable(self) -> bool:
        """Whether each activity fits a call by itself; else there is no schedule."""
        return all(self.fits(1 << each) for each in range(self.size))

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


def turned(mask: int, size: int) -> int:
    """A mask of some of `size` activities, as it is when they are numbered from the end."""
    return int(f"{mask:0{size}b}"[::-1], 2) if size else 0


def transposed(masks: Sequence[int]) -> tuple[int, ...]:
    """For each index the mask of those in whose masks it is; equal masks are looked at once."""
    having: dict[int, int] = {}
    for each, mask in enumerate(masks):
        having[mask] = having.get(mask, 0) | 1 << each
    found = [0] * len(masks)
    for mask, those in having.items():
        for each in bits(mask):
            found[each] |= those
    return tuple(found)


def _reached(same: Sequence[int], other: Sequence[int], order: Iterable[int]) -> tuple[int, ...]:
    """All that each leads to by either kind of step; `order` has the ends of its steps before it."""
    found = [0] * len(same)
    known: dict[int, int] = {}
    for each in order:
        direct = same[each] | other[each]
        if direct not in known:
            mask = direct
            for step in bits(direct):
                mask |= found[step]
            known[direct] = mask
        found[each] = known[direct]
    return tuple(found)


def _long_reached(
    same: Sequence[int], other: Sequence[int], reached: Sequence[int], order: Iterable[int]
) -> tuple[int, ...]:
    """All that each leads to with at least one step of the `other` kind, which leads to another call."""
    found = [0] * len(same)
    known: dict[tuple[int, int], int] = {}
    for each in order:
        direct = same[each], other[each]
        if direct not in known:
            mask = direct[1]
            for step in bits(direct[0]):
                mask |= found[step]
            for step in bits(direct[1]):
                mask |= reached[step]
            known[direct] = mask
        found[each] = known[direct]
    return tuple(found)


class Sums:
    """Sums of a value over sets of activities: looked up by the byte, as searches take them for every state."""

    def __init__(self, values: Sequence[int]) -> None:
        """`values` are those of the activities, by index."""
        self._length = -(-len(values) // 8)
        self._tables = [_sums_of_byte(values[start : start + 8]) for start in range(0, len(values), 8)]

    def of(self, activities: int) -> int:
        """The sum over a mask of activities."""
        return sum(map(getitem, self._tables, activities.to_bytes(self._length, "little")))


class Largest:
    """The largest of the values of some activities, each set looked at once; all its values must be known by then."""

    def __init__(self, values: Sequence[int]) -> None:
        """`values` are those of the activities, by index; they may be filled in by and by."""
        self._values = values
        self._known = {0: 0}

    def of(self, activities: int) -> int:
        """The largest over a mask of activities, 0 for none."""
        if activities not in self._known:
            self._known[activities] = max(self._values[each] for each in bits(activities))
        return self._known[activities]


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
        minutes=tuple(_minutes(each, call) for each in held),
        roles=tuple(sum({1 << role[name] for name in each.buyer_roles}) for each in held),
        same=tuple(found.same),
        earlier=tuple(found.earlier),
        apart=kept_apart(held),
        alone=sum(1 << index[each.id] for each in held if each.own_call_because),
        lags=tuple(Lag(before, after, days) for (before, after), days in sorted(found.lags.items())),
        ready=tuple(found.ready),
        tails=tuple(found.tails),
        rest=found.rest,
        capacity=call.usable_minutes,
        most_activities=call.max_activities,
        most_roles=call.max_buyer_roles,
        gap=call.days_between_calls,
        solved=lasting_of(process),
    )


def _minutes(activity: Activity, call: Call) -> int:
    """What an activity takes from a call; one that has its own never more than a call has."""
    takes = minutes_of(activity, call)
    return takes if activity.own_call_because is None else max(0, min(takes, call.usable_minutes))


def kept_apart(activities: Sequence[Activity]) -> tuple[int, ...]:
    """For each activity the mask of those that exclude somebody it needs, or need somebody it excludes.

    Places in the masks are those in `activities`.
    """
    needing: dict[str, int] = {}
    excluding: dict[str, int] = {}
    for place, each in enumerate(activities):
        for role in each.buyer_roles:
            needing[role] = needing.get(role, 0) | 1 << place
        for role in each.not_with:
            excluding[role] = excluding.get(role, 0) | 1 << place
    found = [0] * len(activities)
    for role, those in excluding.items():
        for place in bits(those):
            found[place] |= needing.get(role, 0)
        for place in bits(needing.get(role, 0)):
            found[place] |= those
    return tuple(mask & ~(1 << place) for place, mask in enumerate(found))


class _Reduced:
    """Precedence between the activities of calls, with the work between them reduced to lags."""

    def __init__(self, precedence: Precedence, index: dict[str, int], *, worst: bool) -> None:
        self._precedence = precedence
        self._index = index
        self._worst = worst
        self._work_after: dict[str, dict[int, int]] = {}
        self._work_ends: dict[str, int] = {}
        self._known: dict[tuple[str, ...], _Behind] = {}
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
        for source in self._precedence.sources[activity.id]:
            behind = self._behind(source)
            target = self.earlier if source.kind is LinkKind.GATE_LATER else self.same
            target[here] |= behind.held
            self.ready[here] = max(self.ready[here], behind.ready)
            self.earlier[here] |= behind.behind_work
            for before, days in behind.days.items():
                self.lags[before, here] = max(days, self.lags.get((before, here), 0))
        self.same[here] &= ~self.earlier[here]

    def _add_work(self, activity: Activity) -> None:
        takes = activity.takes_days_max if self._worst else activity.takes_days
        behind = [self._behind(source) for source in self._precedence.sources[activity.id]]
        ends = takes + max((each.ready for each in behind), default=0)
        after = behind[0].followed if len(behind) == 1 else _longest(each.followed for each in behind)
        self._work_ends[activity.id] = ends
        self._work_after[activity.id] = {before: days + takes for before, days in after.items()}
        self.rest = max(self.rest, ends)
        for before, days in after.items():
            self.tails[before] = max(self.tails[before], days + takes)

    def _behind(self, source: Source) -> _Behind:
        """What a source leads to; worked out once for all activities that come after the same ones."""
        if source.before not in self._known:
            held = ready = 0
            waits = []
            for each in source.before:
                if each in self._index:
                    held |= 1 << self._index[each]
                elif each in self._work_ends:
                    ready = max(ready, self._work_ends[each])
                    waits.append(self._work_after[each])
            days = _longest(waits)
            followed = dict.fromkeys(bits(held), 0) | days
            self._known[source.before] = _Behind(held, ready, sum(1 << before for before in days), days, followed)
        return self._known[source.before]


class _Behind(NamedTuple):
    """What some activities that come first lead back to.

    The activities of calls among them; when the work among them is done, as far as it waits for no call; the activities
    of calls that this work waits for, as a mask and with the days until it is done; and all that is followed on, with
    the days until that can be.
    """

    held: int
    ready: int
    behind_work: int
    days: dict[int, int]
    followed: dict[int, int]


def _longest(waits: Iterable[dict[int, int]]) -> dict[int, int]:
    """For each activity that any of `waits` follow on, the most days."""
    found: dict[int, int] = {}
    for each in waits:
        for before, days in each.items():
            if days > found.get(before, -1):
                found[before] = days
    return found
