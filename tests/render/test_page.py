"""What stands above a page: its description, cut where a list of results would, and its front matter."""

from __future__ import annotations

import pytest
import yaml
from mkdocs.utils.meta import get_data

from nextcall.model import Place
from nextcall.render.page import Page, front_matter, shortened


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("", ""),
        ("x" * 299, "x" * 299),
        ("x" * 300, "x" * 300),
        ("x" * 301, f"{'x' * 299}…"),
        (f"{'x' * 295}    yyyy", f"{'x' * 295}…"),
    ],
)
def test_a_description_is_cut_at_300_characters_and_says_so(words: str, cut: str) -> None:
    assert shortened(words) == cut


def test_front_matter_is_yaml_whose_texts_are_escaped_and_whose_numbers_are_numbers() -> None:
    written = front_matter(
        {"title": 'a "b": <c>\x85', "source": "sales/new.yaml", "source_line": 7, "on": "no", "n": "7"}
    )
    opening, found, closing = written.split("---\n")
    assert (opening, closing) == ("", "")
    read = yaml.safe_load(found)
    assert read["title"] == "a &#34;b&#34;&#58; &#60;c&#62;&#133;"
    assert [read[name] for name in ("source", "source_line", "n")] == ["sales/new.yaml", 7, "7"]


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Plain", "\n\n# Plain\n\n<p>a</p>\n\n"),
        ('--- "a\\\\b" \x85\u2028\ufeff\U000e0001: {no} # yes', "---\ntitle: b\n---\nc"),
        ("7", ""),
        ("null\n---", "\x0c# Not at the start"),
    ],
)
def test_a_builder_reads_what_a_page_says_it_reads(title: str, body: str) -> None:
    page = Page.of("a/", title, {"title": title, "line": 7}, body, Place("a.yaml"))
    assert get_data(page.markdown) == (page.body, page.meta)
