"""What people really hand in: each gets a clear message or a counted line, and never a wrong figure or a traceback."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from nextcall.load import load
from nextcall.measure import MeasureError, StageNames

from . import crm_formats, made_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.measure import Measured

    Measure = Callable[..., Measured]

AS_OF = date(2026, 9, 30)
FEW = made_up.until(made_up.deals(5, 300, date(2024, 1, 1), AS_OF), AS_OF)
HEADS = "deal,stage,time\n"


@pytest.fixture
def history(tmp_path: Path) -> Callable[..., Path]:
    """Writes a history: sound rows, with others behind them."""

    def write(more: str = "", *, name: str = "history.csv", sound: bool = True) -> Path:
        rows = HEADS
        if sound:
            rows = crm_formats.plain(tmp_path, FEW).read_text(encoding="utf-8")
        (tmp_path / name).write_text(rows + more, encoding="utf-8")
        return tmp_path / name

    return write


@pytest.fixture
def whole(history: Callable[..., Path], measured: Measure) -> dict[str, object]:
    """The figures of the sound rows alone."""
    return {key: value for key, value in measured(history()).data.items() if key != "quality"}


def quality(found: Measured) -> dict[str, int]:
    """The counts that aren't nothing."""
    return {key: count for key, count in found.data["quality"].items() if count and key != "same_day"}


REFUSED = {
    "an empty file": (b"", "is empty"),
    "blanks alone": (b"\n \n", "is empty"),
    "the mark of UTF-8 alone": (b"\xef\xbb\xbf", "is empty"),
    "UTF-16 without its mark": (f"{HEADS}1,Won,2026-01-01".encode("utf-16-le"), "is not in UTF-8"),
    "a row in the place of heads": (b"006000000000001AAA,Won,2026-01-01T00:00:00Z\n", "has no heads"),
    "two columns for one": (b"deal,stage,Stage,time\n1,a,b,2026-01-01\n", "has 2 columns 'stage'"),
    "heads alone": (HEADS.encode(), "has no rows"),
    "heads in another language": (b"Vorgang,Phase,Zeit\n1,2,3\n", "has not the heads"),
    "a workbook": (b"PK\x03\x04....", "is a workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0....", "is a workbook"),
    "something compressed": (b"\x1f\x8b....", "is compressed"),
    "another encoding": (HEADS.encode() + "1,Kündigung,2026-01-01\n".encode("latin-1"), "UTF-8"),
    "a gigabyte of one line": (b"deal,stage,time" + b"x" * 1_100_000, "longer than a megabyte"),
    "one value without an end": (HEADS.encode() + b'1,"' + b"x" * 3_000_000, "a quote isn't closed|can't be read"),
    "a quote that nobody closes": (
        HEADS.encode() + b'1,"1 - Discovery,2026-01-01T00:00:00Z\n2,1 - Discovery,2026-01-02T00:00:00Z\n',
        "a quote isn't closed|can't be read",
    ),
    "heads whose quote isn't closed": (b'"deal,stage,time\n1,2,3\n', "can't be read"),
    "a calendar": (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "is a calendar"),
    "JSON of something else": (b'[{"a": 1}]', "holds no history"),
    "broken JSON": (b'{"results": [', "no sound JSON"),
    "JSON in the depths": (b"[" * 100_000, "no sound JSON"),
    "times that can be read in two ways": (HEADS.encode() + b"1,1 - Discovery,03/01/2026\n", "can be read"),
    "times before 1970 alone": (HEADS.encode() + b"1,1 - Discovery,1969-12-31T23:59:59Z\n", "can be read"),
    "times of no zone": (HEADS.encode() + b"1,1 - Discovery,2026-01-01 10:00:00\n", "without an offset"),
    "stages of another process": (HEADS.encode() + b"1,Nowhere,2026-01-01T00:00:00Z\n", "is of a stage of"),
    "a record of a week": (HEADS.encode() + b"1,1 - Discovery,2026-09-28T00:00:00Z\n", "no whole quarter"),
}


