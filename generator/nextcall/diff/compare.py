"""Walks over two playbooks by the types of their fields, and tells every edit once.

A new field is compared without a line here. What types don't say stands in the tables of this module and of `matching`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.diff import effects
from nextcall.diff.change import Change, Kind, Reason, What
from nextcall.diff.likeness import Matching, Pair, kind_of, text_of
from nextcall.diff.matching import REFERS_TO, WHAT, Matches, lists_of_things
from nextcall.diff.sequences import equal_items, longest_in_order, reworded
from nextcall.diff.values import is_same, json_of
from nextcall.model import (
    Activity,
    BuyingProcess,
    Call,
    Place,
    Playbook,
    Role,
    SalesProcess,
    Stage,
    Text,
    Written,
    fields_of,
)
from nextcall.printable import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nextcall.diff.change import Side
    from nextcall.model import WrittenField

Process = SalesProcess | BuyingProcess

NOT_WRITTEN = frozenset({"place", "holder", "holders", "files", "texts", "allows", "results"})
"""What loading puts into the model, and nobody writes there; `allows` are compared where they stand."""

_LISTS = ("roles.yaml", "assets.yaml", "glossary.yaml")
"""Files of the playbook's own things, which may accept findings as a whole."""

OWN_FILES = frozenset({"buying_processes", "sales_processes"})
"""Lists in which nobody puts anything into an order: that of the files' names."""


class _At(NamedTuple):
    """The thing that is compared: as it was and as it is, in which list, and what it belongs to."""

    before: Written
    after: Written
    listed: str
    guess: bool
    old_process: Process | None
    process: Process | None
    stage: Stage | None
    was: Place
    now: Place

    @property
    def is_playbook(self) -> bool:
        """Whether it is the whole."""
        return isinstance(self.after, Playbook)


class _Spot(NamedTuple):
    """A field of a thing, or of a part of it: its values on both sides, and where they stand or would stand."""

    path: str
    ours: Any
    theirs: Any
    was: Place
    now: Place

    def with_values(self, ours: Any, theirs: Any) -> _Spot:  # noqa: ANN401 (whatever the field holds)
        """The same field with other values."""
        return self._replace(ours=ours, theirs=theirs)

    def item(self, before: int | None, after: int | None) -> _Spot:
        """An item of its lists, by its index on either side; None: it isn't there."""
        return _Spot(
            self.path,
            None if before is None else self.ours[before],
            None if after is None else self.theirs[after],
            self.was if before is None else self.was / before,
            self.now if after is None else self.now / after,
        )


