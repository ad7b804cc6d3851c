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

    from playwright.sync_api import Browser, Page

_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own for each test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def no_errors(page: Page) -> Iterator[None]:
    """The test may leave no error in its page."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error.stack)))
    yield
    assert found == []
