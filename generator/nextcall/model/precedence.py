"""What comes before what in a sales process: stated and default requirements, and gates. Pure facts of the model."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nextcall.model.playbook import Importance, Verification, Where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


def stage_counts(stage: Stage) -> bool:
    """Whether a stage's activities can be scheduled without being asked for."""
    return stage.closed is None and not stage.optional and stage.applies_when is None


def counts(stage: Stage, activity: Activity) -> bool:
    """Whether an activity of `stage` counts in a schedule without being included by name."""
    return (
        activity.where is not Where.THROUGHOUT
        and activity.importance is not Importance.OPTIONAL
        and activity.applies_when is None
        and stage_counts(stage)
    )


def opens_in_call(criterion: Criterion) -> bool:
    """Whether the customer's word is enough for this criterion or one of its alternatives."""
    return any(each.verified_by is Verification.CUSTOMER_STATEMENT for each in criterion.either_way)


class Precedence:
    """The precedence between the activities of one process, those in `include` counted in."""

    def __init__(self, process: SalesProcess, include: Iterable[str] = ()) -> None:
        """`include` holds ids of activities that don't count by themselves; unknown ones are ignored."""
        self.process = process
        wanted = frozenset(include)
        self.counting: tuple[Activity, ...] = tuple(
            activity
            for stage in process.stages
            for activity in stage.activities
            if counts(stage, activity) or (activity.id in wanted and _can_be_included(stage, activity))
        )
        self._counting_ids = frozenset(activity.id for activity in self.counting)
        self._position = {activity.id: index for index, activity in enumerate(process.activity_by_id.values())}

    def is_counted(self, activity: str) -> bool:
        """Whether the activity with this id counts here."""
        return activity in self._counting_ids

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """All links between activities that could be scheduled, in listed order of what comes after.

        Links that are stated or by default may lead to activities that don't count; `before` sees through those.
        """
        found: list[Link] = []
        for stage in self.process.open_stages:
            default = self._default_of(stage)
            for activity in stage.activities:
                if activity.where is not Where.THROUGHOUT:
                    found += self._requirements(activity, default)
        after = _Reach(found)
        gates: list[Link] = []
        for activity in self.process.activity_by_id.values():
            for index, criterion_id in enumerate(activity.needs):
                criterion = self.process.criterion_by_id.get(criterion_id)
                if criterion is None:
                    continue
                kind = LinkKind.GATE_IN_CALL if opens_in_call(criterion) else LinkKind.GATE_LATER
                place = activity.place / "needs" / index
                gates += (
                    Link(satisfier.id, activity.id, kind, place, criterion_id)
                    for satisfier in self.satisfiers(criterion_id)
                    if not after.comes_after(satisfier.id, activity.id)
                )
        return tuple(found + gates)

    def links_to(self, activity: str) -> tuple[Link, ...]:
        """The links that say what one activity comes after, those to activities that don't count included."""
        return tuple(self._direct.get(activity, ()))

    @cached_property
    def _direct(self) -> Mapping[str, list[Link]]:
        direct: dict[str, list[Link]] = {}
        for link in self.links:
            direct.setdefault(link.after, []).append(link)
        return direct

    def satisfiers(self, criterion: str) -> tuple[Activity, ...]:
        """The activities that count and can make an exit criterion true, in listed order."""
        return self._satisfiers.get(criterion, ())

    @cached_property
    def _satisfiers(self) -> Mapping[str, tuple[Activity, ...]]:
        found: dict[str, tuple[Activity, ...]] = {}
        for activity in self.counting:
            for criterion in activity.satisfies:
                found[criterion] = (*found.get(criterion, ()), activity)
        return found

    def _requirements(self, activity: Activity, default: tuple[str, ...]) -> Iterator[Link]:
        if activity.requires is None:
            for before in default:
                yield Link(before, activity.id, LinkKind.DEFAULT, None, None)
            return
        for index, before in enumerate(activity.requires):
            if before in self.process.activity_by_id:
                yield Link(before, activity.id, LinkKind.STATED, activity.place / "requires" / index, None)

    def _default_of(self, stage: Stage) -> tuple[str, ...]:
        process = self.process
        earlier = process.stages[: process.stages.index(stage)]
        beside = process.alongside(stage)
        nearest = next((each for each in reversed(earlier) if each.id not in beside and self._leading(each)), None)
        if nearest is None:
            return ()
        beside_nearest = process.alongside(nearest)
        return tuple(
            activity
            for each in earlier
            if each is nearest or (each.id in beside_nearest and each.id not in beside)
            for activity in self._leading(each)
        )

    def _leading(self, stage: Stage) -> tuple[str, ...]:
        """The key activities of a stage that count; all that count, where none of them is key."""
        counted = [activity for activity in stage.activities if self.is_counted(activity.id)]
        if stage.closed is not None:
            return ()
        key = [activity for activity in counted if activity.importance is Importance.KEY]
        return tuple(activity.id for activity in key or counted)

    @cached_property
    def before(self) -> Mapping[str, tuple[Link, ...]]:
        """What each activity that could be scheduled comes after directly: links to activities that count.

        An activity that requires one that doesn't count comes after what that one comes after.
        """
        direct = self._direct
        result: dict[str, tuple[Link, ...]] = {}

        def resolved(activity: str, on_the_way: tuple[str, ...]) -> tuple[Link, ...]:
            if activity in result:
                return result[activity]
            found: dict[str, Link] = {}
            for link in direct.get(activity, ()):
                if self.is_counted(link.before):
                    _keep_the_strictest(found, link)
                elif link.before not in on_the_way:
                    for inner in resolved(link.before, (*on_the_way, link.before)):
                        _keep_the_strictest(found, inner._replace(after=activity))
            made = tuple(sorted(found.values(), key=lambda link: self._position[link.before]))
            if not on_the_way[1:]:
                result[activity] = made
            return made

        for stage in self.process.open_stages:
            for activity in stage.activities:
                resolved(activity.id, (activity.id,))
        return result

    def all_before(self, activities: Iterable[str]) -> frozenset[str]:
        """The activities that count and that any of `activities` comes after, at whatever distance."""
        waiting, found = list(activities), set[str]()
        while waiting:
            for link in self.before.get(waiting.pop(), ()):
                if link.before not in found:
                    found.add(link.before)
                    waiting.append(link.before)
        return frozenset(found)

    def done_on_entering(self, stage: Stage) -> frozenset[str]:
        """What is done when a deal enters `stage`: all that counts in earlier stages, and what that comes after."""
        process = self.process
        beside = process.alongside(stage)
        earlier = {
            activity.id
            for each in process.stages[: process.stages.index(stage)]
            if each.id not in beside
            for activity in each.activities
            if self.is_counted(activity.id)
        }
        return frozenset(earlier) | self.all_before(earlier)

    def cycles(self) -> tuple[tuple[Link, ...], ...]:
        """Circles of activities that each come after the next; one for every knot, as the links that close it.

        The links of a cycle stand in order: each one's `before` is the next one's `after`.
        """
        direct = self._direct
        reach = _Reach(self.links)
        seen: set[str] = set()
        found = []
        for activity in direct:
            if activity not in seen and reach.comes_after(activity, activity):
                cycle = _shortest_cycle(activity, direct)
                seen |= {other for other in direct if reach.comes_after(other, activity) and reach.comes_after(activity, other)}
                found.append(cycle)
        return tuple(found)


