"""Pages that are headings and HTML blocks alone: Python-Markdown reads them without what stands inside the blocks.

It would look at every tag, in Python, only to give back what it was given: that took half of a build. So each block
goes through it empty, and whatever it makes of headings, line ends and paragraphs, it makes of that: the table of
contents, anchors and titles are its own, in any setting. What isn't surely such a page is left to it as it is.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCKS = frozenset(
    "article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header main nav ol p section"
    " table ul".split()
)
"""Elements that begin an HTML block wherever they begin a line, in every release of Python-Markdown."""

_READ_OTHERWISE = frozenset("iframe math noembed noframes noscript plaintext script style title xmp".split())
"""Elements in which a parser of HTML may, by its release, take for text what looks like a tag."""

_NOT_PLAIN = re.compile(
    r"[\t\r\x00\x02\x03]"  # Python-Markdown changes or removes these …
    r"|\n +\n"  # … and these spaces
    r"|```|~~~|:::"  # what may be a fence
    r"|&(?!#[0-9]+;|#[xX][0-9a-fA-F]+;|[a-zA-Z][a-zA-Z0-9]*;)"
)
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*+)"
    r"""((?:[ \n]++[a-zA-Z_:][a-zA-Z0-9_:.-]*+(?:="[^"]*+")?+)*+)[ \n]*+(/?)>"""
)
_ATTRIBUTE = re.compile(r"""[ \n]++([a-zA-Z_:][a-zA-Z0-9_:.-]*+)(?:="([^"]*+)")?+""")
_HEADING = re.compile(r"#{1,6} [^\n<]*+(?=\n|\Z)")


class Parted(NamedTuple):
    """A page in two: `shape` is its Markdown with nothing but a number in each block, `blocks` are these, whole.

    `anchors` are the ids and names of anchors in the blocks.
    """

    shape: str
    blocks: tuple[str, ...]
    anchors: frozenset[str]


def parted(markdown: str) -> Parted | None:
    """A page's headings apart from its blocks; None where it holds anything else, or what may be something else."""
    if _NOT_PLAIN.search(markdown):
        return None
    shape: list[str] = []
    blocks: list[str] = []
    anchors: set[str] = set()
    at = 0
    while at < len(markdown):
        if markdown[at] == "\n":
            shape.append("\n")
            at += 1
        elif heading := _HEADING.match(markdown, at):
            shape.append(heading[0])
            at = heading.end()
        else:
            first = _TAG.match(markdown, at)
            end = _end_of_block(markdown, first, anchors) if first else None
            if first is None or end is None or markdown[end : end + 1] not in ("", "\n", "<"):
                return None
            shape.append(empty(first[2], len(blocks)))
            blocks.append(markdown[at:end])
            at = end
    return Parted("".join(shape), tuple(blocks), frozenset(anchors))


def empty(name: str, number: int) -> str:
    """What stands in a shape for a block, and, once it is HTML, too."""
    return f"<{name}>nextcall{number}</{name}>"


_EMPTY = re.compile(r"<([a-zA-Z0-9]+)>nextcall([0-9]+)</\1>")


def gaps(html: str, count: int) -> tuple[str, ...] | None:
    """What stands between the `count` blocks in the HTML of a shape; None where it isn't them, in their order."""
    parts = _EMPTY.split(html)
    return tuple(parts[::3]) if parts[2::3] == [str(number) for number in range(count)] else None


def filled(between: tuple[str, ...], blocks: tuple[str, ...]) -> str:
    """The HTML of a page: its blocks, whole, in the `gaps` of its shape."""
    return between[0] + "".join(part for pair in zip(blocks, between[1:], strict=True) for part in pair)


def _end_of_block(markdown: str, first: re.Match[str], anchors: set[str]) -> int | None:
    """Where the element that begins with the tag `first` ends, as Python-Markdown sees it; None where it isn't sure.

    An element ends where its name is closed, and everything that is open in it with it.
    """
    name = first[2]
    if first[1] or first[4] or name not in _BLOCKS or first[0][len(name) + 1] == "\n" or "markdown" in first[3]:
        return None
    open_tags: list[str] = []
    tag: re.Match[str] | None = first
    while tag is not None:
        closes, name, attributes, is_empty = tag.groups()
        name = name.lower()
        if name in _READ_OTHERWISE or (closes and (attributes or is_empty)):
            return None
        if closes:
            if name in open_tags:
                while open_tags.pop() != name:
                    pass
            if not open_tags:
                return tag.end()
        else:
            if attributes and "=" in attributes:
                anchors.update(_anchors(name, attributes))
            if not is_empty and name != "hr":
                open_tags.append(name)
        start = markdown.find("<", tag.end())
        tag = _TAG.match(markdown, start) if start >= 0 else None
    return None


def _anchors(name: str, attributes: str) -> Iterator[str]:
    lower = attributes.lower()
    if "id=" in lower or (name == "a" and "name=" in lower):
        for key, value in _ATTRIBUTE.findall(attributes):
            if key.lower() == "id" or (key.lower() == "name" and name == "a"):
                yield unescape(value)
