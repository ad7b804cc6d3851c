"""Where a link in a text leads, seen from a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall.load import load
from nextcall.render.links import Links

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook

ORIGIN = "sales/direct/discover/"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://ferry.example/a?b#c", "https://ferry.example/a?b#c"),
        ("mailto:a@ferry.example", "mailto:a@ferry.example"),
        ("../guide/how-we-work.md", "../../../guide/how-we-work/index.html"),
        ("../guide/how-we-work.md#part", "../../../guide/how-we-work/index.html#part"),
        ("../guide/drawing.svg", "../../../guide/drawing.svg"),
        ("../sales/direct/index.md", "../index.html"),
        ("direct/won/", "../won/index.html"),
        ("direct/won", "../won/index.html"),
        ("direct/explore/index.md", "index.html"),
        ("../index.md", "../../../index.html"),
        ("..", "../../../index.html"),
        ("../contribute/rules/broken-link/index.md", "../../../contribute/rules/broken-link/index.html"),
        ("../sales/direct/review/index.md", "../review/index.html"),
        ("../crm/1-open/", "../../../crm/1-open/index.html"),
        ("../crm/9-won/", "../won/index.html"),
        ("../playbook.json", "../../../playbook.json"),
        ("../contribute/fields/roles/", "../../../contribute/fields/roles/index.html"),
        ("../contribute/rules/no-such-rule/", None),
        ("direct.yaml", None),
        ("../guide/missing.md", None),
        ("../../outside.md", None),
        ("#anchor", None),
        ("javascript:alert(1)", None),
        ("//other.example", None),
    ],
)
def test_a_link_leads_to_what_is_published_or_nowhere(playbook: Playbook, target: str, expected: str | None) -> None:
    assert Links(playbook, directory_urls=True).href(ORIGIN, "sales", target) == expected


def test_a_team_page_is_a_file_where_the_host_makes_files(playbook: Playbook) -> None:
    links = Links(playbook, directory_urls=False)
    assert links.href("", "", "guide/how-we-work.md") == "guide/how-we-work.html"


def test_a_link_finds_a_file_whose_name_is_written_in_references_and_leads_there_in_them(
    write_playbook: Callable[..., Path],
) -> None:
    root = write_playbook({"guide/how we work.md": "# How\n", "guide/100%.svg": "<svg/>"})
    playbook = load(root).playbook
    assert playbook is not None
    links = Links(playbook, directory_urls=True)
    page = "../guide/how%20we%20work/index.html"
    for target in ("../guide/how%20we%20work.md", "../guide/how we work.md", "../guide/how%20we%20work.md?seen=1"):
        assert links.href("sales/", "sales", target) == page
    assert links.href("sales/", "sales", "../guide/100%25.svg#a") == "../guide/100%25.svg#a"


def test_a_page_of_today_wins_over_an_old_name(write_playbook: Callable[..., Path]) -> None:
    process = "name: Other\nformerly: [new, older]\nstages: [{id: discover, name: D}]\n"
    playbook = load(write_playbook({"sales/other.yaml": process})).playbook
    assert playbook is not None
    links = Links(playbook, directory_urls=True)
    assert links.href("", "", "sales/new/index.md") == "sales/new/index.html"
    assert links.href("", "", "sales/older/index.md") == "sales/other/index.html"
