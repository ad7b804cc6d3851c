"""`nextcall init`: what it writes checks clean, builds, is what forges take, and names what is there."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from nextcall.cli.starting import first_commit as committing
from nextcall.cli.starting import origin as installed
from nextcall.cli.starting.origin import UNKNOWN, Origin
from nextcall.cli.starting.playbooks import Start
from nextcall.cli.starting.repository import Forge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

STARTS = [each.value for each in Start]
FORGES = [each.value for each in Forge]
GITHUB = Origin("https://github.com/makers/nextcall", "0123456789abcdef0123456789abcdef01234567")
GITLAB = Origin("https://gitlab.makers.example/a/nextcall", GITHUB.revision)
WORKFLOW = ".github/workflows/playbook.yml"
TEMPLATES = {
    "github": (".github/pull_request_template.md", ".github/CODEOWNERS", WORKFLOW),
    "gitlab": (".gitlab/merge_request_templates/Default.md", ".gitlab/CODEOWNERS", ".gitlab-ci.yml"),
}


@pytest.fixture(autouse=True)
def _identity(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody whom git knows, with no settings but these."""
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    (tmp_path / "gitconfig").write_text('[user]\nname = "A. Seller"\nemail = seller@team.example\n', encoding="utf-8")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)  # noqa: S607
    return done.stdout.strip()