class Walk:
    """Collects the changes from one side to the other."""

    def __init__(self, before: Side, after: Side, matches: Matches) -> None:
        """`matches` are those of both sides' playbooks."""
        self.changes: list[Change] = []
        self._sides = before, after
        self._matches = matches
        self._allows = _by_holder(before.playbook), _by_holder(after.playbook)
        self._service = Service(before.playbook, after.playbook, matches)

    def playbooks(self) -> None:
        """Compare everything."""
        before, after = (each.playbook for each in self._sides)
        top = _At(before, after, "", guess=False, old_process=None, process=None, stage=None,
                  was=before.place, now=after.place)  # fmt: skip
        self._thing(top)
        for path in _LISTS:
            place = Place(path)
            if path not in self._matches.left_out:
                self._accepted(top, _Spot("", None, None, place, place))

    def _thing(self, at: _At) -> None:
        """Compare a thing with what it was."""
        ids = getattr(at.before, "id", None), getattr(at.after, "id", None)
        spot = _Spot("id", *ids, at.was / "id", at.now / "id")
        if ids[0] != ids[1] and None not in ids:
            self._note(at, Kind.RENAMED, spot._replace(path=""))
        else:
            self._change(at, spot)
        self._fields(at, at.before, at.after, _Spot("", None, None, at.was, at.now))

    def _fields(self, at: _At, before: object, after: object, around: _Spot) -> None:
        for each in fields_of(kind_of(after)):
            ours, theirs = getattr(before, each.name), getattr(after, each.name)
            if ours is theirs or each.name in NOT_WRITTEN or each.name == "id":
                continue
            if at.is_playbook and each.type not in WHAT and at.now.path in self._matches.left_out:
                continue
            path = f"{around.path}.{each.key}" if around.path else each.key
            self._field(at, each, _Spot(path, ours, theirs, around.was / each.key, around.now / each.key))
        if hasattr(after, "notes") and not (at.is_playbook and at.now.path in self._matches.left_out):
            self._accepted(at, around)

    def _field(self, at: _At, field: WrittenField, spot: _Spot) -> None:
        if field.type is Call:
            self._call(at, spot)
        elif issubclass(field.type, Written):
            self._objects(at, field, spot)
        elif field.many and issubclass(field.type, Text):
            self._texts(at, spot)
        elif field.many:
            self._references(at, field.name, spot)
        elif issubclass(field.type, Mapping):
            for key in [*spot.ours, *(each for each in spot.theirs if each not in spot.ours)]:
                values = spot.ours.get(key), spot.theirs.get(key)
                self._change(at, _Spot(f"{spot.path}.{key}", *values, spot.was / key, spot.now / key))
        else:
            if field.name in REFERS_TO and isinstance(spot.ours, str):
                now, theirs = self._matches.now(field.name, spot.ours, at.old_process), spot.theirs
                is_old = isinstance(theirs, str) and now == self._matches.now(field.name, theirs, at.old_process)
                spot = spot._replace(ours=theirs if is_old else now)
            self._change(at, spot)

    def _objects(self, at: _At, field: WrittenField, spot: _Spot) -> None:
        if not field.many:
            self._part(at, field.type, spot)
        elif field.type in WHAT and field.name != "alternatives":
            self._list(at, field.name, spot)
        else:
            self._values(at, spot)

    # What a thing lists: other things.

    def _list(self, at: _At, name: str, spot: _Spot) -> None:
        """Things that came, went, changed their order or their holder; what changed in those that are still there."""
        matches = self._matches
        if at.is_playbook:
            spot = spot.with_values(tuple(matches.read(spot.ours)), tuple(matches.read(spot.theirs)))
        index_before = {each: index for index, each in enumerate(spot.ours)}
        for index, each in enumerate(spot.ours):
            if each not in matches.of_before:
                self._gone(at, name, each, _place(each, spot.was, index))
        moved = self._moved(spot.theirs, index_before) if name not in OWN_FILES else frozenset()
        for index, each in enumerate(spot.theirs):
            place = _place(each, spot.now, index)
            pair = matches.of_after.get(each)
            if pair is None:
                self._come(at, name, each, place)
                continue
            was = _place(pair.before, spot.was, index_before.get(pair.before, 0))
            inner = _below(at, pair, name, was, place)
            if each in moved:
                following = next((other for other in spot.theirs[index + 1 :] if other not in moved), None)
                numbers = _Spot("", index_before[pair.before] + 1, index + 1, was, place)
                self._note(inner, Kind.MOVED, numbers, before_next=following)
            elif pair.before not in index_before:
                self._changed_stage(inner)
            if not (at.is_playbook and matches.is_same(pair)):
                self._thing(inner)

    def _moved(self, things: Sequence[Written], index_before: Mapping[Written, int]) -> frozenset[Written]:
        """The smallest set of things whose move explains the new order; roles have one for each side."""
        runs: dict[object, list[tuple[Written, int]]] = defaultdict(list)
        for each in things:
            pair = self._matches.of_after.get(each)
            if pair is not None and pair.before in index_before and _run(pair.before) == _run(each):
                runs[_run(each)].append((each, index_before[pair.before]))
        found: set[Written] = set()
        for run in runs.values():
            kept = longest_in_order([index for _, index in run])
            found.update(each for position, (each, _) in enumerate(run) if position not in kept)
        return frozenset(found)

    def _changed_stage(self, at: _At) -> None:
        """Tell that a thing stands in another stage."""
        assert isinstance(at.old_process, SalesProcess)  # noqa: S101 (only what stands in stages changes its holder)
        assert at.stage is not None  # noqa: S101
        before = next(each for each in at.old_process.stages if at.before in getattr(each, at.listed))
        self._note(at, Kind.MOVED, _Spot("", before.id, at.stage.id, at.was, at.now))

    def _come(self, at: _At, name: str, thing: Written, place: Place) -> None:
        """Tell that a thing is new; what stands in it and was elsewhere before is compared with that."""
        matches = self._matches
        back = effects.lost_with(thing, name, matches.of_after.__contains__)
        back = back or self._service.gained_with(thing, at.old_process, at.process)
        alone = _alone(at, thing, place)
        self._note(alone, Kind.ADDED, _Spot("", None, str(text_of(thing)), place, place), won=back)
        for each in lists_of_things(type(thing)):
            for index, one in enumerate(getattr(thing, each.name)):
                pair = matches.of_after.get(one)
                if pair is not None:
                    below = _place(one, place / each.key, index)
                    inner = _below(alone, pair, each.name, _place(pair.before, below, 0), below)
                    self._changed_stage(inner)
                    self._thing(inner)

    def _gone(self, at: _At, name: str, thing: Written, place: Place) -> None:
        there = effects.lost_with(thing, name, self._matches.of_before.__contains__)
        there = there or self._service.lost_with(thing, at.old_process, at.process)
        spot = _Spot("", str(text_of(thing)), None, place, at.now)
        self._note(_alone(at, thing, place), Kind.REMOVED, spot, lost=there)

    # What belongs to a thing.

    def _call(self, at: _At, spot: _Spot) -> None:
        """Call settings, which are complete; what a process inherits is the playbook's change."""
        written = [_data(side, place) for side, place in zip(self._sides, (spot.was, spot.now), strict=True)]
        for each in fields_of(Call):
            if at.is_playbook or any(each.key in said for said in written):
                values = getattr(spot.ours, each.name), getattr(spot.theirs, each.name)
                self._change(at, _Spot(f"{spot.path}.{each.key}", *values, spot.was / each.key, spot.now / each.key))

    def _part(self, at: _At, kind: type, spot: _Spot) -> None:
        """An object of its own, such as a call plan; one that comes or goes with several things is told as a whole."""
        ours, theirs = _leaves(spot.ours), _leaves(spot.theirs)
        if not ours and not theirs:
            return
        if (ours and theirs) or (len(ours or theirs) == 1 and _can_be_blank(kind)):
            self._fields(at, spot.ours or _blank(kind), spot.theirs or _blank(kind), spot)
            return
        lost = effects.lost_with(spot.ours, "", lambda _: False) if ours else None
        won = effects.lost_with(spot.theirs, "", lambda _: False) if theirs else None
        self._note(at, Kind.CHANGED, spot.with_values(ours or None, theirs or None), lost=lost, won=won)

    def _values(self, at: _At, spot: _Spot) -> None:
        """Objects of a list that are no things of their own, such as when to step back."""
        pairs = Matching(spot.ours, spot.theirs).pairs
        number = ({each: index for index, each in enumerate(side)} for side in (spot.ours, spot.theirs))
        of_before, of_after = number
        guesses = {of_after[pair.after]: pair.guess for pair in pairs}
        before_of = {of_after[pair.after]: of_before[pair.before] for pair in pairs}

        def told(before: int | None, after: int | None) -> None:
            item = spot.item(before, after)
            if before is None or after is None:
                values = _leaves(item.ours) or None, _leaves(item.theirs) or None
                self._note(at, Kind.CHANGED, item.with_values(*values))
            else:
                self._fields(at._replace(guess=at.guess or guesses[after]), item.ours, item.theirs, item)

        self._items(at, spot, before_of, told)

    def _texts(self, at: _At, spot: _Spot) -> None:
        """Texts of a list: those that stayed, were reworded (a guess), came or went, and their order."""
        same = equal_items([on_one_line(each) for each in spot.ours], [on_one_line(each) for each in spot.theirs])
        guesses = reworded(spot.ours, spot.theirs, same)

        def told(before: int | None, after: int | None) -> None:
            if after not in same:
                item = spot.item(before, after)
                values = (None if each is None else str(each) for each in (item.ours, item.theirs))
                self._note(at._replace(guess=at.guess or after in guesses), Kind.CHANGED, item.with_values(*values))

        self._items(at, spot, same | guesses, told)

    def _references(self, at: _At, name: str, spot: _Spot) -> None:
        """Ids of a list. One that changed with what it names is the same."""
        if spot.ours is None or spot.theirs is None:  # only `requires` tells none from an empty list
            self._change(at, spot)
            return
        if name == "formerly":
            spot = spot.with_values(_without_id(spot.ours, at.after), _without_id(spot.theirs, at.before))
        now = [self._matches.now(name, each, at.old_process) for each in spot.ours]
        theirs = spot.theirs  # one that still says an old id means what has a new one: no other thing has the old
        if name in REFERS_TO:
            theirs = [self._matches.now(name, each, at.old_process) for each in theirs]
        same = equal_items(now, theirs)
        left = [each for each in range(len(spot.ours)) if each not in set(same.values())]
        new = [each for each in range(len(spot.theirs)) if each not in same]

        def told(before: int | None, after: int | None) -> None:
            item = spot.item(before, after)
            values = json_of(item.ours), json_of(item.theirs)
            if after is None:
                is_last = not spot.theirs and before == left[-1]
                lost = effects.lost_in_list(name) or self._alignment(at, name, item.ours, is_last=is_last, is_new=False)
                self._note(at, Kind.REMOVED, item.with_values(*values), what=What.REFERENCE, lost=lost)
            elif before is None:
                is_first = not spot.ours and after == new[-1]
                won = effects.lost_in_list(name) or self._alignment(
                    at, name, item.theirs, is_last=is_first, is_new=True
                )
                self._note(at, Kind.ADDED, item.with_values(*values), what=What.REFERENCE, won=won)

        self._items(at, spot, same, told, What.REFERENCE)

    def _items(
        self,
        at: _At,
        spot: _Spot,
        before_of: Mapping[int, int],
        told: Callable[[int | None, int | None], None],
        what: What | None = None,
    ) -> None:
        """Go through the items of a list that are no things: those that went, then what is there, with its order.

        `before_of` gives the index before by that of now; `told` takes both, None where there is none.
        """
        known = set(before_of.values())
        for index in range(len(spot.ours)):
            if index not in known:
                told(index, None)
        run = sorted(before_of)
        kept = longest_in_order([before_of[each] for each in run])
        moved = {each for position, each in enumerate(run) if position not in kept}
        for index in range(len(spot.theirs)):
            if index in moved:
                item = spot.item(before_of[index], index)
                value = json_of(item.theirs)
                self._note(at, Kind.MOVED, item.with_values(value, value), what=what)
            told(before_of.get(index), index)

    def _alignment(self, at: _At, name: str, buying_stage: str, *, is_last: bool, is_new: bool) -> Reason | None:
        """Whether a buying stage that is named no longer, or newly, was the last one, or is served nowhere else."""
        if name != "buying_stages":
            return None
        if is_last and isinstance(at.after, Stage):
            return Reason.ALIGNMENT
        service = self._service.gained if is_new else self._service.lost
        return service([buying_stage], at.old_process, at.process)

    def _accepted(self, at: _At, around: _Spot) -> None:
        """What the team accepts on the record, on a thing, a part of it or a whole file: rules, by their names."""
        ours, theirs = self._allows[0].get(around.was, {}), self._allows[1].get(around.now, {})
        path = f"{around.path}.allow" if around.path else "allow"
        for rule in [*ours, *(each for each in theirs if each not in ours)]:
            old, new = ours.get(rule), theirs.get(rule)
            was, now = old.place if old else around.was, new.place if new else around.now
            if old is None or new is None:
                self._note(at, Kind.CHANGED, _Spot(path, old and rule, new and rule, was, now))
            else:
                spot = _Spot(f"{path}.because", old.because, new.because, was / "because", now / "because")
                self._change(at, spot)

    # How a change is noted.

    def _change(self, at: _At, spot: _Spot) -> None:
        """Note that a field is another now, if it is."""
        if is_same(spot.ours, spot.theirs):
            return
        lost = effects.lost_in_field(at.before, at.listed, spot.path, spot.ours, spot.theirs)
        won = effects.lost_in_field(at.after, at.listed, spot.path, spot.theirs, spot.ours)
        values = json_of(spot.ours), json_of(spot.theirs)
        self._note(at, Kind.CHANGED, spot.with_values(*values), lost=lost, won=won)

    def _note(self, at: _At, kind: Kind, spot: _Spot, **more: Any) -> None:  # noqa: ANN401 (of what a change is made of)
        """Note a change, whose values are JSON; one that leaves nothing is of the base."""
        effect, reason = effects.both_ways(more.pop("lost", None), more.pop("won", None))
        holder = WHAT[type(at.after)]
        is_gone = spot.theirs is None
        self.changes.append(
            Change(
                kind=kind,
                what=more.pop("what", None) or holder,
                holder=holder,
                thing=at.after,
                id=getattr(at.after, "id", None),
                process=at.process if isinstance(at.process, SalesProcess) else None,
                process_id=None if at.process is None else at.process.id,
                stage=at.stage,
                field=spot.path or None,
                before=spot.ours,
                after=spot.theirs,
                effect=effect,
                reason=reason,
                place=spot.was if is_gone else spot.now,
                near=at.now if is_gone and at.before is not at.after else spot.now,
                is_of_base=is_gone,
                guess=at.guess,
                **more,
            )
        )


