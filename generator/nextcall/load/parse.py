"""YAML 1.2 core, read from its events: plain data, the position of every key and value, and what is wrong in our words.

The subset is small on purpose: one document of mappings, lists and scalars. What else YAML knows (anchors, tags,
directives, several documents) is an error, because nobody who edits a sales process expects it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from nextcall.load import mistakes
from nextcall.load.document import Document, Fault, Mark
from nextcall.load.faults import FaultId

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.load.document import type_of_json

DEEPEST = 64
LARGEST = 10_000_000
"""Bytes of one file."""

_Loader: type[Any] = getattr(yaml, "CLoader", yaml.Loader)  # libyaml where PyYAML has it, else pure Python

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TAB_INDENT = re.compile(r"^ *\t[ \t]*(?=[^\s#])", re.MULTILINE)
_CUT = re.compile(r"[ \t]+#(?=[^\s#])")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)")
_LONGEST_INT = 18
_LARGEST_FLOAT = 1e300
_LARGEST_WHOLE = 1e15


class _StopReadingError(Exception):
    """Nothing after this fault can be made sense of."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def parse(path: str, content: bytes) -> Document:
    """Read one file. Never raises for what is in it: faults go into the document."""
    text, fault = _decode(content)
    document = Document(path, text)
    if fault is None:
        fault = _first_unreadable(text)
    if fault is None:
        try:
            _Reader(document).read()
        except _StopReadingError as stop:
            fault = stop.fault
    if fault is not None:
        document.faults.append(fault)
    document.faults.sort()
    return document


def _decode(content: bytes) -> tuple[str, Fault | None]:
    if len(content) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        return "", Fault(0, 0, FaultId.FILE_TOO_LARGE, message, "split it: one sales process a file")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Fault(0, 0, FaultId.NOT_UTF_8, "the file is saved as UTF-16", "save it again with the encoding UTF-8")
    try:
        return content.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        bom = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        readable = content[bom : bom + error.start].decode("utf-8", "replace")
        message = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
        hint = "save the file again with the encoding UTF-8"
        text = content[bom:].decode("utf-8", "replace")
        return text, Fault(len(readable), len(readable) + 1, FaultId.NOT_UTF_8, message, hint)


def _first_unreadable(text: str) -> Fault | None:
    found = _UNREADABLE.search(text)
    if found is None:
        return None
    message = f"the invisible character U+{ord(found[0]):04X} can't stand in a playbook"
    return Fault(found.start(), found.end(), FaultId.YAML_SYNTAX, message, "delete it, and what came with it from a copy")


