"""A navigation for each page in which a section that folds holds only what the page stands in.

MkDocs prints the whole navigation into every page: in a playbook of many processes that costs more than the pages do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from mkdocs.structure.nav import Link, Navigation, Section

from nextcall.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nextcall.render import NavigationEntry


def folding(entries: Iterable[NavigationEntry]) -> Mapping[str, str]:
    """Titles of the sections that fold, as MkDocs knows them, each with the words that lead to all of it."""
    return {escape(entry.title): escape(entry.all_of_them) for entry in entries if entry.folds}


def folded(navigation: Navigation, sections: Mapping[str, str]) -> Navigation:
    """`navigation` as the page that is active sees it, with `sections` folded; their lists stand on the home page."""
    items = [
        _folded(item, sections[item.title]) if isinstance(item, Section) and item.title in sections else item
        for item in navigation.items
    ]
    return Navigation(items, navigation.pages)


def _folded(section: Section, all_of_them: str) -> Section:
    link = Link(Markup(all_of_them), "index.html")  # noqa: S704 (escaped by `folding`)
    active = [child for child in section.children if isinstance(child, Section) and child.active]
    made = Section(section.title, [link, *active])
    made.active = bool(active)
    return made
