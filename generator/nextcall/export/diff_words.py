"""A change in words: where it is, what it is, and, where it weakens the process, what would make it strong again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.diff import Effect, Kind, What
from nextcall.diff.likeness import text_of
from nextcall.diff.matching import REFERS_TO
from nextcall.export.markdown import for_comment, literal, one_line
from nextcall.model import Playbook, SalesProcess, Stage
from nextcall.printable import printable

if TYPE_CHECKING:
    from nextcall.diff import Change, Diff
    from nextcall.model import Written
    from nextcall.words import Words

_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
"""What a field may choose from, such as `in_call`."""

LONGEST_TEXT = 160
"""Characters of a text of the team's that stand in a message; the rest is a click away."""


class Told(NamedTuple):
    """A change in words. `at` is the stage or whatever else it is in, `thing` what it is about unless that is `at`."""

    at: str
    thing: str
    said: str
    more: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """All of it on one line."""
        first = f"{', '.join(each for each in (self.at, self.thing) if each)}: {self.said}."
        return " ".join((first, *self.more))


class Teller:
    """Tells the changes of a diff in words."""

    def __init__(self, diff: Diff, words: Words, *, is_markdown: bool = False) -> None:
        """What is told may be Markdown, for a comment."""
        self._diff = diff
        self._words = words
        self._is_markdown = is_markdown
        processes = {each.process_id for each in diff.changes if each.process_id}
        self._names_process = len(processes) > 1

    def say(self, *key: str, **values: object) -> str:
        """A phrase of the catalogue on one line, filled with what is told already."""
        return " ".join(printable(self._words.label(*key, **values)).split())

    def told(self, change: Change) -> Told:
        """A change in words."""
        more = []
        if change.effect is Effect.WEAKENS and change.reason is not None:
            more += [self.say("diff.why", change.reason.value), self.say("diff.strong", change.reason.value)]
        if change.guess and (change.kind is Kind.RENAMED or change.id is None):
            more.append(self.say("diff.guess"))
        if change.guess and change.kind is Kind.RENAMED:
            more.append(self.say("diff.formerly", id=self.literal(str(change.before))))
        is_place = change.thing in (change.stage, change.process) or change.what is What.PLAYBOOK
        named = change.kind in (Kind.ADDED, Kind.REMOVED) and change.field is None
        thing = "" if named or is_place else self._name(change.thing)
        return Told(self._at(change), thing, self._said(change), tuple(more))

    def _at(self, change: Change) -> str:
        comes_or_goes = change.kind in (Kind.ADDED, Kind.REMOVED) and change.field is None
        names = []
        if change.process is not None and (change.stage is None or self._names_process):
            names.append(change.process.name)
        if change.stage is not None and not (comes_or_goes and change.thing is change.stage):
            names.append(change.stage.name)
        if comes_or_goes and change.thing is change.process:
            names = []
        names = names or [self._diff.playbooks[1].title or self._diff.playbooks[0].title]
        return " · ".join(map(self.cut, names))

    def _name(self, thing: Written) -> str:
        text = thing.title if isinstance(thing, Playbook) else text_of(thing)
        cut = self.cut(text)
        return cut if isinstance(thing, Stage | SalesProcess) else self._quoted(cut)

    def _quoted(self, text: str) -> str:
        return self._words.label("common", "quoted", text=text)

    def cut(self, text: str) -> str:
        """A text of the team's as it stands in a message: its words, on one line, and not too long."""
        return self.literal(one_line(text))

    def literal(self, text: str) -> str:
        """What is no Markdown, such as a path, as it stands in a message."""
        shown = " ".join(printable(text).split())
        if len(shown) > LONGEST_TEXT:
            shown = self._words.label("diff", "truncated", text=shown[:LONGEST_TEXT].rstrip())
        return for_comment(literal(shown)) if self._is_markdown else shown

    def _said(self, change: Change) -> str:
        say = self.say
        if change.field is None:
            return self._of_thing(change)
        name = change.field.rpartition(".")[2]
        before, after = self._value(change, name, change.before), self._value(change, name, change.after)
        key = _SPECIAL.get((name, change.before is not None, change.after is not None))
        if change.what is What.REFERENCE:
            key = _SPECIAL_REFERENCES.get((name, change.kind))
            key = key or {Kind.ADDED: "item_added", Kind.REMOVED: "item_removed"}.get(change.kind, "item_moved")
        elif change.kind is Kind.MOVED:
            key = "item_moved"
        elif name == "required":
            key = "required" if change.after else "not_required"
        elif name == "requires" and change.after is None:
            key = "order_unset"
        elif key is None:
            key = "set" if change.before is None else "unset" if change.after is None else "changed"
        values = {"before": before, "after": after, "field": self._field(change.field)}
        wanted = self._words.places(f"diff.say.{key}")
        return say("diff.say", key, **{each: value for each, value in values.items() if each in wanted})

    def _of_thing(self, change: Change) -> str:
        say = self.say
        if change.kind is Kind.RENAMED:
            return say(
                "diff.say.renamed", before=self.literal(str(change.before)), after=self.literal(str(change.after))
            )
        if change.kind is Kind.MOVED and isinstance(change.before, str):
            names = (self._stage(change, each) for each in (change.before, change.after))
            return say("diff.say.moved_stage", **dict(zip(("before", "after"), names, strict=True)))
        if change.kind is Kind.MOVED:
            following = change.before_next
            if following is None or isinstance(following, str):
                return say("diff.say.moved_last")
            return say("diff.say.moved", next=self._name(following))
        key = "added" if change.kind is Kind.ADDED else "removed"
        what = say("diff.what", change.holder.value)
        return self._words.label("diff.say", key, what=what, name=self._name(change.thing))

    def _stage(self, change: Change, name: str) -> str:
        for playbook in reversed(self._diff.playbooks):
            for process in playbook.sales_processes:
                if process.id == change.process_id and name in process.stage_by_id:
                    return self.cut(process.stage_by_id[name].name)
        return name

    def _field(self, path: str) -> str:
        return " · ".join(self._one_field(each) for each in path.split("."))

    def _one_field(self, name: str) -> str:
        if f"diff.field.{name}" in self._words:
            return self.say("diff.field", name)
        return self.literal(name.replace("_", " "))

    def _value(self, change: Change, field: str, value: Any) -> str:  # noqa: ANN401 (JSON)
        if value is None or value == []:
            return self.say("diff.none")
        if isinstance(value, list):
            return ", ".join(self._value(change, field, each) for each in value)
        if isinstance(value, dict):
            return self._quoted(self.cut("; ".join(map(_shown, value.values()))))
        return self._text(change, field, value) if isinstance(value, str) else self._number(value)

    def _number(self, value: int | bool) -> str:  # noqa: FBT001 (a value of JSON)
        if isinstance(value, bool):
            return self.say("diff.yes") if value else self.say("diff.no")
        return str(value)

    def _text(self, change: Change, field: str, value: str) -> str:
        if field == "verified_by":
            return self.say("verified_by", value)
        if field in REFERS_TO:
            return self._referred(change, REFERS_TO[field], value)
        if _NAME.fullmatch(value):
            return self.literal(value.replace("_", " "))
        return self._quoted(self.cut(value))

    def _referred(self, change: Change, what: What, name: str) -> str:
        """The words of what an id names; the id where nothing bears it."""
        for playbook in reversed(self._diff.playbooks):
            process = playbook.sales_process_by_id.get(change.process_id or "")
            buying = playbook.buying_process_of(process) if process else None
            known = {
                What.ROLE: playbook.role_by_id,
                What.ASSET: playbook.asset_by_id,
                What.BUYING_PROCESS: playbook.buying_process_by_id,
                What.ACTIVITY: process.activity_by_id if process else {},
                What.CRITERION: process.criterion_by_id if process else {},
                What.STAGE: process.stage_by_id if process else {},
                What.BUYING_STAGE: buying.stage_by_id if buying else {},
            }.get(what, {})
            if name in known:
                return self._quoted(self.cut(text_of(known[name])))
        return self.literal(name)


def _shown(value: object) -> str:
    return ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)


_SPECIAL = {
    ("minutes", True, True): "minutes",
    ("takes_days", True, True): "takes_days",
    ("target", False, True): "target_set",
    ("target", True, False): "target_unset",
    ("fallback", False, True): "fallback_set",
    ("fallback", True, False): "fallback_unset",
    ("evidence", True, False): "no_evidence",
    ("applies_when", False, True): "conditional",
    ("applies_when", True, False): "unconditional",
}
"""How fields are told that have words of their own, by whether they said something before and say something now."""

_SPECIAL_REFERENCES = {
    ("needs", Kind.ADDED): "gate_added",
    ("needs", Kind.REMOVED): "gate_removed",
    ("requires", Kind.ADDED): "order_added",
    ("requires", Kind.REMOVED): "order_removed",
}
