"""The components of the pages are documented: each partial, its macros and its classes, in CONTRIBUTING.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from nextcall.resources import template_folder

if TYPE_CHECKING:
    from pathlib import Path

PARTIALS = sorted((template_folder() / "partials").glob("*.jinja"))


@pytest.fixture(scope="module")
def documented(repository: Path) -> dict[str, str]:
    """The line of the table of components about each of them."""
    section = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Components\n")[1]
    return dict(re.findall(r"^\| `([a-z_]+)` \|(.+)\|$", section.split("\n## ")[0], re.MULTILINE))


def test_every_partial_is_documented_and_nothing_that_is_none(documented: dict[str, str]) -> None:
    assert sorted(documented) == [path.stem for path in PARTIALS]


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.stem)
def test_what_is_documented_of_a_component_exists(partial: Path, documented: dict[str, str]) -> None:
    text = partial.read_text(encoding="utf-8")
    line = documented[partial.stem]
    macros = re.findall(r"`(\w+)\(", line)
    assert macros
    assert [macro for macro in macros if f"macro {macro}(" not in text] == []
    styles = (template_folder() / "assets").glob("*.css")
    css = "".join(path.read_text(encoding="utf-8") for path in styles)
    assert [name for name in re.findall(r"`(nc-[a-z-]+)`", line) if name not in text and f".{name}" not in css] == []


@pytest.mark.parametrize("partial", PARTIALS, ids=lambda path: path.stem)
def test_every_macro_that_pages_call_is_documented(partial: Path, documented: dict[str, str]) -> None:
    """Pages call a component's macros by the name that they import it under."""
    called = set()
    for template in (*PARTIALS, *sorted((template_folder() / "pages").glob("*.jinja"))):
        text = template.read_text(encoding="utf-8")
        for name in re.findall(rf'import "partials/{partial.stem}\.jinja" as (\w+)', text):
            called |= set(re.findall(rf"\b{name}\.(\w+)\(", text))
    assert [macro for macro in sorted(called) if f"`{macro}(" not in documented[partial.stem]] == []
