"""Every command: what it prints, what it writes and how it exits, for good input and for bad."""

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
from jsonschema import Draft202012Validator
from tests.conftest import SMALL

import nextcall
from nextcall import addresses, export
from nextcall.checks import RULES
from nextcall.cli import COMMANDS
from nextcall.load import MANUAL, FaultId, Kind, load
from nextcall.mkdocs_plugin import MARK, MARK_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]
    Write = Callable[..., Path]

BROKEN = {"sales/new.yaml": SMALL["sales/new.yaml"].replace("requires: [name-it]", "requires: [name-itt]")}
WARNED = {"sales/old.yml": "name: Old\n"}


def test_the_version_is_that_of_the_package(nextcall: Run) -> None:
    assert nextcall("--version").out == f"nextcall {sys.modules['nextcall'].__version__}\n"


def test_every_command_has_help_with_an_example(nextcall: Run) -> None:
    for command in COMMANDS:
        help_text = nextcall(command, "--help").out
        if command != "rules":
            assert f"nextcall {command} " in help_text.partition("Example")[2], command
        assert help_text.count("\n") > 5, command


def test_the_help_lists_every_command_in_the_order_in_which_a_team_meets_them(nextcall: Run) -> None:
    listed = re.findall(r"^  (\w+)  ", nextcall("--help").out.partition("Commands:")[2], re.MULTILINE)
    assert listed == list(COMMANDS)


