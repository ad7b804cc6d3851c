"""What changed since a browser's last visit is marked, until it was seen; nothing leaves the browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.conftest import git

from .server import compressed, served

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

STAGE, OTHER = "sales/new/discover/", "sales/new/won/"
DAMAGE = """kept => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("nextcall.seen:")) localStorage.setItem(key, kept);
}"""
MARK, LIST = "[data-seen-here]", "[data-changed-any]"


@pytest.fixture
def change(write_playbook: Callable[..., Path], tmp_path: Path) -> Callable[[int, int], None]:
    """A function that commits how long an activity takes, at an hour, and builds the site in `site/`."""
    root = write_playbook()
    git(root.parent, "init", "--quiet")

    def make(minutes: int, hour: int) -> None:
        sales = root / "sales" / "new.yaml"
        lines = sales.read_text(encoding="utf-8").splitlines(keepends=True)
        where = next(number for number, line in enumerate(lines) if "minutes:" in line)
        lines[where] = f"        minutes: {minutes}\n"
        sales.write_text("".join(lines), encoding="utf-8")
        git(root.parent, "add", "playbook")
        git(root.parent, "commit", "--quiet", "--message", f"{minutes} minutes", hour=hour)
        command = [sys.executable, "-m", "nextcall", "build", "--root", str(root), "--site-dir", str(tmp_path / "new")]
        subprocess.run(command, check=True, capture_output=True)
        shutil.copytree(tmp_path / "new", tmp_path / "site", dirs_exist_ok=True)
        compressed.cache_clear()

    return make


def test_a_stage_that_changed_since_the_last_visit_is_marked_there_and_on_home_until_it_was_seen(
    page: Page, change: Callable[[int, int], None], tmp_path: Path
) -> None:
    change(10, 8)
    change(11, 9)
    with served(tmp_path / "site") as site:
        page.goto(site)
        assert not page.locator(LIST).is_visible()  # whoever comes for the first time has missed nothing
        page.goto(site + STAGE)
        assert not page.locator(MARK).is_visible()
        change(12, 10)
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
    page: Page, change: Callable[[int, int], None], tmp_path: Path
) -> None:
    change(10, 8)
    change(11, 9)
    with served(tmp_path / "site") as site:
        page.goto(site)
        change(12, 10)
        page.goto(site + STAGE)
        page.locator(f"{MARK} a").click()
        page.wait_for_url("**/changes/**")
        entry = page.locator(page.evaluate("location.hash"))
        assert "12 minutes" in entry.inner_text()
        change(13, 11)
        page.goto(f"{site}changes/")
        page.goto(site)
        assert not page.locator(LIST).is_visible()


def test_what_a_browser_kept_and_is_damaged_counts_as_a_first_visit(
    page: Page, change: Callable[[int, int], None], tmp_path: Path
) -> None:
    change(10, 8)
    change(11, 9)
    with served(tmp_path / "site") as site:
        page.goto(site)
        for kept in ("{", "[]", '{"since": "x", "things": {}}', '{"since": 1, "things": null}', "null"):
            page.evaluate(DAMAGE, kept)
            page.goto(site)
            assert not page.locator(LIST).is_visible(), kept
