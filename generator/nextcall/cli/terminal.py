"""What people see: every word that a command prints, and what differs when somebody is watching."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import TextIO

import click

from nextcall.printable import printable


def prepare_streams() -> None:
    """Let no character stop the program: UTF-8 into files and pipes, and a code for what a terminal can't show."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def say(text: str, *, end: str = "\n") -> None:
    """Print for people, on stderr; control characters are shown, not sent."""
    click.echo(f"{printable(text)}{end}", file=sys.stderr, nl=False)


def give(text: str, *, painted: bool = False) -> None:
    """Print the result, on stdout, as it is; control characters are shown, not sent.

    `painted` text is made of texts that are printable, with colours of ours between them.
    """
    click.echo(text if painted else printable(text), file=sys.stdout, nl=False, color=painted)


def has_colour(stream: TextIO) -> bool:
    """Whether to use colour on a stream: only on a terminal, and not where NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
