"""What is ticked has a name that doesn't depend on its page, its place or its neighbours."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from nextcall import text
from nextcall.call_plan import plan_everything
from nextcall.render import render, ticks
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook
    from nextcall.render import Page

    from .conftest import Read

STAGE, PLAN = "sales/direct/discover/", "sales/direct/discover/call-plan/"


def inputs(read: Read) -> list[dict[str, str | None]]:
    return [dict(attributes) for tag, attributes in read.elements if tag == "input"]


def names(read: Read) -> set[str]:
    return {str(each["data-tick"]) for each in inputs(read) if "data-tick" in each}


def test_everything_that_can_be_filled_in_has_a_name_to_keep_it_by(
    pages: dict[str, Page], read: Callable[[str], Read]
) -> None:
    every = [each for page in pages.values() for each in inputs(read(page.markdown))]
    named = ("data-tick", "data-at", "name")  # a deal's page and my deals fill in the others themselves
    assert [each for each in every if not any(map(each.get, named))] == []


def test_a_stage_names_its_activities_and_criteria_and_its_call_plan_keeps_nothing(
    pages: dict[str, Page], read: Callable[[str], Read]
) -> None:
    assert {"activity:count-ships", "criterion:cost-known"} <= names(read(pages[STAGE].markdown))
    assert inputs(read(pages[PLAN].markdown)) == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (STAGE, "Only we could say so: name what the customer says, does or sends to show it."),
        (PLAN, "Only we could say so: name what the customer says, does or sends to show it."),
        ("sales/direct/review/", "Only we could say so: name what the customer says, does or sends to show it."),
        ("sales/direct/won/", "Nobody is named who shows it: name what the customer says, does or sends."),
    ],
)
def test_a_criterion_without_a_checkbox_says_why_wherever_it_stands(
    pages: dict[str, Page], address: str, why: str
) -> None:
    assert unescape(pages[address].markdown).count(why) == 1


def test_a_criterion_that_only_we_can_assert_is_ticked_on_no_page(
    playbook: Playbook, pages: dict[str, Page], read: Callable[[str], Read]
) -> None:
    ours = {
        ticks.criterion(each)
        for process in playbook.sales_processes
        for stage in process.stages
        for criterion in (*stage.entry_criteria, *stage.exit_criteria)
        for each in criterion.either_way
        if not each.is_shown_by_customer
    }
    assert "criterion:we-believe" in ours
    for page in pages.values():
        assert names(read(page.markdown)).isdisjoint(ours), page.address
    assert "We believe it" in pages[STAGE].markdown


def test_every_page_with_ticks_has_one_place_for_the_deal_and_names_its_process_and_stage(
    pages: dict[str, Page], read: Callable[[str], Read]
) -> None:
    for address, page in pages.items():
        elements = read(page.markdown).elements
        bars = [dict(attributes) for tag, attributes in elements if tag == "nextcall-stage"]
        assert len(bars) == 1 or not names(read(page.markdown)), address
        for bar in bars:
            assert address.startswith(f"sales/{bar['data-process']}/{bar['data-stage']}/")


def test_without_its_script_the_place_for_copying_is_empty(pages: dict[str, Page]) -> None:
    places = re.findall(r"<(nextcall-\w+)[^>]*>(.*?)</\1>", pages[PLAN].markdown)
    assert places == [("nextcall-copy", "")]


def test_a_criterion_without_an_id_and_an_alternative_are_called_after_their_words(playbook: Playbook) -> None:
    criteria = playbook.sales_process_by_id["direct"].stage_by_id["discover"].exit_criteria
    alternative = criteria[0].alternatives[0]
    assert ticks.criterion(criteria[0]) == "criterion:cost-known"
    assert ticks.criterion(alternative).startswith("criterion:~")


def test_an_alternative_counts_as_what_it_stands_for(pages: dict[str, Page], read: Callable[[str], Read]) -> None:
    counted = [each["data-counts-as"] for each in inputs(read(pages[STAGE].markdown)) if "data-counts-as" in each]
    assert counted == ["criterion:cost-known"]


def test_what_only_we_could_say_has_no_box_though_its_alternative_has_one(
    make_playbook: Callable[..., Playbook], read: Callable[[str], Read]
) -> None:
    playbook = make_playbook(
        "[{id: open, exit_criteria: [{id: known, criterion: We know it, verified_by: seller_assertion,"
        " or: [{criterion: They wrote it, verified_by: customer_document}]}]}]"
    )
    made = {page.address: page for page in render(playbook, plan_everything(playbook), lambda _: 1)}
    table = made["sales/process/open/"].markdown.split("</table>")[0]
    assert ["data-counts-as" in each for each in inputs(read(table))] == [True]
    assert catalogue().plain("criteria.ours_alone", {}).split(":")[0] in table


@pytest.mark.parametrize("group", ["deal.say", "copy"])
def test_a_script_gets_its_words_whole_through_an_attribute(group: str) -> None:
    words = catalogue().for_script(group)
    found = json.loads(unescape(text.escape(words)))
    assert found == json.loads(words)
    assert found
    for phrase in found.values():
        assert isinstance(phrase, str) or phrase.keys() == {"one", "other"}


def test_a_script_fills_in_its_words_itself() -> None:
    assert json.loads(catalogue().for_script("deal.say"))["next_stage"] == "Next: {stage}"


def test_words_that_a_script_asks_for_must_be_there() -> None:
    with pytest.raises(LookupError, match="no words below 'nonsense'"):
        catalogue().for_script("nonsense")
