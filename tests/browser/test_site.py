"""The built example in a real browser: every page opens quietly, asks nobody else, fits a phone, and search lands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nextcall.load import load

from .page_types import open_address

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from tests.conftest import SomeOf


def _addresses(site_folder: Path) -> list[str]:
    pages = (path.relative_to(site_folder).parent.as_posix() for path in site_folder.rglob("index.html"))
    return sorted("" if page == "." else f"{page}/" for page in pages)


def test_every_page_opens_without_a_console_message_or_a_request_to_another_host(
    new_tab: Page, site: str, site_folder: Path, some_of: SomeOf
) -> None:
    messages: list[str] = []
    requests: list[str] = []
    new_tab.on("console", lambda message: messages.append(f"{new_tab.url}: {message.text}"))
    new_tab.on("pageerror", lambda error: messages.append(f"{new_tab.url}: {error}"))
    new_tab.on("request", lambda request: requests.append(request.url))
    addresses = _addresses(site_folder)
    assert len(addresses) > 30
    for address in some_of(addresses, 11):
        moves_on = 'http-equiv="refresh"' in (site_folder / address / "index.html").read_text(encoding="utf-8")
        response = open_address(new_tab, site + address, moves_on=moves_on)
        assert response is not None
        assert response.ok, address
    new_tab.wait_for_load_state("networkidle")
    assert messages == []
    ours = urlsplit(site).netloc
    assert [url for url in requests if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != ours] == []


def test_search_finds_an_activity_by_its_name_and_lands_on_it(page: Page, site: str, example: Path) -> None:
    playbook = load(example).playbook
    assert playbook is not None
    process = playbook.sales_process_by_id["new-business"]
    activity = process.activity_by_id["agree-pass-marks"]
    page.goto(site)
    field = page.locator("input.md-search__input")
    field.click()
    field.press_sequentially(str(activity.name))  # the theme searches as keys come up
    result = page.locator(f".md-search-result__link[href*='#activity-{activity.id}']").first
    result.wait_for()
    result.click()
    page.wait_for_url(f"**/sales/new-business/{process.stage_of[activity.id].id}/**#activity-{activity.id}")
    heading = page.locator(f"#activity-{activity.id}")
    assert activity.name in heading.inner_text()
    box = heading.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900


def test_from_home_one_click_opens_the_agenda_of_the_next_call(page: Page, site: str) -> None:
    page.goto(site)
    page.locator("a[href='sales/new-business/prove/call-plan/index.html']").first.click()
    page.locator("h2", has_text="Agenda").wait_for()
    page.locator("h2", has_text="What can we compress?").wait_for()


def test_a_stage_leads_to_its_call_plan_and_its_pencil_to_the_yaml(page: Page, site: str) -> None:
    page.goto(site + "sales/new-business/prove/")
    pencil = page.locator("a.md-content__button[href*='/edit/']").first
    assert re.search(r"/playbook/sales/new-business\.yaml#L\d+$", str(pencil.get_attribute("href")))
    page.get_by_role("link", name="Plan the next call").click()
    page.wait_for_url("**/sales/new-business/prove/call-plan/index.html")


def test_a_call_plan_prints_on_at_most_two_sheets_of_either_paper(
    page: Page, site: str, example: Path, some_of: SomeOf
) -> None:
    playbook = load(example).playbook
    assert playbook is not None
    stages = [(process.id, stage.id) for process in playbook.sales_processes for stage in process.open_stages]
    for process_id, stage_id in some_of(stages, 3):
        page.goto(f"{site}sales/{process_id}/{stage_id}/call-plan/")
        for paper in ("A4", "Letter"):
            sheets = len(re.findall(rb"/Type /Page\s", page.pdf(format=paper)))
            assert 1 <= sheets <= 2, (process_id, stage_id, paper)


def test_the_lists_work_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site + "sales/new-business/prove/")
    boxes = tab.locator("input[type=checkbox]:visible")
    assert boxes.count() >= 3
    boxes.first.check()
    assert boxes.first.is_checked()
    context.close()
