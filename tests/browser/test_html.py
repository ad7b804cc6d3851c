"""The HTML of every page: valid but for what the theme itself leaves, ids unique, every link leads somewhere."""

from __future__ import annotations

import posixpath
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from . import site_tools

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import SomeOf


class _Page(HTMLParser):
    """The ids, the links and the description of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.description = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ("name", "description") in attrs:
            self.description = dict(attrs).get("content") or ""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name in ("href", "src") and value is not None and tag != "base":
                self.links.append(value)


@pytest.fixture(scope="module")
def pages(site_folder: Path) -> dict[str, _Page]:
    """Every page of the site by its file's path."""
    return {
        path.relative_to(site_folder).as_posix(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(site_folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def of_the_theme(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the validator holds against empty pages of the theme, with the same settings and without us."""
    folder = tmp_path_factory.mktemp("theme")
    settings = yaml.safe_load((repository / "mkdocs.yml").read_text(encoding="utf-8"))
    settings |= {"docs_dir": "docs", "plugins": ["search"], "site_dir": str(folder / "site")}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    for name in ("index", "section/index", "section/page"):
        (folder / "docs" / name).with_suffix(".md").parent.mkdir(parents=True, exist_ok=True)
        (folder / "docs" / name).with_suffix(".md").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    files = ["index.html", "section/index.html", "section/page/index.html", "404.html"]
    found = site_tools.html_errors(files, folder / "site")
    return {error for errors in found.values() for error in errors}


def test_the_validator_finds_nothing_that_the_empty_theme_does_not_have(
    site_folder: Path, pages: dict[str, _Page], of_the_theme: set[tuple[str, str]], some_of: SomeOf
) -> None:
    found = site_tools.html_errors(some_of(pages, 6), site_folder)
    assert {page: ours for page, errors in found.items() if (ours := set(errors) - of_the_theme)} == {}


def test_the_validator_finds_an_error_that_is_put_in(site_folder: Path, tmp_path: Path) -> None:
    text = (site_folder / "index.html").read_text(encoding="utf-8")
    (tmp_path / "broken.html").write_text(text.replace("<h1", "<p><div></div><h1", 1), encoding="utf-8")
    assert site_tools.html_errors(["broken.html"], tmp_path)["broken.html"]


def test_no_id_stands_twice_on_a_page(pages: dict[str, _Page]) -> None:
    assert sum(len(page.ids) for page in pages.values()) > 1000
    twice = {name: [each for each, count in Counter(page.ids).items() if count > 1] for name, page in pages.items()}
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_every_page_says_what_it_is_about(pages: dict[str, _Page]) -> None:
    assert [name for name, page in pages.items() if not page.description.strip()] == []


def test_every_link_within_the_site_leads_to_a_file_and_every_anchor_to_an_id(
    site_folder: Path, pages: dict[str, _Page]
) -> None:
    dead = [
        f"{name}: {link}"
        for name, page in pages.items()
        for link in page.links
        if not _leads(site_folder, pages, name, link)
        # 404.html is shown anywhere below the site, so it looks in every folder above; in a browser: test_hosts.py
        and not (name == "404.html" and link.startswith("../") and link.endswith("../nextcall/not-found.js"))
    ]
    assert "nextcall/not-found.js" in pages["404.html"].links
    assert sum(len(page.links) for page in pages.values()) > 5000
    assert dead == []


def _leads(site_folder: Path, pages: dict[str, _Page], name: str, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return True
    target = unquote(parts.path)
    path = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(name), target)
    path = posixpath.normpath(path) if target else name
    if (site_folder / path).is_dir():
        path = posixpath.normpath(posixpath.join(path, "index.html"))
    if not (site_folder / path).is_file():
        return False
    anchor = unquote(parts.fragment)
    return not anchor or path not in pages or anchor in pages[path].ids
