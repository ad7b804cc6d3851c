"""The glossary in alphabetical order, each term with an anchor of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import text

if TYPE_CHECKING:
    from nextcall.model import Playbook, Term

_NOT_IN_WORDS = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Entry:
    """A term and its anchor on the page."""

    term: Term
    anchor: str


def entries(playbook: Playbook) -> tuple[Entry, ...]:
    """Every term, sorted as a reader looks it up."""
    taken: set[str] = set()
    numbers: dict[str, int] = {}
    found = []
    for term in sorted(playbook.terms, key=lambda each: (text.plain(each.term).casefold(), each.place)):
        base = "term-" + (_NOT_IN_WORDS.sub("-", text.plain(term.term).lower()).strip("-") or "unnamed")
        anchor, number = base, numbers.get(base, 1)
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        numbers[base] = number
        taken.add(anchor)
        found.append(Entry(term, anchor))
    return tuple(found)
