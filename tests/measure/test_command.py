"""`nextcall measure` as a shell runs it: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import yaml
from tests.conftest import exit_code

from nextcall.load import load, results_in

from . import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).resolve().parents[2] / "playbook"


class Outcome(NamedTuple):
    """What the command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    """A copy of the example, without results."""
    copy = tmp_path / "project" / "playbook"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("results"))
    return copy


@pytest.fixture
def run(playbook: Path, record: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Runs `nextcall measure new-business` on the record, with more arguments; `stages` are its histories."""

    def command(*more: object, stages: bool = True, as_of: str = "2026-09-30") -> Outcome:
        given = ["measure", "new-business", "--root", str(playbook)]
        if stages:
            given += ["--stages", str(record / "OpportunityHistory.csv"), "--calls", str(record / "Event.csv")]
        given += ["--as-of", as_of] if as_of else []
        code = exit_code(*given, *more)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return command


def test_it_says_whether_won_deals_take_fewer_days_and_shows_what_to_change(run: Callable[..., Outcome]) -> None:
    found = run()
    assert found.code == 0
    first, second, *_ = (line for line in found.out.splitlines() if line)
    assert first == "New business, enterprise"
    assert second.startswith(("Yes: a won deal takes", "We can"))
    assert "95 % interval" in found.out
    assert "+    stalled_after_days:" in found.out
    assert "006000000" not in found.out + found.err, "no deal is told"


def test_the_json_has_the_shape_of_the_results_file(run: Callable[..., Outcome], playbook: Path) -> None:
    shown = json.loads(run("--format", "json").out)
    assert (shown.pop("version"), shown.pop("process")) == (1, "new-business")
    run("--write")
    written = yaml.safe_load((playbook / "results" / "new-business.yaml").read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(shown), object_hook=_dates) | {
        "as_of": _day(shown["as_of"]),
        "from": _day(shown["from"]),
    }


def _dates(found: dict[str, object]) -> dict[str, object]:
    return found


def _day(text: str) -> object:
    return yaml.safe_load(text)


def test_markdown_reads_well_and_holds_the_diff(run: Callable[..., Outcome]) -> None:
    text = run("--format", "markdown").out
    assert text.startswith("## New business, enterprise\n\n**")
    assert "| --: |" in text
    assert "```diff\n--- a/" in text


def test_nothing_is_written_unless_it_is_asked_for(run: Callable[..., Outcome], playbook: Path) -> None:
    before = sorted(playbook.rglob("*"))
    run()
    assert sorted(playbook.rglob("*")) == before


def test_what_is_written_is_sound_and_a_second_run_changes_no_byte(run: Callable[..., Outcome], playbook: Path) -> None:
    path = playbook / "results" / "new-business.yaml"
    assert "wrote" in run("--write").err
    content = path.read_bytes()
    loaded = load(playbook)
    assert loaded.playbook is not None
    assert [each.id for each in loaded.playbook.results] == ["new-business"]
    again = run("--write")
    assert "says the same already" in again.err
    assert "restated" not in again.err
    assert path.read_bytes() == content


def test_notes_allows_and_comments_of_the_file_stay(run: Callable[..., Outcome], playbook: Path) -> None:
    run("--write")
    path = playbook / "results" / "new-business.yaml"
    own = (
        "notes: |\n  In March the CRM moved.\n  Ask Ina.\nallow: [{rule: stale-results, because: The next is coming}]\n"
    )
    path.write_text("# Reviewed by Ina\n" + path.read_text(encoding="utf-8") + own, encoding="utf-8")
    run("--write")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Reviewed by Ina\n")
    assert text.endswith(own)


def test_quarters_that_the_record_no_longer_sees_are_kept_and_what_changed_is_restated(
    run: Callable[..., Outcome], playbook: Path
) -> None:
    run("--write")
    path = playbook / "results" / "new-business.yaml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    old = {"period": "2021-Q4", "won": 31}
    last = data["periods"][-1]
    lines = [
        f"  - {{period: 2021-Q4, won: 31}}\n  - {{period: {each['period']}, won: {each['won'] + (each is last)}}}\n"
        if each is data["periods"][0]
        else f"  - {{period: {each['period']}, won: {each['won'] + (each is last)}}}\n"
        for each in data["periods"]
    ]
    path.write_text(f"as_of: 2026-06-30\nperiods:\n{''.join(lines)}", encoding="utf-8")
    found = run("--write")
    after = yaml.safe_load(path.read_text(encoding="utf-8"))["periods"]
    assert after[0] == {**old, "kept": True}
    assert [each["period"] for each in after[1:]] == [each["period"] for each in data["periods"]]
    assert not after[-1].get("kept")
    assert f"restated, won in {last['period']}: won {last['won'] + 1} → {last['won']}" in found.err


def test_an_older_record_does_not_overwrite_a_newer_one(run: Callable[..., Outcome]) -> None:
    run("--write")
    older = run("--write", as_of="2026-06-30")
    assert older.code == 2
    assert "is of a record up to 2026-09-30" in older.err


def test_a_baseline_is_suggested_only_where_none_is_written(run: Callable[..., Outcome], playbook: Path) -> None:
    assert "+baseline" not in run().out
    path = playbook / "sales" / "new-business.yaml"
    text = path.read_text(encoding="utf-8")
    without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("baseline:"))
    path.write_text(without, encoding="utf-8")
    (added,) = [line for line in run().out.splitlines() if line.startswith("+baseline")]
    assert added.startswith("+baseline: {")
    assert "2023-Q3 to 2024-Q2" in added


def test_a_target_that_hardly_any_stay_met_is_said_and_never_raised(
    run: Callable[..., Outcome], playbook: Path
) -> None:
    path = playbook / "sales" / "new-business.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("target_days: 10\n", "target_days: 2\n"), encoding="utf-8")
    found = run().out
    assert "of the stays that moved on met the target of 2 days" in found
    assert "+    target_days" not in found


def test_receipts_with_both_times_suggest_minutes_and_days(run: Callable[..., Outcome], tmp_path: Path) -> None:
    rows = ["activity,began,ended"]
    rows += [f"name-the-problem,2026-01-{day:02d}T10:00:00Z,2026-01-{day:02d}T10:21:30Z" for day in range(1, 26)]
    rows += [f"send-site-data,2026-01-{day:02d}T10:00:00Z,2026-02-{day:02d}T10:00:00Z" for day in range(1, 26)]
    rows += ["name-the-problem,2026-01-01T10:00:00Z,"] * 30
    path = tmp_path / "receipts.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = run("--receipts", path)
    assert "+        minutes: 22" in found.out
    assert "+        takes_days: 31" in found.out
    assert "receipts without both times, which say nothing: 30" in found.err


def test_the_query_is_printed_and_what_it_returned_says_the_same(
    run: Callable[..., Outcome], record: Path, tmp_path: Path
) -> None:
    import duckdb  # noqa: PLC0415 (an extra)

    query = run("--sql", "duckdb", stages=False).out
    connection = duckdb.connect()
    connection.execute("SET TimeZone='UTC'")
    for name in ("OpportunityHistory", "Event"):
        connection.execute(f"CREATE TABLE {name} AS FROM read_csv('{record}/{name}.csv')")
    path = tmp_path / "histogram.csv"
    connection.sql(query.replace("FROM Event WHERE 1 = 0", "FROM Event")).write_csv(str(path))
    assert not set(path.read_text(encoding="utf-8").partition("\n")[0].split(",")) - {
        "figure", "part", "kind", "whole_days", "deals"
    }  # fmt: skip
    ours, theirs = (
        json.loads(run("--format", "json", *more, stages=stages).out)
        for more, stages in (((), True), (("--histogram", path), False))
    )
    for each in (ours, theirs):
        each.pop("source")
        each["quality"] = {k: v for k, v in each["quality"].items() if k in theirs["quality"]}
    assert theirs == ours


BAD = {
    "nothing to measure": (("--as-of", "2026-01-01"), "say what to measure"),
    "two ways at once": (("--sql", "spark", "--histogram", __file__), "say what to measure"),
    "an engine that nobody knows": (("--sql", "snowflak"), "did you mean 'snowflake'?"),
    "a query of no day": (("--sql", "spark"), "--sql needs --as-of"),
    "a zone that nobody knows": (("--histogram", __file__, "--zone", "Europe/Berlim"), "no zone 'Europe/Berlim'"),
    "a zone that leaves the folder": (("--histogram", __file__, "--zone", "../../etc/passwd"), "no zone"),
    "a column that nobody knows": (("--histogram", __file__, "--column", "dael=X"), "did you mean 'deal'?"),
    "a column without a head": (("--histogram", __file__, "--column", "deal"), "has not two sides"),
    "a reason for a won deal": (("--histogram", __file__, "--reason", "Price=won"), "an ending is lost"),
    "no histogram": (("--histogram", __file__), "has not the columns"),
    "a file that isn't there": (("--stages", "nowhere.csv"), "does not exist"),
    "a folder": (("--stages", "/"), "is a directory"),
}


@pytest.mark.parametrize(("more", "message"), BAD.values(), ids=list(BAD))
def test_what_does_not_go_together_is_a_usage_error(
    more: tuple[str, ...], message: str, run: Callable[..., Outcome]
) -> None:
    found = run(*more, stages=False, as_of="")
    assert found.code == 2
    assert message in found.err
    assert found.out == ""


@pytest.mark.parametrize(
    "rows",
    [
        "deal,5,1,x,3",
        "deal,1,2,3",
        "deal,1,1,1,-4",
        "deal,inf,1,1,1",
        "deal,1.5,1,1,1",
        "stay,99,1,1,50",
        "deal,1,1,1,1",
        "stay,1,1,-5,50",
        "stay,1,9,5,50",
        "move,9,0,0,50",
        "weekday,7,0,0,50",
        "stay,1,1,5,1e300",
        "last_day,0,0,99999999,1",
    ],
)
def test_a_histogram_that_is_none_is_refused(rows: str, run: Callable[..., Outcome], tmp_path: Path) -> None:
    path = tmp_path / "histogram.csv"
    bounds = "first_day,0,0,20000,1\nlast_day,0,0,20700,1\n"
    path.write_text(f"figure,part,kind,whole_days,deals\n{bounds}{rows}\n", encoding="utf-8")
    found = run("--histogram", path, stages=False, as_of="")
    assert found.code == 2
    assert "histogram" in found.err
    assert "Traceback" not in found.err


def test_check_build_and_plan_do_without_what_measuring_needs(
    playbook: Path, run: Callable[..., Outcome], tmp_path: Path
) -> None:
    """One process runs them in turn, where any import of the extra fails."""
    run("--write")
    commands = [["check"], ["render", str(tmp_path / "rendered")], ["plan", "new-business"]]
    script = (
        "import json, sys\nfrom nextcall.cli import main\n"
        "sys.modules |= {'duckdb': None, 'sqlglot': None}\n"
        "for arguments in json.loads(sys.argv[1]):\n"
        "    try:\n        main(arguments)\n"
        "    except SystemExit as done:\n        assert not done.code, (arguments, done.code)\n"
    )
    given = json.dumps([[*each, "--root", str(playbook)] for each in commands])
    done = subprocess.run(
        [sys.executable, "-c", script, given], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_without_duckdb_the_command_says_what_to_install(
    run: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    found = run()
    assert found.code == 2
    assert "pip install 'nextcall[measure]'" in found.err


def test_results_that_are_not_sound_are_told() -> None:
    with pytest.raises(ValueError, match="not sound"):
        results_in("results/p.yaml", b"as_of: yesterday\n")


def test_the_examples_results_are_what_the_generator_makes(playbook: Path, tmp_path: Path) -> None:
    made_up.write_salesforce(tmp_path, _made_up_as_its_command_line_does())
    given = [f"{tmp_path}/{name}.csv" for name in ("OpportunityHistory", "Event", "Opportunity")]
    options = [part for pair in zip(("--stages", "--calls", "--deals"), given, strict=True) for part in pair]
    assert exit_code("measure", "new-business", "--root", playbook, *options, "--as-of", "2026-09-30", "--write") == 0
    ours, shipped = (
        yaml.safe_load((folder / "results" / "new-business.yaml").read_text(encoding="utf-8"))
        for folder in (playbook, EXAMPLE)
    )
    assert shipped.pop("source").startswith("Made up")
    assert "made up" in shipped.pop("notes")
    del ours["source"]
    assert shipped == ours


def _made_up_as_its_command_line_does() -> list[made_up.Deal]:
    last = date(2026, 9, 30)
    return made_up.until(made_up.deals(14, 2200, date(2023, 1, 1), last, made_up.World(trend=0.1)), last)
