"""Progress of what takes longer than a second: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PATIENCE = 1.0
"""Seconds before anything is shown on a terminal."""

_BETWEEN_LINES = 10.0
"""Seconds between two lines where nobody watches a terminal."""


@contextmanager
def pages_progress(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    """A function that is told `(done, total)` in pages, and shows it on `stream` where that takes a while."""
    if stream.isatty():
        yield from _bar(stream)
    else:
        yield _lines(stream)


def _bar(stream: TextIO) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console  # noqa: PLC0415 (70 ms that only a terminal needs)
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    columns = (TextColumn("Pages", markup=False), BarColumn(), MofNCompleteColumn())
    start = time.monotonic()
    with Progress(*columns, console=Console(file=stream), transient=True, disable=False) as progress:
        task = progress.add_task("pages", total=None, visible=False)

        def show(done: int, total: int) -> None:
            visible = time.monotonic() - start > _PATIENCE
            progress.update(task, completed=done, total=total, visible=visible)

        yield show


def _lines(stream: TextIO) -> Callable[[int, int], None]:
    next_line = time.monotonic() + _BETWEEN_LINES

    def show(done: int, total: int) -> None:
        nonlocal next_line
        if time.monotonic() >= next_line and done < total:
            next_line = time.monotonic() + _BETWEEN_LINES
            click.echo(f"{done} of {total} pages", file=stream)

    return show
