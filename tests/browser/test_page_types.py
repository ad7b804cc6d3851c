"""The table of page types is complete: what a browser test goes through is what a site is made of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.resources import template_folder

from .page_types import PAGE_TYPES

if TYPE_CHECKING:
    from pathlib import Path


def _pages(site_folder: Path) -> list[str]:
    """The addresses of all pages of the site, a page that is no folder by its file's name."""
    found = (path.relative_to(site_folder).as_posix() for path in site_folder.rglob("*.html"))
    return sorted(path.removesuffix("index.html") for path in found)


def test_every_page_of_the_site_is_of_a_type_in_the_table(site_folder: Path) -> None:
    pages = _pages(site_folder)
    assert len(pages) > 100
    patterns = [re.compile(each.pattern) for each in PAGE_TYPES.values()]
    assert [page for page in pages if not any(pattern.fullmatch(page) for pattern in patterns)] == []


def test_every_template_of_a_page_has_its_type_in_the_table() -> None:
    templates = {path.name.removesuffix(".md.jinja") for path in (template_folder() / "pages").iterdir()}
    assert templates == {each.template for each in PAGE_TYPES.values() if each.template}


def test_the_example_has_a_page_of_every_type(site_folder: Path) -> None:
    pages = _pages(site_folder)
    for name, page_type in PAGE_TYPES.items():
        assert page_type.address in pages, name
        assert re.fullmatch(page_type.pattern, page_type.address), name
