"""What a first visit costs: bytes over the wire, how far the page moves under the reader, and Lighthouse's opinion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import shifts, site_tools
from .page_types import PAGE_TYPES, open_page
from .server import served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser
    from tests.conftest import SomeOf

MOST_BYTES = 200_000
LEAST_SCORE = 0.95


@pytest.mark.one_in(2)
@pytest.mark.parametrize("turn", range(2))
def test_a_first_visit_transfers_at_most_200_kb_without_the_search_index_and_no_page_moves_under_its_reader(
    turn: int, browser: Browser, site_folder: Path, some_of: SomeOf
) -> None:
    """One type of page after the other on a narrow and on a wide screen, by turns, and each in a browser of its own."""
    sent: list[tuple[str, int]] = []
    size, moved = {}, {}
    with served(site_folder, sent) as site:
        for index, name in enumerate(some_of(PAGE_TYPES, 4, 3)):
            sent.clear()
            context = browser.new_context(viewport={"width": (390, 1440)[(index + turn) % 2], "height": 900})
            tab = context.new_page()
            tab.add_init_script(shifts.WATCH)
            open_page(tab, site, PAGE_TYPES[name])
            tab.wait_for_load_state("networkidle")
            assert any(path.endswith(".css") for path, _ in sent)
            assert any("bundle" in path for path, _ in sent)
            size[name] = sum(length for path, length in sent if "search_index" not in path)
            tab.mouse.wheel(0, 2000)
            tab.wait_for_load_state("networkidle")
            moved[name] = shifts.shifted(tab)
            context.close()
    assert {name: length for name, length in size.items() if length > MOST_BYTES} == {}
    assert {name: shift for name, shift in moved.items() if shift >= shifts.MOST} == {}


@pytest.mark.one_in(2)  # as each takes it ten seconds; all types of page are looked at by tests/bench/site_quality.py
@pytest.mark.parametrize("name", ["call_plan", "stage"])
def test_lighthouse_finds_a_page_accessible_sound_and_easy_to_find(name: str, site: str, chromium_path: Path) -> None:
    categories = ("accessibility", "best-practices", "seo")
    report = site_tools.lighthouse(site + PAGE_TYPES[name].address, chromium_path, categories)
    scores = {each: report["categories"][each]["score"] for each in categories}
    assert {each: score for each, score in scores.items() if score < LEAST_SCORE} == {}
