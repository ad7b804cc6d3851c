"""`nextcall plan`: every option, what goes to which stream, and how it exits, for good input and for bad."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import SMALL
from tests.export.shapes import PLAN, misfits

from nextcall.cli.plan import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]
    Write = Callable[..., Path]
    Ask = Callable[..., dict[str, Any]]

DEAL = {
    "roles.yaml": """\
buyer_roles: [{id: director, name: Director}, {id: cfo, name: CFO}, {id: legal, name: Legal}]
seller_roles: [{id: seller, name: Seller}]
""",
    "sales/deal.yaml": """\
name: Deal
stages:
  - id: discover
    name: Discover
    exit_criteria: [{id: owned, criterion: They own it, evidence: A reply, verified_by: customer_statement}]
    activities:
      - {id: name-it, name: Name it, where: in_call, importance: key, minutes: 15, buyer_roles: [director],
         seller_roles: [seller], satisfies: [owned], requires: []}
      - {id: send-data, name: Send data, where: between_calls, done_by: customer, takes_days: 5, requires: [name-it]}
      - {id: note-it, name: Note it, where: between_calls, done_by: seller, takes_days: 2, requires: [name-it]}
  - id: prove
    name: Prove
    exit_criteria: [{id: paid, criterion: They pay, verified_by: customer_document}]
    activities:
      - {id: show-it, name: Show it, where: in_call, importance: key, minutes: 20, buyer_roles: [director, cfo],
         requires: [name-it, note-it], satisfies: [paid]}
      - {id: weigh-it, name: Weigh it, where: in_call, minutes: 10, buyer_roles: [cfo], requires: [show-it],
         needs: [owned]}
      - {id: tell-tales, name: Tell tales, where: in_call, importance: optional, minutes: 3, requires: []}
      - {id: if-abroad, name: If abroad, where: in_call, minutes: 3, requires: [], applies_when: They are abroad}
      - {id: keep-on, name: Keep on, where: throughout}
  - id: close
    name: Close
    activities:
      - {id: sign-it, name: Sign it, where: in_call, importance: key, minutes: 5, buyer_roles: [legal], needs: [paid]}
  - id: won
    name: Won
    closed: won
    activities: [{id: welcome, name: Welcome, where: in_call}]
""",
}


@pytest.fixture
def ask(nextcall: Run, write_playbook: Write) -> Ask:
    """The JSON of a plan of the deal, which exits with 0 and says nothing on stderr."""
    root = write_playbook(DEAL)

    def asked(*arguments: object) -> dict[str, Any]:
        outcome = nextcall("plan", "deal", "--root", root, "--format", "json", *arguments)
        assert (outcome.code, outcome.err) == (0, "")
        document: dict[str, Any] = json.loads(outcome.out)
        assert misfits(document, PLAN) == []
        return document

    return asked


def planned(document: dict[str, Any]) -> list[str]:
    """The ids of what the call holds."""
    return [each["id"] for each in document["activities"]]


def left_out(document: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """What the call doesn't hold, and why."""
    return {each["id"]: (each["because"], each["needs"]) for each in document["left_out"]}


def test_without_options_a_deal_stands_at_its_beginning(ask: Ask) -> None:
    document = ask()
    assert document["stage"] == "discover"
    assert planned(document) == ["name-it", "tell-tales"]
    assert left_out(document)["show-it"] == ("between_calls", ["note-it"])
    assert document["minutes"] == {
        "available": 45,
        "opening": 3,
        "follow_ups": 4,
        "closing": 5,
        "planned": 18,
        "enough": 30,
    }


def test_a_stage_takes_all_that_comes_before_it_as_done(ask: Ask) -> None:
    document = ask("--stage", "prove")
    assert document["stage"] == "prove"
    assert planned(document) == ["show-it", "weigh-it", "tell-tales"]
    assert document["attendees"]["buyer_roles"] == ["director", "cfo"]


def test_what_is_done_comes_on_top_of_the_stage(ask: Ask) -> None:
    assert planned(ask("--stage", "prove", "--done", "show-it")) == ["weigh-it", "tell-tales"]


def test_without_a_stage_only_what_is_said_is_done_and_the_deal_stands_at_the_first_work_left(ask: Ask) -> None:
    document = ask("--done", "name-it")
    assert document["stage"] == "discover"
    assert document["call_plan"]["due"] == ["send-data"]
    # commas may have spaces behind them, and an id may be said twice
    document = ask("--done", "name-it, send-data ,note-it,name-it,")
    assert document["stage"] == "prove"
    assert planned(document) == ["show-it", "weigh-it", "tell-tales"]


