r"""Paths between double quotes: YAML reads the backslashes of `"S:\teams\new"` as a tab and a new line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.load.document import Document, Mark

_BEGINS = re.compile(r"[A-Za-z]:\\(?!n[^a-z])|\.\.?\\|~\\|%[A-Za-z_]+%\\|\\\\[A-Za-z0-9]")
r"""How a path with backslashes begins: a drive, this folder or the one above, the home folder, a server.

`Plan B:\nCall Ann` holds a new line, and is none.
"""
_FILE = re.compile(r"[\w.\\-]+\.[A-Za-z][A-Za-z0-9]{1,3}")
_BEFORE = "([<'\u201c"
_BEHIND = ")]>'\u201d.,;:"


def misread_paths(document: Document, scalars: Iterable[tuple[str, Mark]]) -> Iterator[tuple[str, str]]:
    """The pointers of texts that hold such a path, each with its line as it should be."""
    from nextcall.load.mistakes import in_single_quotes, line_at  # noqa: PLC0415 (only a text with a backslash needs it)

    text = document.text
    for pointer, mark in scalars:
        if text[mark.start] == '"' and any(map(_is_misread, text[mark.start + 1 : mark.end - 1].split())):
            yield pointer, in_single_quotes(*line_at(document.lines, mark.start)).strip()


def _is_misread(word: str) -> bool:
    """Whether a word is a path in which a backslash stands alone."""
    word = word.lstrip(_BEFORE).rstrip(_BEHIND)
    is_path = _BEGINS.match(word) is not None or _FILE.fullmatch(word) is not None
    return is_path and bool(word.replace("\\\\", "").replace('\\"', "").count("\\"))
