"""Finds the playbook that a command is about, and what lies around it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAYBOOK_FILE = "playbook.yaml"
_PLAYBOOK_FOLDER = "playbook"
_SITE_URL = re.compile(
    r"""^site_url:[ \t]+(?P<quote>["']?)(?P<url>https?://[^\s"'#]+)(?P=quote)[ \t]*(?:#.*)?$""", re.MULTILINE
)


class EnvironmentProblem(click.ClickException):
    """Something around the playbook keeps the command from doing its work: exit code 2."""

    exit_code = 2

    def format_message(self) -> str:
        """The message as it is."""
        return str(self.message)


@dataclass(frozen=True)
class Project:
    """`playbook` is the folder of playbook.yaml; `folder` is where mkdocs.yml and `site/` belong."""

    playbook: Path
    folder: Path

    @property
    def config_file(self) -> Path | None:
        """The project's mkdocs.yml, if it has one."""
        path = self.folder / "mkdocs.yml"
        return path if path.is_file() else None

    @property
    def site_url(self) -> str | None:
        """The site's address, ending in a slash, where mkdocs.yml says it in so many words.

        A look at one line: the file may hold tags that only MkDocs and its plugins know, and importing those takes
        longer than a check.
        """
        path = self.config_file
        if path is None:
            return None
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        said = _SITE_URL.search(text)
        return None if said is None else f"{said['url'].rstrip('/')}/"


def root_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--root`, which says outright where the playbook is."""
    return click.option(
        "--root",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The playbook's folder, or the one that holds `playbook/`. Default: found by walking up from here.",
    )(command)


def format_option(*styles: str, also: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--format`, how a command's answer is shown: the first style by default; `also` is said of the others."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(styles),
        default=styles[0],
        show_default=True,
        help=f"How it is shown{also}.",
    )


def find_project(said: Path | None) -> Project:
    """The project that the user named, else the one that the current folder lies in.

    Raises:
        EnvironmentProblem: There is none.
    """
    if said is not None:
        return _named(said)
    here = Path.cwd()
    for folder in (here, *here.parents):
        with suppress(OSError):  # a folder that can't be read holds no playbook for us
            found = _at(folder)
            if found is not None:
                return found
    message = (
        f"there is no playbook here: neither a {_PLAYBOOK_FILE} nor a {_PLAYBOOK_FOLDER}/ that holds one, "
        "in this folder or any above it\n"
        "Go to a playbook, name one with --root, or start one: nextcall init my-playbook"
    )
    raise EnvironmentProblem(message)


def _at(folder: Path) -> Project | None:
    if (folder / _PLAYBOOK_FILE).is_file():
        return Project(folder, folder.parent if folder.name == _PLAYBOOK_FOLDER else folder)
    if (folder / _PLAYBOOK_FOLDER / _PLAYBOOK_FILE).is_file():
        return Project(folder / _PLAYBOOK_FOLDER, folder)
    return None


def _named(said: Path) -> Project:
    """The playbook at `said`, else the one that `said` lies in: editors and hooks name the file that they look at."""
    if not said.exists():
        message = f"there is no folder {said}"
        raise EnvironmentProblem(message)
    folder = said if said.is_dir() else said.parent
    folder = folder.resolve() if ".." in folder.parts or folder.name == "" else folder
    try:
        found = _at(folder) or _around(folder)
    except OSError as error:
        message = f"{said} can't be read: {error.strerror or error}"
        raise EnvironmentProblem(message) from error
    if found is not None:
        return found
    if not said.is_dir():
        message = f"{said} is a file; name the playbook's folder"
        raise EnvironmentProblem(message)
    message = (
        f"there is no playbook in {said}: neither a {_PLAYBOOK_FILE} nor a {_PLAYBOOK_FOLDER}/ that holds one\n"
        f"One line, `title: …`, makes a {_PLAYBOOK_FILE}; `nextcall init` starts a whole playbook."
    )
    raise EnvironmentProblem(message)


def _around(folder: Path) -> Project | None:
    """The playbook that `folder` lies in; one that lies beside it isn't meant."""
    for each in folder.absolute().parents:
        with suppress(OSError):  # a folder that can't be read holds no playbook for us
            if (each / _PLAYBOOK_FILE).is_file():
                return _at(each)
    return None