def test_our_own_work_that_is_due_is_taken_as_done_and_printed_as_preparation(ask: Ask) -> None:
    document = ask("--done", "name-it", "--with", "director,cfo")
    assert planned(document)[:2] == ["show-it", "weigh-it"]
    assert (document["prepare"], document["earliest_day"]) == (["note-it"], 2)


def test_a_deal_with_all_done_stands_in_the_last_stage_and_has_nothing_to_hold(ask: Ask) -> None:
    document = ask("--done", "name-it,send-data,note-it,show-it,weigh-it,sign-it,tell-tales")
    assert (document["stage"], planned(document), document["left_out"]) == ("close", [], [])
    assert document["leads_to"] == {"calls": 0, "best": 0}


def test_a_criterion_that_is_not_met_closes_its_gate(ask: Ask) -> None:
    document = ask("--stage", "prove", "--unmet", "owned")
    assert planned(document) == ["show-it", "tell-tales"]
    assert left_out(document)["weigh-it"] == ("needs", ["owned"])


def test_who_attends_replaces_who_is_expected(ask: Ask) -> None:
    document = ask("--stage", "prove", "--with", "director, legal")
    assert document["attendees"]["buyer_roles"] == ["director", "legal"]
    assert planned(document) == ["tell-tales"]
    assert left_out(document)["show-it"] == ("role", ["cfo"])
    assert {"change": "invite", "role": "cfo", "gain": ["show-it", "weigh-it"]} in document["unlocks"]


def test_nobody_may_attend(ask: Ask) -> None:
    document = ask("--stage", "close", "--with", "")
    assert document["attendees"]["buyer_roles"] == []
    assert planned(document) == []
    assert left_out(document)["sign-it"] == ("role", ["legal"])
    assert document["unlocks"] == [{"change": "invite", "role": "legal", "gain": ["sign-it"]}]


def test_a_call_that_nobody_attends_is_told_from_a_finished_process(nextcall: Run, write_playbook: Write) -> None:
    out = nextcall("plan", "deal", "--root", write_playbook(DEAL), "--stage", "close", "--with", "").out
    assert "With these people and this much time, nothing that comes next can be done." in out
    assert re.search(r"^- \*\*Sign it\*\* — needs Legal in the call$", out, re.MULTILINE)
    assert "**Invite: Legal** — adds: Sign it" in out


def test_minutes_shorten_or_lengthen_the_call(ask: Ask) -> None:
    short = ask("--stage", "prove", "--minutes", 32)
    assert (short["minutes"]["available"], planned(short)) == (32, ["show-it"])
    assert left_out(short)["weigh-it"] == ("time", [])
    assert {"change": "minutes", "minutes": 15, "gain": ["weigh-it", "tell-tales"]} in short["unlocks"]
    assert planned(ask("--stage", "prove", "--minutes", 1)) == []
    assert len(planned(ask("--stage", "prove", "--minutes", 480))) == 3


def test_what_does_not_count_can_be_included(ask: Ask) -> None:
    assert "if-abroad" not in [*planned(ask("--stage", "prove")), *left_out(ask("--stage", "prove"))]
    assert "if-abroad" in planned(ask("--stage", "prove", "--include", "if-abroad", "--minutes", 60))


def test_all_options_together(ask: Ask) -> None:
    document = ask(
        *("--stage", "prove", "--done", "show-it", "--unmet", "paid", "--with", "cfo,legal"),
        *("--minutes", 30, "--include", "if-abroad"),
    )
    assert document["minutes"]["available"] == 30
    assert planned(document) == ["weigh-it", "tell-tales", "if-abroad"]
    assert left_out(document) == {"sign-it": ("needs", ["paid"])}


def test_what_a_criterion_implies_is_done_by_its_id(nextcall: Run, write_playbook: Write) -> None:
    sales = (
        "name: New\nstages: [{id: agree, name: Agree, exit_criteria: [{id: owned, criterion: A}, {criterion: B}]}]\n"
    )
    root = write_playbook({"sales/new.yaml": sales})
    document = json.loads(nextcall("plan", "new", "--root", root, "--format", "json").out)
    assert [(each["id"], each["implied"]) for each in document["activities"]] == [
        ("criterion:owned", True),
        ("criterion:agree/2", True),
    ]
    assert document["minutes"]["enough"] is None
    done = nextcall("plan", "new", "--root", root, "--format", "json", "--done", "criterion:owned")
    assert planned(json.loads(done.out)) == ["criterion:agree/2"]
    wrong = nextcall("plan", "new", "--root", root, "--done", "criterion:ownd")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean 'criterion:owned'" in wrong.err


