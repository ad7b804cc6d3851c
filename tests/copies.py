"""Processes that are copies of one that has built a site before: a new Python needs a second longer for its first.

They are killed, ended by a signal, and write to files as any process does; a test whose subject is how a process
begins, or what it says to a terminal or a pipe, starts a new one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.small_reference import environment

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLAYBOOK = Path(__file__).parent / "publish" / "small_playbook"
_MODULE = (
    "import runpy, sys; sys.argv[0], *sys.argv[1:] = sys.argv[1:]; runpy.run_module(sys.argv[0], run_name='__main__')"
)


class Warm:
    """The process that is copied; its sites have two manuals of rules."""

    def __init__(self) -> None:
        """Start it; whoever asks first waits until it has built."""
        command = [sys.executable, "-m", "warm", str(_PLAYBOOK)]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=environment(), stdin=pipe, stdout=pipe, text=True)

    def ask(self, **what: object) -> Any:  # noqa: ANN401 (what it says)
        """Its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(what), file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def start(
        self,
        script: str,
        folder: Path,
        *arguments: str,
        out: Path | str = os.devnull,
        err: Path | str = os.devnull,
        on_the_path: Iterable[Path] = (),
        **variables: str,
    ) -> Copy:
        """A copy that runs a script in a folder, and adds to files what it says."""
        number = self.ask(
            script=script,
            folder=str(folder),
            arguments=arguments,
            files=(str(out), str(err)),
            on_the_path=[str(each) for each in on_the_path],
            variables=variables,
        )
        return Copy(self, number)

    def run_module(
        self, name: str, folder: Path, *arguments: str, on_the_path: Iterable[Path] = ()
    ) -> subprocess.CompletedProcess[str]:
        """What `python -m` does with a module."""
        said = folder / ".out", folder / ".err"
        copy = self.start(_MODULE, folder, name, *arguments, out=said[0], err=said[1], on_the_path=on_the_path)
        code = copy.wait()
        out, err = (each.read_text(encoding="utf-8") for each in said)
        for each in said:
            each.unlink()
        return subprocess.CompletedProcess([name, *arguments], code, out, err)

    def end(self) -> None:
        """End it."""
        self._process.communicate()


class Copy:
    """A copy, and what `subprocess.Popen` has for it."""

    def __init__(self, of: Warm, number: int) -> None:
        """`number` is the process's own."""
        self._of, self._number = of, number
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        return self._ended(waits=False)

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises TimeoutExpired while it runs after so many seconds."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self._ended(waits=end is None)) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired(str(self._number), timeout or 0)
            time.sleep(0.01)
        return code

    def _ended(self, *, waits: bool) -> int | None:
        if self.returncode is None:
            self.returncode = self._of.ask(ended=self._number, waits=waits)
        return self.returncode

    def send_signal(self, which: int) -> None:
        """Send it a signal, unless it is known to have ended."""
        if self.poll() is None:
            os.kill(self._number, which)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)
