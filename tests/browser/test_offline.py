"""`nextcall build --offline`, opened from the disk in a real browser: every link leads to a file, and search lands."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect
from tests.conftest import build_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def offline_site(repository: Path, made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """The example's site, built to be read offline, in a folder whose name needs escaping in an address."""

    def build(folder: Path) -> None:
        build_site(repository, folder, "--offline")

    return made_once("a site (50 %)", build)


def test_search_works_from_the_disk_and_lands_on_the_activity(page: Page, offline_site: Path) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(urlsplit(request.url).scheme))
    page.goto((offline_site / "sales" / "renewal" / "index.html").as_uri())
    page.locator("input.md-search__input").click()
    page.locator("input.md-search__input").press_sequentially("pass marks")
    result = page.locator(".md-search-result__link[href*='#activity-agree-pass-marks']").first
    result.wait_for()
    result.click()
    page.wait_for_url("**/sales/new-business/prove/index.html?h=*#activity-agree-pass-marks")
    page.locator("#activity-agree-pass-marks").wait_for()
    assert said == []
    assert set(asked) <= {"file", "data"}


def test_a_deal_is_planned_and_its_call_is_held_from_the_disk(page: Page, offline_site: Path) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((offline_site / "sales" / "new-business" / "plan" / "index.html").as_uri())
    page.locator("[data-at=name]").fill("Northgate")
    page.locator("[data-do=create]").click()
    expect(page.locator("[data-at=agenda]")).to_contain_text("Name the problem")
    page.reload()
    expect(page.locator("h1")).to_have_text("Northgate")
    page.locator("[data-do=start]").click()
    expect(page.locator("#at-hand")).to_be_focused()
    assert said == []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value and tag != "base"]


def test_from_the_disk_every_link_leads_to_a_file(offline_site: Path) -> None:
    dead = []
    for path in sorted(offline_site.rglob("*.html")):
        links = _Links()
        links.feed(path.read_text(encoding="utf-8"))
        for link in links.found:
            parts = urlsplit(link)
            if parts.scheme or path.name == "404.html":  # a server answers with that page, at any address
                continue
            target = path.parent / unquote(parts.path) if parts.path else path
            if not target.is_file():
                dead.append((path.relative_to(offline_site).as_posix(), link))
    assert dead == []


def test_a_site_for_a_server_has_no_stand_in_for_workers(site_folder: Path) -> None:
    assert not list(site_folder.rglob("iframe-worker.js"))
    assert "iframe-worker" not in (site_folder / "index.html").read_text(encoding="utf-8")
