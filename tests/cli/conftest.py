"""Runs the command line the way a shell does: arguments in, exit code and both streams out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from tests.conftest import exit_code

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
        code = exit_code(*arguments)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run
