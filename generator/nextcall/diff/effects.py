"""What weakens a process: whatever lets a deal go on with less of the customer's yes, or leaves them alone with a step.

Each question is asked of the way from one state to another; asked the other way round, it says what strengthens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.diff.change import Effect, Reason
from nextcall.diff.matching import lists_of_things
from nextcall.model import Activity, Advance, Criterion, Importance, SalesProcess, Stage, Verification, WrittenCallPlan

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from nextcall.model import Written

_OURS = (None, Verification.SELLER_ASSERTION)
_LISTED_AS_EXIT = "exit_criteria"

Lost = Reason | None


def both_ways(there: Lost, back: Lost) -> tuple[Effect, Lost]:
    """The effect of a change, by what is lost on the way there and on the way back."""
    if there is not None:
        return Effect.WEAKENS, there
    if back is not None:
        return Effect.STRENGTHENS, back
    return Effect.NEUTRAL, None


def lost_in_field(thing: Written, listed: str, field: str, before: object, after: object) -> Lost:
    """What is lost where a field of a thing changes; `thing` is as it was, and stands in the list `listed`."""
    if isinstance(thing, Criterion):
        return _lost_of_criterion(thing, listed, field, before, after)
    if isinstance(thing, Activity):
        if field == "importance" and before is Importance.KEY:
            return Reason.KEY
        if field == "requires" and before and after is None:
            return Reason.ORDER
    if before is not None and after is None:
        if field.endswith("advance.target"):
            return Reason.TARGET
        if field.endswith("advance.fallback"):
            return Reason.FALLBACK
    return None


def _lost_of_criterion(criterion: Criterion, listed: str, field: str, before: object, after: object) -> Lost:
    name = field.rpartition(".")[2]
    if name == "verified_by" and before not in _OURS and after in _OURS:
        return Reason.VERIFICATION
    if listed != _LISTED_AS_EXIT or not criterion.required:
        return None
    if field == "required" and before is True:
        return Reason.REQUIRED
    if field == "applies_when" and before is None:
        return Reason.ALWAYS
    if name == "evidence" and after is None:
        return Reason.EVIDENCE
    return None


def lost_in_list(field: str) -> Lost:
    """What is lost where an id goes from a list of ids, whatever is left in it."""
    return {"needs": Reason.GATE, "requires": Reason.ORDER}.get(field)


def lost_with(thing: Written, listed: str, stays: Callable[[Written], bool]) -> Lost:
    """What is lost with a thing that goes; what it holds may stay elsewhere."""
    if isinstance(thing, Criterion):
        return Reason.CRITERION if listed == _LISTED_AS_EXIT and thing.required else None
    if isinstance(thing, Activity):
        return Reason.KEY_ACTIVITY if thing.importance is Importance.KEY else None
    if not isinstance(thing, SalesProcess | Stage | WrittenCallPlan | Advance):
        return None
    return Reason.WITH_IT if any(_lost_inside(thing, stays)) else None


def _lost_inside(thing: Written, stays: Callable[[Written], bool]) -> Iterator[Lost]:
    if isinstance(thing, Advance):
        yield Reason.TARGET if thing.target or thing.fallback else None
    if isinstance(thing, WrittenCallPlan):
        yield from _lost_inside(thing.advance, stays)
    if isinstance(thing, Stage) and thing.call_plan is not None:
        yield from _lost_inside(thing.call_plan, stays)
    for each in lists_of_things(type(thing)):
        yield from (lost_with(one, each.name, stays) for one in getattr(thing, each.name) if not stays(one))


def served(process: SalesProcess) -> frozenset[str]:
    """The buying stages that a process helps customers with, in its open stages."""
    return frozenset(
        name
        for stage in process.open_stages
        for names in (stage.buying_stages, *(activity.buying_stages for activity in stage.activities))
        for name in names
    )


def lost_service(names: Collection[str], served_now: Collection[str], known: Collection[str]) -> Lost:
    """Whether one of the buying stages `names`, which are still `known`, is served no longer."""
    return Reason.SERVED if any(each in known and each not in served_now for each in names) else None
