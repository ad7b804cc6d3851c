"""MkDocs' own steps, in MkDocs' order, for the pages and files that are made of something else than the last time.

What is made of a page's source stays while that and the names of all files are equal; its HTML stays while that, the
navigation as the page shows it, its neighbours and the settings are. Nothing else may have a say: see `are_known`.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from material.plugins.search.plugin import SearchPlugin  # type: ignore[import-untyped]
from mkdocs.commands import build as mkdocs
from mkdocs.structure.files import Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from nextcall.mkdocs_plugin import NextcallPlugin

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.files import File
    from mkdocs.structure.nav import Navigation


class _Source(NamedTuple):
    """What the content of a page is made of: its text, its title in the navigation, and which files there are."""

    text: str
    title: str | None
    files: tuple[tuple[str, str], ...]


_TRIES = 5
"""How often files may vanish while they are read."""

_MOST_FIRST = 12
"""So many pages are made before all others at most."""

_LATER = 2
"""The first turn of pages that are never among them."""

_OF_THIS_TIME = ("render", "links_to_anchors")
"""Fields of a page that hold on to other pages of the same site, and are needed only when it is read."""


@dataclass
class _Known:
    """What MkDocs `made` of a page's source, and what the page has `shown`; `found` are its entries of the search."""

    source: _Source | None
    made: Mapping[str, Any]
    shown: tuple[object, ...] = ()
    found: Sequence[Any] = ()


@dataclass
class Memory:
    """What stays from one site to the next while MkDocs' settings do; `wanted` are the files that a site is made of."""

    config: MkDocsConfig
    env: jinja2.Environment
    of_theme: Sequence[File]
    names: tuple[tuple[str, str], ...] = ()
    pages: dict[str, _Known] = field(default_factory=dict)
    statics: dict[str, object] = field(default_factory=dict)
    wanted: frozenset[str] = frozenset()
    items: dict[Hashable, tuple[object, ...]] = field(default_factory=dict)
    around: tuple[object, ...] = ()


def are_known(config: MkDocsConfig) -> bool:
    """Whether nobody but MkDocs, its theme and we make pages, so that we know what they are made of."""
    plugins = all(type(each) in (NextcallPlugin, SearchPlugin) for each in config.plugins.values())
    return plugins and not config.hooks and config.theme.name == "material" and not config.theme.custom_dir


def first(config: MkDocsConfig, plugin: NextcallPlugin) -> Memory | None:
    """Make a whole site, in MkDocs' empty `site_dir`; None where the next can go by nothing of it."""
    config = config.plugins.on_config(config)
    env = config.theme.get_env()
    of_theme = Files([])
    of_theme.add_files_from_theme(env, config)
    memory = Memory(config, env, tuple(of_theme))
    _make(memory, plugin, _go_on, _go_on)
    return memory if plugin.keeps_pages(config) else None


def again(
    memory: Memory,
    plugin: NextcallPlugin,
    some_done: Callable[[], None],
    seen: Collection[str],
    look_up: Callable[[], None],
) -> bool:
    """Make what differs, in MkDocs' empty `site_dir`; False where that can't be told.

    `some_done` is called when pages are there that somebody waits for: first those in the files that are `seen`, and
    the pages of what was edited, which are made before anything else is. Where files vanish meanwhile, it's tried
    again: what was made stays in `site_dir`. So it does where `look_up`, which is called before each page that doesn't
    come first, raises Interrupted: the next time goes on from there.
    """
    for _ in range(_TRIES):
        is_part = plugin.again(memory.config, seen)
        if not plugin.keeps_pages(memory.config):
            return False
        with suppress(FileNotFoundError):
            if is_part:
                _make_first(memory, plugin, some_done)
                plugin.rest(memory.config, look_up)
            _make(memory, plugin, some_done, look_up if is_part else _go_on)
            return True
    return False


