"""Holds a file against the JSON Schema of its kind, and against the calendar, which no schema knows.

A valid file is validated once, by the fast validator. Only for a file that it rejects the slow one is asked, which
tells every error apart.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import jsonschema_rs

from nextcall.load.kinds import Kind, bundled
from nextcall.suggest import Suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.diagnostics import Span
    from nextcall.load.document import Document

_DATE_FIELD = "reviewed"
_MOST_TOLD = 500  # of one file; nobody reads on


class Misfit(NamedTuple):
    """A place where a file doesn't fit its schema."""

    span: Span
    pointer: str
    message: str
    hint: str

    def order(self) -> tuple[int, int, str, str]:
        """What misfits are sorted by: where they stand."""
        return self.span.line, self.span.column, self.pointer, self.message


@cache
def _is_valid(kind: Kind) -> Callable[[object], bool]:
    return jsonschema_rs.validator_for(bundled(kind)).is_valid


def misfits(document: Document, kind: Kind, suggestions: Suggestions | None = None) -> list[Misfit]:
    """Every place where the document's data doesn't fit its schema, in order; [] for a valid file.

    `suggestions` are those of the run, where it looks at more than this file.
    """
    if _is_valid(kind)(document.data):
        return list(_impossible_dates(document))
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (60 ms that a valid file doesn't need)

    from nextcall.load.misfit import told  # noqa: PLC0415 (likewise)

    errors = Draft202012Validator(bundled(kind)).iter_errors(document.data)
    suggestions = suggestions or Suggestions()
    every = (misfit for error in errors for misfit in told(document, kind, error, suggestions))
    found = set(islice(every, _MOST_TOLD))
    if not found:
        message = "the file doesn't fit its schema, in a way that can't be told more precisely"
        found = {Misfit(document.locate(""), "", message, f"compare it with `nextcall schema {kind}`")}
    return sorted(found, key=Misfit.order)


def _impossible_dates(document: Document) -> Iterator[Misfit]:
    """A day that the pattern of a date admits and the calendar doesn't, such as 30 February."""
    written = document.data.get(_DATE_FIELD) if isinstance(document.data, dict) else None
    if not isinstance(written, str):
        return
    import datetime as dt  # noqa: PLC0415 (only a process that was reviewed needs it)

    try:
        dt.date.fromisoformat(written)
    except ValueError:
        pointer = f"/{_DATE_FIELD}"
        message = f"there is no day {written} in the calendar"
        yield Misfit(document.locate(pointer), pointer, message, "write a day that exists, as year-month-day")
