"""A real Chromium, and the example's site as `nextcall build` makes it, served on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from .server import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, ViewportSize, WebError

_WIDE: ViewportSize = {"width": 1440, "height": 900}
_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")
_FORGET = "try { localStorage.clear(); sessionStorage.clear(); } catch { /* a page that has none */ }"


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser that `chromium.py` finds; without one the tests fail, they are never skipped."""
    finder = Path(__file__).with_name("chromium.py")
    found = subprocess.run([sys.executable, str(finder)], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    return Path(found.stdout.strip())


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """The browser, running."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the example's site, with a slash at its end."""
    with served(site_folder) as address:
        yield address


@pytest.fixture(scope="module")
def _tab_of_a_file(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=_WIDE)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(_tab_of_a_file: Page) -> Iterator[Page]:
    """The tab of all tests of a file, in half the time that a new one takes; each test finds it as the first did.

    What can't be taken back is for `new_tab`: what listens until the end, or runs before each page.
    """
    tab = _tab_of_a_file
    yield tab
    for each in tab.context.pages:
        each.evaluate(_FORGET)
        if each != tab:
            each.close()
    tab.unroute_all()
    tab.goto("about:blank")
    tab.mouse.move(0, 0)
    tab.emulate_media(media="null", color_scheme="null", reduced_motion="null")
    if tab.viewport_size != _WIDE:
        tab.set_viewport_size(_WIDE)


@pytest.fixture
def new_tab(page: Page) -> Page:
    """A tab for one test."""
    return page.context.new_page()


@pytest.fixture
def no_errors(page: Page) -> Iterator[None]:
    """The test may leave no error in any of its tabs."""
    found: list[str] = []

    def note(error: WebError) -> None:
        found.append(str(error.error.stack))

    page.context.on("weberror", note)
    yield
    page.context.remove_listener("weberror", note)
    assert found == []
