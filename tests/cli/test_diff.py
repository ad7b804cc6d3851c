"""`nextcall diff` and `check --since` on real repositories: every format, every kind of revision, good and bad."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from markdown_it import MarkdownIt
from tests.conftest import SMALL
from tests.history.repositories import commit, git, repository, state, write

from nextcall.cli.diff import EXAMPLES
from nextcall.export.diff_formats import LONGEST_COMMENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

PLAYBOOK = {f"playbook/{path}": text for path, text in SMALL.items()}
SALES = "playbook/sales/new.yaml"
WEAKER = SMALL["sales/new.yaml"].replace("customer_statement", "seller_assertion")


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A repository with a small playbook in one commit."""
    folder = repository(tmp_path / "team")
    commit(folder, PLAYBOOK)
    return folder


def told(nextcall: Run, team: Path, *arguments: object) -> Any:  # noqa: ANN401 (JSON)
    """The diff as JSON."""
    outcome = nextcall("diff", *arguments, "--root", team, "--format", "json")
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def test_what_weakens_stands_first_and_says_what_would_make_it_strong_again(nextcall: Run, team: Path) -> None:
    write(team, {SALES: WEAKER.replace("minutes: 15", "minutes: 20")})
    outcome = nextcall("diff", "HEAD", "--root", team)
    assert outcome.code == 0
    assert outcome.out == (
        "This change weakens the process in 1 place.\n"
        "0 added, 0 removed, 2 changed. 1 new finding.\n"
        "\n"
        "Weakens\n"
        "\n"
        "  Discover the problem, “They own the problem”: shown by: our word only instead of their words. A deal can go "
        "on although the customer showed nothing. Strong again with a reply, a document or an action of theirs. "
        f"[{SALES}:8]\n"
        "\n"
        "Other changes\n"
        "\n"
        f"  Discover the problem, “Name the problem”: takes 20 minutes, not 15. [{SALES}:14]\n"
        "\n"
        "New findings\n"
        "\n"
        f"  {SALES}:8 warning seller-only-exit: 'discover' can be left on the seller's word alone\n"
    )


def test_json_has_the_shape_that_the_contract_promises(nextcall: Run, team: Path) -> None:
    write(team, {SALES: WEAKER})
    found = told(nextcall, team, "HEAD")
    assert found == {
        "version": 1,
        "base": "HEAD",
        "head": None,
        "summary": {"added": 0, "removed": 0, "changed": 1, "weakens": 1, "strengthens": 0},
        "changes": [
            {
                "kind": "changed",
                "what": "criterion",
                "id": "owned",
                "process": "new",
                "stage": "discover",
                "field": "verified_by",
                "before": "customer_statement",
                "after": "seller_assertion",
                "effect": "weakens",
                "message": found["changes"][0]["message"],
                "path": SALES,
                "line": 8,
                "pointer": "/stages/0/exit_criteria/0/verified_by",
                "guess": False,
            }
        ],
        "figures": [
            {"process": "new", "calls": {"before": 1, "after": 1}, "days": {"before": 0, "after": 0}, "because": []}
        ],
        "findings": {
            "new": [
                {
                    "path": SALES,
                    "line": 8,
                    "column": 7,
                    "end_line": 8,
                    "end_column": found["findings"]["new"][0]["end_column"],
                    "rule": "seller-only-exit",
                    "severity": "warning",
                    "message": "'discover' can be left on the seller's word alone",
                    "hint": found["findings"]["new"][0]["hint"],
                    "pointer": "/stages/0/exit_criteria",
                    "url": None,
                }
            ],
            "gone": [],
        },
        "unread": [],
    }


def test_calls_and_days_stand_beside_what_they_were_with_what_they_rest_on(nextcall: Run, team: Path) -> None:
    write(team, {SALES: SMALL["sales/new.yaml"].replace("minutes: 15", "minutes: 30")})
    found = told(nextcall, team, "HEAD")
    assert found["figures"] == [
        {
            "process": "new",
            "calls": {"before": 1, "after": 2},
            "days": {"before": 0, "after": 7},
            "because": ["Discover the problem, “Name the problem”: takes 30 minutes, not 15."],
        }
    ]
    shown = nextcall("diff", "HEAD", "--root", team).out
    assert "New business: 1 → 2 calls, 0 → 7 days" in shown
    comment = nextcall("diff", "HEAD", "--root", team, "--format", "markdown").out
    assert "| New business | 1 → **2** | 0 → **7** |" in comment


