"""The Content-Security-Policy that README gives: the site works with it, and it forbids what it should.

`site` serves every page with it, so every other browser test holds the site to it too.
"""

from __future__ import annotations

import hashlib
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import material
import pytest

from .page_types import PAGE_TYPES, open_page
from .server import policy
from .site_tools import COLOURS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from tests.conftest import SomeOf

REPLACED = {
    "base.html": "d6113712bc4deb30b4bd810ee0dfc28b6f04d2f88cc0016c0f1766eac7b762b6",
    "palette.html": "8790389765ea6036effddba548b15093bb05bdc75624eaeaf8b13f3c24be4ab5",
    "content.html": "3722e156f0f6339de39fbbfc178b6e401d1a4fb890f189ac5b80c2504bda7dcf",
}
"""Material's partials that stand empty or as a file of ours, by the SHA-256 of those that we replaced."""

PHONE = {"width": 320, "height": 640}

TABBED = """<!doctype html><script src="/nextcall/theme.js" data-scope="/"></script><body><div class="tabbed-set">
<div class="tabbed-labels"><label for="__tabbed_1_1">A</label><label for="__tabbed_1_2">B</label></div>
<input type="radio" name="__tabbed_1" id="__tabbed_1_1" checked>
<input type="radio" name="__tabbed_1" id="__tabbed_1_2"></div>"""


def test_every_type_of_page_works_under_the_policy_breaks_none_of_it_and_fits_a_small_phone(
    browser: Browser, site: str, some_of: SomeOf
) -> None:
    """It is opened in one of the colour schemes by turns, and fits without sideways scrolling in either."""
    said: list[str] = []
    wide: list[tuple[str, str]] = []
    tabs = {scheme: _listening(browser.new_context(color_scheme=scheme, viewport=PHONE), said) for scheme in COLOURS}  # type: ignore[arg-type]
    for (name, page_type), scheme in zip(some_of(PAGE_TYPES.items(), 4, 2), cycle(COLOURS), strict=False):
        tab = tabs[scheme]
        open_page(tab, site, page_type)
        assert tab.evaluate("document.body.dataset.mdColorScheme") == COLOURS[scheme], name
        for other in (*COLOURS, scheme):
            tab.emulate_media(color_scheme=other)  # type: ignore[arg-type]
            if tab.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
                wide.append((name, other))
    tabs["light"].set_viewport_size({"width": 1440, "height": 900})
    field = tabs["light"].locator("input.md-search__input")
    field.click()
    field.press_sequentially("pass marks")
    tabs["light"].locator(".md-search-result__link[href*='#activity-agree-pass-marks']").first.wait_for()
    for tab in tabs.values():
        tab.context.close()
    assert said == []
    assert wide == []


def _listening(context: BrowserContext, said: list[str]) -> Page:
    """A tab that notes what its console says, and what the policy forbids."""
    tab = context.new_page()
    tab.on("console", lambda message: said.append(message.text))
    tab.add_init_script(
        "document.addEventListener('securitypolicyviolation', (event) => console.log(event.blockedURI))"
    )
    return tab


def test_the_policy_keeps_other_hosts_and_scripts_inside_a_page_out(new_tab: Page, site: str) -> None:
    refused: list[str] = []
    new_tab.on("console", lambda message: refused.append(message.text))
    new_tab.goto(site)
    new_tab.evaluate("""() => {
      const inside = document.createElement("script");
      inside.textContent = "window.ran = true";
      const elsewhere = new Image();
      elsewhere.src = "https://elsewhere.example/pixel.png";
      document.body.append(inside, elsewhere);
      return fetch("https://elsewhere.example/").catch(() => null);
    }""")
    assert new_tab.evaluate("window.ran") is None
    assert len([each for each in refused if "Content Security Policy" in each]) >= 3
    assert [each.split()[0] for each in policy().split(";") if "unsafe" in each] == ["style-src"]


def test_the_colours_are_the_readers_before_the_themes_own_script_runs(browser: Browser, site: str) -> None:
    context = browser.new_context(color_scheme="dark")
    tab = context.new_page()
    tab.route("**/bundle.*.js", lambda route: route.abort())
    tab.goto(site)
    body = tab.locator("body")
    assert body.get_attribute("data-md-color-scheme") == "slate"
    tab.unroute_all()
    tab.goto(site)
    tab.locator("label[for='__palette_0']:visible").click()
    assert body.get_attribute("data-md-color-scheme") == "default"
    tab.route("**/bundle.*.js", lambda route: route.abort())
    tab.goto(site + "sales/new-business/prove/")
    assert body.get_attribute("data-md-color-scheme") == "default"
    context.close()


def test_a_tab_opens_that_the_address_names_or_the_reader_chose(page: Page, site: str) -> None:
    page.route("**/tabs", lambda route: route.fulfill(body=TABBED, content_type="text/html"))
    page.goto(site + "tabs")
    assert page.locator("#__tabbed_1_1").is_checked()
    page.evaluate("__md_set('__tabs', ['B'])")
    page.reload()
    assert page.locator("#__tabbed_1_2").is_checked()
    page.goto("about:blank")
    page.goto(site + "tabs#__tabbed_1_1")
    assert page.locator("#__tabbed_1_1").is_checked()


@pytest.mark.parametrize("name", list(REPLACED))
def test_the_scripts_that_ours_replaces_are_still_those_of_the_theme(name: str) -> None:
    """A new Material may change them: carry the change over into theme.js, then write its new hash here."""
    theirs = Path(material.__file__).parent / "templates" / "partials" / "javascripts" / name
    assert hashlib.sha256(theirs.read_bytes()).hexdigest() == REPLACED[name]
