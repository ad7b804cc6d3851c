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
from tests.kept_files import copy_kept_files

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


ADDRESS = "https://git.example.com/OWNER/nextcall"
TEAM = "https://github.com/TEAM/my-playbook"


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


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all that README tells happens."""
    return tmp_path_factory.mktemp("begun")


@pytest.fixture(scope="module")
def machine(repository: Path, installed: Path, begun: Path) -> dict[str, str]:
    """The environment of somebody who has git and Python alone; README's address leads them to this checkout.

    What pip would get from an index lies ready: that it gets it is seen in test_distributions.py.
    """
    published = begun / "published"
    copy_kept_files(repository, published)
    quiet = {
        name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PYTHON", "VIRTUAL_ENV"))
    }
    programs = [each for each in os.environ["PATH"].split(os.pathsep) if Path(each) != Path(sys.executable).parent]
    commands = begun / "commands"
    commands.mkdir()
    (commands / "python3").symlink_to(sys._base_executable)  # type: ignore[attr-defined] (what a venv is made from)
    identity = {
        f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    team = begun / "team"
    settings = {
        "PYTHONPATH": str(installed / "needed"),
        "PIP_NO_COMPILE": "1",  # what is never imported need not be compiled
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"url.{published.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": ADDRESS,
        "GIT_CONFIG_KEY_1": f"url.{team.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_1": TEAM,
    }
    variables = quiet | identity | settings | {"PATH": os.pathsep.join([str(commands), *programs])}
    _shell("git init --quiet && git add --all && git commit --quiet --message All", published, variables)
    _shell(f"git init --quiet --bare {team}", begun, variables)
    return variables


def _shell(command: str, folder: Path, environment: dict[str, str]) -> str:
    """Everything that the command prints, its two streams together as on a terminal."""
    done = subprocess.run(  # noqa: S602 (as people type it)
        command,
        shell=True,
        cwd=folder,
        env=environment,
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


def _serve_until_it_answers(folder: Path, environment: dict[str, str]) -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = (
        "import signal\nfrom nextcall.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # whoever runs the tests may ignore it
        f"main(['serve', '--port', '{port}'])"
    )
    command = [Path(environment["VIRTUAL_ENV"]) / "bin" / "python", "-c", script]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as process:
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


def _activated(step: Step, folder: Path, environment: dict[str, str]) -> dict[str, str]:
    """What a shell has in its environment after it read an activation script."""
    said = _shell(f'{step.command} && printf "%s\\n%s" "$VIRTUAL_ENV" "$PATH"', folder, environment)
    virtual_env, path = said.splitlines()
    return environment | {"VIRTUAL_ENV": virtual_env, "PATH": path}


class Walk(NamedTuple):
    """All commands of README, run one after the other, and what they left."""

    printed: list[tuple[Step, str]]
    folder: Path
    environment: dict[str, str]


@pytest.fixture(scope="module")
def walk(readme: str, repository: Path, machine: dict[str, str], begun: Path) -> Walk:
    """README's commands, run as printed from an empty folder."""
    start = folder = begun / "empty"
    folder.mkdir()
    environment, printed = machine, []
    for step in _steps(readme):
        said = ""
        if step.command.startswith("make "):
            said = _shell(f"make --dry-run {step.command.removeprefix('make ')}", repository, environment)
        elif step.command.startswith("cd "):
            folder /= step.command.removeprefix("cd ")
        elif step.command.startswith(". "):
            environment = _activated(step, folder, environment)
        elif step.command == "nextcall serve":
            said = _serve_until_it_answers(folder, environment)
        else:
            if step.command == "nextcall check":
                process = folder / "playbook" / "sales" / "new-business.yaml"
                mistake = _yaml_blocks(readme)[0]
                right = mistake.replace("expret", "expert")
                process.write_text(process.read_text(encoding="utf-8").replace(right, mistake, 1), encoding="utf-8")
            said = _shell(step.command, folder, environment)
        printed.append((step, said))
    return Walk(printed, start, environment)


