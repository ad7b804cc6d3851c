"""The same made-up deals as each CRM exports them."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .made_up import ENDS, LOST, NAMES, NO_DECISION, WON, Deal, iso

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SAID = {**NAMES, **ENDS}


def day(number: int) -> str:
    """An epoch day as people write it."""
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def hubspot(folder: Path, deals: Iterable[Deal]) -> tuple[Path, Path]:
    """deals.json with propertiesWithHistory, newest first as HubSpot has it, and meetings.json."""
    deals = list(deals)
    found, meetings = [], []
    for deal in deals:
        stages: list[dict[str, str]] = []
        closes: list[dict[str, str]] = []
        for second, place, close in deal.rows:
            moment = iso(second)
            if not stages or stages[-1]["value"] != SAID[place]:
                stages.append({"value": SAID[place], "timestamp": moment})
            if not closes or closes[-1]["value"][:10] != day(close):
                closes.append({"value": f"{day(close)}T00:00:00Z", "timestamp": moment})
        history = {"dealstage": stages[::-1], "closedate": closes[::-1]}
        found.append(
            {"id": str(deal.number), "properties": {"createdate": iso(deal.began)}, "propertiesWithHistory": history}
        )
        meetings += [
            {
                "id": f"{deal.number}-{number}",
                "properties": {"hs_meeting_start_time": iso(call), "hs_meeting_outcome": "COMPLETED"},
                "associations": {"deals": {"results": [{"id": str(deal.number), "type": "meeting_event_to_deal"}]}},
            }
            for number, call in enumerate(deal.calls)
        ]
    return _json(folder / "deals.json", {"results": found}), _json(folder / "meetings.json", {"results": meetings})


def pipedrive(folder: Path, deals: Iterable[Deal]) -> tuple[Path, Path, Path]:
    """flow.json, deals.csv and pipedrive-stages.json; a deal's first stage stands in no change."""
    changes, rows = [], []
    for deal in deals:
        stage, status, close_before = deal.rows[0][1], "open", deal.rows[0][2]
        for second, place, close in deal.rows[1:]:
            moment = datetime.fromtimestamp(second, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
            if close != close_before:
                changes.append(_change(deal.number, moment, "expected_close_date", day(close_before), day(close)))
            close_before = close
            key, old, new = "stage_id", str(stage), str(place)
            if place > 100:
                key, old, new = "status", status, "won" if place == WON else "lost"
                status = new
            elif place == stage:
                continue
            else:
                stage = place
            changes.append(_change(deal.number, moment, key, old, new))
        reason = "No decision" if deal.rows[-1][1] == NO_DECISION else ""
        added = datetime.fromtimestamp(deal.began, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
        rows.append((str(deal.number), added, str(stage), status, reason))
    path = folder / "pipedrive-deals.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "add_time", "stage_id", "status", "lost_reason"), *rows])
    stages = [{"id": place, "name": name} for place, name in NAMES.items()]
    return (
        _json(folder / "flow.json", {"success": True, "data": changes}),
        path,
        _json(folder / "pipedrive-stages.json", {"data": stages}),
    )


def _change(deal: int, moment: str, key: str, old: str, new: str) -> dict[str, Any]:
    data = {"item_id": deal, "field_key": key, "old_value": old, "new_value": new, "log_time": moment}
    return {"object": "dealChange", "timestamp": moment, "data": data}


def field_history(folder: Path, deals: Iterable[Deal]) -> Path:
    """OpportunityFieldHistory.csv: changes alone, with what was before."""
    path = folder / "OpportunityFieldHistory.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("OpportunityId", "Field", "OldValue", "NewValue", "CreatedDate", "IsDeleted"))
        for deal in deals:
            _, place_before, close_before = deal.rows[0]
            for second, place, close in deal.rows[1:]:
                writer.writerow((deal.salesforce_id, "Amount", "1", "2", iso(second), "false"))
                if close != close_before:
                    days = day(close_before), day(close)
                    writer.writerow((deal.salesforce_id, "CloseDate", *days, iso(second), "false"))
                close_before = close
                if place != place_before:
                    names = SAID[place_before], SAID[place]
                    writer.writerow((deal.salesforce_id, "StageName", *names, iso(second), "false"))
                place_before = place
    return path


def plain(folder: Path, deals: Iterable[Deal], *, head: tuple[str, str, str] = ("deal", "stage", "time")) -> Path:
    """A CSV file of deal, stage and time."""
    path = folder / "plain.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(
            (str(deal.number), SAID[place], iso(second)) for deal in deals for second, place, _ in deal.rows
        )
    return path


def undecided(deals: Iterable[Deal]) -> list[Deal]:
    """The deals as a CRM has them that knows no decision only as a reason for a lost deal."""
    return [
        Deal(each.number, each.began, [(s, LOST if p == NO_DECISION else p, c) for s, p, c in each.rows], each.calls)
        for each in deals
    ]


def _json(path: Path, content: dict[str, Any]) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path
