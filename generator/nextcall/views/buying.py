"""How we help in each stage of a buying process: the sales stages and activities that are there for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall.views import people

if TYPE_CHECKING:
    from nextcall.model import Activity, BuyingProcess, BuyingStage, Playbook, Role, SalesProcess, Stage


@dataclass(frozen=True)
class Help:
    """A sales stage that helps, and those of its activities that do; `aligned`: the whole stage is there for it."""

    process: SalesProcess
    stage: Stage
    activities: tuple[Activity, ...]
    aligned: bool


@dataclass(frozen=True)
class HelpedStage:
    """A buying stage, who is at work in it on the customer's side, and how we help."""

    stage: BuyingStage
    roles: tuple[Role, ...]
    help: tuple[Help, ...]


def stages(playbook: Playbook, buying: BuyingProcess) -> tuple[HelpedStage, ...]:
    """The stages of a buying process in order, each with our help in every sales process that is aligned with it."""
    processes = tuple(each for each in playbook.sales_processes if each.buying_process == buying.id)
    return tuple(
        HelpedStage(stage, people.names(playbook, stage.roles), _help(processes, stage)) for stage in buying.stages
    )


def _help(processes: tuple[SalesProcess, ...], buying_stage: BuyingStage) -> tuple[Help, ...]:
    found = []
    for process in processes:
        for stage in process.open_stages:
            aligned = buying_stage.id in stage.buying_stages
            activities = tuple(
                activity
                for activity in stage.activities
                if buying_stage.id in (activity.buying_stages or stage.buying_stages)
            )
            if aligned or activities:
                found.append(Help(process, stage, activities, aligned))
    return tuple(found)
