"""How somebody changes the playbook: a change worked through first, commands later, fields on one screen at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from nextcall.load import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

PHONE = {"width": 390, "height": 844}


def test_a_change_is_worked_through_before_any_command_with_a_line_that_is_there(
    page: Page, site: str, example_with_history: Path
) -> None:
    page.goto(f"{site}contribute/")
    first = page.locator("ol.nc-steps").first
    said = first.inner_text()
    place = re.search(r"Open (sales/\S+\.yaml), line (\d+)", said)
    numbers = re.search(r"minutes: (\d+) minutes: (\d+)", said)
    assert place is not None
    assert numbers is not None
    assert numbers[2] == "20"
    lines = (example_with_history / "playbook" / place[1]).read_text(encoding="utf-8").splitlines()
    assert lines[int(place[2]) - 1].strip() == f"minutes: {numbers[1]}"
    link = first.get_by_role("link").first.get_attribute("href")
    assert link == f"https://git.harbourline.example/sales/playbook/edit/main/playbook/{place[1]}#L{place[2]}"
    assert "nextcall" not in said
    assert "nextcall check" in page.locator("ol.nc-steps").nth(1).inner_text()


@pytest.mark.parametrize("kind", list(Kind))
def test_the_fields_of_a_kind_of_file_are_hardly_longer_than_a_phones_screen(kind: Kind, page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{site}contribute/fields/{kind}/")
    assert page.evaluate("document.documentElement.scrollHeight") < 1.5 * PHONE["height"]


def test_one_group_of_fields_is_open_at_a_time(page: Page, site: str) -> None:
    page.goto(f"{site}contribute/fields/sales-process/")
    for title in ("Stage", "Activity"):
        page.get_by_role("heading", name=title, exact=True).click()
    assert page.locator("details.nc-fields[open] > summary h2").all_inner_texts() == ["Activity"]


@pytest.mark.parametrize("by", ["address", "link"])
def test_a_field_that_is_named_is_unfolded_with_all_around_it(by: str, page: Page, site: str) -> None:
    here = f"{site}contribute/fields/"
    if by == "address":
        page.goto(f"{here}sales-process/#field-stages.activities.takes_days")
    else:
        page.goto(f"{here}sales-process/")
        page.evaluate("location.hash = 'field-stages.activities.takes_days'")
    page.get_by_text("Calendar days from the start of this work to its end").wait_for(state="visible")


def test_a_criterions_links_show_when_it_is_pointed_at_or_reached_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}sales/new-business/prove/")
    row = page.locator(".nc-criteria tbody tr").first
    trace = row.locator(".nc-trace")
    assert trace.evaluate("each => getComputedStyle(each).opacity") == "0"
    row.hover()
    assert trace.evaluate("each => getComputedStyle(each).opacity") == "1"
    page.mouse.move(0, 0)
    trace.get_by_role("link").first.focus()
    assert trace.evaluate("each => getComputedStyle(each).opacity") == "1"
