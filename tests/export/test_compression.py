"""A compression report keeps the shape that programs rely on, and reads well in a terminal and in a mail."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from tests.bench.make_process import random_process
from tests.export.shapes import COMPRESSION, misfits

from nextcall import export
from nextcall.compress import compression_report
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.model import Playbook

    Make = Callable[..., Playbook]

GOLDEN = Path(__file__).parent / "golden"
CROWDED = """
- id: open
  activities:
    - {id: meet, name: "Meet *all* of them", buyer_roles: [a, b, c]}
    - {id: talk, requires: []}
"""


def document(playbook: Playbook) -> dict[str, Any]:
    """The export of the first process, as a program reads it."""
    report = compression_report(playbook.sales_processes[0])
    found: dict[str, Any] = json.loads(json.dumps(export.compression_json(report, catalogue())))
    return found


def text(playbook: Playbook) -> str:
    return export.compression_text(playbook, compression_report(playbook.sales_processes[0]), catalogue())


def test_every_process_of_every_playbook_has_the_promised_shape(playbooks: Mapping[str, Playbook]) -> None:
    for name, playbook in playbooks.items():
        for process in playbook.sales_processes:
            made = export.compression_json(compression_report(process), catalogue())
            assert misfits(json.loads(json.dumps(made)), COMPRESSION) == [], (name, process.id)


@pytest.mark.parametrize("seed", range(6))
def test_random_processes_have_it_too(seed: int) -> None:
    process = random_process(24, seed, most_roles=3)
    assert misfits(export.compression_json(compression_report(process), catalogue()), COMPRESSION) == []


def test_the_shape_is_strict() -> None:
    made = export.compression_json(compression_report(random_process(8, 1)), catalogue())
    assert misfits(made, COMPRESSION) == []
    assert misfits({**made, "surplus": 1}, COMPRESSION)
    assert misfits({**made, "message": "not infeasible"}, COMPRESSION)
    assert misfits({**made, "calls": {**made["calls"], "status": "infeasible"}}, COMPRESSION)


def test_without_a_schedule_the_figures_are_null_and_the_message_names_the_activities(make_playbook: Make) -> None:
    playbook = make_playbook(CROWDED, call={"max_buyer_roles": 2}, baseline={"calls": 5, "days": 50})
    made = document(playbook)
    assert misfits(made, COMPRESSION) == []
    assert made["calls"]["status"] == "infeasible"
    assert made["message"].endswith(": Meet all of them.")
    assert text(playbook) == f"Process\n\n{made['message']}\n"


def test_an_unknown_baseline_is_null_and_not_compared_with(make_playbook: Make) -> None:
    playbook = make_playbook("[{id: open, activities: [{id: talk}]}]")
    made = document(playbook)
    assert (made["calls"]["baseline"], made["days"]["baseline"]) == (None, None)
    assert "Today" not in text(playbook)
    assert "As it goes today" not in text(playbook)
    assert "what happens today" not in text(playbook)


def test_a_process_with_nothing_to_hold_claims_no_saving(make_playbook: Make) -> None:
    nothing = make_playbook("[{id: won, closed: won}]", baseline={"calls": 14, "days": 90})
    assert misfits(document(nothing), COMPRESSION) == []
    assert text(nothing) == (
        "Process\n\nNo schedule holds anything of this process, because none of its activities counts for every deal.\n"
    )
    assert document(nothing)["today"] is None
    silent = make_playbook("[{id: open}, {id: closing}]", baseline={"calls": 14})
    assert text(silent).splitlines()[2].startswith("There is no schedule, because nothing is written yet")
    assert text(silent).splitlines()[3].startswith("Not in these figures: ")
    between = make_playbook(
        "[{id: open, activities: [{id: fill-in, where: between_calls, takes_days: 4}]}]", baseline={"calls": 14}
    )
    assert text(between).splitlines()[2:4] == [
        "All that counts is work between calls; it takes none.",
        "4 days, if waits take their usual time.",
    ]
    assert "fewer" not in text(between)


@pytest.mark.parametrize("style", ["text", "md"])
def test_a_report_is_as_it_was_when_somebody_last_read_it(style: str, playbooks: Mapping[str, Playbook]) -> None:
    """`REGENERATE_GOLDEN=1 pytest tests/export` writes the files anew: read the difference before you commit it."""
    playbook = playbooks["playbook"]
    report = compression_report(playbook.sales_process_by_id["renewal"])
    written = export.compression_text if style == "text" else export.compression_markdown
    made = written(playbook, report, catalogue())
    golden = GOLDEN / f"compression.{style}"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


def test_figures_and_days_stand_in_columns(playbooks: Mapping[str, Playbook]) -> None:
    playbook = playbooks["playbook"]
    process = playbook.sales_process_by_id["new-business"]
    lines = export.compression_text(playbook, compression_report(process), catalogue()).splitlines()
    figures = [line for line in lines if " calls  " in line and " days" in line]
    assert len(figures) == 3
    assert len({line.index(" calls") for line in figures}) == 1
    assert len({len(line) for line in figures}) == 1
    days = [line for line in lines if line.startswith("  Day ")]
    assert {line.index(":") for line in days} == {8}


def test_headings_stand_out_where_the_terminal_can_show_it(make_playbook: Make) -> None:
    playbook = make_playbook("[{id: open, activities: [{id: talk}]}]")
    report = compression_report(playbook.sales_processes[0])
    strong = export.compression_text(playbook, report, catalogue(), lambda heading: f"<{heading}>")
    assert [line for line in strong.splitlines() if line.startswith("<")] == [
        "<Process>",
        "<How it could be held>",
        "<The schedule>",
    ]


def test_hard_texts_stay_on_their_line_and_make_no_markup(hard_playbook: Playbook) -> None:
    report = compression_report(hard_playbook.sales_processes[0])
    page = export.compression_markdown(hard_playbook, report, catalogue())
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(page)
    assert [each.tag for each in tokens if each.type == "heading_open"][:3] == ["h2", "h3", "h3"]
    kinds = {each.type for token in tokens for each in (token, *(token.children or []))}
    assert not kinds & {"html_block", "html_inline", "link_open", "code_inline", "em_open", "s_open", "fence"}
    assert sum(each.type == "list_item_open" for each in tokens) == page.count("\n- ")
    lines = export.compression_text(hard_playbook, report, catalogue()).splitlines()
    shown = [line for line in lines if line.startswith("  Day ")]
    assert len(shown) == len(report.plan) + len(report.between)


def test_work_that_is_done_on_the_day_says_so(make_playbook: Make) -> None:
    playbook = make_playbook("[{id: open, activities: [{id: send, where: between_calls}, {id: talk}]}]")
    assert "  Day 0: send (ours, same day)" in text(playbook).splitlines()
