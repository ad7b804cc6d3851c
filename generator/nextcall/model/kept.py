"""What is made of an object is kept beside it, and goes when it goes: no global cache holds what nobody shows."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

Owner = TypeVar("Owner")
Given = ParamSpec("Given")
Made = TypeVar("Made")

_STORE = "_kept"


def kept(make: Callable[Concatenate[Owner, Given], Made]) -> Callable[Concatenate[Owner, Given], Made]:
    """A function that makes something once of its first argument and the others, which must be hashable."""

    @wraps(make)
    def made(owner: Owner, /, *given: Given.args, **named: Given.kwargs) -> Made:
        store = store_of(owner)
        key = (make, given, tuple(sorted(named.items())))
        if key not in store:
            store[key] = make(owner, *given, **named)
        found: Made = store[key]
        return found

    return made


def store_of(owner: object) -> dict[Hashable, Any]:
    """Where whatever is kept beside `owner` stands, by keys of those who keep it: a function or a type comes first."""
    found: dict[Hashable, Any] = vars(owner).setdefault(_STORE, {})
    return found


def kept_while(owner: object, key: Hashable, around: object, make: Callable[[], Made]) -> Made:
    """What `make` returned when `around` was equal to what it is now: only the last of it is kept beside `owner`."""
    store = store_of(owner)
    if key not in store or store[key][0] != around:
        store[key] = around, make()
    found: Made = store[key][1]
    return found


class Lasting:
    """What lasts from one version of an object to its next, by what it was made of: numbers and the like, no objects.

    What one version doesn't ask for, the next doesn't find.
    """

    def __init__(self, before: Mapping[Hashable, Any] | None = None) -> None:
        """`before` is what the version before asked for."""
        self._now: dict[Hashable, Any] = {}
        self._before = before or {}

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What is there for a key, which `make` makes otherwise."""
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else make()
        found: Made = self._now[key]
        return found

    def next(self) -> Lasting:
        """What lasts for the next version."""
        return Lasting(self._now or self._before)


def lasting_of(owner: object, given: Lasting | None = None) -> Lasting:
    """What lasts of `owner`; where nothing does yet, it is what is `given`."""
    found: Lasting = store_of(owner).setdefault(Lasting, given or Lasting())
    return found