def test_call_defaults_are_one_change_and_a_figure_for_each_process_that_inherits_them(
    nextcall: Run, team: Path
) -> None:
    own = SMALL["sales/new.yaml"].replace("name: New", "call: {days_between_calls: 7}\nname: Old")
    longer = SMALL["sales/new.yaml"].replace("minutes: 15", "minutes: 30")
    commit(team, {"playbook/sales/old.yaml": own, SALES: longer})
    write(team, {"playbook/playbook.yaml": "title: A small playbook\ncall: {days_between_calls: 3}\n"})
    found = told(nextcall, team, "HEAD")
    assert [(each["what"], each["field"], each["before"], each["after"]) for each in found["changes"]] == [
        ("playbook", "call.days_between_calls", 7, 3)
    ]
    assert [(each["process"], each["days"]) for each in found["figures"]] == [("new", {"before": 7, "after": 3})]


def test_a_change_of_layout_or_comments_is_no_change_of_the_process(nextcall: Run, team: Path) -> None:
    lines = SMALL["sales/new.yaml"].replace("name: New business", "name: >-\n  New\n  business  # still\n")
    lines = lines.replace("  business  # still\n", "  business\n# A comment\n")
    write(team, {SALES: lines.replace("buying_process: how\n", "") + "buying_process: how\n"})
    for style in ("text", "markdown"):
        out = nextcall("diff", "HEAD", "--root", team, "--format", style, "--exit-code").out
        assert "No change of the process." in out
        assert "Files differ only in their layout" in out
    assert nextcall("diff", "HEAD", "--root", team, "--format", "github").out == ""


def test_what_was_measured_is_no_change_of_the_process_and_is_told_beside(nextcall: Run, team: Path) -> None:
    results = "playbook/results/new.yaml"

    def said() -> str:
        assert told(nextcall, team, "HEAD")["changes"] == []
        out: str = nextcall("diff", "HEAD", "--root", team).out
        assert "No change of the process." in out
        return out

    write(team, {results: "as_of: 2026-06-30\n"})
    assert "What was measured of new is new: up to 2026-06-30." in said()
    commit(team, {results: "as_of: 2026-06-30\n"})
    write(team, {results: "as_of: 2026-09-30\n"})
    assert "What was measured of new goes up to 2026-09-30 now, before up to 2026-06-30." in said()
    write(team, {results: "as_of: 2026-06-30\ndeals: {entered: 40, won: 12, other: 28}\n"})
    assert "What was measured of new is told otherwise, up to 2026-06-30 as before." in said()
    assert "Files differ only" not in said()
    write(team, {results: "# Reviewed\nas_of: 2026-06-30\n"})
    assert "Files differ only in their layout" in said()
    (team / results).unlink()
    assert "What was measured of new is gone; it went up to 2026-06-30." in said()


def test_nothing_changed_between_a_revision_and_itself(nextcall: Run, team: Path) -> None:
    assert nextcall("diff", "HEAD", "HEAD", "--root", team).out == "No change of the process.\nNo new findings.\n"


def test_neither_the_folder_nor_the_index_is_touched(nextcall: Run, team: Path) -> None:
    write(team, {SALES: WEAKER})
    before = state(team)
    nextcall("diff", "HEAD", "--root", team)
    nextcall("check", "--since", "HEAD", "--root", team)
    assert state(team) == before


def test_three_dots_start_where_the_branch_has_left(nextcall: Run, team: Path) -> None:
    left = git(team, "rev-parse", "HEAD")
    git(team, "switch", "--quiet", "--create", "branch")
    commit(team, {SALES: WEAKER})
    git(team, "switch", "--quiet", "main")
    commit(team, {"playbook/playbook.yaml": "title: Meanwhile\n"})
    whole, own = told(nextcall, team, "main", "branch"), told(nextcall, team, "main...branch")
    assert told(nextcall, team, "main..branch")["changes"] == whole["changes"]
    assert [each["field"] for each in whole["changes"]] == ["title", "verified_by"]
    assert [each["field"] for each in own["changes"]] == ["verified_by"]
    assert (own["base"], own["head"]) == (left, "branch")


