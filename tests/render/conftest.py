"""A playbook that uses every field, its pages, and a reader of their HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import plan_everything
from nextcall.diagnostics import Diagnostic, Severity, Span
from nextcall.load import load
from nextcall.render import Page, render
from nextcall.render.environment import environment
from nextcall.render.links import Links, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.load import Loaded
    from nextcall.model import Playbook

FOLDER = Path(__file__).parent / "playbook"


@dataclass
class Read(HTMLParser):
    """What a reader of tests wants to know of a page's HTML: elements with attributes, ids, hrefs, sections."""

    elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    hrefs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element as it opens."""
        self.elements.append((tag, tuple(attrs)))
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "href":
                self.hrefs.append(value or "")


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    found = load(FOLDER)
    assert found.diagnostics == ()
    return found


@pytest.fixture(scope="session")
def playbook(loaded: Loaded) -> Playbook:
    assert loaded.playbook is not None
    return loaded.playbook


@pytest.fixture(scope="session")
def write(playbook: Playbook) -> Callable[..., str]:
    """What a template of a team's own puts into a page."""
    origin = Origin(Links(playbook, directory_urls=True), "sales/direct/")
    compiled = lru_cache(maxsize=1)(environment().from_string)  # most tests put many texts into one template

    def render(template: str, **values: object) -> str:
        return compiled(template).render(page=origin, **values)

    return render


@pytest.fixture(scope="session")
def rendered(loaded: Loaded) -> Callable[..., dict[str, Page]]:
    def make(playbook: Playbook, **options: object) -> dict[str, Page]:
        return {page.address: page for page in render(playbook, plan_everything(playbook), loaded.line_of, **options)}  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def findings() -> tuple[Diagnostic, ...]:
    """Findings of every weight, in a stage and outside, one message often and many infos of one cause."""

    def of(  # noqa: PLR0913, PLR0917 (what a finding has)
        path: str, line: int, rule: str, severity: Severity, message: str, pointer: str = ""
    ) -> Diagnostic:
        span = Span(line, 1, line, 9)
        return Diagnostic.at(path, span, rule, severity, message, hint=f"mend `<{rule}>`", pointer=pointer)

    path, soft = "sales/direct.yaml", Severity.WARNING
    many = [of(path, 40 + n, "unused-allow", Severity.INFO, f"remark {n}", "/stages/1/activities/0") for n in range(4)]
    found = [
        of(path, 30, "text-cut-by-comment", soft, "a *text* is cut", "/stages/0/activities/1/name"),
        of(path, 33, "text-cut-by-comment", soft, "a *text* is cut", "/stages/0/notes"),
        of(path, 5, "broken-link", soft, "the link leads <nowhere>", "/summary"),
        of("guide/how-we-work.md", 3, "page-collision", Severity.ERROR, "two pages at one address"),
        *many,
    ]
    return tuple(sorted(found))


@pytest.fixture(scope="session")
def pages(playbook: Playbook, rendered: Callable[..., dict[str, Page]]) -> dict[str, Page]:
    return rendered(playbook)


@pytest.fixture(scope="session")
def read() -> Callable[[str], Read]:
    def parse(html: str) -> Read:
        reader = Read()
        reader.feed(html)
        return reader

    return parse
