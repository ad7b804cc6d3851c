"""What a CRM's exports look like: the heads that tell a format, and which of its columns is what.

Heads of an API are recognised, whatever their capitals; those of a report are translated into the language of whoever
exported it, and need `--column`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nextcall.measure.problem import MeasureError
from nextcall.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nextcall.measure.tables import Table

_LONGEST_SHOWN = 40
_ROW = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}|^[0-9][0-9.,:/ ]*$|^006[0-9A-Za-z]{12}|@|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2}"
)
"""What stands in a customer's row, and in no head."""

STAGES, CALLS, DEALS, RECEIPTS = "stages", "calls", "deals", "receipts"
"""What a file is given for."""


@dataclass(frozen=True)
class Format:
    """An export. `columns` says by what we call a column the head that it has; one in `needed` must be there.

    `sees_beginnings`: whether a deal's first row is its beginning. `forgets`: whether the oldest rows are lost.
    `moves`: whether it tells every change of stage.
    `only`: a column and the value in it that makes a row one of ours; `closes`: that of a change of the close date.
    """

    name: str
    use: str
    columns: Mapping[str, str]
    needed: tuple[str, ...]
    sees_beginnings: bool = True
    forgets: bool = False
    moves: bool = True
    only: tuple[str, str] | None = None
    closes: str = ""
    told_by: tuple[str, ...] = field(default=())


_OURS = {
    STAGES: ("deal", "stage", "time"),
    CALLS: ("deal", "time"),
    DEALS: ("deal", "created"),
    RECEIPTS: ("activity", "began", "ended"),
}
"""What we call the columns that a use needs."""
_OPTIONAL = {
    STAGES: ("close", "old", "deleted"),
    CALLS: ("deleted",),
    DEALS: ("stage", "ending", "reason", "closed", "deleted"),
    RECEIPTS: (),
}

FORMATS = (
    Format(
        "Salesforce, OpportunityFieldHistory",
        STAGES,
        {
            "deal": "OpportunityId",
            "stage": "NewValue",
            "old": "OldValue",
            "time": "CreatedDate",
            "deleted": "IsDeleted",
        },
        ("deal", "stage", "old", "time"),
        sees_beginnings=False,
        forgets=True,
        only=("Field", "StageName"),
        closes="CloseDate",
        told_by=("Field",),
    ),
    Format(
        "Salesforce, OpportunityHistory",
        STAGES,
        {
            "deal": "OpportunityId",
            "stage": "StageName",
            "time": "CreatedDate",
            "close": "CloseDate",
            "deleted": "IsDeleted",
        },
        ("deal", "stage", "time"),
    ),
    Format(
        "HubSpot, deals",
        STAGES,
        {"deal": "hs_object_id", "stage": "dealstage", "created": "createdate", "closed": "closedate"},
        ("deal", "stage", "created"),
        moves=False,
    ),
    Format(
        "HubSpot, deals",
        STAGES,
        {"deal": "Record ID", "stage": "Deal Stage", "created": "Create Date", "closed": "Close Date"},
        ("deal", "stage", "created"),
        moves=False,
    ),
    Format(
        "Salesforce, Event",
        CALLS,
        {"deal": "WhatId", "time": "StartDateTime", "deleted": "IsDeleted", "again": "IsChild"},
        ("deal", "time"),
    ),
    Format(
        "HubSpot, meetings",
        CALLS,
        {"deal": "Associated Deal IDs", "time": "hs_meeting_start_time", "outcome": "hs_meeting_outcome"},
        ("deal", "time"),
    ),
    Format(
        "HubSpot, meetings",
        CALLS,
        {"deal": "Associated Deal IDs", "time": "Meeting start time", "outcome": "Meeting outcome"},
        ("deal", "time"),
    ),
    Format(
        "Salesforce, Opportunity",
        DEALS,
        {
            "deal": "Id",
            "created": "CreatedDate",
            "stage": "StageName",
            "reason": "Loss_Reason__c",
            "deleted": "IsDeleted",
        },
        ("deal", "created", "stage"),
    ),
    Format(
        "HubSpot, deals",
        DEALS,
        {
            "deal": "hs_object_id",
            "created": "createdate",
            "stage": "dealstage",
            "reason": "closed_lost_reason",
            "closed": "closedate",
            "deleted": "archived",
        },
        ("deal", "created"),
    ),
    Format(
        "Pipedrive, deals",
        DEALS,
        {
            "deal": "id",
            "created": "add_time",
            "stage": "stage_id",
            "ending": "status",
            "reason": "lost_reason",
            "closed": "close_time",
        },
        ("deal", "created", "stage"),
    ),
)


