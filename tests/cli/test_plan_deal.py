"""`nextcall plan --deal`: an exported deal is planned as it stands; what is wrong with a file is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.export.shapes import PLAN, misfits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Write = Callable[..., Path]
    Plan = Callable[..., Any]

FILES = {
    "roles.yaml": """\
buyer_roles: [{id: director, name: Director}, {id: cfo, name: CFO, formerly: [finance]}]
""",
    "sales/deal.yaml": """\
name: Deal
formerly: [old-deal]
stages:
  - id: discover
    name: Discover
    formerly: [find-out]
    exit_criteria: [{id: owned, formerly: [theirs], criterion: They own it, verified_by: customer_document}]
    activities:
      - {id: name-it, name: Name it, formerly: [say-it], where: in_call, importance: key, minutes: 15,
         buyer_roles: [director], satisfies: [owned], requires: []}
      - {id: ask-it, name: Ask it, where: in_call, minutes: 5, requires: []}
      - {id: ask-back, name: Ask back, where: in_call, applies_when: Asked, needs: [owned], satisfies: [owned]}
      - {id: send-data, name: Send data, where: between_calls, done_by: customer, takes_days: 5, requires: [name-it]}
  - id: prove
    name: Prove
    activities:
      - {id: show-it, name: Show it, where: in_call, importance: key, minutes: 10, buyer_roles: [cfo], requires: [],
         needs: [owned]}
  - id: listen
    name: Listen
    formerly: [hear-them]
    exit_criteria: [{id: heard, formerly: [listened], criterion: They were heard}, {criterion: They said so}]
  - {id: won, name: Won, closed: won}
