"""Progress is shown where a build takes a while, and leaves nothing behind on a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from nextcall.cli import progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        """Say that somebody watches."""
        return True


def test_a_terminal_shows_a_bar_that_is_wiped_away_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    terminal = Terminal()
    with progress.pages_progress(terminal) as show:
        for done in range(1, 41):
            show(done, 40)
    assert "40/40" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K\x1b[?25h")


def test_what_is_done_at_once_shows_nothing() -> None:
    for stream in (Terminal(), io.StringIO()):
        with progress.pages_progress(stream) as show:
            show(1, 2)
            show(2, 2)
        assert stream.getvalue() == ""


def test_where_nobody_watches_a_line_comes_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_BETWEEN_LINES", -1.0)
    stream = io.StringIO()
    with progress.pages_progress(stream) as show:
        show(10, 40)
        show(40, 40)
    assert stream.getvalue() == "10 of 40 pages\n"
