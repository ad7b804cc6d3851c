"""The call plan of a stage: what its author wrote, joined with what the planned activities bring."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import FEWEST_QUESTIONS, MOST_QUESTIONS, CallPlan, call_plan
from nextcall.compress import Deal
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook

    Write = Callable[[dict[str, str]], Path]
    Plan = Callable[[str], CallPlan]

_KEY = """
      - id: pass-marks
        name: Agree pass marks
        where: in_call
        importance: key
        advance: They send back the charter
        customer_value: A test that proves something
        satisfies: [agreed]
        preparation: {ours: [The charter], theirs: [Last year's figures]}
        questions: [{ask: What would stop you?}, {ask: Who judges?}, {ask: By when?}]
"""
_SUPPORTING = """
      - id: site
        name: Choose the site
        where: in_call
        advance: They name the site
        customer_value: A small start
        satisfies: [chosen, agreed]
        preparation: {ours: [The charter, A map]}
        questions: [{ask: Which site?}, {ask: Who runs it?}, {ask: By when?}]
"""


@pytest.fixture
def plan(write_playbook: Write) -> Plan:
    """Makes the plan of a stage from its YAML, which begins at its activities."""

    def make(stage: str) -> CallPlan:
        sales = f"""name: Process
questions: [{{ask: What has changed?}}, {{ask: Who else?}}]
stages:
  - id: prove
    name: Prove
    exit_criteria: [{{id: agreed, criterion: Agreed}}, {{id: chosen, criterion: Chosen}}]
    questions: [{{ask: Why now?}}, {{ask: Who runs it?}}]
{stage}"""
        playbook = load(write_playbook({"sales/new.yaml": sales})).playbook
        assert playbook is not None
        process = playbook.sales_processes[0]
        return call_plan(playbook, Deal.entering(process, process.stages[0]))

    return make


def _activities(*activities: str) -> str:
    return "    activities:" + "".join(activities)


def test_the_advance_is_that_of_the_planned_key_activities(plan: Plan) -> None:
    made = plan(_activities(_SUPPORTING, _KEY))
    assert made.advance == ("They send back the charter",)
    assert made.customer_value == ("A test that proves something",)
    assert (made.stretch, made.fallback) == (None, None)


def test_where_the_room_is_another_the_advance_is_that_of_what_it_holds(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook("""
        - id: one
          activities:
            - {id: a, importance: key, minutes: 5, requires: [], buyer_roles: [cfo], advance: The CFO signs}
            - {id: b, importance: key, minutes: 5, requires: [], advance: They name a day}
          call_plan: {advance: {target: All of it, stretch: More, fallback: Less}}
    """)
    expected = Deal.entering(playbook.sales_processes[0], playbook.sales_processes[0].stages[0])
    assert call_plan(playbook, expected).advance == ("All of it",)
    without_the_cfo = call_plan(playbook, replace(expected, attending=()))
    assert (without_the_cfo.advance, without_the_cfo.stretch) == (("They name a day",), None)
    assert without_the_cfo.fallback == "Less"


def test_a_call_without_key_activities_has_the_advance_of_what_it_holds(plan: Plan) -> None:
    made = plan(_activities(_SUPPORTING))
    assert made.advance == ("They name the site",)
    assert made.customer_value == ("A small start",)


def test_what_the_author_wrote_stands_before_what_is_derived(plan: Plan) -> None:
    written = """    call_plan:
      customer_value: An honest test
      advance: {target: They sign the charter, stretch: They set a date, fallback: They ask IT}
      follow_ups: [Open points]
      objections: [{they_say: Too early}]
      upfront_contract: {time: An hour}
"""
    made = plan(_activities(_KEY) + written)
    assert made.advance == ("They sign the charter",)
    assert (made.stretch, made.fallback) == ("They set a date", "They ask IT")
    assert made.customer_value == ("An honest test",)
    assert made.follow_ups == ("Open points",)
    assert [each.they_say for each in made.objections] == ["Too early"]
    assert made.upfront_contract is not None
    assert made.upfront_contract.time == "An hour"


def test_a_written_advance_without_a_target_leaves_the_derived_one(plan: Plan) -> None:
    made = plan(_activities(_KEY) + "    call_plan: {advance: {fallback: They ask IT}}\n")
    assert (made.advance, made.fallback) == (("They send back the charter",), "They ask IT")


def test_questions_are_the_first_of_each_activity_then_the_second_and_five_at_most(plan: Plan) -> None:
    made = plan(_activities(_KEY, _SUPPORTING))
    asked = [question.ask for question in made.questions]
    assert asked == ["What would stop you?", "Which site?", "Who judges?", "Who runs it?", "By when?"]
    assert len(asked) == MOST_QUESTIONS


def test_too_few_questions_are_filled_up_from_the_stage_and_then_the_process(plan: Plan) -> None:
    one = "\n      - {id: a, name: A, where: in_call, questions: [{ask: Who runs it?}]}\n"
    asked = [question.ask for question in plan(_activities(one)).questions]
    assert asked == ["Who runs it?", "Why now?", "What has changed?"]
    assert len(asked) == FEWEST_QUESTIONS


def test_preparation_begins_with_the_stages_own_and_says_nothing_twice(plan: Plan) -> None:
    made = plan(_activities(_KEY, _SUPPORTING) + "    call_plan: {preparation: {ours: [A map, A pen]}}\n")
    assert made.preparation_ours == ("A map", "A pen", "The charter")
    assert made.preparation_theirs == ("Last year's figures",)


def test_evidence_is_each_criterion_that_the_planned_activities_can_make_true(plan: Plan) -> None:
    assert [each.id for each in plan(_activities(_KEY, _SUPPORTING)).evidence] == ["agreed", "chosen"]


def test_a_stage_in_which_no_call_is_possible_keeps_what_its_author_wrote(plan: Plan) -> None:
    theirs = "      - {id: count, name: Count, where: between_calls, done_by: customer}\n"
    made = plan(_activities("\n" + theirs) + "    call_plan: {follow_ups: [Open points]}\n")
    assert (made.agenda, made.advance, made.evidence) == ((), (), ())
    assert made.follow_ups == ("Open points",)
    assert [each.ask for each in made.questions] == ["Why now?", "Who runs it?", "What has changed?"]


def test_a_call_plan_says_what_unlocks_more_what_to_do_in_another_room_and_how_far_it_leads(plan: Plan) -> None:
    made = plan(
        _activities(
            "\n      - {id: talk, name: Talk, where: in_call, importance: key, minutes: 30, buyer_roles: [cfo]}\n"
            "      - {id: tour, name: Tour, where: in_call, minutes: 10, requires: []}\n"
        )
    )
    (longer,) = made.unlocks
    assert (longer.change, longer.minutes, [each.id for each in longer.gain]) == ("minutes", 15, ["tour"])
    absent, short = made.if_room_changes
    assert (absent.missing, [each.id for each in absent.activities]) == ("cfo", ["tour"])
    assert [each.id for each in absent.postponed] == ["talk"]
    assert (short.minutes_left, [each.id for each in short.activities]) == (20, ["tour"])
    assert (made.leads_to.calls, made.leads_to.best) == (1, 1)


_WRITTEN = """
    call_plan:
      customer_value: They leave with a test
      upfront_contract: {time: Half an hour}
      advance: {target: The charter by Friday, fallback: A name}
      objections: [{they_say: Too early}]
      follow_ups: [Open points]
      preparation: {ours: [The plan of the site]}
"""
_TRUST = "      - {id: trust, name: Trust, where: in_call, importance: key, minutes: 5, advance: They trust us}\n"
_AFTER_CUT = "      - {id: tour, name: Tour, where: in_call, minutes: 15, minutes_max: 30, advance: They come along}\n"


def test_what_the_author_wrote_gives_way_once_a_key_activity_is_done_or_people_or_time_differ(
    write_playbook: Write,
) -> None:
    stage = "  - id: prove\n    name: Prove\n" + _activities("\n" + _TRUST, _KEY, _AFTER_CUT) + _WRITTEN
    criteria = "    exit_criteria: [{id: agreed, criterion: Agreed}, {id: chosen, criterion: Chosen}]\n"
    sales = "name: Process\nstages:\n" + stage.replace("    activities", criteria + "    activities", 1)
    playbook = load(write_playbook({"sales/new.yaml": sales})).playbook
    assert playbook is not None
    (process,) = playbook.sales_processes
    deal = Deal.entering(process, process.stages[0])
    made = call_plan(playbook, deal)
    assert (made.advance, made.stretch) == (("The charter by Friday",), "They come along"), "it stands behind the cut"
    assert made.customer_value == ("They leave with a test",)
    assert made.upfront_contract is not None
    assert made.preparation_ours == ("The plan of the site", "The charter")
    said = (
        replace(deal, done=frozenset({"trust"})),
        replace(deal, minutes=46),
        replace(deal, attending=()),
    )
    for other in said:
        made = call_plan(playbook, other)
        assert "The charter by Friday" not in made.advance
        assert "They send back the charter" in made.advance
        assert made.customer_value == ("A test that proves something",)
        assert made.upfront_contract is None
        assert made.preparation_ours == ("The charter",)
        assert (made.fallback, made.follow_ups, len(made.objections)) == ("A name", ("Open points",), 1)


def test_what_the_author_wrote_gives_way_while_what_was_passed_over_before_takes_the_call(
    write_playbook: Write,
) -> None:
    earlier = "  - id: find\n    name: Find\n    activities:\n"
    earlier += "      - {id: problem, name: P, where: in_call, importance: key, minutes: 9, advance: It is told}\n"
    stage = "  - id: prove\n    name: Prove\n" + _activities(_KEY) + _WRITTEN
    criteria = "    exit_criteria: [{id: agreed, criterion: Agreed}]\n"
    sales = "name: Process\ncall: {minutes: 30}\nstages:\n" + earlier
    sales += stage.replace("    activities", criteria + "    activities", 1)
    playbook = load(write_playbook({"sales/new.yaml": sales})).playbook
    assert playbook is not None
    (process,) = playbook.sales_processes
    deal = Deal.entering(process, process.stages[1])
    assert call_plan(playbook, deal).advance == ("The charter by Friday",)
    made = call_plan(playbook, replace(deal, done=frozenset()))
    assert [activity.id for activity in (each.activity for each in made.next_call.before_cut)] == ["problem"]
    assert made.advance == ("It is told",)
    assert made.upfront_contract is None
    assert made.fallback == "A name"


def test_a_call_that_leads_to_more_calls_than_the_fewest_names_the_shorter_way(write_playbook: Write) -> None:
    """Today's fullest call leaves two long ones that can't share; the other way round three calls are two."""
    sales = """name: Process
stages:
  - id: prove
    name: Prove
    activities:
      - {id: a, name: A, where: in_call, importance: key, minutes: 12, requires: []}
      - {id: b, name: B, where: in_call, importance: key, minutes: 12, requires: []}
      - {id: c, name: C, where: in_call, minutes: 21, requires: [], buyer_roles: [cfo]}
      - {id: d, name: D, where: in_call, minutes: 21, requires: []}
"""
    roles = "buyer_roles: [{id: cfo, name: CFO}]\n"
    playbook = load(write_playbook({"sales/new.yaml": sales, "roles.yaml": roles})).playbook
    assert playbook is not None
    (process,) = playbook.sales_processes
    made = call_plan(playbook, replace(Deal.entering(process, process.stages[0]), attending=()))
    assert [each.activity.id for each in made.next_call.activities] == ["a", "b"]
    assert (made.leads_to.calls, made.leads_to.best) == (2, 1)
    way = made.shorter_way
    assert way is not None
    assert ([each.id for each in way.activities], way.invite, way.calls) == (["a", "c"], ("cfo",), 1)
    fullest = call_plan(playbook, replace(Deal.entering(process, process.stages[0]), done=frozenset({"a", "b"})))
    assert fullest.shorter_way is None
