"""Whether the navigation is still in the order that we gave it, and who may have changed it.

Only order is looked at: pages that another plugin adds, or a section that it makes of a page, are its own business.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mkdocs.structure import StructureItem
    from mkdocs.structure.nav import Navigation

_NEVER = ("nextcall", "search", "material/search", "material/offline")


def is_kept(nav: Navigation, ours: Sequence[str]) -> bool:
    """Whether the pages `ours`, by their source, are all in `nav`, one after the other."""
    wanted = frozenset(ours)
    return [uri for uri in sources(nav.items) if uri in wanted] == list(ours)


def warning(plugins: Mapping[str, object], events: Iterable[str]) -> str:
    """What to say of it, with the plugins and hooks that take part in one of MkDocs' `events`."""
    able = [
        f"'{name}'"
        for name, plugin in plugins.items()
        if name not in _NEVER and any(hasattr(plugin, f"on_{event}") for event in events)
    ]
    who = f"the plugin {able[0]}" if len(able) == 1 else f"a plugin ({' or '.join(able)})" if able else "a plugin"
    return (
        f"{who} changes the order of our navigation, so that stages may not stand as their process has them; turn that"
        " off, or list the pages below `nav:` in mkdocs.yml"
    )


def sources(items: Iterable[StructureItem]) -> Iterator[str]:
    """The sources of all pages among these items of a navigation and in them."""
    for item in items:
        if (file := getattr(item, "file", None)) is not None:
            yield file.src_uri
        yield from sources(getattr(item, "children", None) or ())
