"""Progress of what takes longer than a second: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click._termui_impl import ProgressBar

_PATIENCE = 1.0
"""Seconds before anything is shown on a terminal."""

_BETWEEN_LINES = 10.0
"""Seconds between two lines where nobody watches a terminal."""


@contextmanager
def pages_progress(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """A function that is told `(done, total)` in pages, and shows it on `stream` where that takes a while."""
    if stream.isatty():
        with ExitStack() as stack:
            yield _bar(stream, stack)
    else:
        yield _lines(stream)


def _bar(stream: TextIO, stack: ExitStack) -> Callable[[int, int], None]:
    """A bar that comes once it took a while, and is wiped away when `stack` closes."""
    start = time.monotonic()
    bars: list[ProgressBar[int]] = []

    def show(done: int, total: int) -> None:
        if not bars and time.monotonic() - start > _PATIENCE:
            bar = click.progressbar(length=total, label="Pages", show_eta=False, show_pos=True, file=stream)
            bars.append(bar)
            stack.callback(stream.write, "\r\x1b[K\x1b[?25h")  # the line wiped, the cursor shown again
            bar.render_progress()
        for bar in bars:
            bar.update(done - bar.pos)

    return show


def _lines(stream: TextIO) -> Callable[[int, int], None]:
    next_line = time.monotonic() + _BETWEEN_LINES

    def show(done: int, total: int) -> None:
        nonlocal next_line
        if time.monotonic() >= next_line and done < total:
            next_line = time.monotonic() + _BETWEEN_LINES
            click.echo(f"{done} of {total} pages", file=stream)

    return show
