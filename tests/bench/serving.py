"""What a save costs while the site is served: the time until its page is there, what it computes, and the memory.

`make bench` runs it as the group `serve`. Nothing here can fail a change.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import yaml
from edits import Edits

if TYPE_CHECKING:
    from collections.abc import Callable

_SAVES = 10
_PATIENCE = 60
_REST = 0.15
_SINCE = re.compile(rb'data-since="([0-9]+)"')


class _Save(NamedTuple):
    """What a save cost, in seconds: until its page was there, by the clock and by the processor, and all in all."""

    waited: float
    until_shown: float
    computed: float


class _Server:
    """`nextcall serve` on a copy of a playbook."""

    def __init__(self, playbook: Path, settings: Path, folder: Path) -> None:
        shutil.copytree(playbook, folder / "playbook")
        shutil.copy(settings, folder / "mkdocs.yml")
        self.playbook = folder / "playbook"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._at = f"http://127.0.0.1:{probe.getsockname()[1]}"
        command = [sys.executable, "-m", "nextcall", "serve", "--port", self._at.rpartition(":")[2]]
        self.process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        while not self.page("/"):
            time.sleep(0.1)

    def page(self, address: str) -> bytes:
        try:
            with urllib.request.urlopen(f"{self._at}{address}") as answer:  # noqa: S310 (http, on this machine)
                return bytes(answer.read())
        except OSError:
            return b""

    def save(self, edit: Callable[[], str]) -> _Save:
        """Make an edit, which returns the address of the page that shows it, and wait for all that it changes."""
        since = _SINCE.search(self.page("/"))
        assert since is not None
        before = self.computed()
        page = edit()
        start = time.time()
        while self.page(f"/nextcall/reload?since={since[1].decode()}&page={quote(page)}") != b"1":
            if time.time() - start > _PATIENCE:
                message = f"{page} isn't new after {_PATIENCE} seconds"
                raise TimeoutError(message)
        waited, until_shown = time.time() - start, self.computed() - before
        return _Save(waited, until_shown, self._at_rest() - before)

    def _at_rest(self) -> float:
        """What is computed in the end: the pages that nobody waits for are made after the others."""
        while True:
            before = self.computed()
            time.sleep(_REST)
            now = self.computed()
            if now - before < _REST / 10:
                return now

    def computed(self) -> float:
        """Seconds of the processor so far."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text(encoding="utf-8").split()[0]) for each in threads) / 1e9

    def memory(self) -> float:
        """MiB that are held."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _sentence_of_activity(path: Path) -> tuple[str, str]:
    """A sentence that stands on one line of a process, and the stage on whose page it is shown."""
    text = path.read_text(encoding="utf-8")
    for stage in yaml.safe_load(text)["stages"]:
        for activity in stage.get("activities", ()):
            line = f"purpose: {activity.get('purpose', '-')}\n"
            if line in text:
                return line, stage["id"]
    message = f"{path} holds no purpose on one line"
    raise ValueError(message)


class Case(NamedTuple):
    """A playbook, what `mkdocs build` of the same pages computes, in seconds, and what we aim for.

    `edits` are so many in the sweep, `long` is how many saves the memory is watched for: a large playbook would take
    minutes for them.
    """

    title: str
    playbook: Path
    plain: float
    aims: str
    edits: int
    long: int


def measure(case: Case, settings: Path, folder: Path) -> None:
    """What saves cost in one playbook."""
    folder.mkdir(parents=True)
    server = _Server(case.playbook, settings, folder)
    try:
        path = min((server.playbook / "sales").glob("*.yaml"))
        line, stage = _sentence_of_activity(path)
        text, page = path.read_text(encoding="utf-8"), f"/sales/{path.stem}/{stage}/"

        def save(number: int) -> _Save:
            return server.save(partial(_write, path, text.replace(line, f"purpose: Now {number}.\n"), page))

        save(-1)
        print(f"a sentence saved while {case.title} is served   (aims: {case.aims})")
        _tell([save(number) for number in range(_SAVES)], case)
        if case.long:
            early = server.memory()
            for number in range(_SAVES, case.long):
                save(number)
            print(f"    {server.memory() / early:6.2f} x the memory after {_SAVES} saves once there are {case.long}")
        print(f"    {case.edits} random edits:")
        edits = Edits(server.playbook, random.Random(7))  # noqa: S311 (no secret)
        _tell([server.save(edits.prepare()) for _ in range(case.edits)], case)
    finally:
        server.process.terminate()
        server.process.wait()


def _write(path: Path, text: str, page: str) -> str:
    path.write_text(text, encoding="utf-8")
    return page


def _tell(saves: list[_Save], case: Case) -> None:
    waited, shown, computed = zip(*saves, strict=True)
    print(f"    {median(waited) * 1000:6.0f} ms until its page is there, {max(waited) * 1000:.0f} at most")
    print(f"    {median(shown) * 1000:6.0f} ms computed until then, {max(shown) * 1000:.0f} at most")
    print(f"    {median(computed) / case.plain:6.3f} x of what mkdocs build of these pages computes", flush=True)
