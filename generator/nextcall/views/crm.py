"""The stages of the CRM beside ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.model import Playbook, SalesProcess, Stage


@dataclass(frozen=True)
class Row:
    """A stage and the CRM's name for it; `door` is the address that leads to it, None where the name has no letters."""

    stage: Stage
    door: str | None
    is_shared: bool


@dataclass(frozen=True)
class ProcessRows:
    """The stages of a process that the CRM has a name for; () where it has none."""

    process: SalesProcess
    rows: tuple[Row, ...]


def by_process(playbook: Playbook) -> tuple[ProcessRows, ...]:
    """Every stage with a name in the CRM, by process; a process without any is left out."""
    doors = addresses.crm_doors(playbook)
    found = (ProcessRows(process, tuple(_rows(process, doors))) for process in playbook.sales_processes)
    return tuple(each for each in found if each.rows)


def _rows(process: SalesProcess, doors: Mapping[str, tuple[tuple[SalesProcess, Stage], ...]]) -> Iterator[Row]:
    for stage in process.stages:
        if stage.crm and stage.crm.stage:
            slug = addresses.crm_slug(stage.crm.stage)
            yield Row(stage, addresses.crm_door(slug) if slug else None, len(doors.get(slug, ())) > 1)