@pytest.mark.parametrize(("content", "message"), REFUSED.values(), ids=list(REFUSED))
def test_what_can_not_be_measured_is_refused_and_no_row_is_shown(
    content: bytes, message: str, tmp_path: Path, measured: Measure
) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(content)
    as_of = date(2026, 9, 29) if b"09-28" in content else AS_OF
    with pytest.raises(MeasureError, match=message) as stopped:
        measured(path, as_of=as_of)
    shown = f"{stopped.value.message} {stopped.value.hint}"
    assert "2026-01-01" not in shown
    assert len(shown) < 600


COUNTED = {
    "no deal": (",1 - Discovery,2026-01-01T00:00:00Z\n", {"rows_unreadable": 1}),
    "no time": ("77,1 - Discovery,\n", {"rows_unreadable": 1}),
    "no day of the calendar": ("77,1 - Discovery,2026-02-30T00:00:00Z\n", {"rows_unreadable": 1}),
    "before 1970": ("77,1 - Discovery,1969-12-31T23:59:59Z\n", {"rows_unreadable": 1}),
    "after the year 9999": ("77,1 - Discovery,99999999999999999\n", {"rows_unreadable": 1}),
    "a row that is cut": ("77,1 - Disc\n", {"rows_unreadable": 1}),
    "a row with more columns": ("77,1 - Discovery,2026-01-01T00:00:00Z,x,y\n", {"rows_unreadable": 1}),
    "the footer of a report": ('"Copyright (c) 2026 a CRM"\n"Confidential"\n', {"rows_unreadable": 2}),
    "a stage of another process": ("77,Nurture,2026-01-01T00:00:00Z\n", {"rows_unmatched": 1}),
    "a formula as a name": ("77,=HYPERLINK(1),2026-01-01T00:00:00Z\n", {"rows_unmatched": 1}),
    "a hostile name": ("77,'); DROP TABLE history; --,2026-01-01T00:00:00Z\n", {"rows_unmatched": 1}),
    "after the record": ("77,1 - Discovery,2099-01-01T00:00:00Z\n", {"after_as_of": 1}),
}


@pytest.mark.parametrize(("more", "counts"), COUNTED.values(), ids=list(COUNTED))
def test_a_row_that_can_not_be_counted_is_counted_as_such_and_changes_no_figure(
    more: str, counts: dict[str, int], history: Callable[..., Path], measured: Measure, whole: dict[str, object]
) -> None:
    before = quality(measured(history()))
    found = measured(history(more))
    assert {key: value for key, value in found.data.items() if key != "quality"} == whole
    assert quality(found) == before | counts


def test_two_zones_in_one_file_are_what_they_say(
    history: Callable[..., Path], measured: Measure, whole: dict[str, object], tmp_path: Path
) -> None:
    rows = history().read_text(encoding="utf-8").splitlines()
    moved = [rows[0]]
    for number, row in enumerate(rows[1:]):
        deal, stage, moment = row.split(",")
        if number % 2 and moment[11:13] < "20":
            moment = f"{moment[:11]}{int(moment[11:13]) + 2:02d}{moment[13:19]}+02:00"
        moved.append(f"{deal},{stage},{moment}")
    path = tmp_path / "zones.csv"
    path.write_text("\n".join(moved), encoding="utf-8")
    found = measured(path).data
    assert {key: found[key] for key in whole if key != "source"} == {k: v for k, v in whole.items() if k != "source"}


def test_times_of_a_clock_are_read_by_its_zone(tmp_path: Path, measured: Measure) -> None:
    def shifted(summer: int, winter: int, end: str) -> Path:
        path = tmp_path / f"{summer}.csv"
        lines = [HEADS.strip()]
        for deal in FEW:
            for second, place, _ in deal.rows:
                hours = summer if made_up.iso(second)[5:7] in {"05", "06", "07", "08"} else winter
                moment = made_up.iso(second + 3600 * hours)[:19]
                if made_up.iso(second)[5:7] not in {"03", "10"}:
                    lines.append(f"{deal.number},{crm_formats.SAID[place]},{moment}{end}")
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    utc = measured(shifted(0, 0, "Z")).data
    local = measured(shifted(9, 9, ""), zone="Asia/Tokyo").data
    assert {**local, "source": ""} == {**utc, "source": ""}


