"""Tables that are too wide for a phone: there the same facts stand as a list, and never both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDEST_PHONE = 600
FORMS = {"alignment/": (".nc-matrix", ".nc-matrix-words table"), "crm/": (".nc-crm", ".nc-crm-list")}


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("width", [320, WIDEST_PHONE, WIDEST_PHONE + 1, 1440])
def test_a_wide_table_is_a_list_on_a_phone_and_a_table_elsewhere(
    width: int, address: str, page: Page, site: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(site + address)
    table, words = FORMS[address]
    is_phone = width <= WIDEST_PHONE
    assert page.locator(table).count() == page.locator(words).count() > 1
    for each in page.locator(table).all():
        assert each.is_visible() is not is_phone
    for each in page.locator(words).all():
        assert each.is_visible() is is_phone
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("address", FORMS)
def test_paper_gets_the_table_whatever_the_screen_was(address: str, page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + address)
    page.emulate_media(media="print")
    table, words = FORMS[address]
    assert page.locator(table).first.is_visible()
    assert not page.locator(words).first.is_visible()


def test_the_list_leads_wherever_the_table_leads(page: Page, site: str) -> None:
    page.goto(f"{site}crm/")
    table, words = FORMS["crm/"]
    links = "all => all.map(link => link.href)"
    assert page.locator(f"{table} a").evaluate_all(links) == page.locator(f"{words} a").evaluate_all(links)


def test_a_role_is_broken_between_its_words_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}sales/new-business/")
    broken = """cells => cells.flatMap(cell => {
        const text = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode();
        return [...text.data.matchAll(/\\S+/g)].filter(word => {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(word => word[0]);
    })"""
    names = page.locator(".nc-people td:first-child")
    assert names.count() > 1
    assert names.evaluate_all(broken) == []
