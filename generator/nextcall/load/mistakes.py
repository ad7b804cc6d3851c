"""The mistakes that people who don't write code make most in YAML, in our words and with the corrected line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.load.document import Fault
from nextcall.load.faults import FaultId

if TYPE_CHECKING:
    from nextcall.load.document import Lines

_FIELD = re.compile(r"(?P<lead>\s*(?:- +)*(?P<key>[A-Za-z_][\w-]*):[ \t]+)(?P<value>\S.*?)[ \t]*")
_ITEM = re.compile(r"(?P<lead>\s*(?:- +)+)(?P<value>\S.*?)[ \t]*")
_COMMENT = re.compile(r"[ \t]+#[ \t].*$")
_QUOTED_THEN_MORE = re.compile(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')[ \t]*[^\s#,\]}]")
_LONGEST_SHOWN = 160

_STARTS = {
    "*": "a value that begins with `*` is a reference in YAML, which playbooks don't use",
    "&": "a value that begins with `&` is an anchor in YAML, which playbooks don't use",
    "!": "a value that begins with `!` is a tag in YAML, which playbooks don't use",
    "@": "a value can't begin with `@`",
    "`": "a value can't begin with a backtick",
    "%": "a value can't begin with `%`",
    ">": "`>` at the beginning of a value starts a block of text on the next line",
    "|": "`|` at the beginning of a value starts a block of text on the next line",
}


def quoted(value: str) -> str:
    """`value` between quotes that keep every character of it."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def corrected(line: str) -> str | None:
    """The line with quotes around its value, or None where it has no value that quotes would help."""
    body = _COMMENT.sub("", line)
    found = _FIELD.fullmatch(body) or _ITEM.fullmatch(body)
    if found is None:
        return None
    return f"{found['lead'].strip()} {quoted(found['value'])}"


def quote_hint(line: str) -> str:
    """What to write instead of a line whose value lacks quotes."""
    better = corrected(line)
    if better is None or len(better) > _LONGEST_SHOWN:
        return "put quotes around it"
    return f"put quotes around it: {better}"


def tab(index: int) -> Fault:
    """A tab that indents a line."""
    return Fault(index, index + 1, FaultId.YAML_TAB, "a tab indents this line", "indent with spaces, two for each level")


def empty_value(lines: Lines, key: str, start: int, end: int) -> Fault:
    """A field without a value."""
    line = lines.line(lines.position(start)[0])
    rest = line[line.find(key) + len(key) :].lstrip(" \t:\"'")
    if rest.startswith("#") and rest[1:2].strip():
        hint = f'` #` starts a comment; put quotes around the text: {key}: "{rest}"'
    elif "{" in line and "," in line:
        hint = "inside {…} a comma starts the next field; put quotes around a text that holds one"
    else:
        hint = f"write a value after `{key}:`, or delete the line"
    return Fault(start, end, FaultId.EMPTY_VALUE, f"the field '{key}' has no value", hint)


def empty_item(lines: Lines, index: int) -> Fault:
    """A list item without a value."""
    line = lines.line(lines.position(index)[0])
    hint = "` #` starts a comment; put quotes around the text" if "- #" in line else "write something after the `-`, or delete it"
    return Fault(index, index + 1, FaultId.EMPTY_VALUE, "this item of the list is empty", hint)


def special_start(lines: Lines, start: int, end: int, rule: FaultId) -> Fault:
    """A value whose first character means something to YAML: an anchor, an alias or a tag."""
    line = lines.line(lines.position(start)[0])
    message = _STARTS.get(lines.text[start : start + 1], "YAML reads this as an anchor, an alias or a tag")
    return Fault(start, max(end, start + 1), rule, message, quote_hint(line))


