"""A real Chromium, and the example's site as `nextcall build` makes it, served on this machine."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser that `chromium.py` finds; without one the tests fail, they are never skipped."""
    finder = Path(__file__).with_name("chromium.py")
    found = subprocess.run([sys.executable, str(finder)], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.fail(found.stderr.strip(), pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.stdout.strip(), args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site_folder(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's site, built by the command."""
    folder = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "nextcall", "build", "--root", str(repository), "--site-dir", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is read by people."""


@pytest.fixture(scope="session")
def site(site_folder: Path) -> Iterator[str]:
    """The address of the example's site, with a slash at its end."""
    handler = functools.partial(_Quiet, directory=str(site_folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of its own for each test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
