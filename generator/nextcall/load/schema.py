"""Holds a file against the JSON Schema of its kind, and against the calendar, which no schema knows.

A valid file is validated once, by the fast validator. Only for a file that it rejects the slow one is asked, which
tells every error apart.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

import jsonschema_rs

from nextcall.load.document import Misfit
from nextcall.load.kinds import Kind, bundled, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.load.document import Document

_MOST_TOLD = 500  # of one file; nobody reads on


@cache
def _is_valid(kind: Kind) -> Callable[[object], bool]:
    return jsonschema_rs.validator_for(bundled(kind)).is_valid


def misfits(document: Document, kind: Kind) -> list[Misfit]:
    """Every place where the document's data doesn't fit its schema, in order; [] for a valid file."""
    if _is_valid(kind)(document.data):
        return list(_impossible_dates(document, kind))
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (60 ms that a valid file doesn't need)

    from nextcall.load.misfit import told  # noqa: PLC0415 (likewise)

    errors = Draft202012Validator(bundled(kind)).iter_errors(document.data)
    found = set(islice((misfit for error in errors for misfit in told(document, kind, error)), _MOST_TOLD))
    if not found:
        message = "the file doesn't fit its schema, in a way that can't be told more precisely"
        found = {Misfit(document.locate(""), "", message, f"compare it with `nextcall schema {kind}`")}
    return sorted(found, key=Misfit.order)


@cache
def _date_fields(kind: Kind) -> tuple[str, ...]:
    root = bundled(kind)
    return tuple(name for name, field in root["properties"].items() if resolved(root, field).get("shape") == "date")


def _impossible_dates(document: Document, kind: Kind) -> Iterator[Misfit]:
    """Days that the pattern of a date admits and the calendar doesn't, such as 30 February."""
    for field in _date_fields(kind):
        written = document.data.get(field) if isinstance(document.data, dict) else None
        if not isinstance(written, str):
            continue
        import datetime as dt  # noqa: PLC0415 (only a process that was reviewed needs it)

        try:
            dt.date.fromisoformat(written)
        except ValueError:
            pointer = f"/{field}"
            message = f"there is no day {written} in the calendar"
            yield Misfit(document.locate(pointer), pointer, message, "write a day that exists, as year-month-day")
