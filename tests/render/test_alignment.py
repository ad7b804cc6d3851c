"""The alignment map and the matrix: what the picture shows, its words say, and gaps are told by more than colour."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import plan_everything
from nextcall.render import render
from nextcall.views import alignment

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook
    from nextcall.render import Page

BUYING = "[{id: see}, {id: test, always_on: true}, {id: alone}]"
STAGES = """
- {id: first, buying_stages: [see], activities: [{id: early-test, buying_stages: [test]}]}
- {id: second, buying_stages: [see, test]}
- {id: ours}
- {id: won, closed: won}
"""


@pytest.fixture
def made(make_playbook: Callable[..., Playbook]) -> Playbook:
    return make_playbook(STAGES, buying=BUYING)


def page_of(playbook: Playbook, address: str) -> Page:
    return next(page for page in render(playbook, plan_everything(playbook), lambda _: 1) if page.address == address)


def test_the_map_has_a_band_for_each_stage_that_helps_and_a_lighter_one_where_only_an_activity_does(
    made: Playbook,
) -> None:
    found = alignment.alignment_map(made, made.sales_processes[0])
    assert found is not None
    assert [ribbon.match.value for ribbon in found.ribbons] == ["stage", "stage", "activity", "stage"]
    assert found.has_single_activities


def test_the_words_beneath_the_map_say_all_that_the_map_shows(made: Playbook) -> None:
    page = page_of(made, "sales/process/").markdown
    table = page[page.index("nc-map-words") : page.index("</details>")]
    rows = [" ".join(unescape(re.sub(r"<[^>]*>", " ", row)).split()) for row in table.split("<tr>")[2:]]
    assert rows == [
        "see first second",
        "test always on first with an activity second",
        "alone no help yet",
        "ours alone ours",
    ]


def test_a_gap_in_the_picture_is_a_word_and_not_a_colour(made: Playbook) -> None:
    page = page_of(made, "sales/process/").markdown
    picture = page[page.index("nc-map-theirs") : page.index("nc-map-words")]
    assert picture.count("no help yet") == 1
    assert picture.count("ours alone") == 1


def test_the_matrix_names_the_gaps_of_both_sides(made: Playbook) -> None:
    page = page_of(made, "alignment/").markdown
    assert re.search(r'<th scope="col" class="nc-gap">.*?ours.*?nc-badge-warn">gap<', page)
    assert re.search(r'<tr class="nc-gap"><th scope="row">.*?alone.*?nc-badge-warn">gap<', page)
    assert page.count(">gap<") == 2


def test_a_process_beside_no_buying_process_still_shows_its_stages(make_playbook: Callable[..., Playbook]) -> None:
    page = page_of(make_playbook("[{id: first}]"), "sales/process/").markdown
    assert "nc-map-ours" in page
    assert "nc-map-words" not in page
