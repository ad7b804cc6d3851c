"""Assembly lines whose optimum is known, as sales processes: a task is an activity, a station a call.

`salbp1.json` says where they come from and under which licence.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.model import Activity, Call, DoneBy, Importance, Place, SalesProcess, Stage, Text, Where

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = Path(__file__).with_name("salbp1.json")
_PLACE = Place("sales/line.yaml")


class KnownOptimum(NamedTuple):
    """A process, and the fewest calls that it can take."""

    name: str
    process: SalesProcess
    calls: int


def known_optima() -> Iterator[KnownOptimum]:
    """One for each assembly line and cycle time."""
    lines: dict[str, Any] = json.loads(_FILE.read_text(encoding="utf-8"))["graphs"]
    for name, line in lines.items():
        for minutes, stations in line["optimal_stations"].items():
            title = f"{name} at {minutes}"
            yield KnownOptimum(title, _process(title, line["tasks"], line["precedence"], int(minutes)), stations)


def _process(name: str, tasks: list[int], precedence: list[list[int]], minutes: int) -> SalesProcess:
    activities = tuple(
        Activity(
            place=_PLACE / index,
            id=f"task-{index}",
            name=Text(f"Task {index}"),
            where=Where.IN_CALL,
            done_by=DoneBy.BOTH,
            importance=Importance.KEY,
            minutes=taken,
            requires=tuple(f"task-{before}" for before, after in precedence if after == index),
        )
        for index, taken in enumerate(tasks, start=1)
    )
    call = Call(minutes=minutes, opening_minutes=0, follow_up_minutes=0, closing_minutes=0)
    stage = Stage(place=_PLACE, id="line", name=Text("Line"), activities=activities)
    return SalesProcess(place=_PLACE, id="line", name=Text(name), call=call, stages=(stage,))
