"""What stands above a page: its description, cut where a list of results would, and its front matter."""

from __future__ import annotations

import pytest
import yaml

from nextcall.render.page import front_matter, shortened


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
