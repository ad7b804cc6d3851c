"""Calls in a calendar (`.ics`): each event, with the words in it that may be a deal's id."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nextcall.measure.problem import MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LARGEST = 100_000_000  # bytes
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*+")
_SHORTEST = 6
_NUMBERED = re.compile(r"(?:#|deals?[ /:=#-]{0,3})([0-9]{1,18})(?![0-9A-Za-z])", re.IGNORECASE)
_READ = {"SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "X-DEAL", "COMMENT"}


def events(path: Path, zone: str | None) -> list[tuple[str, str]]:
    """Words of events with their times in UTC; an event that was called off has none.

    Raises:
        MeasureError: It is too large, not in UTF-8, or has times without a zone where `zone` says none.
    """
    if path.stat().st_size > _LARGEST:
        message = f"{path.name} is larger than {_LARGEST // 1_000_000} MB"
        raise MeasureError(message)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        message = f"{path.name} is not in UTF-8"
        raise MeasureError(message) from None
    found = []
    for event in _events(text):
        if event.get("STATUS", [("", "")])[0][1].upper() == "CANCELLED" or "DTSTART" not in event:
            continue
        moment = _moment(path, *event["DTSTART"][0], zone)
        if moment is not None:
            said = (value for name in _READ for _, value in event.get(name, ()))
            found += [(word, moment) for word in sorted({word for value in said for word in _ids(value)})]
    return found


def _ids(text: str) -> Iterator[str]:
    """What may be a deal's id: letters and figures mixed, or a number that is said to be one (#1234, deal 1234)."""
    for word in _WORD.findall(text):
        if len(word) >= _SHORTEST and not word.isdecimal() and any(map(str.isdigit, word)):
            yield word
    yield from _NUMBERED.findall(text)


def _events(text: str) -> Iterator[dict[str, list[tuple[str, str]]]]:
    """Events as the parameters and values of their properties; lines that begin with a blank go on with the last."""
    event: dict[str, list[tuple[str, str]]] | None = None
    for line in re.sub(r"\r?\n[ \t]", "", text).splitlines():
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        if line.upper() == "BEGIN:VEVENT":
            event = {}
        elif line.upper() == "END:VEVENT":
            if event is not None:
                yield event
            event = None
        elif event is not None:
            event.setdefault(name.upper(), []).append((parameters, value))


def _moment(path: Path, parameters: str, value: str, zone: str | None) -> str | None:
    """A start as ISO time of UTC; None where it can't be read."""
    named = re.search(r"TZID=\"?([^\";:]+)", parameters)
    try:
        if value.endswith("Z"):
            return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()
        form = "%Y%m%dT%H%M%S" if "T" in value else "%Y%m%d"
        local = datetime.strptime(value, form)  # noqa: DTZ007 (its zone is told below)
    except ValueError:
        return None
    clock = named[1] if named else zone
    if clock is None:
        message = f"{path.name} has times that name no zone"
        raise MeasureError(message, "say which clock they are of, such as --zone Europe/Berlin")
    try:
        return local.replace(tzinfo=ZoneInfo(clock)).astimezone(UTC).isoformat()
    except (ZoneInfoNotFoundError, ValueError, OverflowError):
        if zone is None:
            message = f"{path.name} has times of a zone that isn't known here"
            raise MeasureError(message, "say which clock they are of, such as --zone Europe/Berlin") from None
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).isoformat()