class _Reader:
    """Turns the events of one text into the document's data and marks."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.text
        self._faults = document.faults
        self._as_written = document.as_written
        self._cuts = {cut.start() for cut in _CUT.finditer(document.text)}
        self._next: Callable[[], Any] = self._events()

    def _events(self) -> Callable[[], Any]:
        parser = _Loader(self._text)

        def next_event() -> Any:
            try:
                return parser.get_event()
            except yaml.MarkedYAMLError as error:
                raise _StopReadingError(self._explained(error)) from None
            except (yaml.YAMLError, UnicodeError, ValueError):
                message = "a character here can't be read"
                raise _StopReadingError(Fault(0, 1, FaultId.YAML_SYNTAX, message, "look for an escape such as \\ud800")) from None

        return next_event

    def _explained(self, error: yaml.MarkedYAMLError) -> Fault:
        problem = error.problem_mark
        context = error.context_mark
        index = problem.index if problem else 0
        return mistakes.explain(
            self._document.lines, error.problem or "", index, error.context or "", context.index if context else index
        )

    def read(self) -> None:
        document = self._document
        self._next()  # the stream's start
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            raise _StopReadingError(_empty_file(document.text))
        self._check_directives(event)
        event = self._next()
        if isinstance(event, yaml.ScalarEvent) and not event.value and not event.style:
            raise _StopReadingError(_empty_file(document.text))
        document.data, document.mark = self._value(event, 1, "")
        if isinstance(event, yaml.ScalarEvent) and isinstance(document.data, (bool, int, float)):
            document.data = event.value
        self._next()  # the document's end
        event = self._next()
        if not isinstance(event, yaml.StreamEndEvent):
            start = event.start_mark.index
            message = "a second document starts here, but a file of the playbook holds one"
            self._fault(start, start + 3, FaultId.YAML_DOCUMENTS, message, "remove the line `---`, or move the rest into a file")
        self._check_tabs()

    def _check_directives(self, event: Any) -> None:
        if event.version or event.tags:
            start = self._text.find("%")
            hint = "remove the line; playbooks are always YAML 1.2"
            self._fault(start, event.start_mark.index, FaultId.YAML_DIRECTIVE, "a YAML directive has no place here", hint)

    def _check_tabs(self) -> None:
        for tab in _TAB_INDENT.finditer(self._text):
            if not _inside_scalar(self._document.mark, tab.start()):
                self._faults.append(mistakes.tab(tab.end() - 1))

    def _fault(self, start: int, end: int, rule: FaultId, message: str, hint: str) -> None:
        self._faults.append(Fault(start, end, rule, message, hint))

    def _value(self, event: Any, depth: int, pointer: str) -> tuple[type_of_json, Mark]:
        kind = event.__class__
        if kind is yaml.ScalarEvent:
            value, mark, _ = self._scalar(event, pointer)
            return value, mark
        if depth > DEEPEST:
            start = event.start_mark.index
            message = f"nested deeper than {DEEPEST} levels"
            raise _StopReadingError(Fault(start, start + 1, FaultId.YAML_DEPTH, message, "nothing in a playbook nests that deep"))
        if kind is yaml.MappingStartEvent:
            return self._mapping(event, depth, pointer)
        if kind is yaml.SequenceStartEvent:
            return self._sequence(event, depth, pointer)
        start, end = event.start_mark.index, event.end_mark.index  # an alias
        self._faults.append(mistakes.special_start(self._document.lines, start, end, FaultId.YAML_ALIAS))
        return "", Mark(start, end)

    def _scalar(self, event: Any, pointer: str) -> tuple[str | int | float | bool | None, Mark, bool]:
        """The value, its mark, and whether it was written as something that is no string."""
        start, end = event.start_mark.index, event.end_mark.index
        mark = Mark(start, end)
        self._check_properties(event)
        value: str = event.value
        if not event.style:
            if self._cuts and end in self._cuts:
                self._document.cut_texts.append(pointer)
            if value in _WORDS:
                return _WORDS[value], mark, True
            if value[0] in "+-.0123456789" and _NUMBER.fullmatch(value):
                return _number(value), mark, True
        elif event.style == '"' and _HIDDEN.search(value):
            message = "an escape in this text makes a character that can't be shown"
            self._fault(start, end, FaultId.YAML_SYNTAX, message, "remove the escape, or double its backslash")
        return value, mark, False

    def _check_properties(self, event: Any) -> None:
        if event.tag is not None:
            self._faults.append(mistakes.special_start(self._document.lines, *_ends(event), FaultId.YAML_TAG))
        elif event.anchor is not None:
            self._faults.append(mistakes.special_start(self._document.lines, *_ends(event), FaultId.YAML_ALIAS))

    def _mapping(self, event: Any, depth: int, pointer: str) -> tuple[type_of_json, Mark]:
        self._check_properties(event)
        start = event.start_mark.index
        data: dict[str, type_of_json] = {}
        fields: dict[str, tuple[int, int, Mark]] = {}
        next_event = self._next
        while (event := next_event()).__class__ is not yaml.MappingEndEvent:
            key_start, key_end = event.start_mark.index, event.end_mark.index
            if event.__class__ is not yaml.ScalarEvent or (not event.value and not event.style):
                message = "a field needs a name: a plain word and a colon"
                hint = "put quotes around text that begins with `?`, `[`, `{` or `:`"
                raise _StopReadingError(Fault(key_start, key_start + 1, FaultId.YAML_SYNTAX, message, hint))
            self._check_properties(event)
            key: str = event.value
            event = next_event()
            if event.__class__ is yaml.ScalarEvent:
                value, mark, converted = self._scalar(event, f"{pointer}/{key}" if self._cuts else "")
                if value is None:
                    self._faults.append(mistakes.empty_value(self._document.lines, key, key_start, key_end))
                elif converted:
                    self._as_written[id(data), key] = event.value
            else:
                value, mark = self._value(event, depth + 1, f"{pointer}/{key}" if self._cuts else "")  # type: ignore[assignment]
            if key in data:
                line = self._document.lines.position(fields[key][0])[0]
                message = f"the field '{key}' is already given in line {line}"
                self._fault(key_start, key_end, FaultId.DUPLICATE_KEY, message, "keep one of the two")
            else:
                data[key] = value
                fields[key] = (key_start, key_end, mark)
        return data, Mark(start, event.start_mark.index, fields)

    def _sequence(self, event: Any, depth: int, pointer: str) -> tuple[type_of_json, Mark]:
        self._check_properties(event)
        start = event.start_mark.index
        data: list[type_of_json] = []
        items: list[Mark] = []
        next_event = self._next
        while (event := next_event()).__class__ is not yaml.SequenceEndEvent:
            below = f"{pointer}/{len(data)}" if self._cuts else ""
            if event.__class__ is yaml.ScalarEvent:
                value, mark, converted = self._scalar(event, below)
                if value is None:
                    self._faults.append(mistakes.empty_item(self._document.lines, mark.start))
                elif converted:
                    self._as_written[id(data), len(data)] = event.value
            else:
                value, mark = self._value(event, depth + 1, below)  # type: ignore[assignment]
            data.append(value)
            items.append(mark)
        return data, Mark(start, event.start_mark.index, None, items)


def _ends(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _empty_file(text: str) -> Fault:
    words = "holds only comments" if text.strip() else "is empty"
    return Fault(0, 0, FaultId.EMPTY_FILE, f"the file {words}", "fill it (`nextcall schema` shows the fields) or delete it")


def _inside_scalar(mark: Mark, index: int) -> bool:
    if not mark.start <= index < mark.end:
        return False
    if mark.fields is not None:
        return any(_inside_scalar(entry[2], index) for entry in mark.fields.values())
    if mark.items is not None:
        return any(_inside_scalar(item, index) for item in mark.items)
    return True


def _number(written: str) -> int | float | str:
    """A number, by YAML 1.2's core schema; what no JSON number can hold becomes a very large one."""
    if written.startswith(("0o", "0x")):
        return int(written, 0) if len(written) <= _LONGEST_INT else _LARGEST_FLOAT
    digits = written.lstrip("+-")
    if digits.isdecimal():
        if len(digits) <= _LONGEST_INT:
            return int(written)
        return -_LARGEST_FLOAT if written.startswith("-") else _LARGEST_FLOAT
    if not any(character.isdecimal() for character in written):
        return written
    number = max(-_LARGEST_FLOAT, min(_LARGEST_FLOAT, float(written)))
    return int(number) if number.is_integer() and abs(number) < _LARGEST_WHOLE else number