def _make_first(memory: Memory, plugin: NextcallPlugin, some_done: Callable[[], None]) -> None:
    """Make the pages that come first, among others as they were; what of these differs, too, is seen later.

    Many together would keep each of them waiting, and all that comes after them.
    """
    files, nav = _gathered(memory, plugin)
    shown = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
    turns = sorted((plugin.turn_of(file.src_uri), number) for number, file in enumerate(shown))
    early = (shown[number] for turn, number in turns if turn < _LATER)
    first = list(islice((file for file in early if not _is_known(memory, file)), _MOST_FIRST))
    memory.env = memory.config.plugins.on_env(memory.env, config=memory.config, files=files)
    for file in shown:
        known = memory.pages.get(file.src_uri)
        if known is not None:
            vars(_begun(file, memory.config)).update(known.made)
    for file in first:
        _read(memory, plugin, file, files)
    _build_pages(memory, _Shown(memory, plugin, nav), first, some_done, _go_on)
    for file in first:
        memory.pages[file.src_uri].source = None  # among all files its links may lead elsewhere


def _is_known(memory: Memory, file: File) -> bool:
    """Whether a page says what it said before."""
    known = memory.pages.get(file.src_uri)
    return known is not None and known.source is not None and known.source.text == file.content_string


def _gathered(memory: Memory, plugin: NextcallPlugin) -> tuple[Files, Navigation]:
    """The files of the site and its navigation."""
    config = memory.config
    for each in config.plugins.values():
        if isinstance(each, SearchPlugin):
            each.on_config(config)  # it gathers its entries anew
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    for file in memory.of_theme:
        if files.get_file_from_path(file.src_uri) is None:
            files.append(file)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    gone = plugin.gone(files)
    if gone:
        raise FileNotFoundError(gone[0])
    nav = get_navigation(files, config)
    return files, config.plugins.on_nav(nav, config=config, files=files)


def _go_on() -> None:
    """Nothing is to be done between one page and the next."""


def _make(memory: Memory, plugin: NextcallPlugin, some_done: Callable[[], None], look_up: Callable[[], None]) -> None:
    config = memory.config
    files, nav = _gathered(memory, plugin)
    shown = files.documentation_pages(inclusion=InclusionLevel.is_in_serve)
    names = tuple((file.src_uri, file.dest_uri) for file in files)
    if names != memory.names:  # what is equal stays the same, so that no page has to look through it
        memory.names = names
    read = [_read(memory, plugin, file, files) for file in shown]
    memory.env = config.plugins.on_env(memory.env, config=config, files=files)
    _copy(memory, files)
    of_nav = _Shown(memory, plugin, nav)
    _build_pages(memory, of_nav, shown, some_done, look_up)
    level = config.validation.links.anchors
    for page in read:
        if page is not None:
            page.validate_anchor_links(files=files, log_level=level)
    _build_templates(memory, of_nav, files)
    config.plugins.on_post_build(config=config)
    memory.pages = {file.src_uri: memory.pages[file.src_uri] for file in shown}
    memory.wanted = frozenset(file.dest_uri for file in files if _is_shown(file))


def _read(memory: Memory, plugin: NextcallPlugin, file: File, files: Files) -> Page | None:
    """Have MkDocs read a page, unless it would make of it what it made before; the page if it was read."""
    config = memory.config
    page = _begun(file, config)
    source = _Source(file.content_string, vars(page).get("title"), memory.names)
    known = memory.pages.get(file.src_uri)
    if known is not None and known.source == source:
        vars(page).update(known.made)
        page.meta = dict(page.meta)
        page.content = plugin.on_page_content(page.content or "", page=page, config=config, files=files)
        return None
    before = dict(vars(page))
    mkdocs._populate_page(page, config, files)  # noqa: SLF001 (MkDocs 1 changes no more)
    made = {
        name: value
        for name, value in vars(page).items()
        if (name not in before or before[name] is not value) and name not in _OF_THIS_TIME
    }
    memory.pages[file.src_uri] = _Known(source, made, known.shown if known else (), known.found if known else ())
    return page


def _begun(file: File, config: MkDocsConfig) -> Page:
    """The page of a file, which MkDocs' navigation has begun, or we do."""
    return file.page or Page(None, file, config)


def _is_shown(file: File) -> bool:
    return bool(file.inclusion.is_in_serve())  # type: ignore[no-untyped-call]


def _page_of(file: File) -> Page:
    assert file.page is not None, file.src_uri  # noqa: S101 (MkDocs' own steps made it)
    return file.page


def _copy(memory: Memory, files: Files) -> None:
    """Copy what is no page, where it isn't what was copied before."""
    statics: dict[str, object] = {}
    for file in files:
        if not file.is_documentation_page() and _is_shown(file):
            content = _content(file)
            if memory.statics.get(file.dest_uri) != content:
                file.copy_file()
            statics[file.dest_uri] = content
    memory.statics = statics


