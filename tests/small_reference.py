"""Sites with two manuals of rules in place of some seventy, for builds of which nobody reads those.

The example is built with all of them, and what is served after edits of it as well.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from nextcall.views import rules

if TYPE_CHECKING:
    from collections.abc import Callable

_manuals = rules.manuals()


def use(number: int | None, put: Callable[[object, str, object], None] = setattr) -> None:
    """Have so many manuals in every site, None for all; `put` sets what is looked up in a module."""
    some = _manuals[:number]
    put(rules, "manuals", lambda: some)
    put(rules, "ids", lambda: tuple(manual.id for manual in some))


def environment(*on_the_path: Path, **more: str) -> dict[str, str]:
    """The environment of a process that builds a site with two."""
    path = os.pathsep.join(map(str, (*on_the_path, Path(__file__).parent / "at_start")))
    return os.environ | {"PYTHONPATH": path} | more
