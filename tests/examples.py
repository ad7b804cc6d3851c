"""How many examples a property is tried on: some of them by `make test`, with `--thorough` all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    Property = TypeVar("Property", bound=Callable[..., None])


class Run:
    """What was chosen for this run of the tests, before any of them is imported."""

    thorough = False


def tried(examples: int, one_in: int, **how: object) -> Callable[[Property], Property]:
    """A decorator for a property: the same examples in each run, by `make test` one in so many of them.

    `how` are further settings of Hypothesis.
    """
    number = examples if Run.thorough else examples // one_in
    chosen = settings(**{"derandomize": True, "deadline": None, "max_examples": number, **how})  # type: ignore[arg-type]

    def decorated(test: Property) -> Property:
        marked: Property = pytest.mark.one_in(one_in)(chosen(test))
        return marked

    return decorated
