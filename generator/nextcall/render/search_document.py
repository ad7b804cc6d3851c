"""An entry of ours as the search of a builder indexes it: HTML, with the words that lead to it and are never shown."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from nextcall.render.search import SearchEntry
    from nextcall.render.synonyms import Synonyms


class Document(TypedDict):
    """`location` is an address below the site's root; `title` and `text` are HTML, a paragraph for each line."""

    location: str
    title: str
    text: str
    boost: float


def document(entry: SearchEntry, *, flat: bool) -> Document:
    """What search shows of an entry; `flat` as in `location`."""
    where = location(entry.address, flat=flat)
    return {
        "location": f"{where}#{entry.anchor}" if entry.anchor else where,
        "title": escape(entry.title, quote=False),
        "text": "".join(f"<p>{escape(line, quote=False)}</p>" for line in entry.lines),
        "boost": entry.boost,
    }


def unseen_of(entry: SearchEntry, synonyms: Synonyms) -> dict[str, str]:
    """What leads to an entry besides, as `unseen` has it."""
    return unseen(synonyms, (entry.title, *entry.keywords), entry.lines, entry.keywords)


def unseen(
    synonyms: Synonyms, called: tuple[str, ...], said: tuple[str, ...], keywords: tuple[str, ...] = ()
) -> dict[str, str]:
    """The fields that no result shows: `keywords` and synonyms of what it is `called`; synonyms of what is `said`."""
    named = (*keywords, *synonyms.of(*called))
    spoken = (each for each in synonyms.of(*said) if each not in named)
    fields = {"keywords": " ".join(named), "synonyms": " ".join(spoken)}
    return {name: escape(words, quote=False) for name, words in fields.items() if words}


def location(address: str, *, flat: bool) -> str:
    """How a builder's index calls the page at an address; `flat` where it makes `page.html` of `page.md`."""
    return f"{address}index.html" if flat else address
