"""What reaches a screen, a pipe or a CI system: no control character, no lost letter, whatever the encoding."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

import pytest
from tests.conftest import exit_code

from nextcall.report import Format

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Write = Callable[..., Path]

NEXTCALL = [sys.executable, "-m", "nextcall"]
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
EVIL = "\x1b[31m\x07\x7f\x9b"
SHOWN = r"\x1b[31m\x07\x7f\x9b"
LETTERS = "Größe → 課題 😀"


def _said(outcome: Any) -> str:  # noqa: ANN401 (what the fixture gives)
    return f"{outcome.out}{outcome.err}"


@pytest.fixture
def evil(write_playbook: Write, tmp_path: Path) -> Path:
    """A playbook with control characters in a file's name, in a link and, where YAML takes one, in its texts."""
    root = write_playbook(
        {
            "playbook.yaml": 'title: "Our\\x85 playbook"\n',
            "sales/new.yaml": 'name: "New\\x85 business"\nstages:\n  - id: a\n    name: "A\\x85B"\n'
            '    activities: [{id: b, name: "C\\x85D", where: in_call}]\n  - {id: won, name: Won, closed: won}\n',
        }
    )
    (root / f"evil{EVIL}.md").write_text(f"# Evil\n\nSee [it](<gone{EVIL}.md>).\n", encoding="utf-8")
    (root / f"evil{EVIL}.yaml").write_text("x: 1\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(f"site_url: https://x.example/{EVIL}\nplugins: [nextcall]\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("style", list(Format))
def test_no_format_hands_on_a_control_character(
    style: Format, nextcall: Run, evil: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = nextcall("check", evil, "--format", style)
    assert not RAW.search(_said(outcome))
    if style is Format.JSON:
        found = {each["rule"]: each for each in json.loads(outcome.out)["diagnostics"]}
        assert found["broken-link"]["path"].endswith(f"evil{EVIL}.md"), "programs get the path as it is"
    elif style is Format.SARIF:
        assert f"gone{SHOWN}.md" in json.loads(outcome.out)["runs"][0]["results"][0]["message"]["text"]
    elif style is Format.GITLAB:
        assert json.loads(outcome.out)[0]["location"]["path"].endswith(f"evil{SHOWN}.md")
    else:
        assert f"gone{SHOWN}.md" in outcome.out
        assert f"evil{SHOWN}.md" in outcome.out
    assert not summary.exists() or not RAW.search(summary.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "command", ["plan", "plan --format json", "compress", "compress --format json", "compress --format markdown"]
)
def test_no_plan_hands_on_a_control_character(command: str, nextcall: Run, evil: Path) -> None:
    outcome = nextcall(*command.split(), "--root", evil)
    assert outcome.code == 0
    assert not RAW.search(_said(outcome))
    assert "json" in command or r"C\x85D" in outcome.out


@pytest.mark.parametrize(
    "arguments",
    [
        [f"chek{EVIL}"],
        ["check", f"gone{EVIL}"],
        ["check", f"--{EVIL}"],
        ["check", "--format", EVIL],
        ["check", "--today", EVIL],
        ["check", "--output", f"no{EVIL}/such/folder"],
        ["explain", EVIL],
        ["schema", EVIL],
        ["plan", EVIL],
        ["plan", "new", "--stage", EVIL],
        ["plan", "new", "--done", EVIL],
        ["compress", "new", "--include", EVIL],
    ],
)
def test_what_was_typed_comes_back_without_effect(
    arguments: list[str], nextcall: Run, evil: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(evil)
    outcome = nextcall(*arguments)
    assert outcome.code == 2
    assert not RAW.search(_said(outcome))
    assert SHOWN in outcome.err


def test_no_command_that_writes_speaks_of_a_folder_with_a_control_character_in_its_name(
    nextcall: Run, tmp_path: Path
) -> None:
    folder = tmp_path / f"ours{EVIL}"
    for arguments in (
        ["init", folder],
        ["init", folder],
        ["build", "--root", folder, "--site-dir", folder / "site"],
        ["build", "--root", folder, "--site-dir", folder / "playbook"],
        ["render", folder / "pages", "--root", folder],
        ["render", folder / "playbook", "--root", folder],
    ):
        outcome = nextcall(*arguments)
        assert f"ours{SHOWN}" in outcome.err, arguments
        assert not RAW.search(_said(outcome)), arguments


def test_what_mkdocs_says_of_a_page_is_shown_without_effect(nextcall: Run, evil: Path, tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").unlink()
    outcome = nextcall("build", "--root", evil, "--site-dir", tmp_path / "site")
    assert f"mkdocs: Doc file 'evil{SHOWN}.md'" in outcome.err
    assert not RAW.search(_said(outcome))


def _redirected(command: str, root: Path, encoding: str, monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bytes]:
    """What a command that succeeds writes to both streams: text of `check` in a new Python, the rest in this one."""
    if command == "check --format text":
        environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"}
        done = subprocess.run([*NEXTCALL, *command.split()], cwd=root, env=environment, capture_output=True, check=True)
        return done.stdout, done.stderr
    streams = [TextIOWrapper(BytesIO(), encoding=encoding) for _ in range(2)]
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    code = exit_code(*command.split())
    monkeypatch.undo()
    assert code == 0
    out, err = (stream.detach().getvalue() for stream in streams)
    return out, err


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "latin-1", "utf-16"])
@pytest.mark.parametrize(
    "command",
    ["check --format text", "check --format json", "plan", "plan --format json", "compress", "schema sales-process"],
)
def test_whatever_is_redirected_is_utf_8(
    encoding: str, command: str, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook(
        {
            "sales/new.yaml": f"name: {LETTERS}\nstages:\n  - id: a\n    name: A\n    activities:\n"
            f"      - {{id: b, name: {LETTERS}, where: in_call}}\n  - {{id: won, name: Won, closed: won}}\n",
            "sales/renewal.yml": "",
            f"pages/{LETTERS}.md": f"[x]({LETTERS.replace(' ', '')}.md)\n",
        }
    )
    out, err = _redirected(command, root, encoding, monkeypatch)
    text = out.decode("utf-8")
    err.decode("utf-8")
    if "json" in command or "schema" in command:
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert command in {"plan --format json", "schema sales-process"} or LETTERS in text
    assert "\\u" not in text


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "Größe→課題😀"),
        ("latin-1", r"Größe\u2192\u8ab2\u984c\U0001f600"),
        ("ascii", r"Gr\xf6\xdfe\u2192\u8ab2\u984c\U0001f600"),
    ],
)
def test_a_terminal_keeps_its_encoding_and_loses_no_message(encoding: str, shown: str, write_playbook: Write) -> None:
    root = write_playbook({"pages/a.md": f"[x]({LETTERS.replace(' ', '')}.md)\n"})
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1"}
    with subprocess.Popen(
        [*NEXTCALL, "check", "--format", "concise"], cwd=root, env=environment, stdout=theirs, stderr=theirs
    ) as running:
        os.close(theirs)
        seen = b""
        while piece := _read(ours):
            seen += piece
    os.close(ours)
    assert running.returncode == 0
    assert f"the link to '{shown}.md' leads nowhere".encode(encoding) in seen


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # how Linux says that nobody writes any more
        return b""
