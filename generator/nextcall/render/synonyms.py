"""What else a seller may call something: rows of words that mean the same, and which of them a text brings along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNPARTED = (
    r"\u0e01-\u0e2e\u0e40-\u0e44\u0e81-\u0eae\u0ec0-\u0ec4\u1000-\u102a\u1780-\u17b3\u3005-\u3007"
    r"\u3040-\u30fa\u30fc-\u312f\u3400-\u9fff\uac00-\ud7a3\ud840-\ud88f\uf900-\ufaff\uff66-\uff9f"
)
"""Signs of Japanese, Chinese, Korean, Thai, Lao, Burmese and Khmer, whose words nothing parts."""

_WORD = re.compile(rf"[{UNPARTED}]|[^\W_{UNPARTED}]+")


class Synonyms:
    """Rows of words; a word may be several, as "proof of concept" is, and may stand in several rows."""

    def __init__(self, rows: Iterable[tuple[str, ...]] = ()) -> None:
        self._rows: list[tuple[tuple[str, str, list[str]], ...]] = []
        self._starting_with: dict[str, dict[tuple[str, ...], list[int]]] = {}
        for number, row in enumerate(rows):
            single = (word for phrase in row for word in phrase.split())
            self._rows.append(tuple((word.casefold(), word, _words(word)) for word in single))
            for phrase in row:
                words = tuple(map(_folded, _words(phrase)))
                if words:
                    self._starting_with.setdefault(words[0], {}).setdefault(words, []).append(number)

    def of(self, *texts: str) -> tuple[str, ...]:
        """The words of each row of which a text holds one, each word once, but for those that the texts hold.

        Upper and lower case are the same, and so are one and many where an "s" tells them apart.
        """
        numbers: set[int] = set()
        said: set[str] = set()
        for text in texts:
            words = _words(text)
            said.update(words)
            numbers.update(self._named([*map(_folded, words)]))
        beside: dict[str, str] = {}
        for number in sorted(numbers):
            for folded, word, words in self._rows[number]:
                if not said.issuperset(words):
                    beside.setdefault(folded, word)
        return tuple(beside.values())

    def _named(self, words: list[str]) -> Iterator[int]:
        """The rows of which a word, or several in a row, stand among these."""
        starting_with = self._starting_with
        for at, word in enumerate(words):
            if word not in starting_with:
                continue
            for phrase, numbers in starting_with[word].items():
                if tuple(words[at : at + len(phrase)]) == phrase:
                    yield from numbers


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _folded(word: str) -> str:
    """A word of more than three letters without the "s" of the plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004
