"""What a rule is, what it looks at and what it finds. Rules see neither line numbers nor severities."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from nextcall.model import Precedence, Where
from nextcall.suggest import Suggestions
from nextcall.text import links

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from types import ModuleType

    from nextcall.diagnostics import Severity, Span
    from nextcall.model import Activity, Allow, Criterion, Place, Playbook, SalesProcess, Stage, WrittenText


class Finding(NamedTuple):
    """What a rule found, at a place of the playbook; in a team's page, which has no places, at `span`."""

    place: Place
    message: str
    hint: str = ""
    span: Span | None = None


class GoneId(NamedTuple):
    """An id of an earlier revision that is gone, while a thing that reads alike has come, whose id is `new`.

    `place` is that of the new id, `what` says what kind of thing it is; `is_file`: the name of its file is its id.
    """

    place: Place
    what: str
    old: str
    new: str
    is_file: bool = False


class Worked(NamedTuple):
    """An open stage in which something is to be done, and those of its activities that can be held in a call."""

    process: SalesProcess
    stage: Stage
    in_call: tuple[Activity, ...]


@dataclass(frozen=True)
class Subject:
    """What rules look at: the playbook, and the ids of all rules and of those that can't be softened.

    `today` is None where nobody said which day it is, `gone_ids` where there is nothing to compare with; rules that
    need them are silent then. `unused_allows` is filled in once the findings of all other rules are known. What several
    rules look at is worked out once.
    """

    playbook: Playbook
    rule_ids: frozenset[str]
    fixed_rule_ids: frozenset[str]
    today: date | None = None
    gone_ids: tuple[GoneId, ...] | None = None
    unused_allows: tuple[Allow, ...] = ()

    @cached_property
    def suggestions(self) -> Suggestions:
        """What the rules suggest for ids that lead nowhere."""
        return Suggestions()

    @cached_property
    def precedences(self) -> Mapping[SalesProcess, Precedence]:
        """The precedence of every sales process, as far as it is written: no rule is about implied activities."""
        return {process: Precedence(process, only_written=True) for process in self.playbook.sales_processes}

    @cached_property
    def worked(self) -> tuple[Worked, ...]:
        """The open stages that name work of their own; one without any gets `nothing-to-do` and no more."""
        return tuple(
            Worked(process, stage, tuple(activity for activity in stage.activities if activity.holdable))
            for process in self.playbook.sales_processes
            for stage in process.open_stages
            if any(activity.where is not Where.THROUGHOUT for activity in stage.activities)
        )

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """The entry and exit criteria of the open stages, each followed by its alternatives."""
        return tuple(
            each
            for process in self.playbook.sales_processes
            for stage in process.open_stages
            for criterion in (*stage.entry_criteria, *stage.exit_criteria)
            for each in criterion.either_way
        )

    @cached_property
    def linked_texts(self) -> tuple[WrittenText, ...]:
        """The texts that may hold a link."""
        return tuple([written for written in self.playbook.texts if "[" in written.text or "<" in written.text])

    @cached_property
    def links(self) -> tuple[tuple[WrittenText, tuple[str, ...]], ...]:
        """The texts that hold a link, with the targets of their links."""
        found = ((written, links(written.text)) for written in self.linked_texts)
        return tuple([each for each in found if each[1]])


@dataclass(frozen=True)
class Rule:
    """A rule of the registry. One that guards integrity is always an error: no level or `allow` can change that."""

    id: str
    level: Severity
    guards_integrity: bool
    check: Callable[[Subject], Iterator[Finding]]
    manual: str

    @property
    def summary(self) -> str:
        """The first line of its manual."""
        return self.manual.partition("\n")[0]

    @classmethod
    def of(cls, module: ModuleType) -> Rule:
        """The rule that a module of `checks/rules/` defines: its `ID`, `LEVEL`, `check` and, if it has, `INTEGRITY`."""
        integrity = getattr(module, "INTEGRITY", False)
        return cls(module.ID, module.LEVEL, integrity, module.check, (module.__doc__ or "").strip())
