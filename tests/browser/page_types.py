"""Every type of page that a site is made of, with one of the example's pages for each: what all browser tests go by.

A new type of page joins `PAGE_TYPES`; test_page_types.py fails while one is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


PAGE_TYPES: Mapping[str, PageType] = {
    "home": PageType("", "", "home"),
    "sales process": PageType("sales/new-business/", r"sales/[^/]+/", "sales_process"),
    "compression": PageType("sales/new-business/compress/", r"sales/[^/]+/compress/", "compress"),
    "review": PageType("sales/new-business/review/", r"sales/[^/]+/review/", "review"),
    "stage": PageType("sales/new-business/prove/", r"sales/[^/]+/[^/]+/", "stage"),
    "closed stage": PageType("sales/new-business/no-decision/", r"sales/[^/]+/[^/]+/", "closed_stage"),
    "call plan": PageType("sales/new-business/prove/call-plan/", r"sales/[^/]+/[^/]+/call-plan/", "call_plan"),
    "buying process": PageType("buying/operations-leader/", r"buying/[^/]+/", "buying_process"),
    "alignment": PageType("alignment/", r"alignment/", "alignment"),
    "CRM stages": PageType("crm/", r"crm/", "crm"),
    "roles": PageType("roles/", r"roles/", "roles"),
    "questions": PageType("questions/", r"questions/", "questions"),
    "assets": PageType("assets/", r"assets/", "assets"),
    "glossary": PageType("glossary/", r"glossary/", "glossary"),
    "health": PageType("health/", r"health/", "health"),
    "contribute": PageType("contribute/", r"contribute/", "contribute"),
    "rules": PageType("contribute/rules/", r"contribute/rules/", "rules"),
    "rule": PageType("contribute/rules/seller-only-exit/", r"contribute/rules/[^/]+/", "rule"),
    "fields": PageType("contribute/fields/", r"contribute/fields/", "fields"),
    "fields of a kind": PageType("contribute/fields/sales-process/", r"contribute/fields/[^/]+/", "kind_fields"),
    "CRM door": PageType("crm/8-closed-lost/", r"crm/[^/]+/", "crm_door"),
    "redirect": PageType("sales/new-business/evaluate/", r"(sales/[^/]+|crm)/[^/]+/", "redirect", moves_on=True),
    "team page": PageType("pages/how-we-run-a-trial/", r"pages/[^/]+/", None),
    "not found": PageType("404.html", r"404\.html", None),
}
"""By name. The patterns of a process's stages match those of its redirects too."""


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
