"""What a checkbox is called: a name by which a browser keeps its tick, the same on every page and in every order.

An activity and a criterion are called by their ids; what has none is called after its words, and so by another name
once they change: it is another thing then.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nextcall import text

if TYPE_CHECKING:
    from nextcall.model import Activity, Criterion, Text


def activity(ticked: Activity) -> str:
    """The tick that says an activity is done; one that a criterion implies is done as soon as that is true."""
    if ticked.is_implied:
        return f"criterion:{next(iter(ticked.satisfies), None) or _after(ticked.name)}"
    return f"activity:{ticked.id}"


def criterion(ticked: Criterion) -> str:
    """The tick that says a criterion is true for the customer."""
    return f"criterion:{ticked.id or _after(ticked.criterion)}"


def _after(words: Text) -> str:
    return f"~{hashlib.sha256(text.plain(words).encode()).hexdigest()[:12]}"
