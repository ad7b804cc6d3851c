"""Writes `results/<id>.yaml`: what the new record sees is counted anew, older quarters stay and are marked as kept."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from nextcall.measure import quarters
from nextcall.measure.problem import MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.load.document import Document
    from nextcall.measure.measurement import Measured

Data = dict[str, Any]

_LISTS = ("periods", "entered", "stages", "suggested")
_OWN = ("notes", "allow")
"""What a team writes into the file itself; it stays as it is written."""
_BY_QUARTER = ("periods", "entered")
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,./()_-]*")
_SCHEMA = "# yaml-language-server: $schema="


def merged(measured: Measured, old: Data | None) -> tuple[Data, tuple[str, ...]]:
    """The new data with the quarters that only the old one has, and what was restated, a line each.

    Raises:
        MeasureError: The old data is of a later record.
    """
    new = dict(measured.data)
    if old is None:
        return new, ()
    if str(old["as_of"]) > new["as_of"]:
        message = (
            f"results/{measured.process.id}.yaml is of a record up to {old['as_of']}, this one ends {new['as_of']}"
        )
        raise MeasureError(message, "measure the newer record, or delete the file to start anew")
    restated: list[str] = []
    for name in _BY_QUARTER:
        counted = {each["period"]: each for each in new.get(name, [])}
        kept = {}
        for each in old.get(name, []):
            quarter = quarters.named(each["period"])
            seen_no_better = each["period"] in counted and not _was_settled(old, quarter) and not each.get("kept")
            if _is_seen(measured, name, quarter) or seen_no_better:
                restated += _restated(name, each, counted.get(each["period"]))
            else:
                kept[each["period"]] = {**each, "kept": True}
        together = {**counted, **kept}
        if together:
            new[name] = [together[period] for period in sorted(together)]
    return {key: new[key] for key in _order(new)}, tuple(restated)


def _order(data: Data) -> Iterator[str]:
    """The fields in the order of the schema, also where only kept quarters brought one in."""
    order = ("as_of", "from", "source", "within_days", "deals", "change", "periods", "entered", "stages")
    yield from (key for key in order if key in data)
    yield from (key for key in data if key not in order)


def _is_seen(measured: Measured, name: str, quarter: int) -> bool:
    """Whether the new record sees a quarter as well as one can: its long cycles, too, where it is one of winning."""
    if name == "periods":
        return quarter in measured.settled
    return quarters.first_day(quarter) >= measured.histogram.first_day


def _was_settled(old: Data, quarter: int) -> bool:
    """Whether the record of the old data saw the long cycles of a quarter, too."""
    if "from" not in old:
        return False
    first = quarters.day_of(date.fromisoformat(str(old["from"])))
    return quarters.first_day(quarter) >= first + int(old.get("within_days", 0))


def _restated(name: str, old: Data, new: Data | None) -> Iterator[str]:
    what = "won in" if name == "periods" else "begun in"
    if new is None:
        yield f"{what} {old['period']}: no longer enough deals to tell"
        return
    before, after = dict(_figures(old)), dict(_figures(new))
    for figure in sorted(before.keys() | after.keys()):
        if figure != "kept" and before.get(figure) != after.get(figure):
            shown = (str(each.get(figure, "not told")) for each in (before, after))
            yield f"{what} {old['period']}: {figure} {' → '.join(shown)}"


def _figures(of: Data, above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in of.items():
        if isinstance(value, dict):
            yield from _figures(value, f"{above}{key}.")
        elif key != "period":
            yield f"{above}{key}", value


def as_yaml(data: Data, old: Document | None = None, *, schema: str = "") -> str:
    """The file's text, an object a line. Comments above the old one, its `notes` and its `allow` stay.

    `schema` is the path to the schema for editors, where a new file should name it.
    """
    lines = [*_head(old, schema)]
    for key, value in data.items():
        if key in _LISTS:
            lines += [f"{key}:", *(f"  - {_flow(each)}" for each in value)]
        elif key == "change":
            lines += ["change:", *(f"  {part}: {_flow(each)}" for part, each in value.items())]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join([*lines, *_own(old)]) + "\n"


def _head(old: Document | None, schema: str) -> Iterator[str]:
    if old is None:
        if schema:
            yield f"{_SCHEMA}{schema}"
        return
    for line in old.text.splitlines():
        if not line.startswith("#"):
            return
        yield line


def _own(old: Document | None) -> Iterator[str]:
    """What the team wrote into the old file, as it stands there."""
    fields: Mapping[str, Any] = (old.mark.fields or {}) if old is not None else {}
    for name in _OWN:
        if old is not None and name in fields:
            start, _, mark = fields[name]
            yield old.text[start : mark.end].rstrip()


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        safe = _PLAIN.fullmatch(value) and not value.endswith(" ") and "," not in value
        return value if safe or re.fullmatch(r"\d{4}-(\d\d-\d\d|Q\d)", value) else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)
