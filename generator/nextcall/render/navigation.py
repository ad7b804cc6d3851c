"""The navigation of the site: the pages of the playbook and the team's own, as a tree to browse.

The first page of a section is about the whole section, so that a host can let the section's title lead there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import addresses, text
from nextcall.render.words import catalogue

if TYPE_CHECKING:
    from nextcall.model import Playbook, SalesProcess
    from nextcall.render.words import Words


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


def navigation(playbook: Playbook, words: Words | None = None) -> tuple[NavigationEntry, ...]:
    """Home, the sales and the buying processes, what they share, the team's own pages, and how to change all that.

    `words` are those for what the playbook doesn't name, by default ours.
    """
    words = words or catalogue()
    home = addresses.file_of(addresses.HOME)
    entries = [NavigationEntry(words.label("navigation.home"), home)]
    processes = tuple(_sales_process(process, words) for process in playbook.sales_processes)
    entries += processes if len(processes) <= _MOST_OPEN else (_folded(processes, words),)
    entries += [_page(text.plain(each.name), addresses.buying_process(each.id)) for each in playbook.buying_processes]
    entries += [
        _page(words.label("alignment.title"), addresses.ALIGNMENT),
        _page(words.label("roles.title"), addresses.ROLES),
        _page(words.label("questions.title"), addresses.QUESTIONS),
        _page(words.label("assets.title"), addresses.ASSETS),
        _page(words.label("glossary.title"), addresses.GLOSSARY),
        _page(words.label("crm.title"), addresses.CRM),
    ]
    entries += [NavigationEntry(str(page.title), page.path) for page in playbook.files.pages if page.path != home]
    about = (
        _page(words.label("contribute.title"), addresses.CONTRIBUTE),
        _page(words.label("health.title"), addresses.HEALTH),
        _page(words.label("rules.title"), addresses.RULES),
        _page(words.label("fields.title"), addresses.FIELDS),
    )
    return (*entries, NavigationEntry(words.label("navigation.contribute"), children=about))


def _folded(processes: tuple[NavigationEntry, ...], words: Words) -> NavigationEntry:
    title, all_of_them = words.label("navigation.sales"), words.label("navigation.all_sales")
    return NavigationEntry(title, children=processes, folds=True, all_of_them=all_of_them)


def _page(title: str, address: str) -> NavigationEntry:
    return NavigationEntry(str(title), addresses.file_of(address))


def _sales_process(process: SalesProcess, words: Words) -> NavigationEntry:
    children = [
        _page(words.label("navigation.process"), addresses.sales_process(process.id)),
        _page(words.label("navigation.review"), addresses.review(process.id)),
        _page(words.label("navigation.compress"), addresses.compress(process.id)),
    ]
    for stage in process.open_stages:
        name = text.plain(stage.name)
        pages = (
            _page(name, addresses.stage(process.id, stage.id)),
            _page(words.label("navigation.call_plan"), addresses.call_plan(process.id, stage.id)),
        )
        children.append(NavigationEntry(str(name), children=pages))
    children += [
        _page(text.plain(stage.name), addresses.stage(process.id, stage.id)) for stage in process.closed_stages
    ]
    return NavigationEntry(str(text.plain(process.name)), children=tuple(children))
