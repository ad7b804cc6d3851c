"""The links of a team's own Markdown page, and where each of them is written.

markdown-it-py reads the page, so that what it takes for code or for a comment holds no link. It keeps no columns: its
rules for links are watched as they succeed, and a place in a block is found again in the block's lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from html import unescape
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

    InlineRule = Callable[[StateInline, bool], bool]

LONGEST_READ = 300_000
"""How many characters of a page are looked through, unless it is a simple one: odd ones take seconds a million."""
MOST_READ = 1_000_000
"""How many characters of all pages of a playbook that aren't simple are looked through."""


class Link(NamedTuple):
    """The target of a link as it is written, with its 1-based line and columns; `end_column` is exclusive.

    `leads_to` is the target without Markdown's or HTML's escapes. `is_raw` are those of HTML: no builder rewrites them.
    """

    target: str
    line: int
    column: int
    end_column: int
    leads_to: str
    is_raw: bool = False


class _Written(NamedTuple):
    """A target between two characters of a block's text, and what it means."""

    start: int
    end: int
    leads_to: str
    is_raw: bool = False


_FRONT_MATTER = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_MAY_LINK = re.compile(r"\]\(|\]:|<")
_SIMPLE_LINK = re.compile(r"\[(?:[^\[\]`\\<&|\n]|\n(?=[A-Za-z]))*\]\((?P<target>[A-Za-z0-9/._~#?=+@:-]+)\)")
_NEEDS_PARSING = re.compile(r"[`\\<>&\[\]\t]|~~~| {4}|(?:[-*+.)] +){3}")
_BLANK_LINE = re.compile(r"\n *\n")
_LABEL = re.compile(r"\[(?:[^\[\]\\]|\\.)*\]:", re.DOTALL)
_CONTAINER = re.compile(r"""!!! *\w|\?\?\?\+? *\w|===[!+]? *["']""")  # an admonition, or one of Material's tabs
_CONTAINER_INDENT = 4
_TAG = re.compile(
    r"""<(?:!--|(?P<raw>script|style)\b|(?P<element>a|img)\s(?:[^<>"']|"[^<"]*"|'[^<']*')*>)""", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""\s(?P<name>[^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
_ADDRESSES = {"a": "href", "img": "src"}
_FOUND = "nextcall.links"
_CONTENT = "nextcall.content"


def page_links(markdown: str) -> list[Link]:
    """The links and images of a page, those in raw HTML and the definitions of references included, in order."""
    return read_links(markdown).links


def is_read_whole(markdown: str) -> bool:
    """Whether all of a page is looked through."""
    return read_links(markdown).unread_from is None


class Read(NamedTuple):
    """The links of a page as `page_links` has them.

    `parsed` are the characters that were looked through with effort; those from `unread_from` on weren't at all.
    """

    links: list[Link]
    parsed: int = 0
    unread_from: int | None = None


def read_links(markdown: str, most: int = LONGEST_READ) -> Read:
    """The links of a page of which at most so many characters are looked through, unless it is a simple one."""
    most = min(most, LONGEST_READ)
    text = _body(markdown)
    if not _MAY_LINK.search(text):
        return Read([])
    simple = _simple(text)
    if simple is not None:
        return Read(_sorted(simple))
    unread_from = None if len(markdown) <= most else most
    return Read(_sorted(_Page(text[:most]).links()), min(len(text), most), unread_from)


def _sorted(links: Iterable[Link]) -> list[Link]:
    return sorted(links, key=lambda link: link[1:])


def _body(markdown: str) -> str:
    """The page with one character at the end of each line, and with empty lines for its front matter."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n")
    matter = _FRONT_MATTER.match(text)
    return "\n" * matter[0].count("\n") + text[matter.end() :] if matter else text


def _simple(text: str) -> list[Link] | None:
    """The links of a page that holds nothing but simple ones; None where it has to be parsed.

    This spares `check` the import of the parser for most pages.
    """
    if _NEEDS_PARSING.search(_SIMPLE_LINK.sub("", text)):
        return None
    if "|" in text and any("|" in each and "](" in each for each in _BLANK_LINE.split(text)):
        return None  # a table may cut a link, or drop it
    found = []
    passed, line, begin = 0, 1, 0
    for link in _SIMPLE_LINK.finditer(text):
        start, end = link.span("target")
        if "\n" in link[0] and "#" in text[_line_start(text, passed, link.start(), begin) : link.start()]:
            return None  # a heading ends with its line
        line += text.count("\n", passed, start)
        begin = _line_start(text, passed, start, begin)
        passed = start
        found.append(Link(link["target"], line, start - begin + 1, end - begin + 1, link["target"]))
    return found


def _line_start(text: str, passed: int, index: int, begin: int) -> int:
    """Where the line of the character at `index` begins; that of one before it, which was `passed`, is at `begin`."""
    return text.rfind("\n", passed, index) + 1 or begin


class _Page:
    """A page that has to be parsed."""

    def __init__(self, text: str) -> None:
        parsed = text.replace("\0", "\ufffd")  # as the parser does
        self._written = text.split("\n")
        self._lines = parsed.split("\n")
        self._env: dict[str, Any] = {}
        self._blocks = _parser().parse(parsed, self._env)

    def links(self) -> Iterator[Link]:
        """Every link, in no order."""
        for definition in self._env.get("references", {}).values():
            yield from self._defined(*definition["map"])
        row, column = -1, 0
        in_table = False
        for block in self._blocks:
            in_table = block.type != "table_close" and (in_table or block.type == "table_open")
            if block.type == "html_block" and block.map:
                yield from self._placed(block.content, (block.map[0], block.map[1]), _in_html(block.content))
            elif block.type == "inline" and block.map and in_table:
                if block.map[0] != row:
                    row, column = block.map[0], 0
                column = yield from self._in_cell(block.content, row, column)
            elif block.type == "inline" and block.map:
                yield from self._placed(
                    block.content, (block.map[0], block.map[1]), _in_markdown(block.content, self._env)
                )

    def _defined(self, first: int, after: int) -> Iterator[Link]:
        """The target of a definition, which stands on the lines from `first` on."""
        text = "\n".join(self._lines[first:after])
        start = text.find("[")
        label = _LABEL.match(text, start)
        written = _destination(text, label.end(), len(text)) if label else None
        if written is not None and not text.startswith("[^", start):  # a footnote is no link
            line = text.count("\n", 0, written.start)
            before = text.rfind("\n", 0, written.start) + 1
            yield self._link(first + line, written.start - before, written.end - before, written)

    def _placed(self, content: str, block: tuple[int, int], found: Iterable[_Written]) -> Iterator[Link]:
        """The links of a block's text, which stands on the lines from `block[0]` on.

        A line of the text is the end of its line in the page, less what markers and indentation take at its start.
        """
        texts = content.split("\n")
        starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        first = next((each for each in range(*block) if texts[0].strip() in self._lines[each]), block[0])
        moved: dict[int, int] = {}
        for written in found:
            number = bisect_right(starts, written.start) - 1
            if number not in moved:
                body = texts[number].strip()
                moved[number] = self._lines[first + number].find(body) - texts[number].find(body) - starts[number]
            at = moved[number]
            yield self._link(first + number, written.start + at, written.end + at, written)

    def _in_cell(self, content: str, number: int, column: int) -> Generator[Link, None, int]:
        """The links of a table's cell, which stands behind `column`; returns the column behind it."""
        cell = content.replace("|", "\\|")
        at = max(self._lines[number].find(cell, column), column)
        bars = [index for index, letter in enumerate(content) if letter == "|"]
        for written in _in_markdown(content, self._env):
            start, end = (at + each + bisect_left(bars, each) for each in (written.start, written.end))
            yield self._link(number, start, end, written)
        return at + len(cell)

    def _link(self, number: int, start: int, end: int, written: _Written) -> Link:
        return Link(self._written[number][start:end], number + 1, start + 1, end + 1, written.leads_to, written.is_raw)


def _in_markdown(content: str, env: dict[str, Any]) -> list[_Written]:
    """The targets in the text of a block, without those of references, which are their definitions'."""
    if "](" not in content and "<" not in content:
        return []
    found: list[_Written] = []
    _parser().inline.parse(content, _parser(), {**env, _FOUND: found, _CONTENT: content}, [])
    return found


def _in_html(html: str) -> Iterator[_Written]:
    """The targets of `<a href>` and `<img src>` in raw HTML; comments, scripts and styles hold none."""
    at, small = 0, html.lower()
    while found := _TAG.search(html, at):
        at = found.end()
        if found["element"]:
            yield from _address(html, found)
            continue
        end = small.find("-->" if found["raw"] is None else f"</{found['raw'].lower()}", at)
        if end < 0:
            return
        at = end


def _address(html: str, tag: re.Match[str]) -> Iterator[_Written]:
    for found in _ATTRIBUTE.finditer(html, tag.end("element"), tag.end()):
        if found["name"].lower() == _ADDRESSES[tag["element"].lower()] and found.lastindex not in {None, 1}:
            start, end = found.span(found.lastindex or 0)
            if start < end and "\n" not in html[start:end]:
                yield _Written(start, end, unescape(html[start:end]).strip(), is_raw=True)
            return


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables, and with what is indented below an admonition's or a tab's title; all links pass."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 (50 ms that simple pages don't need)

    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 (the parser's own signature)
    parser.block.ruler.before("fence", "container", _container, {"alt": ["paragraph", "blockquote", "list"]})
    watched = {"link": _of_link, "image": _of_link, "autolink": _of_autolink, "html_inline": _of_html}
    for rule in parser.inline.ruler.__rules__:
        if rule.name in watched:
            parser.inline.ruler.at(rule.name, _watching(rule.fn, watched[rule.name]))
    return parser


def _watching(rule: InlineRule, targets: Callable[[StateInline, int], Iterable[_Written]]) -> InlineRule:
    """The rule, which also notes the targets of what it took. What an image's words hold is no link."""

    def watched(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's own signature)
        start = state.pos
        taken = rule(state, silent)
        if taken and not silent and len(state.src) == len(state.env[_CONTENT]):
            state.env[_FOUND].extend(targets(state, start))
        return taken

    return watched


def _of_link(state: StateInline, start: int) -> Iterator[_Written]:
    """The target of the link or image that has been read from `start` on, unless it is a reference."""
    end = state.pos
    is_image = state.src[start] == "!"
    label_end = state.md.helpers.parseLinkLabel(state, start + is_image, not is_image)
    state.pos = end
    if label_end + 1 < end and state.src[label_end + 1] == "(":
        written = _destination(state.src, label_end + 2, end)
        if written is not None:
            yield written


def _of_autolink(state: StateInline, start: int) -> Iterator[_Written]:
    yield _Written(start + 1, state.pos - 1, state.src[start + 1 : state.pos - 1])


def _of_html(state: StateInline, start: int) -> Iterator[_Written]:
    for written in _in_html(state.src[start : state.pos]):
        yield written._replace(start=start + written.start, end=start + written.end)


def _destination(text: str, start: int, end: int) -> _Written | None:
    """The target that begins at `start`, blanks and the marks of a quotation aside; None where there is none."""
    from markdown_it.helpers import parseLinkDestination  # noqa: PLC0415 (as in `_parser`)

    while start < end and text[start] in " \t\n>":
        start += 1
    found = parseLinkDestination(text, start, end)
    if not found.ok or not found.str:
        return None
    in_brackets = text[start] == "<"
    return _Written(start + in_brackets, found.pos - in_brackets, found.str)


def _container(state: StateBlock, first: int, after: int, silent: bool) -> bool:  # noqa: FBT001 (the parser's own)
    """An admonition (`!!! note`) or a tab (`=== "Title"`): its title, and the blocks that are indented below it."""
    indent = state.sCount[first]
    start, end = state.bMarks[first] + state.tShift[first], state.eMarks[first]
    if indent - state.blkIndent >= _CONTAINER_INDENT or not _CONTAINER.match(state.src, start, end):
        return False
    if silent:
        return True
    title = state.push("inline", "", 0)
    title.content, title.map, title.children = state.src[start:end].strip(), [first, first + 1], []
    below = first + 1
    while below < after and (state.isEmpty(below) or state.sCount[below] >= indent + _CONTAINER_INDENT):
        below += 1
    around = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent + _CONTAINER_INDENT, below, "root"
    state.md.block.tokenize(state, first + 1, below)
    state.blkIndent, state.lineMax, state.parentType = around
    state.line = below
    return True
