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

_IS_BLOCK = re.compile(
    "article|aside|blockquote|details|div|dl|fieldset|figure|footer|form|h[1-6]|header|main|nav|noscript|ol|p|script"
    "|section|table|ul"
).fullmatch
"""Elements that begin an HTML block wherever they begin a line, in every release of Python-Markdown."""

_READ_OTHERWISE = re.compile(
    "<(?:iframe|math|noembed|noframes|plaintext|style|title|xmp)[^a-z0-9-]"
    "|<script(?![a-z0-9-])(?!(?:[ \n][^<>&]*+(?<!/))?+>[^<&]*+</script>)"
)
"""Elements in which a parser of HTML may, by its release, take for text what looks like a tag or a reference.

In a script that holds neither there is nothing to take for it.
"""

_TAG = re.compile(
    r"<(?:/([a-z][a-z0-9-]*+)"
    r"|([a-z][a-z0-9-]*+)"
    r"""((?:[ \n]++[a-z][a-z0-9_:.-]*+(?:[A-Z][a-z]++)*+(?:="[^"<]*+")?+)*+)[ \n]*+(/?))>"""
)
"""A tag that no parser of HTML takes for another: the element that it closes, or the one that it opens, its attributes,
and a slash where it is closed at once."""

_ATTRIBUTE = re.compile(r"""[ \n]++([a-zA-Z0-9_:.-]++)(?:="([^"]*+)")?+""")
_BETWEEN = re.compile(r"(?:\n|#{1,6} [^\n]*+(?=\n|\Z))*+").fullmatch
_LONE_SPACES = re.compile(r"\n +\n")
_NO_REFERENCE = re.compile(r"&(?!#[0-9]+;|#[xX][0-9a-fA-F]+;|[a-zA-Z][a-zA-Z0-9]*;)")


class Parted(NamedTuple):
    """A page in two: `shape` is its Markdown with nothing but a number in each block, `blocks` are these, whole.

    `anchors` are the ids and names of anchors in the blocks.
    """

    shape: str
    blocks: tuple[str, ...]
    anchors: frozenset[str]


def parted(markdown: str) -> Parted | None:
    """A page's headings apart from its blocks; None where it holds anything else, or what may be something else."""
    anchors: set[str] = set()
    found = _outermost(markdown, anchors) if _is_plain(markdown) else None
    if found is None:
        return None
    shape: list[str] = []
    end = 0
    for number, (first, start, behind) in enumerate(found):
        between, end = markdown[end:start], behind
        if not _may_begin(first) or not _may_part(between, is_first=not number):
            return None
        shape += between, empty(first[2], number)
    rest = markdown[end:]
    if not _BETWEEN(rest) or (found and rest[:1] not in ("", "\n")):
        return None
    blocks = tuple(markdown[start:end] for _, start, end in found)
    return Parted("".join((*shape, rest)), blocks, frozenset(anchors))


def _outermost(markdown: str, anchors: set[str]) -> list[tuple[re.Match[str], int, int]] | None:
    """The outermost elements: the tag that begins each, where it begins and where it ends; adds to `anchors`.

    An element ends, as Python-Markdown sees it, where its name is closed, and everything that is open in it with it.
    None where one doesn't end, or where not all is surely a tag that looks like one.
    """
    found: list[tuple[re.Match[str], int, int]] = []
    open_tags: list[str] = []
    first: re.Match[str] | None = None
    number = 0
    for number, tag in enumerate(_TAG.finditer(markdown), 1):  # noqa: B007 (how many there were)
        closed, opened, attributes, is_empty = tag.groups()
        first = first or tag
        if opened:
            if attributes and ('id="' in attributes or (opened == "a" and "e=" in attributes)):
                anchors.update(_anchors(opened, attributes))
            if not is_empty and opened != "hr":
                open_tags.append(opened)
        elif closed in open_tags:
            while open_tags.pop() != closed:
                pass
        if not open_tags:
            found.append((first, first.start(), tag.end()))
            first = None
    is_sure = not open_tags and number == markdown.count("<") and not _READ_OTHERWISE.search(markdown)
    return found if is_sure else None


def _is_plain(markdown: str) -> bool:
    """Whether there is nothing that Python-Markdown changes or removes, and nothing that may be a fence."""
    return (
        not any(each in markdown for each in ("\t", "\r", "\0", "\x02", "\x03", "```", "~~~", ":::"))
        and not _LONE_SPACES.search(markdown)
        and not _NO_REFERENCE.search(markdown)
    )


def _may_begin(tag: re.Match[str]) -> bool:
    """Whether a block begins with this tag, in which nobody wants Markdown."""
    name = tag[2]
    return bool(name and _IS_BLOCK(name) and not tag[4] and tag[0][len(name) + 1] in " >" and "markdown" not in tag[3])


def _may_part(between: str, *, is_first: bool) -> bool:
    """Whether it is headings and line ends alone that stand before a block and after another."""
    if not between:
        return True
    return between[-1] == "\n" and (is_first or between[0] == "\n") and _BETWEEN(between) is not None


def empty(name: str, number: int) -> str:
    """What stands in a shape for a block, and, once it is HTML, too."""
    return f"<{name}>nextcall{number}</{name}>"


_EMPTY = re.compile(r"<([a-z0-9]+)>nextcall([0-9]+)</\1>")


def gaps(html: str, count: int) -> tuple[str, ...] | None:
    """What stands between the `count` blocks in the HTML of a shape; None where it isn't them, in their order."""
    parts = _EMPTY.split(html)
    return tuple(parts[::3]) if parts[2::3] == [str(number) for number in range(count)] else None


def filled(between: tuple[str, ...], blocks: tuple[str, ...]) -> str:
    """The HTML of a page: its blocks, whole, in the `gaps` of its shape."""
    return between[0] + "".join(part for pair in zip(blocks, between[1:], strict=True) for part in pair)


def _anchors(name: str, attributes: str) -> Iterator[str]:
    for key, value in _ATTRIBUTE.findall(attributes):
        if key == "id" or (key.lower() == "name" and name == "a"):
            yield unescape(value)
