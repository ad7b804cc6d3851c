"""SQL for DuckDB that makes epoch seconds and epoch days of what a CRM writes: the head of its dialect.

Times with an offset are what they say. Times without one are those of a clock that `zone` names, and without a zone
they are not guessed. A day alone is its midnight there. Month and day in figures are read where the writing leaves no
doubt: 2026-03-01, 01.03.2026; never 03/01/2026.
"""

from __future__ import annotations

UNZONED = -9_000_000_000_000_000
"""What stands for a time that has no offset, where nobody said its zone."""

LATEST = 253_402_300_799
"""The last second of the year 9999: what is later is no time. Nor is what lies before 1970."""

SOUND_DAY = f"CASE WHEN close_day BETWEEN 0 AND {LATEST // 86_400} THEN close_day ELSE -1 END"
"""A close date from 1970 to 9999, as an epoch day; -1 for others, of which some say `infinity`."""

_MILLISECONDS = 100_000_000_000
_WITH_OFFSET = r"[0-9]:?[0-9]{2}(\.[0-9]+)? ?[+-][0-9]{2}(:?[0-9]{2})?$"
_PATTERNS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M:%S", "%d.%m.%Y, %H:%M", "%d.%m.%Y")


def seconds(column: str, kind: str, zone: str | None) -> str:
    """The epoch seconds of a column of a type: NULL where there is no time, `UNZONED` where it needs a zone.

    They may lie before 1970 or behind `LATEST`; `unreadable` tells.
    """
    kind = kind.upper()
    if kind == "TIMESTAMP WITH TIME ZONE":
        found = _whole(column)
    elif kind.startswith("TIMESTAMP"):
        found = _local(f"CAST({column} AS TIMESTAMP)", zone)
    elif kind == "DATE":
        found = _midnight(column, zone)
    elif "INT" in kind or kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        found = _count(f"CAST({column} AS BIGINT)")
    else:
        found = _text(f"CAST({column} AS VARCHAR)", zone)
    return found


def unreadable(column: str) -> str:
    """Whether a column of epoch seconds holds no time that can be counted."""
    return f"({column} IS NULL OR {column} < 0 OR {column} > {LATEST})"


def without_zone(name: str) -> tuple[str, str]:
    """What is wrong with a file whose times need a zone, and what to do."""
    return (
        f"{name} has times without an offset from UTC",
        "say which clock they are of, such as --zone Europe/Berlin",
    )


def day(column: str, kind: str) -> str:
    """The epoch day of a column's date, -1 where there is none."""
    if kind.upper().startswith(("DATE", "TIMESTAMP")):
        found = f"CAST({column} AS DATE)"
    else:
        text = f"CAST({column} AS VARCHAR)"
        dotted = f"CAST(TRY_STRPTIME(trim({text}), '%d.%m.%Y') AS DATE)"
        found = f"COALESCE(TRY_CAST({text} AS DATE), {dotted})"
    return f"COALESCE({found} - DATE '1970-01-01', -1)"


def _whole(moment: str) -> str:
    return f"CAST(floor(epoch({moment})) AS BIGINT)"


def _local(moment: str, zone: str | None) -> str:
    if zone is None:
        return f"CASE WHEN {moment} IS NULL THEN NULL ELSE {UNZONED} END"
    return _whole(f"timezone('{zone}', {moment})")


def _midnight(date: str, zone: str | None) -> str:
    moment = f"CAST({date} AS TIMESTAMP)"
    return _whole(moment if zone is None else f"timezone('{zone}', {moment})")


def _count(number: str) -> str:
    return f"CASE WHEN {number} >= {_MILLISECONDS} THEN {number} // 1000 ELSE {number} END"


def _text(written: str, zone: str | None) -> str:
    """The usual way is tried first, and as it is written: to take blanks away costs more than to read."""
    text = f"trim({written})"
    dotted = f"TRY_STRPTIME({text}, [{', '.join(map(repr, _PATTERNS))}])"
    return f"""CASE
      WHEN suffix({written}, 'Z') THEN {_whole(f"TRY_CAST({written} AS TIMESTAMP)")}
      WHEN right({text}, 1) = 'Z' THEN {_whole(f"TRY_CAST({text} AS TIMESTAMP)")}
      WHEN right({text}, 5) = '+0000' THEN {_whole(f"TRY_CAST(left({text}, length({text}) - 5) AS TIMESTAMP)")}
      WHEN regexp_matches({text}, '{_WITH_OFFSET}') THEN {_whole(f"TRY_CAST({text} AS TIMESTAMPTZ)")}
      WHEN regexp_full_match({text}, '[0-9]{{9,14}}') THEN {_count(f"TRY_CAST({text} AS BIGINT)")}
      WHEN length({text}) <= 10 THEN
        {_midnight(f"COALESCE(TRY_CAST({text} AS DATE), CAST({dotted} AS DATE))", zone)}
      ELSE {_local(f"COALESCE(TRY_CAST({text} AS TIMESTAMP), {dotted})", zone)}
    END"""
