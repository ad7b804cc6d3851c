"""Makes a script or a style sheet of ours shorter: without comments and layout; a script with short names.

Nothing is moved or left out, so what the script does and the order in which it does it stay. A name gets the same short
one wherever it stands for a variable; properties, keys, strings and whatever the script doesn't declare keep theirs.
It knows the JavaScript that our linter admits: every statement ends with its semicolon, every arrow has its brackets.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from string import ascii_letters
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_TOKEN = re.compile(
    r"""(?P<space>\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)
    |(?P<text>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')
    |(?P<name>[A-Za-z_$\#][\w$]*+)
    |(?P<number>\d[\w.]*+)
    |(?P<sign>=>|\.\.\.|\?\.|\?\?|\+\+|--|.)""",
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+(?:`|\$\{)", re.DOTALL)
_PATTERN = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*+\])++/\w*+")

_GAP = r"(?:\s|/\*(?:[^*]|\*(?!/))*+\*/)++"
_STYLE = re.compile(rf"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')|(?:{_GAP})?([{{}};,])(?:{_GAP})?|{_GAP}""")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KEYWORDS = _words(
    "async await break case catch class const continue debugger default delete do else extends false finally for "
    "function get if in instanceof let new null of return set static super switch this throw true try typeof undefined "
    "var void while yield arguments eval"
)
_BEFORE_VALUE = _words("await case delete do else in instanceof new of return throw typeof void yield")
_OPENS_OBJECT = _words("( , = : [ ! & | ? ?? ... const let var of in return yield typeof")
_WITHOUT_NAMES = _words("if for while switch with")
_ENDS_SAFELY = _words("{ ( [ , ; : ? = => + - * / % & | ^ < > ! ~ . ?. ?? ...")
_STARTS_SAFELY = _words(") ] } , ; : ? = . ?. ?? & | < > * / % ^ =>")
_BEFORE_MEMBER = _words("{ , } ; * get set static async")
_GLOBALS = _words(
    "window document location history navigator performance localStorage sessionStorage screen event name status self "
    "parent top origin length open close print find stop focus blur scroll crypto console caches indexedDB fetch "
    "globalThis customElements JSON Math Intl Infinity NaN URL CSS"
)
"""What a default of a parameter might name, and a parameter be called: those keep their names."""


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    is_after_line: bool = False
    within: str = ""
    """What the nearest bracket around it is: `object`, `class`, `block`, `(`, `[`, or `template`."""
    role: str = ""
    """Of a name: `variable`, `property` or `both`, where an object's key is its variable, too."""


@lru_cache(maxsize=32)
def shortened(script: str) -> str:
    """The same script, shorter.

    Raises:
        ValueError: It is none.
    """
    tokens = list(_tokens(script))
    partner = _partners(tokens)
    _give_roles(tokens, partner)
    declared = _declared(tokens, partner) - _KEYWORDS - _GLOBALS
    used = Counter(each.text for each in tokens if each.role in ("variable", "both"))
    kept = {each.text for each in tokens if each.kind == "name"} - declared
    free = _names(kept | _KEYWORDS)
    most_used = sorted(declared & used.keys(), key=lambda name: (-used[name], name))
    short = {name: next(free) for name in most_used}
    return _joined(tokens, short)


def shortened_style(style: str) -> str:
    """The same style sheet without comments and layout."""
    return _STYLE.sub(lambda found: found[1] or found[2] or " ", style).strip() + "\n"


def _tokens(script: str) -> Iterator[_Token]:
    """What a script is made of, without blanks and comments."""
    at, is_after_line = 0, False
    last: _Token | None = None
    braces: list[str] = []
    while at < len(script):
        sign = script[at]
        if sign == "`" or (sign == "}" and braces and braces[-1] == "${"):
            if sign == "}":
                braces.pop()
            found = _TEMPLATE.match(script, at + 1)
            kind: str | None = "template"
        elif sign == "/" and script[at + 1] not in "/*" and _is_value_next(last):
            found, kind = _PATTERN.match(script, at), "text"
        else:
            found = _TOKEN.match(script, at)
            kind = found.lastgroup if found else None
        if found is None or kind is None:
            message = f"a script can't be read at {script[at : at + 40]!r}"
            raise ValueError(message)
        text = script[at : found.end()]
        at = found.end()
        if kind == "space":
            is_after_line |= "\n" in text
            continue
        if text == "}":
            braces.pop()
        elif text == "{" or (kind == "template" and text.endswith("${")):
            braces.append(text[-2:])
        last = _Token(kind, text, is_after_line)
        is_after_line = False
        yield last


def _is_value_next(last: _Token | None) -> bool:
    if last is None:
        return True
    if last.kind == "name":
        return last.text in _BEFORE_VALUE
    return (last.kind == "sign" and last.text not in (")", "]", "}")) or last.text.endswith("${")


def _give_roles(tokens: Sequence[_Token], partner: Mapping[int, int]) -> None:
    """Say of each token what it stands in, and of each name what it stands for."""
    brackets: list[str] = []
    is_class = False
    for number, token in enumerate(tokens):
        before = tokens[number - 1].text if number else ";"
        if before == "*" and tokens[number - 2].text not in _BEFORE_MEMBER:
            before = "times"
        after = tokens[number + 1].text if number + 1 < len(tokens) else ";"
        if token.kind == "template":
            if token.text[0] == "}":
                brackets.pop()
            token.within = brackets[-1] if brackets else "block"
            if token.text.endswith("${"):
                brackets.append("template")
            continue
        if token.text in (")", "]", "}"):
            brackets.pop()
        token.within = brackets[-1] if brackets else "block"
        if token.text in ("(", "["):
            brackets.append(token.text)
        elif token.text == "{":
            behind = tokens[partner[number] + 1].text if partner[number] + 1 < len(tokens) else ";"
            is_object = before in _OPENS_OBJECT or behind == "="
            brackets.append("class" if is_class else "object" if is_object else "block")
            is_class = False
        elif token.kind == "name":
            token.role = _role(token, before, after)
            is_class |= token.text == "class" and not token.role


def _role(token: _Token, before: str, after: str) -> str:
    if before in (".", "?.") or token.text.startswith("#"):
        return "property"
    is_member = before in _BEFORE_MEMBER and token.within in ("object", "class")
    if token.text in _KEYWORDS and not (is_member and after in (":", "(")):
        return ""
    if not is_member:
        return "variable"
    return "both" if token.within == "object" and after in (",", "}", "=") else "property"


def _declared(tokens: Sequence[_Token], partner: Mapping[int, int]) -> set[str]:
    """The names that the script declares: after their keyword, in patterns, and as parameters."""
    found: set[str] = set()

    def within(start: int, end: int) -> None:
        """Take the names between two places, but for what they are by default."""
        at = start
        while at < end:
            if tokens[at].text == "=":
                while at < end and tokens[at].text not in (",", ")", "]", "}"):
                    at = partner.get(at, at) + 1
                continue
            if tokens[at].role in ("variable", "both"):
                found.add(tokens[at].text)
            at += 1

    for number, token in enumerate(tokens):
        if token.kind == "name" and token.text in ("const", "let", "var", "class", "function") and not token.role:
            at = number + 2 if tokens[number + 1].text == "*" else number + 1
            within(at, partner.get(at, at) + 1)
        elif token.text == "(" and number in partner and partner[number] + 1 < len(tokens):
            after, before = tokens[partner[number] + 1].text, tokens[number - 1].text
            if after == "=>" or (after == "{" and before not in _WITHOUT_NAMES):
                within(number, partner[number])
    return found


def _partners(tokens: Sequence[_Token]) -> dict[int, int]:
    """Where each bracket is closed."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        if token.kind == "sign" and token.text in ("(", "[", "{"):
            opened.append(number)
        elif token.kind == "sign" and token.text in (")", "]", "}"):
            found[opened.pop()] = number
    return found


def _names(taken: set[str] | frozenset[str]) -> Iterator[str]:
    """Short names that nothing else has, the shortest first."""
    for length in count(1):
        for number in range(len(ascii_letters) ** length):
            letters = []
            for _ in range(length):
                number, rest = divmod(number, len(ascii_letters))  # noqa: PLW2901 (its digits, one by one)
                letters.append(ascii_letters[rest])
            if "".join(letters) not in taken:
                yield "".join(letters)


def _joined(tokens: Sequence[_Token], short: dict[str, str]) -> str:
    parts: list[str] = []
    last: _Token | None = None
    for token in tokens:
        text = token.text
        if token.role == "variable":
            text = short.get(text, text)
        elif token.role == "both" and text in short:
            text = f"{text}:{short[text]}"
        if last is not None:
            parts.append(_between(last, token))
        parts.append(text)
        last = token
    return "".join(parts) + "\n"


def _between(last: _Token, token: _Token) -> str:
    """What has to stand between two tokens: mostly nothing."""
    if token.is_after_line and not (
        (last.kind == "sign" and last.text in _ENDS_SAFELY) or (token.kind == "sign" and token.text in _STARTS_SAFELY)
    ):
        return "\n"
    words = ("name", "number")
    if last.kind in words and token.kind in words:
        return " "
    signs = last.text[-1] + token.text[0]
    return " " if signs in ("++", "--", "//") else ""