class Service:
    """Which buying stages are served by no stage any more, or newly."""

    def __init__(self, before: Playbook, after: Playbook, matches: Matches) -> None:
        """`matches` are those of the two."""
        self._playbooks = before, after
        self._matches = matches
        self._served: dict[SalesProcess, frozenset[str]] = {}

    def lost_with(self, thing: Written, old: Process | None, new: Process | None) -> Reason | None:
        """Whether a buying stage was served by a thing alone that is gone."""
        return self.lost(list(_serves(thing)), old, new)

    def gained_with(self, thing: Written, old: Process | None, new: Process | None) -> Reason | None:
        """Whether a thing that is new serves a buying stage that nothing served."""
        return self.gained(list(_serves(thing)), old, new)

    def lost(self, names: Sequence[str], old: Process | None, new: Process | None) -> Reason | None:
        """Whether one of the buying stages `names` of before is still there, and served no longer."""
        if not names or not isinstance(old, SalesProcess) or not isinstance(new, SalesProcess):
            return None
        buying = self._playbooks[1].buying_process_of(new)
        now = [self._matches.now("buying_stages", each, old) for each in names]
        return effects.lost_service(now, self._of(new), buying.stage_by_id if buying else ())

    def gained(self, names: Sequence[str], old: Process | None, new: Process | None) -> Reason | None:
        """Whether one of the buying stages `names` of now was there before, and not served."""
        if not names or not isinstance(old, SalesProcess) or not isinstance(new, SalesProcess):
            return None
        buying = self._playbooks[0].buying_process_of(old)
        served = {self._matches.now("buying_stages", each, old) for each in self._of(old)}
        known = {self._matches.now("buying_stages", each, old) for each in (buying.stage_by_id if buying else ())}
        return effects.lost_service(names, served, known)

    def _of(self, process: SalesProcess) -> frozenset[str]:
        if process not in self._served:
            self._served[process] = effects.served(process)
        return self._served[process]


