"""Everything that is the same before and after, found from the top down, and the ids that things have now."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from nextcall.diff.change import What
from nextcall.diff.likeness import Matching, Pair
from nextcall.model import (
    Activity,
    Asset,
    BuyingProcess,
    BuyingStage,
    Criterion,
    Element,
    LostReason,
    Objection,
    Place,
    Playbook,
    Question,
    Role,
    SalesProcess,
    Stage,
    Term,
    Written,
    fields_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.diff.change import Side
    from nextcall.model import WrittenField

WHAT: dict[type, What] = {
    Playbook: What.PLAYBOOK,
    SalesProcess: What.PROCESS,
    BuyingProcess: What.BUYING_PROCESS,
    Stage: What.STAGE,
    BuyingStage: What.BUYING_STAGE,
    Criterion: What.CRITERION,
    Activity: What.ACTIVITY,
    Question: What.QUESTION,
    Objection: What.OBJECTION,
    Role: What.ROLE,
    Asset: What.ASSET,
    Term: What.TERM,
    Element: What.ELEMENT,
    LostReason: What.LOST_REASON,
}
"""The kinds of object that are things of their own; whatever else is written belongs to the thing around it."""

MAY_CHANGE_STAGE = ("activities", "entry_criteria", "exit_criteria")
"""Lists of stages whose things are the same in whichever stage of the process they stand."""

REFERS_TO: dict[str, What] = {
    "requires": What.ACTIVITY,
    "needs": What.CRITERION,
    "satisfies": What.CRITERION,
    "buyer_roles": What.ROLE,
    "seller_roles": What.ROLE,
    "partner_roles": What.ROLE,
    "not_with": What.ROLE,
    "roles": What.ROLE,
    "buying_stages": What.BUYING_STAGE,
    "buying_process": What.BUYING_PROCESS,
    "alongside": What.STAGE,
    "to": What.STAGE,
    "assets": What.ASSET,
    "elements": What.ELEMENT,
}
"""What the ids in a field are of. A field that isn't named here is taken to name whatever got another id."""

_EVERYWHERE = frozenset({What.ROLE, What.ASSET, What.BUYING_PROCESS})
_ALL_OF_PLAYBOOK = ("roles", "assets", "terms", "buying_processes", "sales_processes")


def lists_of_things(kind: type) -> Iterator[WrittenField]:
    """The fields of a kind of object that list things of their own."""
    return (each for each in fields_of(kind) if each.many and each.type in WHAT and each.name != "alternatives")


def parts_of(kind: type) -> Iterator[WrittenField]:
    """The fields of a kind of object that hold one object each."""
    return (each for each in fields_of(kind) if not each.many and issubclass(each.type, Written))


class Matches:
    """The pairs of two playbooks; what lies in files of the `same` bytes isn't looked at, nor what is `left_out`."""

    def __init__(self, before: Side, after: Side, same: frozenset[str], left_out: frozenset[str]) -> None:
        """Paths are relative to the playbooks' folders."""
        self.of_before: dict[Written, Pair] = {}
        self.of_after: dict[Written, Pair] = {}
        self.renamed: dict[tuple[What, str], dict[str, str]] = defaultdict(dict)
        self.same = same
        self.left_out = left_out
        self._playbooks = before.playbook, after.playbook
        self._add(Pair(before.playbook, after.playbook, guess=False))
        for name in _ALL_OF_PLAYBOOK:
            ours, theirs = (tuple(self.read(getattr(each.playbook, name))) for each in (before, after))
            for pair in Matching(ours, theirs).pairs:
                self._add(pair)
                if not self.is_same(pair):
                    self._inside(pair)

    def read(self, things: tuple[Written, ...]) -> Iterator[Written]:
        """The things whose file could be read on both sides."""
        return (each for each in things if each.place.path not in self.left_out)  # type: ignore[attr-defined]

    def is_same(self, pair: Pair) -> bool:
        """Whether a process was read from the same bytes, and nothing else can have changed what it means."""
        path = pair.before.place.path
        return path in self.same and path == pair.after.place.path and not pair.guess

    def _add(self, pair: Pair) -> None:
        before, after, _ = pair
        self.of_before[before] = self.of_after[after] = pair
        ids = getattr(before, "id", None), getattr(after, "id", None)
        if None not in ids and ids[0] != ids[1]:
            what = WHAT[type(before)]
            scope = "" if what in _EVERYWHERE else before.place.path
            self.renamed[what, scope][str(ids[0])] = str(ids[1])

    def _inside(self, pair: Pair) -> None:
        before, after, _ = pair
        for each in lists_of_things(type(after)):
            if isinstance(after, Stage) and each.name in MAY_CHANGE_STAGE:
                continue
            for found in Matching(getattr(before, each.name), getattr(after, each.name)).pairs:
                self._add(found)
                self._inside(found)
        if isinstance(after, SalesProcess):
            for name in MAY_CHANGE_STAGE:
                self._across_stages(before, after, name)
        for each in parts_of(type(after)):
            ours, theirs = getattr(before, each.name), getattr(after, each.name)
            if ours is not None and theirs is not None:
                self._inside(Pair(ours, theirs, guess=False))

    def _across_stages(self, before: SalesProcess, after: SalesProcess, name: str) -> None:
        stage_before = {each: stage for stage in before.stages for each in getattr(stage, name)}
        stage_after = {each: stage for stage in after.stages for each in getattr(stage, name)}

        def is_now(each: Written) -> object:
            pair = self.of_before.get(stage_before[each])
            return stage_before[each] if pair is None else pair.after

        for found in Matching(stage_before, stage_after, (is_now, stage_after.__getitem__)).pairs:
            self._add(found)
            self._inside(found)

    def now(self, field: str, name: str, process: SalesProcess | BuyingProcess | None) -> str:
        """The id that what `field` names has now; `process` is the one, of before, that names it."""
        if not self.renamed:
            return name
        what = REFERS_TO.get(field)
        if what is None:
            return self._of_any_kind.get(name, name)
        return self.renamed.get((what, self._scope(what, process)), {}).get(name, name)

    def _scope(self, what: What, process: SalesProcess | BuyingProcess | None) -> str:
        if what in _EVERYWHERE or process is None:
            return ""
        if what is What.BUYING_STAGE and isinstance(process, SalesProcess):
            buying = self._playbooks[0].buying_process_of(process)
            return "" if buying is None else buying.place.path
        return process.place.path

    @cached_property
    def _of_any_kind(self) -> dict[str, str]:
        return {old: new for each in self.renamed.values() for old, new in each.items()}

    @cached_property
    def place_now(self) -> dict[Place, Place]:
        """Where the things stand now that have a place of their own, by where they stood."""
        return {before.place: pair.after.place for before, pair in self.of_before.items() if hasattr(before, "place")}
