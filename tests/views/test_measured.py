"""What the results page says of results: the answer with its interval, and never more than the record holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.load import load, results_in
from nextcall.views import measured
from nextcall.words import catalogue

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.model import Results, SalesProcess
    from nextcall.views.measured import MeasuredProcess


@pytest.fixture(scope="module")
def process(example: Path) -> SalesProcess:
    playbook = load(example).playbook
    assert playbook is not None
    return playbook.sales_process_by_id["new-business"]


def results(text: str) -> Results:
    return results_in("results/new-business.yaml", f"as_of: 2026-09-30\n{text}".encode())


def said(found: MeasuredProcess) -> list[str]:
    return [catalogue().label("results", each.key, **each.values).replace("\u2019", "'") for each in found.answer]


CHANGES = {
    "{percent: -22, low: -34, high: -9, won: [57, 61]}": [
        "Yes: a won deal takes 22 % fewer days (between 9 % and 34 % fewer).",
        "Behind it stand 61 won deals of the last four quarters and 57 of the four before.",
    ],
    "{percent: 12, low: 3, high: 25, won: [57, 61]}": [
        "No: a won deal takes 12 % more days (between 3 % and 25 % more).",
        "Behind it stand 61 won deals of the last four quarters and 57 of the four before.",
    ],
    "{percent: -10, low: -40, high: 35, won: [22, 24]}": [
        "We can't tell yet: anything from 40 % fewer days for a won deal to 35 % more fits the record.",
        (
            "To tell a change of 20 % it takes about 73 won deals in four quarters; "
            "there are 24, and 22 in the four before."
        ),
    ],
    "{percent: -2, low: -8, high: 5, won: [570, 610]}": [
        "We can't tell yet: anything from 8 % fewer days for a won deal to 5 % more fits the record.",
        "Behind it stand 610 won deals of the last four quarters and 570 of the four before.",
    ],
}


@pytest.mark.parametrize(("change", "answer"), CHANGES.items(), ids=["faster", "slower", "too few", "no change"])
def test_the_answer_says_what_the_interval_allows(change: str, answer: list[str], process: SalesProcess) -> None:
    assert said(measured.of(process, results(f"change: {{days: {change}}}"))) == answer


def test_without_a_change_it_says_how_many_won_deals_it_takes(process: SalesProcess) -> None:
    answer = said(measured.of(process, results("periods: [{period: 2026-Q3, won: 12}]")))
    assert answer == ["We can't tell yet: it takes 20 won deals in the last four quarters, and 20 in the four before."]


def test_a_quarter_is_hollow_where_the_record_can_not_have_seen_its_long_deals(process: SalesProcess) -> None:
    rows = "".join(f"  - {{period: {each}, won: 20}}\n" for each in ("2024-Q4", "2025-Q1", "2025-Q2"))
    kept = "  - {period: 2024-Q3, won: 20, kept: true}\n"
    found = measured.of(process, results(f"from: 2024-10-01\nwithin_days: 120\nperiods:\n{kept}{rows}"))
    assert [(row.period, row.hollow, row.kept) for row in found.days] == [
        ("2024-Q3", False, True),
        ("2024-Q4", True, False),
        ("2025-Q1", True, False),
        ("2025-Q2", False, False),
    ]


def test_parts_of_a_hundred_deals_fill_the_picture_and_no_more(process: SalesProcess) -> None:
    share = "{share: 34, low: 30, high: 40}"
    entry = f"entered: [{{period: 2026-Q1, deals: 48, won: {share}, no_decision: {share}, open: {share}}}]"
    (row,) = measured.of(process, results(entry)).entries
    assert [(part.key, part.start, part.percent) for part in row.parts] == [
        ("won", 0, 34),
        ("rest", 34, 0),
        ("no_decision", 34, 34),
        ("open", 68, 32),
    ]


def test_a_suggestion_that_the_process_follows_already_is_not_shown(process: SalesProcess) -> None:
    alarm = process.stage_by_id["prove"].stalled_after_days
    assert alarm is not None
    text = "suggested: [{field: stalled_after_days, stage: prove, value: %d}, {field: baseline_calls, value: 3}]"
    assert measured.of(process, results(text % alarm)).suggested == ()
    (line,) = measured.of(process, results(text % (alarm + 9))).suggested
    assert (line.where, line.before, line.after) == ("prove", alarm, alarm + 9)


def test_a_stage_that_the_process_no_longer_has_is_left_out(process: SalesProcess) -> None:
    found = measured.of(process, results("stages: [{stage: gone, stays: 40}, {stage: prove, stays: 40}]"))
    assert [row.stage.id for row in found.stays] == ["prove"]


def test_every_reason_has_words(process: SalesProcess) -> None:
    counts = "deals_begun_before rows_unmatched rows_unreadable rows_deleted entered_together bulk reopened"
    quality = ", ".join(f"{name}: 3" for name in (*counts.split(), "calls_unmatched", "after_as_of"))
    mean = "{mean: 1.5, low: 1.0, high: 2.0}"
    found = measured.of(
        process,
        results(
            f"moves: {{forward: 80, together: 5, skipped: 5, back: 10, of: 100}}\n"
            f"pushes: {{won: {mean}, no_decision: {mean}, open: {mean}, days: 1}}\n"
            f"quality: {{{quality}, same_day: {{weekday: friday, share: 61}}}}\n"
            f"change: {{calls: {{percent: 1, low: 1, high: 2}}, no_decision: {{points: -1, low: -2, high: -1}}}}"
        ),
    )
    reasons = (*found.answer, *found.wander, *found.trust)
    assert len(reasons) == 3 + 7 + 10
    assert all(catalogue().label("results", each.key, **each.values) for each in reasons)
    assert "10 % of 100 changes go back to an earlier stage (5 to 18)." in [
        catalogue().label("results", each.key, **each.values) for each in found.wander
    ]
