"""Every type of page as axe-core, a keyboard and a phone's narrow screen find it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from . import site_tools
from .page_types import PAGE_TYPES, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from tests.conftest import SomeOf

# What can be reached: shown, not taken out of the order, and of a group of radio buttons the one that stands for it.
_REACHABLE = """() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  window.isHidden = (each) =>
    each.matches("[tabindex='-1'], :disabled") || !each.checkVisibility({visibilityProperty: true});
  const groups = new Set();
  window.reachable = [...all].filter((each) => {
    if (isHidden(each)) return false;
    if (each.type !== "radio") return true;
    const members = [...document.getElementsByName(each.name)].filter((other) => !isHidden(other));
    return each === (members.find((other) => other.checked) ?? members[0]);
  });
  return window.reachable.length;
}"""

# Notes where the focus goes, and where it can't be seen: neither on the element nor on the label that stands for it.
_WATCH = """() => {
  const shows = (each) => {
    const style = getComputedStyle(each);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return (outlined || style.boxShadow !== "none") && parseFloat(style.opacity) > 0;
  };
  window.seen = new Set();
  window.unseen = [];
  document.addEventListener("focusin", ({target}) => {
    const labels = [...(target.labels ?? []), target.parentElement?.querySelector("label:not([hidden])")];
    if (![target, ...labels].some((each) => each && shows(each))) window.unseen.push(target.outerHTML.slice(0, 160));
    window.seen.add(target);
  });
}"""

_TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}

_MISSED = """() => window.reachable
  .filter((each) => !window.seen.has(each) && !isHidden(each))
  .map((each) => each.outerHTML.slice(0, 160))"""


@pytest.mark.one_in(4)
@pytest.mark.parametrize("turn", range(4))
def test_axe_finds_no_violation_on_any_type_of_page_in_either_scheme_and_width(
    turn: int, browser: Browser, site: str, some_of: SomeOf
) -> None:
    """One type after the other is seen in one view after the other, in as many turns as there are views."""
    found: dict[str, Any] = {}
    contexts = {each: browser.new_context(color_scheme=each) for each in ("light", "dark")}  # type: ignore[arg-type]
    tabs = {scheme: context.new_page() for scheme, context in contexts.items()}
    for index, (name, page_type) in enumerate(some_of(PAGE_TYPES.items(), 4)):
        scheme, width = site_tools.VIEWS[(index + turn) % len(site_tools.VIEWS)]
        tab = tabs[scheme]
        tab.set_viewport_size({"width": width, "height": 900})
        open_page(tab, site, page_type)
        assert tab.evaluate("document.body.dataset.mdColorScheme") == site_tools.COLOURS[scheme]
        found |= {f"{name}, {scheme}, {width}: {rule}": html for rule, html in site_tools.violations(tab).items()}
    for context in contexts.values():
        context.close()
    assert found == {}


def test_the_tab_key_reaches_everything_that_can_be_used_and_shows_where_it_is(
    page: Page, site: str, some_of: SomeOf
) -> None:
    page.emulate_media(reduced_motion="reduce")  # what fades in is there at once
    found = {}
    keyboard = page.context.new_cdp_session(page)
    for name, page_type in some_of(PAGE_TYPES.items(), 4, 1):
        open_page(page, site, page_type)
        count = page.evaluate(_REACHABLE)
        assert count >= 3
        page.evaluate(_WATCH)
        for _ in range(count + 1):
            keyboard.send("Input.dispatchKeyEvent", _TAB)  # some thousand times, and Playwright takes as long again
        found[name] = page.evaluate(_MISSED) + page.evaluate("window.unseen")
    assert {name: missed for name, missed in found.items() if missed} == {}


def test_the_keyboard_ticks_a_box_opens_what_is_folded_and_changes_the_colours(page: Page, site: str) -> None:
    open_page(page, site, PAGE_TYPES["stage"])
    box = page.locator("input[type=checkbox]:visible").first
    box.focus()
    was = box.is_checked()
    page.keyboard.press("Space")
    assert box.is_checked() is not was
    folded = page.locator("details:has(> summary:visible)").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None
    scheme = page.locator("body").get_attribute("data-md-color-scheme")
    page.locator("input[name=__palette]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("body").get_attribute("data-md-color-scheme") != scheme
