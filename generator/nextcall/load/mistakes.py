"""The mistakes that people who don't write code make most in YAML, in our words and with the corrected line.

A parser says only where it gave up. So the lines there are looked at as a person would: what is wrong with this one,
or with the one above it?
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, NamedTuple

from nextcall.load.characters import BRACKETS, BULLETS, COLONS, HIDDEN, ODD_SPACES, look_alikes, named, plainly
from nextcall.load.document import Fault
from nextcall.load.faults import FaultId
from nextcall.load.kinds import field_names
from nextcall.printable import on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.load.document import Lines

_LEAD = r"(?P<lead> *(?:- +)*)"
_KEY = r"(?P<key>[A-Za-z_][\w-]*)"
_FIELD = re.compile(rf"{_LEAD}(?:{_KEY}:[ \t]+)?(?P<value>[^ \t](?:.*[^ \t])?)[ \t]*")
_OPENS_FIELD = re.compile(rf"{_LEAD}{_KEY}:(?:[ \t]|$)")
_ODD_INDENT = re.compile(f" *(?P<odd>[{ODD_SPACES}])")
_DASH = re.compile(r"(?P<lead> *(?:- +)*)(?P<dash>-)(?P<rest>[A-Za-z\"'\[{].*)")
_BULLET = re.compile(rf"(?P<lead> *(?:- +)*)(?P<dash>[{BULLETS}])[ \t{ODD_SPACES}]+(?P<rest>.*)")
_ODD_DASH = re.compile(rf"(?P<lead> *(?:- +)*)-(?P<odd>[{ODD_SPACES}][ \t{ODD_SPACES}]*)(?P<rest>.*)")
_NO_SPACE = re.compile(rf"{_LEAD}{_KEY}(?P<colon>:[{ODD_SPACES}]*)(?P<rest>[^\s/:].*)")
_BLANKS = rf"[ \t{ODD_SPACES}]*"
_ODD_COLON = re.compile(rf"{_LEAD}{_KEY}(?P<colon>{_BLANKS}[{COLONS}]{_BLANKS}|[{ODD_SPACES}]+:{_BLANKS})(?P<rest>.*)")
_EQUALS = re.compile(rf"{_LEAD}{_KEY}[ \t]*(?P<colon>=)[ \t]*(?P<rest>.*)")
_NO_COLON = re.compile(rf"{_LEAD}{_KEY}(?:[ \t]+(?P<rest>.*))?")
_COMMENT = re.compile(r"(?<![ \t])[ \t]++#[ \t].*$")  # begins where blanks do: else each of them would be tried
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
_QUOTED_OR_BRACKET = re.compile(rf"(?<=[\[{{,: ])(?:{_QUOTED.pattern})|[\[\]{{}}]")
_QUOTED_OR_SIGN = re.compile(rf"(?<=[\[{{,: ])(?:{_QUOTED.pattern})|[\[\]{{}}(),]")
_QUOTED_OR_HASH = re.compile(rf"(?<=[\[{{,: ])(?:{_QUOTED.pattern})|(?<=[ \t\[{{,])#")
_ENTRY_NAME = re.compile(r"[ \t]*(?:[A-Za-z_][\w-]*:[ \t]+)?")
_BLOCK_HEADER = re.compile(r"[|>][+-]?[1-9]?[+-]?(?:[ \t]+#.*)?")
_CURLY = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a"
_ENTRY_WITH_COLON = re.compile(
    r"(?P<lead>[{,]\s*[A-Za-z_][\w-]*:\s++)(?P<value>(?:[^,{}\[\]\"':]|:(?!\s))*+(?P<colon>:)\s[^,{}\[\]\"']*+)(?=[,}])"
)
_ENTRY_START = re.compile(r"[\[{,]\s*|:\s+")
_ENTRY_BEFORE = re.compile(r"(?P<lead>[{,]\s*[A-Za-z_][\w-]*:\s++)(?P<value>[^,{}\[\]\"']+,[^,{}\[\]\"':]*)$")
_ESCAPE = re.compile(
    r"\\(?:(?P<code>x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|(?P<letter>[tnr \"/\\N_LP\t\r\n])|.?)"
)
_DIRECTIVE = re.compile(r"(?:\A|[\r\n])%")
_SAYS_NOTHING = re.compile(r"[^\S\r\n]*+(?:[#\r\n]|\Z)")
_DOUBLED_DRIVE = re.compile(r"[A-Za-z]:\\\\")
_HIDDEN = re.compile(f"[{HIDDEN}]")
_LONGEST_SHOWN = 160
_LONGEST_QUOTE = 40
_LONGEST_LINE = 5_000  # beyond it nobody looks for the mistake by eye, and some patterns would take long
_LINES_ABOVE = 400
_MOST_PASSED = 10_000  # lines without words: what is behind as many has nothing to do with the mistake
_FENCES = ("```", "~~~")

_STARTS = {
    "*": "a value that begins with `*` is a reference in YAML, which playbooks don't use",
    "&": "a value that begins with `&` is an anchor in YAML, which playbooks don't use",
    "!": "a value that begins with `!` is a tag in YAML, which playbooks don't use",
    "@": "a value can't begin with `@`",
    "`": "a value can't begin with a backtick",
    "%": "a value can't begin with `%`",
    ",": "a value can't begin with a comma",
    "]": "a value can't begin with `]`",
    "}": "a value can't begin with `}`",
    ">": "`>` at the beginning of a value starts a block of text on the next line",
    "|": "`|` at the beginning of a value starts a block of text on the next line",
    "?": "a value can't begin with `?` and a space",
}
_CLOSING = {"[": "]", "{": "}"}
_ODD_COMMA = re.compile("[\uff0c\u3001]")
_PLAIN_SIGNS = dict.fromkeys(COLONS, ": ") | dict.fromkeys("\uff0c\u3001", ", ")


class Slip(NamedTuple):
    """What is wrong with a line, between two of its characters (counted from 0)."""

    start: int
    end: int
    message: str
    hint: str


class Failure(NamedTuple):
    """Where a parser gave up and what it says: `at` and `context_at` are indexes into the text."""

    problem: str
    at: int
    context: str
    context_at: int


def quoted(value: str) -> str:
    """`value` between quotes that keep every character of it."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def quote_hint(line: str, start: int, end: int) -> str:
    """What to write instead of a line, from whose `start` to `end` a text lacks quotes."""
    value = line[start:end].rstrip()
    if not value or len(line) > _LONGEST_LINE:
        return "put quotes around it"
    after = start + len(value)
    return _with_text("put quotes around it", f"{line[:start]}{quoted(value)}{line[after : _hash_in(line, after)]}")


