"""What comes before what in a sales process: stated and default requirements, and gates. Pure facts of the model."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property, reduce
from itertools import takewhile
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from nextcall.model.kept import kept
from nextcall.model.playbook import Importance, Verification, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from nextcall.model.place import Place
    from nextcall.model.playbook import Activity, Criterion, SalesProcess, Stage


class LinkKind(StrEnum):
    """Why one activity comes after another."""

    STATED = "stated"
    """`requires` names it."""
    DEFAULT = "default"
    """Nothing is stated, so it comes after the key activities of the stage before."""
    GATE_IN_CALL = "gate_in_call"
    """It needs a criterion that the customer's statement makes true: their yes opens the gate within the call."""
    GATE_LATER = "gate_later"
    """It needs a criterion that takes an action or a document: the gate opens for a later call."""


class Link(NamedTuple):
    """`after` comes after `before`, both ids of activities. `place` is that of the reference, None for a default."""

    before: str
    after: str
    kind: LinkKind
    place: Place | None
    criterion: str | None


class Source(NamedTuple):
    """What one reference, or the default, puts before an activity: one link from each of the activities in `before`.

    Activities that come after the same ones share their sources' tuples, so that a thousand that all come after a
    thousand don't take a million links.
    """

    before: tuple[str, ...]
    kind: LinkKind
    place: Place | None
    criterion: str | None


def opens_in_call(criterion: Criterion) -> bool:
    """Whether the customer's word is enough for this criterion or one of its alternatives."""
    return any(each.verified_by is Verification.CUSTOMER_STATEMENT for each in criterion.either_way)