def _serves(thing: Written) -> Iterator[str]:
    """The buying stages that a stage or an activity names, its activities' included."""
    if isinstance(thing, Stage | Activity):
        yield from thing.buying_stages
    if isinstance(thing, Stage):
        for each in thing.activities:
            yield from each.buying_stages


def _below(at: _At, pair: Pair, listed: str, was: Place, now: Place) -> _At:
    """Where a thing is compared that stands in the list `listed` of the thing `at`."""
    before, after, guess = pair
    is_process, is_stage = isinstance(after, SalesProcess | BuyingProcess), isinstance(after, Stage)
    return _At(
        before,
        after,
        listed,
        guess,
        old_process=before if is_process else at.old_process,
        process=after if is_process else at.process,
        stage=after if is_stage else at.stage,
        was=was,
        now=now,
    )


def _alone(at: _At, thing: Written, place: Place) -> _At:
    """A thing that is there on one side alone."""
    return _below(at, Pair(thing, thing, guess=False), "", place, place)._replace(old_process=at.old_process)


def _place(thing: Written, around: Place, index: int) -> Place:
    """Where a thing stands: it says so itself, or by its number in the list around it."""
    return getattr(thing, "place", None) or around / index


def _run(thing: Written) -> object:
    """What lists tell an order of: roles are listed by side."""
    return thing.side if isinstance(thing, Role) else None