def test_done_that_contradicts_the_order_is_said_on_stderr_and_taken_at_its_word(
    nextcall: Run, write_playbook: Write
) -> None:
    arguments = ("plan", "deal", "--root", write_playbook(DEAL), "--done", "show-it,weigh-it", "--format", "json")
    outcome = nextcall(*arguments)
    assert outcome.code == 0
    assert outcome.err.splitlines() == [
        "'show-it' is said to be done, but not what it comes after: name-it, note-it",
        "'weigh-it' is said to be done, but not what it comes after: name-it",
    ]
    document = json.loads(outcome.out)
    assert document["stage"] == "discover"
    assert planned(document) == ["name-it", "tell-tales"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["dael"], "there is no sales process 'dael'; did you mean 'deal'?"),
        (["deal", "--stage", "prov"], "--stage: there is no stage 'prov'; did you mean 'prove'?"),
        (["deal", "--stage", "zzz"], "--stage: there is no stage 'zzz'; choose from discover, prove, close"),
        (["deal", "--stage", ""], "--stage: there is no stage ''; choose from discover, prove, close"),
        (["deal", "--stage", "won"], "--stage: 'won' is a closed stage (won)"),
        (["deal", "--done", "name-it,shwo-it"], "--done: there is no activity 'shwo-it'; did you mean 'show-it'?"),
        (["deal", "--unmet", "onwed"], "--unmet: there is no exit criterion 'onwed'; did you mean 'owned'?"),
        (["deal", "--with", "cfoo"], "--with: there is no buyer role 'cfoo'; did you mean 'cfo'?"),
        (["deal", "--with", "seller"], "--with: there is no buyer role 'seller'; choose from director, cfo, legal"),
        (["deal", "--include", "if-abrod"], "--include: there is no activity 'if-abrod'; did you mean 'if-abroad'?"),
        (["deal", "--include", "welcome"], "--include: 'welcome' belongs to a closed stage"),
        (["deal", "--include", "keep-on"], "--include: 'keep-on' goes on throughout"),
        (["deal", "--minutes", "0"], "0 is not in the range 1<=x<=480"),
        (["deal", "--minutes", "-5"], "-5 is not in the range 1<=x<=480"),
        (["deal", "--minutes", "481"], "481 is not in the range 1<=x<=480"),
        (["deal", "--minutes", "half"], "'half' is not a valid integer"),
        (["deal", "--format", "text"], "'text' is not one of"),
        ([], "say which PROCESS: closed, deal, new"),
        (["closed"], "'closed' has no open stage, so there is no next call"),
    ],
)
def test_what_it_does_not_know_is_a_usage_error_that_helps(
    arguments: list[str], said: str, nextcall: Run, write_playbook: Write
) -> None:
    closed = {"sales/closed.yaml": "name: Closed\nstages: [{id: won, name: Won, closed: won}]\n"}
    outcome = nextcall("plan", *arguments, "--root", write_playbook({**DEAL, **closed}))
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_where_no_roles_are_written_a_role_is_an_error_that_says_what_to_do(
    nextcall: Run, write_playbook: Write
) -> None:
    thin = "name: New\nstages: [{id: open, name: Open, exit_criteria: [{criterion: They want it}]}]\n"
    outcome = nextcall("plan", "--with", "cfo", "--root", write_playbook({"sales/new.yaml": thin}))
    assert outcome.code == 2
    assert "there is no buyer role 'cfo'; there is none to choose from, so leave out --with" in outcome.err


