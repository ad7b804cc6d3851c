"""Search in a real browser: what sellers type, where Enter takes them, and what the results say."""

from __future__ import annotations

import gzip
import json
import shutil
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004 (of the browser)
from tests.conftest import build_site

from .server import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page, Route
    from tests.conftest import SomeOf

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

JUSTIFY, RENEWAL = "sales/new-business/justify/", "sales/renewal/"
SELLERS_WORDS = {
    "pilot": PROVE,
    "POC": PROVE,
    "proof of concept": PROVE,
    "trial": PROVE,
    "ROI": f"{CASE}#activity-agree-the-case",
    "payback": "glossary/#term-payback",
    "return on investment": CASE,
    "pricing pushback": f"{JUSTIFY}call-plan/#objection-1",
    "too expensive": f"{JUSTIFY}call-plan/#objection-1",
    "discount": f"{JUSTIFY}call-plan/#objection-2",
    "no budget": f"{JUSTIFY}call-plan/#objection-1",
    "ghosted": "sales/new-business/no-decision/",
    "gone dark": "sales/new-business/no-decision/",
    "silent": "sales/new-business/no-decision/",
    "stalled": "sales/new-business/no-decision/",
    "stakeholders": f"{DECISION}#activity-map-the-deciders",
    "buying committee": f"{DECISION}#activity-map-the-deciders",
    "decision makers": f"{DECISION}#activity-map-the-deciders",
    "who signs": f"{DECISION}#activity-map-the-deciders",
    "purchasing": "roles/#role-procurement-lead",
    "security questionnaire": f"{PROVE}#activity-open-security-review",
    "infosec": f"{PROVE}#activity-open-security-review",
    "vendor assessment": f"{PROVE}#activity-open-security-review",
    "demo": f"{CASE}#activity-compare-the-options",
    "presentation": f"{CASE}#activity-compare-the-options",
    "proposal": f"{RENEWAL}agree-the-terms/#activity-check-the-offer",
    "quote": f"{RENEWAL}agree-the-terms/#activity-check-the-offer",
    "MEDDPICC": f"{DISCOVER}#activity-name-the-problem",
    "meddpicc champion": "glossary/#term-champion",
    "EB": "glossary/#term-economic-buyer",
    "decision criteria": f"{DECISION}#activity-rank-the-must-haves",
    "paper process": f"{CONTRACT}#question-lay-out-the-contract-steps-1",
    "CEO": "roles/#role-executive-sponsor",
    "exec": f"{JUSTIFY}#activity-introduce-executives",
    "competitor": f"{JUSTIFY}call-plan/#objection-1",
    "redlines": f"{CONTRACT}#activity-legal-review",
    "MSA": CONTRACT,
    "kick-off": CONTRACT,
    "onboarding": CONTRACT,
    "go-live": "sales/new-business/won/",
    "intro call": DISCOVER,
    "case study": "assets/#asset-reference-list",
    "lawyer": "roles/#role-legal-counsel",
    "GDPR": "roles/#role-legal-counsel",
    "close plan": f"{DECISION}#activity-date-the-plan",
    "next quarter": f"{JUSTIFY}call-plan/#objection-3",
    "build it in-house": f"{CASE}call-plan/#objection-1",
    "why now": f"{DISCOVER}#activity-put-a-cost-on-waiting",
    "RFP": DECISION,
    "win-loss": "assets/#asset-loss-review",
    "upsell": f"{RENEWAL}plan-the-next-term/",
    "QBR": f"{RENEWAL}show-the-result/",
    "churn": f"{RENEWAL}left/",
    "sponsor": "roles/#role-executive-sponsor",
    "no response": "sales/new-business/no-decision/",
    "NDA": CONTRACT,
    "onboard": CONTRACT,
    "quotes": f"{RENEWAL}agree-the-terms/#activity-check-the-offer",
    "negotiating": f"{JUSTIFY}#activity-walk-through-the-price",
    "upgrade": f"{RENEWAL}plan-the-next-term/",
    "SSO": f"{PROVE}#activity-open-security-review",
    "single-threaded": f"{DECISION}#activity-keep-three-voices",
}
"""What sellers say and this process doesn't, or says elsewhere: what must be among the first three."""
MISTYPED = {
    "piolt": "pilot",
    "procurment": "procurement",
    "stakeholers": "stakeholders",
    "discounts": "discount",
    "onbording": "onboarding",
    "redlnes": "redlines",
    "infossec": "infosec",
    "competitpr": "competitor",
    "prcing pushback": "pricing pushback",
    "secruity questionnaire": "security questionnaire",
}
"""Words with a letter added, left out, changed or swapped, and what was meant."""


_SHOWN = "query => document.querySelector('.md-search__input').dataset.shown === query"


_FIELD = "input.md-search__input"


