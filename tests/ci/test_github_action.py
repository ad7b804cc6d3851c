"""The composite action: valid by GitHub's public schema, and its scripts do what the inputs say."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.ci.validators import assert_valid
from tests.conftest import git

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from .conftest import Change, Clone

    Shell = Callable[..., subprocess.CompletedProcess[str]]

PROGRAM = str(Path(sys.executable).with_name("nextcall"))


@pytest.fixture(scope="module")
def action(repository: Path) -> dict[str, Any]:
    """The action's file."""
    text = (repository / "action.yml").read_text(encoding="utf-8")
    parsed = yaml.safe_load(text)
    assert isinstance(parsed, dict)
    return parsed


def _script(action: dict[str, Any], name: str) -> str:
    (script,) = [step["run"] for step in action["runs"]["steps"] if step.get("name") == name]
    assert "${{" not in script  # what a caller says reaches a script as a variable only, never as its text
    return str(script)


@pytest.fixture
def check(action: dict[str, Any], shell: Shell, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A function that runs the step that checks."""
    runner = tmp_path / "runner"
    runner.mkdir()

    def run(
        folder: Path, *, path: str = ".", strict: str = "true", sarif: str = "", **said: str
    ) -> subprocess.CompletedProcess[str]:
        return shell(
            _script(action, "Check the playbook"),
            folder,
            NEXTCALL=PROGRAM,
            PLAYBOOK=path,
            STRICT=strict,
            SARIF_FILE=sarif,
            RUNNER_TEMP=str(runner),
            GITHUB_OUTPUT=str(runner / "output"),
            GITHUB_STEP_SUMMARY=str(runner / "summary.md"),
            **said,
        )

    return run


def test_the_action_is_valid_by_githubs_schema(repository: Path) -> None:
    assert_valid(repository / "action.yml", "github-actions")


def test_the_action_installs_itself_with_the_releases_that_it_was_tested_with(
    action: dict[str, Any], shell: Shell, python: Callable[[], list[str]], repository: Path, tmp_path: Path
) -> None:
    script = f'PATH="$HOME:$PATH"\n{_script(action, "Install nextcall")}'
    here, output = str(repository), tmp_path / "output"
    done = shell(script, tmp_path, RUNNER_TEMP=str(tmp_path), GITHUB_OUTPUT=str(output), GITHUB_ACTION_PATH=here)
    assert done.returncode == 0, done.stderr
    assert (repository / "constraints.txt").is_file()
    assert python() == [f"-m pip install --quiet --constraint {here}/constraints.txt {here}"]
    assert output.read_text(encoding="utf-8") == f"program={tmp_path}/nextcall/bin/nextcall\n"


def test_every_script_of_the_action_is_bash_that_parses(action: dict[str, Any], shell: Shell, tmp_path: Path) -> None:
    for step in action["runs"]["steps"]:
        if "run" in step:
            (tmp_path / "step.sh").write_text(step["run"], encoding="utf-8")
            done = shell("bash -n step.sh", tmp_path)
            assert done.returncode == 0, (step["name"], done.stderr)


def test_a_finding_fails_the_step_as_an_annotation_and_in_every_file(
    check: Shell, broken: Path, tmp_path: Path
) -> None:
    done = check(broken, sarif="found here.sarif")
    assert done.returncode == 1, done.stderr
    assert "::error title=unknown-reference,file=" in done.stdout
    runner = tmp_path / "runner"
    assert "unknown&#45;reference" in (runner / "summary.md").read_text(encoding="utf-8")
    findings = json.loads((runner / "nextcall.json").read_text(encoding="utf-8"))
    assert findings["summary"]["errors"] == 1
    log = json.loads((broken / "found here.sarif").read_text(encoding="utf-8"))
    assert "unknown-reference" in {result["ruleId"] for result in log["runs"][0]["results"]}
    assert (runner / "output").read_text(encoding="utf-8").splitlines() == [
        f"findings={runner}/nextcall.json",
        f"comment={runner}/nextcall-comment.md",
    ]


@pytest.mark.parametrize(("strict", "code"), [("true", 1), ("false", 0)])
def test_warnings_fail_only_where_the_caller_says_so(
    strict: str, code: int, check: Shell, write_playbook: Callable[..., Path]
) -> None:
    root = write_playbook({"notes.md": "# Notes\n\n[gone](gone.md)\n"})
    assert check(root.parent, path="playbook", strict=strict).returncode == code


def test_without_a_playbook_the_step_fails_and_nothing_is_commented(check: Shell, tmp_path: Path) -> None:
    done = check(tmp_path, path="no such folder")
    assert done.returncode == 2
    assert "there is no folder no such folder" in done.stderr
    assert "comment=" not in (tmp_path / "runner" / "output").read_text(encoding="utf-8")


def test_the_pull_request_that_brings_the_playbook_is_told_as_new(
    check: Shell, write_playbook: Callable[..., Path], tmp_path: Path
) -> None:
    top = write_playbook().parent
    git(top, "init", "--quiet")
    git(top, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    base = git(top, "rev-parse", "HEAD")
    git(top, "add", "--all")
    git(top, "commit", "--quiet", "--message", "Our playbook")
    assert check(top, path="playbook", BASE=base).returncode == 0
    comment = (tmp_path / "runner" / "nextcall-comment.md").read_text(encoding="utf-8")
    assert "new sales process: New business" in comment


def _base(
    action: dict[str, Any], shell: Shell, folder: Path, repository: Path, target: str
) -> tuple[dict[str, str], str]:
    """What the step that looks for the pull request's beginning hands on, and what it prints."""
    output = folder / ".output"
    done = shell(
        _script(action, "Find what the pull request starts from"),
        folder,
        TARGET=target,
        GITHUB_ACTION_PATH=str(repository),
        GITHUB_OUTPUT=str(output),
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines()), done.stdout


@pytest.mark.parametrize("depth", [1, 3, 99])
def test_a_pull_request_is_compared_with_where_it_left_its_target_however_shallow_the_clone(  # noqa: PLR0913, PLR0917
    depth: int, action: dict[str, Any], shell: Shell, weaker: Change, clone: Clone, repository: Path
) -> None:
    found, _ = _base(action, shell, clone(weaker, depth=depth), repository, _main(weaker))
    assert found == {"revision": weaker.base}


def _main(change: Change) -> str:
    return git(change.repository, "rev-parse", "main")


def test_a_clone_that_cannot_be_deepened_is_answered_with_the_line_to_change(  # noqa: PLR0913, PLR0917
    action: dict[str, Any], shell: Shell, check: Shell, weaker: Change, clone: Clone, repository: Path, tmp_path: Path
) -> None:
    folder = clone(weaker, depth=1, reachable=False)
    found, said = _base(action, shell, folder, repository, _main(weaker))
    assert found["revision"] == ""
    assert "`with: {fetch-depth: 0}`" in said
    done = check(folder, strict="false", HINT=found["hint"])
    assert done.returncode == 0, done.stderr
    assert found["hint"] in (tmp_path / "runner" / "nextcall-comment.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("fails", "code"), [("false", 0), ("true", 1)])
def test_the_comment_holds_what_changed_and_only_a_team_that_asks_has_weakening_fail(  # noqa: PLR0913, PLR0917
    fails: str, code: int, check: Shell, weaker: Change, clone: Clone, tmp_path: Path
) -> None:
    done = check(clone(weaker, depth=99), BASE=weaker.base, FAIL_ON_WEAKENING=fails)
    assert done.returncode == code, done.stdout + done.stderr
    said = (tmp_path / "runner" / "nextcall-comment.md").read_text(encoding="utf-8")
    assert said.startswith(MARK)
    assert "weakens the process in 1 place" in said
    assert "old warning" not in said  # what was found before isn't this change's
    assert (tmp_path / "runner" / "summary.md").read_text(encoding="utf-8") == said


def test_a_preview_opens_without_a_server(
    action: dict[str, Any], shell: Shell, write_playbook: Callable[..., Path], tmp_path: Path
) -> None:
    folder = write_playbook().parent
    done = shell(
        _script(action, "Build a preview"),
        folder,
        NEXTCALL=PROGRAM,
        PLAYBOOK=".",
        RUNNER_TEMP=str(tmp_path),
        GITHUB_OUTPUT=str(tmp_path / "output"),
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "nextcall-preview" / "index.html").is_file()


MARK = "<!-- nextcall check -->"
GH = f"""\
#!{sys.executable}
import os, sys
import jq
with open(os.path.expanduser("~/calls"), "a") as calls:
    print(" ".join(sys.argv[1:]), file=calls)
if "--jq" in sys.argv:
    for found in jq.compile(sys.argv[sys.argv.index("--jq") + 1]).input_text(os.environ["EARLIER"]):
        print(found)
sys.exit(int(os.environ["GH_CODE"]))
"""


def _comments(*comments: tuple[int, str, bool]) -> str:
    """What GitHub answers: comments by number, text, and whether the token's user wrote them."""
    nodes = [{"databaseId": number, "body": text, "viewerDidAuthor": ours} for number, text, ours in comments]
    return json.dumps({"data": {"repository": {"pullRequest": {"comments": {"nodes": nodes}}}}})


@pytest.mark.parametrize(
    ("earlier", "call"),
    [
        (_comments(), "--method POST repos/team/playbook/issues/7/comments"),
        (_comments((40, MARK, False), (41, "thanks", True)), "--method POST repos/team/playbook/issues/7/comments"),
        (
            _comments((40, MARK, False), (41, f"{MARK}\n\nx", True), (42, MARK, True)),
            "--method PATCH repos/team/playbook/issues/comments/41",
        ),
    ],
)
def test_one_comment_is_kept_on_the_pull_request(
    earlier: str, call: str, action: dict[str, Any], shell: Shell, tmp_path: Path
) -> None:
    done = _comment(action, shell, tmp_path, EARLIER=earlier, GH_CODE="0")
    assert done.returncode == 0, done.stderr
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls[-1:] == [f"api --silent {call} --field body=@{tmp_path}/comment.md"]


def test_a_token_that_may_not_comment_fails_nothing(action: dict[str, Any], shell: Shell, tmp_path: Path) -> None:
    done = _comment(action, shell, tmp_path, EARLIER="{}", GH_CODE="1")
    assert done.returncode == 0
    assert done.stdout.startswith("::notice title=nextcall::")


def _comment(action: dict[str, Any], shell: Shell, folder: Path, **said: str) -> subprocess.CompletedProcess[str]:
    (folder / "gh").write_text(GH, encoding="utf-8")
    (folder / "gh").chmod(0o755)
    script = f'PATH="$HOME:$PATH"\n{_script(action, "Comment on the pull request")}'
    names = {"GITHUB_REPOSITORY": "team/playbook", "NUMBER": "7", "COMMENT": f"{folder}/comment.md", "GH_TOKEN": "x"}
    return shell(script, folder, **names, **said)
