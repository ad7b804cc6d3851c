"""A playbook that uses every field, its pages, and a reader of their HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import call_plan
from nextcall.load import load
from nextcall.render import Page, render

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.call_plan import CallPlan
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


def _plans(playbook: Playbook) -> Mapping[tuple[str, str], CallPlan]:
    return {
        (process.id, stage.id): call_plan(playbook, process, stage)
        for process in playbook.sales_processes
        for stage in process.open_stages
    }


@pytest.fixture(scope="session")
def rendered(loaded: Loaded) -> Callable[..., dict[str, Page]]:
    def make(playbook: Playbook, **options: Path) -> dict[str, Page]:
        return {page.address: page for page in render(playbook, _plans(playbook), loaded.line_of, **options)}

    return make


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