def _type(page: Page, site: str, query: str) -> None:
    page.goto(site)
    field = page.locator(_FIELD)
    field.click()
    field.press_sequentially(query)  # the theme searches as keys come up


def _search(page: Page, site: str, query: str) -> None:
    """Type, and wait until the results no longer change."""
    _type(page, site, query)
    page.wait_for_function(_SHOWN, arg=query)
    page.locator(".md-search-result__link").first.wait_for()


def test_enter_takes_a_seller_from_their_own_words_to_the_thing_they_mean(
    page: Page, site: str, some_of: SomeOf
) -> None:
    missed = {}
    page.goto(site)
    for query in some_of(QUERIES, 8):
        before = page.url  # where the last query led
        page.locator(_FIELD).click()
        page.locator(_FIELD).press_sequentially(query)
        page.keyboard.press("Enter")  # at once: it waits for the answer by itself
        page.wait_for_url(lambda url: url != before)  # noqa: B023 (it is waited for here)
        path, mark, anchor = page.url.removeprefix(site).partition("#")
        if (found := path.partition("?")[0] + mark + anchor) != QUERIES[query]:
            missed[query] = found
        if anchor:
            page.locator(f"[id='{anchor}']").wait_for()
    assert missed == {}


def test_enter_waits_for_the_answer_to_what_stands_in_the_field(page: Page, site: str) -> None:
    held: list[Route] = []
    page.route("**/search_index.json", lambda route: held.append(route))  # noqa: PLW0108 (Playwright wants a function)
    with page.expect_request("**/search_index.json"):
        _type(page, site, "IT lead")
    page.keyboard.press("Enter")
    held.pop().continue_()
    page.wait_for_url("**/roles/**")
    assert page.url.endswith("#role-it-lead")

    with page.expect_request("**/search_index.json"):
        _type(page, site, "pass marks")
    page.keyboard.press("Enter")
    page.keyboard.type(" reached")  # and went on
    held.pop().continue_()
    page.wait_for_function(_SHOWN, arg="pass marks reached")
    assert page.url == site

    page.unroute_all()
    _search(page, site, "closed ticke")
    page.keyboard.insert_text("t")  # no key comes up
    page.keyboard.press("Enter")
    page.wait_for_url("**/prove/**")
    assert page.url.endswith("#criterion-security-cleared")


_AMONG_THE_FIRST_THREE = """(wanted) => [...document.querySelectorAll(".md-search-result__link")].slice(0, 3)
    .some((link) => link.href.replace(/[?][^#]*/, "") === wanted)"""


def _missed(page: Page, site: str, wanted: dict[str, str]) -> dict[str, list[str]]:
    """The queries that don't have what is wanted among their first three results, with what they have."""
    page.goto(site)
    field, missed = page.locator("input.md-search__input"), {}
    field.click()
    for query, place in wanted.items():
        field.fill(query)
        page.keyboard.press("End")  # the theme searches as keys come up
        try:
            page.wait_for_function(_AMONG_THE_FIRST_THREE, arg=site + place, timeout=5000)
        except TimeoutError:
            missed[query] = page.locator(".md-search-result__link").evaluate_all(
                "links => links.slice(0, 3).map((link) => link.pathname + link.hash)"
            )
    return missed


def test_a_sellers_word_that_the_process_does_not_use_leads_to_what_it_means(page: Page, site: str) -> None:
    assert len(SELLERS_WORDS) >= 40
    assert _missed(page, site, SELLERS_WORDS) == {}


def test_a_word_with_one_letter_wrong_finds_what_the_word_finds(page: Page, site: str) -> None:
    wanted = {typed: SELLERS_WORDS.get(meant) or QUERIES[meant] for typed, meant in MISTYPED.items()}
    assert _missed(page, site, wanted) == {}
    assert page.locator(".md-search-result__terms").count() == 0  # which would say that the word is missing


def test_results_show_none_of_the_words_that_were_added(page: Page, site: str) -> None:
    page.goto(site)
    page.locator(_FIELD).click()
    for query in ("infosec", "MSA", "ghosted", "QBR", "single-threaded"):
        page.locator(_FIELD).fill(query)
        page.keyboard.press("End")  # the theme searches as keys come up
        page.wait_for_function(_SHOWN, arg=query)
        shown = page.locator(".md-search-result__list").inner_text()
        assert "New business, enterprise" in shown or "Renewal and expansion" in shown
        assert query.lower() not in shown.lower()