def test_exit_code_fails_only_where_something_weakens_and_only_when_asked(nextcall: Run, team: Path) -> None:
    write(team, {SALES: WEAKER})
    assert nextcall("diff", "HEAD", "--root", team).code == 0
    assert nextcall("diff", "HEAD", "--root", team, "--exit-code").code == 1
    git(team, "stash", "--quiet")
    write(team, {SALES: SMALL["sales/new.yaml"].replace("minutes: 15", "minutes: 16")})
    assert nextcall("diff", "HEAD", "--root", team, "--exit-code").code == 0


def test_a_file_that_is_broken_on_one_side_is_named_and_the_rest_is_compared(nextcall: Run, team: Path) -> None:
    other = SMALL["sales/new.yaml"].replace("New business", "Renewal")
    commit(team, {SALES: "name: [\n", "playbook/sales/old.yaml": other})
    write(team, {SALES: SMALL["sales/new.yaml"], "playbook/sales/old.yaml": other.replace("minutes: 15", "minutes: 9")})
    found = told(nextcall, team, "HEAD")
    assert [(each["process"], each["field"]) for each in found["changes"]] == [("old", "minutes")]
    assert [(each["revision"], each["path"]) for each in found["unread"]] == [("base", SALES)]
    assert [each["process"] for each in found["figures"]] == ["old"]
    shown = nextcall("diff", "HEAD", "--root", team, "--format", "markdown").out
    assert "Which findings are new can't be said" in shown
    assert f"{SALES}, as it was: " in shown


def test_a_process_that_goes_round_in_circles_has_no_figures_and_stops_nothing(nextcall: Run, team: Path) -> None:
    write(team, {SALES: SMALL["sales/new.yaml"].replace("requires: []", "requires: [cost-it]")})
    found = told(nextcall, team, "HEAD")
    assert [(each["what"], each["field"], each["after"]) for each in found["changes"]] == [
        ("reference", "requires", "cost-it")
    ]
    assert found["figures"] == []
    assert [(each["revision"], each["path"]) for each in found["unread"]] == [("head", SALES)]


@pytest.mark.parametrize("broken", ["playbook.yaml", "buying/how.yaml", "sales/new.yaml"])
@pytest.mark.parametrize("content", [b"a: [", b"\xff\xfe", b"", b"title: x\ntitle: y\n", b"- 1\n"])
def test_any_file_may_be_broken_on_either_side(nextcall: Run, team: Path, broken: str, content: bytes) -> None:
    commit(team, {f"playbook/{broken}": content})
    for arguments in (("HEAD~1", "HEAD"), ("HEAD", "HEAD~1"), ("HEAD", "HEAD")):
        found = told(nextcall, team, *arguments)
        assert {each["path"] for each in found["unread"]} == {f"playbook/{broken}"}
        assert found["changes"] == []


BAD = {
    "nope": "there is no revision 'nope'",
    "main...nope": "there is no revision 'nope'",
    "main empty": "there is no playbook in playbook at",
    "main...empty": "have no commit in common",
}


@pytest.mark.parametrize("revision", BAD)
def test_what_cannot_be_compared_is_told_with_exit_code_2(nextcall: Run, team: Path, revision: str) -> None:
    git(team, "switch", "--quiet", "--orphan", "empty")
    commit(team, {"README": "Nothing here\n"})
    git(team, "switch", "--quiet", "main")
    outcome = nextcall("diff", *revision.split(), "--root", team)
    assert (outcome.code, outcome.out) == (2, "")
    assert BAD[revision] in outcome.err


@pytest.mark.parametrize("broken", [None, "playbook/playbook.yaml", SALES])
def test_the_change_that_brings_the_playbook_is_new_as_a_whole(nextcall: Run, team: Path, broken: str | None) -> None:
    git(team, "switch", "--quiet", "--orphan", "empty")
    commit(team, {"README": "Nothing here\n"})
    git(team, "switch", "--quiet", "main")
    write(team, {broken: "- ["} if broken else {})
    outcome = nextcall("diff", "empty", "--root", team, "--format", "json")
    assert outcome.code == 0
    assert "there is no playbook in playbook at" in outcome.err
    found = json.loads(outcome.out)
    assert {each["kind"] for each in found["changes"]} == {"added"}
    what = {each["what"] for each in found["changes"]}
    assert ("process" in what) is (broken != SALES)
    assert [each["path"] for each in found["unread"]] == ([broken] if broken else [])


