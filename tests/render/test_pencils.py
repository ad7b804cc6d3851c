"""Every page, stage, criterion and activity leads to its line at the forge: to view, to edit, to suggest a change."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from nextcall import addresses, pipeline
from nextcall.addresses import pages as table
from nextcall.addresses.forge import PATH, pencils

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.model import Place
    from nextcall.pipeline import Checked

HOME = "https://github.com/team/playbook"


@pytest.fixture(scope="module")
def checked(example: Path) -> Checked:
    """The example, checked."""
    return pipeline.check(example)


@pytest.fixture(scope="module")
def shown(checked: Checked) -> dict[str, str]:
    """Every page of the example's site at a forge, by address, with references resolved."""
    at = pencils(HOME, f"edit/main/playbook/{PATH}", folder="playbook/")
    return {page.address: unescape(page.markdown) for page in pipeline.make_site(checked, pencils=at).pages}


def _leads(checked: Checked, page: str, place: Place) -> bool:
    line = checked.loaded.line_of(place)
    file = f"main/playbook/{place.path}"
    return f"{HOME}/blob/{file}?plain=1#L{line}" in page and f"{HOME}/edit/{file}#L{line}" in page


def test_every_page_leads_to_its_own_line(checked: Checked, shown: dict[str, str]) -> None:
    assert checked.playbook is not None
    missing = []
    for page in pipeline.make_site(checked).pages:
        is_of_playbook = page.address in set(table.of(checked.playbook))
        if is_of_playbook and page.address not in (addresses.RULES, addresses.FIELDS):
            missing += [] if _leads(checked, shown[page.address], page.source) else [page.address]
    assert missing == []


def test_every_stage_criterion_and_activity_leads_to_its_own_line(checked: Checked, shown: dict[str, str]) -> None:
    assert checked.playbook is not None
    things = 0
    for process in checked.playbook.sales_processes:
        for stage in process.stages:
            page = shown[addresses.stage(process.id, stage.id)]
            criteria = [
                each for one in (*stage.exit_criteria, *stage.entry_criteria) for each in (one, *one.alternatives)
            ]
            for each in (stage, *criteria, *stage.activities):
                assert _leads(checked, page, each.place), (stage.id, each.place)
                things += 1
    assert things > 80


def test_a_suggestion_is_an_issue_that_holds_file_line_and_present_words(
    checked: Checked, shown: dict[str, str]
) -> None:
    assert checked.playbook is not None
    process = checked.playbook.sales_process_by_id["new-business"]
    activity = process.activity_by_id["agree-pass-marks"]
    page = shown[addresses.stage(process.id, "prove")]
    line = checked.loaded.line_of(activity.place)
    (found,) = {
        each
        for each in re.findall(rf'href="({re.escape(HOME)}/issues/new[^"]*)"', page)
        if f"line {line}" in parse_qs(urlsplit(each).query)["title"][0]
    }
    said = parse_qs(urlsplit(found).query)["body"][0]
    assert said.splitlines()[0] == f"playbook/sales/new-business.yaml, line {line}, says:"
    assert f"> {activity.name}" in said
    assert len(found) < 4000


def test_without_a_forge_no_page_has_a_pencil(checked: Checked) -> None:
    pages = pipeline.make_site(checked).pages
    assert [page.address for page in pages if "nc-trace" in page.markdown] == []


def test_where_the_forge_takes_no_issue_by_its_address_none_is_offered(checked: Checked) -> None:
    at = pencils("https://bitbucket.org/team/playbook", None, folder="playbook/")
    stage = next(page for page in pipeline.make_site(checked, pencils=at).pages if page.address.endswith("/prove/"))
    assert "nc-trace" in stage.markdown
    assert "issues/new" not in stage.markdown
