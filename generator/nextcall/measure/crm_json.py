"""What the APIs of HubSpot and Pipedrive answer, as rows: histories of deals, meetings, and names of stages."""

from __future__ import annotations

import csv
import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from nextcall.measure.problem import MeasureError
from nextcall.measure.tables import new_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_LARGEST = 100_000_000  # bytes, which take ten times as much memory
STAGE_HEADS = ("deal", "stage", "time", "close", "old", "deleted", "only")
CALL_HEADS = ("deal", "time", "deleted")
_DEAL_HEADS = (
    "hs_object_id", "createdate", "dealstage", "closed_lost_reason", "closedate", "archived",
    "id", "add_time", "stage_id", "status", "lost_reason", "close_time",
)  # fmt: skip
_MINUTE = 60  # seconds
_NOT_HELD = {"CANCELED", "CANCELLED", "NO_SHOW", "RESCHEDULED"}

Row = tuple[str, ...]


def read(path: Path) -> list[dict[str, Any]]:
    """The objects that a file of JSON holds: a page of an API, several of them, or one object a line.

    Raises:
        MeasureError: It is no JSON, too deep or too large.
    """
    if path.stat().st_size > _LARGEST:
        message = f"{path.name} is larger than {_LARGEST // 1_000_000} MB"
        raise MeasureError(message, "save the pages of the API as several files, or export CSV or Parquet")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path.name} is not in UTF-8"
        raise MeasureError(message) from None
    try:
        return list(_objects(json.loads(text)))
    except (ValueError, RecursionError):
        pass
    try:
        return [each for line in text.splitlines() if line.strip() for each in _objects(json.loads(line))]
    except (ValueError, RecursionError):
        message = f"{path.name} is no sound JSON"
        raise MeasureError(message, "save the answer of the API as it came") from None