def test_excels_utf_16_with_semicolons_is_read(
    history: Callable[..., Path], measured: Measure, whole: dict[str, object], tmp_path: Path
) -> None:
    text = history().read_text(encoding="utf-8").replace(",", ";")
    for encoding in ("utf-16", "utf-8-sig"):
        path = tmp_path / f"{encoding}.csv"
        path.write_text("sep=;\n" + text if encoding == "utf-8-sig" else text, encoding=encoding)
        found = measured(path).data
        assert {k: found[k] for k in whole if k != "source"} == {k: v for k, v in whole.items() if k != "source"}


def test_lines_that_end_in_several_ways_are_read(
    history: Callable[..., Path], measured: Measure, whole: dict[str, object], tmp_path: Path
) -> None:
    first, *rows = history().read_bytes().splitlines()
    path = tmp_path / "ends.csv"
    for text in (
        b"\n\n" + b"\r\n".join([first, *rows[:50]]) + b"\n" + b"\n".join(rows[50:]),
        b"\n".join([first, *rows, b'9,"Nur\r\nture",2026-01-01T00:00:00Z']),
        b"\r\n".join([first, *rows, b'9,"Nur\nture",2026-01-01T00:00:00Z']),
        b"\r".join([first, *rows]),
    ):
        path.write_bytes(text)
        found = measured(path).data
        assert {k: found[k] for k in whole if k != "source"} == {k: v for k, v in whole.items() if k != "source"}


def test_deals_in_json_of_something_else_are_refused_and_not_shown(
    history: Callable[..., Path], measured: Measure, tmp_path: Path
) -> None:
    path = tmp_path / "deals.json"
    path.write_text('{"results": [{"customer": "Acme, 2026-01-01"}]}', encoding="utf-8")
    with pytest.raises(MeasureError, match="holds no deals") as stopped:
        measured(history(), deals=path)
    assert "Acme" not in f"{stopped.value.message} {stopped.value.hint}"


def test_a_files_name_is_no_pattern(history: Callable[..., Path], measured: Measure, whole: dict[str, object]) -> None:
    history("1,1 - Discovery,2020-01-01T00:00:00Z\n", name="history-2.csv")
    history(sound=False, name="history-3.csv")
    found = measured(history(name="history-[2]*?.csv")).data
    assert {k: found[k] for k in whole if k != "source"} == {k: v for k, v in whole.items() if k != "source"}
    quoted = measured(history(name="it's **b** [x](y)<i>.csv")).data
    assert quoted["deals"] == whole["deals"]
    assert quoted["source"] == "it_s __b__ _x_(y)_i_.csv"


def test_rows_of_deleted_deals_are_counted_and_not_measured(tmp_path: Path, measured: Measure) -> None:
    made_up.write_salesforce(tmp_path, FEW)
    path = tmp_path / "OpportunityHistory.csv"
    before = measured(path).data
    rows = path.read_text(encoding="utf-8")
    path.write_text(rows + "006999999999999AAA,7 - Closed won,2026-03-01,2026-03-01T00:00:00Z,true\n", encoding="utf-8")
    after = measured(path).data
    assert after["quality"]["rows_deleted"] == 1
    assert {**after, "quality": 0} == {**before, "quality": 0}


def test_a_deal_that_is_won_twice_counts_once_and_one_that_goes_on_ends_when_it_ends_for_good(
    history: Callable[..., Path], measured: Measure
) -> None:
    begin = "5000,1 - Discovery,2026-01-05T00:00:00Z\n5000,7 - Closed won,2026-02-05T00:00:00Z\n"
    once = measured(history(begin)).data
    twice = measured(history(begin + "5000,7 - Closed won,2026-02-09T00:00:00Z\n")).data
    assert twice == once
    again = measured(
        history(begin + "5000,6 - Contract,2026-02-07T00:00:00Z\n5000,8 - Closed lost,2026-02-20T00:00:00Z\n")
    ).data
    assert again["quality"]["reopened"] == once["quality"]["reopened"] + 1
    assert again["deals"]["won"] == once["deals"]["won"] - 1
    assert again["deals"]["lost"] == once["deals"]["lost"] + 1


@pytest.mark.parametrize("use", ["calls", "deals"])
def test_a_file_for_another_flag_is_told_from_a_wrong_one(use: str, tmp_path: Path, measured: Measure) -> None:
    made_up.write_salesforce(tmp_path, FEW)
    history = tmp_path / "OpportunityHistory.csv"
    said = {"calls": {"calls": [history]}, "deals": {"deals": history}}[use]
    with pytest.raises(MeasureError, match=f"is for --stages, not for --{use}"):
        measured(history, **said)
    with pytest.raises(MeasureError, match="is for --calls, not for --stages"):
        measured(tmp_path / "Event.csv")
    with pytest.raises(MeasureError, match="is for --deals, not for --stages"):
        measured(tmp_path / "Opportunity.csv")


