"""What an exported deal says, on its way to the engine: ids that moved are followed, those that are gone are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from nextcall.compress.deal import Deal
from nextcall.model import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nextcall.model import Playbook, SalesProcess, Stage


@dataclass(frozen=True)
class Gone:
    """Something that a deal names and its process doesn't have: the field of the deal, and the id."""

    field: str
    id: str


class _Named(Protocol):
    @property
    def id(self) -> str | None: ...
    @property
    def formerly(self) -> tuple[str, ...]: ...


def current_ids(things: Iterable[_Named]) -> Mapping[str, str]:
    """The id of each of some things by that id; by a former one, too, where nothing has that now."""
    found = {each.id: each.id for each in things if each.id is not None}
    for each in things:
        if each.id is not None:
            for old in each.formerly:
                found.setdefault(old, each.id)
    return found


def stage_now(process: SalesProcess, name: str) -> Stage | None:
    """The stage that a deal is in by an id that it has or had; None where it is gone."""
    return process.stage_by_id.get(current_ids(process.stages).get(name, ""))


def deal_from(
    playbook: Playbook, process: SalesProcess, stage: Stage, state: Mapping[str, Any]
) -> tuple[Deal, tuple[Gone, ...]]:
    """The deal in the open `stage` that `state` describes, a deal of "nextcall-deals" version 2; and what is gone."""
    gone: list[Gone] = []
    activities = current_ids(list(process.activity_by_id.values()))
    criteria = current_ids(list(process.criterion_by_id.values()))
    roles = current_ids(playbook.roles_of(Side.BUYER))

    def known(field: str, among: Mapping[str, str]) -> tuple[str, ...]:
        said = state.get(field) or ()
        gone.extend(Gone(field, each) for each in said if each not in among)
        return tuple(dict.fromkeys(among[each] for each in said if each in among))

    deal = Deal(
        process=process,
        stage=stage,
        done=frozenset(known("done", activities)),
        true=frozenset(known("true", criteria)),
        said=frozenset(known("said", criteria)),
        unmet=frozenset(known("unmet", criteria)),
        attending=None if state.get("with") is None else known("with", roles),
        minutes=state.get("minutes"),
        include=frozenset(known("include", activities)),
        pinned=known("pinned", activities),
        dropped=frozenset(known("dropped", activities)),
        under_way=frozenset(known("under_way", activities)),
    )
    return deal, tuple(gone)
