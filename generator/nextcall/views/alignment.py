"""How a sales process lies beside a buying process: the bands between their stages, and the matrix with its gaps."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.model import BuyingProcess, BuyingStage, Playbook, SalesProcess, Stage

MAP_WIDTH = 1000
MAP_HEIGHT = 100


class Match(StrEnum):
    """How a sales stage helps in a buying stage."""

    STAGE = "stage"
    ACTIVITY = "activity"
    NONE = "none"


@dataclass(frozen=True)
class Row:
    """A buying stage beside every open sales stage; `gap`: no stage and no activity helps there."""

    buying_stage: BuyingStage
    cells: tuple[Match, ...]
    gap: bool

    @property
    def helping(self) -> tuple[int, ...]:
        """The numbers of the sales stages that help, from 0."""
        return tuple(number for number, cell in enumerate(self.cells) if cell is not Match.NONE)


@dataclass(frozen=True)
class Matrix:
    """Buying stages against the open sales stages of a process; `gaps` are the sales stages that help in none."""

    process: SalesProcess
    buying: BuyingProcess
    rows: tuple[Row, ...]
    gaps: tuple[Stage, ...]

    @property
    def unserved(self) -> tuple[BuyingStage, ...]:
        """The buying stages that nothing of ours helps in."""
        return tuple(row.buying_stage for row in self.rows if row.gap)


@dataclass(frozen=True)
class Ribbon:
    """A band of the map, as an SVG path; `match` says whether the whole stage helps or an activity of it."""

    path: str
    match: Match


@dataclass(frozen=True)
class AlignmentMap:
    """The picture of a process: ribbons from each buying stage down to the sales stages that help in it."""

    matrix: Matrix
    ribbons: tuple[Ribbon, ...]

    @property
    def has_single_activities(self) -> bool:
        """Whether somewhere no more than an activity of a stage helps."""
        return any(ribbon.match is Match.ACTIVITY for ribbon in self.ribbons)


def served(playbook: Playbook, process: SalesProcess, stage: Stage) -> tuple[BuyingStage, ...]:
    """The buying stages that a sales stage is aligned with, in the customer's order."""
    buying = playbook.buying_process_of(process)
    if buying is None:
        return ()
    return tuple(each for each in buying.stages if each.id in stage.buying_stages)


def matrix(playbook: Playbook, process: SalesProcess) -> Matrix | None:
    """The matrix of a process; None where it names no buying process."""
    buying = playbook.buying_process_of(process)
    if buying is None:
        return None
    stages = process.open_stages
    through = [frozenset(name for activity in stage.activities for name in activity.buying_stages) for stage in stages]
    rows = []
    for each in buying.stages:
        cells = tuple(
            Match.STAGE if each.id in stage.buying_stages else Match.ACTIVITY if each.id in acts else Match.NONE
            for stage, acts in zip(stages, through, strict=True)
        )
        rows.append(Row(each, cells, all(cell is Match.NONE for cell in cells)))
    gaps = tuple(stage for number, stage in enumerate(stages) if all(row.cells[number] is Match.NONE for row in rows))
    return Matrix(process, buying, tuple(rows), gaps)


def alignment_map(playbook: Playbook, process: SalesProcess) -> AlignmentMap | None:
    """The map of a process; None where it names no buying process or has no open stage."""
    found = matrix(playbook, process)
    stages = process.open_stages
    if found is None or not stages:
        return None
    above = [row.helping for row in found.rows]
    below: list[list[int]] = [[] for _ in stages]
    for number, helping in enumerate(above):
        for stage in helping:
            below[stage].append(number)
    ribbons = tuple(
        Ribbon(
            _ribbon(
                _edge(number, len(above), place, len(helping)),
                _edge(stage, len(below), below[stage].index(number), len(below[stage])),
            ),
            found.rows[number].cells[stage],
        )
        for number, helping in enumerate(above)
        for place, stage in enumerate(helping)
    )
    return AlignmentMap(found, ribbons)


def _edge(box: int, boxes: int, part: int, parts: int) -> tuple[int, int]:
    """The stretch of a box's edge that one of the ribbons that start there takes, a little inside the box."""
    width = MAP_WIDTH / boxes
    margin = width * 0.06
    step = (width - 2 * margin) / parts
    left = box * width + margin + part * step
    return round(left), round(left + step)


def _ribbon(top: tuple[int, int], bottom: tuple[int, int]) -> str:
    middle = MAP_HEIGHT // 2
    return (
        f"M{top[0]} 0C{top[0]} {middle} {bottom[0]} {middle} {bottom[0]} {MAP_HEIGHT}"
        f"H{bottom[1]}C{bottom[1]} {middle} {top[1]} {middle} {top[1]} 0Z"
    )