def _without_id(names: Sequence[str], thing: Written) -> tuple[str, ...]:
    return tuple(each for each in names if each != getattr(thing, "id", None))


def _by_holder(playbook: Playbook) -> dict[Place, dict[str, Any]]:
    found: dict[Place, dict[str, Any]] = defaultdict(dict)
    for each in playbook.allows:
        found[each.holder].setdefault(each.rule, each)
    return found


def _data(side: Side, place: Place) -> Mapping[str, object]:
    """What a file says in so many words at the top, under the last step of a place."""
    document = side.documents.get(place.path)
    data = document.data if document is not None else None
    written = data.get(place.pointer.rpartition("/")[2]) if isinstance(data, dict) else None
    return written if isinstance(written, dict) else {}


def _can_be_blank(kind: type) -> bool:
    """Whether an object of this kind can say nothing at all."""
    return all(each.many or each.optional or each.name == "place" for each in fields_of(kind))


def _blank(kind: type) -> Any:  # noqa: ANN401 (an object of that kind)
    return kind(**({"place": Place("")} if any(each.name == "place" for each in fields_of(kind)) else {}))


def _leaves(thing: Written | None) -> dict[str, Any]:
    """What an object says, by dotted path; nothing where it says no more than its defaults."""
    return dict(_said(thing, "")) if thing is not None else {}


def _said(thing: Written, prefix: str) -> Iterator[tuple[str, Any]]:
    for each in fields_of(kind_of(thing)):
        value = getattr(thing, each.name)
        if each.name in NOT_WRITTEN or value is None or value == ():
            continue
        if issubclass(each.type, Written) and not each.many:
            yield from _said(value, f"{prefix}{each.key}.")
        else:
            yield f"{prefix}{each.key}", json_of(value)