def test_everything_works_as_printed_from_an_empty_folder(repository: Path, walk: Walk) -> None:
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    for step, said in walk.printed:
        if step.command.startswith("make "):
            assert f"\n{step.command.removeprefix('make ')}:" in makefile
        elif step.command == "nextcall serve":
            assert "Serving on http://127.0.0.1:" in said
        elif step.shown:
            assert said == step.shown, step.command
    assert _shell("pip check", walk.folder, walk.environment) == "No broken requirements found.\n"
    assert [step.command for step, _ in walk.printed] == [
        "make site",
        "make test",
        f"git clone {ADDRESS}",
        "python3 -m venv nextcall-env",
        ". nextcall-env/bin/activate",
        "pip install -c nextcall/constraints.txt ./nextcall",
        "nextcall init my-playbook --forge github",
        "git -C my-playbook push https://github.com/TEAM/my-playbook main",
        "cd my-playbook",
        "nextcall serve",
        "nextcall check --strict",
        "nextcall build",
        "nextcall plan new-business --stage prove --done agree-the-pass-mark,run-the-test --minutes 40",
        "nextcall compress",
        "nextcall check",
        "nextcall explain unknown-reference",
    ]


def test_six_commands_lead_from_readme_to_a_pushed_branch_with_the_first_change(
    readme: str, begun: Path, walk: Walk
) -> None:
    commands = [step.command for step in _steps(readme.partition("## Start your own playbook")[2])]
    assert next(number for number, each in enumerate(commands, 1) if " push " in each) <= 6
    team, environment = begun / "team", walk.environment
    _change_on_the_forges_pages(team, environment)
    assert _shell("git diff --shortstat main longer", team, environment).strip() == (
        "1 file changed, 1 insertion(+), 1 deletion(-)"
    )
    _shell(f"git clone --quiet --branch longer {TEAM} changed", walk.folder, environment)
    assert "nothing to report" in _shell("nextcall check --strict", walk.folder / "changed", environment)
    workflow = (walk.folder / "changed" / ".github" / "workflows" / "playbook.yml").read_text(encoding="utf-8")
    revision = _shell("git rev-parse HEAD", walk.folder / "nextcall", environment).strip()
    assert f"git clone --quiet {ADDRESS} " in workflow
    assert f"checkout --quiet {revision}\n" in workflow


def _change_on_the_forges_pages(repository: Path, environment: dict[str, str]) -> None:
    """What the README that was pushed says to do there, as a forge does it: a commit on a branch, without a clone."""
    said = _shell("git show main:README.md", repository, environment)
    step = re.search(r"`(playbook/sales/\S+)`.*?Line (\d+) says `(.+?)`. Make it `(.+?)`", said, re.DOTALL)
    assert step is not None
    path, line, old, new = step.groups()
    lines = _shell(f"git show main:{path}", repository, environment).splitlines(keepends=True)
    assert old in lines[int(line) - 1]
    lines[int(line) - 1] = lines[int(line) - 1].replace(old, new)
    (repository / "edited").write_text("".join(lines), encoding="utf-8")
    script = f"""
        export GIT_INDEX_FILE=editing
        git read-tree main
        git update-index --cacheinfo 100644,$(git hash-object -w edited),{path}
        git update-ref refs/heads/longer $(git commit-tree -p main -m Longer $(git write-tree))
    """
    _shell(script, repository, environment)


def test_without_a_clone_it_is_installed_from_the_git_address(readme: str, walk: Walk, tmp_path: Path) -> None:
    (command,) = re.findall(r"`(pip install git\+[^`]+)`", readme)
    environment = walk.environment
    _shell("pip uninstall --quiet --yes nextcall", tmp_path, environment)  # what it depends on is kept: once is enough
    assert "nextcall: not found" in _shell("nextcall --version || echo nextcall: not found", tmp_path, environment)
    _shell(command, tmp_path, environment)
    _shell("nextcall init my-playbook", tmp_path, environment)
    assert "nothing to report" in _shell("nextcall check --strict", tmp_path / "my-playbook", environment)


def test_nothing_is_told_to_install_from_an_index_that_has_no_release(readme: str) -> None:
    assert [
        step.command for step in _steps(readme) if re.search(r"install (\S+ )*nextcall(==\S+)?$", step.command)
    ] == []


def test_every_file_that_the_documents_link_to_exists(repository: Path) -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (repository / name).read_text(encoding="utf-8")):
            if "://" not in target:
                assert (repository / target).exists(), (name, target)


def test_the_readme_names_every_command(readme: str) -> None:
    from nextcall.cli import COMMANDS  # noqa: PLC0415

    for command in COMMANDS:
        assert f"`nextcall {command}" in readme, command
