"""What changed since a browser's last visit is marked, until it was seen; nothing leaves the browser."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from tests.conftest import SMALL, build_site, git

from .server import compressed, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.conftest import MadeOnce

STAGE, OTHER = "sales/new/discover/", "sales/new/won/"
DAMAGE = """kept => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("nextcall.seen:")) localStorage.setItem(key, kept);
}"""
VERSIONS = (11, 12, 13)
MARK, LIST = "[data-seen-here]", "[data-changed-any]"


@pytest.fixture(scope="module")
def history(made_once: MadeOnce) -> Path:
    """Sites of one playbook, by how many minutes an activity of it takes: from commit to commit a minute more.

    The first commit has no site: nothing had changed by then.
    """

    def make(folder: Path) -> None:
        for path, text in SMALL.items():
            (folder / "playbook" / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / "playbook" / path).write_text(text, encoding="utf-8")
        git(folder, "init", "--quiet")
        sales = folder / "playbook" / "sales" / "new.yaml"
        for hour, minutes in enumerate((10, *VERSIONS), 8):
            sales.write_text(re.sub("minutes: .*", f"minutes: {minutes}", SMALL["sales/new.yaml"], count=1))
            git(folder, "add", "playbook")
            git(folder, "commit", "--quiet", "--message", f"{minutes} minutes", hour=hour)
            if minutes in VERSIONS:
                build_site(folder, folder / str(minutes))

    return made_once("changes", make)


@pytest.fixture
def change(history: Path, tmp_path: Path) -> Callable[[int], None]:
    """A function that puts the site of so many minutes in `site/`."""

    def make(minutes: int) -> None:
        shutil.copytree(history / str(minutes), tmp_path / "site", dirs_exist_ok=True)
        compressed.cache_clear()

    return make


def test_a_stage_that_changed_since_the_last_visit_is_marked_there_and_on_home_until_it_was_seen(
    page: Page, change: Callable[[int], None], tmp_path: Path
) -> None:
    change(11)
    with served(tmp_path / "site") as site:
        page.goto(site)
        assert not page.locator(LIST).is_visible()  # whoever comes for the first time has missed nothing
        page.goto(site + STAGE)
        assert not page.locator(MARK).is_visible()
        change(12)
        page.goto(site)
        assert page.locator(LIST).is_visible()
        assert page.locator(f"{LIST} li:visible").all_inner_texts() == ["Discover the problem New business"]
        page.locator(f"{LIST} li:visible a").click()
        page.locator(MARK).wait_for(state="visible")
        page.goto(site + STAGE)
        assert not page.locator(MARK).is_visible()
        page.goto(site)
        assert not page.locator(LIST).is_visible()


def test_the_mark_leads_to_the_change_and_the_page_of_changes_has_seen_all(
    page: Page, change: Callable[[int], None], tmp_path: Path
) -> None:
    change(11)
    with served(tmp_path / "site") as site:
        page.goto(site)
        change(12)
        page.goto(site + STAGE)
        page.locator(f"{MARK} a").click()
        page.wait_for_url("**/changes/**")
        entry = page.locator(page.evaluate("location.hash"))
        assert "12 minutes" in entry.inner_text()
        change(13)
        page.goto(f"{site}changes/")
        page.goto(site)
        assert not page.locator(LIST).is_visible()


def test_what_a_browser_kept_and_is_damaged_counts_as_a_first_visit(
    page: Page, change: Callable[[int], None], tmp_path: Path
) -> None:
    change(11)
    with served(tmp_path / "site") as site:
        page.goto(site)
        for kept in ("{", "[]", '{"since": "x", "things": {}}', '{"since": 1, "things": null}', "null"):
            page.evaluate(DAMAGE, kept)
            page.goto(site)
            assert not page.locator(LIST).is_visible(), kept
