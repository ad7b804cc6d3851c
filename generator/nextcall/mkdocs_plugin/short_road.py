"""The short road of our pages through Python-Markdown, which takes only their headings; see `blocks`.

A page goes the whole road where it holds more than headings and HTML blocks; all pages do where an extension that we
don't know takes part: it may look into blocks.
"""

from __future__ import annotations

import re
from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import markdown

from nextcall.mkdocs_plugin.blocks import filled, gaps, parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from nextcall.mkdocs_plugin.blocks import Parted
    from nextcall.render import Page as MadePage

_KNOWN = re.compile(
    r"markdown\.(preprocessors|blockprocessors|treeprocessors|inlinepatterns|postprocessors)"
    r"|markdown\.extensions\.(abbr|admonition|attr_list|codehilite|def_list|fenced_code|footnotes|legacy_attrs"
    r"|legacy_em|md_in_html|meta|nl2br|sane_lists|smarty|tables|toc|wikilinks)"
    r"|pymdownx\.(betterem|caret|details|emoji|escapeall|fancylists|highlight|inlinehilite|keys|magiclink|mark"
    r"|progressbar|saneheaders|smartsymbols|superfences|tabbed|tasklist|tilde|util)"
).fullmatch
"""Modules whose processors leave HTML blocks as they are, and make the same of a heading wherever it stands."""


class _Shape(NamedTuple):
    """What MkDocs made of a shape: the HTML between the blocks, and whatever else it set of the page.

    `links` are those to anchors of the page itself, by anchor, as a heading has one to itself.
    """

    between: tuple[str, ...]
    made: Mapping[str, Any]
    links: Mapping[str, str] | None


class ShortRoad:
    """For the pages of one build: shapes are kept, for most pages have the headings of others."""

    def __init__(self) -> None:
        """Nothing is known of MkDocs' settings yet: other plugins may still change them."""
        self._is_open: bool | None = None
        self._shapes: dict[str, _Shape] = {}

    def is_open(self, config: MkDocsConfig) -> bool:
        """Whether all that takes part is known, so that a page's HTML follows from its Markdown and its links."""
        if self._is_open is None:
            self._is_open = _are_known(config)
        return self._is_open

    def lead(self, page: Page) -> None:
        """Let MkDocs render `page` this way, if it can be, once all plugins have had its Markdown."""
        render = type(page).render
        if render.__module__ == type(page).__module__:  # or somebody has one of their own
            vars(page)["render"] = partial(self._render, page)

    def _render(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        found = parted(page.markdown) if self.is_open(config) and page.markdown is not None else None
        shape = self._shape(found, page, config, files) if found is not None else None
        if found is None or shape is None:
            type(page).render(page, config, files)
            return
        page.content = filled(shape.between, found.blocks)
        page.present_anchor_ids = (page.present_anchor_ids or set()) | found.anchors

    def _shape(self, found: Parted, page: Page, config: MkDocsConfig, files: Files) -> _Shape | None:
        """What becomes of the shape, which is set of `page`; None where it doesn't bring back all blocks."""
        shape = self._shapes.get(found.shape)
        if shape is not None:
            vars(page).update(deepcopy(shape.made))
            if shape.links is not None:
                page.links_to_anchors = {page.file: dict(shape.links)} if shape.links else {}
            return shape
        before, page.markdown = dict(vars(page)), found.shape
        try:
            type(page).render(page, config, files)
        finally:
            page.markdown = before["markdown"]
        between = gaps(page.content or "", len(found.blocks))
        if between is None:
            return None
        made = {name: value for name, value in vars(page).items() if before.get(name) is not value}
        links = made.pop("links_to_anchors", None)
        shape = _Shape(between, deepcopy(made), None if links is None else dict(links.get(page.file, {})))
        if "[" not in found.shape and set(links or ()) <= {page.file}:  # other links differ from page to page
            self._shapes[found.shape] = shape
        return shape


def read_as(page: Page, ours: MadePage) -> None:
    """Let MkDocs find in `page` what it would read in ours, whose front matter needs no parser of YAML."""

    def read_source(_: MkDocsConfig) -> None:
        del vars(page)["read_source"]
        page.markdown, page.meta = ours.body, dict(ours.meta)

    if type(page).read_source.__module__ == type(page).__module__ and page.file.content_string == ours.markdown:
        vars(page)["read_source"] = read_source


def _are_known(config: MkDocsConfig) -> bool:
    """Whether all that MkDocs' settings put into Python-Markdown is known to leave HTML blocks alone."""
    try:
        found = markdown.Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs or {})
    except Exception:  # noqa: BLE001 (an extension can raise anything; MkDocs is about to say so)
        return False
    registries: tuple[Iterable[object], ...] = (
        found.preprocessors,
        found.parser.blockprocessors,
        found.treeprocessors,
        found.inlinePatterns,
        found.postprocessors,
    )
    return type(found.parser).__module__ == "markdown.blockparser" and all(
        _KNOWN(type(each).__module__) for registry in registries for each in registry
    )