def _valid(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("forge", FORGES)
@pytest.mark.parametrize("start", STARTS)
def test_whatever_it_starts_from_checks_clean_and_its_readme_names_a_line_that_says_so(
    start: str, forge: str, nextcall: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "ours"
    assert nextcall("init", folder, "--from", start, "--forge", forge).code == 0
    assert nextcall("check", folder, "--strict").code == 0
    written = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    texts = {path: path.read_text(encoding="utf-8") for path in written}
    assert [path for path, text in texts.items() if "«" in text] == []
    readme = texts[folder / "README.md"]
    step = re.search(r"`(playbook/sales/\S+?\.yaml)`.*?Line (\d+) says `(.+?)`. Make it `(.+?)`", readme, re.DOTALL)
    assert step is not None
    path, number, old, new = step.groups()
    lines = (folder / path).read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines[int(number) - 1].strip() == old != new
    lines[int(number) - 1] = lines[int(number) - 1].replace(old, new)
    (folder / path).write_text("".join(lines), encoding="utf-8")
    assert nextcall("check", folder, "--strict").code == 0
    assert "20 minutes of this call" in readme


@pytest.mark.parametrize("start", ["enterprise", "renewal"])
def test_the_example_is_cut_to_one_process_and_to_nothing_that_is_true_of_the_example_alone(
    start: str, nextcall: Run, tmp_path: Path
) -> None:
    nextcall("init", tmp_path / "ours", "--from", start)
    playbook = tmp_path / "ours" / "playbook"
    assert [len(list((playbook / each).iterdir())) for each in ("sales", "buying")] == [1, 1]
    said = "".join(path.read_text(encoding="utf-8") for path in playbook.rglob("*.yaml"))
    assert "arbourline" not in said
    assert not re.search(r"^(reviewed|baseline|owner|url):", said, re.MULTILINE)
    assert len(re.findall(r"^ *# ", said, re.MULTILINE)) > 15  # comments that teach


def test_a_comment_explains_a_field_where_it_comes_first_in_the_words_of_its_schema(
    nextcall: Run, tmp_path: Path, repository: Path
) -> None:
    nextcall("init", tmp_path / "ours")
    text = (tmp_path / "ours" / "playbook" / "sales" / "new-business.yaml").read_text(encoding="utf-8")
    schema = json.loads((repository / "schema" / "sales-process.schema.json").read_bytes())
    said = schema["$defs"]["activity"]["properties"]["minutes"]["description"].partition(". ")[0]
    above, found, _ = text.partition("        minutes: ")
    assert found
    assert above.endswith(f"        # {said}.\n")


@pytest.mark.parametrize("source", [UNKNOWN, GITHUB, GITLAB])
def test_what_forges_read_is_valid_by_their_public_schemas(
    source: Origin, nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextcall.cli.init.origin", lambda: source)
    for forge, paths in TEMPLATES.items():
        folder = tmp_path / forge
        nextcall("init", folder, "--forge", forge)
        assert [path for path in paths if not (folder / path).is_file()] == []
        name = "vendor.github-workflows" if forge == "github" else "vendor.gitlab-ci"
        _valid(folder, "check_jsonschema", "--builtin-schema", name, paths[-1])
        _valid(folder, "pre_commit", "validate-config", ".pre-commit-config.yaml")
        assert source.revision in (folder / paths[-1]).read_text(encoding="utf-8")
        container = json.loads((folder / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
        assert container["postCreateCommand"].endswith(source.requirement)


@pytest.mark.parametrize(
    ("source", "step"),
    [
        (GITHUB, [f"makers/nextcall@{GITHUB.revision}"]),
        (Origin("https://git.makers.example/a/nextcall", "abcdef1"), [None, "./.nextcall/action"]),
    ],
)
def test_the_workflow_runs_the_action_from_where_it_is(
    source: Origin, step: list[str | None], nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextcall.cli.init.origin", lambda: source)
    nextcall("init", tmp_path / "ours", "--forge", "github")
    jobs = yaml.safe_load((tmp_path / "ours" / WORKFLOW).read_text(encoding="utf-8"))["jobs"]
    for job in ("check", "preview", "site"):
        assert [each.get("uses") for each in jobs[job]["steps"][1:]] == step


def test_what_runs_a_pull_requests_own_code_has_no_rights(nextcall: Run, tmp_path: Path) -> None:
    nextcall("init", tmp_path / "ours", "--forge", "github")
    workflow = yaml.safe_load((tmp_path / "ours" / WORKFLOW).read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        builds = any({"preview", "site"} & set(step.get("with", {})) for step in job["steps"])
        assert job["permissions"] == {"contents": "read"} if builds else job["permissions"], name
    assert "pull_request_target" not in workflow[True]


def test_the_inputs_of_the_workflow_are_those_of_the_action(nextcall: Run, tmp_path: Path, repository: Path) -> None:
    nextcall("init", tmp_path / "ours", "--forge", "github")
    jobs = yaml.safe_load((tmp_path / "ours" / WORKFLOW).read_text(encoding="utf-8"))["jobs"]
    inputs = yaml.safe_load((repository / "action.yml").read_text(encoding="utf-8"))["inputs"]
    said = {name for job in jobs.values() for step in job["steps"] for name in step.get("with", {})}
    assert said - {"fetch-depth", "persist-credentials"} <= set(inputs)


@pytest.mark.parametrize("owner", ["@team/sales", "@lea", "sales@team.example"])
def test_who_answers_for_a_process_is_asked_to_review_its_changes(owner: str, nextcall: Run, tmp_path: Path) -> None:
    assert nextcall("init", tmp_path / "ours", "--forge", "github", "--owner", owner).code == 0
    owners = (tmp_path / "ours" / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    rules = [line for line in owners.splitlines() if not line.startswith("#")]
    assert rules == [f"/playbook/sales/new-business.yaml {owner}"]
    assert nextcall("check", tmp_path / "ours", "--strict").code == 0


def test_without_an_owner_nobody_is_asked(nextcall: Run, tmp_path: Path) -> None:
    nextcall("init", tmp_path / "ours", "--from", "enterprise", "--forge", "gitlab")
    owners = (tmp_path / "ours" / ".gitlab" / "CODEOWNERS").read_text(encoding="utf-8")
    assert [line for line in owners.splitlines() if not line.startswith("#")] == []


@pytest.mark.parametrize("owner", ["Head of sales", "@", "a@b", '@x"\nrules: {}', "@a b", "\\1@x.example"])
def test_an_owner_whom_no_forge_knows_is_refused(owner: str, nextcall: Run, tmp_path: Path) -> None:
    outcome = nextcall("init", tmp_path / "ours", "--owner", owner)
    assert outcome.code == 2
    assert "neither an @handle nor a mail address" in outcome.err
    assert not (tmp_path / "ours").exists()


def test_everything_is_in_a_first_commit_on_main(nextcall: Run, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    outcome = nextcall("init", folder)
    assert ", in a first commit" in outcome.err
    assert _git(folder, "log", "--format=%an %s", "main") == "A. Seller Start our sales playbook"
    assert _git(folder, "status", "--porcelain") == ""


def test_a_repository_around_it_is_left_as_it_is(nextcall: Run, tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet")
    outcome = nextcall("init", tmp_path / "ours")
    assert "to be committed to the repository around them" in outcome.err
    assert not (tmp_path / "ours" / ".git").exists()
    assert _git(tmp_path, "diff", "--cached", "--name-only") == ""


def test_no_git_makes_no_repository(nextcall: Run, tmp_path: Path) -> None:
    assert nextcall("init", tmp_path / "ours", "--no-git").code == 0
    assert not (tmp_path / "ours" / ".git").exists()


@pytest.mark.parametrize(
    ("trouble", "said"), [("no author", "tell git who you are"), ("no git", "git isn't there, so nothing is committed")]
)
def test_where_git_is_missing_or_refuses_it_says_what_is_left_to_do(
    trouble: str, said: str, nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "no git":
        monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    else:
        (tmp_path / "gitconfig").write_text("[user]\nuseConfigOnly = true\n", encoding="utf-8")
    outcome = nextcall("init", tmp_path / "ours")
    assert outcome.code == 0
    assert said in outcome.err
    assert (tmp_path / "ours" / "playbook" / "playbook.yaml").is_file()


def test_a_hook_of_git_that_points_elsewhere_is_not_followed(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    _git(tmp_path / "other", "init", "--quiet")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
    assert nextcall("init", tmp_path / "ours").code == 0
    monkeypatch.delenv("GIT_DIR")
    assert _git(tmp_path / "ours", "rev-list", "--count", "main") == "1"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_asks_three_questions_and_with_an_option_none(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", _Terminal("renewal\ngitlab\n@team/sales\n"))
    outcome = nextcall("init", tmp_path / "asked")
    assert outcome.code == 0, outcome.err
    assert outcome.out == ""
    assert (tmp_path / "asked" / "playbook" / "sales" / "renewal.yaml").is_file()
    assert "@team/sales" in (tmp_path / "asked" / ".gitlab" / "CODEOWNERS").read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", _Terminal(""))
    assert nextcall("init", tmp_path / "said", "--forge", "github").code == 0
    assert (tmp_path / "said" / "playbook" / "sales" / "new-business.yaml").is_file()


def test_it_builds_with_pencils_that_lead_to_the_line_at_the_forge(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ours"
    nextcall("init", folder, "--forge", "github")
    monkeypatch.setenv("REPOSITORY_URL", "https://github.com/team/ours")
    assert nextcall("build", "--root", folder).code == 0
    page = (folder / "site" / "sales" / "new-business" / "discover" / "index.html").read_text(encoding="utf-8")
    lines = (folder / "playbook" / "sales" / "new-business.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  - id: discover") + 1
    assert f"https://github.com/team/ours/edit/HEAD/playbook/sales/new-business.yaml#L{line}" in page


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://github.com/makers/nextcall", "https://github.com/makers/nextcall"),
        ("https://lea:secret@git.example.com/makers/nextcall.git", "https://git.example.com/makers/nextcall.git"),
        ("git@github.com:makers/nextcall.git", "https://github.com/makers/nextcall"),
        ("ssh://git@git.example.com/makers/nextcall", "https://git.example.com/makers/nextcall"),
        ("/home/lea/nextcall", ""),
        ("../nextcall", ""),
        ("https://localhost/nextcall", ""),
        ("", ""),
    ],
)
def test_nobodys_password_and_no_folder_of_this_machine_gets_into_a_workflow(address: str, public: str) -> None:
    assert installed._public(address) == public


def test_where_it_was_installed_from_a_clone_the_clone_says_where_it_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone of it"
    clone.mkdir()
    _git(clone, "init", "--quiet")
    _git(clone, "remote", "add", "origin", "git@github.com:makers/nextcall.git")
    _git(clone, "commit", "--quiet", "--allow-empty", "--message", "One")

    class Noted:
        @staticmethod
        def read_text(_name: str) -> str:
            return json.dumps({"url": clone.as_uri(), "dir_info": {}})

    monkeypatch.setattr(installed, "distribution", lambda _name: Noted)
    assert installed.origin() == Origin("https://github.com/makers/nextcall", _git(clone, "rev-parse", "HEAD"))


def test_a_commit_that_git_refuses_leaves_everything_staged(tmp_path: Path) -> None:
    (tmp_path / "gitconfig").write_text("[user]\nuseConfigOnly = true\n", encoding="utf-8")
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "a").write_text("a", encoding="utf-8")
    assert committing.first_commit(folder, "One") is committing.Committed.NO_AUTHOR
    assert _git(folder, "diff", "--cached", "--name-only") == "a"
