"""Makes a script or a style sheet of ours shorter: without comments and layout; a script with short names.

Nothing is moved or left out, so what the script does and the order in which it does it stay. A name gets the same short
one wherever it stands for a variable; properties, keys, strings and whatever the script doesn't declare keep theirs.
It knows the JavaScript that our linter admits: every statement ends with its semicolon, every arrow has its brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, product
from typing import TYPE_CHECKING, NamedTuple

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
_STYLE = re.compile(
    rf"""("(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+')|(?:{_GAP})?(?:;(?:{_GAP})?)?(}})(?:{_GAP})?"""
    rf"""|(?:{_GAP})?([{{;,])(?:{_GAP})?|(:){_GAP}|{_GAP}"""
)


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
_BEFORE_MEMBER = _words("{ , } ; * get set static async")
_LETTERS = "etnsoriaclhudpmfgybvwkxqzjTSECALRDNOMPIFBHUGVWKYXQZJ"
"""From those that scripts are full of already: what repeats takes less room in a compressed file."""


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    within: str = ""
    """What the nearest bracket around it is: `object`, `class`, `block`, `(`, `[`, or `template`."""
    role: str = ""
    """Of a name: `variable`, `property` or `both`, where an object's key is its variable, too."""
    opens: str = ""
    """What an opening brace is: one of an `object`, a `class` or a `block`."""


@dataclass(slots=True, eq=False)
class _Scope:
    """Where names are known: the whole script, a block, a function's parameters with its body, a loop with its head."""

    end: int
    parent: _Scope | None
    is_body: bool = False
    names: dict[str, _Name] = field(default_factory=dict)
    """What is declared here."""
    seen: set[_Name | str] = field(default_factory=set)
    """What is used here or within, and declared further out or nowhere."""


@dataclass(slots=True, eq=False)
class _Name:
    uses: int = 0
    short: str = ""


@lru_cache(maxsize=32)
def shortened(script: str) -> str:
    """The same script, shorter.

    Raises:
        ValueError: It is none.
    """
    tokens, partner, scopes, known = _read(script)
    for scope in scopes:
        _shorten(scope)
    return _joined(tokens, partner, known)


class OuterNames(NamedTuple):
    """What a script declares for all of it, and what it uses and declares nowhere."""

    declared: frozenset[str]
    missing: frozenset[str]


@lru_cache(maxsize=8)
def outer_names(script: str) -> OuterNames:
    """The names by which a script is known from outside, or knows what is outside.

    Raises:
        ValueError: It is none.
    """
    _, _, (whole, *_), _ = _read(script)
    return OuterNames(frozenset(whole.names), frozenset(each for each in whole.seen if isinstance(each, str)))


def _read(script: str) -> tuple[list[_Token], dict[int, int], list[_Scope], list[_Name | None]]:
    """The tokens of a script, where each bracket is closed, all scopes, and the name that each token stands for."""
    tokens = list(_tokens(script))
    partner = _partners(tokens)
    _give_roles(tokens, partner)
    scopes, of = _scopes(tokens, partner)
    _declare(tokens, partner, of)
    return tokens, partner, scopes, _looked_up(tokens, of)


def shortened_style(style: str) -> str:
    """The same style sheet without comments and layout."""
    return _STYLE.sub(lambda found: found[found.lastindex] if found.lastindex else " ", style).strip() + "\n"


def _tokens(script: str) -> Iterator[_Token]:
    """What a script is made of, without blanks and comments."""
    at = 0
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
            continue
        if text == "}":
            braces.pop()
        elif text == "{" or (kind == "template" and text.endswith("${")):
            braces.append(text[-2:])
        last = _Token(kind, text)
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
            is_object = before in _OPENS_OBJECT or before.endswith("${") or behind == "="
            token.opens = "class" if is_class else "object" if is_object else "block"
            brackets.append(token.opens)
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


