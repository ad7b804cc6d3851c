"""The page of what changed, and the marks of it: whatever a commit says is words, and what can't be known is said."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from nextcall import addresses, pipeline
from nextcall.views.changed import Absent, Entry, History, Moved, Told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.pipeline import Site

EVIL = "</h2><script>alert(1)</script> [a](javascript:x) **b** {{ 7*7 }} {: onclick=x }"


def _entry(*told: Told, subject: str = "Longer", author: str = "Lea") -> Entry:
    return Entry("ab" * 20, 1_700_000_000, "2026-03-04", author, subject, told, (Moved("new", (1, 2), (None, 7)),))


@pytest.fixture
def site(write_playbook: Callable[..., Path]) -> Callable[[History], Site]:
    """A function that makes the site of a small playbook with a history."""
    checked = pipeline.check(write_playbook())
    return lambda history: pipeline.make_site(checked, history=history)


def _page(site: Site, address: str) -> str:
    (page,) = (each for each in site.pages if each.address == address)
    return page.markdown


def test_a_commit_is_told_with_day_author_effect_and_figures(site: Callable[[History], Site]) -> None:
    told = Told("They own the problem: our word only.", "weakens", "new", "discover")
    page = unescape(_page(site(History((_entry(told),))), addresses.CHANGES))
    for words in ("2026-03-04", "Lea", "Longer", "weakens", "our word only", "calls 1 → <strong>2</strong>"):
        assert words in page
    assert f'id="{addresses.change_anchor("ab" * 20)}"' in page
    assert 'href="../sales/new/discover/index.html"' in page


def test_nothing_that_a_commit_says_is_markup(site: Callable[[History], Site]) -> None:
    told = Told(EVIL, "neutral", "new", "discover")
    made = site(History((_entry(told, subject=EVIL, author=EVIL),)))
    for page in made.pages:
        for part in ("<script>", "**b**", "{{", "{:", "](javascript"):
            assert part not in page.markdown, (page.address, part)


def test_a_stage_that_is_gone_is_no_link(site: Callable[[History], Site]) -> None:
    entry = _entry(Told("Gone", "neutral", "new", "pilot"), Told("All", "neutral"))
    assert "pilot" not in _page(site(History((entry,))), addresses.CHANGES)


def test_of_a_commit_that_changes_everything_twenty_changes_are_shown_and_the_rest_is_counted(
    site: Callable[[History], Site],
) -> None:
    told = [Told(f"Change {number}", "neutral", "new", "discover") for number in range(50)]
    page = unescape(_page(site(History((_entry(*told),))), addresses.CHANGES))
    assert page.count("Change ") == 20
    assert "and 30 more changes" in page


def test_the_page_is_in_the_navigation_and_its_script_in_the_site_only_where_it_is(
    site: Callable[[History], Site],
) -> None:
    with_it, without = site(History((_entry(Told("x", "neutral")),))), site(History(absent=Absent.SHALLOW))
    for made, there in ((with_it, True), (without, False)):
        assert (addresses.CHANGES in {page.address for page in made.pages}) is there
        assert (addresses.SCRIPT_OF_CHANGES in made.assets) is there
        files = str(made.navigation)
        assert (addresses.file_of(addresses.CHANGES) in files) is there


@pytest.mark.parametrize("absent", list(Absent))
def test_health_says_why_nobody_knows_what_changed(absent: Absent, site: Callable[[History], Site]) -> None:
    assert "There is no page of what changed" in _page(site(History(absent=absent)), addresses.HEALTH)
    assert "nc-changed" not in _page(site(History(absent=absent)), addresses.HOME)


def test_home_and_stage_hold_their_newest_change_for_the_script_to_show(site: Callable[[History], Site]) -> None:
    made = site(History((_entry(Told("x", "neutral", "new", "discover")),)))
    for address in (addresses.HOME, addresses.stage("new", "discover")):
        assert 'data-changed="1700000000"' in _page(made, address)
        assert 'data-newest-change="1700000000"' in _page(made, address)
    assert "data-changed=" not in _page(made, addresses.stage("new", "won"))
