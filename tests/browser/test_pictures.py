"""The pictures that pages hold, on a screen, on a phone and on paper; and the text for the CRM, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROCESS = "sales/new-business/"


def test_the_alignment_map_is_a_picture_on_a_wide_screen_and_words_are_one_key_away(page: Page, site: str) -> None:
    page.goto(site + PROCESS)
    assert page.locator(".nc-map svg").is_visible()
    words = page.locator(".nc-map-words table")
    assert not words.is_visible()
    page.locator(".nc-map-words summary").press("Enter")
    assert words.is_visible()


def test_on_a_phone_the_words_stand_in_the_pictures_place(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(site + PROCESS)
    assert not tab.locator(".nc-map svg").is_visible()
    row = tab.locator(".nc-map-words tr", has_text="Commit")
    assert row.is_visible()
    assert row.inner_text().split("\n")[-1] == "Contract and start date"
    context.close()


@pytest.mark.parametrize("width", [320, 1440])
def test_paper_gets_the_picture_whatever_the_screen_was(width: int, page: Page, site: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + PROCESS)
    page.emulate_media(media="print")
    assert page.locator(".nc-map svg").is_visible()
    assert not page.locator(".nc-map-words").is_visible()


def test_a_review_of_six_stages_prints_on_three_sheets(page: Page, site: str) -> None:
    page.goto(f"{site}{PROCESS}review/")
    for paper in ("A4", "Letter"):
        assert 1 <= page.pdf(format=paper).count(b"/Type /Page\n") <= 3


def test_the_text_for_the_crm_is_selected_whole_with_the_keyboard_alone(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}{PROCESS}prove/")
    tab.locator(".nc-crm-guidance summary").press("Enter")
    field = tab.get_by_label("Guidance for Prove the fit, to paste into the CRM")
    field.press("Control+a")
    selected = field.evaluate("field => field.value.slice(field.selectionStart, field.selectionEnd)")
    assert selected.startswith("Prove the fit\n\nThey test us")
    assert selected == field.input_value()
    context.close()


def test_a_door_from_the_crm_arrives_at_the_stage(page: Page, site: str) -> None:
    page.goto(f"{site}crm/4-evaluation/")
    page.wait_for_url(f"**/{PROCESS}prove/index.html")
