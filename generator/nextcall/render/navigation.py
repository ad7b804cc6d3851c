"""The navigation of the site: the pages of the playbook and the team's own, as a tree to browse.

The first page of a section is about the whole section, so that a host can let the section's title lead there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import addresses, text
from nextcall.addresses import pages
from nextcall.addresses.pages import Scope, Shelf
from nextcall.words import catalogue

if TYPE_CHECKING:
    from nextcall.addresses.pages import PageType
    from nextcall.model import Playbook, SalesProcess
    from nextcall.words import Words


_MOST_OPEN = 4
"""As many sales processes stand in the navigation by themselves; more are gathered in one section.

A list of all stages of twenty processes helps nobody, and is printed into every page.
"""


@dataclass(frozen=True)
class NavigationEntry:
    """A page or, with `children`, a section, whose own page is the first of them. `title` is plain text, unescaped.

    `file` is the Markdown file of a page below the docs folder, None for a section. Of a section that `folds`, a host
    may show only what the reader is in, and beside it `all_of_them`, which leads to where all of it is listed.
    """

    title: str
    file: str | None = None
    children: tuple[NavigationEntry, ...] = ()
    folds: bool = False
    all_of_them: str = ""


def navigation(
    playbook: Playbook, words: Words | None = None, *, with_changes: bool = False
) -> tuple[NavigationEntry, ...]:
    """Home, the sales and the buying processes, what they share, the team's own pages, and how to change all that.

    `words` are those for what the playbook doesn't name, by default ours. `with_changes`: the site has a page of them.
    """
    words = words or catalogue()
    (home, *_) = pages.within(Scope.PLAYBOOK)
    entries = [_entry(home, words)]
    processes = tuple(_sales_process(playbook, process, words) for process in playbook.sales_processes)
    entries += processes if len(processes) <= _MOST_OPEN else (_folded(processes, words),)
    for buying in playbook.buying_processes:
        of_buying = pages.held(playbook, Scope.BUYING_PROCESS, buying)
        entries += [_entry(page, words, buying.id, name=buying.name) for page in of_buying]
    entries += [_entry(page, words) for page in pages.on(playbook, Shelf.REFERENCE)]
    entries += [
        NavigationEntry(str(page.title), page.path)
        for page in playbook.files.pages
        if page.path != addresses.file_of(addresses.HOME)
    ]
    first = pages.on(playbook, Shelf.ABOUT_FIRST)
    shown = (*first, *([pages.CHANGES] if with_changes else []), *pages.on(playbook, Shelf.ABOUT))
    about = tuple(_entry(page, words) for page in shown)
    return (*entries, NavigationEntry(words.label("navigation.contribute"), children=about))


def _folded(processes: tuple[NavigationEntry, ...], words: Words) -> NavigationEntry:
    title, all_of_them = words.label("navigation.sales"), words.label("navigation.all_sales")
    return NavigationEntry(title, children=processes, folds=True, all_of_them=all_of_them)


def _entry(page: PageType, words: Words, *ids: str, name: str = "") -> NavigationEntry:
    key = page.navigation or page.title
    title = words.label(key) if key else text.plain(name)
    return NavigationEntry(str(title), addresses.file_of(page.address(*ids)))


def _sales_process(playbook: Playbook, process: SalesProcess, words: Words) -> NavigationEntry:
    of_process = pages.held(playbook, Scope.SALES_PROCESS, process)
    children = [_entry(page, words, process.id) for page in of_process if page.is_browsed]
    for stage in (*process.open_stages, *process.closed_stages):
        of_stage = pages.of_stage(playbook, process, stage)
        found = tuple(_entry(page, words, process.id, stage.id, name=stage.name) for page in of_stage)
        children.append(found[0] if len(found) == 1 else NavigationEntry(found[0].title, children=found))
    return NavigationEntry(str(text.plain(process.name)), children=tuple(children))
