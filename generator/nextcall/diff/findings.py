"""Which findings are new and which are gone: the same rule on the same thing is the same finding, whatever its line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nextcall.load import FaultId
from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping

    from nextcall.diagnostics import Diagnostic
    from nextcall.diff.change import Side
    from nextcall.diff.matching import Matches

_FAULTS = frozenset(each.value for each in FaultId)


def compared(before: Side, after: Side, matches: Matches) -> tuple[tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """The findings that `before` didn't have, and those that `after` doesn't have any more."""
    now = matches.place_now
    old = [(_thing(each, before, now, matches.same), each) for each in before.diagnostics]
    stays = {place: place for place in now.values()}
    new = [(_thing(each, after, stays, matches.same), each) for each in after.diagnostics]
    for by_message in (True, False):
        keys = Counter(_key(*each, by_message=by_message) for each in old)
        keys &= Counter(_key(*each, by_message=by_message) for each in new)
        old, new = (_less(side, keys.copy(), by_message=by_message) for side in (old, new))
    return tuple(each for _, each in new), tuple(each for _, each in old)


def _less(
    found: Iterable[tuple[Hashable, Diagnostic]], keys: Counter[Hashable], *, by_message: bool
) -> list[tuple[Hashable, Diagnostic]]:
    """What is found, less those with these keys."""
    left = []
    for thing, each in found:
        key = _key(thing, each, by_message=by_message)
        if keys[key] > 0:
            keys[key] -= 1
        else:
            left.append((thing, each))
    return left


def _key(thing: Hashable, diagnostic: Diagnostic, *, by_message: bool) -> Hashable:
    return (thing, diagnostic.rule, diagnostic.message if by_message or diagnostic.rule in _FAULTS else "")


def _thing(diagnostic: Diagnostic, side: Side, now: Mapping[Place, Place], same: Collection[str]) -> Hashable:
    """What a finding is about, alike on both sides: the place of the nearest thing now, and the way from there on."""
    path = diagnostic.path
    document = side.documents.get(path)
    if document is None:
        return path, diagnostic.message
    if path in same:
        return path, diagnostic.pointer
    steps = diagnostic.pointer.split("/")[1:]
    names = list(_names(steps, document.data))
    for length in range(len(steps), -1, -1):
        place = now.get(Place(path, "".join(f"/{each}" for each in steps[:length])))
        if place is not None:
            return (place, *names[length:])
    return (path, *names)


def _names(steps: Iterable[str], data: object) -> Iterator[str]:
    """The steps of a pointer, an item of a list not by its number but by what it is."""
    for step in steps:
        name = step
        if isinstance(data, dict):
            data = data.get(step.replace("~1", "/").replace("~0", "~"))
        elif isinstance(data, list) and step.isdecimal() and int(step) < len(data):
            data = data[int(step)]
            if isinstance(data, dict):
                name = str(data.get("id") or next((each for each in data.values() if isinstance(each, str)), step))
            elif not isinstance(data, list):
                name = str(data)
        yield name