@dataclass(frozen=True)
class Recognised:
    """A table whose columns are known: for what we call each, its place in the table."""

    table: Table
    format: Format
    places: Mapping[str, int]

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return column in self.places

    def sql(self, column: str) -> str:
        """The column as SQL; NULL where there is none."""
        return f"c{self.places[column]}" if column in self.places else "NULL"

    def written(self, column: str) -> str:
        """The column as text, as it is written."""
        return f"CAST({self.sql(column)} AS VARCHAR)"

    def text(self, column: str) -> str:
        """The column as text without blanks around it."""
        return f"trim({self.written(column)})"

    def type(self, column: str) -> str:
        """The type of a column that there is."""
        return self.table.types[self.places[column]]


def recognised(table: Table, use: str, said: Mapping[str, str]) -> Recognised:
    """Which export a table is; `said` is what `--column` says: for what we call a column its head.

    Raises:
        MeasureError: A column is missing, or the file is one for another flag.
    """
    own = _own(table, use, said)
    if own is not None:
        return own
    for each in FORMATS:
        if each.use == use and (found := _as(table, each, said)) is not None:
            return found
    raise MeasureError(*_unknown(table, use))


def _own(table: Table, use: str, said: Mapping[str, str]) -> Recognised | None:
    """The table by our own names of columns, those that were said first."""
    places: dict[str, int] = {}
    for name in (*_OURS[use], *_OPTIONAL[use]):
        head = said.get(f"{use}.{name}", said.get(name))
        place = table.column(head or name)
        if place is not None:
            places[name] = place
        elif head is not None and f"{use}.{name}" in said:
            raise MeasureError(*_no_head(table, head))
        elif head is not None and name in _OURS[use]:
            return None if _as_any(table, use, said) else _complain(table, head)
    if all(name in places for name in _OURS[use]):
        return Recognised(table, Format("", use, {}, ()), places)
    return None


def _complain(table: Table, head: str) -> Recognised | None:
    raise MeasureError(*_no_head(table, head))


def _as_any(table: Table, use: str, said: Mapping[str, str]) -> bool:
    return any(each.use == use and _as(table, each, said) is not None for each in FORMATS)


def _no_head(table: Table, head: str) -> tuple[str, str]:
    return f"{table.name} has no column '{head}'", did_you_mean(head, table.heads)


def _as(table: Table, form: Format, said: Mapping[str, str]) -> Recognised | None:
    places = {}
    for name, head in form.columns.items():
        place = table.column(said.get(f"{form.use}.{name}", said.get(name, head)))
        if place is None:
            place = table.column(head)
        if place is not None:
            places[name] = place
        elif name in form.needed:
            return None
    if form.only is not None:
        place = table.column(form.only[0])
        if place is None:
            return None
        places["only"] = place
    return Recognised(table, form, places)


def _unknown(table: Table, use: str) -> tuple[str, str]:
    other = next((each for each in FORMATS if each.use != use and _as(table, each, {}) is not None), None)
    if other is not None:
        return f"{table.name} is for --{other.use}, not for --{use}", f"it has the heads of {other.name}"
    if any(_ROW.search(head) for head in table.heads):
        return f"{table.name} has no heads: its first line is a row", "export it with the names of its columns"
    heads = ", ".join(_shown(table.heads))
    columns = " ".join(f"--column {name}=HEAD" for name in _OURS[use])
    return (
        f"{table.name} has not the heads of an export that is known for --{use}",
        f"say which column is what: {columns}; its heads are {heads}",
    )


def _shown(heads: Sequence[str], most: int = 12) -> list[str]:
    shown = [head if len(head) <= _LONGEST_SHOWN else f"{head[:_LONGEST_SHOWN]}…" for head in heads[:most]]
    return [*shown, f"and {len(heads) - most} more"] if len(heads) > most else shown
