"""`nextcall init`: a repository that a team can push, with a playbook to start from and what checks its changes."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nextcall.cli.project import EnvironmentProblem
from nextcall.cli.starting import playbooks, repository
from nextcall.cli.starting.first_commit import BRANCH, Committed, first_commit
from nextcall.cli.starting.origin import UNKNOWN, origin
from nextcall.cli.starting.playbooks import Start
from nextcall.cli.starting.repository import Forge
from nextcall.cli.terminal import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.pipeline import Checked

_START = click.Choice([each.value for each in Start])
_FORGE = click.Choice([each.value for each in Forge])
_NOT_ON_WINDOWS = frozenset('<>:"|?*\\')
_FIRST_MESSAGE = "Start our sales playbook"
_NEXT = """\
{count} files are in {folder}{committed}. Next:
  cd {folder}
  nextcall serve                look at it, and watch it change as you edit
  nextcall check                what could be better
{push}Begin with {process}; {readme} goes through a first change.\
"""
_PUSH = "  git push ADDRESS {branch}         ADDRESS is that of an empty repository of your forge\n"
_COMMITTED = {
    Committed.MADE: ", in a first commit",
    Committed.WITHIN: ", to be committed to the repository around them",
    Committed.NO_GIT: "; git isn't there, so nothing is committed",
    Committed.NO_AUTHOR: ', ready to be committed: tell git who you are, with "git config", then "git commit"',
}
_FILL_IN = (
    "Where nextcall was installed from isn't known: put its address and commit in the place of OWNER/nextcall and"
    " COMMIT in {files}."
)


@click.command(
    "init",
    epilog="\b\nExamples:\n  nextcall init my-playbook\n  nextcall init my-playbook --from renewal --forge gitlab",
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--from",
    "start",
    type=_START,
    help="The playbook to start from: short enough to read in one go, or one process of the example. Default: minimal.",
)
@click.option(
    "--forge",
    type=_FORGE,
    help="Where the repository will live, for what checks, previews and publishes there. Default: none.",
)
@click.option(
    "--owner", metavar="OWNER", help="Who is asked to review changes of the process: an @handle or a mail address."
)
@click.option("--no-git", "no_git", is_flag=True, help="Make no repository and no commit.")
def command(folder: Path, start: str | None, forge: str | None, owner: str | None, *, no_git: bool) -> None:
    """Start a playbook in DIR, which must be new or empty.

    It holds one sales process, one buying process and the roles, checks clean and builds. Around it lies what a team
    needs to change it by pull request: the forge's workflow, who reviews what, a README with a first change worked
    through, settings for editors and pre-commit. All of it is the first commit of a repository, unless DIR lies in one.
    On a terminal, and without options, it asks what to start from and where the repository will live.
    """
    _check_name(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty; name a new folder, so that nothing of yours is touched"
        raise EnvironmentProblem(message)
    if not (start or forge or owner or no_git) and sys.stdin.isatty() and sys.stderr.isatty():
        start, forge, owner = _ask()
    if owner is not None and not repository.is_owner(owner):
        message = f"'{owner}' is neither an @handle nor a mail address, so no forge could ask them for a review"
        raise click.UsageError(message)
    source = origin()
    texts = playbooks.playbook(Start(start or Start.MINIMAL), owner)
    checked = playbooks.checked(texts)
    files = repository.files(texts, checked, Forge(forge or Forge.NONE), source)
    _write(folder, files)
    committed = None if no_git else first_commit(folder, _FIRST_MESSAGE)
    _say_what_is_next(folder, files, checked, committed)
    if source == UNKNOWN:
        holders = [path for path, text in files.items() if "COMMIT" in text]
        say(_FILL_IN.format(files=", ".join(holders)))


def _ask() -> tuple[str, str, str | None]:
    """What isn't said and can't be known: three questions, each answered by the return key."""
    start = click.prompt("Start from", type=_START, default=Start.MINIMAL.value, err=True)
    forge = click.prompt("It will live on", type=_FORGE, default=Forge.NONE.value, err=True)
    if forge == Forge.NONE:
        return start, forge, None
    owner = click.prompt("Who reviews changes (an @handle or a mail address; may be empty)", default="", err=True)
    return start, forge, owner.strip() or None


def _write(folder: Path, files: Mapping[str, str]) -> None:
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"can't write to {folder}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None


def _say_what_is_next(folder: Path, files: Mapping[str, str], checked: Checked, committed: Committed | None) -> None:
    playbook = checked.playbook
    process = playbook.sales_processes[0].place.path if playbook else "playbook.yaml"
    say(
        _NEXT.format(
            count=len(files),
            folder=_quoted(folder),
            committed="" if committed is None else _COMMITTED[committed],
            push=_PUSH.format(branch=BRANCH) if committed is Committed.MADE else "",
            process=_quoted(folder / "playbook" / process),
            readme=_quoted(folder / "README.md"),
        )
    )


def _check_name(folder: Path) -> None:
    """Refuse what would be hard to get rid of again, or to call by its name."""
    for name in (each.name for each in (folder, *folder.parents) if not each.exists()):
        if name.startswith("-"):
            message = f"{name!r} would be taken for an option by every other command; choose a name without the dash"
        elif not name.isprintable():
            message = f"{name!r} holds a character that can't be seen; choose a name without it"
        elif name != name.strip() or name.endswith("."):
            message = f"{name!r} begins or ends with what can't be seen or is lost on Windows; choose a name without it"
        elif name.startswith("~"):
            message = f"{name!r} would be taken for somebody's home folder; choose a name without the tilde"
        elif sign := next((each for each in name if each in _NOT_ON_WINDOWS), None):
            message = f"{name!r} holds a {sign}, which no name may hold on Windows; choose a name without it"
        else:
            continue
        raise EnvironmentProblem(message)


def _quoted(path: Path) -> str:
    """The path as a shell takes it for one word."""
    return shlex.quote(path.as_posix())
