"""YAML 1.2 core, read from its events: plain data, the position of every key and value, and what is wrong in our words.

The subset is small on purpose: one document of mappings, lists and scalars. What else YAML knows (anchors, tags,
directives, several documents) is an error, because nobody who edits a sales process expects it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import islice
from typing import TYPE_CHECKING, Any

import yaml

from nextcall.load.characters import HIDDEN, ODD_SPACES
from nextcall.load.commas import split_texts
from nextcall.load.document import Document, Fault, Mark
from nextcall.load.faults import FaultId
from nextcall.load.merges import unfinished_merges
from nextcall.load.paths import misread_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from nextcall.load.document import Json
    from nextcall.load.mistakes import Failure

DEEPEST = 64
LARGEST = 10_000_000
"""Bytes of one file."""
MOST_VALUES = 300_000
"""Of one file, lists and objects included: as many as a file of that size holds that people wrote."""
MOST_FAULTS = 100
"""Of one file; what comes after them is not read."""

_new = tuple.__new__
"""Makes a named tuple in half the time that its name takes, for marks are made by the hundred thousand."""

_Loader: type[Any] = getattr(yaml, "CLoader", yaml.Loader)  # libyaml where PyYAML has it, else pure Python

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_LARGE_ESCAPE = re.compile(r"\\U(?!000|0010)[0-9a-fA-F]{8}")
_TAB_INDENT = re.compile(r"^ *+\t[ \t]*+(?=[^\s#])", re.MULTILINE)
_ODD_INDENT = re.compile(rf"^ *[{ODD_SPACES}]", re.MULTILINE)
_ODD_DASH = re.compile(rf"^ *-[{ODD_SPACES}]", re.MULTILINE)
_ODD_KEY = re.compile(r"\?(?<![^ \t\r\n\[{,]\?)[ \t]+")  # begins with what is rare, for speed
_HIDDEN = re.compile(f"[{HIDDEN}]")
_DIRECTIVE = re.compile(r"%(?<![^\r\n]%)")  # begins with what is rare, for speed
_CUT = re.compile(r"#(?<=[ \t]#)(?=[^\s#])")
_NO_LINE_ENDS = "\x85\u2028\u2029"
"""Line ends to PyYAML, but not to YAML 1.2 and not to editors."""
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)")
_LONGEST_INT = 18
_LARGEST_FLOAT = 1e300
_LARGEST_WHOLE = 1e15


def _mistakes() -> ModuleType:
    """The module that words mistakes, which a sound file doesn't need: its patterns take a while to compile."""
    from nextcall.load import mistakes  # noqa: PLC0415

    return mistakes


