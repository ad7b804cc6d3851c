"""The navigation of the site: the pages of the playbook and the team's own, as a tree to browse.

The first page of a section is about the whole section, so that a host can let the section's title lead there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import addresses, text
from nextcall.render.environment import label

if TYPE_CHECKING:
    from nextcall.model import Playbook, SalesProcess


@dataclass(frozen=True)
class NavigationEntry:
    """A page or, with `children`, a section, whose own page is the first of them. `title` is plain text, unescaped.

    `file` is the Markdown file of a page below the docs folder, None for a section.
    """

    title: str
    file: str | None = None
    children: tuple[NavigationEntry, ...] = ()


def navigation(playbook: Playbook) -> tuple[NavigationEntry, ...]:
    """Home, the sales and the buying processes, what they share, the team's own pages, and how to change all that."""
    home = addresses.file_of(addresses.HOME)
    entries = [NavigationEntry(label("navigation.home"), home)]
    entries += [_sales_process(process) for process in playbook.sales_processes]
    entries += [_page(text.plain(each.name), addresses.buying_process(each.id)) for each in playbook.buying_processes]
    entries += [
        _page(label("alignment.title"), addresses.ALIGNMENT),
        _page(label("roles.title"), addresses.ROLES),
        _page(label("questions.title"), addresses.QUESTIONS),
        _page(label("assets.title"), addresses.ASSETS),
        _page(label("glossary.title"), addresses.GLOSSARY),
        _page(label("crm.title"), addresses.CRM),
    ]
    entries += [NavigationEntry(str(page.title), page.path) for page in playbook.files.pages if page.path != home]
    about = (
        _page(label("contribute.title"), addresses.CONTRIBUTE),
        _page(label("health.title"), addresses.HEALTH),
        _page(label("rules.title"), addresses.RULES),
        _page(label("fields.title"), addresses.FIELDS),
    )
    return (*entries, NavigationEntry(label("navigation.contribute"), children=about))


def _page(title: str, address: str) -> NavigationEntry:
    return NavigationEntry(str(title), addresses.file_of(address))


def _sales_process(process: SalesProcess) -> NavigationEntry:
    children = [
        _page(label("navigation.process"), addresses.sales_process(process.id)),
        _page(label("navigation.review"), addresses.review(process.id)),
    ]
    for stage in process.open_stages:
        name = text.plain(stage.name)
        pages = (
            _page(name, addresses.stage(process.id, stage.id)),
            _page(label("navigation.call_plan"), addresses.call_plan(process.id, stage.id)),
        )
        children.append(NavigationEntry(str(name), children=pages))
    children += [
        _page(text.plain(stage.name), addresses.stage(process.id, stage.id)) for stage in process.closed_stages
    ]
    return NavigationEntry(str(text.plain(process.name)), children=tuple(children))
