"""Which day it is: what `--today` says, else SOURCE_DATE_EPOCH, else the clock. Same input, same day, same output."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import click

from nextcall.cli.project import EnvironmentProblem

if TYPE_CHECKING:
    from collections.abc import Callable

_EPOCH = "SOURCE_DATE_EPOCH"


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401
        """The day that is written."""
        if isinstance(value, date):
            return value
        found = _day_of(value)
        if found is None:
            self.fail(f"'{value}' is no day; write it as YYYY-MM-DD, for instance 2026-03-31", param, ctx)
        return found


def _day_of(text: str) -> date | None:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def today_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--today`, whose value is for `day`."""
    return click.option(
        "--today",
        type=Day(),
        metavar="DATE",
        help=f"The day that reviews are due against, YYYY-MM-DD. Default: {_EPOCH}, else the clock.",
    )(command)


def day(said: date | None) -> date:
    """The day to go by.

    Raises:
        EnvironmentProblem: SOURCE_DATE_EPOCH is no number of seconds.
    """
    if said is not None:
        return said
    epoch = os.environ.get(_EPOCH)
    if not epoch:
        return datetime.now().astimezone().date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"{_EPOCH} is '{epoch}', which is no number of seconds since 1970"
        raise EnvironmentProblem(message) from None