def _with_line(advice: str, line: str) -> str:
    return advice if len(line) > _LONGEST_LINE else _with_text(advice, _COMMENT.sub("", line))


def _with_text(advice: str, better: str) -> str:
    better = better.strip()
    return f"{advice}: {better}" if better and len(better) <= _LONGEST_SHOWN else advice


def line_at(lines: Lines, index: int) -> tuple[str, int]:
    """The line of a character, and its column counted from 0; "" for a line too long to be looked at."""
    number, column = lines.position(index)
    return lines.line(number) if lines.length(number) <= _LONGEST_LINE else "", column - 1


def _shortened(words: str) -> str:
    words = on_one_line(words)
    return words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"


def tab(lines: Lines, index: int) -> Fault:
    """A tab where YAML knows only spaces."""
    line, column = line_at(lines, index)
    message, hint = "a tab indents this line", "indent with spaces, two for each level"
    if line[:column].strip():
        message, hint = "a tab stands here", "put a space in its place"
    return Fault(index, index + 1, FaultId.YAML_TAB, message, hint)


def odd_space(text: str, index: int) -> Fault:
    """A character that indents a line, looks like a space and is none."""
    message = f"{named(text[index])} indents this line, and YAML knows only plain spaces"
    hint = "delete the spaces before this line and type them anew"
    return Fault(index, index + 1, FaultId.YAML_SYNTAX, message, hint)


def odd_dash(lines: Lines, index: int) -> Fault:
    """A dash at `index` whose space is none to YAML."""
    number, column = lines.position(index)
    return next(_faults_of_line(lines, number), odd_space(lines.text, lines.start_of(number) + column))


def no_name(lines: Lines, index: int) -> Fault:
    """A field whose name is no word: brackets, nothing at all, or a list."""
    message = "a field needs a name: a plain word and a colon"
    hint = "put quotes around a text that begins with `?`, `[`, `{` or `:`"
    generic = Fault(index, index + 1, FaultId.YAML_SYNTAX, message, hint)
    return next(_faults_of_line(lines, lines.position(index)[0]), generic)


def odd_key(lines: Lines, index: int) -> Fault:
    """A `?` and a space, with which YAML starts a field whose name is not a plain word."""
    line, column = line_at(lines, index)
    hint = quote_hint(line, column, len(line))
    return Fault(index, index + 1, FaultId.YAML_SYNTAX, _STARTS["?"], hint)


def given_twice(lines: Lines, key: str, start: int, end: int, first: int) -> Fault:
    """A field that the same object has already, from the index `first` on."""
    message = f"the field '{_shortened(key)}' is already given in line {lines.position(first)[0]}"
    hint = "if a new item of the list begins here, write `- id: …`; else keep one of the two"
    return Fault(start, end, FaultId.DUPLICATE_KEY, message, hint if key == "id" else "keep one of the two")


