"""What the figures of a process rest on: what nobody wrote, or marked, or what isn't in them at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall.model import precedence_of

if TYPE_CHECKING:
    from nextcall.model import SalesProcess, Stage


@dataclass(frozen=True)
class Footing:
    """What stands beside every figure of a process.

    Nothing that would count is written of the `silent` stages, so that no figure holds them. Nobody marked what is key
    in the `unmarked` ones. `implied` of all the `activities` come from exit criteria; nobody wrote how they are done.
    """

    silent: tuple[Stage, ...]
    unmarked: tuple[Stage, ...]
    implied: int
    activities: int


def of(process: SalesProcess) -> Footing:
    """What the figures of a process rest on."""
    precedence = precedence_of(process)
    return Footing(
        silent=process.silent_stages,
        unmarked=precedence.unmarked_stages,
        implied=sum(each.is_implied for each in precedence.counting),
        activities=len(precedence.counting),
    )
