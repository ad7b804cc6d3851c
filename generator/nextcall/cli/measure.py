"""`nextcall measure`: do we move faster? From what a CRM exported, without a network."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nextcall import pipeline
from nextcall.cli.deal_options import process_called
from nextcall.cli.findings import stop_on_broken_integrity
from nextcall.cli.project import EnvironmentProblem, Project, find_project, format_option, root_option
from nextcall.cli.terminal import give, has_colour, say
from nextcall.cli.today import Day, day
from nextcall.load import results_in
from nextcall.model import Closed
from nextcall.printable import json_text
from nextcall.suggest import did_you_mean

if TYPE_CHECKING:
    from datetime import date

    from nextcall.measure import StageNames
    from nextcall.measure.measurement import Measured
    from nextcall.model import SalesProcess
    from nextcall.pipeline import Checked

EXAMPLES = """\b
Examples:
  nextcall measure new-business --stages OpportunityHistory.csv --calls Event.csv
  nextcall measure new-business --stages OpportunityFieldHistory.csv --deals Opportunity.csv --write
  nextcall measure new-business --stages deals.json --names pipelines.json --calls meetings.json
  nextcall measure new-business --stages report.csv --column deal='Vorgang' --column stage='Phase' \\
    --column time='Geändert am' --zone Europe/Berlin
  nextcall measure new-business --sql snowflake --as-of 2026-09-30 > stays.sql
  nextcall measure new-business --histogram stays.csv --format markdown
"""

_DIALECTS = ("duckdb", "postgres", "spark", "databricks", "snowflake", "bigquery", "trino", "redshift")
_COLUMNS = ("deal", "stage", "time", "close", "old", "created", "closed", "ending", "reason", "deleted")
_RECEIPTS = ("activity", "began", "ended")
_USES = ("stages", "calls", "deals", "receipts")


class _Pair(click.ParamType[tuple[str, str]]):
    """Two texts with an equals sign between them: that behind the last one where `last`, else the first one."""

    def __init__(self, name: str, example: str, *, last: bool = False) -> None:
        self.name = name
        self._example = example
        self._last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:  # noqa: ANN401
        """The texts, without the blanks around them."""
        if isinstance(value, tuple):
            return value
        one, sign, other = str(value).rpartition("=") if self._last else str(value).partition("=")
        if not sign or not one.strip() or not other.strip():
            self.fail(f"'{value}' has not two sides; write it as {self._example}", param, ctx)
        return one.strip(), other.strip()


_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command("measure", short_help="Say whether deals are won faster, from a CRM's exports.", epilog=EXAMPLES)
@click.argument("process")
@root_option
@click.option("--stages", type=_FILE, multiple=True, metavar="FILE", help="Histories of stages; may be given again.")
@click.option("--calls", type=_FILE, multiple=True, metavar="FILE", help="Calls: events, meetings, .ics; likewise.")
@click.option("--deals", type=_FILE, metavar="FILE", help="Deals with created, stage, and ending or reason.")
@click.option("--receipts", type=_FILE, multiple=True, metavar="FILE", help="Activities with began and ended.")
@click.option("--histogram", type=_FILE, metavar="FILE", help="What the query of --sql returned, instead of exports.")
@click.option(
    "--column",
    "columns",
    type=_Pair("column", "deal='Record ID'"),
    multiple=True,
    metavar="NAME=HEAD",
    help=f"Which head is what: {', '.join((*_COLUMNS, *_RECEIPTS))}. For one kind of file: calls.time=HEAD.",
)
@click.option(
    "--stage",
    "stages_said",
    type=_Pair("stage", "'OLD NAME=prove'", last=True),
    multiple=True,
    metavar="OLD=ID",
    help="Which stage a name of the CRM is, where the process doesn't say.",
)
@click.option(
    "--reason",
    "reasons",
    type=_Pair("reason", "'No budget=no_decision'", last=True),
    multiple=True,
    metavar="TEXT=ENDING",
    help="What a reason means: lost, no_decision or disqualified.",
)
@click.option("--names", type=_FILE, metavar="FILE", help="The CRM's ids of stages with their names.")
@click.option("--zone", metavar="ZONE", help="The clock of times without an offset, such as Europe/Berlin.")
@click.option("--as-of", type=Day(), metavar="DATE", help="The last day of the record. Default: that of its last row.")
@click.option("--write", is_flag=True, help="Write results/PROCESS.yaml, and suggest what to change in the process.")
@click.option("--sql", "dialect", metavar="DIALECT", help=f"Print the query for an engine: {', '.join(_DIALECTS)}.")
@format_option("text", "markdown", "json")
def command(**said: Any) -> None:  # noqa: ANN401 (click's values)
    """Say whether won deals of PROCESS take fewer days and calls than a year before, and where deals stay and wander.

    It reads what a CRM exported and tells counts of many deals: nothing goes to a network, and no deal and no person is
    in the results. Needs DuckDB: pip install 'nextcall[measure]'.
    """
    from nextcall.measure import MeasureError  # noqa: PLC0415 (only this command pays for its import)

    project = find_project(said["root"])
    checked = pipeline.check(project.playbook)
    stop_on_broken_integrity(checked)
    playbook = checked.playbook
    assert playbook is not None  # noqa: S101 (it is sound, as was just made sure)
    process = process_called(playbook, said["process"])
    _usable(said)
    try:
        if said["dialect"]:
            _print_sql(process, said)
            return
        measured = _measured(process, said)
        _show(checked, project, measured, said)
    except MeasureError as error:
        message = f"{error.message}\n{error.hint}" if error.hint else error.message
        raise EnvironmentProblem(message) from None


def _usable(said: dict[str, Any]) -> None:
    """Stop on options that don't go together, or mean nothing."""
    ways = [name for name in ("stages", "histogram", "dialect") if said[name]]
    if len(ways) != 1:
        message = "say what to measure: either --stages FILE, or --histogram FILE, or --sql DIALECT"
        raise click.UsageError(message)
    if said["write"] and ways == ["dialect"]:
        message = "--sql prints a query; --write writes what its --histogram tells"
        raise click.UsageError(message)
    if said["dialect"] and said["dialect"] not in _DIALECTS:
        message = f"--sql: no engine '{said['dialect']}'; {did_you_mean(said['dialect'], _DIALECTS)}"
        raise click.UsageError(message)
    if said["dialect"] and said["as_of"] is None:
        message = "--sql needs --as-of DATE, the last day of the record"
        raise click.UsageError(message)
    known = {*_COLUMNS, *_RECEIPTS}
    for name, _ in said["columns"]:
        use, _, column = name.rpartition(".")
        if column not in known or use not in {"", *_USES}:
            message = f"--column: there is no column '{name}'; {did_you_mean(column, sorted(known))}"
            raise click.UsageError(message)
    for text, ending in said["reasons"]:
        if ending not in set(Closed) - {Closed.WON}:
            message = f"--reason '{text}={ending}': an ending is lost, no_decision or disqualified"
            raise click.UsageError(message)
    if said["zone"] is not None:
        _know_zone(said["zone"])


