"""Calls and days before and after, and the changes that they rest on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nextcall.compress import least
from nextcall.diff.change import Figure, Kind, What
from nextcall.diff.undoing import Undoing
from nextcall.model import precedence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.diff.change import Change, Side
    from nextcall.diff.matching import Matches
    from nextcall.model import SalesProcess

_SCHEDULED = frozenset(
    {
        "where", "importance", "minutes", "takes_days", "requires", "needs", "satisfies", "buyer_roles", "not_with",
        "own_call_because", "applies_when", "optional", "closed", "alongside", "verified_by", "required", "or",
    }
)  # fmt: skip
"""Fields that a schedule rests on; so it does on all call settings, and on which things there are in which order."""
_OF_CALL = "call."
_THINGS = frozenset({What.PROCESS, What.STAGE, What.ACTIVITY, What.CRITERION})
_LISTS = frozenset({What.STAGE, What.ACTIVITY})

_MOST_TRIED = 8
"""Changes of one process, each of which costs a schedule to try."""

Calls = tuple[int | None, int | None]


def figures(
    before: Side, after: Side, matches: Matches, changes: Sequence[Change], processes: Sequence[SalesProcess]
) -> Iterator[Figure]:
    """The figures of the processes, old ones included, of which a change may have changed a schedule."""
    if after.playbook.place.path in matches.left_out:
        return  # nobody knows what the processes inherit
    inherited = [each for each in changes if each.what is What.PLAYBOOK and (each.field or "").startswith(_OF_CALL)]
    for process in processes:
        pair = matches.of_after.get(process) or matches.of_before.get(process)
        is_new = process in after.playbook.sales_processes
        old = pair.before if pair else None if is_new else process
        new = pair.after if pair else process if is_new else None
        if any(each is not None and each.place.path in side.broken for each, side in ((old, before), (new, after))):
            continue
        bases = [each for each in changes if each.process in (old, new) and _may_matter(each)]
        if old is not None and new is not None:
            bases += [each for each in inherited if _inherits(old, new, each)]
        if bases:
            figure = _figure(process, _least(old), _least(new))
            if figure.differs and old is not None and new is not None:
                bases = _rests_on(bases, Undoing(old, new, matches), _least(new))
            yield replace(figure, because=tuple(bases)) if figure.differs else figure


def _figure(process: SalesProcess, before: Calls, after: Calls) -> Figure:
    return Figure(process=process, calls=(before[0], after[0]), days=(before[1], after[1]))


def _rests_on(bases: list[Change], undoing: Undoing, after: Calls) -> list[Change]:
    """The changes without any one of which calls or days would be others; all of them where none matters alone."""
    if not 1 < len(bases) <= _MOST_TRIED:
        return bases
    found: list[Change] = []
    for each in bases:
        process = undoing.without(each)
        if process is not None and not precedence_of(process).cycles() and least(process) != after:
            found.append(each)
    return found or bases


def _inherits(old: SalesProcess, new: SalesProcess, change: Change) -> bool:
    name = str(change.field).removeprefix(_OF_CALL)
    return bool(getattr(old.call, name) != getattr(new.call, name))


def _least(process: SalesProcess | None) -> Calls:
    return (None, None) if process is None else least(process)


def _may_matter(change: Change) -> bool:
    """Whether a schedule could rest on a change."""
    if change.field is None:
        return change.what in (_LISTS if change.kind is Kind.MOVED else _THINGS) and change.kind is not Kind.RENAMED
    if change.field.startswith(_OF_CALL):
        return change.holder is not What.STAGE  # schedules take the process's calls
    return change.field.partition(".")[0] in _SCHEDULED