def test_outside_a_repository_it_says_so(nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "alone", PLAYBOOK)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for command in (("diff", "HEAD"), ("check", "--since", "HEAD")):
        outcome = nextcall(*command, "--root", tmp_path / "alone")
        assert (outcome.code, outcome.out) == (2, "")
        assert "lies in no git repository" in outcome.err


HOSTILE = "<img src=x onerror=alert(1)> [x](http://a.example) **b** @octocat #12 | </details> `c` ![i](//h)"


def test_hostile_texts_are_told_as_they_were_typed_in_every_format(nextcall: Run, team: Path) -> None:
    text = json.dumps(HOSTILE)
    start = SMALL["sales/new.yaml"]
    commit(team, {SALES: start.replace("Discover the problem", text)})
    write(team, {SALES: start.replace("Name the problem", text).replace("They own the problem", text)})
    for style in ("text", "markdown", "github", "json"):
        out = nextcall("diff", "HEAD", "--root", team, "--format", style).out
        assert "\x1b" not in out
        if style == "github":
            assert all(line.startswith(("::notice ", "::warning ")) for line in out.splitlines())
    comment = nextcall("diff", "HEAD", "--root", team, "--format", "markdown").out
    html = MarkdownIt("gfm-like", {"linkify": False}).render(comment)
    assert not re.search(r"<(img|a)\b", html)
    assert html.count("<details>") == html.count("</details>") == comment.count("<details>")
    assert "<img src=x" in MarkdownIt().render(comment).replace("&lt;", "<")
    assert not re.search(r"@octocat|#12", html)


def test_names_of_files_are_shown_and_not_obeyed(nextcall: Run, team: Path) -> None:
    commit(team, {"playbook/a\n::error::x\x1b[2J<b>.md": "<<<<<<< HEAD\n=======\n>>>>>>> x\n"})
    for style in ("text", "markdown", "github", "json"):
        outcome = nextcall("diff", "HEAD", "HEAD~1", "--root", team, "--format", style)
        assert outcome.code == 0
        assert "\x1b" not in outcome.out + outcome.err
        assert not any(line.startswith("::error") for line in outcome.out.splitlines())


def test_a_comment_is_never_longer_than_a_forge_takes_and_counts_the_rest(nextcall: Run, team: Path) -> None:
    many = "".join(f"      - {{id: new-{each}, name: Look at number {each}, where: in_call}}\n" for each in range(1500))
    weaker = WEAKER.replace("      - id: cost-it\n", f"{many}      - id: cost-it\n")
    write(team, {SALES: weaker})
    comment = nextcall("diff", "HEAD", "--root", team, "--format", "markdown").out
    assert len(comment) <= LONGEST_COMMENT
    assert comment.index("**Weakens**") < comment.index("<details><summary>1500 other changes</summary>")
    assert "**New findings**" in comment
    left = re.findall(r"^- (\d+) more, for which there is no room here$", comment, re.MULTILINE)
    assert int(left[-1]) == 1500 - comment.count("new activity") > 0


def test_annotations_warn_of_what_weakens_at_its_line(nextcall: Run, team: Path) -> None:
    write(
        team,
        {SALES: WEAKER.replace("minutes: 15", "minutes: 20").replace("{fallback: They name a day}", "{target: A day}")},
    )
    lines = nextcall("diff", "HEAD", "--root", team, "--format", "github").out.splitlines()
    assert [line.partition("::Discover")[0] for line in lines] == [
        f"::warning title=weakens,file={SALES},line=8",
        f"::warning title=weakens,file={SALES}",
        f"::notice title=strengthens,file={SALES},line=26",
        f"::notice title=neutral,file={SALES},line=14",
    ]


