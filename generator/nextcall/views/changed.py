"""What changed in the process, commit by commit, as the page of changes and the marks of what is new show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.model import Playbook, SalesProcess, Stage


class Absent(StrEnum):
    """Why nobody knows what changed; the catalogue says what to do about it."""

    NO_REPOSITORY = "no_repository"
    SHALLOW = "shallow"
    NOTHING_YET = "nothing_yet"


@dataclass(frozen=True)
class Told:
    """A change in words, and whether it weakens or strengthens the process. The ids are None where there are none."""

    message: str
    effect: str
    process: str | None = None
    stage: str | None = None


@dataclass(frozen=True)
class Moved:
    """Calls and days of a process before and after a commit; None where there are none."""

    process: str
    calls: tuple[int | None, int | None]
    days: tuple[int | None, int | None]


@dataclass(frozen=True)
class Entry:
    """What a commit did. `commit` is its name, `time` is in seconds since 1970, `day` is YYYY-MM-DD."""

    commit: str
    time: int
    day: str
    author: str
    subject: str
    changes: tuple[Told, ...]
    figures: tuple[Moved, ...] = ()
    unread: int = 0


@dataclass(frozen=True)
class History:
    """The commits that changed the process, newest first; where `absent` says why, there are none."""

    entries: tuple[Entry, ...] = ()
    absent: Absent | None = None
    _last: dict[tuple[str, str], Entry] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for each in entry.changes:
                if each.process and each.stage:
                    self._last.setdefault((each.process, each.stage), entry)

    def last_of(self, process: str, stage: str) -> Entry | None:
        """The newest commit that changed a stage."""
        return self._last.get((process, stage))

    def stages(self, playbook: Playbook) -> Mapping[tuple[SalesProcess, Stage], Entry]:
        """The stages that ever changed, in listed order, each with its newest commit."""
        found = {}
        for process in playbook.sales_processes:
            for stage in process.stages:
                entry = self.last_of(process.id, stage.id)
                if entry is not None:
                    found[process, stage] = entry
        return found


NOT_ASKED = History()
"""Where nobody asked what changed."""

MOST_TOLD = 20
"""Changes of one commit that the page shows; the rest is counted."""


def figure(count: int | None) -> str:
    """A number of calls or days as it is shown; a dash where there is none."""
    return "\N{EN DASH}" if count is None else str(count)