def _objects(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _objects(each)
    elif isinstance(value, dict):
        inside = value.get("results", value.get("data"))
        if isinstance(inside, list):
            yield from _objects(inside)
        else:
            yield value


def histories(path: Path, objects: list[dict[str, Any]]) -> tuple[str, bool, list[Row]]:
    """The name of the source, whether it sees beginnings, and the rows of `STAGE_HEADS`.

    Raises:
        MeasureError: The objects hold no history.
    """
    if any("propertiesWithHistory" in each for each in objects):
        return "HubSpot, propertiesWithHistory", True, [row for each in objects for row in _hubspot(each)]
    if any(each.get("object") == "dealChange" for each in objects):
        return "Pipedrive, deal flow", False, list(_pipedrive(objects))
    message = f"{path.name} holds no history of deals"
    hint = "ask HubSpot for propertiesWithHistory=dealstage,closedate, Pipedrive for the flow of each deal"
    raise MeasureError(message, hint)


def _hubspot(deal: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each second in which the stage or the close date changed, with both as they were after it."""
    history = deal.get("propertiesWithHistory")
    if not isinstance(history, dict):
        return
    changes = []
    for name in ("closedate", "dealstage"):
        entries = history.get(name)
        told = (each for each in (entries if isinstance(entries, list) else ()) if isinstance(each, dict))
        changes += [(_said(each, "timestamp"), name, _said(each, "value")) for each in told]
    stage = close = ""
    deleted = "true" if deal.get("archived") is True else ""
    for place, (moment, name, value) in enumerate(_with_stages(changes)):
        if name == "closedate":
            close = _as_date(value)
        else:
            stage = value
        is_last = place + 1 == len(changes) or _second(changes[place + 1][0]) != _second(moment)
        if stage and is_last:
            yield _said(deal, "id"), stage, moment, close, "", deleted, ""


def _with_stages(changes: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Changes in order, where a close date that is set within a minute before a change of stage is set with it."""
    changes.sort()
    for place in range(len(changes) - 1, 0, -1):
        (moment, name, value), (later, after, _) = changes[place - 1], changes[place]
        if (name, after) == ("closedate", "dealstage") and 0 <= _seconds(later) - _seconds(moment) <= _MINUTE:
            changes[place - 1] = later, name, value
    return changes


def _seconds(moment: str) -> float:
    """A moment in seconds; what can't be read is far from everything."""
    try:
        if moment.isdecimal():
            return int(moment) / 1000
        return datetime.fromisoformat(moment).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _second(moment: str) -> str:
    """A moment without the parts of its second: milliseconds since 1970, or an ISO time."""
    return moment[:-3] if moment.isdecimal() else moment[:19]


def _as_date(value: str) -> str:
    """A close date; HubSpot has it as a moment, or as milliseconds since 1970."""
    if value.isdecimal():
        return datetime.fromtimestamp(min(int(value) // 1000, 10**11), tz=UTC).date().isoformat()
    return value[:10]


def _pipedrive(objects: list[dict[str, Any]]) -> Iterator[Row]:
    """A row for each change of stage, of status or of the close date, all of them told as changes.

    A deal that is reopened stands in the stage that it stood in. One that is deleted in the end has no other row.
    """
    changes = []
    for each in objects:
        data = each.get("data")
        if each.get("object") == "dealChange" and isinstance(data, dict):
            moment = _said(each, "timestamp") or _said(data, "log_time")
            deal = _said(data, "item_id") or _said(data, "deal_id")
            changes.append((deal, moment, _said(data, "field_key"), _said(data, "old_value"), _said(data, "new_value")))
    changes.sort()
    gone = {deal: new == "deleted" for deal, _, key, _, new in changes if key == "status"}
    stages: dict[str, str] = {}
    for deal, moment, key, old, new in changes:
        at, deleted = _zulu(moment), "true" if gone.get(deal) else ""
        if key == "stage_id":
            stages[deal] = new
            yield deal, new, at, "", old, deleted, "stage"
        elif key == "expected_close_date":
            yield deal, new, at, "", old, deleted, "close"
        elif key == "status" and new == "open" and deal in stages:
            yield deal, stages[deal], at, "", "", deleted, "stage"
        elif key == "status" and new in {"won", "lost"}:
            yield deal, new, at, "", stages.get(deal, ""), deleted, "stage"
        elif key == "status" and new == "deleted" and deleted:
            yield deal, "", at, "", "", deleted, "stage"


def _zulu(moment: str) -> str:
    """Pipedrive's times are of UTC and say so by nothing."""
    return moment if moment.endswith("Z") or "+" in moment else f"{moment}Z"


def deals(path: Path, objects: list[dict[str, Any]]) -> tuple[Row, list[Row]]:
    """Deals as heads and rows: what HubSpot keeps among a deal's properties, and Pipedrive in the deal itself.

    Raises:
        MeasureError: The objects are no deals.
    """
    found = []
    for each in objects:
        properties = each.get("properties")
        own = (
            {"hs_object_id": each.get("id"), "archived": each.get("archived"), **properties}
            if isinstance(properties, dict)
            else each
        )
        found.append(dict(own))
    heads = tuple(head for head in _DEAL_HEADS if any(head in each for each in found))
    if not heads:
        message = f"{path.name} holds no deals"
        raise MeasureError(message, "save what the API says of its deals as it came, or give a CSV file")
    return heads, [tuple(_said(each, head) for head in heads) for each in found]


def meetings(path: Path, objects: list[dict[str, Any]]) -> list[Row]:
    """Meetings of HubSpot as rows of `CALL_HEADS`, one for each deal that they belong to.

    Raises:
        MeasureError: The objects are no meetings.
    """
    found: list[Row] = []
    known = False
    for each in objects:
        properties, associations = each.get("properties"), each.get("associations")
        if not isinstance(properties, dict) or "hs_meeting_start_time" not in properties:
            continue
        known = True
        if _said(properties, "hs_meeting_outcome").upper() in _NOT_HELD:
            continue
        deals = associations.get("deals") if isinstance(associations, dict) else None
        linked = deals.get("results") if isinstance(deals, dict) else None
        ids = {_said(link, "id") for link in linked if isinstance(link, dict)} if isinstance(linked, list) else set()
        found += [(deal, _said(properties, "hs_meeting_start_time"), "") for deal in sorted(ids)]
    if not known:
        message = f"{path.name} holds no meetings"
        raise MeasureError(message, "ask HubSpot for meetings with hs_meeting_start_time and the associations deals")
    return found


def stage_labels(path: Path) -> dict[str, str]:
    """The CRM's ids of stages with its names: of the answer about pipelines, or of a CSV file of both.

    Raises:
        MeasureError: It holds none.
    """
    found: dict[str, str] = {}
    try:
        whole = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path.name} is not in UTF-8"
        raise MeasureError(message) from None
    if whole.lstrip()[:1] in ("{", "["):
        try:
            _label(json.loads(whole), found)
        except (ValueError, RecursionError):
            message = f"{path.name} is no sound JSON"
            raise MeasureError(message) from None
    else:
        rows = (row for row in csv.reader(whole.splitlines()) if len(row) > 1)
        found = {row[0].strip(): row[1].strip() for row in rows}
    if not found:
        message = f"{path.name} names no stages"
        raise MeasureError(message, "save what the API says of its pipelines, or a CSV file of id and name")
    return found


def _label(value: object, into: dict[str, str]) -> None:
    if isinstance(value, dict):
        name = value.get("label", value.get("name"))
        if isinstance(name, str) and isinstance(value.get("id"), str | int) and "stages" not in value:
            into[str(value["id"])] = name
        for each in value.values():
            _label(each, into)
    elif isinstance(value, list):
        for each in value:
            _label(each, into)


def write(folder: Path, heads: Row, rows: list[Row]) -> Path:
    """Rows as a new CSV file in `folder`, for DuckDB to read."""
    path = new_file(folder, "csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows(tuple(each.replace("\0", "") for each in row) for row in rows)
    return path


def _said(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return "" if value is None or isinstance(value, dict | list) else str(value)
