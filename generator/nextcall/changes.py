"""What changed in the process along its branch, kept from one build to the next.

A commit never changes, so what it did is told once and kept in the user's cache folder, where that can be written.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nextcall import __version__, export, pipeline
from nextcall.history.git import HistoryProblem, NoPlaybookError, Repository
from nextcall.history.log import commits
from nextcall.load import paths_of_files
from nextcall.printable import printable
from nextcall.views.changed import Absent, Entry, History, Moved, Told

if TYPE_CHECKING:
    from nextcall.history.log import Commit
    from nextcall.load import Loaded
    from nextcall.words import Words

MOST = 100
"""As many commits are compared with the one before."""

_TURNS = {sign: f"\\u{sign:04x}" for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
"""Signs that turn the direction of reading, and so what stands around them."""

_SHAPE = 1
"""Raised with every change of what is kept, or of how it is told."""


def along(root: Path, words: Words, cache: Path | None = None) -> History:
    """What the newest commits that touched the playbook in `root` did, newest first, without those that did nothing.

    `cache` is the folder in which it is kept, by default one of the user's.
    """
    try:
        with Repository.around(root) as repository:
            if repository.is_shallow:
                return History(absent=Absent.SHALLOW)
            teller = _Teller(root, repository, words, cache or _cache_folder())
            listed = tuple(commits(repository, MOST + 1, lambda: paths_of_files(root)))
            befores = (*(each.name for each in listed[1:]), *(each.parent for each in listed[-1:]))
            told = (teller.told(commit, before) for commit, before in zip(listed[:MOST], befores, strict=False))
            entries = tuple(entry for entry in told if entry)
    except HistoryProblem:
        return History(absent=Absent.NO_REPOSITORY)
    return History(entries, None if entries else Absent.NOTHING_YET)


def kept_in(root: Path) -> tuple[Path, ...]:
    """The files and folders that differ once `along` may tell something else of the playbook in `root`.

    They need not be there. Where the playbook lies in no repository there are none.
    """
    try:
        return Repository.around(root).kept_in()
    except HistoryProblem:
        return ()


class _Teller:
    """Tells what commits did, newest first, so that each state of the playbook is read once for both its neighbours."""

    def __init__(self, root: Path, repository: Repository, words: Words, cache: Path) -> None:
        self._root, self._repository, self._words, self._cache = root, repository, words, cache
        self._of = sha256(f"{_SHAPE} {__version__} {repository.prefix} {words.digest}".encode()).hexdigest()
        self._read: tuple[str, Loaded | None] = "", None

    def told(self, commit: Commit, before: str) -> Entry | None:
        """What a commit did to the playbook of the commit `before`; None where it changed nothing of the process.

        "" before the first.
        """
        if not before:
            return None
        kept = self._cache / f"{sha256(f'{self._of} {before} {commit.name}'.encode()).hexdigest()[:40]}.json"
        known = _read(kept)
        if known is None:
            known = self._compared(before, commit.name)
            _write(kept, known)
        if not known["changes"]:
            return None
        return Entry(
            commit.name,
            commit.time,
            commit.day,
            _characters(commit.author),
            _characters(commit.subject),
            tuple(Told(**each) for each in known["changes"]),
            tuple(Moved(each["process"], tuple(each["calls"]), tuple(each["days"])) for each in known["figures"]),
            known["unread"],
        )

    def _compared(self, base: str, head: str) -> dict[str, Any]:
        after = self._loaded(head)
        before = self._loaded(base, after)
        if before is None or after is None:
            return {"changes": [], "figures": [], "unread": 0}
        between = export.Between(base="", head=None, prefixes=(before.prefix, after.prefix), command="")
        said = export.diff_json(pipeline.compare(before, after).diff, between, self._words)
        changes = [Told(each["message"], each["effect"], each["process"], each["stage"]) for each in said["changes"]]
        figures = [
            Moved(each["process"], tuple(each["calls"].values()), tuple(each["days"].values()))
            for each in said["figures"]
            if len(set(each["calls"].values())) + len(set(each["days"].values())) > 2  # noqa: PLR2004 (one of them differs)
        ]
        return {
            "changes": [asdict(each) for each in changes],
            "figures": [asdict(each) for each in figures],
            "unread": len(said["unread"]),
        }

    def _loaded(self, name: str, known: Loaded | None = None) -> Loaded | None:
        """The playbook at a commit; None where there was none."""
        if self._read[0] != name:
            try:
                loaded = pipeline.at_revision(self._root, self._repository, name, known=known)
            except NoPlaybookError:
                loaded = None
            self._read = name, loaded
        return self._read[1]


def _characters(text: str) -> str:
    """The text with what isn't UTF-8 in it, and what would act instead of being read, shown as such."""
    return printable(os.fsencode(text).decode("utf-8", "replace")).translate(_TURNS)


def _cache_folder() -> Path:
    """Where the user's programs keep what they can make again."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA")
    elif sys.platform == "darwin":
        base = str(Path("~/Library/Caches").expanduser())
    else:
        base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base and Path(base).is_absolute() else Path("~/.cache").expanduser()) / "nextcall" / "changes"


def _read(path: Path) -> dict[str, Any] | None:
    """What was kept; None where it wasn't, or is no more what we wrote."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        changes = [Told(**each) for each in found["changes"]]
        figures = [(str(each["process"]), *each["calls"], *each["days"]) for each in found["figures"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    is_sound = all(isinstance(each.message, str) for each in changes) and all(len(each) == 5 for each in figures)  # noqa: PLR2004
    return found if is_sound and isinstance(found.get("unread"), int) else None


def _write(path: Path, told: dict[str, Any]) -> None:
    """Keep what was told, whole or not at all; where that can't be, it is told again next time."""
    with suppress(OSError, RuntimeError):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_text(json.dumps(told), encoding="utf-8")
        unfinished.replace(path)
