"""Text of the playbook: which links it holds, and what it looks like as HTML inside a Markdown page.

Whatever leaves this module as HTML is escaped for HTML and for Markdown, so that no builder's extension can make
anything of it: letters, digits, spaces and commas stay, every other character becomes a numeric reference.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from nextcall.model import Blocks, Text
from nextcall.printable import on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ALLOWED_SCHEMES = ("http", "https", "mailto")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HARMLESS = re.compile(r"[A-Za-z0-9.#][A-Za-z0-9/._#-]*")  # what most links lead to: there is nothing to decode
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_ALIVE = {code: f"&#{code};" for code in range(128) if not (chr(code).isalnum() or chr(code) in " ,")}
_ORDINAL = re.compile(r"[0-9](?=st|nd|rd|th)", re.IGNORECASE)  # whatever follows, for a reference ends a word
_PLAIN_ONLY = re.compile(r"[^*_`\[\]<>&\\!|\n]*")
LONGEST_MARKDOWN = 50_000
"""In characters: a longer text is shown as it was typed, and what looks like a link in it is none."""


def escape(text: str) -> str:
    """`text` as it was typed, safe in the content and in the quoted attributes of HTML that stands inside Markdown."""
    escaped = text.translate(_ALIVE)
    return _ORDINAL.sub(lambda digit: f"&#{ord(digit[0])};", escaped)


_CLOSING = re.compile(r"(?<![^ ])#+$")


def heading(level: int, line: str) -> str:
    """A heading of Markdown: `line`, which is Markdown already, keeps the `#` that it ends in."""
    kept = _CLOSING.sub(r"\\\g<0>", line)
    return f"{'#' * level} {kept}"


def is_relative(target: str) -> bool:
    """Whether a link leads to a file, relative to the one that it stands in."""
    return not _SCHEME.match(target) and not target.startswith(("/", "\\", "#"))


def is_allowed(target: str) -> bool:
    """Whether a link may stand in a playbook: http(s), mailto, an anchor, or relative to its file."""
    if _HARMLESS.fullmatch(target):
        return True
    from html import unescape  # noqa: PLC0415 (few playbooks hold a link that needs it)
    from urllib.parse import unquote  # noqa: PLC0415

    visible = _UNSEEN.sub("", unescape(unquote(target)))
    scheme = _SCHEME.match(visible)
    if scheme:
        return scheme[1].lower() in ALLOWED_SCHEMES
    return not visible.startswith(("/", "\\"))


def is_plain(text: str) -> bool:
    """Whether inline Markdown leaves the text as it is, or none is looked for."""
    return len(text) > LONGEST_MARKDOWN or _PLAIN_ONLY.fullmatch(text) is not None


def plain(text: str) -> str:
    """`text` without its Markdown: for titles, navigation and text alternatives."""
    if is_plain(text):
        return text
    tokens = _markdown().parseInline(on_one_line(text))[0].children or []
    return "".join(_visible(tokens))


def inline_html(text: str, resolve: Callable[[str], str | None]) -> str:
    """Inline Markdown as HTML that holds no element but `em`, `strong`, `code` and `a[href]`.

    `resolve` turns the target of an allowed link into an href, or None where it leads nowhere: then its words stay
    and the link goes.
    """
    if is_plain(text):
        return escape(text)
    html = _html(_markdown().parseInline(text), resolve)
    return html.replace(_VOID["hardbreak"], _VOID["softbreak"])  # a `<` that was typed is escaped, so this is ours


def blocks_html(text: str, resolve: Callable[[str], str | None]) -> str:
    """Markdown blocks as HTML: `p ul ol li blockquote pre code table thead tbody tr th td br` and what is inline."""
    if len(text) > LONGEST_MARKDOWN:
        return f"<p>{escape(text)}</p>"
    return _html(_markdown().parse(text), resolve)


_SIMPLE_LINK = re.compile(r"\[[^\[\]`\\<&\r\n]*\]\(([A-Za-z0-9/._~#?=+@:-]+)\)")
_NEEDS_PARSING = re.compile(r"[`\\<>&|\[\]\t]|~~~| {4}|(?:[-*+.)] +){3}")


def links(text: str) -> tuple[str, ...]:
    """The targets of the links in a text of the playbook, forbidden ones included, in order."""
    if len(text) > LONGEST_MARKDOWN:
        return ()
    if "](" not in text and "]:" not in text and ("<" not in text or (":" not in text and "@" not in text)):
        return ()  # no link without any of these
    return _links(str(text), is_inline=isinstance(text, Text) and not isinstance(text, Blocks))


@lru_cache(maxsize=4096)
def _links(text: str, *, is_inline: bool) -> tuple[str, ...]:
    if not _NEEDS_PARSING.search(_SIMPLE_LINK.sub("", text)):  # spares `check` the import of a Markdown parser
        return tuple(_SIMPLE_LINK.findall(text))
    return tuple(_targets(_markdown().parseInline(text) if is_inline else _markdown().parse(text)))


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables, without what the playbook's texts may not hold; all links pass, `_html` judges them."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (50 ms that `check` seldom needs)

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["image", "heading", "lheading", "hr", "html_block", "html_inline"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 (the parser's own signature)
    return parser


def _targets(tokens: Sequence[Token]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            found.append(str(token.attrs["href"]))
        found.extend(_targets(token.children or ()))
    return found


def _visible(tokens: Sequence[Token]) -> list[str]:
    return [" " if token.type in ("softbreak", "hardbreak") else token.content for token in tokens]


_VOID = {"softbreak": "&#10;", "hardbreak": "<br>"}


def _html(tokens: Sequence[Token], resolve: Callable[[str], str | None]) -> str:
    out: list[str] = []
    dropped: list[bool] = []
    for token in tokens:
        if token.hidden:
            continue
        if token.children is not None:
            out.append(_html(token.children, resolve))
        elif token.type == "link_open":
            target = str(token.attrs["href"])
            href = resolve(target) if is_allowed(target) else None
            dropped.append(href is None)
            if href is not None:
                out.append(f'<a href="{escape(href)}">')
        elif token.type == "link_close":
            if not dropped.pop():
                out.append("</a>")
        else:
            out.append(_piece(token))
    return "".join(out)


def _piece(token: Token) -> str:
    if token.type in _VOID:
        return _VOID[token.type]
    if token.type == "code_inline":
        return f"<code>{escape(token.content)}</code>"
    if token.type in ("fence", "code_block"):
        return f"<pre><code>{escape(token.content)}</code></pre>"
    if token.tag:
        return f"</{token.tag}>" if token.nesting < 0 else f"<{token.tag}>"
    return escape(token.content)