class _StopReadingError(Exception):
    """Nothing after this fault can be made sense of."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def parse(path: str, content: bytes) -> Document:
    """Read one file. Never raises for what is in it: faults go into the document."""
    text, fault = _decode(content)
    document = Document(path, text)
    document.faults += unfinished_merges(text, MOST_FAULTS)
    if document.faults:
        return document
    fault = fault or _first_unreadable(text)
    if fault is None:
        try:
            reader = _Reader(document)
            reader.read()
            _look_again(document, reader.flow_lists)
        except _StopReadingError as stop:
            fault = stop.fault
        except yaml.MarkedYAMLError as error:
            fault = _explained(document, error)
        except (yaml.YAMLError, ValueError, OverflowError):  # only the pure parser: an escape beyond Unicode
            found = _LARGE_ESCAPE.search(text)
            start = text.rfind('"', 0, found.start()) if found else 0
            fault = _mistakes().bad_escape(document.lines, start)
    if fault is not None and all(each.start != fault.start for each in document.faults):
        document.faults.append(fault)
    document.faults.sort()
    return document


def _decode(content: bytes) -> tuple[str, Fault | None]:
    hint = "save the file again with the encoding UTF-8"
    if len(content) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        return "", Fault(0, 0, FaultId.FILE_TOO_LARGE, message, "split it: one sales process a file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or content[1:4:2] == b"\0\0" or content[:3:2] == b"\0\0":
        return "", Fault(0, 0, FaultId.NOT_UTF_8, "the file is saved as UTF-16", hint)
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        content = content.removeprefix(b"\xef\xbb\xbf")
        text = content.decode("utf-8", "replace")
        try:
            content.decode("utf-8")
        except UnicodeDecodeError as error:
            index = len(content[: error.start].decode("utf-8"))
            message = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        return text, Fault(index, index + 1, FaultId.NOT_UTF_8, message, hint)


def _first_unreadable(text: str) -> Fault | None:
    found = _UNREADABLE.search(text)
    if found is None:
        return None
    message = f"the invisible character U+{ord(found[0]):04X} can't stand in a playbook"
    hint = "delete it, and what came with it from a copy"
    return Fault(found.start(), found.end(), FaultId.YAML_SYNTAX, message, hint)


def _explained(document: Document, error: yaml.MarkedYAMLError) -> Fault:
    problem, context = error.problem_mark, error.context_mark
    at = problem.index if problem else 0
    failure: Failure = _mistakes().Failure(
        error.problem or "", at, error.context or "", context.index if context else at
    )
    quote = _runaway_quote(document, failure)
    words = _mistakes()
    fault: Fault = (
        words.explain(document.lines, failure) if quote is None else words.unclosed_quote(document.lines, quote)
    )
    return fault


def _runaway_quote(document: Document, failure: Failure) -> int | None:
    """Where a quote opens that swallowed whole lines and was closed by a quote in the line of the failure."""
    line = document.lines.position(failure.at)[0]
    start = None
    if "'" not in document.text and '"' not in document.text:
        return None
    try:
        tokens = _Loader(_for_parser(document.text))
        while (token := tokens.get_token()) is not None and token.start_mark.index < failure.at:
            if isinstance(token, yaml.ScalarToken) and token.style in {"'", '"'}:
                first, last = (document.lines.position(mark.index)[0] for mark in (token.start_mark, token.end_mark))
                if first < last == line:
                    start = token.start_mark.index
    except (yaml.YAMLError, ValueError, OverflowError):
        pass
    return start


def _stand_ins(text: str) -> dict[int, str]:
    """For each character that PyYAML takes for a line end and YAML 1.2 doesn't, one that the text doesn't hold."""
    found = [character for character in _NO_LINE_ENDS if character in text]
    if not found:
        return {}
    used = set(text)
    free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in used)
    return {ord(character): stand_in for character, stand_in in zip(found, free, strict=False)}


def _for_parser(text: str) -> str:
    return text.translate(_stand_ins(text))


class _Reader:
    """Turns the events of one text into the document's data and marks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._faults = document.faults
        self._values = 0
        self.flow_lists: list[Mark] = []
        """The lists of several items between brackets."""
        self._next: Callable[[], Any] = self._events()

    def _events(self) -> Callable[[], Any]:
        stand_ins = _stand_ins(self._text)
        get: Callable[[], Any] = _Loader(self._text.translate(stand_ins)).get_event
        if not stand_ins:
            return get
        back = {ord(stand_in): character for character, stand_in in stand_ins.items()}

        def get_with_originals() -> Any:  # noqa: ANN401 (PyYAML's events have no common type)
            event = get()
            if isinstance(event, yaml.ScalarEvent):
                event.value = event.value.translate(back)
            return event

        return get_with_originals

    def read(self) -> None:
        """Read the one document that a file holds."""
        document = self._document
        self._next()  # the stream's start
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise _StopReadingError(_empty_file(document.text))
        self._check_directives(event)
        event = self._next()
        if isinstance(event, yaml.ScalarEvent) and not event.style and _WORDS.get(event.value, "") is None:
            raise _StopReadingError(_empty_file(document.text))
        document.data, document.mark = self._value(event, 1)
        if isinstance(event, yaml.ScalarEvent):
            document.data = event.value
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            start = event.start_mark.index
            message = "a second document starts here, but a file of the playbook holds one"
            hint = "remove the line `---`, or move the rest into a file of its own"
            self._fault(start, start + 3, FaultId.YAML_DOCUMENTS, message, hint)

    def _check_directives(self, event: Any) -> None:  # noqa: ANN401 (as above)
        found = _DIRECTIVE.search(self._text, 0, event.end_mark.index)
        if found is not None:
            start = found.start()
            message, hint = "a YAML directive has no place here", "remove the line; playbooks are always YAML 1.2"
            self._fault(start, start + 1, FaultId.YAML_DIRECTIVE, message, hint)

    def _fault(self, start: int, end: int, rule: FaultId, message: str, hint: str) -> None:
        self._add(Fault(start, end, rule, message, hint))

    def _add(self, fault: Fault) -> None:
        if len(self._faults) >= MOST_FAULTS - 1:
            raise _StopReadingError(fault)
        self._faults.append(fault)

    def _count(self, event: Any) -> None:  # noqa: ANN401 (PyYAML's events have no common type)
        self._values += 1
        if self._values > MOST_VALUES:
            raise _StopReadingError(_too_many_values(event.start_mark.index))

    def _value(self, event: Any, depth: int) -> tuple[Json, Mark]:  # noqa: ANN401 (as above)
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        self._count(event)
        if depth > DEEPEST:
            start = event.start_mark.index
            message, hint = f"nested deeper than {DEEPEST} levels", "nothing in a playbook nests that deep"
            raise _StopReadingError(Fault(start, start + 1, FaultId.YAML_DEPTH, message, hint))
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(event, depth)
        start, end = event.start_mark.index, event.end_mark.index  # an alias
        self._add(_mistakes().property_of(self._document.lines, start, end, FaultId.YAML_ALIAS))
        return "", Mark(start, end)

    def _scalar(self, event: Any) -> tuple[str | int | float | bool | None, Mark]:  # noqa: ANN401 (as above)
        self._count(event)
        start = event.start_mark.index
        mark = _new(Mark, (start, event.end_mark.index, None, None))
        if event.tag is not None or event.anchor is not None:
            self._check_properties(event)
        value: str = event.value
        if not event.style:
            if value.isdecimal() and value.isascii() and len(value) <= _LONGEST_INT:
                return int(value), mark
            if value in _WORDS:
                return _WORDS[value], mark
            if value[0] in "+-.0123456789" and _NUMBER.fullmatch(value):
                return _number(value), mark
        elif event.style == '"' and _HIDDEN.search(value):
            self._add(_mistakes().bad_escape(self._document.lines, start))
        return value, mark

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401 (as above)
        if event.tag is not None or event.anchor is not None:
            rule = FaultId.YAML_ALIAS if event.tag is None else FaultId.YAML_TAG
            start, end = event.start_mark.index, event.end_mark.index
            fault = _mistakes().property_of(self._document.lines, start, end, rule)
            if event.__class__ is yaml.ScalarEvent and not event.value:
                fault = fault._replace(hint=f"{fault.hint}; or, if it is the text, put quotes around it")
            self._add(fault)

    def _check_key(self, event: Any) -> None:  # noqa: ANN401 (as above)
        start = event.start_mark.index
        if event.__class__ is not yaml.ScalarEvent or (not event.value and not event.style):
            raise _StopReadingError(_mistakes().no_name(self._document.lines, start))
        self._check_properties(event)
        if event.style == '"' and _HIDDEN.search(event.value):
            raise _StopReadingError(_mistakes().bad_escape(self._document.lines, start))

    def _mapping(self, event: Any, depth: int) -> tuple[Json, Mark]:  # noqa: ANN401 (as above)
        self._check_properties(event)
        start = event.start_mark.index
        data: dict[str, Json] = {}
        fields: dict[str, tuple[int, int, Mark]] = {}
        next_event = self._next
        value: Json
        while (event := next_event()).__class__ is not yaml.MappingEndEvent:
            key_start, key_end = event.start_mark.index, event.end_mark.index
            if event.__class__ is not yaml.ScalarEvent or event.style or event.tag or event.anchor or not event.value:
                self._check_key(event)
            key: str = event.value
            event = next_event()
            if event.__class__ is yaml.ScalarEvent:
                value, mark = self._scalar(event)
                if value is None and event.tag is None and event.anchor is None:
                    self._add(_mistakes().empty_value(self._document.lines, key, key_start, key_end))
            else:
                value, mark = self._value(event, depth + 1)
            if key in data:
                self._add(_mistakes().given_twice(self._document.lines, key, key_start, key_end, fields[key][0]))
            else:
                data[key] = value
                fields[key] = (key_start, key_end, mark)
        end: int = event.end_mark.index  # type: ignore[union-attr]  # a parser's events have marks
        return data, Mark(start, end, fields)

    def _sequence(self, event: Any, depth: int) -> tuple[Json, Mark]:  # noqa: ANN401 (as above)
        self._check_properties(event)
        start = event.start_mark.index
        data: list[Json] = []
        items: list[Mark] = []
        next_event = self._next
        value: Json
        while (event := next_event()).__class__ is not yaml.SequenceEndEvent:
            if event.__class__ is yaml.ScalarEvent:
                value, mark = self._scalar(event)
                if value is None and event.tag is None and event.anchor is None:
                    self._add(_mistakes().empty_item(self._document.lines, mark.start))
            else:
                value, mark = self._value(event, depth + 1)
            data.append(value)
            items.append(mark)
        end: int = event.end_mark.index  # type: ignore[union-attr]  # a parser's events have marks
        mark = Mark(start, end, None, items)
        if len(items) > 1 and self._text[start] == "[":
            self.flow_lists.append(mark)
        return data, mark


