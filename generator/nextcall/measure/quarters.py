"""Quarters as whole numbers, one after the other, and days as days since 1970. No clock."""

from __future__ import annotations

from datetime import date, timedelta

DAY = 86_400
"""The seconds of a day."""

IN_A_YEAR = 4
_EPOCH = date(1970, 1, 1)
_MONTHS = 3


def day_of(when: date) -> int:
    """Days since 1970."""
    return (when - _EPOCH).days


def date_of(day: int) -> date:
    """The date of so many days since 1970."""
    return _EPOCH + timedelta(days=day)


def quarter_of(when: date) -> int:
    """The quarter that a date lies in."""
    return when.year * IN_A_YEAR + (when.month - 1) // _MONTHS


def first_day(quarter: int) -> int:
    """The first day of a quarter, since 1970; that of the next one ends it."""
    year, place = divmod(quarter, IN_A_YEAR)
    return day_of(date(year, place * _MONTHS + 1, 1))


def name(quarter: int) -> str:
    """A quarter as people write it: 2026-Q2."""
    year, place = divmod(quarter, IN_A_YEAR)
    return f"{year}-Q{place + 1}"


def named(text: str) -> int:
    """The quarter of a name."""
    year, _, place = text.partition("-Q")
    return int(year) * IN_A_YEAR + int(place) - 1


def last_whole(as_of: date) -> int:
    """The last quarter that is over at the end of a day."""
    return quarter_of(as_of + timedelta(days=1)) - 1
