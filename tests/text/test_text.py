"""No text of a playbook can become anything but the few elements that its field allows, and its links are seen."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall import text as module
from nextcall.model import Blocks, Text
from nextcall.page_links import page_links
from nextcall.text import (
    LONGEST_MARKDOWN,
    blocks_html,
    escape,
    inline_html,
    is_allowed,
    is_relative,
    links,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable

INLINE = {"em", "strong", "code", "a"}
BLOCKS = INLINE | {"p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td", "br"}
PIECES = [
    "[", "](", "]", "(", ")", "<", ">", "\n", "\n\n", "`", "``", "*", "**", "_", "!", "\\", "&", "#", ":", "|", "---",
    "    ", "\t", "- ", "1. ", "> ", "~~~", "```", '"', "'", "a", "b ", "{{ x }}", "{% x %}", "{: .a}", "<b>",
    "<!--", "</a>", "<a href=x onclick=y>", "<script>", "&lt;", "&#106;", "&colon;", "javascript:", "JAVA",
    "script:x", "data:text/html,x", "http://x.example", "https:", "mailto:a@b", "<http://x.y>", "<a@b.c>", "](x)",
    "[t](u)", "![i](p)", "[r]: /u", "[r]", "%", "%41", "1st", "\r", "\x0b", "\u2028", "\xa0", "é", "😀", "://", "//",
    "/", ".", "?", "=", "- - - - ", "> > > > ",
]  # fmt: skip

TABLE = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"

quick = tried(700, 5)
markdown = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=14).map("".join)


class Seen(HTMLParser):
    """What a browser makes of some HTML: elements with attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.words = ""
        self.others: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element opens."""
        self.elements.append((tag, attrs))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element closes: the last one that opened."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words."""
        self.words += data

    def handle_comment(self, data: str) -> None:
        """Anything that is neither."""
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        """Likewise."""
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        """Likewise."""
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        """Likewise."""
        self.others.append(data)


def follow(target: str) -> str | None:
    return target


def assert_only(html: str, allowed: set[str]) -> None:
    """The HTML holds only these elements, each closed, and links whose targets are allowed."""
    seen = Seen(html)
    assert not seen.others
    assert not seen.open
    for tag, attributes in seen.elements:
        assert tag in allowed
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        for _, value in attributes:
            assert is_allowed(value or "")


@quick
@given(text=markdown)
@example(text="<a href='javascript:x'>y</a>")
@example(text="![x](y) <img src=x onerror=y>")
@example(text="a\\\nb  \nc")
def test_an_inline_text_makes_no_element_but_emphasis_code_and_links(text: str) -> None:
    assert_only(inline_html(text, follow), INLINE)


@quick
@given(text=markdown)
@example(text="a|b\n-|-:\n1|2\n")
@example(text="# h\n\n***\n\n<div>x</div>\n")
def test_blocks_make_no_element_but_those_listed(text: str) -> None:
    assert_only(blocks_html(text, follow), BLOCKS)


@quick
@given(text=markdown)
def test_escaped_text_is_the_text_and_nothing_else(text: str) -> None:
    html = escape(text)
    assert unescape(html).replace("\r", "") == unescape(escape(text.replace("\r", "")))
    assert not Seen(html).elements
    assert not set(html) & set("<>\"'`*_[]{}|\\$~^=!\n")
    assert all(character.isalnum() or character in " ,&#;" or ord(character) > 127 for character in html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &#60; b &#38; c"),
        ("{{ x }}", "&#123;&#123; x &#125;&#125;"),
        ("the 1st and 22ND", "the &#49;st and 2&#50;ND"),
        ("1st1st 2nd*", "&#49;st&#49;st &#50;nd&#42;"),
        ("é, 😀", "é, 😀"),
        ('"', "&#34;"),
    ],
)
def test_text_is_escaped_for_html_and_markdown(text: str, html: str) -> None:
    assert escape(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* **b** `c`", "<em>a</em> <strong>b</strong> <code>c</code>"),
        ("[a](b.md)", '<a href="b&#46;md">a</a>'),
        ("[a](javascript:b)", "a"),
        ("<b>x</b>", "&#60;b&#62;x&#60;&#47;b&#62;"),
        ("a\nb", "a&#10;b"),
        ("# no heading", "&#35; no heading"),
    ],
)
def test_inline_markdown_becomes_html(text: str, html: str) -> None:
    assert inline_html(text, follow) == html


def test_a_link_that_leads_nowhere_leaves_its_words() -> None:
    def nowhere(target: str) -> None:
        assert target == "gone.md"

    assert inline_html("see [*this*](gone.md)", nowhere) == "see <em>this</em>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("```\n<x>\n```", "<pre><code>&#60;x&#62;&#10;</code></pre>"),
        ("> a  \n> b", "<blockquote><p>a<br>b</p></blockquote>"),
        ("a|b\n-|-\n1|2", TABLE),
    ],
)
def test_blocks_become_html(text: str, html: str) -> None:
    assert blocks_html(text, follow).replace("\n", "") == html


@pytest.mark.parametrize(
    ("text", "words"), [("*a* `b` [c](d)", "a b c"), ("a\nb", "a b"), ("a_b", "a_b"), ("<b>", "<b>")]
)
def test_plain_text_has_no_markdown(text: str, words: str) -> None:
    assert plain(text) == words