def test_every_line_is_linked_where_a_forge_runs_us(nextcall: Run, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = git(team, "rev-parse", "HEAD")
    head = commit(team, {SALES: WEAKER.replace("{fallback: They name a day}", "{stretch: Two days}")})
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/playbook")
    monkeypatch.delenv("GITHUB_SERVER_URL", raising=False)
    comment = nextcall("diff", "HEAD~1", "HEAD", "--root", team, "--format", "markdown").out
    where = "https://github.com/acme/playbook/blob"
    assert f"[line 8](<{where}/{head}/{SALES}?plain=1#L8>)" in comment
    assert f"[line 26 before](<{where}/{first}/{SALES}?plain=1#L26>)" in comment


def test_since_finds_only_what_a_revision_did_not_have_whatever_its_line(nextcall: Run, team: Path) -> None:
    commit(team, {SALES: WEAKER})
    write(team, {SALES: f"# Moved down\n\n{WEAKER}"})
    assert nextcall("check", "--root", team, "--strict").code == 1
    outcome = nextcall("check", "--root", team, "--strict", "--since", "HEAD")
    assert (outcome.code, outcome.out) == (0, "")
    assert [
        each["rule"]
        for each in json.loads(nextcall("check", "--root", team, "--since", "HEAD~1", "--format", "json").out)[
            "diagnostics"
        ]
    ] == ["seller-only-exit"]


def test_since_tells_no_remarks(nextcall: Run, team: Path) -> None:
    write(team, {SALES: SMALL["sales/new.yaml"].replace("    call_plan: {advance: {fallback: They name a day}}\n", "")})
    assert "no-fallback" in nextcall("check", "--root", team).out
    assert nextcall("check", "--root", team, "--since", "HEAD").out == ""


def test_since_follows_what_was_moved_and_renamed(nextcall: Run, team: Path) -> None:
    plain = SMALL["sales/new.yaml"].replace(
        "        customer_value: A figure\n        advance: They name the figure\n", ""
    )
    commit(team, {SALES: plain})
    old = [
        each["rule"] for each in json.loads(nextcall("check", "--root", team, "--format", "json").out)["diagnostics"]
    ]
    assert "no-customer-value" in old
    moved = plain.replace("id: cost-it", "id: price-it\n        formerly: [cost-it]")
    start, end = moved.index("      - id: name-it"), moved.index("      - id: price-it")
    stop = moved.index("    call_plan:")
    write(team, {SALES: moved[:start] + moved[end:stop] + moved[start:end] + moved[stop:]})
    found = json.loads(nextcall("check", "--root", team, "--since", "HEAD", "--format", "json").out)["diagnostics"]
    assert [each["rule"] for each in found] == []


def test_since_warns_of_an_id_that_is_gone_until_formerly_names_it(nextcall: Run, team: Path) -> None:
    renamed = SMALL["sales/new.yaml"].replace("name-it", "say-it")
    write(team, {SALES: renamed})
    outcome = nextcall("check", "--root", team, "--since", "HEAD", "--format", "concise")
    assert "warning id-gone: the activity 'name-it' is gone, and 'say-it', which reads alike, has come" in outcome.out
    assert "id-gone" not in nextcall("check", "--root", team).out
    write(team, {SALES: renamed.replace("id: say-it", "id: say-it\n        formerly: [name-it]")})
    assert nextcall("check", "--root", team, "--since", "HEAD").out == ""


def test_since_a_revision_without_a_playbook_everything_is_new(nextcall: Run, team: Path) -> None:
    git(team, "switch", "--quiet", "--orphan", "empty")
    first = commit(team, {"README": "Nothing here\n"})
    commit(team, {**PLAYBOOK, SALES: WEAKER})
    outcome = nextcall("check", "--root", team, "--since", first)
    assert outcome.code == 0
    assert "seller-only-exit" in outcome.out
    assert "everything is new" in outcome.err


def test_since_a_revision_that_is_broken_says_that_findings_count_as_new(nextcall: Run, team: Path) -> None:
    commit(team, {"playbook/roles.yaml": "buyer_roles: [", SALES: WEAKER})
    write(team, {"playbook/roles.yaml": None})
    outcome = nextcall("check", "--root", team, "--since", "HEAD", "--format", "concise")
    assert (outcome.code, "seller-only-exit" in outcome.out) == (0, True)
    assert "playbook/roles.yaml could not be read at HEAD: findings of rules count as new" in outcome.err


def test_every_example_of_the_help_is_understood(nextcall: Run, team: Path) -> None:
    git(team, "tag", "v1.0")
    git(team, "tag", "v1.1")
    git(team, "update-ref", "refs/remotes/origin/main", "HEAD")
    for line in EXAMPLES.splitlines()[2:]:
        arguments = re.split(r" {2,}", line.strip())[0].split()[1:]
        assert nextcall(*arguments, "--root", team).code == 0
