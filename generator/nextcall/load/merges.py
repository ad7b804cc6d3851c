"""Merges that nobody finished: where the markers stand that git leaves in a file, and what to do about them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from nextcall.load.document import Fault, Lines
from nextcall.load.faults import FaultId

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIZE = 7
"""Characters of a marker; git writes longer ones for a conflict inside another."""
_FENCE_SIZE = 3
_HINT = "keep what should stay of the two versions, and delete the lines of `<<<<<<<`, `=======` and `>>>>>>>`"
_CODE_INDENT = (" " * 4, "\t")


def unfinished_merges(text: str, most: int | None = None, *, is_page: bool = False) -> list[Fault]:
    """One fault for each merge that was not finished, in order, of at most so many.

    In a Markdown page (`is_page`) `=======` alone underlines a heading. Markers that a block of code shows are none.
    """
    if not any(kind * _SIZE in text for kind in ("<>" if is_page else "<>=|")):
        return []
    lines = Lines(text)
    reader = _Markers(is_page=is_page)
    for marker in _markers(lines, is_page=is_page):
        reader.take(marker)
    return [_fault(lines, first.line, last.line) for first, last in islice(reader.conflicts(), most)]


def _fault(lines: Lines, first: int, last: int) -> Fault:
    where = f"lines {first} to {last}" if last > first else f"line {first}"
    start = lines.start_of(first)
    end = start + len(lines.line(first))
    return Fault(start, end, FaultId.MERGE_CONFLICT, f"a merge was not finished, {where}", _HINT)


class _Marker(NamedTuple):
    """A line that may be a marker. `fence` is the line where the block of code opens that it stands in, else 0."""

    line: int
    kind: str
    size: int
    fence: int
    at_left: bool


_Conflict = tuple[_Marker, _Marker]


def _markers(lines: Lines, *, is_page: bool) -> Iterator[_Marker]:
    fence, fence_line = "", 0
    for number in range(1, lines.count + 1):
        line = lines.line(number)
        words = line.strip()
        kind = words[:1]
        if not kind or kind not in "<|=>`~":
            continue
        size = len(words) - len(words.lstrip(kind))
        if kind in "`~":
            if not fence and size >= _FENCE_SIZE:
                fence, fence_line = words[:size], number
            elif fence and words.startswith(fence) and size == len(words):
                fence, fence_line = "", 0
        elif size >= _SIZE and _is_label(kind, words[size:]) and not (is_page and line.startswith(_CODE_INDENT)):
            yield _Marker(number, kind, size, fence_line, not line[0].isspace())


def _is_label(kind: str, rest: str) -> bool:
    """Whether `rest` is what git writes behind a marker: nothing, or a blank and the name of a branch."""
    return not rest or (kind != "=" and rest[0] in " \t")


@dataclass
class _Open:
    """A conflict whose end is still to come, with the last marker that is surely its own."""

    first: _Marker
    last: _Marker


@dataclass
class _Markers:
    """Puts markers together. One that has lost the others is an unfinished merge as well."""

    is_page: bool
    _open: dict[int, list[_Open]] = field(default_factory=lambda: defaultdict(list))
    _lone: _Open | None = None
    _found: list[_Conflict] = field(default_factory=list)

    def take(self, marker: _Marker) -> None:
        """Take the next marker of the file."""
        waiting = self._open[marker.size]
        if marker.kind == "<":
            self._drop_lone()
            waiting.append(_Open(marker, marker))
        elif marker.kind == ">":
            if waiting:
                self._found.append((waiting.pop().first, marker))
            elif marker.size == _SIZE:
                self._found.append((self._lone.first if self._lone else marker, marker))
            self._lone = None
        elif waiting:
            if waiting[-1].last.kind != "=":
                waiting[-1].last = marker
        elif marker.size == _SIZE and marker.at_left and not marker.fence:
            self._take_lone(marker)

    def _take_lone(self, marker: _Marker) -> None:
        """A separator without a beginning: YAML has none at the very left, and a page has headings and tables."""
        if self.is_page and marker.kind != "=":
            return
        if self._lone is None or self.is_page:
            self._lone = _Open(marker, marker)
        else:
            self._lone.last = marker

    def _drop_lone(self) -> None:
        if self._lone is not None and not self.is_page:
            self._found.append((self._lone.first, self._lone.last))
        self._lone = None

    def conflicts(self) -> Iterator[_Conflict]:
        """The first and the last marker of each, once the file has ended; what lies inside another is part of it."""
        self._drop_lone()
        self._found += ((each.first, each.last) for each in self._open[_SIZE])
        end = 0
        for first, last in sorted(self._found):
            shown_as_code = first.fence != 0 and first.fence == last.fence
            if last.line > end and not shown_as_code:
                yield first, last
                end = last.line