def empty_value(lines: Lines, key: str, start: int, end: int) -> Fault:
    """A field without a value."""
    line, column = line_at(lines, start)
    stop = column + end - start
    rest = line[stop:].strip(" \t:")
    shown = _shortened(key)
    message = f"the field '{shown}' has no value"
    before = _ENTRY_BEFORE.search(line[:stop])
    if before is not None:
        message = f"the comma starts a new field here, '{shown}'"
        hint = quote_hint(line, before.start("value"), before.end("value"))
        if before["value"].replace(",", "").strip().isdecimal():
            hint = "write the number without a comma"
    elif any(each in COLONS for each in key):
        message += f": it holds {look_alikes(key)}"
        hint = _with_line("write", with_plain_signs(line, max(line.rfind("{", 0, column), 0)))
    elif rest.startswith("#") and rest[1:2].strip():
        hint = _with_line("` #` starts a comment; put quotes around the text", f"{line[:stop]}: {quoted(rest)}")
    elif rest.split(" ", 1)[0].lower() in {"null", "~"}:
        hint = f"`{_shortened(rest)}` says that there is no value; put quotes around the word, or delete the line"
    elif " " in key and line[:column].strip(" -") == "":
        hint = quote_hint(line, column, len(line))
    else:
        hint = f"write a value after `{shown}:`, or delete the line"
    return Fault(start, end, FaultId.EMPTY_VALUE, message, hint)


def empty_item(lines: Lines, index: int) -> Fault:
    """A list item without a value."""
    line, column = line_at(lines, index)
    rest = line[column:].strip()
    hint = "write something after the `-`, or delete it"
    if rest.startswith("#") and rest[1:2].strip():
        hint = _with_line("` #` starts a comment; put quotes around the text", f"- {quoted(rest)}")
    dash = line.rfind("-", 0, column + 1)
    start = index - column + dash if dash >= 0 else index
    return Fault(start, max(index, start + 1), FaultId.EMPTY_VALUE, "this item of the list is empty", hint)


def property_of(lines: Lines, start: int, end: int, rule: FaultId) -> Fault:
    """A value with an anchor or a tag, or an alias in its place."""
    line, column = line_at(lines, start)
    message = _STARTS.get(lines.text[start : start + 1], "YAML reads this as an anchor, an alias or a tag")
    mark = line[column:].split(" ", 1)[0]
    stop = lines.span(start, end).end_column - 1
    if mark[:1] == "*":  # the text goes on behind what YAML takes for a name
        stop = len(line[: _hash_in(line, stop)].rstrip()) if _begins_value(line, column) else stop
    hint = quote_hint(line, column, stop)
    rest = line[column + len(mark) :].strip(" ")[:1]
    if mark[:1] in {"&", "!"} and rest in {"", "[", "{", "#"}:
        hint = f"remove `{_shortened(mark)}`"
    elif line[:column].strip(" -") == "<<:":
        hint = "playbooks know no `<<`: write the fields themselves"
    elif not line[:column].strip(" ") and line.count("*") == 1 and line[column] == "*":
        message = "an item of a list begins with a hyphen, not with `*`"
        hint = _with_line("write", f"- {line[column + 1 :]}")
    return Fault(start, max(end, start + 1), rule, message, hint)


def _begins_value(line: str, column: int) -> bool:
    """Whether the value of a line begins at `column`, of a field, an item or alone: not between brackets."""
    found = _FIELD.fullmatch(line)
    return found is not None and found.start("value") == column


def bad_escape(lines: Lines, start: int) -> Fault:
    """A backslash between the double quotes that open at `start` that makes no visible character."""
    bad = next((each for each in _ESCAPE.finditer(lines.text, start) if not _is_visible(each)), None)
    index, escape = (bad.start(), bad[0]) if bad else (start, "\\")
    what = f"between double quotes `{escape}` starts an escape, and none that a text can hold"
    return _backslash(lines, start, index, escape, what)


def _backslash(lines: Lines, start: int, index: int, escape: str, what: str) -> Fault:
    """An escape at `index` that nobody meant, in the text between double quotes that open at `start`."""
    line, column = line_at(lines, start)
    better = in_single_quotes(line, column)
    hint = "put single quotes around the text, or double the backslash"
    if better:
        hint = _with_line("put single quotes around it", better)
    message = f"backslashes need single quotes: {what}"
    return Fault(index, index + len(escape), FaultId.YAML_SYNTAX, message, hint)


