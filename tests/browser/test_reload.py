"""A page that is new is loaded again in the browser that shows it, and what its reader had is given back."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from nextcall.publish.server import PreviewServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

_STAGE = "sales/new-business/prove/index.html"
_LAST = "sales/new-business/contract/index.html"


@pytest.fixture
def edited(site_folder: Path, tmp_path: Path) -> Iterator[PreviewServer]:
    """The example's site, served as one that is edited."""
    folder = tmp_path / "site"
    shutil.copytree(site_folder, folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = PreviewServer(lambda: None, "127.0.0.1", port, folder, "/")
    server.server_bind()
    server.server_activate()
    server.serve_thread.start()
    yield server
    server.shutdown(wait=True)


def _write(server: PreviewServer, path: str, new: str) -> None:
    """The words `new` stand at the beginning of a page."""
    file = Path(server.root) / path
    file.write_text(file.read_text().replace("<article", f"<p class=new>{new}</p><article", 1))
    server.news.tell([path])


@pytest.mark.usefixtures("no_errors")
def test_a_new_page_is_shown_where_its_reader_was(page: Page, edited: PreviewServer) -> None:
    page.goto(edited.url + _STAGE)
    fold = page.locator("article details").nth(3)
    fold.evaluate("fold => { fold.open = true; }")
    page.locator(".md-search__input").first.focus()
    page.keyboard.type("pass mar")
    page.evaluate("scrollTo(0, 700)")
    expect(page.locator("article details[open]")).not_to_have_count(0)
    opened = page.locator("article details[open]").count()
    _write(edited, _STAGE, "anew")
    expect(page.locator(".new")).to_have_text("anew")
    expect(page.locator(".md-search__input").first).to_have_value("pass mar")
    expect(page.locator(".md-search__input").first).to_be_focused()
    expect(page.locator("article details[open]")).to_have_count(opened)
    page.wait_for_function("Math.abs(scrollY - 700) < 2")
    _write(edited, _STAGE, "and again")
    expect(page.locator(".new").last).to_have_text("and again")
    expect(page.locator(".md-search__input").first).to_have_value("pass mar")


@pytest.mark.usefixtures("no_errors")
def test_only_the_page_that_is_new_is_loaded_again_and_no_script_stands_in_it(
    page: Page, edited: PreviewServer
) -> None:
    page.goto(edited.url + _STAGE)
    page.evaluate("globalThis.isHere = true")
    _write(edited, _LAST, "anew")
    assert page.locator("script[src$='nextcall/reload.js']").count() == 1
    written = (Path(edited.root) / _STAGE).read_bytes()
    answer = page.request.get(edited.url + _STAGE).body()
    tag = answer[answer.index(b'<script src="/nextcall/reload.js"') : answer.index(b"</body>")]
    assert answer.replace(tag, b"") == written
    assert tag.endswith(b" defer></script>")
    page.wait_for_timeout(300)
    assert page.evaluate("globalThis.isHere")
    edited.banner = '<div class="nextcall-problems">broken here</div>'
    edited.news.tell(None)
    expect(page.locator(".md-banner .nextcall-problems")).to_have_text("broken here")
    page.goto(edited.url + "nowhere/")
    expect(page.locator(".md-banner .nextcall-problems")).to_have_text("broken here")
