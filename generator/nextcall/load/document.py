"""A YAML file as it was read: its data, and where every key and value of it stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, count
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.diagnostics import TOP, Span

if TYPE_CHECKING:
    from nextcall.load.faults import FaultId

_LONGEST_LINE_END = 2

Json = dict[str, Any] | list[Any] | str | int | float | bool | None


class Mark(NamedTuple):
    """Where a value stands: character indexes into the text, `end` exclusive, and the marks of what it holds.

    `fields` maps a key to (its start, its end, the mark of its value); `items` are the marks of a list's items.
    """

    start: int
    end: int
    fields: dict[str, tuple[int, int, Mark]] | None = None
    items: list[Mark] | None = None


_NOWHERE = Mark(0, 0)


class Fault(NamedTuple):
    """Something that the reader found wrong between two character indexes of the text."""

    start: int
    end: int
    rule: FaultId
    message: str
    hint: str = ""


class Misfit(NamedTuple):
    """A place where a file doesn't fit its schema."""

    span: Span
    pointer: str
    message: str
    hint: str

    def order(self) -> tuple[int, int, str, str]:
        """What misfits are sorted by: where they stand."""
        return self.span.line, self.span.column, self.pointer, self.message


class Lines:
    """The lines of a text. Only line feed, carriage return and the two together end a line, as in editors."""

    def __init__(self, text: str) -> None:
        """Find the line ends of `text`."""
        self.text = text
        before = text.replace("\r\n", " \n").replace("\r", "\n").split("\n")[:-1]
        self._starts: list[int] = [0, *map(add, accumulate(map(len, before)), count(1))]

    @property
    def count(self) -> int:
        """How many lines there are, the one after the last line end included."""
        return len(self._starts)

    def start_of(self, number: int) -> int:
        """The index of the first character of a 1-based line."""
        return self._starts[number - 1]

    def position(self, index: int) -> tuple[int, int]:
        """The 1-based line and column of a character."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The span from `start` to `end`; one that runs over a line's end stops there."""
        starts = self._starts
        line = bisect_right(starts, start)
        before = starts[line - 1] - 1
        if line == len(starts) or end > starts[line] - _LONGEST_LINE_END:
            end = min(end, self._end_of(line))
        facts = line, start - before, line, max(start, end) - before
        return tuple.__new__(Span, facts)  # in half the time of `Span(…)`, for spans are found by the hundred thousand

    def line(self, number: int) -> str:
        """The text of a 1-based line, without its end; "" beyond the last."""
        if not 1 <= number <= len(self._starts):
            return ""
        return self.text[self._starts[number - 1] : self._end_of(number)]

    def length(self, number: int) -> int:
        """How many characters a 1-based line has, without its end."""
        return self._end_of(number) - self._starts[number - 1]

    def _end_of(self, number: int) -> int:
        """The index behind the last character of a 1-based line; found without a copy of it, which may be long."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return end


@dataclass(eq=False)
class Document:
    """One YAML file.

    `data` is what a JSON parser would give, and only meaningful when there are no `faults`; `cut_texts` are the
    pointers of texts that a ` #` cuts; `split_texts` those of list items that a comma ends before their text does, and
    `misread_paths` those of paths whose backslashes YAML takes for escapes, each with what to write instead.
    """

    path: str
    text: str
    data: Json = None
    mark: Mark = _NOWHERE
    cut_texts: list[str] = field(default_factory=list)
    split_texts: dict[str, str] = field(default_factory=dict)
    misread_paths: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    _lines: Lines | None = None
    _walked: dict[str, tuple[Mark, bool]] = field(default_factory=dict)
    """By the pointer of what something was found in: its mark or the nearest around it, and whether it is there."""

    @property
    def lines(self) -> Lines:
        """The lines of the text, found when they are first asked for."""
        if self._lines is None:
            self._lines = Lines(self.text)
        return self._lines

    def locate(self, pointer: str, *, key: bool = False) -> Span:
        """Where `pointer` stands: its value, or with `key` the field's name; what is missing stands at its parent."""
        name, mark = self._found(pointer)
        return self.lines.span(*name) if key and name is not None else self._span(mark)

    def written(self, pointer: str) -> str:
        """The characters of the value that stands at `pointer`."""
        _, mark = self._found(pointer)
        return self.text[mark.start : mark.end]

    def _found(self, pointer: str) -> tuple[tuple[int, int] | None, Mark]:
        """Where the name of `pointer` stands, if it is a field, and its mark or that of its parent."""
        if not pointer:
            return None, self.mark
        around, _, step = pointer.rpartition("/")
        mark, is_there = self._walked.get(around) or self._walk(around)
        return (_step(mark, step) if is_there else None) or (None, mark)

    def _span(self, mark: Mark) -> Span:
        return TOP if self.mark.end == 0 else self.lines.span(mark.start, mark.end)

    def _walk(self, pointer: str) -> tuple[Mark, bool]:
        """The mark of `pointer`, or the nearest around it, and whether it is there. Kept, as many ask for it."""
        if not pointer:
            return self.mark, True
        walked = self._walked.get(pointer)
        if walked is None:
            around, _, step = pointer.rpartition("/")
            mark, is_there = self._walk(around)
            found = _step(mark, step) if is_there else None
            walked = self._walked[pointer] = (mark, False) if found is None else (found[1], True)
        return walked


def _step(mark: Mark, step: str) -> tuple[tuple[int, int] | None, Mark] | None:
    if mark.fields is not None:
        entry = mark.fields.get(step.replace("~1", "/").replace("~0", "~") if "~" in step else step)
        return None if entry is None else ((entry[0], entry[1]), entry[2])
    if mark.items is not None and step.isdecimal() and int(step) < len(mark.items):
        return None, mark.items[int(step)]
    return None