def in_single_quotes(line: str, column: int) -> str:
    """The line with its text between double quotes, which open at `column`, in single ones; "" where it goes on.

    A backslash before the closing quote, as at the end of a folder's path, doesn't keep it from closing.
    """
    value = _QUOTED.match(line, column)
    if value is not None and _ends_value(line, value.end()):
        end, inside = value.end(), value[0][1:-1].replace('\\"', '"')
    else:
        closing = line.find('"', column + 1)
        while closing >= 0 and not _ends_value(line, closing + 1):
            closing = line.find('"', closing + 1)
        end, inside = closing + 1, line[column + 1 : closing]
    if not end:
        return ""
    if _DOUBLED_DRIVE.match(inside):
        inside = inside.replace("\\\\", "\\")
    return f"{line[:column]}{quoted(inside)}{line[end:]}"


def _ends_value(line: str, index: int) -> bool:
    """Whether a quoted value may end before `index`."""
    while index < len(line) and line[index] in " \t":
        index += 1
    return index == len(line) or line[index] in ",]}#:"


def _is_visible(escape: re.Match[str]) -> bool:
    if not escape["code"]:
        return escape["letter"] is not None
    code = int(escape["code"][1:], 16)
    return code <= sys.maxunicode and not _HIDDEN.match(chr(code))


def unclosed_quote(lines: Lines, start: int) -> Fault:
    """A quote at `start` that nothing closes, or that something far below closes by mistake."""
    line, column = line_at(lines, start)
    value = _COMMENT.sub("", line[column + 1 :]).rstrip()
    escaped = line.find('\\"', column + 1)
    if lines.text[start] == '"' and escaped >= 0 and _ends_value(line, escaped + 2):
        what = 'between double quotes `\\"` is a quote that closes nothing'
        return _backslash(lines, start, start - column + escaped, '\\"', what)
    hint = "add the closing quote"
    if line:
        hint = _with_line(hint, f"{line[: column + 1]}{value}{lines.text[start]}")
    if lines.text[start] == "'" and value[:1].isalpha() and "'" not in value:
        hint = _with_line("add the closing quote, or put double quotes around it", f'{line[:column]}"\'{value}"')
    return Fault(start, start + 1, FaultId.YAML_SYNTAX, "this quote is never closed", hint)


def slip_in(line: str) -> Slip | None:
    """What keeps a line from being a field or an item of a list: a space, a colon or a dash that isn't quite one."""
    odd = _ODD_INDENT.match(line)
    if odd is not None:
        hint = "delete the spaces before this line and type them anew"
        return Slip(odd.start("odd"), odd.end(), f"{named(odd['odd'])} is no space that YAML knows", hint)
    dash = _ODD_DASH.fullmatch(line)
    if dash is not None:
        message = f"{look_alikes(dash['odd'])} stands after this dash, and YAML knows only plain spaces"
        hint = _with_line("type a plain one", f"{dash['lead']}- {dash['rest']}")
        return Slip(dash.start("odd"), dash.end("odd"), message, hint)
    dash = _DASH.fullmatch(line)
    if dash is not None:
        better = f"{dash['lead']}- {dash['rest']}"
        hint = _with_line("write", better)
        return Slip(dash.start("dash"), dash.end("dash"), "there is no space after this dash", hint)
    bullet = _BULLET.fullmatch(line)
    if bullet is not None:
        character = "" if bullet["dash"] == "*" else f", {named(bullet['dash'])}"
        message = f"an item of a list begins with a hyphen, not with `{bullet['dash']}`{character}"
        hyphen = "" if bullet["lead"].strip() else "- "
        hint = _with_line("write", f"{bullet['lead']}{hyphen}{bullet['rest']}")
        return Slip(bullet.start("dash"), bullet.end("dash"), message, hint)
    return _slip_of_colon(line)


def _slip_of_colon(line: str) -> Slip | None:
    found = _NO_SPACE.fullmatch(line) or _ODD_COLON.fullmatch(line)
    message = "there is no space after this colon"
    if found is not None and found["colon"] != ":":
        message = f"this is not a plain colon with a plain space after it: it holds {look_alikes(found['colon'])}"
    if found is None:
        found = _EQUALS.fullmatch(line)
        message = "a field's name is followed by a colon"
    if found is not None:
        hint = _with_line("write", f"{found['lead']}{found['key']}: {found['rest']}".rstrip())
        return Slip(found.start("colon"), found.end("colon"), message, hint)
    found = _NO_COLON.fullmatch(_COMMENT.sub("", line))
    if found is not None and found["key"].lower() in field_names():
        hint = _with_line("write", f"{found['lead']}{found['key']}: {found['rest'] or '…'}")
        return Slip(found.start("key"), found.end("key"), f"there is no colon after '{found['key']}'", hint)
    return None


