"""The longest task of the browser's main thread for each thing that a seller does on a deal's page.

`make bench` runs it as a part of the group `site`. A task is measured by the thread's own time, four times over as on a
phone: neither other processes nor waiting count.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


PAGE, STAGE = "sales/new-business/plan/index.html", "map-the-decision"
SLOWER = 4
SETTLED = 1500
"""Milliseconds after an action in which all that it leads to is over, timers of a second aside."""
_CATEGORIES = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline"]
_PARTS = {"FunctionCall", "EvaluateScript", "v8.compile", "UpdateLayoutTree", "Layout", "ParseHTML", "EventDispatch"}


# Where a finger would hit it: the label of a field that is drawn by its label.
_SPOT = """(selector) => {
  const seen = [...document.querySelectorAll(selector)].map((each) => each.closest("label") ?? each);
  const target = seen.find((each) => each.getClientRects().length);
  target.scrollIntoView({block: "center", behavior: "instant"});
  const {x, y, width, height} = target.getBoundingClientRect();
  return [x + Math.min(width, 300) / 2, y + height / 2];
}"""

# A phone's clock goes that much further in the same work, which is how scripts know that it is time for the browser.
_CLOCK = f"{{ const now = performance.now.bind(performance); performance.now = () => now() * {SLOWER}; }}"

ACTIONS = {
    "choose a stage": "[name=nc-stage][value='{stage}']",
    "plan it": "[data-do=create]",
    "unfold who comes": "[data-at=set] > summary",
    "another length": "[data-do=length][data-id='30']",
    "the first length": "[data-do=length][data-id='60']",
    "somebody can't come": "[data-do=person]",
    "they can": "[data-do=person]",
    "pin": "[data-do=pin]",
    "drop": "[data-do=drop]",
    "put back": "[data-do=put-back]",
    "unfold what is done": "[data-at=state] > summary",
    "unfold a stage": "[data-at=stages] > details > summary",
    "tick": "[data-do=tick]",
    "begin the call": "[data-do=start]",
    "opened": "[data-do=done]",
    "done": "[data-do=done]",
    "running late": "[data-do=late]",
    "keep these": "[data-do=keep]",
    "who is here": "[data-do=who]",
    "go on": "[data-for=who] [data-do=cancel]",
    "end the call": "[data-do=end]",
    "how it ended": "[name=nc-ended]",
    "record": "[data-do=record]",
    "so far": "[data-do=turn][data-id=story]",
    "the next call": "[data-do=turn][data-id=before]",
}
"""What a seller does in turn, from no deal to the plan after its first call, and what is hit for it."""


def measure(site: str, browser: Path, args: list[str]) -> Iterator[tuple[str, float, str]]:
    """For each action the milliseconds of its longest task, and what that task did most."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=args)
        tab = running.new_context(viewport={"width": 390, "height": 844}).new_page()
        tab.add_init_script(_CLOCK)

        def traced(act: Callable[[], object]) -> tuple[float, str]:
            running.start_tracing(page=tab, categories=_CATEGORIES)
            act()
            tab.wait_for_timeout(SETTLED)
            return longest(json.loads(running.stop_tracing())["traceEvents"])

        yield "load the page", *traced(lambda: tab.goto(site + PAGE))
        tab.locator("[data-at=name]").fill("Northgate")
        for name, selector in ACTIONS.items():
            x, y = tab.evaluate(_SPOT, f".nc-deal-page {selector.format(stage=STAGE)}")
            tab.wait_for_timeout(300)
            yield name, *traced(lambda x=x, y=y: tab.mouse.click(x, y))
        yield "load it again", *traced(tab.reload)
        running.close()


def longest(events: list[dict[str, Any]]) -> tuple[float, str]:
    """The milliseconds of the longest task with a script of ours in it, and its parts in short."""
    ours = [each for each in events if "/nextcall/" in json.dumps(each.get("args", {})) and each["name"] in _PARTS]
    tasks = [each for each in events if each["name"] == "RunTask" and _has(each, ours)]
    if not tasks:
        return 0, ""
    task = max(tasks, key=lambda each: each.get("tdur", 0))
    parts: dict[str, float] = {}
    for each in events:
        if each["name"] in _PARTS and _has(task, [each]):
            url = each.get("args", {}).get("data", {}).get("url", "").rpartition("/")[2]
            name = each["name"] + " " + url
            parts[name] = parts.get(name, 0) + each.get("tdur", 0) / 1000 * SLOWER
    return task["tdur"] / 1000 * SLOWER, ", ".join(f"{name} {spent:.0f}" for name, spent in parts.items() if spent >= 2)


def _has(task: dict[str, Any], events: list[dict[str, Any]]) -> bool:
    begin, end = task["ts"], task["ts"] + task.get("dur", 0)
    return any(
        (each["pid"], each["tid"]) == (task["pid"], task["tid"]) and begin <= each["ts"] <= end for each in events
    )
