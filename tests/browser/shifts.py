"""How far a page moves under its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST = 0.02
WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });
"""
"""What watches a page, before any script of its own."""


def shifted(page: Page) -> float:
    """The sum of the layout shifts so far, those that follow what its reader did aside."""
    found: float = page.evaluate("shifted")
    return found
