"""The links of a team's page are those that a Markdown parser finds, each where it is written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall import page_links as module
from nextcall.page_links import LONGEST_READ, is_read_whole, page_links

PIECES = [
    "[a](b)", "[a\nb](c)", "![i](p.png)", "[t](<u v> 'w')", "[g](x_(1).md)", "[r]", "[r]: /u\n", "\n[k]:\n<x y>\n",
    "[", "]", "](", ")", "<", ">", "`", "``", "*", "\\", "&amp;", "|", "#", "\n", "\n\n", "    ", "\t", "- ", "1. ",
    "> ", "~~~", "```", "<b>", "<!--", "-->", "<a href='h.md'>", "<img src=q.png>", "<http://x.y>",
    "| a | b |\n|---|---|\n", "|---|\n", "| [t](u\\|v) | [x](y) |\n", "!!! note\n",
    '=== "[T](t.md)"\n', "\r", "\x0b", "\u2028", "\xa0", "\0",
    "😀", "a", "b ", "===\n", "---\n", "- - - - ", "[^1]: f",
]  # fmt: skip

pages = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=2)), max_size=14).map("".join)


def _found(page: str) -> list[tuple[str, int, int]]:
    return [(link.leads_to, link.line, link.column) for link in page_links(page)]


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("[w](gone_(1).md)", [("gone_(1).md", 1, 5)]),
        ("[v](<gone file.md>)", [("gone file.md", 1, 6)]),
        ("[v](\n  gone.md\n 'why')", [("gone.md", 2, 3)]),
        (r"[v](a\_b&amp;c.md)", [("a_b&c.md", 1, 5)]),
        ("![i](i.png)", [("i.png", 1, 6)]),
        ("[![i](i.png)](o.md)", [("i.png", 1, 7), ("o.md", 1, 15)]),
        ("[a [b](c.md) d](e.md)", [("c.md", 1, 8)]),
        ("Text [one] and [two][b]\n\n[one]: a.md\n[b]:\n  <b c.md> 'B'\n", [("a.md", 3, 8), ("b c.md", 5, 4)]),
        ("> > [q]: q.md\n", [("q.md", 1, 10)]),
        ("- [a](b.md)\n\n    second [c](d.md)\n\n  - [e](f.md)", [("b.md", 1, 7), ("d.md", 3, 16), ("f.md", 5, 9)]),
        ("> quoted [a](b.md)\nand [c](d.md)", [("b.md", 1, 14), ("d.md", 2, 9)]),
        ("# [a](b.md) #\n\n[c](d.md)\n===\n", [("b.md", 1, 7), ("d.md", 3, 5)]),
        ("| x | y |\n|---|---|\n| [s](s.md) | [s](s.md) |", [("s.md", 3, 7), ("s.md", 3, 19)]),
        ("| x |\n|---|\n| \\| [p\\|q](a\\|b.md) |", [("a|b.md", 3, 13)]),
        ("<a href='h.md'>x</a> <IMG alt='a>b'\n SRC=i.png>", [("h.md", 1, 10), ("i.png", 2, 6)]),
        ('<div>\n  <a class="x" title="href=no" href="h.md?a&amp;b">\n</div>', [("h.md?a&b", 2, 38)]),
        ("> <div>\n> <img src='h.png'/>\n> </div>", [("h.png", 2, 13)]),
        ("See <https://x.example> and <a@b.example>", [("https://x.example", 1, 6), ("a@b.example", 1, 30)]),
        ("[j](javascript:x) [d](data:text/html,x)", [("javascript:x", 1, 5), ("data:text/html,x", 1, 23)]),
        ('!!! note "[t](t.md)"\n    [a](a.md)\n\n    [b](b.md)\n', [("t.md", 1, 15), ("a.md", 2, 9), ("b.md", 4, 9)]),
        ('=== "One"\n\n    - [a](a.md)\n\n        [b](b.md)\n\nAfter [c](c.md)',
         [("a.md", 3, 11), ("b.md", 5, 13), ("c.md", 7, 11)]),
        ("- item\n\n    ??? tip\n\n        [a](a.md)", [("a.md", 5, 13)]),
        ("\u2028\n<b>[a](b.md)", [("b.md", 2, 8)]),
        ("a [b\nc](d.md)\r\ne [f](g.md)\rh [i](j.md)", [("d.md", 2, 4), ("g.md", 3, 7), ("j.md", 4, 7)]),
    ],
)  # fmt: skip
def test_every_link_is_found_where_it_is_written(page: str, found: list[tuple[str, int, int]]) -> None:
    assert _found(page) == found


@pytest.mark.parametrize(
    "page",
    [
        "<!-- [a](b.md) -->",
        "<!--\n[a](b.md)\n\n[r]: c.md\n\n<a href='d.md'>\n-->",
        "Text <!-- [a](b.md) <a href='c.md'> --> text",
        "<div>\n<!-- <a href='c.md'> -->\n</div>",
        "<script>\nvar x = '<a href=\"c.md\">'\n</script>",
        "<!-- never closed\n\n[a](b.md)",
        "    [a](b.md)\n\n\t[r]: c.md",
        "Text\n\n    <a href='b.md'>",
        "- item\n\n        [a](b.md)",
        "> text\n>\n>     [a](b.md)",
        "!!! note\n\n        [a](b.md)",
        "```\n[a](b.md)\n<a href='b.md'>\n[r]: c.md\n```",
        "> ~~~ md\n> [a](b.md)\n> ~~~",
        "1. a\n\n    ```\n    [a](b.md)\n    ```",
        "`[a](b.md)` ``[a](` b.md)`` `a\n[a](b.md)`",
        "`<a href='b.md'>`",
        "\\[a](b.md) [a]\\(b.md) [a] (b.md)",
        "[a]() <a name='b'> <a href=''> <b href='c.md'> <a data-href='d.md'>",
        "[a](b c.md) [r]",
        '---\nsource: "[a](b.md)"\n---\n',
        "[^1]: word",
        "<gone.md>",
    ],
)  # fmt: skip
def test_code_comments_and_what_is_no_link_are_passed_over(page: str) -> None:
    assert _found(page) == []


@tried(700, 5)
@given(page=pages)
@example("\u2028\n [a](b    [c](d)\n[m](n 't')")
@example("\0[a](b)`x`")
def test_a_link_stands_where_it_says(page: str) -> None:
    lines = page.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for link in page_links(page):
        assert link.target
        assert lines[link.line - 1][link.column - 1 : link.end_column - 1] == link.target


simple = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "[a\nb](c)",
                "[a](b)",
                "![a](b.png)",
                "|---|\n",
                "a | b\n",
                "\n",
                "\n\n",
                "|",
                "# ",
                "- ",
                "1. ",
                "x",
                " ",
                "===\n",
                "---\n",
                "[c](d) | e\n",
                "| a |\n|---|\n",
                "* ",
                "!!! note\n",
                "\n \n",
                "[a\n- b](c)",
                "é",
            ]
        ),
        st.text(max_size=1),
    ),
    min_size=1,
    max_size=9,
).map("".join)


@tried(1500, 5)
@given(page=simple)
@example("| a |\n|---|\n[a\nb](c)")
@example("# [a\nb](c)")
@example("- [a\n- b](c)")
@example("| a |\n|---|\n| b | [c](d) |")
def test_the_short_way_for_simple_pages_finds_what_the_parser_finds(page: str) -> None:
    text = module._body(page)
    found = module._simple(text)
    if found is not None:
        assert found == sorted(module._Page(text).links(), key=lambda link: link[1:])


def test_a_page_that_is_too_long_to_be_parsed_is_looked_through_as_far_as_that_goes() -> None:
    odd = "[a](b.md) `x`\n"
    assert is_read_whole(odd)
    long = odd * (LONGEST_READ // len(odd) + 100)
    assert not is_read_whole(long)
    assert len(page_links(long)) == LONGEST_READ // len(odd)
    plain = "[a](b.md) and so on\n" * (LONGEST_READ // 20 + 100)
    assert is_read_whole(plain)
    assert page_links(plain)[-1].line == LONGEST_READ // 20 + 100
