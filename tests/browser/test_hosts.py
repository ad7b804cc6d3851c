"""Several playbooks on one host or one disk, as on GitHub Pages: each keeps its own, and a dead link finds its own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.conftest import build_site

from .server import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

STAGE = "sales/new-business/prove/index.html"
ACTIVITY = "[data-tick='activity:agree-pass-marks']"


@pytest.fixture(scope="module")
def host_folder(site_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one host serves: the example's playbook in two folders and one more below, and its page for dead links."""
    folder = tmp_path_factory.mktemp("host")
    for path in ("a", "b", "a/deeper"):
        shutil.copytree(site_folder, folder / path)
    shutil.copy(site_folder / "404.html", folder)
    return folder


@pytest.fixture(scope="module")
def host(host_folder: Path) -> Iterator[str]:
    with served(host_folder) as address:
        yield address


def test_each_playbook_keeps_its_own_deals(page: Page, host: str) -> None:
    for path in ("a/", "b/", "a/deeper/"):
        page.goto(host + path + STAGE)
        expect(page.locator(ACTIVITY).first).not_to_be_checked()
        page.locator(ACTIVITY).first.check()
    keys = "Object.keys(localStorage).filter((key) => key.startsWith('nextcall')).sort()"
    assert page.evaluate(keys) == [f"nextcall.deals:/{path}" for path in ("a/", "a/deeper/", "b/")]
    page.locator(ACTIVITY).first.uncheck()
    page.goto(host + "b/" + STAGE)
    expect(page.locator(ACTIVITY).first).to_be_checked()


def test_each_playbook_on_a_disk_keeps_its_own_deals(page: Page, host_folder: Path) -> None:
    for path in ("a", "b"):
        page.goto((host_folder / path / STAGE).as_uri())
        expect(page.locator(ACTIVITY).first).not_to_be_checked()
        page.locator(ACTIVITY).first.check()
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nextcall')).sort()") == [
        f"nextcall.deals:{host_folder.as_uri().removeprefix('file://')}/{path}/" for path in ("a", "b")
    ]


def test_each_playbook_keeps_the_colours_that_its_reader_chose(page: Page, host: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(host + "a/" + STAGE)
    page.locator("label[for='__palette_0']:visible").click()
    body = page.locator("body")
    for path, scheme in (("a/", "default"), ("a/sales/", "default"), ("b/", "slate"), ("a/deeper/", "slate")):
        page.goto(host + path)
        expect(body).to_have_attribute("data-md-color-scheme", scheme)


# Where a link is dead.


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("a/", "gone"),
        ("a/", "gone/"),
        ("a/deeper/", "sales/new-business/gone/for/good/"),
        ("a/", "sales/new-business/gone/for/good/"),
        ("b/", "x/y.html?q=1#z"),
        ("a/deeper/", "gone"),
        ("a/deeper/", "gone/"),
        ("a/deeper/", "x/y.html?q=1#z"),
    ],
)
def test_a_dead_link_finds_the_site_that_it_belongs_to(page: Page, host: str, path: str, missing: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(host + path + missing)
    assert page.evaluate("document.body.dataset.mdColorScheme") == "default"
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    links: list[str] = page.locator("article a, .md-header a, .md-nav a").evaluate_all(
        "(all) => [...new Set(all.map((each) => each.href))]"
    )
    assert len(links) > 10
    assert [each for each in links if not each.startswith(host + path)] == []
    assert [each for each in links if not page.request.get(each).ok] == []
    field = page.locator("input.md-search__input")
    field.click()
    field.press_sequentially("pass marks")
    result = page.locator(".md-search-result__link[href*='#activity-agree-pass-marks']").first
    result.click()
    page.wait_for_url(f"{host}{path}sales/new-business/prove/?h=*#activity-agree-pass-marks")


def test_with_an_address_of_the_site_a_dead_link_needs_no_script_and_deals_go_by_where_the_site_stands(
    page: Page, tmp_path: Path
) -> None:
    shutil.copytree(Path(__file__).parents[1] / "publish" / "small_playbook", tmp_path / "playbook")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Ours\nsite_url: https://sales.example/repo/\ndocs_dir: playbook\nplugins: [search, nextcall]\n"
        "theme: {name: material, font: false}\nmarkdown_extensions: [attr_list, md_in_html]\n"
    )
    site = tmp_path / "host" / "repo"
    build_site(tmp_path, site)
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "not-found.js" not in text
    assert 'href="/repo/sales/direct/' in text
    shutil.copytree(site, tmp_path / "host" / "moved")
    with served(tmp_path / "host") as host:
        for path in ("repo", "moved"):
            page.goto(f"{host}{path}/sales/direct/propose/")
            page.locator("[data-tick]").first.check()
            assert page.evaluate("(key) => JSON.parse(localStorage[key]).deals.length", f"nextcall.deals:/{path}/") == 1
