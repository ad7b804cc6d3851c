"""The team's text inside Markdown that people paste into a mail or a CRM note: its plain words, and nothing alive.

Only what Markdown would take for markup gets a backslash, so that the text also reads well where nothing renders it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.model import Text
from nextcall.printable import printable
from nextcall.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIVE = re.compile(
    r"""
    [`*\[\]<~]                           # code, emphasis, links, HTML, strikethrough
    | (?<![^\W_])_ | _(?![^\W_])         # emphasis too, but not inside a word
    | \\(?=[!-/:-@\[-`{-~]|$)            # a backslash that would escape something
    | &(?=\#|[A-Za-z][A-Za-z0-9]*;)      # a character reference
    | ^>                                 # a quotation
    | ^[#]{1,6}(?=\ |$) | ^[-+](?=[-\ ]|$)  # a heading, a list, a line
    """,
    re.VERBOSE,
)
_WORD_JOINER = "\u2060"
_NOTIFIES = re.compile(r"[@#!$%&~](?=\w)|\bGH(?=-)|:(?=//)|\bwww(?=\.)", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?= |$)")


def one_line(text: str) -> str:
    """The words of a text without its markup, on one line."""
    return " ".join(printable(plain(text)).split())


def written(text: str) -> str:
    """The words of a text as Markdown that renders as exactly those words."""
    return literal(one_line(text))


def literal(text: str) -> str:
    """One line as it was typed, as Markdown that renders as exactly that."""
    return _NUMBERED.sub(r"\1\\\2", _ALIVE.sub(r"\\\g<0>", text))


def for_comment(text: str) -> str:
    """Markdown in which forges find nobody to notify, no issue to refer to, and no address to make a link of."""
    return _NOTIFIES.sub(f"\\g<0>{_WORD_JOINER}", text)


def all_written(texts: Iterable[str]) -> list[str]:
    """Each text as `written`."""
    return [written(each) for each in texts]


def for_words(value: object) -> object:
    """A value that a phrase of the catalogue is filled with: the team's texts `written`, all else as it is."""
    if isinstance(value, tuple):
        return tuple(for_words(each) for each in value)
    return written(value) if isinstance(value, Text) else value
