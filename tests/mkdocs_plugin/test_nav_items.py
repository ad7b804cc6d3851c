"""Items of the navigation are what the theme prints of them on each page, though most are printed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from mkdocs.config.base import load_config
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import get_navigation

from nextcall.mkdocs_plugin.nav_items import NavItems

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

FEATURES = (
    ["navigation.indexes", "navigation.prune", "navigation.sections"],
    ["navigation.tabs", "navigation.sections", "navigation.expand", "toc.integrate"],
    ["navigation.indexes"],
)
NAVIGATION = [
    "index.md",
    {"Sales": ["sales/index.md", {"Qualify & win": ["sales/a/index.md", {"Call": "sales/a/call.md"}]}, "sales/b.md"]},
    {"Elsewhere": [{"Forge": "https://git.example/?a=1&b=2"}, {"Up": "../up/"}, {"Deep": [{"Deeper": ["c/d/e.md"]}]}]},
    {"Again": ["sales/b.md", "c/f.md"]},
]
PAGES = (
    "index.md",
    "sales/index.md",
    "sales/a/index.md",
    "sales/a/call.md",
    "sales/b.md",
    "c/d/e.md",
    "c/f.md",
    "g.md",
)
META = {"sales/b.md": {"icon": "material/cog", "status": "new"}, "c/f.md": {"subtitle": "\0000\000 <b>"}}


def _config(folder: Path, features: list[str], hook: str = "") -> MkDocsConfig:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "hook.py").write_text(hook)
    (folder / "mkdocs.yml").touch()
    config = load_config(
        config_file=str(folder / "mkdocs.yml"),
        site_name="Ours",
        theme={"name": "material", "font": False, "features": features},
        nav=NAVIGATION,
        plugins=["search"],
        hooks=["hook.py"],
    )
    config.plugins.on_startup(command="build", dirty=False)
    return config


def _shown(config: MkDocsConfig, items: NavItems | None) -> list[str]:
    """The navigation as the theme prints it on each page, and without any."""
    files = Files([File.generated(config, path, content=f"# {path}\n\n## One\n\n## Two\n") for path in PAGES])
    nav = get_navigation(files, config)
    pages = [_read(file.page, config, files) for file in files if file.page is not None]
    env = config.theme.get_env()
    if items is not None:
        items.take_part(env, config)
    made = []
    for page in (*pages, None, *pages):
        context: dict[str, Any] = {"nav": nav, "config": config, "features": config.theme["features"], "page": page}
        if page is not None:
            page.active = True
        if items is not None:
            items.page = page
        made.append(env.get_template("partials/nav.html").render({**context, "base_url": "/", "lang": _Language}))
        if page is not None:
            page.active = False
    return made


class _Language:
    t: Callable[[str], str] = str


def _read(page: Page, config: MkDocsConfig, files: Files) -> Page:
    page.read_source(config)
    page.render(config, files)
    page.meta.update(META.get(page.file.src_uri, {}))
    return page


@pytest.mark.parametrize("features", FEATURES)
def test_the_navigation_is_printed_as_the_theme_would_on_every_page(tmp_path: Path, features: list[str]) -> None:
    config = _config(tmp_path, features)
    assert _shown(config, NavItems()) == _shown(config, None)


@pytest.mark.parametrize("hook", ["def on_page_context(context, **rest): ...", "def on_env(env, **rest): ..."])
def test_a_hook_that_may_change_items_from_page_to_page_leaves_all_to_the_theme(tmp_path: Path, hook: str) -> None:
    config = _config(tmp_path, [], hook)
    env = config.theme.get_env()
    NavItems().take_part(env, config)
    assert env.template_class is jinja2.Template
