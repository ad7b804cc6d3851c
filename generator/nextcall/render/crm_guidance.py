"""A stage's guidance as plain text, to paste into the CRM."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall import text
from nextcall.compress.minutes import minutes_of
from nextcall.model import Importance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nextcall.model import Activity, Criterion, SalesProcess, Stage
    from nextcall.words import Words


def of(process: SalesProcess, stage: Stage, words: Words) -> str:
    """What a seller should know of a stage, as plain lines for the CRM; "" where there is nothing but its name."""
    key = tuple(each for each in stage.activities if each.importance is Importance.KEY) or stage.activities
    parts = [
        [text.plain(stage.definition)] if stage.definition else [],
        _listed(words, words.label("crm.true_when"), (_shown(each, words) for each in stage.exit_criteria)),
        _listed(words, words.label("crm.activities"), (_timed(process, each, words) for each in key)),
        _listed(words, words.label("crm.drifting"), map(text.plain, stage.drifts_when)),
        _listed(words, words.label("crm.stop"), map(text.plain, stage.disqualify_when)),
    ]
    written = ["\n".join(part) for part in parts if part]
    return "\n\n".join([text.plain(stage.name), *written]) if written else ""


def _listed(words: Words, heading: str, items: Iterable[str]) -> list[str]:
    lines = [words.label("crm.item", text=item) for item in items]
    return [heading, *lines] if lines else []


def _shown(criterion: Criterion, words: Words) -> str:
    ways = (
        words.label("crm.show_me", criterion=each.criterion, evidence=each.evidence)
        if each.evidence
        else text.plain(each.criterion)
        for each in criterion.either_way
    )
    return words.label("crm.or").join(ways)


def _timed(process: SalesProcess, activity: Activity, words: Words) -> str:
    if not activity.holdable:
        return text.plain(activity.name)
    return words.label("crm.activity", activity=activity.name, minutes=minutes_of(activity, process.call))
