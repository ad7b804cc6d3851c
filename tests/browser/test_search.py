"""Search in a real browser: what sellers type, where Enter takes them, and what the results say."""

from __future__ import annotations

import gzip
import json
from html import unescape
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

PROVE, CASE, DECISION = (
    "sales/new-business/prove/",
    "sales/new-business/build-the-case/",
    "sales/new-business/map-the-decision/",
)
CONTRACT, DISCOVER = ("sales/new-business/contract/", "sales/new-business/discover/")

QUERIES = {
    "prove the fit": PROVE,
    "contract": CONTRACT,
    "4 - Evaluation": PROVE,
    "no decision": "sales/new-business/no-decision/",
    "renewal": "sales/renewal/",
    "call plan prove": f"{PROVE}call-plan/",
    "security review": f"{PROVE}#activity-open-security-review",
    "pass marks": f"{PROVE}#activity-agree-pass-marks",
    "agree business case": f"{CASE}#activity-agree-the-case",
    "site walk": f"{CASE}#activity-walk-the-site",
    "data feed": f"{PROVE}#activity-connect-the-data",
    "who decides": f"{DECISION}#activity-map-the-deciders",
    "price": "sales/new-business/justify/#activity-walk-through-the-price",
    "options ranked": f"{CASE}#criterion-options-ranked",
    "closed ticket": f"{PROVE}#criterion-security-cleared",
    "who signs": "sales/renewal/confirm-and-sign/#question-settle-the-changes-1",
    "which budget": f"{DECISION}#question-hear-the-cfo-2",
    "call us after peak": f"{DISCOVER}call-plan/#objection-3",
    "too expensive": "sales/new-business/justify/call-plan/#objection-1",
    "legal needs two weeks": f"{CONTRACT}call-plan/#objection-2",
    "procurement": "roles/#role-procurement-lead",
    "IT lead": "roles/#role-it-lead",
    "legal counsel": "roles/#role-legal-counsel",
    "trial charter": "assets/#asset-trial-charter",
    "cost calculator": "assets/#asset-cost-calculator",
    "champion": "glossary/#term-champion",
    "14 days": "pages/how-we-run-a-trial/#the-14-days",
    "vague-wording": "contribute/rules/vague-wording/",
    "stalls_when": "contribute/fields/buying-process/",
}


def _type(page: Page, site: str, query: str) -> None:
    page.goto(site)
    field = page.locator("input.md-search__input")
    field.click()
    field.press_sequentially(query)  # the theme searches as keys come up
    page.wait_for_function("q => document.querySelector('.md-search-result__meta').innerText.match(/[0-9]/)", arg=query)
    page.locator(".md-search-result__link").first.wait_for()


@pytest.mark.parametrize("query", QUERIES)
def test_enter_takes_a_seller_from_their_own_words_to_the_thing_they_mean(page: Page, site: str, query: str) -> None:
    _type(page, site, query)
    page.keyboard.press("Enter")
    page.wait_for_function("site => location.href.split('?')[0] !== site", arg=site)
    path, mark, anchor = page.url.removeprefix(site).partition("#")
    assert path.partition("?")[0] + mark + anchor == QUERIES[query]
    if anchor:
        page.locator(f"[id='{anchor}']").wait_for()


def test_results_say_what_they_are_and_where_they_belong(page: Page, site: str) -> None:
    _type(page, site, "pass marks")
    first = page.locator(".md-search-result__item").first
    assert first.locator("h1").inner_text() == "Prove the fit"
    assert first.locator("h2").first.inner_text() == "Agree the pass marks"
    assert "Let them decide what a pass is before anybody has seen a result" in first.inner_text()


def test_what_sellers_use_comes_before_what_editors_look_up(page: Page, site: str) -> None:
    _type(page, site, "criterion")
    found = page.locator(".md-search-result__item > .md-search-result__link").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    reference = ["contribute/" in address or "health/" in address for address in found]
    assert True in reference
    assert False in reference
    assert reference == sorted(reference)


def test_every_result_leads_to_a_page_and_an_anchor_that_are_there(site_folder: Path) -> None:
    index = json.loads((site_folder / "search" / "search_index.json").read_text(encoding="utf-8"))
    dead = []
    for document in index["docs"]:
        path, _, anchor = document["location"].partition("#")
        page = site_folder / path / "index.html"
        if not page.is_file() or (anchor and f'id="{anchor}"' not in unescape(page.read_text(encoding="utf-8"))):
            dead.append(document["location"])
    assert len(index["docs"]) > 200
    assert dead == []


def test_the_index_stays_small(site_folder: Path) -> None:
    index = (site_folder / "search" / "search_index.json").read_bytes()
    pages = len(list(site_folder.rglob("index.html")))
    assert len(gzip.compress(index)) < 300 * pages