class Precedence:
    """The precedence between the activities of one process, those in `include` counted in."""

    def __init__(
        self,
        process: SalesProcess,
        include: Iterable[str] = (),
        *,
        met: frozenset[str] = frozenset(),
        only_written: bool = False,
    ) -> None:
        """`include` holds ids of activities that don't count by themselves; unknown ones are ignored.

        `met` are ids of exit criteria that are true, whose gates stand open. With `only_written` there are no implied
        activities.
        """
        self.process = process
        self._met = met
        self._work = {stage: stage.activities if only_written else process.work_of(stage) for stage in process.stages}
        self._listed: dict[str, Activity] = {}
        wanted = frozenset(include)
        counting = []
        for stage in process.stages:
            for activity in self._work[stage]:
                if activity.id in self._listed:
                    continue  # a duplicate id is an error of its own; the first one keeps its links
                self._listed[activity.id] = activity
                if (stage.counts and activity.would_count) or (
                    activity.id in wanted and _can_be_included(stage, activity)
                ):
                    counting.append(activity)
        self.counting: tuple[Activity, ...] = tuple(counting)
        self._counting_ids = frozenset(activity.id for activity in counting)
        self._position = {activity: index for index, activity in enumerate(self._listed)}

    def is_counted(self, activity: str) -> bool:
        """Whether the activity with this id counts here."""
        return activity in self._counting_ids

    @cached_property
    def unmarked_stages(self) -> tuple[Stage, ...]:
        """The stages of which something counts and none of it is key: there the listed order is all we know."""
        stage_of = self.process.stage_of
        saying = {stage_of[each.id] for each in self.counting}
        marked = {stage_of[each.id] for each in self.counting if each.importance is Importance.KEY}
        return tuple(stage for stage in self.process.open_stages if stage in saying and stage not in marked)

    @cached_property
    def counting_in_order(self) -> tuple[Activity, ...]:
        """What counts, each behind all that it comes after; in listed order wherever precedence leaves that open."""
        return tuple(sorted(self.counting, key=lambda activity: self._reach.size(activity.id)))

    @property
    def direct(self) -> Mapping[str, tuple[Source, ...]]:
        """The sources of each activity that could be scheduled, in listed order: requirements, then gates.

        They may lead to activities that don't count; `before` sees through those.
        """
        return self._direct_and_required[0]

    def links_to(self, activity: str) -> tuple[Link, ...]:
        """The links that say what one activity comes after, those to activities that don't count included."""
        return tuple(_links(activity, self.direct.get(activity, ())))

    @cached_property
    def _direct_and_required(self) -> tuple[Mapping[str, tuple[Source, ...]], _Reach]:
        """The direct sources of all activities, and what comes after what by requirements alone."""
        schedulable = [
            (stage, activity)
            for stage in self.process.open_stages
            for activity in self._work[stage]
            if activity.where is not Where.THROUGHOUT and self._listed[activity.id] is activity
        ]
        required = {activity.id: tuple(self._requirements(stage, activity)) for stage, activity in schedulable}
        reach = _Reach(required, self._position)
        gates = {activity.id: tuple(self._gates(activity, reach)) for _, activity in schedulable if activity.needs}
        return required | {each: (*required[each], *found) for each, found in gates.items() if found}, reach

    @cached_property
    def _reach(self) -> _Reach:
        direct, required = self._direct_and_required
        has_gates = any(found and found[-1].criterion is not None for found in direct.values())
        return _Reach(direct, self._position) if has_gates else required

    def satisfiers(self, criterion: str) -> tuple[Activity, ...]:
        """The activities that count and can make an exit criterion true, in listed order."""
        return tuple(self._satisfiers.get(criterion, ()))

    @cached_property
    def _satisfiers(self) -> Mapping[str, list[Activity]]:
        found: dict[str, list[Activity]] = {}
        for activity in self.counting:
            for criterion in activity.satisfies:
                found.setdefault(criterion, []).append(activity)
        return found

    def _requirements(self, stage: Stage, activity: Activity) -> Iterator[Source]:
        if activity.requires is None:
            if self._default[stage]:
                yield Source(self._default[stage], LinkKind.DEFAULT, None, None)
            return
        place = activity.place / "requires"
        for index, before in enumerate(activity.requires):
            if before in self._listed:
                # in half the time of `Source(…)`, for references are made by the hundred thousand
                yield tuple.__new__(Source, ((before,), LinkKind.STATED, place / index, None))

    def _gates(self, activity: Activity, required: _Reach) -> Iterator[Source]:
        """What opens the gates of an activity; whatever itself comes after the activity opens none of them."""
        for index, criterion_id in enumerate(activity.needs):
            criterion = self.process.criterion_by_id.get(criterion_id)
            if criterion is None or criterion_id in self._met:
                continue
            kind = LinkKind.GATE_IN_CALL if opens_in_call(criterion) else LinkKind.GATE_LATER
            opening = tuple(
                satisfier.id
                for satisfier in self.satisfiers(criterion_id)
                if not required.comes_after(satisfier.id, activity.id)
            )
            if opening:
                yield Source(opening, kind, activity.place / "needs" / index, criterion_id)

    @cached_property
    def _default(self) -> Mapping[Stage, tuple[str, ...]]:
        """What the activities of each stage come after where they state nothing."""
        beside = {stage: self.process.alongside(stage) for stage in self.process.stages}
        leading = {stage: self._leading(stage) for stage in self.process.stages}
        default: dict[Stage, tuple[str, ...]] = {}
        earlier: dict[str, Stage] = {}
        position = {stage: index for index, stage in enumerate(self.process.stages)}
        for stage in self.process.stages:
            nearest = next((each for each in reversed(earlier.values()) if each.id not in beside[stage]), None)
            before = [] if nearest is None else [nearest]
            for name in beside[nearest] - beside[stage] if nearest is not None else ():
                before += [earlier[name]] if name in earlier and earlier[name] is not nearest else []
            default[stage] = tuple(
                activity for each in sorted(before, key=position.__getitem__) for activity in leading[each]
            )
            if leading[stage]:
                earlier[stage.id] = stage
        return default

    def _leading(self, stage: Stage) -> tuple[str, ...]:
        """The key activities of a stage that count; all that count, where none of them is key."""
        counted = [each for each in self._work[stage] if self.is_counted(each.id) and self._listed[each.id] is each]
        key = [activity for activity in counted if activity.importance is Importance.KEY]
        return tuple(activity.id for activity in key or counted)

    @cached_property
    def before(self) -> Mapping[str, tuple[Link, ...]]:
        """What each activity that could be scheduled comes after directly: links to activities that count.

        An activity that requires one that doesn't count comes after what that one comes after. Two activities may have
        more than one link between them: a requirement and a gate, or several gates. The links are made when an
        activity is looked up.
        """
        return _Before(self.sources, self._position)

    @cached_property
    def sources(self) -> Mapping[str, tuple[Source, ...]]:
        """What `before` makes its links of: the sources of each activity, seen through what doesn't count.

        Each activity stands behind all that it comes after.
        """
        result: dict[str, tuple[Source, ...]] = {}
        for activity in sorted(self._listed, key=self._reach.size):
            found: dict[tuple[tuple[str, ...], LinkKind, str | None], Source] = {}
            for source in self.direct.get(activity, ()):
                for each in self._seen_through(source, result):
                    found.setdefault((each.before, each.kind, each.criterion), each)
            result[activity] = tuple(found.values())
        return result

    def _seen_through(self, source: Source, known: Mapping[str, tuple[Source, ...]]) -> Iterable[Source]:
        """A source, or instead of an activity that doesn't count what that one comes after; only those are stated."""
        return (source,) if self.is_counted(source.before[0]) else known.get(source.before[0], ())

    @cached_property
    def _criteria(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for activity in sorted(self._listed, key=self._reach.size):
            seen_through = (
                criterion
                for source in self.direct.get(activity, ())
                if not self.is_counted(source.before[0])
                for criterion in found.get(source.before[0], ())
            )
            found[activity] = tuple(dict.fromkeys((*self._listed[activity].needs, *seen_through)))
        return found

    def directly_before(self, activity: str) -> frozenset[str]:
        """The activities that count and that one comes after directly."""
        return frozenset(each for source in self.sources[activity] for each in source.before)

    def criteria_before(self, activity: str) -> tuple[str, ...]:
        """The exit criteria that must be true before an activity, those of what it requires and doesn't count too."""
        return self._criteria[activity]

    def all_before(self, activities: Iterable[str]) -> frozenset[str]:
        """The activities that count and that any of `activities` comes after, at whatever distance."""
        return self._reach.all_before(activities) & self._counting_ids

    def done_on_entering(self, stage: Stage) -> frozenset[str]:
        """What is done when a deal enters `stage`: all that counts in earlier stages, and what that comes after."""
        beside = self.process.alongside(stage)
        earlier = [
            activity.id
            for each in takewhile(lambda each: each is not stage, self.process.stages)
            if each.id not in beside
            for activity in self._work[each]
            if self.is_counted(activity.id)
        ]
        return frozenset(earlier) | self.all_before(earlier)

    @cached_property
    def is_circular(self) -> bool:
        """Whether anything comes after itself."""
        return any(self._reach.comes_after(each, each) for each in self._listed)

    def cycles(self) -> tuple[tuple[Link, ...], ...]:
        """Circles of activities that each come after the next; one for every knot, as the links that close it.

        A knot is a set of activities that all come after each other; of its circles, it is a shortest through the
        activity that is listed first. The links stand in order: each one's `before` is the next one's `after`.
        """
        seen: set[str] = set()
        found = []
        for activity in self._listed:
            if activity not in seen and self._reach.comes_after(activity, activity):
                knot = {
                    other for other in self._reach.all_before((activity,)) if self._reach.comes_after(other, activity)
                }
                seen |= knot
                found.append(self._shortest_cycle(activity))
        return tuple(found)

    def turn_of(self, cycle: Sequence[Link]) -> int:
        """Which link of a circle closes it: the last whose `before` is listed behind its `after`, or is the same.

        Every circle has one, as the list has an end; a default leads back up the list, so this one is always stated.
        """
        against = [
            (self._position[link.after], index)
            for index, link in enumerate(cycle)
            if self._position[link.before] >= self._position[link.after]
        ]
        return max(against)[1]

    def _shortest_cycle(self, start: str) -> tuple[Link, ...]:
        """A shortest circle through an activity that comes after itself; breadth first."""
        came_by: dict[str, Link] = {}
        ends = [start]
        while start not in came_by:
            steps = (link for end in ends for link in self.links_to(end))
            ends = []
            for link in steps:
                if link.before not in came_by:
                    came_by[link.before] = link
                    ends.append(link.before)
                if link.before == start:
                    break
        backwards = [came_by[start]]
        while backwards[-1].after != start:
            backwards.append(came_by[backwards[-1].after])
        return tuple(reversed(backwards))


@kept
def precedence_of(
    process: SalesProcess, include: frozenset[str] = frozenset(), met: frozenset[str] = frozenset()
) -> Precedence:
    """The precedence of a process, made once for all who ask, and kept beside it."""
    return Precedence(process, include, met=met)


def _can_be_included(stage: Stage, activity: Activity) -> bool:
    return stage.closed is None and activity.where is not Where.THROUGHOUT


def _links(after: str, sources: Iterable[Source]) -> Iterator[Link]:
    """The links of an activity, source by source."""
    for before, kind, place, criterion in sources:
        for each in before:
            yield Link(each, after, kind, place, criterion)


class _Before(dict[str, tuple[Link, ...]]):
    """The links of each activity by what comes first in the list; made when they are looked up."""

    def __init__(self, sources: Mapping[str, tuple[Source, ...]], position: Mapping[str, int]) -> None:
        super().__init__()
        self._sources = sources
        self._position = position

    def __missing__(self, activity: str) -> tuple[Link, ...]:
        sources = self._sources[activity]
        found = list(_links(activity, sources))
        if len(sources) > 1:
            once: dict[tuple[str, LinkKind, str | None], Link] = {}
            for link in found:
                once.setdefault((link.before, link.kind, link.criterion), link)
            found = sorted(once.values(), key=lambda link: self._position[link.before])
        self[activity] = links = tuple(found)
        return links


class _Known(dict[tuple[str, ...], int]):
    """The mask of each tuple of activities, found when it is first looked up."""

    def __init__(self, found: Callable[[tuple[str, ...]], int]) -> None:
        super().__init__()
        self._found = found

    def __missing__(self, activities: tuple[str, ...]) -> int:
        self[activities] = mask = self._found(activities)
        return mask


class _Reach:
    """Which activities come after which, at whatever distance, by links that may hold cycles. Sets are bit masks."""

    def __init__(self, sources: Mapping[str, tuple[Source, ...]], position: Mapping[str, int]) -> None:
        """`position` gives each activity its bit; the nearer to an order that the links admit, the faster."""
        self._position = position
        self._ids = tuple(position)
        self._masks = [0] * len(position)
        listed = [(position[after], [each.before for each in found]) for after, found in sources.items() if found]
        listed.sort()
        last: dict[tuple[str, ...], int] = {}
        for _, found in listed:
            for each in found:
                if each not in last:
                    last[each] = max(map(position.__getitem__, each))
        is_in_order = all(last[each] < after for after, found in listed for each in found)
        grew = True
        while grew:
            grew = False
            for order in (listed,) if is_in_order else (listed, listed[::-1]):
                known = _Known(self._all)
                for after, found in order:
                    before = self._masks[after]
                    self._masks[after] = mask = reduce(or_, map(known.__getitem__, found), before)
                    grew |= mask != before and not is_in_order

    def _all(self, activities: Iterable[str]) -> int:
        """These activities, and what they come after as far as it is known."""
        mask = 0
        for each in activities:
            place = self._position[each]
            mask |= self._masks[place] | 1 << place
        return mask

    def comes_after(self, activity: str, other: str) -> bool:
        """Whether `activity` comes after `other`."""
        return bool(self._masks[self._position[activity]] >> self._position[other] & 1)

    def size(self, activity: str) -> int:
        """How many activities this one comes after: of two, the one that comes after the other has more."""
        return self._masks[self._position[activity]].bit_count()

    def all_before(self, activities: Iterable[str]) -> frozenset[str]:
        """Everything that any of `activities` comes after."""
        mask = 0
        for activity in activities:
            mask |= self._masks[self._position[activity]]
        return frozenset(each for index, each in enumerate(self._ids) if mask >> index & 1)
