"""Call plans on a phone, of much and of little: the first screen says what the call is for and begins the agenda."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import build_site

from .server import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page, ViewportSize

THIN = Path(__file__).parents[1] / "render" / "thin"
PLANS = {
    "criteria-only": "sales/telematics/qualify/call-plan/",
    "no-order-no-key": "sales/training/listen/call-plan/",
    "two-silent": "sales/filters/taste/call-plan/",
}
EXAMPLE = "sales/new-business/prove/call-plan/"
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST_TARGET = 24
AGENDA = ".nc-agenda > li"


@pytest.fixture(scope="session", params=sorted(PLANS))
def thin(request: pytest.FixtureRequest, made_once: Callable[..., Path]) -> Iterator[tuple[str, str]]:
    """The address of a thin playbook's site, with a slash at its end, and of a call plan in it."""
    name: str = request.param

    def build(folder: Path) -> None:
        build_site(THIN / name, folder)

    with served(made_once(f"thin-{name}", build)) as address:
        yield address, PLANS[name]


@pytest.fixture(params=["light", "dark"])
def phone(request: pytest.FixtureRequest, page: Page) -> Page:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme=request.param)
    return page


def ends_in_the_agenda(tab: Page) -> None:
    first = tab.locator(AGENDA).first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= PHONE["height"]
    assert tab.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_first_screen_of_a_phone_ends_in_the_agenda_where_little_is_written(
    phone: Page, thin: tuple[str, str]
) -> None:
    phone.goto("".join(thin))
    ends_in_the_agenda(phone)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("stage", ["discover", "build-the-case", "map-the-decision", "prove", "justify", "contract"])
def test_the_first_screen_of_a_phone_ends_in_the_agenda_where_much_is_written(
    stage: str, phone: Page, site: str
) -> None:
    phone.goto(f"{site}sales/new-business/{stage}/call-plan/")
    ends_in_the_agenda(phone)


def test_tools_and_who_comes_fold_away_on_a_phone_and_nowhere_else(page: Page, site: str) -> None:
    page.goto(site + EXAMPLE)
    for width, is_folded in ((390, True), (1440, False)):
        page.set_viewport_size({"width": width, "height": 844})
        for folded, inside in ((".nc-tools", "nextcall-copy button"), (".nc-strip-who", ".nc-role")):
            assert page.locator(f"{folded} > summary").is_visible() is is_folded
            assert page.locator(f"{folded} {inside}").first.is_visible() is not is_folded
        assert page.locator(".nc-jump").is_visible() is is_folded
    page.set_viewport_size(PHONE)
    page.locator(".nc-tools > summary").press("Enter")
    assert page.get_by_role("button", name="Print", exact=True).is_visible()
    page.emulate_media(media="print")
    assert page.locator(".nc-strip-who .nc-role").first.is_visible()


def test_links_jump_to_the_agenda_and_the_questions(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + EXAMPLE)
    for name in ("Agenda", "Ask"):
        page.locator(".nc-jump").get_by_text(name, exact=True).click()
        heading = page.locator("h2", has_text=re.compile(f"^{name}"))
        box = heading.bounding_box()
        assert box is not None
        assert 0 < box["y"] < PHONE["height"] / 2, name
        page.evaluate("scrollTo(0, 0)")


TOO_SMALL = """least => [...document.querySelectorAll(
    'article :is(button, summary, select, .nc-button, .nc-jump a, label:has(input), input:not(label input))')]
  .filter(each => each.checkVisibility() && !each.closest('[hidden], .nc-menu'))
  .filter(each => { const box = each.getBoundingClientRect(); return box.height < least || box.width < least; })
  .map(each => `${each.tagName} ${each.className} ${each.textContent.trim().slice(0, 40)}`)"""


@pytest.mark.parametrize("address", [EXAMPLE, "sales/new-business/prove/", "sales/new-business/compress/", ""])
def test_targets_on_a_phone_are_large_enough_for_a_finger(address: str, page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site + address)
    assert page.evaluate(TOO_SMALL, SMALLEST_TARGET) == []


def test_the_waterfall_says_in_words_what_its_bars_show_on_every_screen(page: Page, site: str) -> None:
    page.goto(f"{site}sales/new-business/compress/")
    rows = page.locator(".nc-waterfall tbody tr")
    calls = [int(each) for each in page.locator(".nc-waterfall td.nc-num").all_inner_texts()]
    assert sum(calls[:-1]) == calls[-1]
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        ends = []
        for number in range(rows.count()):
            bar = rows.nth(number).locator("rect").bounding_box()
            assert bar is not None
            ends.append((bar["x"], bar["x"] + bar["width"]))
        for (_, end), (start, _) in pairwise(ends[:-1]):
            assert start == pytest.approx(end, abs=1.5)
        assert ends[-1] == pytest.approx((ends[0][0], ends[-2][1]), abs=1.5)
    page.emulate_media(media="print")
    assert rows.first.locator("rect").is_visible()
