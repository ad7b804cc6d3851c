"""SQL for DuckDB that makes of a row what the core counts: its deal's key, and its place, or why it is set aside.

Deals are keyed by a 64-bit hash of their ids, so that no engine sorts or compares text. Rows that can't be counted keep
a place below 0, which says why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.measure import moments

if TYPE_CHECKING:
    from nextcall.measure.formats import Recognised

UNMATCHED, UNREADABLE, DELETED, UNZONED = -1, -2, -3, -4
"""Why a row is set aside."""

_TRUE = "('true', '1', 'yes', 't', 'y')"


def key(text: str) -> str:
    """A deal's key. Salesforce writes the same id with 15 characters or with 18, whose last three say nothing more.

    Blanks are looked for before they are taken away, for that costs more than all the rest.
    """
    padded = f"(prefix({text}, ' ') OR suffix({text}, ' '))"

    def short(of: str) -> str:
        return f"CASE WHEN strlen({of}) = 18 AND prefix({of}, '006') THEN substring({of}, 1, 15) ELSE {of} END"

    plain = f"CASE WHEN {padded} THEN {short(f'trim({text})')} ELSE {short(text)} END"
    return f"CASE WHEN NOT {padded} AND {text} <> '' OR trim({text}) <> '' THEN CAST(hash({plain}) >> 1 AS BIGINT) END"


def place_of(named: str) -> str:
    """The place of a row, or why it has none; `named` is that of its stage's name."""
    return f"""CASE
      WHEN deleted THEN {DELETED}
      WHEN seconds = {moments.UNZONED} THEN {UNZONED}
      WHEN deal IS NULL OR {moments.unreadable("seconds")} THEN {UNREADABLE}
      ELSE COALESCE({named}, {UNMATCHED}) END"""


def is_true(table: Recognised, column: str) -> str:
    """Whether a column says yes; no where there is none."""
    if not table.has(column):
        return "false"
    said = f"COALESCE(lower({table.text(column)}) IN {_TRUE}, false)"
    return f"CASE WHEN {table.written(column)} = 'false' THEN false ELSE {said} END"
