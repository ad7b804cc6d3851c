"""A lock is of one folder: it keeps that one, and no other, from everyone else until it is let go."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from nextcall.publish import locks

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not locks.AVAILABLE, reason="this system locks no folders")

HOLD = """\
import sys
from pathlib import Path
from nextcall.publish import locks
with locks.locked(Path(sys.argv[1]), wait=False) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


def test_a_lock_is_of_one_folder_alone(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    (one / "inside").mkdir(parents=True)
    other.mkdir()
    with locks.locked(one, wait=False) as ours:
        assert ours
        for free in (other, tmp_path, one / "inside"):
            with locks.locked(free, wait=False) as also_ours:
                assert also_ours
        with locks.locked(one, wait=False) as ours_twice:
            assert not ours_twice
    with locks.locked(one, wait=False) as ours_again:
        assert ours_again


def test_a_lock_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with locks.locked(tmp_path, wait=False) as ours:
            assert not ours
        holder.kill()
        holder.wait()
        with locks.locked(tmp_path, wait=False) as ours:
            assert ours


def test_who_waits_gets_the_lock_when_it_is_let_go_and_not_before(tmp_path: Path) -> None:
    order: list[str] = []
    started = threading.Event()

    def wait() -> None:
        started.set()
        with locks.locked(tmp_path, wait=True) as ours:
            order.append(f"waited: {ours}")

    waiting = threading.Thread(target=wait)
    with locks.locked(tmp_path, wait=False):
        waiting.start()
        started.wait()
        waiting.join(0.2)
        order.append("let go")
    waiting.join()
    assert order == ["let go", "waited: True"]


def test_a_folder_that_was_replaced_meanwhile_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl  # noqa: PLC0415 (not on Windows)

    folder = tmp_path / "folder"
    folder.mkdir()
    lock = fcntl.flock

    def replaced(handle: int, how: int) -> None:
        lock(handle, how)
        folder.rename(tmp_path / "old")
        folder.mkdir()

    monkeypatch.setattr(fcntl, "flock", replaced)
    with locks.locked(folder, wait=True) as ours:
        assert not ours


def test_where_the_file_system_has_no_locks_the_folder_is_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl  # noqa: PLC0415 (not on Windows)

    def none(_handle: int, _how: int) -> None:
        raise OSError

    monkeypatch.setattr(fcntl, "flock", none)
    with locks.locked(tmp_path, wait=False) as ours:
        assert ours