def explain(lines: Lines, problem: str, index: int, context: str, context_index: int) -> Fault:
    """What a parser's error means for the person who wrote the line; `index` and `context_index` are characters."""
    number, column = lines.position(index)
    line = lines.line(number)
    character = lines.text[index : index + 1]

    def here(message: str, hint: str, rule: FaultId = FaultId.YAML_SYNTAX) -> Fault:
        return Fault(index, index + 1, rule, message, hint)

    if character == "\t" and "cannot start any token" in problem:
        return tab(index)
    if "mapping values are not allowed" in problem:
        return _colon_in_value(lines, index, number, line)
    if "cannot start any token" in problem or "alphabetic or numeric" in problem:
        start = index if character in _STARTS else max(index - 1, 0)
        message = _STARTS.get(lines.text[start : start + 1], f"a value can't begin with `{character}`")
        return Fault(start, start + 1, FaultId.YAML_SYNTAX, message, quote_hint(line))
    if "block scalar" in context and ("comment or line break" in problem or "line break" in problem):
        start = context_index
        number = lines.position(start)[0]
        return Fault(start, start + 1, FaultId.YAML_SYNTAX, _STARTS.get(lines.text[start], ""), quote_hint(lines.line(number)))
    if "quoted scalar" in context:
        if "escape" in problem:
            return here("a backslash in double quotes starts an escape", "use single quotes, or write `\\\\`")
        message = "this quote is never closed"
        return Fault(context_index, context_index + 1, FaultId.YAML_SYNTAX, message, "add the closing quote")
    if "flow" in context:
        opening = lines.text[context_index : context_index + 1]
        closing = {"[": "]", "{": "}"}.get(opening, "")
        hint = f"add the missing `{closing}` or comma; put quotes around a text that holds a comma, a colon or a bracket"
        return Fault(context_index, context_index + 1, FaultId.YAML_SYNTAX, f"this `{opening}` is not closed", hint)
    return _misplaced_line(lines, problem, index, context_index, line, column)


def _colon_in_value(lines: Lines, index: int, number: int, line: str) -> Fault:
    found = _FIELD.fullmatch(_COMMENT.sub("", line))
    if found is not None and ":" in found["value"] and not found["value"].startswith(("[", "{")):
        hint = quote_hint(line)
        return Fault(index, index + 1, FaultId.YAML_SYNTAX, "`: ` inside a value starts another field", hint)
    above = lines.line(number - 1).strip()
    message = "this line is indented deeper than the one above, so it is read as part of that one's text"
    hint = f"line it up with `{above[:40]}`, or put quotes around a text that holds `: `"
    return Fault(index, index + 1, FaultId.YAML_SYNTAX, message, hint)


def _misplaced_line(lines: Lines, problem: str, index: int, context_index: int, line: str, column: int) -> Fault:
    body = _FIELD.fullmatch(line) or _ITEM.fullmatch(line)
    if body is not None and _QUOTED_THEN_MORE.match(body["value"]):
        end = index + 1
        return Fault(index, end, FaultId.YAML_SYNTAX, "there is text after the closing quote", quote_hint(line))
    if "could not find expected ':'" in problem:
        number, _ = lines.position(context_index)
        message = "this line is neither a field (`name: value`) nor an item of a list (`- …`)"
        hint = "indent it if it goes on with the text above, or put quotes around the whole text"
        stop = context_index + max(len(lines.line(number).strip()), 1)
        return Fault(context_index, stop, FaultId.YAML_SYNTAX, message, hint)
    if "sequence entries are not allowed" in problem:
        message = "a list can't begin behind its field's name"
        return Fault(index, index + 1, FaultId.YAML_SYNTAX, message, "start the list on the next line: `- …`")
    if "found duplicate %" in problem or "directive" in problem or line.startswith("%"):
        hint = "put quotes around a text that begins with `%`, or remove the line"
        return Fault(index, index + 1, FaultId.YAML_DIRECTIVE, "a line that begins with `%` is a YAML directive", hint)
    if "undefined tag handle" in problem or "tag" in problem:
        return Fault(index, index + 1, FaultId.YAML_TAG, _STARTS["!"], quote_hint(line))
    if "document" in problem:
        hint = "remove `---` or `...`, or put quotes around the text"
        return Fault(index, index + 1, FaultId.YAML_DOCUMENTS, "the text goes on after the document's end", hint)
    if "expected key" in problem or "'-' indicator" in problem or "expected <block end>" in problem:
        message = f"this line begins in column {column}, which lines up with nothing above it"
        return Fault(index, index + 1, FaultId.YAML_SYNTAX, message, "give it the indentation of its neighbours (spaces, no tabs)")
    return Fault(index, index + 1, FaultId.YAML_SYNTAX, f"this can't be read: {problem}", quote_hint(line))
