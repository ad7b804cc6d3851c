"""The deal review: what a manager is shown of each stage, whatever the team wrote."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from nextcall import addresses, pipeline, text

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.render import Page


def visible(page: Page) -> str:
    """The words of a page, as a reader sees them."""
    words = unescape(re.sub(r"<[^<>]*>", " ", page.markdown.split("\n---\n", 1)[1]))
    return " ".join(words.split())


def test_a_review_shows_every_required_criterion_with_its_evidence_and_every_sign_of_drift(example: Path) -> None:
    checked = pipeline.check(example)
    assert checked.playbook is not None
    pages = {page.address: page for page in pipeline.make_site(checked).pages}
    for process in checked.playbook.sales_processes:
        shown = visible(pages[addresses.review(process.id)])
        for stage in process.open_stages:
            assert text.plain(stage.name) in shown
            required = [
                each for criterion in stage.exit_criteria if criterion.required for each in criterion.either_way
            ]
            assert required
            for criterion in required:
                assert f"It means: {text.plain(criterion.criterion)}" in shown
                assert criterion.evidence is not None
                assert text.plain(criterion.evidence) in shown
            assert stage.drifts_when
            for sign in (*stage.drifts_when, *stage.disqualify_when, *(step.when for step in stage.step_back)):
                assert text.plain(sign) in shown


def test_each_stage_leads_to_its_call_plan_and_says_what_the_call_is_to_bring(pages: dict[str, Page]) -> None:
    page = pages["sales/direct/review/"]
    assert 'href="../discover/call-plan/index.html"' in page.markdown
    assert "We want: The log by Friday" in visible(page)
    assert "Fallback: The name of who counts" in visible(page)


def test_a_step_back_says_what_is_seen_first_and_then_leads_to_the_stage(pages: dict[str, Page]) -> None:
    for address in ("sales/direct/review/", "sales/direct/wait-for-them/"):
        assert "Nobody counts: back to Discover" in visible(pages[address])
        assert 'back to <a href="../discover/index.html">Discover</a>' in pages[address].markdown


def test_a_stage_without_a_possible_call_says_that_other_work_comes_first(pages: dict[str, Page]) -> None:
    assert "Work between calls comes first" in visible(pages["sales/slow/review/"])


def test_a_criterion_without_evidence_is_shown_with_the_question_how_to_check_it(pages: dict[str, Page]) -> None:
    shown = visible(pages["sales/direct/review/"])
    assert "We believe it No evidence is named for it yet." in shown
    assert "our word only" in shown


def test_a_stage_of_which_nothing_is_written_still_has_its_place(pages: dict[str, Page]) -> None:
    shown = visible(pages["sales/tiny/review/"])
    assert "Talk" in shown
    assert "what has to be true before a deal leaves this stage" in shown
    assert "Drifting when" not in shown


def test_the_page_of_a_stage_leads_to_its_place_in_the_review(pages: dict[str, Page]) -> None:
    assert 'href="../review/index.html#stage-discover"' in pages["sales/direct/discover/"].markdown
    assert 'id="stage-discover"' in pages["sales/direct/review/"].markdown
    assert 'href="review/index.html"' in pages["sales/direct/"].markdown