@quick
@given(text=markdown, make=st.sampled_from([str, Text, Blocks]))
@example(text="[a\n\nb](c)", make=Blocks)
@example(text="    [a](b)", make=Text)
@example(text="    [a](b)", make=Blocks)
@example(text="~~~\n[a](b)", make=Blocks)
@example(text="a|b\n-|-\n1|2|[x](y)", make=Blocks)
@example(text="> " * 30 + "[a](b)", make=Blocks)
@example(text="[a](b%zz)", make=Text)
def test_links_are_those_that_the_markdown_parser_sees(text: str, make: Callable[[str], str]) -> None:
    parser = module._markdown()
    tokens = parser.parseInline(text) if make is Text else parser.parse(text)
    assert links(make(text)) == tuple(module._targets(tokens))


@quick
@given(text=markdown)
def test_every_link_of_the_html_is_among_the_links_of_the_text(text: str) -> None:
    for html, written in ((inline_html(text, follow), Text(text)), (blocks_html(text, follow), Blocks(text))):
        hrefs = [value for tag, attributes in Seen(html).elements for _, value in attributes if tag == "a"]
        assert hrefs == [target for target in links(written) if is_allowed(target)]


FORBIDDEN = [
    "javascript:x",
    "data:text/html,x",
    "vbscript:x",
    "file:///x",
    "ftp://x",
    "tel:1",
    "/etc",
    "//evil.example",
    "\\x",
]


@pytest.mark.parametrize("target", FORBIDDEN)
def test_a_forbidden_target_is_not_allowed_in_any_disguise(target: str) -> None:
    scheme, colon, rest = target.partition(":")
    disguises = [
        target,
        target.upper(),
        f" {target}",
        f"\t{target}",
        f"\x01{target}",
        f"\u2028{target}",
        f"\xa0{target}",
    ]
    if colon:
        middle = f"{scheme[0]}\t{scheme[1:]}"
        disguises += [f"{middle}:{rest}", f"{scheme}\n:{rest}", f"{scheme}&colon;{rest}", f"{scheme}&#58;{rest}"]
        disguises += [f"&#{ord(scheme[0])};{scheme[1:]}:{rest}", f"&#x{ord(scheme[0]):x};{scheme[1:]}:{rest}"]
        disguises += [f"%01{target}", f"{scheme}%3a{rest}", f"{scheme}%0A:{rest}"]
    for disguise in disguises:
        assert not is_allowed(disguise), disguise
        for written in (f"[x]({disguise})", f"[x](<{disguise}>)", f"<{disguise}>", f"[x][r]\n\n[r]: {disguise}"):
            html = inline_html(written, follow) + blocks_html(written, follow)
            for tag, attributes in Seen(html).elements:
                assert tag != "a" or is_allowed(attributes[0][1] or ""), written
                assert "script:" not in str(attributes).lower(), written


@tried(300, 5)
@given(
    target=st.sampled_from(FORBIDDEN),
    noise=st.lists(st.tuples(st.integers(0, 20), st.sampled_from("\t\n\r \x00\x01\x1f\x7f\xa0\u2028")), max_size=4),
)
def test_noise_that_browsers_ignore_makes_no_target_allowed(target: str, noise: list[tuple[int, str]]) -> None:
    for index, character in noise:
        target = target[: index % (len(target) + 1)] + character + target[index % (len(target) + 1) :]
    assert not is_allowed(target)


@pytest.mark.parametrize(
    "target", ["http://x", "HTTPS://x", "mailto:a@b", "a.md", "../a b.md", "#part", "?x", "a/b:c", ""]
)
def test_web_mail_and_relative_targets_are_allowed(target: str) -> None:
    assert is_allowed(target)


@pytest.mark.parametrize(
    ("target", "relative"),
    [
        ("a.md", True),
        ("../a.md#b", True),
        ("a/b:c", True),
        ("#a", False),
        ("/a", False),
        ("https://x", False),
        ("x:y", False),
    ],
)
def test_a_relative_target_leads_to_a_file(target: str, relative: bool) -> None:  # noqa: FBT001 (what is expected)
    assert is_relative(target) is relative


def test_links_of_a_page_are_found_where_they_stand_and_code_is_left_out() -> None:
    page = (
        "# A [b](c.md) and ![d](e.png 'f')\n"
        "`[no](no.md)` ``[no](`no`)`` [g]( <h.md> )\r\n"
        "```md\n[no](no.md)\n``` still\n```\r"
        "😀\u2028[i](j.md)\x0b\n"
        "~~~~\n~~~\n[no](no.md)\n~~~~\n"
        "[k]: l.md 'm'\n"
        "``` `x` ``` [n](o.md)\n"
    )
    assert [(link.target, link.line, link.column, link.end_column) for link in page_links(page)] == [
        ("c.md", 1, 9, 13),
        ("e.png", 1, 24, 29),
        ("h.md", 2, 36, 40),
        ("j.md", 7, 7, 11),
        ("l.md", 12, 6, 10),
        ("o.md", 13, 17, 21),
    ]


@tried(300, 5)
@given(page=markdown)
def test_a_page_link_stands_where_it_says(page: str) -> None:
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for link in page_links(page):
        assert lines[link.line - 1][link.column - 1 : link.end_column - 1] == link.target


@pytest.mark.parametrize("make", [Text, Blocks])
def test_a_text_too_long_for_markdown_is_shown_as_typed_and_holds_no_link(make: type[Text]) -> None:
    piece = "[a](b.md) *c* "
    longest = make(piece * (LONGEST_MARKDOWN // len(piece)))
    assert len(longest) <= LONGEST_MARKDOWN
    assert links(longest)
    longer = make(longest + piece)
    assert links(longer) == ()
    assert plain(longer) == longer
    assert "<a" not in inline_html(longer, str) + blocks_html(longer, str)
    assert unescape(blocks_html(longer, str)) == f"<p>{longer}</p>"
