"""Several playbooks on one host or one disk, as on GitHub Pages: each keeps its own, and a dead link finds its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from .server import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

PLAN = "sales/new-business/prove/call-plan/index.html"
REVIEWED = "sales/renewal/confirm-and-sign/index.html"
ACTIVITY = "[data-tick='activity:agree-pass-marks']"
SHARED = "nextcall.deals.v1"


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


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def _name(page: Page, name: str) -> None:
    _button(page, "Name this deal").click()
    page.locator("dialog").get_by_role("textbox").fill(name)
    _button(page, "Save").click()


def _delete_all(page: Page) -> None:
    _button(page, "Manage").click()
    _button(page, "Delete all deals").click()
    page.locator("dialog").get_by_role("button", name="Delete all deals").click()
    expect(page.locator("nextcall-planner [role=status]")).to_have_text("Nothing is kept any more.")


def _deals(page: Page) -> list[str]:
    found: list[str] = page.locator("nextcall-planner select option").all_inner_texts()
    return found


def _kept(page: Page, key: str) -> Any:  # noqa: ANN401 (what JSON holds)
    return json.loads(page.evaluate("(key) => localStorage.getItem(key)", key) or "null")


def test_each_playbook_keeps_and_empties_its_own_deals(page: Page, host: str) -> None:
    for path in ("a/", "b/", "a/deeper/"):
        page.goto(host + path + PLAN)
        assert _deals(page) == []
        page.locator(ACTIVITY).first.check()
        _name(page, f"Deal of {path}")
        assert [each["name"] for each in _kept(page, f"nextcall.deals:/{path}")["deals"]] == [f"Deal of {path}"]
    page.goto(host + "a/" + PLAN)
    _delete_all(page)
    for path, names in (("a/", []), ("b/", ["Deal of b/"]), ("a/deeper/", ["Deal of a/deeper/"])):
        page.goto(host + path + PLAN)
        assert _deals(page) == names
        assert page.locator(ACTIVITY).first.is_checked() == bool(names)


def test_each_playbook_on_a_disk_keeps_its_own_deals(page: Page, host_folder: Path) -> None:
    for path in ("a", "b"):
        page.goto((host_folder / path / PLAN).as_uri())
        expect(page.locator(ACTIVITY).first).not_to_be_checked()
        page.locator(ACTIVITY).first.check()
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nextcall')).sort()") == [
        f"nextcall.deals:{host_folder.as_uri().removeprefix('file://')}/{path}/" for path in ("a", "b")
    ]


def _deal(name: str, *ticks: str) -> dict[str, Any]:
    return {"name": name, "ticks": list(ticks), "fields": {}}


OLD = {
    "format": "nextcall-deals",
    "version": 1,
    "current": "Northgate",
    "deals": [
        _deal("Southport", "renewal/activity:read-the-year"),
        _deal("Northgate", "new-business/activity:agree-pass-marks", "of-another-playbook/activity:x"),
        _deal("Nobody's"),
        _deal("Theirs", "of-another-playbook/activity:x"),
        {"name": "Typed", "ticks": [], "fields": {"new-business/prove/next-step": "Replies"}},
    ],
}


def test_deals_from_before_are_in_every_playbook_whose_processes_they_name_and_stay_where_they_were(
    page: Page, host: str
) -> None:
    page.goto(host + "a/" + PLAN)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [SHARED, json.dumps(OLD)])
    names = ["Nobody's", "Northgate", "Southport", "Typed"]
    for path in ("a/", "b/"):
        page.goto(host + path + REVIEWED)
        assert _deals(page) == names
        page.goto(host + path + PLAN)
        expect(page.get_by_role("combobox", name="Deal", exact=True)).to_have_value("Northgate")
        expect(page.locator(ACTIVITY).first).to_be_checked()
    page.locator(ACTIVITY).first.uncheck()
    _button(page, "Manage").click()
    _button(page, "Delete this deal").click()
    page.locator("dialog").get_by_role("button", name="Delete this deal").click()
    page.reload()
    assert _deals(page) == ["Nobody's", "Southport", "Typed"]
    page.goto(host + "a/" + PLAN)
    assert _deals(page) == names
    _delete_all(page)
    page.reload()
    assert _deals(page) == []
    assert _kept(page, SHARED) == OLD


def test_deals_from_before_that_can_not_be_read_are_said_and_left(page: Page, host: str) -> None:
    page.goto(host + "a/" + PLAN)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [SHARED, "{"])
    page.reload()
    expect(page.locator("nextcall-planner [role=status]")).to_contain_text("be read")
    page.locator(ACTIVITY).first.check()
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    assert page.evaluate("(key) => localStorage.getItem(key)", SHARED) == "{"


def test_each_playbook_keeps_the_colours_that_its_reader_chose(page: Page, host: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(host + "a/" + PLAN)
    page.locator("label[for='__palette_0']:visible").click()
    body = page.locator("body")
    for path, scheme in (("a/", "default"), ("a/sales/", "default"), ("b/", "slate"), ("a/deeper/", "slate")):
        page.goto(host + path)
        expect(body).to_have_attribute("data-md-color-scheme", scheme)


# Where a link is dead.


@pytest.mark.one_in(2)
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
    command = [sys.executable, "-m", "nextcall", "build", "--root", str(tmp_path), "--site-dir", str(site)]
    subprocess.run(command, check=True, capture_output=True)
    text = (site / "404.html").read_text(encoding="utf-8")
    assert "not-found.js" not in text
    assert 'href="/repo/sales/direct/' in text
    shutil.copytree(site, tmp_path / "host" / "moved")
    with served(tmp_path / "host") as host:
        for path in ("repo", "moved"):
            page.goto(f"{host}{path}/sales/direct/propose/")
            page.locator("[data-tick]").first.check()
            assert len(_kept(page, f"nextcall.deals:/{path}/")["deals"]) == 1
