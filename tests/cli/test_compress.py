"""`nextcall compress`: every option, what goes to which stream, and how it exits, for good input and for bad."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import SMALL
from tests.export.shapes import COMPRESSION, COMPRESSIONS, misfits

from nextcall.cli.compress import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]
    Write = Callable[..., Path]

OPTIONAL = SMALL["sales/new.yaml"].replace("minutes: 10\n", "minutes: 10\n        importance: optional\n")
CROWDED = {
    "roles.yaml": "buyer_roles: [{id: cfo, name: CFO}, {id: cio, name: CIO}]\n",
    "sales/crowded.yaml": """\
name: Crowded
call: {max_buyer_roles: 1}
baseline: {calls: 5, days: 50}
stages:
  - id: open
    name: Open
    activities: [{id: meet, name: Meet them all, where: in_call, buyer_roles: [cfo, cio]}]
  - {id: won, name: Won, closed: won}
""",
}


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a command does in the shell that people have."""
    command = Path(sys.executable).with_name("nextcall")
    return subprocess.run(
        ["bash", "-c", script.replace("nextcall", f"'{command}'", 1)],  # noqa: S607 (found on the PATH, as people have it)
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_one_process_is_told_in_words_and_nothing_goes_to_stderr(nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("compress", "new", "--root", write_playbook())
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == (
        "New business\n"
        "\n"
        "1 call would do.\n"
        "All of it on one day, if waits take their usual time.\n"
        "Of what is written, no schedule has fewer calls, and none of that many calls takes fewer days.\n"
        "\n"
        "How it could be held\n"
        "\n"
        "  Filled in the listed order  1 call  0 days\n"
        "  Compressed                  1 call  0 days\n"
        "\n"
        "The schedule\n"
        "\n"
        "  Day 0: Call 1: Name the problem, Put a cost on it (25 min)\n"
    )


def test_without_a_process_all_of_them_are_told_in_the_order_of_their_files(
    nextcall: Run, write_playbook: Write
) -> None:
    root = write_playbook({"sales/old.yaml": SMALL["sales/new.yaml"].replace("New business", "Renewal")})
    for style, title in (("text", ""), ("markdown", "## ")):
        out = nextcall("compress", "--root", root, "--format", style).out
        assert out.startswith(f"{title}New business\n\n")
        assert f"\n\n{title}Renewal\n\n" in out
    document = json.loads(nextcall("compress", "--root", root, "--format", "json").out)
    assert misfits(document, COMPRESSIONS) == []
    assert [each["process"] for each in document["processes"]] == ["new", "old"]


def test_json_of_one_process_has_the_promised_shape(nextcall: Run, example: Path) -> None:
    outcome = nextcall("compress", "new-business", "--root", example, "--format", "json")
    document = json.loads(outcome.out)
    assert (outcome.code, outcome.err, misfits(document, COMPRESSION)) == (0, "", [])
    assert document["calls"]["baseline"] == 14
    assert document["days"]["worst"] >= document["days"]["compressed"]
    held = [each for call in document["plan"] for each in call["activities"]]
    assert len(held) == len(set(held)) == document["in_call_activities"]
    assert len(document["between"]) == document["between_calls_activities"]


def test_the_same_playbook_gives_the_same_bytes_whatever_the_hash_seed(example: Path) -> None:
    outs = {
        shell(f"nextcall compress --root '{example}' --format json", example, PYTHONHASHSEED=seed).stdout
        for seed in ("0", "1")
    }
    assert len(outs) == 1


def test_what_does_not_count_is_listed_and_can_be_included(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook({"sales/new.yaml": OPTIONAL})
    without = json.loads(nextcall("compress", "new", "--root", root, "--format", "json").out)
    assert (without["in_call_activities"], without["not_counted"]) == (1, ["cost-it"])
    arguments = ("compress", "new", "--root", root, "--format", "json", "--include", "cost-it, name-it,cost-it")
    included = json.loads(nextcall(*arguments).out)
    assert (included["in_call_activities"], included["not_counted"]) == (2, [])
    assert misfits(included, COMPRESSION) == []


def test_include_needs_a_process(nextcall: Run, example: Path) -> None:
    outcome = nextcall("compress", "--root", example, "--include", "brief-the-works-council")
    assert (outcome.code, outcome.out) == (2, "")
    assert "nextcall compress PROCESS --include" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new-busines"], "there is no sales process 'new-busines'; did you mean 'new-business'?"),
        (["zzz"], "choose from new-business, renewal, or add one to sales/"),
        (["new-business", "--include", "take-the-decison"], "did you mean 'take-the-decision'?"),
        (["new-business", "--include", "review-the-loss"], "belongs to a closed stage"),
        (["new-business", "--include", "keep-three-voices"], "goes on throughout"),
        (["new-business", "--format", "xml"], "'xml' is not one of"),
        (["new-business", "--minutes", "30"], "--minutes"),
    ],
)
def test_what_it_does_not_know_is_a_usage_error_that_helps(
    arguments: list[str], said: str, nextcall: Run, example: Path
) -> None:
    outcome = nextcall("compress", *arguments, "--root", example)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_an_infeasible_process_exits_with_1_and_names_what_fits_no_call(
    style: str, nextcall: Run, write_playbook: Write
) -> None:
    root = write_playbook(CROWDED)
    outcome = nextcall("compress", "crowded", "--root", root, "--format", style)
    assert (outcome.code, outcome.err) == (1, "")
    assert "There is no schedule: one activity fits no call" in outcome.out
    assert "Meet them all" in outcome.out
    if style == "json":
        document = json.loads(outcome.out)
        assert misfits(document, COMPRESSION) == []
        assert (document["calls"]["status"], document["calls"]["compressed"]) == ("infeasible", None)


def test_one_infeasible_process_fails_all_but_the_others_are_told(nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("compress", "--root", write_playbook(CROWDED))
    assert outcome.code == 1
    assert "Crowded" in outcome.out
    assert "1 call would do." in outcome.out


def test_a_process_without_open_stages_or_calls_says_so(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook(
        {
            "sales/closed.yaml": "name: Closed\nbaseline: {calls: 3}\nstages: [{id: won, name: Won, closed: won}]\n",
            "sales/between.yaml": "name: Between\nstages: [{id: a, name: A, activities: "
            "[{id: x, name: X, where: between_calls, takes_days: 4}]}]\n",
        }
    )
    closed = nextcall("compress", "closed", "--root", root)
    assert closed.code == 0
    assert "none of its activities counts" in closed.out
    between = nextcall("compress", "between", "--root", root)
    assert between.code == 0
    assert "  Day 0: X (ours, until day 4)\n" in between.out
    for process in ("closed", "between"):
        document = json.loads(nextcall("compress", process, "--root", root, "--format", "json").out)
        assert misfits(document, COMPRESSION) == []


def test_a_playbook_without_a_process_prints_no_data_and_says_why(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook({"sales/new.yaml": None})
    outcome = nextcall("compress", "--root", root)
    assert outcome == (0, "", "there is no sales process yet; add one to sales/\n")
    assert json.loads(nextcall("compress", "--root", root, "--format", "json").out) == {"version": 1, "processes": []}


def test_200_activities_are_answered_with_a_bound_that_is_no_more_than_the_answer(
    nextcall: Run, write_playbook: Write
) -> None:
    stages = [
        {
            "id": f"s{stage}",
            "name": f"S{stage}",
            "activities": [
                {
                    "id": f"a{stage}-{each}",
                    "name": f"A{stage}-{each}",
                    "requires": [f"a{stage - 1}-{each}"] if stage else [],
                    **(
                        {"where": "between_calls", "takes_days": 3}
                        if each % 4 == 3
                        else {"where": "in_call", "minutes": 3 + (7 * each + stage) % 13}
                    ),
                }
                for each in range(20)
            ],
        }
        for stage in range(10)
    ]
    root = write_playbook({"sales/big.yaml": json.dumps({"name": "Big", "stages": stages})})
    outcome = nextcall("compress", "big", "--root", root, "--format", "json")
    assert outcome.code == 0, outcome.out[:500]
    document = json.loads(outcome.out)
    assert misfits(document, COMPRESSION) == []
    assert document["in_call_activities"] + document["between_calls_activities"] == 200
    for figures in (document["calls"], document["days"]):
        assert figures["lower_bound"] <= figures["compressed"] <= figures["in_order"]
        assert (figures["status"] == "optimal") == (figures["lower_bound"] == figures["compressed"])


def test_a_broken_reference_stops_it_with_its_findings(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook({"sales/new.yaml": SMALL["sales/new.yaml"].replace("[name-it]", "[name-itt]")})
    outcome = nextcall("compress", "--root", root)
    assert outcome.code == 1
    assert "no activity 'name-itt'" in outcome.out
    assert "1 error" in outcome.err


def test_other_errors_do_not_stop_it(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook({"playbook.yaml": "title: Strict\nrules: {assumed-order: error, stale-review: error}\n"})
    assert nextcall("compress", "--root", root).code == 0


@pytest.mark.parametrize("start", [".", "playbook", "playbook/sales"])
def test_it_works_from_any_folder_of_the_playbook(
    start: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_playbook().parent / start)
    assert nextcall("compress").code == 0


def test_the_examples_of_its_help_work(nextcall: Run, example: Path) -> None:
    commands = [
        line.split("  ")[0].split()[1:] for line in EXAMPLES.replace("  nextcall", "\x00nextcall").split("\x00")[1:]
    ]
    assert len(commands) >= 4
    for command in commands:
        assert nextcall(*command, "--root", example).code == 0, command


@pytest.mark.parametrize("style", ["text", "markdown", "json"])
def test_a_closed_pipe_ends_it_quietly(style: str, example: Path) -> None:
    done = shell(f"nextcall compress --format {style} | head -c 1; exit ${{PIPESTATUS[0]}}", example)
    assert len(done.stdout) == 1
    assert done.stderr == ""


def test_headings_stand_out_on_a_terminal_alone(write_playbook: Write) -> None:
    root = write_playbook()
    terminal = 'script --quiet --return --command "nextcall compress" /dev/null'
    assert "\x1b[1mNew business\x1b[0m" in shell(terminal, root, TERM="xterm", NO_COLOR="").stdout
    assert "\x1b[" not in shell(terminal, root, TERM="xterm", NO_COLOR="1").stdout
    assert "\x1b[" not in shell("nextcall compress", root, TERM="xterm", NO_COLOR="").stdout
