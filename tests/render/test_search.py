"""What search is told of each thing: the words that a seller would look for it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nextcall import addresses
from nextcall.call_plan import plan_everything
from nextcall.render import Page, SearchEntry, search_entries
from nextcall.words import catalogue

if TYPE_CHECKING:
    from nextcall.model import Playbook

Found = dict[tuple[str, str], SearchEntry]
STAGE = "sales/direct/discover/"


@pytest.fixture(scope="module")
def found(playbook: Playbook, pages: dict[str, Page]) -> Found:
    """Every entry, by address and anchor."""
    plans = plan_everything(playbook).call_plans
    entries = search_entries(playbook, plans, pages.values(), catalogue().label)
    made = {(each.address, each.anchor): each for each in entries}
    assert len(made) == len(entries)
    return made


def test_an_activity_is_found_by_what_it_is_for_how_it_is_done_who_takes_part_and_what_is_shown(found: Found) -> None:
    entry = found[STAGE, addresses.activity_anchor("count-ships")]
    assert entry.title == "Count the late ships"
    assert entry.lines == (
        "Activity in Discover, Direct sale",
        "A number that is theirs",
        "A number to show upstairs",
        "They send the log",
        "Take the log. 1. Read it 2. Add it up",
        "Open the log",
        "Count",
        "Port manager, Seller, Yard",
        "Berth sheet",
    )


def test_a_stage_is_found_by_its_definition_the_customers_questions_the_crm_and_signs_of_drift(found: Found) -> None:
    entry = found[STAGE, ""]
    assert entry.title == "Discover"
    assert entry.lines == (
        "Stage of Direct sale",
        "They tell us what is late.",
        "Is it worth it?",
        "Who must say yes?",
        "1 - Open",
        "Only we owe a next step",
        "One berth only",
    )
    assert found["sales/direct/wait-for-them/", ""].lines[-1] == "Nobody counts"


def test_a_criterion_is_found_by_its_evidence_either_way(found: Found) -> None:
    assert found[STAGE, addresses.criterion_anchor("cost-known")].lines[1:] == (
        "Their figure, in their mail",
        "The report",
    )
    unnamed = found["sales/direct/sign/", addresses.unnamed_criterion_anchor(1)]
    assert (unnamed.title, unnamed.lines[1:]) == ("They signed", ("The order",))


def test_objections_are_numbered_as_on_their_page(found: Found) -> None:
    address = "sales/direct/discover/call-plan/"
    said = [found[address, addresses.objection_anchor(number)].title for number in (1, 2, 3)]
    assert said == ["Too early", "Too dear", "No time"]
    assert found[address, addresses.objection_anchor(1)].lines[-1] == "When then?"


def test_what_sellers_call_a_thing_stands_beside_its_text_and_not_in_it(found: Found) -> None:
    stage, activity = found[STAGE, ""], found[STAGE, addresses.activity_anchor("count-ships")]
    objection = found[f"{STAGE}call-plan/", addresses.objection_anchor(2)]
    assert [each.keywords for each in (stage, activity, objection)] == [
        ("First talk",),
        ("Audit, quick", "tally"),
        ("price pushback",),
    ]
    assert not any("First talk" in line or "tally" in line for each in found.values() for line in each.lines)


def test_a_question_is_found_by_what_to_listen_for_and_what_it_qualifies(found: Found) -> None:
    asked = {entry.title: entry.lines for entry in found.values() if entry.title in ("What changed?", "What is late?")}
    assert asked["What changed?"][1:] == ("New names", "Money")
    assert asked["What is late?"][1:] == ("A number",)


@pytest.mark.parametrize(
    ("address", "anchor", "lines"),
    [
        (addresses.GLOSSARY, "term-berth", ("Where a ship lies", "quay, pier")),
        (
            addresses.ROLES,
            addresses.role_anchor("port-manager"),
            ("On their side", "Ships on time", "Calm nights", "A strike", "A short call"),
        ),
        (addresses.ROLES, addresses.role_anchor("seller"), ("On our side", "The next step")),
        (addresses.ASSETS, addresses.asset_anchor("berth-sheet"), ("template", "Before the first call")),
        (
            addresses.buying_process("port"),
            addresses.buying_stage_anchor("see-it"),
            (
                "Stage of theirs, How a port buys",
                "Is it worth it?",
                "Count the late ships",
                "It has an owner",
                "Nobody counts",
            ),
        ),
    ],
)
def test_what_is_looked_up_is_found_by_all_that_is_said_of_it(
    found: Found, address: str, anchor: str, lines: tuple[str, ...]
) -> None:
    assert found[address, anchor].lines == lines


def test_what_sellers_ask_for_weighs_more_than_what_editors_look_up(found: Found) -> None:
    weights = [
        found[STAGE, ""].boost,
        found[STAGE, addresses.activity_anchor("count-ships")].boost,
        found[STAGE, addresses.criterion_anchor("cost-known")].boost,
        found["alignment/", ""].boost,
        found[addresses.HEALTH, ""].boost,
    ]
    assert weights == sorted(weights, reverse=True)
    assert len(set(weights)) == len(weights)
    assert found[addresses.sales_process("direct"), ""].boost > found["alignment/", ""].boost
