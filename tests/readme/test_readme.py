"""What README tells people to type does what README says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import pytest

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Step(NamedTuple):
    """A command as README prints it, and what it prints there; "" where README shows nothing of it."""

    command: str
    shown: str


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    """The README."""
    return (repository / "README.md").read_text(encoding="utf-8")


def _steps(readme: str) -> list[Step]:
    steps = []
    for language, text in _BLOCK.findall(readme):
        if language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, shown = part.partition("\n")
                steps.append(Step(command, shown))
    return steps


def _yaml_blocks(readme: str) -> list[str]:
    return [text for language, text in _BLOCK.findall(readme) if language == "yaml"]


def _environment() -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    return {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def _shell(command: str, folder: Path) -> str:
    """Everything that the command prints, its two streams together as on a terminal."""
    done = subprocess.run(  # noqa: S602 (as people type it)
        command,
        shell=True,
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout
    return done.stdout


def _opened(address: str) -> str:
    """What is served there; the server says its address a moment before it listens."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310 (of this machine)
                content: str = page.read().decode()
                return content
        except urllib.error.URLError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {address}")


def _serve_until_it_answers(folder: Path) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = (
        "import signal\nfrom nextcall.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # whoever runs the tests may ignore it
        f"main(['serve', '--port', '{port}'])"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            said = next(line for line in process.stderr if "Serving on" in line)
            home = _opened(f"http://127.0.0.1:{port}/")
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 130
    assert "Our sales playbook" in home
    return said


def test_the_start_of_a_playbook_works_as_printed(readme: str, repository: Path, tmp_path: Path) -> None:
    folder = tmp_path
    seen = []
    for step in _steps(readme):
        seen.append(step.command)
        if step.command.startswith("make "):
            target = step.command.removeprefix("make ")
            _shell(f"make --dry-run {target}", repository)
            assert f"\n{target}:" in (repository / "Makefile").read_text(encoding="utf-8")
        elif step.command == "pip install nextcall":
            continue  # tests/packaging installs the wheel into a clean environment and runs it there
        elif step.command.startswith("cd "):
            folder /= step.command.removeprefix("cd ")
        elif step.command == "nextcall serve":
            assert "Serving on http://127.0.0.1:" in _serve_until_it_answers(folder)
        else:
            if step.command == "nextcall check":
                process = folder / "playbook" / "sales" / "new-business.yaml"
                mistake = _yaml_blocks(readme)[0]
                right = mistake.replace("expret", "expert")
                process.write_text(process.read_text(encoding="utf-8").replace(right, mistake, 1), encoding="utf-8")
            printed = _shell(step.command, folder)
            if step.shown:
                assert printed == step.shown, step.command
    assert seen == [
        "make site",
        "make test",
        "pip install nextcall",
        "nextcall init my-playbook",
        "cd my-playbook",
        "nextcall serve",
        "nextcall check --strict",
        "nextcall build",
        "nextcall plan new-business --stage prove --done agree-the-pass-mark,run-the-test --minutes 40",
        "nextcall compress",
        "nextcall check",
        "nextcall explain unknown-reference",
    ]


def test_every_file_that_the_documents_link_to_exists(repository: Path) -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (repository / name).read_text(encoding="utf-8")):
            if "://" not in target:
                assert (repository / target).exists(), (name, target)


def test_the_readme_names_every_command(readme: str) -> None:
    from nextcall.cli import COMMANDS  # noqa: PLC0415

    for command in COMMANDS:
        assert f"`nextcall {command}" in readme, command
