"""What a change is: one edit of the process, where it stands, and whether it weakens the process."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.diagnostics import Diagnostic, Span
    from nextcall.load.document import Document
    from nextcall.model import Place, Playbook, SalesProcess, Stage, Written


class Kind(StrEnum):
    """What happened to a thing, or to a field of it."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


class What(StrEnum):
    """What it happened to."""

    PLAYBOOK = "playbook"
    PROCESS = "process"
    BUYING_PROCESS = "buying_process"
    STAGE = "stage"
    BUYING_STAGE = "buying_stage"
    CRITERION = "criterion"
    ACTIVITY = "activity"
    QUESTION = "question"
    OBJECTION = "objection"
    ROLE = "role"
    ASSET = "asset"
    TERM = "term"
    ELEMENT = "element"
    LOST_REASON = "lost_reason"
    REFERENCE = "reference"


class Effect(StrEnum):
    """What a change does to the process."""

    WEAKENS = "weakens"
    STRENGTHENS = "strengthens"
    NEUTRAL = "neutral"


class Reason(StrEnum):
    """Why a change weakens the process, or, the other way round, strengthens it."""

    CRITERION = "criterion"
    REQUIRED = "required"
    ALWAYS = "always"
    EVIDENCE = "evidence"
    VERIFICATION = "verification"
    GATE = "gate"
    ORDER = "order"
    KEY_ACTIVITY = "key_activity"
    KEY = "key"
    ALIGNMENT = "alignment"
    SERVED = "served"
    TARGET = "target"
    FALLBACK = "fallback"
    WITH_IT = "with_it"
    """What goes with a stage, a process or a call plan would weaken it by itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """One change. `thing` is what it is about, as it is now; as it was, where it is gone.

    `field` is the dotted path below the thing, None where the thing itself came, went, moved or got another id;
    `before` and `after` are JSON. `place` is in the new playbook, in the old one where `is_of_base`: there stands what
    was removed; `near` is then the nearest place in the new one. `before_next` is what a moved thing stands before now.
    """

    kind: Kind
    what: What
    thing: Written
    holder: What
    id: str | None = None
    process: SalesProcess | None = None
    process_id: str | None = None
    stage: Stage | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    effect: Effect = Effect.NEUTRAL
    reason: Reason | None = None
    place: Place
    near: Place
    is_of_base: bool = False
    guess: bool = False
    before_next: Written | str | None = None
    span: Span | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """Calls and days of a process, before and after; None where there are none. They rest on the changes `because`."""

    process: SalesProcess
    calls: tuple[int | None, int | None]
    days: tuple[int | None, int | None]
    because: tuple[Change, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether calls or days are others now."""
        return self.calls[0] != self.calls[1] or self.days[0] != self.days[1]


@dataclass(frozen=True)
class Remeasured:
    """What was measured of a process, told otherwise now: up to which day its record goes, None where there is none.

    It is no edit of the process, so it is no change.
    """

    process_id: str
    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, kw_only=True)
class Unread:
    """A file that couldn't be read, or not be made a schedule of; `path` is relative to the playbook's folder."""

    is_of_base: bool
    path: str
    message: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """A playbook as far as it could be read, with what was found in it. Paths are relative to its folder.

    `unread` are the paths of files that are not sound, `broken` those of processes without a schedule, each with what
    is wrong with it; `locate` gives the position of a place. `is_whole`: nothing is missing, so its findings are true.
    """

    playbook: Playbook
    documents: Mapping[str, Document]
    locate: Callable[[Place], Span]
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: Mapping[str, str] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Diff:
    """What a change means, between the earlier playbook and the later one.

    `other_layout`: files differ, be it in what they say or not, those of `measured` aside; without `compares_findings`
    a side could not be read whole, so that nobody can say which findings are new.
    """

    playbooks: tuple[Playbook, Playbook]
    changes: tuple[Change, ...]
    figures: tuple[Figure, ...] = ()
    new: tuple[Diagnostic, ...] = ()
    gone: tuple[Diagnostic, ...] = ()
    unread: tuple[Unread, ...] = ()
    measured: tuple[Remeasured, ...] = ()
    compares_findings: bool = True
    other_layout: bool = False

    def having(self, effect: Effect) -> tuple[Change, ...]:
        """The changes of an effect."""
        return tuple(each for each in self.changes if each.effect is effect)

    def count(self, *kinds: Kind) -> int:
        """How many changes are of these kinds."""
        return sum(each.kind in kinds for each in self.changes)
