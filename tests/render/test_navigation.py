"""The navigation as a reader browses it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.addresses import pages
from nextcall.render import NavigationEntry, assets, navigation

if TYPE_CHECKING:
    from nextcall.model import Playbook


def files(entries: tuple[NavigationEntry, ...]) -> list[str]:
    return [file for entry in entries for file in ([entry.file] if entry.file else files(entry.children))]


def test_home_comes_first_the_teams_own_pages_late_and_last_how_to_change_them(playbook: Playbook) -> None:
    entries = navigation(playbook)
    assert entries[0].file == "index.md"
    assert entries[-2] == NavigationEntry("How we work", "guide/how-we-work.md")
    assert files(entries[-1:]) == [
        "contribute/index.md",
        "health/index.md",
        "contribute/rules/index.md",
        "contribute/fields/index.md",
    ]


def test_every_page_of_the_playbook_stands_in_it_once_and_no_single_rule_or_kind_of_file(playbook: Playbook) -> None:
    doors = {addresses.crm_door(slug) for slug in addresses.crm_doors(playbook)}
    assert doors
    copies = {addresses.customer_copy(process.id) for process in playbook.sales_processes}
    ours = [addresses.file_of(address) for address in pages.of(playbook) if address not in doors | copies]
    assert sorted(files(navigation(playbook))) == sorted([*ours, "guide/how-we-work.md"])


def test_a_process_opens_with_its_page_and_a_stage_with_its_own(playbook: Playbook) -> None:
    direct = next(entry for entry in navigation(playbook) if entry.title == "Direct sale")
    assert direct.children[0].file == "sales/direct/index.md"
    assert direct.children[1] == NavigationEntry("Plan a deal", "sales/direct/plan/index.md")
    assert direct.children[2] == NavigationEntry("Deal review", "sales/direct/review/index.md")
    assert direct.children[3] == NavigationEntry("How few calls?", "sales/direct/compress/index.md")
    assert direct.children[4] == NavigationEntry("Do we move faster?", "sales/direct/results/index.md")
    discover = next(each for each in direct.children if each.children)
    assert [page.file for page in discover.children] == [
        "sales/direct/discover/index.md",
        "sales/direct/discover/call-plan/index.md",
    ]
    assert direct.children[-1] == NavigationEntry("Lost", "sales/direct/lost/index.md")


def test_the_stylesheet_comes_with_the_pages_and_asks_no_other_host_for_anything() -> None:
    content = assets()[addresses.STYLESHEETS[0]]
    assert b"url(" not in content
    assert b"@import" not in content


def test_the_scripts_come_with_the_pages_and_know_no_way_to_send_anything() -> None:
    assert list(assets()) == [*addresses.STYLESHEETS, *addresses.SCRIPTS]
    for path in addresses.SCRIPTS:
        content = assets()[path]
        assert not re.search(
            rb"https?://|fetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|import\([^)]", content
        ), path