""",
    "sales/other.yaml": "name: Other\nstages: [{id: a, name: A, activities: [{id: x, name: X, where: in_call}]}]\n",
}
DEAL = {"id": "1", "name": "Acme", "process": "deal", "stage": "discover", "done": []}


def exported(*deals: dict[str, Any], **other: object) -> str:
    return json.dumps({"format": "nextcall-deals", "version": 2, "deals": deals, **other})


@pytest.fixture
def plan(nextcall: Run, write_playbook: Write, tmp_path: Path) -> Plan:
    """Plans from a file that holds a text, or the deal `DEAL` with some of its fields otherwise."""
    root = write_playbook(FILES)

    def planned(text: str | None = None, *arguments: str, **fields: object) -> Any:  # noqa: ANN401 (an outcome)
        file = tmp_path / "deals.json"
        file.write_text(exported({**DEAL, **fields}) if text is None else text, encoding="utf-8")
        return nextcall("plan", "--root", root, "--deal", file, "--format", "json", *arguments)

    return planned


@pytest.fixture
def answer(plan: Plan) -> Callable[..., dict[str, Any]]:
    """The JSON of the plan of `DEAL` with some of its fields otherwise; it says nothing else."""

    def answered(**fields: object) -> dict[str, Any]:
        outcome = plan(**fields)
        assert (outcome.code, outcome.err) == (0, "")
        document: dict[str, Any] = json.loads(outcome.out)
        assert misfits(document, PLAN) == []
        return document

    return answered


def ids(document: dict[str, Any]) -> list[str]:
    return [each["id"] for each in document["activities"]]


def because(document: dict[str, Any], activity: str) -> list[Any]:
    return [[each["because"], each["needs"]] for each in document["left_out"] if each["id"] == activity]


def test_only_what_is_done_is_done_in_the_stage_that_it_is_in(answer: Callable[..., dict[str, Any]]) -> None:
    document = answer(stage="prove", **{"with": ["director", "cfo"]})
    assert (document["process"], document["stage"]) == ("deal", "prove")
    assert ids(document) == ["name-it", "ask-it"]
    assert because(document, "show-it") == [["needs", ["owned"]]]


@pytest.mark.parametrize("yes", ["true", "said"])
def test_what_is_true_or_said_opens_a_gate_unless_it_is_unmet(yes: str, answer: Callable[..., dict[str, Any]]) -> None:
    fields = {"stage": "prove", "with": ["director", "cfo"], yes: ["owned"]}
    assert "show-it" in ids(answer(**fields))
    assert because(answer(**fields, unmet=["owned"]), "show-it") == [["needs", ["owned"]]]


def test_what_is_dropped_is_left_out_and_says_so_first(answer: Callable[..., dict[str, Any]]) -> None:
    document = answer(dropped=["name-it"])
    assert because(document, "name-it") == [["dropped", []]]
    assert ids(document) == ["ask-it"]


def test_what_is_pinned_is_held_before_what_matters_more(answer: Callable[..., dict[str, Any]]) -> None:
    assert ids(answer(minutes=27)) == ["name-it"]
    assert ids(answer(minutes=27, pinned=["ask-it"])) == ["ask-it"]


def test_work_that_was_begun_can_not_begin_now(answer: Callable[..., dict[str, Any]]) -> None:
    done = ["name-it", "ask-it"]
    assert answer(done=done)["call_plan"]["due"] == ["send-data"]
    assert answer(done=done, under_way={"send-data": "2026-11-19"})["call_plan"]["due"] == []


def test_what_a_criterion_implies_is_done_when_that_is_true(answer: Callable[..., dict[str, Any]]) -> None:
    fields = {"stage": "listen", "done": ["name-it", "show-it"]}
    assert "criterion:heard" in ids(answer(**fields))
    assert "criterion:heard" not in ids(answer(**fields, true=["heard"]))


def test_ids_that_moved_are_followed(answer: Callable[..., dict[str, Any]]) -> None:
    old = answer(process="old-deal", stage="find-out", done=["say-it"], true=["theirs"], **{"with": ["finance"]})
    assert old == answer(done=["name-it"], true=["owned"], **{"with": ["cfo"]})


def test_what_left_the_process_is_said_and_passed_over(plan: Plan) -> None:
    outcome = plan(done=["name-it", "gone"], unmet=["lost"], under_way={"away": "2026-11-19"}, **{"with": ["nobody"]})
    assert outcome.code == 0
    assert outcome.err.splitlines() == [
        "the activity 'gone' (done) left the process; it is passed over",
        "the exit criterion 'lost' (unmet) left the process; it is passed over",
        "the buyer role 'nobody' (with) left the process; it is passed over",
        "the activity 'away' (under_way) left the process; it is passed over",
    ]
    assert json.loads(outcome.out)["attendees"]["buyer_roles"] == []


def test_one_of_several_deals_is_chosen_by_its_name_or_its_id(plan: Plan) -> None:
    text = exported(DEAL, {**DEAL, "id": "2", "name": "Beta", "stage": "prove"})
    for name in ("Beta", "2"):
        assert json.loads(plan(text, "--name", name).out)["stage"] == "prove"


def test_what_a_criterion_implies_is_followed_by_the_former_ids_of_both(answer: Callable[..., dict[str, Any]]) -> None:
    done = ["name-it", "show-it"]
    assert "criterion:heard" in ids(answer(stage="listen", done=done))
    for old in ("criterion:listened", "criterion:hear-them/2"):
        now = answer(stage="listen", done=[*done, old])
        assert len(ids(now)) == len(ids(answer(stage="listen", done=done))) - 1


def test_what_is_gone_is_said_once(plan: Plan) -> None:
    assert plan(done=["gone", "gone"]).err.splitlines() == [
        "the activity 'gone' (done) left the process; it is passed over"
    ]


def test_an_inclusion_that_closes_a_circle_is_said_and_passed_over(plan: Plan) -> None:
    outcome = plan(include=["ask-back"])
    assert (outcome.code, outcome.err) == (
        0,
        "included so, 'ask-back' comes after itself in a circle; what the deal includes is passed over\n",
    )
    assert outcome.out == plan().out


def test_an_inclusion_that_closes_a_circle_is_a_usage_error(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook(FILES)
    for command in ("plan", "compress"):
        outcome = nextcall(command, "deal", "--root", root, "--include", "ask-back")
        assert outcome.code == 2
        assert "--include: included so, 'ask-back' comes after itself in a circle; leave one of them out" in outcome.err


def test_a_call_is_as_long_as_the_site_lets_it_be(answer: Callable[..., dict[str, Any]]) -> None:
    assert answer(minutes=495)["minutes"]["available"] == 495


TWO = exported(DEAL, {**DEAL, "id": "2", "name": "Beta"})


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("", [], ":1:1: this is not JSON (Expecting value); export it from the site's page of deals"),
        ('{"format": nextcall}', [], ":1:12: this is not JSON"),
        ("[" * 100_000, [], "nested too deeply"),
        (f'{{"version": {"1" * 5000}}}', [], "holds a number of thousands of digits, so it is no export of deals"),
        ("[]", [], 'is no export of deals: it has no "format": "nextcall-deals"'),
        ('{"format": "other"}', [], "is no export of deals"),
        (exported(version=3), [], "has version 3 of the format, and this is nextcall for version 2; update nextcall"),
        (exported(version=1), [], "has version 1 of the format"),
        (exported(version=None), [], "import it on the site's page of deals, and export it again"),
        (exported(deals={}), [], 'is damaged: "deals" is not a list'),
        (exported("Acme"), [], 'is damaged: "deals" of deal 1'),  # type: ignore[arg-type]
        (exported({**DEAL, "stage": 1}), [], 'is damaged: "stage" of deal 1'),
        (exported({**DEAL, "done": "name-it"}), [], 'is damaged: "done" of deal 1'),
        (exported({**DEAL, "pinned": [1]}), [], 'is damaged: "pinned" of deal 1'),
        (exported({**DEAL, "under_way": []}), [], ""),
        (exported({**DEAL, "under_way": ["send-data"]}), [], 'is damaged: "under_way" of deal 1'),
        (exported(DEAL, {**DEAL, "minutes": 0}), [], 'is damaged: "minutes" of deal 2'),
        (exported({**DEAL, "minutes": 1441}), [], 'is damaged: "minutes" of deal 1'),
        (exported({**DEAL, "minutes": True}), [], 'is damaged: "minutes" of deal 1'),
        (exported(), [], "holds no deal"),
        (TWO, [], "holds 2 deals; say which with --name: 'Acme', 'Beta'"),
        (TWO, ["--name", "Bta"], "--name: there is no deal 'Bta'; did you mean 'Beta'?"),
        (exported(DEAL, {**DEAL, "id": "2"}), ["--name", "Acme"], "2 deals are called 'Acme'; say the id of one: 1, 2"),
        (exported({**DEAL, "process": "gone"}), [], "there is no sales process 'gone'"),
        (exported(DEAL), ["other"], "'Acme' is a deal of 'deal', not of 'other': nextcall plan deal --deal"),
        (exported({**DEAL, "stage": "won"}), [], "'Acme' is in 'won', a closed stage (won), and has no next call"),
        (exported({**DEAL, "stage": "gone"}), [], "the stage 'gone' of 'Acme' left the process"),
        (exported(DEAL), ["--stage", "prove"], "--deal FILE says that already: leave --stage out"),
        (exported(DEAL), ["--with", ""], ""),
        (exported(DEAL), ["--with", "cfo"], "--deal FILE says that already: leave --with out"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_what_to_do(
    text: str, arguments: list[str], said: str, plan: Plan
) -> None:
    outcome = plan(text, *arguments)
    if not said:
        assert outcome.code == 0
        return
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert "Traceback" not in outcome.err


def test_a_file_that_is_not_text_or_not_there_is_a_usage_error(
    nextcall: Run, write_playbook: Write, tmp_path: Path
) -> None:
    root = write_playbook(FILES)
    (tmp_path / "deals.json").write_bytes(b"\xff\xfe\x00")
    outcome = nextcall("plan", "--root", root, "--deal", tmp_path / "deals.json")
    assert (outcome.code, "is not UTF-8 text" in outcome.err) == (2, True)
    outcome = nextcall("plan", "--root", root, "--deal", tmp_path / "none.json")
    assert (outcome.code, "none.json' does not exist" in outcome.err) == (2, True)
    outcome = nextcall("plan", "deal", "--root", root, "--name", "Acme")
    assert (outcome.code, "there is no --deal" in outcome.err) == (2, True)


def test_a_byte_order_mark_does_no_harm(plan: Plan) -> None:
    assert plan("\ufeff" + exported(DEAL)).code == 0