def _slip_in_value(line: str) -> Slip | None:
    """What keeps the value in a line from being one: its first character, its quotes, or a colon."""
    found = _FIELD.fullmatch(_COMMENT.sub("", line))
    if found is None or (found["key"] is None and not found["lead"].strip()):
        return None
    value, start = found["value"], found.start("value")
    if value[0] in "\"'":
        return _slip_after_quote(line, value, start)
    if value[0] in BRACKETS:
        hint = _with_line("write", with_plain_signs(line, start))
        return Slip(start, start + 1, f"`{value[0]}` is {named(value[0])}, and no bracket to YAML", hint)
    if value[0] in _CLOSING:
        return _slip_after_bracket(line, value, start)
    return _slip_at_start(line, value, start) or _slip_at_colon(line, value, start)


def with_plain_signs(line: str, start: int = 0) -> str:
    """The line with plain brackets, colons and commas from `start` on."""
    signs = [plainly(each) if each in BRACKETS else _PLAIN_SIGNS.get(each, each) for each in line[start:]]
    return f"{line[:start]}{''.join(signs)}".replace(":  ", ": ").replace(",  ", ", ")


def _slip_at_start(line: str, value: str, start: int) -> Slip | None:
    first = value[0]
    if first in _CURLY:
        message = f"`{first}` is no quote to YAML, which knows only straight ones"
        straight = f"{line[:start]}{quoted(value.strip(_CURLY))}"
        return Slip(start, start + 1, message, _with_line("put straight quotes around it", straight))
    if value.startswith("- "):
        message = "a list can't begin behind its field's name"
        hint = _with_line("begin it on the next line", value)
        if not _OPENS_FIELD.match(value):
            hint += f"; or put quotes around a text: {quoted(value)}"
        return Slip(start, start + 1, message, hint)
    is_block = first in "|>" and _BLOCK_HEADER.fullmatch(value)
    if value == "-":
        hint = quote_hint(line, start, start + 1).replace("put", "delete the line, or put", 1)
        return Slip(start, start + 1, "a `-` alone begins an item of a list", hint)
    if first not in _STARTS or is_block or (first == "?" and value[1:2].strip()):
        return None
    return Slip(start, start + 1, _STARTS[first], quote_hint(line, start, start + len(value)))


def _slip_at_colon(line: str, value: str, start: int) -> Slip | None:
    colon = re.search(r":(?=[ \t]|$)", value)
    if colon is None:
        return None
    message = "`: ` inside a value starts another field"
    hint = quote_hint(line, start, start + len(value))
    return Slip(start + colon.start(), start + colon.end(), message, hint)


def _slip_after_quote(line: str, value: str, start: int) -> Slip | None:
    closed = _QUOTED.match(value)
    rest = value[closed.end() :].lstrip() if closed else ""
    if closed is None or not rest or rest.startswith(("#", ",", "]", "}")):
        return None
    if closed.end() < len(value) and value.endswith(value[0]):
        inside = value[1:-1]
        other = "'" if value[0] == '"' else '"'
        better = f"{other}{inside}{other}" if other not in inside else quoted(inside)
    else:
        better = quoted(value)
    column = start + len(value) - len(rest)
    hint = _with_line("put quotes of the other kind around it all", f"{line[:start]}{better}")
    return Slip(column, column + 1, "there is text after the closing quote", hint)


def _slip_after_bracket(line: str, value: str, start: int) -> Slip | None:
    end, _ = _bracket_end(value, 0)
    rest = value[end:].strip() if end else ""
    if value.startswith("{{"):
        message = "a value that begins with `{` is read as a group of fields"
        return Slip(start, start + 1, message, quote_hint(line, start, start + len(value)))
    if not rest or rest.startswith("#"):
        return None
    column = start + value.index(rest, end)
    message = "there is text after the closing bracket"
    if not rest.strip("]} "):
        return Slip(column, column + 1, message, _with_line("remove it", f"{line[:start]}{value[:end]}"))
    return Slip(column, column + 1, message, quote_hint(line, start, start + len(value)))


def _bracket_end(text: str, start: int) -> tuple[int, int]:
    """Where the bracket at `start` is closed (0: not in this line); where one of the other kind closes it, else -1."""
    waiting: list[str] = []
    for found in _QUOTED_OR_BRACKET.finditer(text, start):
        character = found[0]
        if character in _CLOSING:
            waiting.append(_CLOSING[character])
        elif character in "]}":
            if character != waiting.pop():
                return 0, found.start()
            if not waiting:
                return found.end(), -1
    return 0, -1


def explain(lines: Lines, failure: Failure) -> Fault:
    """What a parser's error means for the person who wrote the line."""
    return next(_explanations(lines, failure))