def _empty_file(text: str) -> Fault:
    words = "holds only comments" if "#" in text else "is empty"
    hint = "fill it (`nextcall schema` shows the fields) or delete it"
    return Fault(0, 0, FaultId.EMPTY_FILE, f"the file {words}", hint)


def _too_many_values(start: int) -> Fault:
    message = f"the file holds more than {MOST_VALUES:,} values, and this is the first beyond them"
    return Fault(start, start + 1, FaultId.FILE_TOO_LARGE, message, "split it: one sales process a file")


def _look_again(document: Document, flow_lists: list[Mark]) -> None:
    """Find what YAML admits and people don't mean, where the text holds a trace of it; most texts don't."""
    text = document.text
    lines = text.replace("\r", "\n")  # a pattern's `^` knows no other end of a line
    tabs = [found.end() - 1 for found in _TAB_INDENT.finditer(lines)] if "\t" in text else []
    spaces = [] if text.isascii() else [found.end() - 1 for found in _ODD_INDENT.finditer(lines)]
    if tabs or spaces:
        spans = sorted((mark.start, mark.end) for _, mark in _scalars(document.mark, ""))
        tabs, spaces = ([each for each in found if not _inside(spans, each)][:MOST_FAULTS] for found in (tabs, spaces))
        document.faults += (_mistakes().tab(document.lines, tab) for tab in tabs)
        document.faults += (_mistakes().odd_space(text, space) for space in spaces)
    dashes = [] if text.isascii() else [found.end() - 2 for found in _ODD_DASH.finditer(lines)]
    if dashes:
        document.faults += islice(_swallowed_items(document, dashes), MOST_FAULTS)
    if "\\" in text:
        document.misread_paths |= misread_paths(document, _scalars(document.mark, ""))
    document.split_texts |= split_texts(document, flow_lists)
    odd_keys = {found.end(): found.start() for found in _ODD_KEY.finditer(text)}
    if odd_keys:
        starts = sorted(odd_keys.keys() & set(_key_starts(document.mark)))
        document.faults[:] = [fault for fault in document.faults if fault.start not in starts]
        document.faults += (_mistakes().odd_key(document.lines, odd_keys[start]) for start in starts[:MOST_FAULTS])
    cuts = {_end_of_words(text, found.start()) for found in _CUT.finditer(text)}
    if cuts:
        scalars_cut = (each for each in _scalars(document.mark, "") if each[1].end in cuts)
        document.cut_texts += (pointer for pointer, mark in scalars_cut if text[mark.start] not in "\"'|>")


