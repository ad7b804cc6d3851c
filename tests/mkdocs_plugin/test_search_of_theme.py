"""The theme's search passes by the pages that are left to us, and takes all others as it would without us."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from mkdocs.config.base import load_config

from nextcall.mkdocs_plugin import search

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page


def _config(folder: Path) -> MkDocsConfig:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").touch()
    config = load_config(config_file=str(folder / "mkdocs.yml"), site_name="Ours", theme={"name": "material"})
    config.plugins.on_startup(command="build", dirty=False)
    return cast("MkDocsConfig", config)


@pytest.mark.parametrize("is_ours", [True, False])
@pytest.mark.parametrize("content", ["<p>One</p>", '<h1 id="a">A</h1> <p data-search-x="y">B</p>'])
def test_a_page_loses_what_it_says_to_the_search_whosever_it_is(tmp_path: Path, content: str, is_ours: bool) -> None:  # noqa: FBT001
    made = []
    for takes_part in (True, False):
        config = _config(tmp_path)
        if takes_part:
            search.prepare(config)
        config.plugins.on_config(config)
        page = cast("Page", SimpleNamespace(meta={}, content=content, toc=[], title="A", url="a/"))
        if is_ours:
            search.leave_to_us(page)
        context: Any = {"page": page}
        assert config.plugins.on_page_context(context, page=page, config=config, nav=None) is context  # type: ignore[arg-type]
        entries = config.plugins["material/search"].search_index.entries  # type: ignore[attr-defined]
        assert bool(entries) is not is_ours
        made.append((page.content, entries))
    assert made[0] == made[1]
