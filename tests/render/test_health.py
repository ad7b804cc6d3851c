"""The page of findings: in order, linked, counted where they lie, and the same on every day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import pytest

from nextcall import pipeline
from nextcall.diagnostics import TOP, Diagnostic, Severity
from nextcall.model import Text, Verification
from nextcall.views import health

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook
    from nextcall.render import Page


def test_a_clean_playbook_gets_a_calm_page(pages: dict[str, Page]) -> None:
    page = unescape(pages["health/"].markdown)
    assert "The checks find nothing." in page
    assert "## Errors" not in page
    assert "## What is covered" in page


def test_findings_stand_by_weight_then_file_then_rule_and_lead_to_rule_and_stage(
    playbook: Playbook, findings: tuple[Diagnostic, ...], rendered: Callable[..., dict[str, Page]]
) -> None:
    page = unescape(rendered(playbook, findings=findings)["health/"].markdown)
    order = ["## Errors", "two pages at", "## Warnings", "broken-link", "text-cut-by-comment", "## Remarks", "remark 0"]
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert page.count("a *text* is cut") == 1
    stage = playbook.sales_process_by_id["direct"].stages[0]
    assert f'<a href="../sales/direct/{stage.id}/index.html">line 30, in {stage.name}</a>' in page
    assert f"line 33, in {stage.name}" in page
    assert 'href="../contribute/rules/broken-link/index.html"' in page
    assert '<details class="nc-more"><summary>4 times</summary>' in page


def test_a_stage_says_how_many_findings_it_has_and_where_they_are_told(
    playbook: Playbook,
    findings: tuple[Diagnostic, ...],
    rendered: Callable[..., dict[str, Page]],
    pages: dict[str, Page],
) -> None:
    stages = playbook.sales_process_by_id["direct"].stages
    made = rendered(playbook, findings=findings)
    link = '<a href="../../../health/index.html">'
    assert f"{link}2 findings</a>" in made[f"sales/direct/{stages[0].id}/"].markdown
    assert f"{link}4 findings</a>" in made[f"sales/direct/{stages[1].id}/"].markdown
    assert f"{link}no findings</a>" in made[f"sales/direct/{stages[-1].id}/"].markdown
    assert f"{link}no findings</a>" in pages[f"sales/direct/{stages[0].id}/"].markdown


@pytest.mark.parametrize("accepted", ["", "allow: [{rule: stale-review, because: Planned}]\n"])
def test_the_pages_are_the_same_on_every_day(accepted: str, write_playbook: Callable[..., Path]) -> None:
    process = f"name: New\nreviewed: 2026-01-05\n{accepted}stages: [{{id: talk, name: Talk}}]\n"
    folder = write_playbook({"playbook.yaml": "title: T\nreview_days: 30\n", "sales/new.yaml": process})
    early, late = (pipeline.check(folder, today=date(2026, month, 6)) for month in (1, 9))
    assert early.diagnostics != late.diagnostics
    pages = pipeline.make_site(early).pages
    assert pages == pipeline.make_site(late).pages
    health_page = next(page for page in pages if page.address == "health/")
    assert "2026-02-04" in unescape(health_page.markdown)
    assert '<h3 class="nc-file">sales/new.yaml</h3>' in unescape(health_page.markdown)


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted(
    playbook: Playbook, rendered: Callable[..., dict[str, Page]]
) -> None:
    many = tuple(
        Diagnostic.at("roles.yaml", TOP, "broken-link", severity, f"finding {number:06}")
        for severity in Severity
        for number in range(400)
    )
    page = rendered(playbook, findings=many)["health/"].markdown
    assert page.count("finding 0") == health.MOST_SHOWN
    assert "700 more findings are not shown here" in page
    assert "<strong>400 remarks</strong>" in page


def test_coverage_counts_what_is_there_and_not_what_there_is_none_of(playbook: Playbook) -> None:
    tiny = playbook.sales_process_by_id["tiny"]
    assert [each.measure for each in health.coverage(playbook, tiny)] == [health.Measure.CUSTOMER_ONLY]
    direct = playbook.sales_process_by_id["direct"]
    measured = {each.measure: each for each in health.coverage(playbook, direct)}
    assert set(measured) == set(health.Measure)
    for each in measured.values():
        assert 0 <= each.done <= each.total


def test_a_stage_that_our_word_opens_is_a_gap(playbook: Playbook) -> None:
    direct = playbook.sales_process_by_id["direct"]
    stage = next(each for each in direct.open_stages if each.exit_criteria)
    criterion = replace(stage.exit_criteria[0], required=True, alternatives=())

    def needs_them(verified_by: Verification | None, other: Verification | None = Verification.CUSTOMER_ACTION) -> bool:
        alternative = replace(criterion, verified_by=other)
        either = replace(criterion, verified_by=verified_by, alternatives=(alternative,))
        return health._needs_the_customer(replace(stage, exit_criteria=(either,)))

    assert needs_them(Verification.CUSTOMER_STATEMENT)
    assert not needs_them(None)
    assert not needs_them(Verification.SELLER_ASSERTION)
    assert not needs_them(Verification.CUSTOMER_STATEMENT, Verification.SELLER_ASSERTION)


def test_a_condition_on_the_customers_criterion_counts_only_where_there_is_nothing_else(playbook: Playbook) -> None:
    direct = playbook.sales_process_by_id["direct"]
    stage = next(each for each in direct.open_stages if each.exit_criteria)
    theirs = replace(
        stage.exit_criteria[0],
        required=True,
        verified_by=Verification.CUSTOMER_ACTION,
        alternatives=(),
        applies_when=None,
    )
    sometimes = replace(theirs, applies_when=Text("it snows"))
    ours = replace(theirs, verified_by=Verification.SELLER_ASSERTION)
    for criteria, needed in (
        ((sometimes,), True),
        ((sometimes, ours), False),
        ((theirs, ours), True),
        ((ours,), False),
    ):
        assert health._needs_the_customer(replace(stage, exit_criteria=criteria)) is needed


def test_coverage_of_a_process_is_counted_of_what_it_is_about(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook(
        """
        - id: open
          buying_stages: [see]
          exit_criteria: [{id: said, evidence: Their mail, verified_by: customer_statement}, {id: felt}]
          activities:
            - {id: talk, minutes: 9, customer_value: A number}
            - {id: show, buying_stages: [choose]}
            - {id: send, where: between_calls, customer_value: A paper}
        - {id: idle}
        - {id: won, closed: won, buying_stages: [use], activities: [{id: hand-over, minutes: 5}]}
        """,
        buying="[{id: see}, {id: choose}, {id: use}]",
    )
    found = {each.measure: (each.done, each.total) for each in health.coverage(playbook, playbook.sales_processes[0])}
    assert found == {
        health.Measure.EVIDENCE: (1, 2),
        health.Measure.CUSTOMER_ONLY: (1, 2),
        health.Measure.SERVED: (2, 3),
        health.Measure.MINUTES: (1, 2),
        health.Measure.VALUE: (1, 2),
    }


@pytest.mark.parametrize("count", [health.MANY, health.MANY + 1])
def test_remarks_of_one_cause_are_folded_when_they_are_more_than_a_few(playbook: Playbook, count: int) -> None:
    said = [Diagnostic.at("a.yaml", TOP, "unused-allow", Severity.INFO, f"remark {number}") for number in range(count)]
    (shown,) = health.by_severity(playbook, tuple(said))
    assert shown.files[0].rules[0].folded is (count > health.MANY)


def test_rules_stand_in_their_order_wherever_their_findings_do(playbook: Playbook) -> None:
    found = [
        Diagnostic.at("a.yaml", TOP, rule, Severity.WARNING, "?")
        for rule in ("vague", "broken-link", "vague", "no-owner")
    ]
    (shown,) = health.by_severity(playbook, tuple(found))
    assert [(each.rule, each.count) for each in shown.files[0].rules] == [
        ("broken-link", 1),
        ("no-owner", 1),
        ("vague", 2),
    ]


def test_a_review_is_due_so_many_days_after_the_last_one(playbook: Playbook) -> None:
    due = {each.process.id: each.due for each in health.reviews(replace(playbook, review_days=31))}
    assert due["direct"] == "2026-11-01"
    assert due["tiny"] is None
    assert all(each.due is None for each in health.reviews(replace(playbook, review_days=None)))
    odd = replace(playbook, sales_processes=(replace(playbook.sales_processes[0], reviewed="2026-02-31"),))
    assert health.reviews(replace(odd, review_days=31))[0].due is None
