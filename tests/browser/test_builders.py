"""The example built by what comes after MkDocs: ProperDocs with our plugin, Zensical from what we write for it.

Both sites are opened in a real browser for what sellers do: search an activity, open a call plan, plan a deal.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
import zensical
from playwright.sync_api import expect

from nextcall.publish.zensical_settings import SETTINGS

from .my_deals import kept
from .server import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page
    from tests.conftest import MadeOnce

GENERATOR = re.compile(r'<meta name="generator" content="[^"]*">')
REPLACED = {
    "base.html": "b2c8050fa4b999f5ef159318e31afd79b3fc2cba9948b95382990e6b10cbe2cb",
    "palette.html": "8790389765ea6036effddba548b15093bb05bdc75624eaeaf8b13f3c24be4ab5",
    "content.html": "3722e156f0f6339de39fbbfc178b6e401d1a4fb890f189ac5b80c2504bda7dcf",
}
"""Zensical's partials that stand empty or as a file of ours, by the SHA-256 of those that we replaced."""


def _run(*command: str | Path, cwd: Path) -> str:
    ran = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


@pytest.fixture(scope="session")
def of_properdocs(example_with_history: Path, made_once: MadeOnce) -> Path:
    """The example's site as ProperDocs builds it from the `mkdocs.yml` that MkDocs takes."""

    def build(folder: Path) -> None:
        _run("properdocs", "build", "--strict", "-f", "mkdocs.yml", "-d", folder, cwd=example_with_history)

    return made_once("properdocs-site", build)


@pytest.fixture(scope="session")
def of_zensical(example_with_history: Path, made_once: MadeOnce) -> Path:
    """The folder that is written for Zensical, of a team with an address below a path, and `site/` that it builds."""

    def build(folder: Path) -> None:
        project, out = folder / "project", folder / "out"
        shutil.copytree(example_with_history, project)
        with (project / "mkdocs.yml").open("a", encoding="utf-8") as settings:
            settings.write("site_url: https://sales.example/site/\n")
        _run("nextcall", "render", out, "--for", "zensical", cwd=project)
        _run("zensical", "build", "--strict", "-f", out / SETTINGS, cwd=folder)

    return made_once("zensical-site", build) / "out"