def _explanations(lines: Lines, failure: Failure) -> Iterator[Fault]:
    """What the error may mean, the surest first. Lines are looked at from the one where the parser gave up."""
    index, context = failure.at, failure.context
    number, column = lines.position(index)
    line = lines.line(number)
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    first = _below(lines, 0)
    yield from (_fence(lines, each) for each in (number, first) if _is_fence(lines, each))
    if "\t" in indentation and column <= len(indentation) + 1:
        yield tab(lines, index - column + 1 + indentation.index("\t"))
    if lines.text[index : index + 1] == "\t":
        yield tab(lines, index)
    if line.startswith("%"):
        yield _directive(index - column + 1)
    if "quoted scalar" in context:
        is_escape = "escape" in failure.problem or "hex" in failure.problem
        yield bad_escape(lines, failure.context_at) if is_escape else unclosed_quote(lines, failure.context_at)
    if "flow" in context:
        yield _in_brackets(lines, index, failure.context_at)
    yield from _faults_of_line(lines, number)
    yield from _by_the_problem(lines, failure, number)
    if line.lstrip(" ")[:1] in _STARTS:
        start = len(line) - len(line.lstrip(" "))
        at = lines.start_of(number) + start
        yield Fault(at, at + 1, FaultId.YAML_SYNTAX, _STARTS[line[start]], quote_hint(line, start, len(line)))
    hint = "put quotes around the text, or compare the line with its neighbours"
    yield Fault(index, index + 1, FaultId.YAML_SYNTAX, "this line can't be read as YAML", hint)


def _by_the_problem(lines: Lines, failure: Failure, number: int) -> Iterator[Fault]:
    """What the parser's own words tell; libyaml and PyYAML agree on these."""
    problem, index = failure.problem, failure.at
    if ("start any token" in problem or "alphabetic" in problem) and (fault := _reserved_start(lines, index)):
        yield fault
    if "mapping values" in problem:
        if _OPENS_FIELD.match(lines.line(number)):
            yield from _faults_of_line(lines, _above(lines, number))
            message = "this line is indented deeper than the one above, so it is read as part of that one's text"
            yield _misaligned(lines, number, message)
        hint = "put `|` behind the field's name, and the whole text on the lines below it"
        yield Fault(index, index + 1, FaultId.YAML_SYNTAX, "`: ` inside a text starts another field", hint)
    if "expected ':'" in problem:
        yield from _unfinished(lines, lines.position(failure.context_at)[0])
    if "document start" in problem:
        yield _after_the_end(lines, index)
    if "expected key" in problem or "'-' indicator" in problem or "<block end>" in problem:
        yield from _faults_of_line(lines, _above(lines, number))
        yield _misaligned(lines, number, "this line lines up with nothing above it")


def _directive(start: int) -> Fault:
    message = "a line that begins with `%` is a YAML directive"
    hint = "remove the line, or put quotes around a text that begins with `%`"
    return Fault(start, start + 1, FaultId.YAML_DIRECTIVE, message, hint)


def _faults_of_line(lines: Lines, number: int) -> Iterator[Fault]:
    line = lines.line(number)
    start = lines.start_of(number) if line else 0
    for look in (slip_in, _slip_in_value) if len(line) <= _LONGEST_LINE else ():
        slip = look(line)
        if slip is not None:
            rule = FaultId.YAML_SYNTAX
            yield Fault(start + slip.start, start + slip.end, rule, slip.message, slip.hint)


def _says_nothing(lines: Lines, number: int) -> bool:
    """Whether a line is empty, or holds but a comment."""
    return _SAYS_NOTHING.match(lines.text, lines.start_of(number)) is not None


def _above(lines: Lines, number: int) -> int:
    """The nearest line above that says something, or 0."""
    near = range(number - 1, max(number - _MOST_PASSED, 1) - 1, -1)
    return next((each for each in near if not _says_nothing(lines, each)), 0)


def _below(lines: Lines, number: int) -> int:
    """The nearest line below that says something, or that of the file's end."""
    near = range(number + 1, min(number + _MOST_PASSED, lines.count))
    return next((each for each in near if not _says_nothing(lines, each)), lines.count)


def _is_fence(lines: Lines, number: int) -> bool:
    return lines.line(number).lstrip().startswith(_FENCES)


def _fence(lines: Lines, number: int) -> Fault:
    """A line that opens or closes a block of code in Markdown, come along with what was copied."""
    line = lines.line(number)
    mark = line.lstrip()[:3]
    start = lines.start_of(number) + line.index(mark)
    message = f"this line ({mark}) is the fence of a code block in Markdown, and means nothing in YAML"
    closing = next((each for each in range(number + 1, lines.count + 1) if lines.line(each).strip() == mark), None)
    hint = "delete this line" if closing is None else f"delete this line, and line {closing}, which closes the block"
    return Fault(start, start + len(line.strip()), FaultId.YAML_SYNTAX, message, hint)


