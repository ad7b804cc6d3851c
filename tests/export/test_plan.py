"""A call plan keeps the shape that programs rely on, and is Markdown that says exactly what the team wrote."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.export.conftest import HARD, plans
from tests.export.shapes import PLAN, misfits

from nextcall import export
from nextcall.call_plan import CallPlan, call_plan
from nextcall.compress import Deal, compression_report
from nextcall.export.markdown import one_line, written
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.model import Playbook

    Make = Callable[..., Playbook]

GOLDEN = Path(__file__).parent / "golden"


def first_plan(playbook: Playbook, **deal: object) -> CallPlan:
    """The plan of a deal in the first stage of the first process."""
    process = playbook.sales_processes[0]
    return call_plan(playbook, Deal(process=process, stage=process.open_stages[0], **deal))  # type: ignore[arg-type]


def markdown(playbook: Playbook, **deal: object) -> str:
    return export.plan_markdown(playbook, first_plan(playbook, **deal), catalogue())


def section(page: str, title: str) -> list[str]:
    """The items of a section."""
    found = re.search(rf"^## {title}\n\n((?:- .*\n?)+)", page, re.MULTILINE)
    return [line.removeprefix("- ") for line in found[1].splitlines()] if found else []


def test_every_plan_of_every_playbook_has_the_promised_shape(playbooks: Mapping[str, Playbook]) -> None:
    for name, playbook in playbooks.items():
        for plan in plans(playbook):
            document = json.loads(json.dumps(export.plan_json(playbook, plan)))
            assert misfits(document, PLAN) == [], (name, plan.process.id, plan.stage.id)


def test_hard_texts_arrive_as_data(hard_playbook: Playbook) -> None:
    for plan in plans(hard_playbook):
        assert misfits(export.plan_json(hard_playbook, plan), PLAN) == []


def test_what_nobody_knows_is_null_and_never_0(make_playbook: Make) -> None:
    playbook = make_playbook(
        """
        - id: open
          activities: [{id: meet, buyer_roles: [a, b, c]}, {id: talk, requires: []}]
        """,
        call={"max_buyer_roles": 2},
    )
    document = export.plan_json(playbook, first_plan(playbook))
    assert document["leads_to"] == {"calls": None, "best": None}
    assert document["activities"][0]["leads"] is None
    written_plan = document["call_plan"]
    assert written_plan["upfront_contract"] is None
    assert written_plan["advance"] == {"target": [], "stretch": None, "fallback": None}


def test_each_change_that_unlocks_more_says_what_it_is_of_and_what_it_gains(make_playbook: Make) -> None:
    playbook = make_playbook(
        """
        - id: open
          activities:
            - {id: talk, minutes: 20, importance: key, requires: []}
            - {id: read, minutes: 12, where: either, requires: []}
            - {id: long, minutes: 12, requires: []}
            - {id: fill-in, where: between_calls, done_by: customer, requires: []}
            - {id: see, minutes: 1, requires: [fill-in]}
        - {id: next, activities: [{id: meet, minutes: 1, buyer_roles: [cfo], requires: []}]}
        """
    )
    unlocks = export.plan_json(playbook, first_plan(playbook))["unlocks"]
    assert unlocks == [
        {"change": "invite", "role": "cfo", "gain": ["meet"]},
        {"change": "minutes", "minutes": 15, "gain": ["long"]},
        {"change": "send_ahead", "activity": "read", "gain": ["long"]},
        {"change": "do_before", "activity": "fill-in", "gain": ["see"]},
    ]


def test_the_plan_of_a_deal_is_as_it_was_when_somebody_last_read_it(playbooks: Mapping[str, Playbook]) -> None:
    """`REGENERATE_GOLDEN=1 pytest tests/export` writes the file anew: read the difference before you commit it."""
    playbook = playbooks["playbook"]
    process = playbook.sales_process_by_id["new-business"]
    deal = Deal.entering(process, process.stage_by_id["prove"])
    page = export.plan_markdown(playbook, call_plan(playbook, deal), catalogue())
    golden = GOLDEN / "plan.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")


def test_headings_and_items_stay_what_they_are_whatever_the_texts_hold(hard_playbook: Playbook) -> None:
    titles = {"Agenda", "Ask", "Not in this call", "What would unlock more", "If the room changes", "We prepare"}
    titles |= {"They prepare", "Evidence in hand", "Open with these words", "When they say…", "We do before it"}
    titles |= {"Under way between calls"}
    for plan in plans(hard_playbook):
        page = export.plan_markdown(hard_playbook, plan, catalogue())
        tokens = MarkdownIt("commonmark").enable("strikethrough").parse(page)
        headings = [tokens[at + 1].content for at, each in enumerate(tokens) if each.type == "heading_open"]
        assert set(headings[1:]) <= titles
        assert sum(each.type == "list_item_open" for each in tokens) == sum(
            line.startswith("- ") for line in page.splitlines()
        )
        kinds = {each.type for token in tokens for each in (token, *(token.children or []))}
        assert not kinds & {"html_block", "html_inline", "link_open", "code_inline", "fence", "s_open", "image"}


@pytest.mark.parametrize("name", ["Shortlist #", "C# ##", "#", "F#", "A # b #", "#1", "# One #", "Tick \\#", "End ! #"])
def test_a_title_keeps_the_signs_that_it_ends_in(name: str, make_playbook: Make) -> None:
    stages = json.dumps([{"id": "open", "name": name, "activities": [{"id": "talk"}]}])
    playbook = make_playbook(stages, name=name)
    report = compression_report(playbook.sales_processes[0])
    for page, title in (
        (markdown(playbook), f"{one_line(name)}: what do we talk about next?"),
        (export.compression_markdown(playbook, report, catalogue()), one_line(name)),
    ):
        _, heading, *_ = MarkdownIt("commonmark").parse(page)
        assert "".join(each.content for each in heading.children or []) == title


@settings(derandomize=True, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="ab _*`\\[]<>&;#~-+1.)!(|\n")))
def test_a_text_written_as_markdown_renders_as_its_own_words(text: str) -> None:
    renders = "".join(
        child.content if child.type == "text" else f"<{child.type}>"
        for token in MarkdownIt("commonmark").enable("strikethrough").parse(f"- {written(text)}")
        for child in token.children or []
    )
    # A character that Unicode calls a space may be trimmed where a line begins or ends.
    assert renders.split() == one_line(text).replace("\x00", "\ufffd").split()


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("1. One", "1\\. One"),
        ("12) Twelve", "12\\) Twelve"),
        ("123456789.", "123456789\\."),
        ("2. a 3. b", "2\\. a 3. b"),
        ("> quoted", "\\> quoted"),
        ("# heading", "\\# heading"),
        ("###### heading", "\\###### heading"),
        ("- item", "\\- item"),
        ("+ item", "\\+ item"),
        ("--- line", "\\--- line"),
        ("&amp;lt; &amp;#35;", "\\&lt; \\&#35;"),
        ("~~gone~~", "\\~\\~gone\\~\\~"),
        ("<b>", "\\<b>"),
        ("\\_b\\_ a_b", "\\_b\\_ a_b"),
        ("a\\*b", "a\\*b"),
    ],
)
def test_what_would_become_markup_is_escaped(text: str, escaped: str) -> None:
    assert written(text) == escaped


@pytest.mark.parametrize("text", ["1.5 days", "1234567890. no list", "2026", "#hash", "-5 degrees"])
def test_what_only_looks_like_a_list_or_a_heading_stays(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize("text", ["Agree the pass marks", "50 % of 3-4 sites", "their_field & ours", "C:\\data, it's"])
def test_a_text_without_markup_is_pasted_as_it_was_typed(text: str) -> None:
    assert written(text) == text


def test_hard_texts_are_hard() -> None:
    assert sum(written(text) != one_line(text) for text in HARD) >= 8


def test_two_colons_in_a_row_are_never_said_of_one_item(playbooks: Mapping[str, Playbook]) -> None:
    playbook = playbooks["playbook"]
    for plan in plans(playbook):
        page = export.plan_markdown(playbook, plan, catalogue())
        for item in section(page, "Not in this call") + section(page, "What would unlock more"):
            before, dash, _ = item.partition("** — ")
            assert dash or re.fullmatch(r"\d+ more|\d+ minutes longer would add nothing\.", item), item
            assert before.count(":") <= 1, item


def test_of_much_that_is_left_out_the_nearest_is_named_and_the_rest_counted(make_playbook: Make) -> None:
    later = ", ".join(f"{{id: later-{number}, requires: [talk], minutes: 33}}" for number in range(20))
    playbook = make_playbook(f"[{{id: open, activities: [{{id: talk, minutes: 33}}, {later}]}}]")
    *named, more = section(markdown(playbook), "Not in this call")
    assert [each.partition("**")[2].partition("**")[0] for each in named] == [f"later-{each}" for each in range(12)]
    assert more == "8 more"
    assert len(export.plan_json(playbook, first_plan(playbook))["left_out"]) == 20


def test_what_an_unlock_gains_is_said_with_what_it_puts_off(make_playbook: Make) -> None:
    playbook = make_playbook(
        """
        - id: open
          activities:
            - {id: talk, minutes: 20, importance: supporting, requires: []}
            - {id: meet, minutes: 20, importance: key, buyer_roles: [cfo], requires: []}
        """
    )
    invite, *_ = section(markdown(playbook, attending=()), "What would unlock more")
    assert invite.endswith("** — adds: meet; instead of: talk")


def test_an_objection_and_its_answer_are_text(make_playbook: Make) -> None:
    objection = "{they_say: 'Too *dear*', respond: 'Against <b>1st</b> _what_?'}"
    playbook = make_playbook(f"[{{id: open, activities: [{{id: talk}}], call_plan: {{objections: [{objection}]}}}}]")
    assert section(markdown(playbook), "When they say…") == ["**Too dear** — Against \\<b>1st\\</b> what?"]


def test_nobody_is_asked_to_show_a_note_of_ours(make_playbook: Make) -> None:
    criteria = "[{id: felt, verified_by: seller_assertion, evidence: our note}]"
    playbook = make_playbook(f"[{{id: open, exit_criteria: {criteria}, activities: []}}]")
    assert section(markdown(playbook), "Ask") == ["How could anyone tell that this is true: felt?"]


def test_a_criterion_is_never_ticked_on_our_word_alone(make_playbook: Make) -> None:
    playbook = make_playbook(
        """
        - id: open
          exit_criteria:
            - {id: said, verified_by: customer_statement}
            - {id: felt, verified_by: seller_assertion, evidence: our note}
            - {id: unsaid, evidence: their mail}
            - {id: either-way, verified_by: seller_assertion, or: [{criterion: x, verified_by: customer_action}]}
          activities: [{id: talk, satisfies: [said, felt, unsaid, either-way]}]
        """
    )
    assert section(markdown(playbook), "Evidence in hand") == [
        "[ ] said",
        "felt (our note) — Only we could say so: name what the customer says, does or sends to show it.",
        "unsaid — Nobody is named who shows it: name what the customer says, does or sends. Show me: their mail",
        "[ ] either-way",
    ]
    evidence = export.plan_json(playbook, first_plan(playbook))["call_plan"]["evidence"]
    assert [each["shown_by_the_customer"] for each in evidence] == [True, False, False, True]


def test_a_gate_the_leader_and_the_cut_line_stand_where_they_belong(make_playbook: Make) -> None:
    playbook = make_playbook(
        """
        - id: open
          exit_criteria: [{id: yes-said, criterion: They say yes, verified_by: customer_statement}]
          activities:
            - {id: ask, minutes: 10, satisfies: [yes-said], done_by: customer, buyer_roles: [], requires: []}
            - {id: go-on, minutes: 10, minutes_max: 30, needs: [yes-said], requires: []}
        """
    )
    agenda, _, after = markdown(playbook).partition("## Agenda\n\n")[2].partition("\n\nAfter")
    assert agenda == (
        "- 0:00 Open: purpose, time, “what would you add or drop?” (3 min)\n"
        "- 0:03 Close what is left from last time (4 min at most)\n"
        "\n"
        "- 0:07 **ask** (10 min, 13 at most)\n"
        "\n"
        "— running late? stop here —\n"
        "\n"
        "- *go on only if:* They say yes\n"
        "- 0:17 **go-on** (10 min, 30 at most)\n"
        "- 0:27 Room for what they bring up (13 min)\n"
        "- 0:40 Close: who does what by when; book the next call (5 min)"
    )
    assert after.startswith(" this call the process needs no more calls.\n")


def test_parts_of_a_call_that_take_no_minutes_are_not_on_the_agenda(make_playbook: Make) -> None:
    playbook = make_playbook(
        "[{id: open, activities: [{id: talk}]}]",
        call={"opening_minutes": 0, "follow_up_minutes": 0, "closing_minutes": 0},
    )
    assert section(markdown(playbook), "Agenda") == [
        "0:00 **talk** (10 min, 13 at most)",
        "0:10 Room for what they bring up (35 min)",
    ]


def test_where_no_call_is_possible_it_says_what_is_in_the_way(make_playbook: Make) -> None:
    waits = make_playbook(
        "[{id: open, activities: [{id: fill-in, where: between_calls, done_by: customer, takes_days: 4},"
        " {id: talk, importance: key, requires: [fill-in]}]}]"
    )
    page = markdown(waits)
    assert "The work between calls comes first." in page
    assert "The call makes sense 4 days from now at the earliest." in page
    assert section(page, "Under way between calls") == ["fill-in (4 days, theirs)"]
    assert "## Agenda" not in page
    nobody = make_playbook("[{id: open, activities: [{id: talk, buyer_roles: [cfo]}]}]")
    assert "With these people and this much time, nothing that comes next can be done." in markdown(
        nobody, attending=()
    )
    short = make_playbook("[{id: open, activities: [{id: talk}]}]")
    assert "With these people and this much time, nothing that comes next can be done." in markdown(short, minutes=5)
    finished = make_playbook("[{id: open, activities: [{id: talk}]}]")
    assert "what to talk about from here on" in markdown(finished, done=frozenset({"talk"}))


def test_a_call_that_cannot_be_held_says_neither_what_to_want_nor_what_to_ask(make_playbook: Make) -> None:
    stages = """
        - id: open
          questions: [{ask: Why now}]
          activities: [{id: talk, buyer_roles: [cfo]}]
          call_plan: {advance: {target: They sign}, preparation: {ours: [A pen]}}
        """
    playbook = make_playbook(stages)
    assert "**We want:** They sign" in markdown(playbook)
    for absent in ("We want", "Why now", "A pen"):
        assert absent not in markdown(playbook, attending=())
    # a stage without activities has nothing but what its author wrote
    written_only = make_playbook(stages.replace("[{id: talk, buyer_roles: [cfo]}]", "[]"))
    assert "**We want:** They sign" in markdown(written_only)
