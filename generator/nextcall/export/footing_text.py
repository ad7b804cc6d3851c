"""What figures rest on, in words, for what is read outside the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.views.footing import Footing


def footing_lines(footing: Footing, say: Callable[..., str]) -> Iterator[str]:
    """A sentence or two on what is assumed, on what isn't in the figures, and on where the order of the list decides.

    `say` makes a phrase of the catalogue from its key and its values.
    """
    if footing.implied and footing.implied == footing.activities:
        yield say("footing.implied_all", n=footing.implied, all=footing.activities)
    elif footing.implied:
        yield say("footing.implied", n=footing.implied, count=footing.implied, all=footing.activities)
    for key, stages in (("footing.silent", footing.silent), ("footing.unmarked", footing.unmarked)):
        if stages:
            yield say(key, names=tuple(each.name for each in stages))
