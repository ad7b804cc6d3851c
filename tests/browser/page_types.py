"""Every type of page that a site is made of, with one of the example's pages for each: what all browser tests go by.

Those of the table of pages are here by themselves; test_page_types.py fails while any other is missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall.addresses import pages
from nextcall.addresses.pages import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page, Request, Response, Route


@dataclass(frozen=True)
class PageType:
    """Pages that one template makes."""

    address: str
    """A page of the example."""

    pattern: str
    """A regular expression for the addresses of all pages of this type, home's being empty."""

    template: str | None
    """The name of the template in site_templates/pages/, without its endings; None where the page is no template's."""

    moves_on: bool = False
    """Whether the page sends its reader to another one at once."""


EXAMPLES: Mapping[Scope, tuple[str, ...]] = {
    Scope.PLAYBOOK: (),
    Scope.CRM_DOOR: ("8-closed-lost",),
    Scope.BUYING_PROCESS: ("operations-leader",),
    Scope.SALES_PROCESS: ("new-business",),
    Scope.OPEN_STAGE: ("new-business", "prove"),
    Scope.CLOSED_STAGE: ("new-business", "no-decision"),
    Scope.RULE: ("seller-only-exit",),
    Scope.KIND: ("sales-process",),
}
"""What the example has of each scope, by ids: the one with most on its pages."""


def _of(page: pages.PageType) -> PageType:
    ids = EXAMPLES[page.scope]
    pattern = re.escape(page.address(*("0" for _ in ids))).replace("0", "[^/]+")
    return PageType(page.address(*ids), pattern, page.name)


PAGE_TYPES: Mapping[str, PageType] = {page.name: _of(page) for page in pages.PAGES} | {
    "changes": PageType("changes/", "changes/", "changes"),
    "redirect": PageType("sales/new-business/evaluate/", r"(sales/[^/]+|crm)/[^/]+/", "redirect", moves_on=True),
    "team page": PageType("pages/how-we-run-a-trial/", r"pages/[^/]+/", None),
    "not found": PageType("404.html", r"404\.html", None),
}
"""By name: those of the table of pages, and what is no page of the playbook's. The patterns of a process's stages match
those of its redirects too."""


def open_page(tab: Page, site: str, page_type: PageType) -> None:
    """Open a page of this type and stay on it, even if it sends its reader on."""
    open_address(tab, site + page_type.address, moves_on=page_type.moves_on)


def open_address(tab: Page, address: str, *, moves_on: bool = False) -> Response | None:
    """Open a page and stay on it, even if it `moves_on`; the answer of the server."""

    def leaves(request: Request) -> bool:
        return request.is_navigation_request() and request.url != address

    def answer(route: Route) -> None:
        route.fulfill(status=204) if leaves(route.request) else route.continue_()  # 204: a browser stays where it is

    tab.unroute_all()
    if not moves_on:
        return tab.goto(address)
    tab.route("**/*", answer)
    with tab.expect_request(leaves):  # else it would leave later, and cut short the visit to the next page
        return tab.goto(address)