@pytest.mark.parametrize("many", [1, 3000])
def test_a_process_of_one_stage_and_one_of_thousands_are_measured(many: int, tmp_path: Path, measured: Measure) -> None:
    (tmp_path / "playbook" / "sales").mkdir(parents=True)
    (tmp_path / "playbook" / "playbook.yaml").write_text("title: T", encoding="utf-8")
    text = "name: P\nstages:\n  - {id: s, name: S}\n"
    (tmp_path / "playbook" / "sales" / "p.yaml").write_text(text, encoding="utf-8")
    playbook = load(tmp_path / "playbook").playbook
    assert playbook is not None
    names = StageNames(playbook.sales_process_by_id["p"], {f"Stage {number}": "s" for number in range(many)}, {})
    path = tmp_path / "history.csv"
    began = [f"{deal},Stage {deal % many},2026-0{1 + deal % 9}-01T00:00:00Z" for deal in range(200)]
    won = [f"{deal},Won,2026-0{1 + deal % 9}-1{deal % 9}T00:00:00Z" for deal in range(200)]
    path.write_text(HEADS + "\n".join([*began, *won]), encoding="utf-8")
    found = measured(path, names=names).data
    assert found["deals"] == {"entered": 200, "won": 200, "other": 0}
    (stage,) = found["stages"]
    assert stage["moved_on"]["share"] == 100


def test_a_hundred_thousand_stages_of_the_crm_are_listed_by_the_first_ten(
    history: Callable[..., Path], measured: Measure, whole: dict[str, object]
) -> None:
    found = measured(history("".join(f"9,Stage {number},2026-01-01T00:00:00Z\n" for number in range(100_000))))
    assert found.data["quality"]["rows_unmatched"] == 100_000
    assert len(found.unmatched) == 11
    assert found.unmatched[-1] == "and 99990 more"
    assert {k: v for k, v in found.data.items() if k != "quality"} == whole


def test_blanks_around_ids_names_and_times_change_nothing(
    history: Callable[..., Path], measured: Measure, whole: dict[str, object], tmp_path: Path
) -> None:
    head, *rows = history().read_text(encoding="utf-8").splitlines()
    padded = [row if number % 3 else f" {row.replace(',', ' , ')} " for number, row in enumerate(rows)]
    path = tmp_path / "padded.csv"
    path.write_text(
        "\n".join([head, *padded, "9, Nurture ,2026-01-01T00:00:00Z", "9,Nurture,2026-01-01T00:00:00Z"]),
        encoding="utf-8",
    )
    found = measured(path)
    assert {k: found.data[k] for k in whole if k != "source"} == {k: v for k, v in whole.items() if k != "source"}
    assert found.unmatched == ("'Nurture' (2 rows)",)


def test_a_close_date_without_end_is_none(tmp_path: Path, measured: Measure) -> None:
    made_up.write_salesforce(tmp_path, FEW)
    path = tmp_path / "OpportunityHistory.csv"
    before = measured(path).data["pushes"]
    deal = next(each for each in FEW if each.began > 1_735_689_600 and each.rows[-1][1] < 100)
    moment = made_up.iso(deal.rows[-1][0] + 3600)
    rows = path.read_text(encoding="utf-8")
    path.write_text(
        f"{rows}{deal.salesforce_id},{crm_formats.SAID[deal.rows[-1][1]]},infinity,{moment},false\n", encoding="utf-8"
    )
    assert measured(path).data["pushes"] == before


def test_nothing_is_loaded_from_a_network(tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415

    from nextcall.measure.record import connect  # noqa: PLC0415

    connection = connect(tmp_path)
    settings = dict(
        connection.execute("SELECT name, value FROM duckdb_settings() WHERE name LIKE 'auto%extensions'").fetchall()
    )
    assert settings == {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with pytest.raises(duckdb.Error):
        connection.execute("SELECT * FROM read_csv('https://crm.example/history.csv')")
