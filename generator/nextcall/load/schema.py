"""Holds a file against the JSON Schema of its kind, and against the calendar, which no schema knows.

A valid file is validated once, by the fast validator. Only for a file that it rejects the slow one is asked, which
tells every error apart.
"""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from nextcall.load.document import Misfit
from nextcall.load.kinds import Kind, bundled, resolved
from nextcall.suggest import Suggestions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.load.document import Document
    from nextcall.load.kinds import Schema

_MOST_TOLD = 500  # of one file; nobody reads on
_MOST_STAGES = 200  # some twenty times what any process has
_MOST_ACTIVITIES = 5_000
_MOST_CRITERIA = 5_000  # each may imply an activity


@cache
def _is_valid(kind: Kind) -> Callable[[object], bool]:
    return jsonschema_rs.validator_for(bundled(kind)).is_valid


def misfits(document: Document, kind: Kind, suggestions: Suggestions | None = None) -> list[Misfit]:
    """Every place where the document's data doesn't fit its schema, in order; [] for a valid file.

    `suggestions` are those of the run, where it looks at more than this file.
    """
    if _is_valid(kind)(document.data):
        return [*_impossible_dates(document, kind), *_too_many(document, kind)]
    from nextcall.load.misfit import told  # noqa: PLC0415 (only a file that doesn't fit needs it)

    errors = _slow_validator(kind).iter_errors(document.data)
    suggestions = suggestions or Suggestions()
    every = (misfit for error in errors for misfit in told(document, kind, error, suggestions))
    found = set(islice(every, _MOST_TOLD))
    if not found:
        message = "the file doesn't fit its schema, in a way that can't be told more precisely"
        found = {Misfit(document.locate(""), "", message, f"compare it with `nextcall schema {kind}`")}
    return sorted(found, key=Misfit.order)


@cache
def _slow_validator(kind: Kind) -> Any:  # noqa: ANN401 (`jsonschema` has no type for what it makes)
    """That of `jsonschema`, but that it leaves the sound items of a list to the fast one, and compares no two items."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 (60 ms that a valid file doesn't need)
    from jsonschema.exceptions import ValidationError  # noqa: PLC0415 (likewise)
    from jsonschema.validators import extend  # noqa: PLC0415 (likewise)

    root = bundled(kind)

    @cache
    def is_sound(reference: str) -> Callable[[object], bool]:
        return jsonschema_rs.validator_for({"$ref": reference, "$defs": root["$defs"]}).is_valid

    def items(validator: Any, wanted: Schema, value: object, _schema: object) -> Iterator[ValidationError]:  # noqa: ANN401
        sound = is_sound(wanted["$ref"]) if "$ref" in wanted else None
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if sound is None or not sound(item):
                yield from validator.descend(item, wanted, path=index)

    def unique_items(_validator: object, wanted: object, value: object, _schema: object) -> Iterator[ValidationError]:
        if wanted and isinstance(value, list) and len(set(map(repr, value))) < len(value):
            yield ValidationError("an item stands twice")

    return extend(Draft202012Validator, {"items": items, "uniqueItems": unique_items})(root)  # type: ignore[no-untyped-call]


def _too_many(document: Document, kind: Kind) -> Iterator[Misfit]:
    """More than a process can hold: every stage's page shows all stages, and an activity may come after all others."""
    if kind is not Kind.SALES_PROCESS:
        return
    data: Any = document.data

    def of_stages(field: str) -> int:
        return sum(len(stage.get(field, ())) for stage in data["stages"])

    for what, number, most in (
        ("stages", len(data["stages"]), _MOST_STAGES),
        ("activities", of_stages("activities"), _MOST_ACTIVITIES),
        ("criteria", of_stages("entry_criteria") + of_stages("exit_criteria"), _MOST_CRITERIA),
    ):
        if number > most:
            message = f"a process has at most {most} {what}, and this one has {number}"
            yield Misfit(document.locate("/stages", key=True), "/stages", message, "split it: one sales process a file")


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
