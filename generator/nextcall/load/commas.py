"""Texts that a comma splits: in `[Budget under $10,000, No sponsor]` YAML sees three items where two were meant.

Nobody can be sure, so that only what a reader wouldn't take for a list counts: an item that goes on in lower case or
with a digit after one that began with a capital, a number that a comma parts, quotes and brackets that another item
closes.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nextcall.load.document import Document, Mark

_LONGEST_SHOWN = 600
_MOST_ITEMS = 500  # nobody writes so many texts between brackets
_IDS = re.compile(r"\[[a-z][a-z0-9 -]*(?:, [a-z0-9 -]*)*\]")
"""What most lists are, and no sentence: asked first, for speed."""
_PAIRS = {
    "(": ")", "\uff08": "\uff09", "\u201c": "\u201d", "\u201e": "\u201c\u201d", "\u201a": "\u2018\u2019",
    "\u2018": "\u2019", "\u00ab": "\u00bb", "\u00bb": "\u00ab", "\u2039": "\u203a", "\u203a": "\u2039",
    "\u300c": "\u300d", "\u300e": "\u300f", "\u300a": "\u300b", "\u3010": "\u3011", '"': '"', "`": "`",
}  # fmt: skip
_BEFORE_A_WORD = "*_" + "".join(_PAIRS)
_STRAIGHT = '"`'
"""What opens a text at the beginning of a word, and closes one at its end."""
_APOSTROPHE = "\u2019"
_QUOTES = ('"', "'")
"""What an item begins with whose author knew where it ends."""
_DIGITS = "0123456789"
_THOUSAND = 3


def split_texts(document: Document, lists: Iterable[Mark]) -> dict[str, str]:
    """The pointers of items that a comma ends before their text does, the first of each list, with the list mended.

    `lists` are those between brackets; a list that is too long to be shown is mended to "".
    """
    found = {each.start: split for each in lists if (split := _split(document.text, each)) is not None}
    return dict(_by_pointer(document.mark, "", found)) if found else {}


def _by_pointer(mark: Mark, pointer: str, found: dict[int, tuple[int, str]]) -> Iterator[tuple[str, str]]:
    if mark.fields is not None:
        for key, (_, _, value) in mark.fields.items():
            yield from _by_pointer(value, f"{pointer}/{key}", found)
    elif mark.items is not None:
        if mark.start in found:
            item, better = found[mark.start]
            yield f"{pointer}/{item}", better
        for index, each in enumerate(mark.items):
            yield from _by_pointer(each, f"{pointer}/{index}", found)


def _split(text: str, mark: Mark) -> tuple[int, str] | None:
    """The first item of a list that ends too early, and the list mended; None where each holds a whole text."""
    items = mark.items or []
    if (
        len(items) > _MOST_ITEMS
        or _IDS.fullmatch(text, mark.start, mark.end)
        or any(each.fields or each.items for each in items)
    ):
        return None
    pieces = [" ".join(text[item.start : item.end].split()) for item in items]
    commas = ["," if text[one.end : two.start] == "," else ", " for one, two in pairwise(items)]
    goes_on = _goes_on(pieces, commas)
    if True not in goes_on:
        return None
    starts = [index for index, each in enumerate(goes_on) if not each]
    texts = [_text(pieces, commas, start, end) for start, end in pairwise([*starts, len(pieces)])]
    better = f"[{', '.join(texts)}]"
    return goes_on.index(True) - 1, better if len(better) <= _LONGEST_SHOWN else ""


def _text(pieces: Sequence[str], commas: Sequence[str], start: int, end: int) -> str:
    """The text that the items from `start` to before `end` make up, between quotes where it holds a comma."""
    if end == start + 1:
        return pieces[start]
    from nextcall.load.mistakes import quoted  # noqa: PLC0415 (its patterns take a while to compile)

    rest = zip(commas[start : end - 1], pieces[start + 1 : end], strict=True)
    return quoted(pieces[start] + "".join([comma + piece for comma, piece in rest]))


def _goes_on(pieces: Sequence[str], commas: Sequence[str]) -> list[bool]:
    """For each item of a list whether it goes on with the text of the one before."""
    are_phrases = any(" " in piece for piece in pieces)
    are_numbered = sum(_begins_with_digit(piece) for piece in pieces[1:]) > 1
    goes_on = _inside_brackets(pieces)
    after_capital = False
    for index, piece in enumerate(pieces):
        if index and not goes_on[index] and not piece.startswith(_QUOTES) and not pieces[index - 1].startswith(_QUOTES):
            small = _begins_small(piece) or (_begins_with_digit(piece) and not are_numbered)
            parts_number = commas[index - 1] == "," and _is_rest_of_number(pieces[index - 1], piece)
            goes_on[index] = parts_number or (after_capital and are_phrases and small)
        if not goes_on[index]:
            after_capital = piece.lstrip(_BEFORE_A_WORD)[:1].isupper()
    return goes_on


def _begins_small(piece: str) -> bool:
    """Whether it begins in lower case; names that are written so, such as eBay, don't count."""
    word = piece.lstrip(_BEFORE_A_WORD).partition(" ")[0]
    return word[:1].islower() and not any(each.isupper() or each.isdecimal() for each in word)


def _begins_with_digit(piece: str) -> bool:
    return piece[:1].isdecimal()


def _is_rest_of_number(before: str, piece: str) -> bool:
    """Whether a comma without a space parts a number, as in `$10,000` or `2,5 Tage`."""
    digits = len(piece) - len(piece.lstrip(_DIGITS))
    return before[-1:].isdecimal() and digits > 0 and (digits == _THOUSAND or not before.isdecimal())


def _inside_brackets(pieces: Sequence[str]) -> list[bool]:
    """For each item whether a bracket or a quote is open before it that it, or a later one, closes."""
    depth = [0] * (len(pieces) + 1)  # how much deeper each item is than the one before
    waiting: list[tuple[int, str]] = []
    for index, piece in enumerate(pieces):
        if piece.startswith(_QUOTES):
            waiting.clear()
            continue
        for at, character in enumerate(piece):
            if waiting and character in waiting[-1][1] and _may_close(piece, at):
                opened, _ = waiting.pop()
                depth[opened + 1] += 1
                depth[index + 1] -= 1
            elif character in _PAIRS and _may_open(piece, at):
                waiting.append((index, _PAIRS[character]))
    return [each > 0 for each in accumulate(depth[:-1])]


def _may_close(piece: str, at: int) -> bool:
    """Whether the quote or bracket there ends something: a straight one ends a word, an apostrophe stands in one."""
    if piece[at] in _STRAIGHT:
        return at > 0 and not piece[at - 1].isspace()
    return piece[at] != _APOSTROPHE or not piece[at + 1 : at + 2].isalnum()


def _may_open(piece: str, at: int) -> bool:
    """Whether it begins something: there is more behind it, and a straight one begins a word."""
    return at + 1 < len(piece) and not (piece[at] in _STRAIGHT and piece[at - 1 : at].isalnum())
