"""The folder that a site goes to: whether it may be replaced, and the folder beside it where the next one is made."""

from __future__ import annotations

import os
import re
import secrets
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from nextcall.mkdocs_plugin import MARK, MARK_TEXT
from nextcall.publish import locks, mark, swap
from nextcall.publish.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELSEWHERE = "choose another folder with --site-dir"
_A_DAY = 24 * 60 * 60
_MOST_NAMED = 5


def absolute(path: Path) -> Path:
    """`path` without `..` and with the links in its parents resolved; its own name is left as it is."""
    path = Path(os.path.abspath(path))  # noqa: PTH100 (Path.resolve would follow a link at the end, too)
    return path.parent.resolve() / path.name


def check(target: Path, playbook: Path) -> None:
    """Raise Refused unless the folder `target`, which must be `absolute`, may be replaced by a site."""
    playbook, here = playbook.resolve(), Path.cwd().resolve()
    if not target.name:
        message = f"{target} can't be a site; {_ELSEWHERE}"
    elif target.is_symlink():
        message = f"{target} is a link, and a build replaces what it writes; name the folder that the link leads to"
    elif target.exists() and not target.is_dir():
        message = f"{target} is a file; {_ELSEWHERE}"
    elif playbook.is_relative_to(target):
        message = f"{target} holds the playbook, which a build would delete; {_ELSEWHERE}"
    elif target.is_relative_to(playbook):
        message = f"{target} lies inside the playbook {playbook}, which would become a part of itself; {_ELSEWHERE}"
    elif here.is_relative_to(target):
        message = f"{target} is or holds the current folder, which a build would replace; {_ELSEWHERE}"
    elif (target / ".git").exists():
        message = f"{target} holds a .git, which a build would delete; build elsewhere and copy the site there"
    elif target.exists():
        _check_files(target)
        return
    else:
        return
    raise Refused(message)


def _check_files(target: Path) -> None:
    """Raise Refused unless every file in a folder is one that a build wrote."""
    try:
        if mark.is_empty(target):
            return
        strangers = mark.strangers(target)
    except OSError as error:
        message = f"{target} can't be read: {error.strerror or error}; {_ELSEWHERE}"
        raise Refused(message) from error
    except ValueError as error:
        message = f"{target} {error}; empty it, or {_ELSEWHERE}"
        raise Refused(message) from error
    if strangers:
        named = ", ".join(strangers[:_MOST_NAMED]) + (" and more" if strangers[_MOST_NAMED:] else "")
        message = (
            f"{target} holds files that no build wrote, and the next would delete: {named}; move them elsewhere,"
            f" or {_ELSEWHERE}"
        )
        raise Refused(message)


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, gone afterwards, also what builds that were killed have left there."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        swap.restore(target)
        _clear(target)
        with _new(target) as folder:
            yield folder
    except OSError as error:
        message = f"{target} can't be written: {error.strerror or error}"
        raise Refused(message) from error


def _start(target: Path) -> str:
    return f".{target.name}.building-"


@contextmanager
def _new(target: Path) -> Iterator[Path]:
    while True:
        folder = target.with_name(_start(target) + secrets.token_hex(4))
        folder.mkdir()
        with _locked(folder) as ours:
            if not ours:
                continue
            try:
                (folder / MARK).write_text(MARK_TEXT, encoding="utf-8")
                yield folder
            finally:
                if swap.is_left_over(folder):
                    swap.discard(folder)
            return


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Lock a workplace; False where another build took it for a leftover in the moment before."""
    with ExitStack() as stack:
        try:
            ours = stack.enter_context(locks.locked(folder, wait=False))
        except FileNotFoundError:
            ours = False
        yield ours


def _clear(target: Path) -> None:
    """Delete the workplaces of builds that no longer run."""
    name = re.compile(re.escape(_start(target)) + "[0-9a-f]{8}")
    for folder in sorted(target.parent.iterdir()):
        if not name.fullmatch(folder.name) or not swap.is_left_over(folder):
            continue
        with (
            suppress(FileNotFoundError),
            locks.locked(folder, wait=False) as ours,
        ):
            if ours and (locks.AVAILABLE or folder.stat().st_mtime < time.time() - _A_DAY):
                swap.discard(folder)