def test_the_only_process_needs_no_name(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook()
    outcome = nextcall("plan", "--root", root)
    assert outcome.code == 0
    assert outcome == nextcall("plan", "new", "--root", root)


def test_without_any_process_it_says_where_one_is_added(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook()
    (root / "sales" / "new.yaml").unlink()
    outcome = nextcall("plan", "--root", root)
    assert (outcome.code, outcome.out) == (2, "")
    assert "there is no sales process yet; add one to sales/" in outcome.err


@pytest.mark.parametrize("minutes", ["0", "-5"])
def test_no_or_negative_minutes_in_a_file_are_a_finding_at_their_line(
    minutes: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook({"sales/new.yaml": SMALL["sales/new.yaml"].replace("minutes: 15", f"minutes: {minutes}")})
    monkeypatch.chdir(root.parent)
    outcome = nextcall("plan", "new")
    assert outcome.code == 1
    assert outcome.out.startswith("playbook/sales/new.yaml:14:18 error schema: ")
    assert "Traceback" not in outcome.err


def test_a_broken_reference_stops_it_with_its_findings(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook({"sales/new.yaml": SMALL["sales/new.yaml"].replace("[name-it]", "[name-itt]")})
    outcome = nextcall("plan", "new", "--root", root)
    assert outcome.code == 1
    assert "no activity 'name-itt'" in outcome.out
    assert "1 error" in outcome.err


def test_other_errors_do_not_stop_it(nextcall: Run, write_playbook: Write) -> None:
    strict = {"playbook.yaml": "title: Strict\nrules: {stage-without-exit: error, no-fallback: error}\n", **DEAL}
    root = write_playbook(strict)
    assert nextcall("check", root).code == 1
    assert nextcall("plan", "deal", "--root", root).code == 0


def test_a_process_that_fits_no_call_still_has_a_next_one(nextcall: Run, write_playbook: Write) -> None:
    sales = DEAL["sales/deal.yaml"].replace("name: Deal\n", "name: Deal\ncall: {max_buyer_roles: 1}\n")
    outcome = nextcall("plan", "deal", "--root", write_playbook({**DEAL, "sales/deal.yaml": sales}), "--format", "json")
    document = json.loads(outcome.out)
    assert (outcome.code, misfits(document, PLAN)) == (0, [])
    assert planned(document) == ["name-it", "tell-tales"]
    assert document["leads_to"] == {"calls": None, "best": None}


def test_a_stage_without_activities_and_a_process_of_work_between_calls_have_a_plan(
    nextcall: Run, write_playbook: Write
) -> None:
    between = "activities: [{id: x, name: X, where: between_calls, takes_days: 4}]"
    root = write_playbook(
        {
            "sales/bare.yaml": "name: Bare\nstages: [{id: a, name: A}]\n",
            "sales/between.yaml": f"name: Between\nstages: [{{id: a, name: A, {between}}}]\n",
        }
    )
    bare = nextcall("plan", "bare", "--root", root)
    assert (bare.code, bare.err) == (0, "")
    assert "what to talk about from here on" in bare.out
    out = nextcall("plan", "between", "--root", root).out
    assert "The work between calls comes first." in out
    assert "- X (4 days, ours)" in out
    assert "4 days from now" in out


def test_markdown_begins_with_its_title_and_is_all_that_stdout_holds(nextcall: Run, example: Path) -> None:
    outcome = nextcall("plan", "new-business", "--stage", "prove", "--root", example)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(
        "# Prove the fit: what do we talk about next?\n\nNew business, enterprise · 60 min · "
    )
    assert outcome.out.endswith("\n")
    assert not outcome.out.endswith("\n\n")
    assert "\n\n\n" not in outcome.out


@pytest.mark.parametrize("start", [".", "playbook", "playbook/sales"])
def test_it_works_from_any_folder_of_the_playbook(
    start: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook()
    here = nextcall("plan", "new", "--root", root.parent)
    monkeypatch.chdir(root.parent / start)
    assert nextcall("plan", "new") == here


def test_the_examples_of_its_help_work(
    nextcall: Run, example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    deal = {"name": "Acme", "process": "new-business", "stage": "prove"}
    (tmp_path / "deals.json").write_text(json.dumps({"format": "nextcall-deals", "version": 2, "deals": [deal]}))
    commands = [shlex.split(line)[1:] for line in EXAMPLES.splitlines() if line.startswith("  nextcall ")]
    assert len(commands) >= 4
    for command in commands:
        outcome = nextcall(*command, "--root", example)
        assert outcome.code == 0, outcome.err


@pytest.mark.parametrize("style", ["markdown", "json"])
def test_a_closed_pipe_ends_it_quietly(style: str, example: Path) -> None:
    command = f"'{Path(sys.executable).with_name('nextcall')}' plan new-business --format {style}"
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -c 1; exit ${{PIPESTATUS[0]}}"],  # noqa: S607 (the shell that people have)
        cwd=example,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(done.stdout), done.stderr) == (0, 1, "")