def _scopes(tokens: Sequence[_Token], partner: Mapping[int, int]) -> tuple[list[_Scope], list[_Scope]]:
    """All scopes, each behind the one that it is in; and that of each token."""
    last = len(tokens) - 1
    scopes = [_Scope(last, None, is_body=True)]
    bodies: set[int] = set()
    of: list[_Scope] = []
    scope = scopes[0]
    for number, token in enumerate(tokens):
        while scope.parent is not None and number > scope.end:
            scope = scope.parent
        end = -1
        if token.text == "(" and token.kind == "sign":
            behind = partner[number] + 1
            if _has_names(tokens, partner, number):
                start = behind + 1 if tokens[behind].text == "=>" else behind
                bodies |= {start} if tokens[start].text == "{" else set()
                end = partner[start] if start in bodies else _end_of_expression(tokens, partner, start)
            elif tokens[number - 2 if tokens[number - 1].text == "await" else number - 1].text == "for":
                end = _end_of_statement(tokens, partner, behind)
        elif token.text == "{" and token.kind == "sign" and token.opens == "block":
            end = partner[number]
        if end >= 0:
            scope = _Scope(end, scope, is_body=number in bodies)
            scopes.append(scope)
        of.append(scope)
    return scopes, of


def _has_names(tokens: Sequence[_Token], partner: Mapping[int, int], number: int) -> bool:
    """Whether a bracket holds parameters, or what is caught."""
    if partner[number] + 1 >= len(tokens):
        return False
    after, before = tokens[partner[number] + 1].text, tokens[number - 1]
    is_head = before.text in _WITHOUT_NAMES and not before.role
    return after == "=>" or (after == "{" and not is_head)


def _behind(partner: Mapping[int, int], at: int) -> int:
    """The place behind a token, or behind the bracket or template that it opens."""
    while at in partner:
        at = partner[at]
    return at + 1


def _end_of_expression(tokens: Sequence[_Token], partner: Mapping[int, int], at: int) -> int:
    """Where the expression that begins at a place ends."""
    while at < len(tokens) and not (
        tokens[at].text in (",", ";", ")", "]", "}") or (tokens[at].kind == "template" and tokens[at].text[0] == "}")
    ):
        at = _behind(partner, at)
    return at - 1


def _end_of_statement(tokens: Sequence[_Token], partner: Mapping[int, int], at: int) -> int:
    """Where the statement that begins at a place ends."""
    while True:
        begins = tokens[at]
        if begins.text == "{":
            return partner[at]
        if begins.role or begins.text not in ("if", "for", "while"):
            break
        at = _behind(partner, at + 2 if tokens[at + 1].text == "await" else at + 1)
        if begins.text == "if":
            end = _end_of_statement(tokens, partner, at)
            if end + 1 >= len(tokens) or tokens[end + 1].text != "else":
                return end
            at = end + 2
    while at < len(tokens) and tokens[at].text not in (";", "}"):
        at = _behind(partner, at)
    return at if at < len(tokens) and tokens[at].text == ";" else at - 1


def _declare(tokens: Sequence[_Token], partner: Mapping[int, int], of: Sequence[_Scope]) -> None:
    """Put what is declared after its keyword, in patterns, and as parameters, into its scope."""

    def within(start: int, end: int, *, whole: bool = False) -> None:
        """Take the names between two places, but for what they are by default."""
        at = start
        while at < end:
            if tokens[at].text == "=":
                while at < end and tokens[at].text not in (",", ")", "]", "}"):
                    at = _behind(partner, at)
                continue
            if tokens[at].role in ("variable", "both"):
                scope = of[at]
                while whole and not scope.is_body and scope.parent:
                    scope = scope.parent
                scope.names.setdefault(tokens[at].text, _Name())
            at += 1

    for number, token in enumerate(tokens):
        if token.kind == "name" and token.text in ("const", "let", "var", "class", "function") and not token.role:
            at = number + 2 if tokens[number + 1].text == "*" else number + 1
            within(at, partner.get(at, at) + 1, whole=token.text == "var")
        elif token.kind == "sign" and token.text == "(" and _has_names(tokens, partner, number):
            within(number, partner[number])


