"""What a change of a playbook means, in the terms of the process: pure, of two models and their findings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from nextcall.checks import GoneId
from nextcall.diff.change import Change, Diff, Effect, Figure, Kind, Reason, Remeasured, Side, Unread, What
from nextcall.diff.compare import Walk
from nextcall.diff.figures import figures
from nextcall.diff.findings import compared
from nextcall.diff.matching import Matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.diagnostics import Diagnostic
    from nextcall.model import SalesProcess

__all__ = [
    "Change",
    "Diff",
    "Effect",
    "Figure",
    "Kind",
    "Reason",
    "Remeasured",
    "Side",
    "Unread",
    "What",
    "diff",
    "gone_ids",
    "new_findings",
]

_LOSES_ITS_ID = frozenset({What.PROCESS, What.STAGE, What.ACTIVITY, What.CRITERION})


def diff(before: Side, after: Side, *, with_figures: bool = True) -> Diff:
    """Everything that changed between two sides, each change with its position, in the order of the new playbook."""
    matches, walk = _walked(before, after)
    changes = tuple(_located(each, before, after) for each in walk.changes)
    compares = before.is_whole and after.is_whole
    measured = tuple(_remeasured(before, after))
    new, gone = compared(before, after, matches) if compares else ((), ())
    return Diff(
        playbooks=(before.playbook, after.playbook),
        changes=changes,
        figures=tuple(figures(before, after, matches, changes, tuple(_processes(before, after, matches))))
        if with_figures
        else (),
        new=new,
        gone=gone,
        unread=tuple(_unread(before, is_of_base=True)) + tuple(_unread(after, is_of_base=False)),
        compares_findings=compares,
        measured=measured,
        other_layout=any(
            before.documents.get(path) is not each and not any(path == found.path for found in measured)
            for path, each in after.documents.items()
        ),
    )


def gone_ids(before: Side, after: Side) -> tuple[GoneId, ...]:
    """The ids that deals, links and other files may know a thing by, and that are gone while one like it has come."""
    return tuple(
        GoneId(each.place, each.what.value, str(each.before), str(each.after), is_file=each.what is What.PROCESS)
        for each in _walked(before, after)[1].changes
        if each.kind is Kind.RENAMED and each.guess and each.what in _LOSES_ITS_ID
    )


def new_findings(before: Side, after: Side) -> tuple[Diagnostic, ...]:
    """The findings of `after` that `before` didn't have on the same things; both as far as they could be read."""
    return compared(before, after, _walked(before, after)[0])[0]


def _walked(before: Side, after: Side) -> tuple[Matches, Walk]:
    same = frozenset(path for path, each in after.documents.items() if before.documents.get(path) is each)
    matches = Matches(before, after, same, frozenset(before.unread) | frozenset(after.unread))
    walk = Walk(before, after, matches)
    walk.playbooks()
    return matches, walk


def _located(change: Change, before: Side, after: Side) -> Change:
    return replace(change, span=(before if change.is_of_base else after).locate(change.place))


def _processes(before: Side, after: Side, matches: Matches) -> Iterator[SalesProcess]:
    """The processes of both sides, those that are gone last; without what couldn't be read."""
    left_out = before.unread.keys() | after.unread.keys()
    gone = (each for each in before.playbook.sales_processes if each not in matches.of_before)
    for each in (*after.playbook.sales_processes, *gone):
        if each.place.path not in left_out:
            yield each


def _remeasured(before: Side, after: Side) -> Iterator[Remeasured]:
    """The results that say something else, by process; those that can't be read are told as such."""
    old, new = ({each.id: each for each in side.playbook.results} for side in (before, after))
    left_out = before.unread.keys() | after.unread.keys()
    for process_id in sorted(old.keys() | new.keys()):
        was, now = old.get(process_id), new.get(process_id)
        path = (now or old[process_id]).place.path
        documents = before.documents.get(path), after.documents.get(path)
        said = [each and json.dumps(each.data, default=str, sort_keys=True) for each in documents]
        if said[0] != said[1] and path not in left_out:
            days = (None if each is None else each.as_of for each in (was, now))
            yield Remeasured(process_id, path, *days)


def _unread(side: Side, *, is_of_base: bool) -> Iterator[Unread]:
    for path, message in (*side.unread.items(), *side.broken.items()):
        yield Unread(is_of_base=is_of_base, path=path, message=message)
