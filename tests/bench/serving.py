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

if TYPE_CHECKING:
    from collections.abc import Callable

_SAVES = 5
_SWEEP = 50
_EARLY = 10
_PATIENCE = 60
_SINCE = re.compile(rb'data-since="([0-9]+)"')
_WORDS = re.compile(r"(?<=: )[A-Z][a-z]+ [a-z]+ [a-z]+(?= )")
_TICKS = os.sysconf("SC_CLK_TCK")


class _Server:
    """`nextcall serve` on a copy of a playbook."""

    def __init__(self, playbook: Path, settings: Path, folder: Path) -> None:
        shutil.copytree(playbook, folder / "playbook")
        shutil.copy(settings, folder / "mkdocs.yml")
        self.sales = folder / "playbook" / "sales"
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

    def save(self, edit: Callable[[], object], page: str) -> float:
        """Seconds from an edit to the moment at which a browser that shows `page` may load it again."""
        since = _SINCE.search(self.page(page))
        assert since is not None
        edit()
        start = time.time()
        while self.page(f"/nextcall/reload?since={since[1].decode()}&page={quote(page)}") != b"1":
            if time.time() - start > _PATIENCE:  # an edit that changes nothing of this page
                break
        return time.time() - start

    def computed(self) -> float:
        """Seconds of the processor so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """MiB that are held."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text(encoding="utf-8").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _sentence(path: Path, number: int) -> None:
    """One sentence of a process is another."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^(name: .*?)( [0-9]+x)?$", rf"\1 {number}x", text, count=1), encoding="utf-8")


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

    `long` is how many saves the memory is watched for, for which a large playbook would take minutes.
    """

    title: str
    playbook: Path
    plain: float
    aims: str
    long: int


def measure(case: Case, settings: Path, folder: Path) -> None:
    """What saves cost in one playbook."""
    folder.mkdir(parents=True)
    server = _Server(case.playbook, settings, folder)
    chance = random.Random(7)  # noqa: S311 (no secret)
    try:
        path = min(server.sales.glob("*.yaml"))
        line, stage = _sentence_of_activity(path)
        text, page = path.read_text(encoding="utf-8"), f"/sales/{path.stem}/{stage}/"
        waited, computed = [], []
        for number in range(_SAVES):
            time.sleep(1)
            before = server.computed()
            edited = text.replace(line, line.replace("purpose: ", f"purpose: Now {number}, "))
            waited.append(server.save(partial(path.write_text, edited, encoding="utf-8"), page))
            time.sleep(2)
            computed.append(server.computed() - before)
        print(f"a sentence saved while {case.title} is served   (aims: {case.aims})")
        print(f"    {median(waited) * 1000:6.0f} ms until its page is there, {max(waited) * 1000:.0f} at most")
        print(f"    {median(computed) / case.plain:6.3f} x of what mkdocs build of these pages computes")
        waited, before = [], server.computed()
        for _ in range(_SWEEP):
            waited.append(server.save(lambda: _random_edit(server.sales, chance), "/"))
        computed = [(server.computed() - before) / _SWEEP]
        print(f"    {_SWEEP} random edits, until home is there:")
        print(f"    {median(waited) * 1000:6.0f} ms, {max(waited) * 1000:.0f} at most")
        print(f"    {computed[0] / case.plain:6.3f} x of what mkdocs build of these pages computes, on average")
        early = 0.0
        for number in range(case.long):
            server.save(partial(path.write_text, text.replace(line, f"purpose: Now {number}.\n"), "utf-8"), page)
            if number == _EARLY:
                early = server.memory()
        if early:
            print(
                f"    {server.memory() / early:6.2f} x the memory after {case.long} saves, beside that after {_EARLY}"
            )
    finally:
        server.process.terminate()
        server.process.wait()


def _random_edit(sales: Path, chance: random.Random) -> None:
    """Another name for a process, so that home differs, and one of: minutes, roles, words, a file more or less."""
    files = sorted(sales.glob("*.yaml"))
    path = chance.choice(files)
    _sentence(path, chance.randrange(10_000))
    text = path.read_text(encoding="utf-8")
    what = chance.choice(("minutes", "words", "lines", "more", "less"))
    copy = sales / f"{path.stem}-more.yaml"
    if what == "minutes":
        text = re.sub(r"\bminutes: [0-9]+", f"minutes: {chance.randint(3, 20)}", text, count=chance.randint(1, 4))
    elif what == "words":
        text = _WORDS.sub("Somebody says it", text, count=chance.randint(1, 3))
    elif what == "lines":
        text = f"# {chance.random()}\n{text}"
    elif what == "more" and not path.stem.endswith("-more"):
        copy.write_text(re.sub(r"(?m)^ *formerly: .*\n", "", text), encoding="utf-8")
    elif what == "less" and path.stem.endswith("-more"):
        path.unlink()
        return
    path.write_text(text, encoding="utf-8")