def _swallowed_items(document: Document, dashes: list[int]) -> Iterator[Fault]:
    """Items of a list that became part of one text, since no plain space stands behind one of the `dashes`."""
    for _, mark in _scalars(document.mark, ""):
        inside = dashes[bisect_left(dashes, mark.start) : bisect_left(dashes, mark.end)]
        if inside and inside != [mark.start] and document.text[mark.start] not in "\"'|>":
            yield from (_mistakes().odd_dash(document.lines, dash) for dash in inside)


def _end_of_words(text: str, index: int) -> int:
    while index and text[index - 1] in " \t":
        index -= 1
    return index


def _scalars(mark: Mark, pointer: str) -> Iterator[tuple[str, Mark]]:
    if mark.fields is not None:
        for key, (_, _, value) in mark.fields.items():
            yield from _scalars(value, f"{pointer}/{key}")
    elif mark.items is not None:
        for index, item in enumerate(mark.items):
            yield from _scalars(item, f"{pointer}/{index}")
    elif mark.end > mark.start:
        yield pointer, mark


def _key_starts(mark: Mark) -> Iterator[int]:
    for start, _, value in (mark.fields or {}).values():
        yield start
        yield from _key_starts(value)
    for item in mark.items or ():
        yield from _key_starts(item)


def _inside(spans: list[tuple[int, int]], index: int) -> bool:
    """Whether a character stands inside one of the spans, which don't overlap and are in order."""
    found = bisect_right(spans, (index, 0)) - 1
    return found >= 0 and index < spans[found][1]


def _number(written: str) -> int | float:
    """A number, by YAML 1.2's core schema; what no JSON number can hold becomes a very large one."""
    if written.startswith(("0o", "0x")):
        return int(written, 0) if len(written) <= _LONGEST_INT else _LARGEST_FLOAT
    if written.lstrip("+-").isdecimal():
        if len(written) <= _LONGEST_INT:
            return int(written)
        return -_LARGEST_FLOAT if written.startswith("-") else _LARGEST_FLOAT
    number = float(written)
    if -_LARGEST_WHOLE < number < _LARGEST_WHOLE:
        return int(number) if number.is_integer() else number
    return max(-_LARGEST_FLOAT, min(_LARGEST_FLOAT, number))
