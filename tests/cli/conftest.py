"""Runs the command line the way a shell does: arguments in, exit code and both streams out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from nextcall.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def nextcall(capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """A function that runs `nextcall` with some arguments in this process."""

    def run(*arguments: object) -> Outcome:
        with pytest.raises(SystemExit) as stopped:
            main([str(each) for each in arguments])
        code = stopped.value.code
        captured = capsys.readouterr()
        return Outcome(0 if code is None else int(code), captured.out, captured.err)

    return run