def _unfinished(lines: Lines, number: int) -> Iterator[Fault]:
    """A line that should be a field and has no colon."""
    if _is_fence(lines, number):
        yield _fence(lines, number)
    yield from _faults_of_line(lines, number)
    line = lines.line(number)
    text = line.strip()
    above = lines.line(_above(lines, number))
    hint = "indent it if it goes on with the text above; a field is written `name: value`"
    if re.search(r": *[|>][+-]?$", above):
        hint = f"indent the text below `{above.strip()}` by two spaces"
    start = lines.start_of(number) + line.find(text)
    message = "this line is neither a field (`name: value`) nor an item of a list (`- …`)"
    if odd := look_alikes(text[:1]):
        message, hint = f"{odd} begins this line, and means nothing to YAML", f"type `{plainly(text[0])}` in its place"
    yield Fault(start, start + max(len(text), 1), FaultId.YAML_SYNTAX, message, hint)


def _after_the_end(lines: Lines, index: int) -> Fault:
    directive = _DIRECTIVE.search(lines.text, 0, lines.start_of(lines.position(index)[0]))
    if directive is not None:
        return _directive(directive.end() - 1)
    first = _below(lines, 0)
    line = lines.line(first)
    if line.startswith(" "):
        start = lines.start_of(first)
        message = "the first field is indented, so the lines that are not don't line up with it"
        hint = _with_line("begin it at the very left", line)
        return Fault(start, start + len(line) - len(line.lstrip()), FaultId.YAML_SYNTAX, message, hint)
    hint = "remove the line `...` above it" if "..." in lines.text[:index] else "put it into a field (`name: value`)"
    return Fault(index, index + 1, FaultId.YAML_DOCUMENTS, "the text goes on after the document's end", hint)


def _misaligned(lines: Lines, number: int, message: str) -> Fault:
    """A line whose indentation is that of no line it could belong with."""
    line = lines.line(number)
    indent = len(line) - len(line.lstrip())
    start = lines.start_of(number) + indent
    is_item = line.lstrip().startswith("- ")
    best: tuple[int, int] | None = None
    lowest = len(lines.line(number)) + 1_000
    above = _above(lines, number)
    for _ in range(_LINES_ABOVE):
        if above == 0:
            break
        other = lines.line(above)
        found = re.match(r"( *)((?:- +)*)", other)
        depth = found.end(1) if found else 0
        if depth <= lowest:
            lowest = depth
            for column in {depth, *(m.end() + depth for m in re.finditer(r"- +", found[2] if found else ""))}:
                fits = other[column : column + 2] == "- " if is_item else other[column : column + 1] not in {"-", ""}
                if fits and (best is None or abs(column - indent) < abs(best[0] - indent)):
                    best = column, above
        above = _above(lines, above)
    hint = "give it the indentation of its neighbours (spaces, no tabs)"
    if best is not None:
        column, above = best
        sample = lines.line(above)[column:].strip()[:_LONGEST_QUOTE]
        hint = f"begin it in column {column + 1}, below `{sample}` in line {above}"
    return Fault(start, start + 1, FaultId.YAML_SYNTAX, message, hint)


def _in_brackets(lines: Lines, index: int, opening: int) -> Fault:
    """Something wrong between brackets: they stay open, or what they hold needs quotes."""
    text = lines.text
    if text[opening : opening + 1] not in _CLOSING:
        opening = max(text.rfind("[", 0, index), text.rfind("{", 0, index), 0)
    bracket = text[opening : opening + 1]
    if bracket in _CLOSING and (cut := _cut_in_brackets(lines, opening, index)) is not None:
        return cut
    number, column = lines.position(opening)
    line = lines.line(number)
    line = line[: _hash_in(line, column)].rstrip()
    end, other = _bracket_end(line, column - 1)
    closing = _CLOSING.get(bracket, "")
    if other >= 0:
        better = f"{line[:other]}{closing}{line[other + 1 :]}"
        message = f"this `{bracket}` is closed with `{line[other]}`"
        return Fault(opening, opening + 1, FaultId.YAML_SYNTAX, message, _with_line("write", better))
    if end:
        return _between_brackets(lines, index, opening, line)
    odd = next((each for each in range(column, len(line)) if line[each] in BRACKETS), None)
    if odd is not None:
        start = lines.start_of(number) + odd
        message = f"`{line[odd]}` is {named(line[odd])}, and no bracket to YAML"
        hint = _with_line("write", with_plain_signs(line, column))
        return Fault(start, start + 1, FaultId.YAML_SYNTAX, message, hint)
    hint = f"add the missing `{closing}`"
    if not line.endswith((",", "[", "{")):
        hint = _with_line(hint, f"{line}{closing}")
    return Fault(opening, opening + 1, FaultId.YAML_SYNTAX, f"this `{bracket}` is never closed", hint)