def test_a_clean_playbook_exits_with_0_and_its_summary_goes_to_stderr(nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("check", write_playbook())
    assert outcome == (0, "", "3 files checked, nothing to report\n")


def test_an_error_exits_with_1_and_shows_the_line_with_a_caret_and_what_to_do(
    nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook(BROKEN)
    monkeypatch.chdir(root.parent)
    outcome = nextcall("check")
    assert outcome.code == 1
    assert outcome.out == (
        "playbook/sales/new.yaml:23:20 error unknown-reference: no activity 'name-itt'\n"
        "  23 |         requires: [name-itt]\n"
        "     |                    ^^^^^^^^\n"
        "     = did you mean 'name-it'?\n"
        "\n"
    )
    assert outcome.err == "3 files checked: 1 error\n"


def test_concise_puts_each_finding_on_a_line_of_its_own(
    nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_playbook(BROKEN).parent)
    assert nextcall("check", "--format", "concise").out == (
        "playbook/sales/new.yaml:23:20 error unknown-reference: no activity 'name-itt'; did you mean 'name-it'?\n"
    )


def test_json_has_the_promised_shape(nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_playbook(BROKEN).parent)
    assert json.loads(nextcall("check", "--format", "json").out) == {
        "version": 1,
        "summary": {"files": 3, "errors": 1, "warnings": 0, "info": 0},
        "diagnostics": [
            {
                "path": "playbook/sales/new.yaml",
                "line": 23,
                "column": 20,
                "end_line": 23,
                "end_column": 28,
                "rule": "unknown-reference",
                "severity": "error",
                "message": "no activity 'name-itt'",
                "hint": "did you mean 'name-it'?",
                "pointer": "/stages/0/activities/1/requires/0",
                "url": None,
            }
        ],
    }


def test_a_warning_fails_only_a_strict_check(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook(WARNED)
    assert nextcall("check", root).code == 0
    assert nextcall("check", root, "--strict").code == 1


def test_output_goes_to_the_file_that_is_named(nextcall: Run, write_playbook: Write, tmp_path: Path) -> None:
    target = tmp_path / "findings.json"
    outcome = nextcall("check", write_playbook(BROKEN), "--format", "json", "--output", target)
    assert (outcome.code, outcome.out) == (1, "")
    assert json.loads(target.read_text())["summary"]["errors"] == 1


def test_an_output_file_that_cannot_be_written_is_an_environment_error(
    nextcall: Run, write_playbook: Write, tmp_path: Path
) -> None:
    outcome = nextcall("check", write_playbook(), "--output", tmp_path / "no" / "such" / "folder")
    assert outcome.code == 2
    assert "can't write" in outcome.err


def test_the_paths_of_findings_are_relative_to_the_repository(
    nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook(BROKEN, "sub/playbook")
    (root.parents[1] / ".git").mkdir()
    monkeypatch.chdir(root)
    assert nextcall("check", "--format", "concise").out.startswith("sub/playbook/sales/new.yaml:23:20 ")


@pytest.mark.parametrize("start", [".", "playbook", "playbook/sales"])
def test_the_playbook_is_found_by_walking_up(
    start: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_playbook().parent / start)
    assert nextcall("check").code == 0


@pytest.mark.parametrize("said", ["playbook", "."])
def test_root_takes_the_playbook_or_the_folder_that_holds_it(
    said: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_playbook().parent)
    assert nextcall("check", "--root", said).code == 0
    assert nextcall("check", said).code == 0


@pytest.mark.parametrize(
    "said",
    ["playbook/sales", "playbook/sales/new.yaml", "playbook/playbook.yaml", "playbook/sales/../sales", "mkdocs.yml"],
)
def test_what_lies_in_a_playbook_stands_for_all_of_it(
    said: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook(BROKEN)
    (root.parent / "mkdocs.yml").write_text("site_name: Ours\n")
    monkeypatch.chdir(root.parent)
    whole = nextcall("check")
    assert whole.code == 1
    assert nextcall("check", said) == whole
    assert nextcall("check", "--root", said) == whole
    assert nextcall("check", root.parent / said) == whole


def test_a_folder_beside_a_playbook_does_not_stand_for_it(
    nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write_playbook().parent)
    Path("notes").mkdir()
    outcome = nextcall("check", "notes")
    assert outcome.code == 2
    assert "there is no playbook in notes" in outcome.err


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("missing", "there is no folder"),
        ("empty", "there is no playbook in"),
        ("a-file", "is a file"),
        ("without-playbook-file", "there is no playbook in"),
    ],
)
def test_a_folder_that_is_no_playbook_is_a_usage_error_with_the_way_out(
    path: str, words: str, nextcall: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-file").write_text("")
    (tmp_path / "without-playbook-file" / "sales").mkdir(parents=True)
    outcome = nextcall("check", tmp_path / path)
    assert outcome.code == 2
    assert words in outcome.err
    assert "Traceback" not in outcome.err


def test_a_path_and_a_root_at_once_are_a_usage_error(nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("check", write_playbook(), "--root", "elsewhere")
    assert outcome.code == 2
    assert "give one of them" in outcome.err


def test_a_path_that_the_system_cannot_hold_is_told_without_a_traceback(nextcall: Run) -> None:
    outcome = nextcall("check", "x" * 300)
    assert outcome.code == 2
    assert "bug" not in outcome.err


def test_a_broken_template_of_the_team_stops_render_with_its_place(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook()
    (root.parent / "templates" / "pages").mkdir(parents=True)
    (root.parent / "templates" / "pages" / "home.md.jinja").write_text("{{ nothing_like_it }}")
    (root.parent / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\ntheme: material\nplugins: [search, {nextcall: {templates: templates}}]\n"
    )
    outcome = nextcall("render", root.parent / "docs", "--root", root.parent)
    assert outcome.code == 2
    assert "the pages could not be made" in outcome.err
    assert "bug" not in outcome.err


@pytest.mark.parametrize("name", ["sales/renewal.YAML", "sales/renewal.yml"])
def test_yaml_with_an_unusual_ending_is_never_passed_over(name: str, nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("check", write_playbook({name: "name: Renewal\n"}), "--format", "concise")
    assert "unclaimed-file" in outcome.out
    assert "renewal.yaml" in outcome.out


def test_without_any_playbook_the_way_to_one_is_said(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = nextcall("check")
    assert outcome.code == 2
    assert "nextcall init" in outcome.err


def test_an_unreadable_file_exits_with_2(nextcall: Run, write_playbook: Write) -> None:
    root = write_playbook()
    (root / "sales" / "gone.yaml").symlink_to(root / "nowhere.yaml")
    outcome = nextcall("check", root, "--format", "concise")
    assert outcome.code == 2
    assert "unreadable-file" in outcome.out


def test_a_playbook_with_errors_stops_build_and_render_before_anything_is_written(
    nextcall: Run, write_playbook: Write, tmp_path: Path
) -> None:
    root = write_playbook(BROKEN)
    for arguments in (("build", "--site-dir", tmp_path / "out"), ("render", tmp_path / "out")):
        outcome = nextcall(*arguments, "--root", root)
        assert outcome.code == 1
        assert "unknown-reference" in outcome.out
        assert "nothing was written" in outcome.err
        assert not (tmp_path / "out").exists()


def test_rules_lists_every_rule_and_every_fault(nextcall: Run) -> None:
    listed = [line.split()[0] for line in nextcall("rules").out.splitlines()]
    assert listed == [*(rule.id for rule in RULES), *(fault.value for fault in FaultId)]


@pytest.mark.parametrize("rule", [*(rule.id for rule in RULES), *(fault.value for fault in MANUAL)])
def test_explain_prints_the_manual_of_every_rule(rule: str, nextcall: Run) -> None:
    outcome = nextcall("explain", rule)
    assert outcome.code == 0
    assert outcome.out.startswith(f"{rule} (")
    assert len(outcome.out.splitlines()) >= 5


def test_the_manual_of_a_rule_says_what_why_an_example_and_what_to_write_instead() -> None:
    for rule in RULES:
        headings = [line for line in rule.manual.splitlines() if line.startswith("## ")]
        assert headings == ["## What it does", "## Why it matters", "## Example", "## Write instead"], rule.id


def test_a_misspelt_rule_is_answered_with_the_one_that_was_meant(nextcall: Run) -> None:
    outcome = nextcall("explain", "dependency-circle")
    assert outcome.code == 2
    assert "did you mean 'dependency-cycle'?" in outcome.err


@pytest.mark.parametrize("kind", list(Kind))
def test_schema_prints_one_schema_that_refers_to_nothing_outside(kind: Kind, nextcall: Run, repository: Path) -> None:
    text = nextcall("schema", kind).out
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    assert "schema.json#" not in text
    assert schema["title"] == json.loads((repository / "schema" / f"{kind}.schema.json").read_text())["title"]


def test_schema_prints_that_of_the_playbook_for_programs_as_a_site_publishes_it(nextcall: Run, example: Path) -> None:
    loaded = load(example)
    assert loaded.playbook is not None
    published = export.files(loaded.playbook, loaded.line_of)[addresses.PLAYBOOK_SCHEMA]
    assert nextcall("schema", "playbook-json").out == published.decode()


def test_init_writes_a_playbook_that_checks_clean_and_can_be_read_in_one_go(nextcall: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    outcome = nextcall("init", folder)
    assert outcome.code == 0
    assert "nextcall serve" in outcome.err
    assert nextcall("check", folder, "--strict").code == 0
    lines = sum(len(path.read_text().splitlines()) for path in folder.rglob("*.yaml"))
    assert lines < 200


@pytest.mark.parametrize(
    "name",
    [
        *("-rf", "-", "--help", "a/-b", "-a/b", "a\nb", "\x1b[31m", "a\u200bb", "a\u00a0b", "\u202eb", "~", "~a/b"),
        *(" a", "a ", "a.", "a*", "a?b", 'a"b', "a|b", "a\\b"),
    ],
)
def test_init_refuses_a_name_that_is_hard_to_call_or_to_get_rid_of(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = nextcall("init", "--", name)
    assert outcome.code == 2
    assert "choose a name without" in outcome.err
    assert "\x1b" not in outcome.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "R&D", "$HOME", "l'équipe", "営業", ".playbook"])
def test_init_says_what_to_type_next_so_that_a_shell_understands_it(
    nextcall: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = nextcall("init", name)
    assert outcome.code == 0
    [go] = [line for line in outcome.err.splitlines() if line.startswith("  cd ")]
    assert shlex.split(go) == ["cd", name]
    assert (tmp_path / name / "playbook" / "playbook.yaml").is_file()


def test_a_mark_that_lists_nothing_is_a_usage_error_of_build(nextcall: Run, tmp_path: Path) -> None:
    nextcall("init", tmp_path / "ours")
    site = tmp_path / "site"
    site.mkdir()
    (site / "letter.txt").write_text("dear diary")
    (site / MARK).write_text(MARK_TEXT)
    outcome = nextcall("build", "--root", tmp_path / "ours", "--site-dir", site)
    assert (outcome.code, outcome.out) == (2, "")
    assert "letter.txt" in outcome.err
    assert (site / "letter.txt").read_text() == "dear diary"


def test_init_takes_an_empty_folder_and_refuses_any_other(nextcall: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert nextcall("init", tmp_path / "empty").code == 0
    before = sorted(tmp_path.rglob("*"))
    (tmp_path / "file").write_text("mine")
    for target in ("empty", "file"):
        outcome = nextcall("init", tmp_path / target)
        assert outcome.code == 2
        assert "not empty" in outcome.err
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "file"])


def test_render_writes_pages_and_then_touches_nothing(nextcall: Run, write_playbook: Write, tmp_path: Path) -> None:
    root, target = write_playbook(), tmp_path / "docs"
    assert nextcall("render", target, "--root", root).code == 0
    page = target / "sales" / "new" / "discover" / "call-plan" / "index.md"
    assert "Put a cost on it" in page.read_text(encoding="utf-8")
    before = page.stat().st_mtime_ns
    assert " 0 files written" in f" {nextcall('render', target, '--root', root).err}"
    assert page.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["chek"], "Error: there is no command 'chek'; did you mean 'check'?"),
        (["zzz"], "Error: there is no command 'zzz'; choose from init, check, "),
        (["--no-such-option"], "Error: No such option"),
        (["schema", "sales"], "Error: there is no kind 'sales'; did you mean 'sales-process'?"),
        (["schema", "glosary"], "Error: there is no kind 'glosary'; did you mean 'glossary'?"),
        (["schema", "zzz"], "Error: there is no kind 'zzz'; choose from playbook, roles, "),
        (["schema"], "Error: say which KIND: playbook, roles, assets, "),
        (["explain"], "Error: say which RULE; see `nextcall rules`"),
    ],
)
def test_a_word_that_is_missing_or_misspelt_is_answered_with_what_was_meant(
    arguments: list[str], said: str, nextcall: Run
) -> None:
    outcome = nextcall(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[-1].startswith(said)
    assert len(outcome.err.splitlines()) <= 4


def test_the_help_cuts_no_summary(nextcall: Run) -> None:
    summaries = nextcall("--help").out.partition("Commands:")[2]
    assert "..." not in summaries
    assert "…" not in summaries


def test_the_help_of_schema_names_every_kind(nextcall: Run) -> None:
    words = nextcall("schema", "--help").out
    assert all(kind in words for kind in Kind)


def test_a_bug_is_told_in_two_lines_and_only_traceback_shows_where(
    nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        message = "out of paper"
        raise RuntimeError(message)

    monkeypatch.setattr("nextcall.pipeline.check", broken)
    root = write_playbook()
    outcome = nextcall("check", root)
    assert outcome.code == 2
    assert outcome.err.splitlines()[0] == "nextcall itself failed: RuntimeError: out of paper"
    with pytest.raises(RuntimeError, match="out of paper"):
        sys.modules["nextcall.cli"].main(["check", str(root), "--traceback"])


def test_ctrl_c_exits_with_130(nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nextcall.pipeline.check", interrupted)
    assert nextcall("check", write_playbook()).code == 130


def _shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("nextcall")
    return subprocess.run(
        ["bash", "-c", script.replace("nextcall", str(command), 1)],  # noqa: S607 (the shell that people have)
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_closed_pipe_ends_the_command_quietly(write_playbook: Write) -> None:
    stages = "".join(f"  - {{id: s{n}, name: Stage {n}, step_back: [{{when: x, to: nowhere}}]}}\n" for n in range(5000))
    root = write_playbook({"sales/new.yaml": f"name: Many\nstages:\n{stages}"})
    done = _shell("nextcall check --format json | head -n 1", root)
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_text_stops_after_a_stated_number_of_findings_and_says_so(write_playbook: Write) -> None:
    back = "[{when: x, to: nowhere}, {when: y, to: nowhere}]"
    stages = "".join(f"  - {{id: s{n}, name: Stage {n}, step_back: {back}}}\n" for n in range(150))
    root = write_playbook({"sales/new.yaml": f"name: Many\nstages:\n{stages}"})
    lines = _shell("nextcall check --format concise", root).stdout.splitlines()
    assert len(lines) == 201
    assert re.fullmatch(r"… and \d+ more; `--format json` lists them all", lines[-1])


def test_colour_is_for_terminals_and_not_where_no_color_is_set(write_playbook: Write) -> None:
    root = write_playbook(BROKEN)
    terminal = "script --quiet --return --command 'nextcall check' /dev/null"
    assert "\x1b[1;31m" in _shell(terminal, root, TERM="xterm").stdout
    assert "\x1b[" not in _shell(terminal, root, TERM="xterm", NO_COLOR="1").stdout
    assert "\x1b[" not in _shell("nextcall check", root, TERM="xterm").stdout


def test_check_imports_neither_mkdocs_nor_jinja_nor_a_markdown_parser(example: Path) -> None:
    script = (
        "import sys\nfrom nextcall.cli import main\n"
        "try:\n    main(['check', sys.argv[1]])\n"
        "except SystemExit:\n    pass\n"
        "print(sorted({'mkdocs', 'jinja2', 'markdown_it', 'jsonschema', 'rich'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(example)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_module_can_be_run_like_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "nextcall", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"nextcall {nextcall.__version__}\n"