@contextmanager
def _listening(browser: Browser, address: str, scheme: Literal["light", "dark"] = "light") -> Iterator[Page]:
    """A tab in which nothing fails, that asks nobody else, and whose console warns of nothing."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: said.append(str(error.stack)))
    tab.on("request", lambda request: None if request.url.startswith(address) else said.append(request.url))
    yield tab
    context.close()
    assert said == []


def _search_material(tab: Page, words: str) -> None:
    tab.locator("input.md-search__input").click()
    tab.locator("input.md-search__input").press_sequentially(words)


def _search_zensical(tab: Page, words: str) -> None:
    tab.locator(".md-search__button").click()
    tab.keyboard.type(words)


def _do_what_sellers_do(tab: Page, search: Callable[[Page, str], None], key: str) -> None:
    """From home: search an activity, open the call plan of its stage, plan a deal."""
    search(tab, "Agree the pass marks")
    tab.locator("a[href*='#activity-agree-pass-marks']", has_text="Activity in").first.click()
    tab.wait_for_url("**/sales/new-business/prove/**#activity-agree-pass-marks")
    expect(tab.locator("#activity-agree-pass-marks")).to_be_in_viewport()

    tab.get_by_role("link", name="Plan the next call").first.click()
    expect(tab.get_by_role("heading", name="Agenda")).to_be_visible()

    tab.get_by_role("link", name="Plan it for a deal").first.click()
    tab.locator("[data-at=name]").fill("Northgate")
    tab.locator("[name=nc-stage][value=map-the-decision]").check()
    tab.locator("[data-do=create]:visible").click()
    expect(tab.locator("[data-at=agenda]")).to_contain_text("Map who decides")
    tab.get_by_role("switch", name="CFO").locator("..").uncheck()
    expect(tab.locator("[data-at=agenda]")).not_to_contain_text("Hear the CFO's test")
    (deal,) = kept(tab, key)
    assert (deal["name"], deal["stage"]) == ("Northgate", "map-the-decision")


def test_properdocs_builds_the_bytes_that_mkdocs_builds_but_for_its_name(
    of_properdocs: Path, site_folder: Path
) -> None:
    def files(site: Path) -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}

    ours, theirs = files(site_folder), files(of_properdocs)
    assert theirs.keys() == ours.keys()
    named = [path for path in ours if theirs[path] != ours[path]]
    assert [path for path in named if not path.endswith(".html")] == []
    assert {GENERATOR.sub("", theirs[path].decode()) == GENERATOR.sub("", ours[path].decode()) for path in named} == {
        True
    }


def test_a_site_of_properdocs_does_what_sellers_do(browser: Browser, of_properdocs: Path) -> None:
    with served(of_properdocs) as site, _listening(browser, site) as tab:
        tab.goto(site)
        _do_what_sellers_do(tab, _search_material, "nextcall.deals:/")


def test_a_site_of_zensical_does_what_sellers_do(browser: Browser, of_zensical: Path) -> None:
    """Below a path, under the Content-Security-Policy of README, in the dark."""
    with served(of_zensical) as address, _listening(browser, address, "dark") as tab:
        tab.goto(f"{address}site/sales/new-business/evaluate/")
        tab.wait_for_url("**/sales/new-business/prove/index.html")
        assert tab.locator("body").get_attribute("data-md-color-scheme") == "slate"
        assert tab.evaluate("document.documentElement.dataset.platform")
        _search_zensical(tab, "ghosted")  # a word of sellers, which stands on no page
        found = tab.locator("a[href*='sales/new-business/no-decision/']", has_text="Stage of").first
        expect(found).to_be_visible()
        assert "ghosted" not in found.inner_text()
        tab.keyboard.press("ControlOrMeta+a")
        _do_what_sellers_do(tab, lambda tab, words: tab.keyboard.type(words), "nextcall.deals:/site/")


def _pages(site: Path) -> dict[str, str]:
    found = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    return {path.relative_to(site).as_posix(): text for path, text in found.items()}


def _article(html: str) -> str:
    """What a page holds of its own, pencil and all, whatever the builder writes around it and between tags."""
    whole = html.partition("</article>")[0].partition("<article")[2].replace('<a id="__skip" tabindex="-1"></a>', "")
    return re.sub(r"\s+", " ", unescape(whole).replace(" data-search-exclude", ""))


HEAD = re.compile(
    r'<title>.*?</title>|<meta (?:name="description"|http-equiv).*?>|<(?:link|script src)[^>]*nextcall/.*?>', re.DOTALL
)
UNUSED_STYLE = re.compile(r'<link rel="stylesheet" href="[./]*nextcall/(?:pages|plan)\.css">')
LINK = re.compile(r'<a href="([^"]*)" class="md-nav__link[^>]*>(.*?)</a>', re.DOTALL)


def _head(html: str) -> list[str]:
    """What browsers and search engines are told: title, description, where a redirect leads, our styles and scripts."""
    return sorted(unescape(each).replace('="./', '="') for each in HEAD.findall(html))


def _navigation(html: str) -> list[tuple[str, str]]:
    """The links of the navigation, from home, with their words."""
    whole = html.partition('<nav class="md-nav md-nav--primary"')[2].partition("md-sidebar--secondary")[0]
    return [
        (href.removeprefix("./").removesuffix("."), " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split()))
        for href, text in LINK.findall(whole)
    ]


def test_zensical_makes_every_page_of_mkdocs_with_the_same_content(of_zensical: Path, site_folder: Path) -> None:
    ours, theirs = _pages(site_folder), _pages(of_zensical / "site")
    assert theirs.keys() == ours.keys()
    pages = ours.keys() - {"404.html"}  # its links begin at the host, for the site has an address
    assert [path for path in pages if _article(ours[path]) != _article(theirs[path])] == []
    more = {frozenset(_head(theirs[path])) - set(_head(ours[path])) for path in pages}
    assert all(
        re.fullmatch(r'<link rel="stylesheet" href="[./]*nextcall/(?:pages|plan)\.css">', *each) for each in more
    )
    assert [path for path in pages if not set(_head(ours[path])) <= set(_head(theirs[path]))] == []
    assert _navigation(theirs["index.html"]) == _navigation(ours["index.html"])
    assert [path for path, html in theirs.items() if "<script>" in html] == []
    addresses = re.findall("<loc>(.*?)</loc>", unescape((of_zensical / "site" / "sitemap.xml").read_text("utf-8")))
    moved = {path for path in pages if 'http-equiv="refresh"' in ours[path]}
    assert set(addresses) == {f"https://sales.example/site/{path.removesuffix('index.html')}" for path in pages - moved}


@pytest.mark.parametrize("name", list(REPLACED))
def test_the_scripts_that_ours_replaces_are_still_those_of_zensical(name: str) -> None:
    """A new Zensical may change them: carry the change over into theme.js, then write its new hash here."""
    theirs = Path(zensical.__file__).parent / "templates" / "partials" / "javascripts" / name
    assert hashlib.sha256(theirs.read_bytes()).hexdigest() == REPLACED[name]