def test_no_page_shows_the_words_that_were_added(site_folder: Path) -> None:
    pages = [path.read_text(encoding="utf-8").lower() for path in site_folder.rglob("*.html")]
    for word in ("infosec", "QBR", "single-threaded", "top-to-top", "DocuSign", "power map"):
        assert not any(word.lower() in page for page in pages), word
    index = (site_folder / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "infosec" in index


def test_an_answer_that_comes_late_never_stands_in_the_place_of_the_last_question(page: Page, site: str) -> None:
    _search(page, site, "procurment")
    field = page.locator("input.md-search__input")
    for query in ("procurmen", "procurment lead", "site walk"):
        field.fill(query)
        page.keyboard.press("End")
    page.wait_for_function(_AMONG_THE_FIRST_THREE, arg=f"{site}{QUERIES['site walk']}", timeout=5000)
    page.wait_for_timeout(300)
    assert "walk" in page.locator(".md-search-result__item").first.inner_text().lower()


def test_several_words_find_what_has_all_of_them_before_what_has_one(page: Page, site: str) -> None:
    _search(page, site, "no budget")
    titles = page.locator(".md-search-result__item").first.inner_text()
    assert "No decision" not in titles
    _search(page, site, "reference zebra")  # nothing has both
    assert page.locator(".md-search-result__link[href*='#activity-reference-call']").count() == 1


def test_results_say_what_they_are_and_where_they_belong(page: Page, site: str) -> None:
    _search(page, site, "pass marks")
    first = page.locator(".md-search-result__item").first
    assert first.locator("h1").inner_text() == "Prove the fit"
    assert first.locator("h2").first.inner_text() == "Agree the pass marks"
    assert "Let them decide what a pass is before anybody has seen a result" in first.inner_text()


def test_what_sellers_use_comes_before_what_editors_look_up(page: Page, site: str) -> None:
    _search(page, site, "criterion")
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


# Words that nothing parts.

LANGUAGES = {
    "ja": ("課題を発見する", "現状の分析と意思決定者の確認", ("課題", "発見", "意思決定者")),
    "zh": ("发现客户的问题", "分析现状并确认决策者", ("客户", "问题", "决策者")),
    "zh-TW": ("發現客戶的問題", "分析現狀並確認決策者", ("客戶", "問題", "決策者")),
    "ko": ("핵심과제를 발견한다", "현재상황분석과 의사결정자 확인", ("과제", "발견", "상황", "결정자")),
    "th": ("ค้นหาปัญหาของลูกค้า", "วิเคราะห์สถานการณ์และผู้ตัดสินใจ", ("ปัญหา", "ลูกค้า", "ผู้ตัดสินใจ")),
    "hi": ("ग्राहक की समस्या खोजें।निर्णय", "मौजूदा स्थिति का विश्लेषण", ("समस्या", "निर्णय", "विश्लेषण")),
    "de": ("Herausforderungen erkennen", "Entscheider bestätigen (Äußerung)", ("herausforderung", "äußerung")),
}
"""The name of an activity, the title of a page of the team's, and what somebody may look for them by."""


@pytest.fixture(scope="module", params=LANGUAGES)
def in_language(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A language, and the address of a small playbook in it."""
    language: str = request.param
    activity, title, _ = LANGUAGES[language]
    folder = tmp_path_factory.mktemp(language)
    shutil.copytree(Path(__file__).parents[1] / "publish" / "small_playbook", folder / "playbook")
    process = folder / "playbook" / "sales" / "direct.yaml"
    text = process.read_text(encoding="utf-8").replace("name: Ask what hurts", f"name: {activity}")
    process.write_text(text.replace("They chose us", "人々の声 (CRM活用, Pricing)"), encoding="utf-8")
    (folder / "playbook" / "pages" / "ours.md").write_text(f"# {title}\n\nPrices\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\nplugins: [search, nextcall]\n"
        "markdown_extensions: [attr_list, md_in_html]\n"
        f"theme: {{name: material, font: false, language: {language}}}\n"
    )
    build_site(folder, folder / "site")
    with served(folder / "site") as address:
        yield language, address


@pytest.mark.one_in(4)
def test_a_word_is_found_inside_a_run_of_signs(page: Page, in_language: tuple[str, str]) -> None:
    language, address = in_language
    activity, title, queries = LANGUAGES[language]
    criterion = "人々の声 (CRM活用, Pricing)"
    places = {activity: "#activity-ask-what-hurts", title: "pages/ours/", criterion: "#exit-criterion-1"}
    page.goto(address)
    page.locator(_FIELD).click()
    for query in (*queries, "人々", "活用", "CRM", "pricing"):
        [place] = [places[text] for text in places if query.lower() in text.lower()]
        page.locator(_FIELD).fill("")
        page.keyboard.insert_text(query)
        page.keyboard.press("End")  # the theme searches as keys come up, and these signs have none
        page.wait_for_function(_SHOWN, arg=query)
        page.locator(".md-search-result__link").first.wait_for()
        first = page.locator(".md-search-result__link").evaluate_all(
            "(all) => all.slice(0, 3).map((each) => each.href.replace(/[?][^#]*/, ''))"
        )
        assert any(place in each for each in first), (query, first)
        assert page.locator(".md-search-result mark").count() > 0
