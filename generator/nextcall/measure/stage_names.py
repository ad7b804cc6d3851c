"""Which place of a process a CRM's stage is: by what was said, by `crm.stage`, by name, by id; the rest is listed.

Places are numbers: the open stages from 1 on in their order, then won, lost, no decision and disqualified.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from nextcall.measure.problem import MeasureError
from nextcall.model import Closed
from nextcall.suggest import Suggestions, did_you_mean
from nextcall.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nextcall.model import SalesProcess, Stage

ENDINGS = (Closed.WON, Closed.LOST, Closed.NO_DECISION, Closed.DISQUALIFIED)
"""How deals end, in the order of their places."""

_COMMON = {
    Closed.WON: ("closed won", "closedwon", "won"),
    Closed.LOST: ("closed lost", "closedlost", "lost"),
    Closed.NO_DECISION: ("no decision", "no_decision", "closed no decision"),
    Closed.DISQUALIFIED: ("disqualified",),
}
_MOST_LISTED = 10


@dataclass(frozen=True)
class StageNames:
    """The names of a process's stages in a CRM. `said` maps old names to ids, `labels` ids of the CRM to its names."""

    process: SalesProcess
    said: Mapping[str, str]
    labels: Mapping[str, str]

    @property
    def open_places(self) -> int:
        """How many open stages there are; their places are 1 to this."""
        return len(self.process.open_stages)

    def ending(self, closed: Closed) -> int:
        """The place of an ending."""
        return self.open_places + 1 + ENDINGS.index(closed)

    def place_of(self, stage: Stage) -> int:
        """The place of a stage."""
        return self.ending(stage.closed) if stage.closed else self.process.open_stages.index(stage) + 1

    @cached_property
    def known(self) -> Mapping[str, int]:
        """Every name that is known, as it is written, by its place.

        Raises:
            MeasureError: What was said of a name leads to no stage.
        """
        found: dict[str, int] = {}
        for place, names in self._names():
            for name in names:
                found.setdefault(name, place)
        for identity, label in self.labels.items():
            meant = self._alike(found).get(_key(label))
            if meant is not None:
                found.setdefault(identity, meant)
        by_id = {old: stage for stage in self.process.stages for old in (stage.id, *stage.formerly)}
        for name, to in self.said.items():
            if to in by_id:
                found[name] = self.place_of(by_id[to])
            elif to in set(Closed):
                found[name] = self.ending(Closed(to))
            else:
                message = f"--stage '{name}={to}': '{self.process.id}' has no stage '{to}'"
                raise MeasureError(message, did_you_mean(to, by_id))
        return found

    def _names(self) -> Iterator[tuple[int, Iterable[str]]]:
        places = [(self.place_of(stage), stage) for stage in self.process.stages]
        yield from ((place, [plain(stage.crm.stage)]) for place, stage in places if stage.crm and stage.crm.stage)
        yield from ((place, [plain(stage.name)]) for place, stage in places)
        yield from ((place, [stage.id, *stage.formerly]) for place, stage in places)
        yield from ((self.ending(closed), names) for closed, names in _COMMON.items())

    def alike(self, names: Iterable[str]) -> Mapping[str, int]:
        """The places of those names that only capitals and blanks tell from a known one."""
        keys = self._alike(self.known)
        return {name: keys[_key(name)] for name in names if _key(name) in keys}

    @staticmethod
    def _alike(known: Mapping[str, int]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for name, place in known.items():
            found.setdefault(_key(name), place)
        return found

    def listed(self, unmatched: Iterable[tuple[str, int]]) -> list[str]:
        """Names that are none of the process, each with its rows and what was meant; the most frequent first."""
        suggestions = Suggestions()
        rows_of: Counter[str] = Counter()
        for name, rows in unmatched:
            rows_of[name.strip()] += rows
        ordered = sorted(rows_of.items(), key=lambda each: (-each[1], each[0]))
        names = [plain(stage.crm.stage) for stage in self.process.stages if stage.crm and stage.crm.stage]
        names += [plain(stage.name) for stage in self.process.stages]
        lines = []
        for name, rows in ordered[:_MOST_LISTED]:
            meant = suggestions.likely(name[:80], names)
            hint = f"; did you mean '{meant}'?" if meant else ""
            lines.append(f"'{name[:80]}' ({rows} {'row' if rows == 1 else 'rows'}){hint}")
        if len(ordered) > _MOST_LISTED:
            lines.append(f"and {len(ordered) - _MOST_LISTED} more")
        return lines


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
