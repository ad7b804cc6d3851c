"""Whatever stands in a text of the playbook, it adds no element and no attribute that a text may not hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nextcall.model import Blocks, Files, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook
    from nextcall.render import Page

PYMDOWN = (
    "arithmatex",
    "betterem",
    "caret",
    "critic",
    "details",
    "emoji",
    "inlinehilite",
    "keys",
    "magiclink",
    "mark",
    "smartsymbols",
    "snippets",
    "superfences",
    "tabbed",
    "tasklist",
    "tilde",
)
EXTENSIONS = [
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc"),
    *(f"pymdownx.{name}" for name in PYMDOWN),
]
PAGES = ("sales/direct/discover/", "sales/direct/discover/call-plan/")
EVERY_PAGE = (
    *(*PAGES, "", "sales/direct/", "sales/direct/review/", "sales/direct/won/", "buying/port/"),
    *("alignment/", "roles/", "glossary/"),
)
INLINE = {"em", "strong", "code", "br"}
BLOCK = {*INLINE, "p", "ul", "ol", "li", "blockquote", "pre", "table", "thead", "tbody", "tr", "th", "td"}
PIECES = (
    "<script>", "<b onclick=x>", "</li></ul></div>", "<!--", "-->", "{{ x }}", "{% if %}", "{: .a #b }", "{ .a }", "**",
    "*", "__", "_", "`", "```", "~~~", "~~", "^^", "==", "++ctrl++", "$x$", "\\(", "[a](https://x.example)", "[x]: y",
    "[^1]", "[^1]: z", "![a](b.png)", "*[HTML]: x", "--8<-- 'a'", "!!! note", "??? x", '=== "t"', ":smile:", "(c)",
    "1st", "-->", "https://x.example", "a@x.example", "@user", "#1", "# h", "## h", "- ", "1. ", "> ", "| a | b |",
    "|---|---|", "\n", "\n\n", "    ", "\t", "&amp;", "&lt;", "&", '"', "'", "{++a++}", "{--b--}", "\\", "\u2028",
    "\x02", "\x03", "\x00", "klzzwxh:0000", "\u200f", "a", "word", ": def", "[TOC]", "[ ] ", "<https://x.example>",
)  # fmt: skip
nasty = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map("".join)


def rewritten(playbook: Playbook, make: Callable[[Text], Text]) -> Playbook:
    """The model with each of its texts made anew."""

    def walk(each: Any) -> Any:  # noqa: ANN401 (whatever a model holds)
        if isinstance(each, Text):
            return make(each)
        if isinstance(each, tuple) and not hasattr(each, "_fields"):
            return tuple(walk(item) for item in each)
        if is_dataclass(each) and not isinstance(each, (type, Files)):
            return replace(each, **{part.name: walk(getattr(each, part.name)) for part in fields(each)})
        return each

    made: Playbook = walk(playbook)
    return made


def structure(read: Callable[[str], Any], page: Page, ignored: set[str]) -> list[tuple[str, tuple[str, ...]]]:
    made = markdown.markdown(page.markdown.split("\n---\n", 1)[1], extensions=EXTENSIONS)
    found = []
    for tag, attributes in read(made).elements:
        names = tuple(name for name, _ in attributes)
        if (names or tag not in ignored) and not (tag == "a" and names == ("href",)):
            found.append((tag, names))
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty)
def test_an_inline_text_adds_only_inline_elements(
    text: str, playbook: Playbook, rendered: Callable[..., Any], read: Callable[..., Any]
) -> None:
    def put(words: str) -> dict[str, Page]:
        return rendered(rewritten(playbook, lambda old: old if isinstance(old, Blocks) else Text(words, old.folder)))

    harmless, harmful = put("word"), put(text)
    assert harmless[PAGES[0]].markdown.count("word") > 40
    for address in PAGES:
        assert structure(read, harmful[address], INLINE) == structure(read, harmless[address], INLINE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=nasty)
def test_blocks_add_only_blocks_on_every_kind_of_page(
    text: str, playbook: Playbook, rendered: Callable[..., Any], read: Callable[..., Any]
) -> None:
    harmless, harmful = (
        rendered(rewritten(playbook, lambda old, words=words: type(old)(words, old.folder)))  # type: ignore[misc]
        for words in ("word", text)
    )
    for address in EVERY_PAGE:
        assert structure(read, harmful[address], BLOCK) == structure(read, harmless[address], BLOCK)