def _looked_up(tokens: Sequence[_Token], of: Sequence[_Scope]) -> list[_Name | None]:
    """The name that each token stands for, where the script declares it."""
    known: list[_Name | None] = []
    for token, start in zip(tokens, of, strict=True):
        found: _Name | None = None
        if token.role in ("variable", "both"):
            scope: _Scope | None = start
            passed: list[_Scope] = []
            while scope is not None and token.text not in scope.names:
                passed.append(scope)
                scope = scope.parent
            if scope is not None:
                found = scope.names[token.text]
                found.uses += 1
            for each in passed:
                each.seen.add(found or token.text)
        known.append(found)
    return known


def _shorten(scope: _Scope) -> None:
    """Give what is declared in a scope short names; those around it have theirs."""
    taken = {each if isinstance(each, str) else each.short for each in scope.seen} | _KEYWORDS
    if scope.is_body and scope.parent:  # what a body declares must not bear a parameter's name
        taken |= {each.short for each in scope.parent.names.values()}
    free = (name for name in _names() if name not in taken)
    for _, each in sorted(scope.names.items(), key=lambda item: (-item[1].uses, item[0])):
        each.short = next(free)


def _partners(tokens: Sequence[_Token]) -> dict[int, int]:
    """Where each bracket is closed, and each gap in a template."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, token in enumerate(tokens):
        is_gap = token.kind == "template"
        if (token.kind == "sign" and token.text in (")", "]", "}")) or (is_gap and token.text[0] == "}"):
            found[opened.pop()] = number
        if (token.kind == "sign" and token.text in ("(", "[", "{")) or (is_gap and token.text.endswith("${")):
            opened.append(number)
    return found


def _names() -> Iterator[str]:
    """All short names, the shortest first."""
    for length in count(1):
        yield from map("".join, product(_LETTERS, repeat=length))


def _joined(tokens: Sequence[_Token], partner: Mapping[int, int], known: Sequence[_Name | None]) -> str:
    parts: list[str] = []
    last: _Token | None = None
    bare = _bare(tokens, partner)
    heads = {partner[each + 1] for each in range(len(tokens) - 1) if _is_head(tokens, each)}
    for number, (token, name) in enumerate(zip(tokens, known, strict=True)):
        if number in bare:
            continue
        text = token.text
        if token.kind == "sign" and number + 1 < len(tokens) and tokens[number + 1].kind == "sign":
            follows = tokens[number + 1].text
            if text == ";" and follows == "}" and number - 1 not in heads:
                continue
            if text == "," and follows in (")", "]", "}") and tokens[number - 1].text not in ("[", ","):
                continue
        if text == "const" and not token.role:
            text = "let"
        if name is not None:
            text = f"{text}:{name.short}" if token.role == "both" and text != name.short else name.short
        if last is not None and _needs_gap(last, token):
            parts.append(" ")
        parts.append(text)
        last = token
    return "".join(parts) + "\n"


def _is_head(tokens: Sequence[_Token], number: int) -> bool:
    token = tokens[number]
    return token.text in ("if", "for", "while", "await") and not token.role and tokens[number + 1].text == "("


def _bare(tokens: Sequence[_Token], partner: Mapping[int, int]) -> set[int]:
    """The brackets around the only name of an arrow's parameters."""
    found: set[int] = set()
    for start, end in partner.items():
        if end == start + 2 and tokens[start].text == "(" and tokens[start + 1].kind == "name" and start:
            is_arrow = end + 1 < len(tokens) and tokens[end + 1].text == "=>"
            if is_arrow and tokens[start - 1].text != "async":
                found |= {start, end}
    return found


def _needs_gap(last: _Token, token: _Token) -> bool:
    """Whether something has to stand between two tokens."""
    words = ("name", "number")
    if last.kind in words and token.kind in words:
        return True
    return last.text[-1] + token.text[0] in ("++", "--", "//")
