"""Each thing of a list stands there once, under an anchor of its own, where a reader looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.load import load
from nextcall.views import asset_uses, glossary, questions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook


def test_terms_are_sorted_without_regard_to_capitals_or_markup_and_each_has_its_anchor(
    write_playbook: Callable[..., Path],
) -> None:
    names = ("pilot", "*Advance*", "Pilot!", "berth", "!!", "Zone", "PILOT")
    terms = "".join(f"  - {{term: '{name}', means: x}}\n" for name in names)
    playbook = load(write_playbook({"glossary.yaml": f"terms:\n{terms}"})).playbook
    assert playbook is not None
    found = [(str(each.term.term), each.anchor) for each in glossary.entries(playbook)]
    assert found == [
        ("!!", "term-unnamed"),
        ("*Advance*", "term-advance"),
        ("berth", "term-berth"),
        ("pilot", "term-pilot"),
        ("PILOT", "term-pilot-2"),
        ("Pilot!", "term-pilot-3"),
        ("Zone", "term-zone"),
    ]


def test_an_asset_that_a_stage_and_its_activities_use_is_listed_once(write_playbook: Callable[..., Path]) -> None:
    activity = "{id: t, name: T, where: in_call, assets: [one, three, two]}"
    stage = f"{{id: a, name: A, assets: [two, one], activities: [{activity}]}}"
    files = {
        "assets.yaml": "assets: [{id: one, name: One}, {id: two, name: Two}, {id: three, name: Three}]\n",
        "sales/new.yaml": f"name: New\nstages: [{stage}]\n",
    }
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    found = asset_uses.of_stage(playbook, playbook.sales_processes[0].stages[0])
    assert [each.id for each in found] == ["two", "one", "three"]


def test_questions_of_the_same_name_have_anchors_of_their_own(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook(
        """
        - id: open
          questions: [{id: why, ask: Why}, {ask: Who}]
          activities:
            - {id: talk, questions: [{id: why, ask: Why now}, {ask: When}]}
            - {id: show, questions: [{id: why, ask: Why us}, {ask: Where}]}
        """
    )
    process = playbook.sales_processes[0]
    anchors = [each.anchor for each in questions.of_stage(process, process.stages[0])]
    assert anchors == [
        "question-why",
        "question-2",
        "question-why-2",
        "question-talk-2",
        "question-why-3",
        "question-show-2",
    ]
