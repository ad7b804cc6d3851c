"""What home says of each stage in a line: where a deal stands in it, else what the customer is answering there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import BuyingStage, Playbook, SalesProcess, Stage, Text


@dataclass(frozen=True)
class StageLine:
    """An open stage, and what is said of it: its definition, else a question that no stage before it was given."""

    stage: Stage
    definition: Text | None
    asked: BuyingStage | None
    is_silent: bool


def of(playbook: Playbook, process: SalesProcess) -> tuple[StageLine, ...]:
    """The open stages of a process, in order."""
    buying = playbook.buying_process_of(process)
    known = buying.stage_by_id if buying else {}
    said: set[str] = set()
    lines = []
    for stage in process.open_stages:
        asked = None
        if stage.definition is None:
            asked = next((known[each] for each in stage.buying_stages if each in known and each not in said), None)
            said |= {asked.id} if asked else set()
        lines.append(StageLine(stage, stage.definition, asked, stage in process.silent_stages))
    return tuple(lines)
