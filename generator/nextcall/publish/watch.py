"""Watching files: the system says that something happened where it can, and looking at all of them says what.

What is seen twice is told once, a file that is written piece by piece when it is whole; what vanishes may come back.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from contextlib import suppress
from stat import S_ISDIR
from typing import TYPE_CHECKING, NamedTuple

from watchdog.events import (
    EVENT_TYPE_CREATED,
    EVENT_TYPE_DELETED,
    EVENT_TYPE_MODIFIED,
    EVENT_TYPE_MOVED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchdog.observers.api import ObservedWatch

_QUIET = 0.01
"""How many seconds nothing may change before it is told."""

_LONGEST = 1.0
"""After so many seconds it is told whatever happens: somebody may write without a pause."""

_BETWEEN_LOOKS = 1.0
"""How many seconds pass between two looks where the system says nothing, as on network folders."""

_MOST_OF_TIME = 20
"""Looking may take one in so many seconds."""

_CHANGES = (EVENT_TYPE_CREATED, EVENT_TYPE_DELETED, EVENT_TYPE_MODIFIED, EVENT_TYPE_MOVED)


class _State(NamedTuple):
    """What tells a file from what it was before."""

    changed: int
    size: int
    number: int


class Watch(FileSystemEventHandler):
    """The files at several paths, folders with all that they hold; names that begin with a dot are nobody's pages."""

    def __init__(self) -> None:
        """Nothing is watched yet."""
        self._paths: dict[str, int] = {}
        self._seen: dict[str, _State] = {}
        self._happened = threading.Event()
        self._observer = Observer()
        self._scheduled: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}

    def add(self, path: str) -> None:
        """Watch a file or a folder, which need not be there, as often as it is asked for."""
        self._paths[path] = self._paths.get(path, 0) + 1
        self._seen |= _look([path])

    def remove(self, path: str) -> None:
        """Undo one `add`."""
        self._paths[path] -= 1
        if not self._paths[path]:
            del self._paths[path]
            self._seen = _look(self._paths)

    def start(self) -> None:
        """Ask the system to say what happens, where it can."""
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"watchdog\.")  # of a folder that came back
        with suppress(OSError):
            self._observer.start()
        self._schedule()

    def stop(self) -> None:
        """Let nobody wait any longer."""
        with suppress(RuntimeError):  # it never started
            self._observer.stop()
        self._happened.set()

    def changed(self, seconds: float) -> frozenset[str]:
        """The paths of files that changed, came or went since they were last told; waits for one so many seconds."""
        end = time.monotonic() + seconds
        while True:
            begin = time.monotonic()
            self._happened.clear()
            seen = _look(self._paths)
            if seen != self._seen:
                return self._settled(seen)
            took = time.monotonic() - begin
            left = end - time.monotonic()
            if left <= 0:
                return frozenset()
            pause = max(took * _MOST_OF_TIME, _BETWEEN_LOOKS if self._schedule() else _BETWEEN_LOOKS / 5)
            self._happened.wait(min(left, pause))

    def has_changed(self) -> bool:
        """Whether there is something to tell, as far as the system says so by itself."""
        if not self._happened.is_set():
            return False
        self._happened.clear()
        return _look(self._paths) != self._seen

    def _settled(self, seen: dict[str, _State]) -> frozenset[str]:
        end = time.monotonic() + _LONGEST
        while time.monotonic() < end:
            time.sleep(_QUIET)
            last, seen = seen, _look(self._paths)
            if last == seen:
                break
        before, self._seen = self._seen, seen
        return frozenset(path for path in {*before, *seen} if before.get(path) != seen.get(path))

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Something happened somewhere: looking tells what."""
        if event.event_type in _CHANGES:
            self._happened.set()

    def _schedule(self) -> bool:
        """Have the system watch what is there, also what came back; whether it watches everything."""
        if not self._observer.is_alive():
            return False
        folders = {path if os.path.isdir(path) else os.path.dirname(path): os.path.isdir(path) for path in self._paths}  # noqa: PTH112, PTH120
        for folder, is_whole in folders.items():
            known = self._scheduled.get(folder)
            try:
                status = os.stat(folder)  # noqa: PTH116
                identity = status.st_dev, status.st_ino
                if known is not None and known[0] == identity:
                    continue
                self._forget(folder)
                self._scheduled[folder] = identity, self._observer.schedule(self, folder, recursive=is_whole)
            except (OSError, RuntimeError):
                self._forget(folder)
        return self._scheduled.keys() >= folders.keys()

    def _forget(self, folder: str) -> None:
        known = self._scheduled.pop(folder, None)
        if known is not None:
            with suppress(OSError, KeyError, RuntimeError):
                self._observer.unschedule(known[1])


def _look(paths: Iterator[str] | list[str] | dict[str, int]) -> dict[str, _State]:
    return {path: state for each in paths for path, state in _files(each)}


def _files(path: str) -> Iterator[tuple[str, _State]]:
    """A file, or all files in a folder, as far as they are there."""
    try:
        status = os.stat(path)  # noqa: PTH116 (many, and often)
        if not S_ISDIR(status.st_mode):
            yield path, _State(status.st_mtime_ns, status.st_size, status.st_ino)
            return
        with os.scandir(path) as entries:
            inside = [(entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries if entry.name[0] != "."]
    except OSError:
        return
    for each, is_folder in inside:
        if is_folder:
            yield from _files(each)
        else:
            with suppress(OSError):
                status = os.stat(each)  # noqa: PTH116
                yield each, _State(status.st_mtime_ns, status.st_size, status.st_ino)