def _know_zone(zone: str) -> None:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 (only a zone needs it)

    try:
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError):
        message = f"--zone: no zone '{zone}'; write it as Europe/Berlin, America/New_York or UTC"
        raise click.UsageError(message) from None


def _names(process: SalesProcess, said: dict[str, Any]) -> StageNames:
    from nextcall.measure import StageNames, stage_labels  # noqa: PLC0415 (as above)

    labels = stage_labels(said["names"]) if said["names"] else {}
    return StageNames(process, dict(said["stages_said"]), labels)


def _print_sql(process: SalesProcess, said: dict[str, Any]) -> None:
    from nextcall.measure import query  # noqa: PLC0415 (as above)

    give(query(said["dialect"], _names(process, said), said["as_of"]))


def _measured(process: SalesProcess, said: dict[str, Any]) -> Measured:
    from nextcall.measure import Exports, from_exports, from_histogram  # noqa: PLC0415 (as above)

    if said["histogram"]:
        return from_histogram(process, said["histogram"])
    exports = Exports(
        stages=said["stages"],
        calls=said["calls"],
        deals=said["deals"],
        columns=dict(said["columns"]),
        reasons=dict(said["reasons"]),
        zone=said["zone"],
        as_of=said["as_of"],
    )
    today: date = day(None)
    return from_exports(_names(process, said), exports, said["receipts"], today)


def _show(checked: Checked, project: Project, measured: Measured, said: dict[str, Any]) -> None:
    from nextcall import measure  # noqa: PLC0415 (as above)
    from nextcall.export.measured import measured_markdown, measured_text  # noqa: PLC0415 (as above)
    from nextcall.words import catalogue  # noqa: PLC0415 (as above)

    process = measured.process
    place = f"results/{process.id}.yaml"
    old = checked.loaded.documents.get(place)
    data = measured.data
    restated: tuple[str, ...] = ()
    if said["write"]:
        data, restated = measure.merged(measured, old.data if old is not None else None)  # type: ignore[arg-type]  # a sound file holds fields
    text = measure.as_yaml(data, old)
    results = results_in(place, text.encode())
    source = checked.loaded.documents[process.place.path]
    shown = f"{checked.loaded.prefix}{process.place.path}"
    diff = measure.diff(source, measured.suggestions, measure.baseline_source(measured), shown)
    words = catalogue()
    if said["style"] == "json":
        give(f"{json_text({'version': 1, 'process': process.id, **data}, indent=2)}\n")
    elif said["style"] == "markdown":
        give(measured_markdown(process, results, words, missed=measured.missed, diff=diff))
    else:
        colour = has_colour(sys.stdout)
        strong = partial(click.style, bold=True) if colour else str
        text_shown = measured_text(process, results, words, strong, missed=measured.missed, diff=diff)
        give(text_shown, painted=colour)
    for line in measured.unmatched:
        say(f"no stage of '{process.id}': {line}")
    for line in measured.remarks:
        say(line)
    if measured.incomplete_receipts:
        say(f"receipts without both times, which say nothing: {measured.incomplete_receipts}")
    if said["write"]:
        for line in restated:
            say(f"restated, {line}")
        _write(project.playbook / place, text)


def _write(path: Path, text: str) -> None:
    """The file whole or not at all, and only where its bytes differ."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        say(f"{path} says the same already")
        return
    path.parent.mkdir(exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)  # noqa: PTH105 (one step on every system)
    finally:
        beside.unlink(missing_ok=True)
    say(f"wrote {path}; review it as any other change")
