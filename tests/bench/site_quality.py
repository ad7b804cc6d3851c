"""The example's site as a phone loads it: Lighthouse's scores, bytes and long tasks for every type of page.

And what axe-core holds against it, in each colour scheme and width: the tests take one view of each page.

`make bench` runs it as the group `site`. The same table of page types, server and tools as in tests/browser.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import site_tasks
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "browser"))

import chromium  # noqa: E402 (from the folder of the browser tests)
import page_types  # noqa: E402
import server  # noqa: E402
import site_tools  # noqa: E402

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SLOWER = 4
"""How much slower a phone's processor is than this one, as Lighthouse has it."""

# The longest stretch that one of our scripts held the page up, by the browser's own account.
_LONGEST = """
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      for (const script of frame.scripts) {
        if (script.sourceURL.includes("/nextcall/")) window.longest = Math.max(window.longest, script.duration);
      }
    }
  }).observe({type: "long-animation-frame", buffered: true});
"""


def measure() -> None:
    """Print a line for every type of page."""
    browser = chromium.chromium()
    if browser is None:
        sys.exit(chromium.MISSING)
    print("the example's site as a phone loads it, served compressed")
    print("    (aim: scores of 95 or more, at most 200 KB, layout shift under 0.02, no task of ours over 50 ms;")
    print("    no rule of axe-core broken in either scheme and width)")
    print(
        f"    {'':16} {'perf':>5} {'a11y':>5} {'best':>5} {'seo':>5} {'KB':>6} {'shift':>6} {'LCP s':>6} {'task ms':>8}"
        f" {'axe':>4}"
    )
    with tempfile.TemporaryDirectory() as folder, server.served(_built(Path(folder))) as site:
        tasks = _longest_tasks(site, browser)
        violations = _violations(site, browser)
        for name, page_type in page_types.PAGE_TYPES.items():
            if page_type.moves_on:
                continue  # Lighthouse would follow it to a page of another type
            report = site_tools.lighthouse(site + page_type.address, browser, CATEGORIES)
            print(f"    {name:16} {_figures(report)} {tasks[name]:8.0f} {violations[name]:4}")
        print("    the longest task with a script of ours for what is done on a deal's page (aim: 50 ms)")
        for action, longest, parts in site_tasks.measure(site, browser, site_tools.HEADLESS.split()[1:]):
            print(f"    {action:20} {longest:4.0f} ms  {parts}")


def _built(folder: Path) -> Path:
    site = folder / "site"
    command = [sys.executable, "-m", "nextcall", "build", "--root", HERE.parents[1], "--site-dir", site]
    subprocess.run(command, check=True, capture_output=True)
    return site


def _figures(report: dict[str, Any]) -> str:
    scores = [report["categories"][each]["score"] * 100 for each in CATEGORIES]
    audits = report["audits"]
    requests = audits["network-requests"]["details"]["items"]
    kilobytes = sum(each["transferSize"] for each in requests if "search_index" not in each["url"]) / 1000
    shift = audits["cumulative-layout-shift"]["numericValue"]
    largest = audits["largest-contentful-paint"]["numericValue"] / 1000
    return " ".join(f"{score:5.0f}" for score in scores) + f" {kilobytes:6.0f} {shift:6.3f} {largest:6.1f}"


def _longest_tasks(site: str, browser: Path) -> dict[str, float]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=site_tools.HEADLESS.split()[1:])
        context = running.new_context(viewport={"width": 390, "height": 844})
        tab = context.new_page()
        context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        tab.add_init_script(_LONGEST)
        found = {}
        for name, page_type in page_types.PAGE_TYPES.items():
            page_types.open_page(tab, site, page_type)
            tab.wait_for_load_state("networkidle")
            found[name] = tab.evaluate("window.longest")
        running.close()
    return found


def _violations(site: str, browser: Path) -> dict[str, int]:
    """How many rules of axe-core each type of page breaks, in all views together."""
    found = dict.fromkeys(page_types.PAGE_TYPES, 0)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=site_tools.HEADLESS.split()[1:])
        for scheme, width in site_tools.VIEWS:
            tab = running.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}).new_page()
            for name, page_type in page_types.PAGE_TYPES.items():
                page_types.open_page(tab, site, page_type)
                found[name] += len(site_tools.violations(tab))
        running.close()
    return found
