"""The way from the CRM into the playbook, and the guidance that goes back."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from nextcall.views import crm

if TYPE_CHECKING:
    from nextcall.model import Playbook
    from nextcall.render import Page

FIELD = re.compile(r"<textarea[^>]*>([^<]*)</textarea>")


def test_a_stage_of_the_crm_leads_straight_to_ours(pages: dict[str, Page]) -> None:
    door = pages["crm/9-won/"].markdown
    assert 'redirect: "../../sales/direct/won/index.html"' in unescape(door)
    assert 'href="../../sales/direct/won/index.html"' in door


def test_a_stage_of_the_crm_that_two_processes_share_asks_which_one(pages: dict[str, Page]) -> None:
    page = pages["crm/1-open/"].markdown
    assert "redirect" not in page.split("---")[1]
    assert 'href="../../sales/direct/discover/index.html"' in page
    assert 'href="../../sales/tiny/talk/index.html"' in page
    assert "Direct sale" in page


def test_the_list_of_the_crms_stages_holds_each_with_its_address_and_leaves_out_what_has_none(
    playbook: Playbook, pages: dict[str, Page]
) -> None:
    listed = {
        part.process.id: [(row.stage.id, row.door, row.is_shared) for row in part.rows]
        for part in crm.by_process(playbook)
    }
    assert listed == {
        "direct": [("discover", "crm/1-open/", True), ("won", "crm/9-won/", False)],
        "tiny": [("talk", "crm/1-open/", True)],
    }
    page = unescape(pages["crm/"].markdown)
    assert "10 %, pipeline" in page
    assert 'href="1-open/index.html"' in page


def test_a_stage_offers_its_guidance_as_lines_of_plain_text(pages: dict[str, Page]) -> None:
    (field,) = FIELD.findall(pages["sales/direct/discover/"].markdown)
    assert "\n" not in field
    assert unescape(field) == (
        "Discover\n\n"
        "They tell us what is late.\n\n"
        "Move on when:\n"
        "- They know what a late ship costs (show me: Their figure, in their mail); or: Their auditor knows"
        " (show me: The report)\n"
        "- We believe it\n\n"
        "What we do:\n- Count the late ships (10 min)\n- Show the cost (12 min)\n\n"
        "Drifting when:\n- Only we owe a next step\n\n"
        "Stop when:\n- One berth only"
    )


def test_a_closed_stage_offers_guidance_too_and_one_with_nothing_but_a_name_none(pages: dict[str, Page]) -> None:
    assert FIELD.search(pages["sales/direct/won/"].markdown)
    assert not FIELD.search(pages["sales/direct/lost/"].markdown)
    assert not FIELD.search(pages["sales/tiny/talk/"].markdown)