def _can_be_included(stage: Stage, activity: Activity) -> bool:
    return stage.closed is None and activity.where is not Where.THROUGHOUT


def _keep_the_strictest(found: dict[str, Link], link: Link) -> None:
    """A gate that opens only for a later call binds more than any other link between the same two."""
    if link.before not in found or link.kind is LinkKind.GATE_LATER:
        found[link.before] = link


def _shortest_cycle(start: str, direct: Mapping[str, list[Link]]) -> tuple[Link, ...]:
    paths: list[tuple[Link, ...]] = [(link,) for link in direct[start]]
    visited: set[str] = set()
    for path in paths:  # grows while it is walked: breadth first
        end = path[-1].before
        if end == start:
            return path
        if end not in visited:
            visited.add(end)
            paths.extend((*path, link) for link in direct.get(end, ()))
    message = f"no cycle leads through {start}"
    raise AssertionError(message)


class _Reach:
    """Which activities come after which, at whatever distance, by a set of links that may hold cycles."""

    def __init__(self, links: Iterable[Link]) -> None:
        self._before: dict[str, list[str]] = {}
        for link in links:
            self._before.setdefault(link.after, []).append(link.before)
        self._all: dict[str, frozenset[str]] = {}

    def comes_after(self, activity: str, other: str) -> bool:
        """Whether `activity` comes after `other`."""
        if activity not in self._all:
            found: set[str] = set()
            waiting = [activity]
            while waiting:
                for before in self._before.get(waiting.pop(), ()):
                    if before not in found:
                        found.add(before)
                        waiting.append(before)
            self._all[activity] = frozenset(found)
        return other in self._all[activity]
