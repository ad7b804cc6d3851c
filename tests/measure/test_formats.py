"""The same deals, exported by different CRMs, give the same figures; and what each export can't tell is said."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import pytest

from nextcall.measure import MeasureError, StageNames, stage_labels

from . import crm_formats, made_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.measure import Measured
    from nextcall.model import SalesProcess

    from .made_up import Deal

AS_OF = date(2026, 9, 30)
FEW = made_up.until(made_up.deals(3, 500, date(2024, 1, 1), AS_OF), AS_OF)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("exports")
    made_up.write_salesforce(made, FEW)
    return made


def told(measured: Measured, *without: str) -> dict[str, Any]:
    """The figures, the name of the source and those `without` aside."""
    return {key: value for key, value in measured.data.items() if key not in {"source", *without}}


def test_histories_of_salesforce_and_hubspot_give_equal_figures(
    folder: Path, measured: Callable[..., Measured]
) -> None:
    salesforce = measured(folder / "OpportunityHistory.csv", calls=[folder / "Event.csv"])
    deals, meetings = crm_formats.hubspot(folder, FEW)
    hubspot = measured(deals, calls=[meetings])
    assert salesforce.data["deals"]["won"] > 50
    assert salesforce.data["pushes"]
    assert told(hubspot) == told(salesforce)
    assert (salesforce.data["source"], hubspot.data["source"]) == (
        "Salesforce, OpportunityHistory; Salesforce, Event",
        "HubSpot, propertiesWithHistory; HubSpot, meetings",
    )


def test_changes_alone_give_equal_figures_once_the_deals_complete_them(
    folder: Path, measured: Callable[..., Measured], process: SalesProcess
) -> None:
    deals = FEW
    made_up.write_salesforce(folder, deals)
    whole = measured(folder / "OpportunityHistory.csv")
    changes = crm_formats.field_history(folder, deals)
    partly = measured(changes, deals=folder / "Opportunity.csv")
    flow, rows, stages = crm_formats.pipedrive(folder, deals)
    labelled = StageNames(process, {}, stage_labels(stages))
    piped = measured(flow, names=labelled, deals=rows, reasons={"No decision": "no_decision"})
    # Salesforce forgets its oldest changes: so the record begins with the day after the first of them.
    seen_later = ("from", "deals", "entered", "quality", "periods", "within_days", "change")
    assert partly.data["stages"]
    assert partly.data["pushes"]["won"]["mean"] > 0
    assert told(partly, *seen_later) == told(whole, *seen_later)
    assert partly.data["entered"][-2:] == whole.data["entered"][-2:]
    assert partly.data["change"] == whole.data["change"]
    assert told(piped) == told(whole)


def test_without_the_deals_changes_alone_are_refused_for_they_lose_what_never_moved(
    folder: Path, measured: Callable[..., Measured]
) -> None:
    changes = crm_formats.field_history(folder, FEW)
    flow, _, _ = crm_formats.pipedrive(folder, FEW)
    for path in (changes, flow):
        with pytest.raises(MeasureError, match="no row for a deal that never moved") as stopped:
            measured(path)
        assert "--deals" in stopped.value.hint


def test_a_deal_that_never_moved_counts_once_the_deals_tell_of_it(
    tmp_path: Path, measured: Callable[..., Measured]
) -> None:
    moving = [deal for deal in FEW if len(deal.rows) > 1]
    idle = [_idle(900_000 + number, moving[50].began + number) for number in range(40)]
    made_up.write_salesforce(tmp_path, [*moving, *idle])
    changes = crm_formats.field_history(tmp_path, [*moving, *idle])
    without = measured(changes, deals=_some(tmp_path, moving))
    made_up.write_salesforce(tmp_path, [*moving, *idle])
    counted = measured(changes, deals=tmp_path / "Opportunity.csv")
    assert counted.data["deals"]["entered"] == without.data["deals"]["entered"] + 40


def _idle(number: int, began: int) -> Deal:
    return made_up.Deal(number, began, [(began, 1, began // 86_400 + 80)])


def _some(folder: Path, deals: list[Deal]) -> Path:
    made = folder / "some"
    made.mkdir(exist_ok=True)
    made_up.write_salesforce(made, deals)
    return made / "Opportunity.csv"


def test_deals_begun_before_the_record_count_in_no_cycle(tmp_path: Path, measured: Callable[..., Measured]) -> None:
    early = min(deal.began for deal in FEW) + 200 * 86_400
    made_up.write_salesforce(tmp_path, FEW)
    late = [made_up.Deal(d.number, d.began, [row for row in d.rows if row[0] > early], d.calls) for d in FEW]
    changes = crm_formats.field_history(tmp_path, [d for d in late if d.rows and d.rows[0][1] <= 6])
    found = measured(changes, deals=tmp_path / "Opportunity.csv")
    assert found.data["quality"]["deals_begun_before"] > 20
    assert found.data["from"] > "2024-07-01"
    assert sum(cell.many for cell in found.histogram.of("deal")) < len(FEW) - 20


def test_a_deal_whose_first_rows_were_left_out_counts_in_no_cycle(
    tmp_path: Path, measured: Callable[..., Measured]
) -> None:
    """A history from some day on: its first rows of older deals are in the middle of them."""
    cut = min(deal.began for deal in FEW) + 200 * 86_400
    late = [made_up.Deal(d.number, d.began, [row for row in d.rows if row[0] >= cut], d.calls) for d in FEW]
    late = [deal for deal in late if deal.rows]
    midway = [deal for deal in late if deal.rows[0][1] != 1 and deal.rows[0][0] < cut + 180 * 86_400]
    assert len(midway) > 20
    made_up.write_salesforce(tmp_path, late)
    found = measured(tmp_path / "OpportunityHistory.csv")
    assert found.data["quality"]["deals_begun_before"] == len(midway)
    assert found.data["deals"]["entered"] == len(late) - len(midway)
    whole = measured(tmp_path / "OpportunityHistory.csv", deals=tmp_path / "Opportunity.csv")
    assert whole.data["quality"]["deals_begun_before"] == len([deal for deal in late if deal.began < cut])


def test_a_deal_that_begins_in_a_stage_nobody_knows_counts_in_no_cycle_and_one_of_another_process_not_at_all(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    made_up.write_salesforce(folder, FEW)
    whole = measured(folder / "OpportunityHistory.csv").data
    text = (folder / "OpportunityHistory.csv").read_text(encoding="utf-8")
    other = "".join(
        f"0069{number:011d}AAA,{stage},2026-03-01,2026-0{month}-01T00:00:00.000Z,false\n"
        for number in range(30)
        for month, stage in ((2, "Renewal due"), (3, "7 - Closed won"))
    )
    path = tmp_path / "OpportunityHistory.csv"
    path.write_text(text + other, encoding="utf-8")
    assert {**measured(path).data, "quality": 0} == {**whole, "quality": 0}
    path.write_text(text.replace("1 - Discovery", "Lead"), encoding="utf-8")
    renamed = measured(path).data
    assert renamed["quality"]["deals_begun_before"] == len(
        [deal for deal in FEW if any(1 < place < 7 for _, place, _ in deal.rows)]
    )
    assert not {"deals", "periods", "entered"} & set(renamed)


def test_changes_that_a_table_tells_with_what_was_before_are_no_beginnings(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    _, *rows = crm_formats.field_history(folder, FEW).read_text(encoding="utf-8").splitlines()
    path = tmp_path / "changes.csv"
    rows = [row for row in rows if ",StageName," in row]
    name = f"{rows[0].partition(',')[0]},Name,Acme,Acme & Sons,2026-01-01T00:00:00Z,false"
    path.write_text("\n".join(["deal,kind,old,stage,time,deleted", *rows, name]), encoding="utf-8")
    with pytest.raises(MeasureError, match="no row for a deal that never moved"):
        measured(path)
    made_up.write_salesforce(folder, FEW)
    told_of = measured(path, deals=folder / "Opportunity.csv")
    assert (told_of.data["quality"]["rows_unmatched"], told_of.unmatched) == (1, ()), "it may be a customer's name"
    begun = _begun(told_of)
    assert begun.entered + begun.before == len(FEW)
    few = _some(tmp_path, FEW[:200])
    partly = _begun(measured(path, deals=few))
    moved = {row.partition(",")[0] for row in rows} - {deal.salesforce_id for deal in FEW[:200]}
    assert partly.before >= len(moved)
    assert partly.entered + partly.before == 200 + len(moved)


class _Begun(NamedTuple):
    """How many deals the record sees from their beginning on, and how many not."""

    entered: int
    before: int


def _begun(found: Measured) -> _Begun:
    return _Begun(found.data["deals"]["entered"], found.data["quality"]["deals_begun_before"])


def test_deals_as_an_api_tells_them_say_the_same_as_a_table(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path, process: SalesProcess
) -> None:
    flow, rows, stages = crm_formats.pipedrive(folder, FEW)
    said = {"names": StageNames(process, {}, stage_labels(stages)), "reasons": {"No decision": "no_decision"}}
    with rows.open(encoding="utf-8") as file:
        objects = list(csv.DictReader(file))
    as_json = tmp_path / "pipedrive-deals.json"
    as_json.write_text(json.dumps({"data": objects}), encoding="utf-8")
    by_table = measured(flow, deals=rows, **said)
    assert told(measured(flow, deals=as_json, **said)) == told(by_table)
    deals, _ = crm_formats.hubspot(folder, crm_formats.undecided(FEW))
    reasons = [
        {
            "id": str(deal.number),
            "properties": {"createdate": made_up.iso(deal.began), "closed_lost_reason": "No decision"},
        }
        for deal in FEW
        if deal.rows[-1][1] == made_up.NO_DECISION
    ]
    told_why = tmp_path / "reasons.json"
    told_why.write_text(json.dumps({"results": reasons}), encoding="utf-8")
    assert measured(deals, deals=told_why).data["deals"]["no_decision"] == len(reasons)
    gone = json.loads(flow.read_text(encoding="utf-8"))
    gone["data"].append(
        {"object": "dealChange", "timestamp": "2026-09-01 00:00:00", "data": {
            "item_id": FEW[0].number, "field_key": "status", "old_value": "open", "new_value": "deleted"}}
    )  # fmt: skip
    flow.write_text(json.dumps(gone), encoding="utf-8")
    assert measured(flow, deals=rows, **said).data["deals"]["entered"] == by_table.data["deals"]["entered"] - 1


def test_a_close_date_that_is_set_just_before_the_closing_is_no_push(
    measured: Callable[..., Measured], tmp_path: Path, process: SalesProcess
) -> None:
    """Where each field has a time of its own, those of one save lie seconds apart."""
    quick = [deal for deal in FEW if deal.rows[-1][1] > 100 and deal.rows[-1][0] - deal.rows[-2][0] > 60]
    late = [
        made_up.Deal(
            deal.number,
            deal.began,
            [*deal.rows[:-1], (s - 2, deal.rows[-2][1], s // 86_400 + 400), (s, p, s // 86_400 + 400)],
        )
        for deal in quick
        for s, p, _ in deal.rows[-1:]
    ]
    hubspot, piped = [], []
    for number, deals in enumerate((quick, late)):
        folder = tmp_path / str(number)
        folder.mkdir()
        hubspot.append(measured(crm_formats.hubspot(folder, deals)[0]).data["pushes"])
        flow, rows, stages = crm_formats.pipedrive(folder, deals)
        labelled = StageNames(process, {}, stage_labels(stages))
        piped.append(measured(flow, names=labelled, deals=rows).data["pushes"])
    assert hubspot[0] == hubspot[1]
    assert piped[0] == piped[1]


def test_changes_of_few_deals_are_not_told(measured: Callable[..., Measured], tmp_path: Path) -> None:
    """However many changes there are: behind a count stand ten deals, behind a share twenty."""
    busy = [deal for deal in FEW if deal.rows[0][0] > 1_748_736_000 and len(deal.rows) > 4]
    for many, keys in ((9, None), (19, {"of"}), (40, {"forward", "together", "skipped", "back", "of"})):
        made_up.write_salesforce(tmp_path, busy[:many])
        found = measured(tmp_path / "OpportunityHistory.csv").data
        assert (set(found["moves"]) if keys else found.get("moves")) == keys
        assert ("same_day" in found["quality"]) == (many == 40)


def test_a_call_that_is_exported_twice_is_one_call(folder: Path, measured: Callable[..., Measured]) -> None:
    made_up.write_salesforce(folder, FEW)
    events = folder / "Event.csv"
    once, twice = (measured(folder / "OpportunityHistory.csv", calls=[events] * times).data for times in (1, 2))
    assert once == twice


def test_a_reason_tells_no_decision_from_lost(folder: Path, measured: Callable[..., Measured], tmp_path: Path) -> None:
    lost = crm_formats.undecided(FEW)
    made_up.write_salesforce(tmp_path, lost)
    made_up.write_salesforce(folder, FEW)
    said = {"reasons": {"No Decision": "no_decision"}}
    with_reasons = measured(tmp_path / "OpportunityHistory.csv", deals=folder / "Opportunity.csv", **said)
    stages = measured(folder / "OpportunityHistory.csv")
    assert with_reasons.data["deals"] == stages.data["deals"]
    assert "no_decision" not in measured(tmp_path / "OpportunityHistory.csv").data["deals"]


def test_any_table_is_read_once_its_heads_are_said(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    ours = measured(crm_formats.plain(folder, FEW))
    heads = ("Vorgang", "Phase", "Geändert am")
    said = dict(zip(("deal", "stage", "time"), heads, strict=True))
    german = crm_formats.plain(tmp_path, FEW, head=heads)
    with pytest.raises(MeasureError, match="has not the heads") as stopped:
        measured(german)
    assert "--column deal=HEAD" in stopped.value.hint
    assert "Vorgang" in stopped.value.hint
    assert told(measured(german, columns=said)) == told(ours)


def test_parquet_says_the_same_as_csv_whatever_its_types(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    table = crm_formats.plain(folder, FEW)
    ours = told(measured(table))
    for number, moment in enumerate(("time::TIMESTAMPTZ", "time::VARCHAR", "epoch_ms(time::TIMESTAMPTZ)")):
        path = tmp_path / f"{number}.parquet"
        duckdb.sql("SET TimeZone='UTC'")
        duckdb.sql(f"COPY (SELECT deal, stage, {moment} AS time FROM '{table}') TO '{path}'")  # noqa: S608 (ours)
        assert told(measured(path)) == ours, moment


def test_hubspots_plain_export_tells_cycles_and_neither_moves_nor_stays(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    path = tmp_path / "hubspot.csv"
    lines = ["Record ID,Deal Name,Deal Stage,Create Date,Close Date"]
    for deal in FEW:
        second, place, _ = deal.rows[-1]
        closed = made_up.iso(second)[:16].replace("T", " ")
        began = made_up.iso(deal.began)[:16].replace("T", " ")
        lines.append(f"{deal.number},Deal,{crm_formats.SAID[place]},{began},{closed}")
    path.write_text("\n".join(lines), encoding="utf-8")
    found = measured(path, zone="UTC")
    made_up.write_salesforce(folder, FEW)
    whole = measured(folder / "OpportunityHistory.csv")
    assert not {"stages", "moves", "pushes"} & set(found.data)
    assert found.data["deals"] == whole.data["deals"]
    assert [each["won"] for each in found.data["periods"]] == [each["won"] for each in whole.data["periods"]]


def test_old_names_of_stages_lead_to_the_stages_and_the_rest_is_listed_with_what_was_meant(
    folder: Path, measured: Callable[..., Measured], process: SalesProcess, tmp_path: Path
) -> None:
    made_up.write_salesforce(folder, FEW)
    whole = measured(folder / "OpportunityHistory.csv")
    renamed = tmp_path / "renamed.csv"
    text = (folder / "OpportunityHistory.csv").read_text(encoding="utf-8")
    renamed.write_text(text.replace("4 - Evaluation", "Proof of concept").replace("1 - D", "1 -  d"), encoding="utf-8")
    names = StageNames(process, {"Proof of concept": "prove"}, {})
    assert told(measured(renamed, names=names)) == told(whole)
    renamed.write_text(text.replace("4 - Evaluation", "4 - Evalutaion"), encoding="utf-8")
    found = measured(renamed)
    (line,) = found.unmatched
    rows = text.count("4 - Evaluation")
    assert line == f"'4 - Evalutaion' ({rows} rows); did you mean '4 - Evaluation'?"
    assert found.data["quality"]["rows_unmatched"] == rows


def test_a_name_that_is_said_to_be_a_stage_must_be_one(process: SalesProcess) -> None:
    with pytest.raises(MeasureError, match="has no stage 'proof'"):
        _ = StageNames(process, {"Proof": "proof"}, {}).known


def test_deals_of_salesforce_are_the_same_with_15_and_with_18_characters(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    made_up.write_salesforce(folder, FEW)
    short = tmp_path / "Event.csv"
    short.write_text((folder / "Event.csv").read_text(encoding="utf-8").replace("AAA,", ","), encoding="utf-8")
    both = [measured(folder / "OpportunityHistory.csv", calls=[path]) for path in (folder / "Event.csv", short)]
    assert both[0].data == both[1].data
    assert both[0].data["quality"]["calls_unmatched"] == 0


def test_a_calendar_tells_the_calls_of_deals_whose_ids_it_names(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    made_up.write_salesforce(folder, FEW)
    events = []
    for deal in FEW:
        for number, call in enumerate(deal.calls):
            stamp = made_up.iso(call).replace("-", "").replace(":", "").replace(".000", "")
            where = f"Call about {deal.salesforce_id} in room 4"
            events.append(
                f"BEGIN:VEVENT\r\nUID:{deal.number}-{number}\r\nDTSTART:{stamp}\r\nSUMMARY:{where}\r\nEND:VEVENT"
            )
    events.append("BEGIN:VEVENT\r\nDTSTART:20260301T100000Z\r\nSUMMARY:Lunch\r\nEND:VEVENT")
    calendar = tmp_path / "calls.ics"
    calendar.write_text("BEGIN:VCALENDAR\r\n" + "\r\n".join(events) + "\r\nEND:VCALENDAR\r\n", encoding="utf-8")
    by_calendar = measured(folder / "OpportunityHistory.csv", calls=[calendar])
    by_events = measured(folder / "OpportunityHistory.csv", calls=[folder / "Event.csv"])
    assert told(by_calendar, "quality") == told(by_events, "quality")


def test_meetings_that_were_not_held_are_no_calls(
    folder: Path, measured: Callable[..., Measured], tmp_path: Path
) -> None:
    deals, meetings = crm_formats.hubspot(folder, FEW)
    content = json.loads(meetings.read_text(encoding="utf-8"))
    more = [
        {**each, "properties": {**each["properties"], "hs_meeting_outcome": "NO_SHOW"}} for each in content["results"]
    ]
    doubled = tmp_path / "meetings.json"
    doubled.write_text(json.dumps({"results": content["results"] + more}), encoding="utf-8")
    assert measured(deals, calls=[doubled]).data == measured(deals, calls=[meetings]).data
