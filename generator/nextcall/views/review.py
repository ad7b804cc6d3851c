"""The deal review: what a manager looks at for each open stage, and what its next call is to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall.views import alignment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.call_plan import CallPlan
    from nextcall.model import BuyingStage, Criterion, Playbook, SalesProcess, Stage


@dataclass(frozen=True)
class Proof:
    """A criterion to be shown, required or not; `alternative` to the one before it."""

    criterion: Criterion
    alternative: bool


@dataclass(frozen=True)
class ReviewedStage:
    """An open stage in a review. `asked` are the buying stages whose question the customer is answering there."""

    stage: Stage
    asked: tuple[BuyingStage, ...]
    proofs: tuple[Proof, ...]
    plan: CallPlan
    is_silent: bool

    @property
    def has_warnings(self) -> bool:
        """Whether it says when a deal drifts, steps back or stops."""
        stage = self.stage
        signs = stage.drifts_when or stage.step_back or stage.disqualify_when
        return bool(signs) or stage.stalled_after_days is not None


def stages(
    playbook: Playbook, process: SalesProcess, plans: Mapping[tuple[str, str], CallPlan]
) -> tuple[ReviewedStage, ...]:
    """The open stages of a process, in order. `plans` holds the call plan of each, by the ids of process and stage."""
    return tuple(
        ReviewedStage(
            stage,
            tuple(
                each
                for each in alignment.served(playbook, process, stage)
                if each.question is not None and not each.always_on
            ),
            _proofs(stage),
            plans[process.id, stage.id],
            stage in process.silent_stages,
        )
        for stage in process.open_stages
    )


def _proofs(stage: Stage) -> tuple[Proof, ...]:
    return tuple(
        Proof(each, each is not criterion) for criterion in stage.exit_criteria for each in criterion.either_way
    )