def _cut_in_brackets(lines: Lines, opening: int, index: int) -> Fault | None:
    """A ` #` between the bracket at `opening` and where the parser gave up that takes the closing one with it."""
    bracket = lines.text[opening]
    number, column = lines.position(opening)
    last = min(lines.position(index)[0], number + _LINES_ABOVE)
    for each in range(number, last + 1):
        line = lines.line(each) if lines.length(each) <= _LONGEST_LINE else ""
        inside = column if each == number else 0
        hidden = _hash_in(line, inside)
        if each == number and _bracket_end(line[:hidden], column - 1) != (0, -1):
            return None
        rest = line[hidden:]
        if rest.count(_CLOSING[bracket]) > rest.count(bracket):
            at = lines.start_of(each) + hidden
            message = f"` #` starts a comment, so the `{bracket}` in line {number} is never closed"
            hint = _entry_hint(line, inside, hidden) if each == number else "put quotes around the text that holds it"
            return Fault(at, at + 1, FaultId.YAML_SYNTAX, message, hint)
    return None


def _hash_in(line: str, start: int) -> int:
    """Where a comment begins in what brackets hold from `start` on; the line's end where there is none."""
    return next((found.start() for found in _QUOTED_OR_HASH.finditer(line, start) if found[0] == "#"), len(line))


def _entry_hint(line: str, inside: int, at: int) -> str:
    """What to write instead of a line where the text at `at` lacks quotes, between brackets that open before `inside`.

    Brackets that the text holds, such as those of a link, are part of it.
    """
    start, depth = inside, 0
    for found in _QUOTED_OR_SIGN.finditer(line, inside):
        sign = found[0]
        if sign in "[{(":
            depth += 1
        elif sign in "]})" and depth:
            depth -= 1
        elif sign in ",]}" and not depth:
            if found.start() >= at:
                name = _ENTRY_NAME.match(line, start)
                return quote_hint(line, name.end() if name else start, found.start())
            start = found.end()
    return "put quotes around the text"


def _between_brackets(lines: Lines, index: int, opening: int, line: str) -> Fault:
    number, column = lines.position(opening)
    entry = _ENTRY_WITH_COLON.search(line)
    odd = next(
        (each.start() for each in _ODD_COMMA.finditer(line) if entry and entry.start("value") <= each.start()), -1
    )
    if odd >= 0:
        hint = _with_line("write", with_plain_signs(line, odd))
        message = f"`{line[odd]}` is {named(line[odd])}, and no comma to YAML"
        return Fault(lines.start_of(number) + odd, lines.start_of(number) + odd + 1, FaultId.YAML_SYNTAX, message, hint)
    if entry is not None:
        start = lines.start_of(number) + entry.start("colon")
        message = "`: ` inside a value starts another field"
        hint = quote_hint(line, entry.start("value"), entry.end("value"))
        return Fault(start, start + 1, FaultId.YAML_SYNTAX, message, hint)
    character = lines.text[index : index + 1]
    if character == ",":
        hint = "remove the comma, or put quotes around a text that holds one"
        return Fault(index, index + 1, FaultId.YAML_SYNTAX, "there is nothing before this comma", hint)
    at = index - lines.start_of(number)
    hint = "put quotes around a text that holds a comma, a colon, a quote or a bracket"
    if column <= at < min(len(line), _LONGEST_LINE):
        hint = _entry_hint(line, column, at)
    message = "the text between these brackets can't be read"
    if character in _CLOSING:
        message = f"`{character}` inside a text starts a group of its own"
    return Fault(index, index + 1, FaultId.YAML_SYNTAX, message, hint)


def _reserved_start(lines: Lines, index: int) -> Fault | None:
    """A value between brackets whose first character YAML keeps for itself; None where it is another mistake."""
    line, column = line_at(lines, index)
    first = len(line) - len(line.lstrip(" "))
    entry = max((found.end() for found in _ENTRY_START.finditer(line[: column + 1])), default=first)
    if line[entry : entry + 1] not in _STARTS:
        return None
    end = re.compile(r"[^,\[\]{}]*").match(line, entry)
    start = index - column + entry
    hint = quote_hint(line, entry, end.end() if end else len(line))
    return Fault(start, start + 1, FaultId.YAML_SYNTAX, _STARTS[line[entry]], hint)
