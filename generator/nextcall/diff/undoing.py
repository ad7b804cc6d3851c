"""A process without one of the changes that made it: what it would be if that edit were taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nextcall.diff.change import Kind
from nextcall.model import Activity, Criterion, Stage, fields_of

if TYPE_CHECKING:
    from nextcall.diff.change import Change
    from nextcall.diff.matching import Matches
    from nextcall.model import SalesProcess, Written

_NAMES = {"requires": "activity_by_id", "needs": "criterion_by_id", "satisfies": "criterion_by_id"}
_LISTS = {Activity: "activities", Criterion: "exit_criteria"}


class Undoing:
    """Takes changes of a process back, one at a time."""

    def __init__(self, before: SalesProcess, after: SalesProcess, matches: Matches) -> None:
        """`matches` are those of the playbooks that the two are of."""
        self._before = before
        self._after = after
        self._matches = matches

    def without(self, change: Change) -> SalesProcess | None:
        """The process as it is now, but for a change; None where that can't be said."""
        thing = change.thing
        if change.field is not None and change.field.startswith("call.") and not isinstance(thing, Stage):
            name = change.field.removeprefix("call.")
            return replace(self._after, call=replace(self._after.call, **{name: getattr(self._before.call, name)}))
        if change.field is not None:
            return self._with_field_of_before(thing, change.field.partition(".")[0])
        if isinstance(thing, Activity | Criterion):
            return self._without_edit_of_list(change, thing, _LISTS[type(thing)])
        return None

    def _with_field_of_before(self, thing: Written, key: str) -> SalesProcess | None:
        pair = self._matches.of_after.get(thing)
        kind: type = type(thing)
        name = next((each.name for each in fields_of(kind) if each.key == key), None)
        if pair is None or name is None or not isinstance(thing, Stage | Activity | Criterion):
            return None
        value: Any = getattr(pair.before, name)
        if name in _NAMES and value is not None:
            value = tuple(self._matches.now(name, each, self._before) for each in value)
        return self._put(thing, replace(thing, **{name: value}))

    def _without_edit_of_list(self, change: Change, thing: Activity | Criterion, name: str) -> SalesProcess | None:
        """Without a thing that came, with one that went, or with one where it stood."""
        pair = self._matches.of_after.get(thing)
        if change.kind is Kind.ADDED:
            return self._put(thing, None)
        if change.kind is Kind.REMOVED:
            was = next((each for each in self._before.stages if thing in getattr(each, name)), None)
            back: Written = thing
        elif pair is not None:
            was = next((each for each in self._before.stages if pair.before in getattr(each, name)), None)
            back = thing
        else:
            return None
        stage = self._matches.of_before.get(was) if was is not None else None
        if was is None or stage is None:
            return None
        index = getattr(was, name).index(pair.before if pair else thing)
        rest = self._after if change.kind is Kind.REMOVED else self._put(thing, None, keeps_references=True)
        there = next(each for each in rest.stages if each.id == stage.after.id)
        listed = [*getattr(there, name)]
        listed.insert(index, back)
        changed = _replaced(there, name, tuple(listed))
        return replace(rest, stages=tuple(changed if each is there else each for each in rest.stages))

    def _put(self, old: Written, new: Written | None, *, keeps_references: bool = False) -> SalesProcess:
        """The process of now with another thing in the place of one, or with none; what names nothing is left out."""
        stages = tuple(
            new if stage is old and isinstance(new, Stage) else _with_another(stage, old, new)
            for stage in self._after.stages
        )
        made = replace(self._after, stages=stages)
        return made if keeps_references else _with_known_names(made)


def _replaced(stage: Stage, name: str, things: tuple[Any, ...]) -> Stage:
    """A stage with other things in one of its lists."""
    lists: dict[str, Any] = {name: things}
    return replace(stage, **lists)


def _with_another(stage: Stage, old: Written, new: Written | None) -> Stage:
    for name in ("activities", "exit_criteria"):
        listed = getattr(stage, name)
        if old in listed:
            items = ((new if each is old else each) for each in listed)
            return _replaced(stage, name, tuple(each for each in items if each is not None))
    return stage


def _with_known_names(process: SalesProcess) -> SalesProcess:
    """The process without references that lead nowhere."""

    def known(activity: Activity) -> Activity:
        lists = {name: getattr(activity, name) for name in _NAMES}
        left: dict[str, Any] = {
            name: tuple(each for each in ids if each in getattr(process, _NAMES[name]))
            for name, ids in lists.items()
            if ids is not None
        }
        return activity if all(left[name] == lists[name] for name in left) else replace(activity, **left)

    stages = (replace(each, activities=tuple(map(known, each.activities))) for each in process.stages)
    return replace(process, stages=tuple(stages))
