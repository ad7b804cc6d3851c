"""Deals in the browser for tests: what is kept, and how it gets there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

KEY = "nextcall.deals:/"
TODAY = "2026-11-24"

Deal = dict[str, Any]


def text(*deals: Deal, **more: object) -> str:
    """Deals as they are kept and as a file has them."""
    return json.dumps({"format": "nextcall-deals", "version": 2, "deals": deals, **more})


def keep(page: Page, *deals: Deal, key: str = KEY, **more: object) -> None:
    """Put deals into the storage of the site that `page` shows."""
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text(*deals, **more)])


STYLES = "nextcall/nextcall.css"
"""A file of every site: whoever shows it has the site's storage, and next to nothing to load."""


def open_with(page: Page, address: str, site: str, *deals: Deal) -> None:
    """Open a page of a site whose storage holds deals."""
    page.goto(site + STYLES)
    keep(page, *deals)
    page.goto(site + address)


def kept(page: Page, key: str = KEY) -> list[Deal]:
    """The deals that the storage holds, by name."""
    found = json.loads(page.evaluate("(key) => localStorage.getItem(key)", key) or '{"deals": []}')
    deals: list[Deal] = found["deals"]
    return sorted(deals, key=lambda deal: str(deal["name"]))


def names(page: Page, key: str = KEY) -> list[str]:
    """Their names."""
    return [deal["name"] for deal in kept(page, key)]


def button(page: Page, name: str) -> Locator:
    """The button with this name."""
    return page.get_by_role("button", name=name, exact=True)


def call(on: str, **more: object) -> Deal:
    """A call that was held."""
    return {"on": on, "stage": "discover", **more}


FORBIDDEN = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
"""
FULL = """
Storage.prototype.setItem = function () { throw new DOMException("full", "QuotaExceededError"); };
"""
"""What makes a browser keep nothing, before any script of the page."""


MINE: tuple[Deal, ...] = (
    {
        "id": "acme",
        "name": "Acme",
        "process": "new-business",
        "stage": "map-the-decision",
        "entered": "2026-11-12",
        "next": {"on": TODAY, "at": "14:00"},
        "true": ["problem-owned"],
        "said": ["case-owned"],
        "unmet": ["deciders-named"],
        "calls": [
            call("2026-11-10", done=["name-the-problem"], ended="continuation"),
            call(
                "2026-11-17",
                done=["name-the-problem", "put-a-cost-on-waiting"],
                ended="advance",
                next_step="replies to the charter",
                who="it-lead",
                by="2026-11-20",
                came="2026-11-19",
            ),
        ],
    },
    {
        "id": "bright",
        "name": "Brightway",
        "process": "new-business",
        "stage": "prove",
        "entered": "2026-10-11",
        "calls": [call("2026-11-12", next_step="the security pack", who="account-executive", by="2026-11-16")],
    },
    {
        "id": "kestrel",
        "name": "Kestrel",
        "process": "new-business",
        "stage": "build-the-case",
        "entered": "2026-11-15",
        "next": {"on": "2026-11-26"},
        "calls": [call("2026-11-18", next_step="the site sheet", who="operations-director", by="2026-11-23")],
    },
    {"id": "north", "name": "Northgate", "process": "new-business", "stage": "discover", "entered": TODAY},
    {
        "id": "still",
        "name": "Stillwater",
        "process": "renewal",
        "stage": "show-the-result",
        "entered": "2026-11-18",
        "next": {"on": "2026-11-27"},
    },
    {"id": "won", "name": "Won already", "process": "new-business", "stage": "won"},
)
"""One deal of each kind that the list of my deals tells apart, on `TODAY`."""
