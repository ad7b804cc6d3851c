"""Who takes part in what: the roles of a stage, of a process and of the whole playbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall.model import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nextcall.model import Activity, BuyingProcess, BuyingStage, Playbook, Role, SalesProcess, Stage


@dataclass(frozen=True)
class Appearance:
    """The activities of one stage that a role takes part in."""

    process: SalesProcess
    stage: Stage
    activities: tuple[Activity, ...]


@dataclass(frozen=True)
class RolePart:
    """One role, the stages it takes part in, and the buying stages it is at work in."""

    role: Role
    appearances: tuple[Appearance, ...]
    buying: tuple[tuple[BuyingProcess, BuyingStage], ...]


@dataclass(frozen=True)
class SideParts:
    """The roles of one side."""

    side: Side
    parts: tuple[RolePart, ...]


def roles_in(activity: Activity) -> tuple[str, ...]:
    """Every role that an activity names, the customer's first."""
    return (*activity.buyer_roles, *activity.seller_roles, *activity.partner_roles)


def names(playbook: Playbook, ids: Iterable[str]) -> tuple[Role, ...]:
    """The roles with these ids, each once, in the order given."""
    return tuple(playbook.role_by_id[role] for role in dict.fromkeys(ids) if role in playbook.role_by_id)


def of_stage(playbook: Playbook, stage: Stage) -> tuple[tuple[Side, tuple[Role, ...]], ...]:
    """The roles that a stage's activities name, by side; sides without any are left out."""
    found = names(playbook, (role for activity in stage.activities for role in roles_in(activity)))
    sides = ((side, tuple(role for role in found if role.side is side)) for side in Side)
    return tuple((side, roles) for side, roles in sides if roles)


def everywhere(playbook: Playbook) -> tuple[SideParts, ...]:
    """Every role by side, with where it takes part."""
    seen = _appearances(playbook, playbook.sales_processes)
    at_work: dict[str, list[tuple[BuyingProcess, BuyingStage]]] = {}
    for buying in playbook.buying_processes:
        for stage in buying.stages:
            for role in dict.fromkeys(stage.roles):
                at_work.setdefault(role, []).append((buying, stage))
    sides = (
        SideParts(
            side,
            tuple(
                RolePart(role, tuple(seen.get(role.id, ())), tuple(at_work.get(role.id, ())))
                for role in playbook.roles_of(side)
            ),
        )
        for side in Side
    )
    return tuple(side for side in sides if side.parts)


def of_process(playbook: Playbook, process: SalesProcess) -> tuple[SideParts, ...]:
    """The roles that take part in a process by side, the customer's first, each with its stages."""
    seen = _appearances(playbook, (process,))
    sides = (
        SideParts(
            side,
            tuple(RolePart(role, tuple(seen[role.id]), ()) for role in playbook.roles_of(side) if role.id in seen),
        )
        for side in Side
    )
    return tuple(side for side in sides if side.parts)


def _appearances(playbook: Playbook, processes: Iterable[SalesProcess]) -> Mapping[str, list[Appearance]]:
    seen: dict[str, list[Appearance]] = {}
    for process in processes:
        for stage in process.stages:
            busy: dict[str, list[Activity]] = {}
            for activity in stage.activities:
                for role in names(playbook, roles_in(activity)):
                    busy.setdefault(role.id, []).append(activity)
            for role_id, activities in busy.items():
                seen.setdefault(role_id, []).append(Appearance(process, stage, tuple(activities)))
    return seen
