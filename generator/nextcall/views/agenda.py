"""Activities in the order of the customer's questions, for a stage's page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import Activity, BuyingStage, Playbook, SalesProcess, Stage


@dataclass(frozen=True)
class QuestionGroup:
    """The activities that help with one question of the customer's; `heading` is None for those that name none."""

    heading: BuyingStage | None
    activities: tuple[Activity, ...]


def by_question(playbook: Playbook, process: SalesProcess, stage: Stage) -> tuple[QuestionGroup, ...]:
    """A stage's activities by the question that each answers first; questions in the order that they come up in."""
    buying = playbook.buying_process_of(process)
    known = buying.stage_by_id if buying else {}
    groups: dict[str | None, list[Activity]] = {}
    for activity in stage.activities:
        first = next(iter(activity.buying_stages or stage.buying_stages), None)
        groups.setdefault(first if first in known else None, []).append(activity)
    loose = groups.pop(None, [])
    found = [QuestionGroup(known[key], tuple(activities)) for key, activities in groups.items() if key is not None]
    return (*found, QuestionGroup(None, tuple(loose))) if loose else tuple(found)
