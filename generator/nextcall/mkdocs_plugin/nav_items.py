"""What Material prints of an item of the navigation, made once for all pages that the item doesn't hold.

The theme prints its navigation into every page, by a template that takes longer than the rest of most pages. Where a
page doesn't stand in an item, nothing that is printed of it depends on the page but the links, which start from there.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import jinja2
import material  # type: ignore[import-untyped]
from jinja2.runtime import Macro
from mkdocs.utils import normalize_url
from mkdocs.utils.templates import url_filter

from nextcall.mkdocs_plugin.order import sources
from nextcall.model.kept import store_of

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from jinja2.runtime import Context
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure import StructureItem
    from mkdocs.structure.pages import Page

_TEMPLATE = str(Path(material.__file__).with_name("templates") / "partials" / "nav-item.html")
_LINK = re.compile("\0([0-9]+)\0")
_WE = re.compile(r"nextcall\.|material\.plugins\.(search|offline)\.|mkdocs\.contrib\.search").match
_MAY_CHANGE_ITEMS = ("env", "page_context")


class _Printed(NamedTuple):
    """An item as it is printed: `parts` stand before, between and after its `links`; `pages` are those in it."""

    parts: tuple[str, ...]
    links: tuple[str, ...]
    pages: frozenset[str]

    def on(self, page: Page) -> str:
        made = [self.parts[0]]
        for link, part in zip(self.links, self.parts[1:], strict=True):
            made += normalize_url(link, page), part
        return "".join(made)


class NavItems:
    """Those of one build; what is printed of an item is kept beside it. `page` is the one being made, if any."""

    def __init__(self) -> None:
        """Nothing is printed yet."""
        self.page: Page | None = None
        self._links: list[str] | None = None

    def take_part(self, env: jinja2.Environment, config: MkDocsConfig) -> None:
        """See to it that `env` prints items this way, unless another plugin or hook may change them between pages."""
        others = (each for event in _MAY_CHANGE_ITEMS for each in config.plugins.events[event])
        if env.template_class is jinja2.Template and all(_WE(f"{each.__module__}.") for each in others):
            env.template_class = type("_Template", (_Template,), {"nav_items": self})
            env.filters["url"] = self._url

    @jinja2.pass_context
    def _url(self, context: Context, value: str) -> str:
        if self._links is None:
            return url_filter(context, value)  # type: ignore[arg-type]
        self._links.append(str(value))
        return f"\0{len(self._links) - 1}\0"

    def printed(self, make: Callable[..., str], item: StructureItem, path: str, level: int, *within: object) -> str:
        """What `make` makes of an item, its id, its level and the section that it stands in."""
        page = self.page
        if page is None or self._links is not None or getattr(item, "active", True):
            return make(item, path, level, *within)
        store = store_of(item)
        key = (NavItems, path, level, any(getattr(each, "active", False) for each in within))
        if key not in store:
            store[key] = self._print(partial(make, item, path, level, *within), item)
        found: _Printed | None = store[key]
        if found is None or page.file.src_uri in found.pages:
            return make(item, path, level, *within)
        return found.on(page)

    def _print(self, make: Callable[[], str], item: StructureItem) -> _Printed | None:
        """What is printed of an item; None where its links aren't surely known again."""
        links: list[str] = []
        self._links = links
        try:
            parts = _LINK.split(make())
        finally:
            self._links = None
        if parts[1::2] != [str(number) for number in range(len(links))]:
            return None
        return _Printed(tuple(parts[::2]), tuple(links), frozenset(sources([item])))


class _Template(jinja2.Template):
    nav_items: NavItems

    @classmethod
    def _from_namespace(
        cls,
        environment: jinja2.Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],  # noqa: A002 (Jinja's name)
    ) -> jinja2.Template:
        if namespace["__file__"] == _TEMPLATE:
            namespace["Macro"] = type("_Macro", (_Macro,), {"nav_items": cls.nav_items})
        return super()._from_namespace(environment, namespace, globals)


class _Macro(Macro):
    nav_items: NavItems

    def __call__(self, *given: Any, **named: Any) -> str:  # noqa: ANN401 (whatever is given)
        if self.name != "render" or named:
            return super().__call__(*given, **named)
        return self.nav_items.printed(super().__call__, *given)