def _content(file: File) -> object:
    if file.abs_src_path is None:
        return file.content_bytes
    status = os.stat(file.abs_src_path)  # noqa: PTH116 (many, each time)
    return file.abs_src_path, status.st_mtime_ns, status.st_size, status.st_ino


def _build_pages(
    memory: Memory,
    of_nav: _Shown,
    files: Sequence[File],
    some_done: Callable[[], None],
    look_up: Callable[[], None],
) -> None:
    """Have the theme write the pages that show something else than before, each in its turn."""
    config = memory.config
    search = next((each for each in config.plugins.values() if isinstance(each, SearchPlugin)), None)
    found = search.search_index.entries if search is not None else []
    waiting: dict[int, list[tuple[File, tuple[object, ...]]]] = {}
    for file in files:
        shown = of_nav.of(file)
        if memory.pages[file.src_uri].shown != shown:
            waiting.setdefault(of_nav.plugin.turn_of(file.src_uri), []).append((file, shown))
    for _, turn in sorted(waiting.items()):
        for file, shown in turn:
            look_up()
            known, start = memory.pages[file.src_uri], len(found)
            is_draft = bool(file.inclusion.is_excluded())  # type: ignore[no-untyped-call]
            mkdocs._build_page(_page_of(file), config, files, of_nav.nav, memory.env, excluded=is_draft)  # noqa: SLF001 (as above)
            known.shown, known.found = shown, tuple(found[start:])
        some_done()
    found[:] = [entry for file in files for entry in memory.pages[file.src_uri].found]


class _Shown:
    """What the HTML of a page is made of."""

    def __init__(self, memory: Memory, plugin: NextcallPlugin, nav: Navigation) -> None:
        self.plugin, self.nav, self.shared = plugin, nav, plugin.shown_on_every_page(memory.config)
        self._before = memory.items
        self._said: dict[int, tuple[object, ...]] = {}
        self.everything = tuple(self._of_nav(item) for item in nav.items)
        memory.items = {found: found for found in self._said.values()}

    def _of_nav(self, item: StructureItem) -> tuple[object, ...]:
        """What is shown of an item of the navigation itself, which stays as long as we do.

        What is as it was before is the same, so that nothing in it has to be looked at for each page.
        """
        found = _item(item, tuple(map(self._of_nav, _children(item))))
        found = self._said[id(item)] = self._before.get(found, found)
        return found

    def of(self, file: File) -> tuple[object, ...]:
        page = _page_of(file)
        meta = {name: value for name, value in page.meta.items() if name != "source_line"}
        page.active = True
        items = self.plugin.navigation_of_page(self.nav).items
        page.active = False
        return (
            page.markdown,
            page.content,
            meta,
            page.title,
            page.edit_url,
            page.url,
            file.inclusion,
            tuple(map(self._item, items)),
            _neighbour(page.previous_page),
            _neighbour(page.next_page),
            self.shared,
        )

    def _item(self, item: StructureItem) -> tuple[object, ...]:
        known = self._said.get(id(item))
        return known or _item(item, tuple(map(self._item, _children(item))))


def _children(item: StructureItem) -> Sequence[StructureItem]:
    return getattr(item, "children", None) or ()


def _item(item: StructureItem, children: tuple[object, ...]) -> tuple[object, ...]:
    return type(item).__name__, str(item.title), getattr(item, "url", None), children


def _neighbour(page: Page | None) -> tuple[object, ...]:
    return () if page is None else (page.url, page.title)


def _build_templates(memory: Memory, of_nav: _Shown, files: Files) -> None:
    """Have the theme write what is no page, as the sitemap, where it may show something else than before."""
    config, nav = memory.config, of_nav.nav
    pages = [(page.canonical_url, page.meta.get("redirect")) for page in map(_page_of, files.documentation_pages())]
    around = (pages, of_nav.everything, of_nav.shared)
    if around != memory.around:
        for name in config.theme.static_templates:
            mkdocs._build_theme_template(name, memory.env, files, config, nav)  # noqa: SLF001 (as above)
    for name in config.extra_templates:
        mkdocs._build_extra_template(name, files, config, nav)  # noqa: SLF001 (as above)
    memory.around = around
