"""A deal from its first call to won, planned on its page: by mouse, by keyboard alone, and on a phone's screen."""

from __future__ import annotations

import gzip
import json
import shutil
from contextlib import contextmanager
from itertools import count, cycle
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from . import shifts
from .my_deals import FULL, KEY, STYLES, open_with
from .server import served
from .site_tools import COLOURS, VIEWS, violations

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

DEAL = "sales/new-business/plan/index.html"
STAGE = "sales/new-business/map-the-decision/index.html"
CALL_PLAN = "sales/new-business/map-the-decision/call-plan/index.html"
MOST_TO_PLAN = 44_600
"""Bytes of scripts and styles of ours, compressed, that the page loads until a deal is planned."""
MOST_FOR_A_CALL = 13_800
"""Likewise, what it adds to begin a call, to write its note and to copy it."""
MOST_DATA = 15 * 1024
NOON = "2026-11-24T12:00:00"
MINUTE = 60_000
WIDE = {"width": 1280, "height": 900}


@contextmanager
def opened(browser: Browser, **how: Any) -> Iterator[Page]:  # noqa: ANN401 (what a browser takes)
    """A tab at noon of a day, on which no script of ours may fail."""
    context = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **how})
    tab = context.new_page()
    failed: list[str] = []
    tab.on("pageerror", lambda error: failed.append(str(error.stack)) if "/nextcall/" in str(error.stack) else None)
    yield tab
    context.close()
    assert failed == []


@pytest.fixture(scope="module")
def _tab_of_a_file(browser: Browser) -> Iterator[Page]:
    with opened(browser) as made:
        yield made


@pytest.fixture
def tab(page: Page) -> Page:
    page.set_viewport_size(WIDE)
    page.clock.install(time=NOON)
    return page


def at(tab: Page, name: str) -> Locator:
    return tab.locator(f".nc-deal-page [data-at='{name}']")


def does(tab: Page, what: str) -> Locator:
    return tab.locator(f".nc-deal-page [data-do='{what}']:visible").first


def label(control: Locator) -> Locator:
    """What a reader sees and clicks of a control that isn't drawn itself.

    Clicks wait until it is there: forced ones on the control failed when it was drawn anew in between.
    """
    return control.locator("..")


def kept(tab: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(tab.evaluate(f"localStorage.getItem('{KEY}')"))["deals"][0]
    return found


def think(tab: Page) -> None:
    """Let the engine answer, slice by slice (the clock of the page is ours), until all of it is drawn."""
    tab.clock.run_for(2000)
    expect(tab.locator(".nc-deal-page[aria-busy]")).to_have_count(0)


_MADE: dict[str, str] = {}
"""What the form of the page kept, by the stage that was chosen."""


def begin(tab: Page, site: str, stage: str = "map-the-decision") -> None:
    """Open a new deal in a stage; the form is filled in once, and what it kept then is put into the other tabs."""
    if stage in _MADE:
        tab.goto(site + STYLES)
        tab.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, _MADE[stage]])
        tab.goto(f"{site}{DEAL}#deal={kept(tab)['id']}")
    else:
        tab.goto(site + DEAL)
        at(tab, "name").fill("Northgate")
        tab.locator(f"[name=nc-stage][value={stage}]").check()
        does(tab, "create").click()
        _MADE[stage] = tab.evaluate(f"localStorage.getItem('{KEY}')")
    think(tab)


def agenda(tab: Page) -> list[str]:
    return tab.locator("[data-at=agenda] .nc-what :is(.nc-how > summary, b) > span:first-child").all_inner_texts()


def record(tab: Page, ended: str = "advance") -> None:
    tab.locator(f"[name=nc-ended][value={ended}]").check()
    does(tab, "record").click()
    think(tab)


def test_a_plan_follows_whatever_is_set_and_each_change_can_be_taken_back(tab: Page, site: str) -> None:
    begin(tab, site)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Northgate")
    before = agenda(tab)
    assert before[:2] == ["Map who decides", "Hear the CFO's test"]
    expect(at(tab, "goal")).to_contain_text("The CFO names the payback limit, and everyone who decides is named")
    assert tab.locator("[data-at=agenda] .nc-cut").count() == 1
    expect(at(tab, "leads")).to_contain_text("more call")
    expect(at(tab, "waiting-said")).to_contain_text("that wait for something else")

    unlock = at(tab, "unlocks").locator("li").filter(has_text="Invite: Procurement lead")
    expect(unlock).to_contain_text("Lay out the contract steps")
    unlock.get_by_role("button").click()
    think(tab)
    assert "Lay out the contract steps" in agenda(tab)
    assert "procurement-lead" in kept(tab)["with"]
    undo = at(tab, "leads").get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    think(tab)
    assert agenda(tab) == before
    assert kept(tab)["with"] is None

    label(tab.get_by_role("switch", name="CFO")).uncheck()
    think(tab)
    assert "Hear the CFO's test" not in agenda(tab)
    reason = at(tab, "left").locator("li").filter(has_text="Hear the CFO's test").first
    expect(reason).to_contain_text("CFO")
    assert "payback limit" not in at(tab, "goal").inner_text(), "what the stage wants was written for another room"
    label(tab.get_by_role("switch", name="CFO")).check()
    label(tab.locator("[data-do=length][data-id='30']")).check()
    think(tab)
    expect(at(tab, "agenda-sub")).to_contain_text("in 30 minutes")
    assert len(agenda(tab)) < len(before)
    label(tab.locator("[data-do=length][data-id='60']")).check()

    tab.get_by_role("button", name="Drop Date the plan").click()
    think(tab)
    assert "Date the plan" not in agenda(tab)
    dropped = at(tab, "left").locator("li").filter(has_text="you dropped it")
    expect(dropped).to_contain_text("Date the plan")
    dropped.get_by_role("button", name="Put back Date the plan").click()
    think(tab)
    assert agenda(tab) == before
    tab.get_by_role("button", name="Pin Date the plan").click()
    think(tab)
    expect(tab.get_by_role("button", name="Pinned Date the plan")).to_have_attribute("aria-pressed", "true")
    assert kept(tab)["pinned"] == ["date-the-plan"]


def test_what_is_done_and_true_is_said_in_any_order_and_a_no_closes_its_gate(tab: Page, site: str) -> None:
    begin(tab, site)
    at(tab, "state").locator("> summary").click()
    stage = tab.locator("[data-at=stages] > details").filter(has_text="Justify the money")
    stage.locator("> summary").click()
    tab.locator("[data-do=tick][data-id='hear-the-cfo']").check()
    think(tab)
    assert "Hear the CFO's test" not in agenda(tab)
    assert "Agree the pass marks" in agenda(tab)
    expect(stage).to_have_attribute("open", "")
    label(tab.locator("[data-do=truth][data-id='cfo-test-named'][value=unmet]")).check()
    think(tab)
    assert kept(tab)["unmet"] == ["cfo-test-named"]
    assert "Agree the pass marks" not in agenda(tab)
    label(tab.locator("[data-do=truth][data-id='cfo-test-named'][value=true]")).check()
    think(tab)
    assert "Agree the pass marks" in agenda(tab)
    whole = tab.locator("[data-do=whole][data-id='map-the-decision']")
    whole.check()
    think(tab)
    assert {"map-the-deciders", "rank-the-must-haves", "date-the-plan"} <= set(kept(tab)["done"])
    assert kept(tab)["stage"] == "prove"
    expect(at(tab, "said")).to_contain_text("Map the decision is complete. It stands in Prove the fit now.")
    expect(at(tab, "facts")).to_contain_text("Prove the fit")


def test_a_call_shows_what_is_at_hand_and_a_reload_in_its_middle_loses_nothing(tab: Page, site: str) -> None:
    begin(tab, site)
    at(tab, "state").locator("> summary").click()
    tab.locator("[data-do=tick][data-id='map-the-deciders']").check()
    label(tab.locator("[data-do=truth][data-id='case-owned'][value=true]")).check()
    think(tab)
    names = agenda(tab)
    does(tab, "start").click()
    expect(tab.locator(".md-header")).to_be_hidden()
    expect(at(tab, "clock")).to_have_text("0:00")
    tab.clock.run_for(7 * MINUTE)
    does(tab, "done").click()
    expect(tab.locator("#at-hand")).to_have_text(names[0])
    tab.clock.run_for(6 * MINUTE)
    expect(at(tab, "clock")).to_have_text("0:13")
    expect(at(tab, "hand")).to_contain_text("6 of ")
    tab.reload()
    tab.clock.run_for(1000)
    expect(tab.locator("#at-hand")).to_have_text(names[0])
    expect(at(tab, "clock")).to_have_text("0:13")

    does(tab, "done").click()
    expect(at(tab, "live-undo")).to_contain_text(f"Done: {names[0]}, 6 min")
    tab.locator("[data-at=live-undo] button").click()
    expect(tab.locator("#at-hand")).to_have_text(names[0])
    assert kept(tab)["now"]["done"] == []

    tab.clock.run_for(30 * MINUTE)
    does(tab, "late").click()
    expect(at(tab, "sheet")).to_contain_text("minutes until the close: keep")
    gone = at(tab, "sheet").locator(".nc-gone span:nth-child(2)").all_inner_texts()
    assert gone
    does(tab, "keep").click()
    assert len(kept(tab)["now"]["left"]) == len(gone)

    needed = kept(tab)["now"]["with"]
    does(tab, "who").click()
    for role in needed:
        label(tab.locator(f"[data-do=here][data-id='{role}']")).uncheck()
    expect(at(tab, "hand")).to_contain_text("go on; waits for the next call")
    does(tab, "cancel").click()
    assert kept(tab)["now"]["with"] == needed
    does(tab, "end").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("After the call")


def test_what_the_stage_says_of_its_call_gives_way_while_earlier_work_takes_it(tab: Page, site: str) -> None:
    begin(tab, site)
    expect(at(tab, "goal")).to_contain_text("The CFO names the payback limit")
    at(tab, "state").locator("> summary").click()
    at(tab, "stages").locator("summary").first.click()
    for undone in ("name-the-problem", "put-a-cost-on-waiting", "choose-the-first-site"):
        tab.locator(f"[data-do=tick][data-id='{undone}']").uncheck()
    think(tab)
    assert agenda(tab)[0] == "Name the problem"
    expect(at(tab, "goal")).not_to_contain_text("The CFO names the payback limit")


def test_a_step_of_ours_is_said_to_be_ours_until_the_next_call(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "start").click()
    does(tab, "done").click()
    does(tab, "end").click()
    tab.get_by_label("Their next step").fill("The price on one page")
    at(tab, "who").select_option("account-executive")
    at(tab, "by").fill("2026-11-27")
    record(tab, "continuation")
    row = at(tab, "between").locator("li").filter(has_text="The price on one page")
    expect(row).to_contain_text("ours, by Fri 27 Nov")
    expect(row.get_by_role("button", name="It came")).to_have_count(0)


def test_running_late_offers_to_keep_all_only_where_something_would_go(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "start").click()
    does(tab, "done").click()
    does(tab, "late").click()
    expect(at(tab, "sheet")).to_contain_text("everything still fits")
    expect(at(tab, "keep-all")).to_be_hidden()
    does(tab, "keep").click()
    tab.clock.run_for(40 * MINUTE)
    does(tab, "late").click()
    expect(at(tab, "keep-all")).to_be_visible()


def test_a_thumb_hits_the_main_button_of_each_screen(tab: Page, site: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(site + STAGE)
    height = "node => node.getBoundingClientRect().height"
    assert tab.get_by_role("link", name="Plan the next call").evaluate(height) >= 44
    begin(tab, site)
    assert does(tab, "start").evaluate(height) >= 44
    line = "node => node.getBoundingClientRect().bottom"
    assert does(tab, "start").evaluate(line) == tab.locator(".nc-also > summary").evaluate(line)


def test_a_gate_is_a_screen_of_its_own_and_a_not_yet_passes_over_what_waits_for_it(tab: Page, site: str) -> None:
    begin(tab, site)
    at(tab, "state").locator("> summary").click()
    for done in ("map-the-deciders", "rank-the-must-haves", "date-the-plan"):
        tab.locator(f"[data-do=tick][data-id='{done}']").check()
    think(tab)
    gate = at(tab, "agenda").locator(".nc-gate")
    expect(gate.first).to_contain_text("Go on only if: The CFO has named the test")
    does(tab, "start").click()
    does(tab, "done").click()
    think(tab)
    for _ in range(6):
        if does(tab, "yes").is_visible():
            break
        tab.clock.run_for(5 * MINUTE)
        does(tab, "done").click()
        think(tab)
    expect(tab.locator("#at-hand")).to_have_text("The CFO has named the test that the money must pass")
    expect(at(tab, "hand")).to_have_class("nc-hand nc-gate-card")
    assert tab.locator(".nc-thumb button:visible").all_inner_texts() == ["They said so", "Not yet"]
    does(tab, "no").click()
    expect(at(tab, "hand")).not_to_contain_text("Agree the pass marks")
    tab.locator("[data-at=live-undo] button").click()
    does(tab, "yes").click()
    expect(tab.locator("#at-hand")).to_have_text("Agree the pass marks")
    does(tab, "end").click()
    evidence = at(tab, "evidence").locator("li").filter(has_text="The CFO has named the test")
    expect(evidence).to_contain_text("said in the call, 0:")
    record(tab)
    assert kept(tab)["said"] == ["cfo-test-named"]
    assert kept(tab)["unmet"] == []


def test_only_what_this_call_did_is_in_its_note_and_nothing_of_it_in_the_next_plan(tab: Page, site: str) -> None:
    begin(tab, site)
    planned = agenda(tab)
    tab.get_by_role("button", name="Pin Date the plan").click()
    at(tab, "ours").locator("input").first.check()
    brought = at(tab, "ours").locator("label").first.inner_text()
    think(tab)
    does(tab, "start").click()
    tab.clock.run_for(7 * MINUTE)
    does(tab, "done").click()
    tab.clock.run_for(12 * MINUTE)
    does(tab, "done").click()
    does(tab, "end").click()

    does(tab, "record").click()
    expect(at(tab, "said")).to_contain_text("Say how it ended first.")
    tab.get_by_label("Their next step").fill("Send the reference list and the price")
    at(tab, "who").select_option("account-executive")
    expect(at(tab, "owe")).to_contain_text("That is something we owe. What will they do?")
    expect(at(tab, "note")).to_contain_text("Our next step, theirs is open: Send the reference list")
    at(tab, "who").select_option("cfo")
    expect(at(tab, "owe")).to_be_hidden()
    tab.get_by_label("Their next step").fill("We will come back with a price")
    pick = at(tab, "owe-picks").get_by_role("button").first
    words = pick.inner_text()
    pick.click()
    expect(tab.get_by_label("Their next step")).to_have_value(words)
    expect(at(tab, "owe")).to_be_hidden()
    at(tab, "by").fill("2026-11-27")
    at(tab, "next-on").fill("2026-12-01")
    note = at(tab, "note").inner_text()
    assert f"Done: {planned[0]} (12 min)\n" in note
    assert f"Not reached: {', '.join(planned[1:])}" in note
    assert "Name the problem" not in note
    assert "by 27 November 2026" in note
    record(tab)

    expect(at(tab, "said")).to_contain_text("Call 1 is recorded: 1 key activity, an advance.")
    deal = kept(tab)
    assert deal["calls"][0]["took"] == {"map-the-deciders": 12}
    assert deal["calls"][0]["done"] == ["map-the-deciders"]
    assert deal["next"] == {"on": "2026-12-01", "at": None}
    assert (deal["now"], deal["with"], deal["minutes"], deal["pinned"], deal["dropped"]) == (None, None, None, [], [])
    does(tab, "see").click()
    think(tab)
    assert planned[0] not in agenda(tab)
    assert brought not in at(tab, "ours").inner_text().splitlines()
    assert tab.locator("[data-at=ours] input:checked").count() == 0
    expect(at(tab, "agenda")).to_contain_text(f"Left from last time: {words}")
    tab.locator(".nc-views a").last.click()
    think(tab)
    expect(at(tab, "chart")).to_have_attribute(
        "aria-label", "Key activities per call: 1; the next plan holds 2. The aim is 3."
    )
    expect(at(tab, "calls")).to_contain_text(f"{words} by Fri 27 Nov")


def test_a_call_that_was_left_open_for_days_is_recorded(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "start").click()
    does(tab, "done").click()
    expect(tab.locator("#at-hand")).to_have_text("Map who decides")
    tab.clock.fast_forward("50:00:00")
    does(tab, "done").click()
    does(tab, "end").click()
    expect(at(tab, "by")).to_be_visible()
    at(tab, "by").press_sequentially("0112202666")  # a year of six digits, where none is the last
    record(tab)
    (call,) = kept(tab)["calls"]
    assert (call["minutes"], call["took"], len(call["by"])) == (1440, {"map-the-deciders": 1440}, 10)


def test_what_another_tab_did_to_the_deal_is_said(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "drop").click()
    think(tab)
    other = tab.context.new_page()
    other.goto(site + STYLES)
    other.evaluate(
        """(key) => {
          const all = JSON.parse(localStorage.getItem(key));
          all.deals[0].pinned.push("date-the-plan");
          all.changed[all.deals[0].id] += 1;
          localStorage.setItem(key, JSON.stringify(all));
        }""",
        KEY,
    )
    tab.wait_for_function("nextcall.openDeals().list()[0].pinned.length")
    think(tab)
    at(tab, "leads").get_by_role("button", name="Undo").click()
    expect(at(tab, "said")).to_have_text("Nothing was taken back; it has changed since, in another tab.")
    assert kept(tab)["dropped"] == ["map-the-deciders"]

    does(tab, "start").click()
    expect(tab.locator("#at-hand")).to_be_focused()
    other.evaluate("(key) => localStorage.removeItem(key)", KEY)
    tab.wait_for_function("!nextcall.openDeals().list().length")
    tab.clock.run_for(1000)
    expect(at(tab, "said")).to_have_text("This browser doesn\u2019t hold the deal, or no longer does.")
    expect(at(tab, "title")).to_be_focused()


def test_the_focus_goes_to_the_view_that_comes(tab: Page, site: str) -> None:
    begin(tab, site)
    title, hand = at(tab, "title"), tab.locator("#at-hand")
    for what, place in {
        "start": hand, "peek": title, "back": hand, "end": title, "back-to-call": hand, "record": title, "undo": title,
    }.items():  # fmt: skip
        if what == "back":
            tab.reload()
            expect(hand).to_be_visible()
            continue
        if what == "record":
            does(tab, "end").press("Enter")
            tab.locator("[name=nc-ended][value=advance]").press("Space")
        does(tab, what).press("Enter")
        think(tab)
        expect(place).to_be_focused()


def test_names_without_a_blank_fit_a_phone_in_every_view(tab: Page, site: str) -> None:
    tab.set_viewport_size({"width": 360, "height": 740})
    begin(tab, site)
    tab.evaluate(
        """([long]) => {
          nextcall.openDeals().rename(nextcall.openDeals().list()[0].id, long);
          for (const template of document.querySelectorAll("template"))
            for (const name of template.content.querySelectorAll("[data-part=name]"))
              name.textContent = long;
        }""",
        ["Donaudampfschiff" * 7],
    )
    wide = "document.documentElement.scrollWidth"
    think(tab)
    for what in ("before", "start", "done", "who", "cancel", "late", "keep", "end"):
        if what != "before":
            does(tab, what).click()
            think(tab)
        assert tab.evaluate(wide) <= 360, what
    assert at(tab, "title").is_visible()
    record(tab)
    assert tab.evaluate(wide) <= 360


def test_a_recorded_call_can_be_taken_back(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "start").click()
    tab.clock.run_for(7 * MINUTE)
    does(tab, "done").click()
    does(tab, "end").click()
    before = kept(tab)
    tab.locator("[name=nc-ended][value=no]").check()
    does(tab, "record").click()
    think(tab)
    assert len(kept(tab)["calls"]) == 1
    at(tab, "said").get_by_role("button", name="Undo").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("After the call")
    assert kept(tab)["now"]["planned"] == before["now"]["planned"]
    assert kept(tab)["calls"] == []


def hold(tab: Page, press: Any) -> None:  # noqa: ANN401 (a way to press)
    """Hold the call that is planned to its end, with a yes at each gate, and record it."""
    press(does(tab, "start"))
    for _ in range(40):
        expect(tab.locator("#at-hand")).to_be_visible()
        tab.clock.fast_forward(3 * MINUTE)
        if does(tab, "yes").is_visible():
            press(does(tab, "yes"))
        elif does(tab, "done").is_visible():
            press(does(tab, "done"))
        else:
            break
    press(does(tab, "end"))
    choice = tab.locator("[name=nc-ended][value=advance]")
    expect(choice).to_be_visible()
    if press is by_key:
        choice.focus()
        tab.keyboard.press("Space")
    else:
        choice.check()
    for box in tab.locator("[data-do=evidence]").all():
        box.focus()
        tab.keyboard.press("Space")
    press(does(tab, "record"))
    think(tab)


def by_mouse(button: Locator) -> None:
    button.click()


def by_key(button: Locator) -> None:
    button.focus()
    button.page.keyboard.press("Enter")


def by_thumb(button: Locator) -> None:
    box = button.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    button.tap()


PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.mark.one_in(4)
@pytest.mark.parametrize(
    ("presses", "how"),
    [
        ((by_thumb, by_mouse, by_key), PHONE),
        ((by_mouse,), {}),
        ((by_key,), {}),
        ((by_thumb,), PHONE),
    ],
    ids=["by turns", "mouse", "keyboard", "phone"],
)
def test_a_deal_goes_from_its_first_call_to_won(
    presses: tuple[Any, ...], how: dict[str, Any], browser: Browser, site: str
) -> None:
    """By turns, each call is held in another way: on a phone's screen with the thumb, on a wide one with the others."""
    ways = cycle(presses)
    with opened(browser, **how) as tab:
        tab.clock.install(time=NOON)
        begin(tab, site, "discover")
        stages = [kept(tab)["stage"]]
        for _ in range(40):
            press = next(ways)
            if len(presses) > 1:
                tab.set_viewport_size(PHONE["viewport"] if press is by_thumb else WIDE)
            if does(tab, "see").is_visible():
                press(does(tab, "see"))
                think(tab)
            if does(tab, "start").is_visible():
                hold(tab, press)
            elif tab.locator("[data-at=no-call] [data-do=tick]:visible").count():
                press(does(tab, "tick"))
                think(tab)
            else:
                break
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off at the side"
            stages.append(kept(tab)["stage"])
        expect(tab.locator(".nc-deal-page")).to_contain_text("Nothing is left to talk about")
        press(does(tab, "stands"))
        think(tab)
        deal = kept(tab)
        assert deal["stage"] == "won"
        assert stages == sorted(stages, key=stages.index), "no stage was left and entered again"
        assert len(deal["calls"]) >= 6
        expect(tab.locator("[data-at=no-call]")).to_have_text("The deal is won.")


def test_a_playbook_that_changed_under_a_deal_loses_nothing_of_it(tab: Page, site: str) -> None:
    begin(tab, site)
    does(tab, "start").click()
    expect(tab.locator("#at-hand")).to_be_visible()
    tab.evaluate(
        """(key) => {
          const all = JSON.parse(localStorage.getItem(key));
          const [deal] = all.deals;
          deal.done.push("an-activity-of-old");
          deal.true.push("a-criterion-of-old");
          deal.now.planned.unshift("an-activity-of-old");
          deal.now.with.push("a-role-of-old");
          localStorage.setItem(key, JSON.stringify(all));
        }""",
        KEY,
    )
    tab.reload()
    tab.clock.run_for(1000)
    expect(tab.locator("#at-hand")).to_be_visible()
    does(tab, "done").click()
    expect(tab.locator("#at-hand")).to_have_text("Map who decides")
    does(tab, "end").click()
    record(tab)
    does(tab, "see").click()
    think(tab)
    expect(at(tab, "gone")).to_contain_text("an-activity-of-old")
    assert {"an-activity-of-old"} <= set(kept(tab)["done"])
    tab.evaluate(
        "(key) => { localStorage[key] = localStorage[key].replaceAll('map-the-decision', 'a-stage-of-old'); }",
        KEY,
    )
    tab.reload()
    think(tab)
    expect(at(tab, "no-call")).to_contain_text("no longer in the process")


def test_the_stage_page_has_the_ticks_of_the_deal_and_the_call_plan_none(tab: Page, site: str) -> None:
    begin(tab, site)
    at(tab, "state").locator("> summary").click()
    tab.locator("[data-do=tick][data-id='map-the-deciders']").check()
    tab.goto(site + STAGE)
    box = tab.locator("[data-tick='activity:map-the-deciders']").first
    expect(box).to_be_checked()
    expect(tab.get_by_role("combobox", name="Ticks of")).to_have_value(kept(tab)["id"])
    tab.locator("[data-tick='activity:date-the-plan']").first.check()
    tab.locator("[data-tick='criterion:cfo-test-named']").first.check()
    assert "date-the-plan" in kept(tab)["done"]
    assert "cfo-test-named" in kept(tab)["true"]
    tab.get_by_role("link", name="Plan it for a deal").click()
    think(tab)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Northgate")
    assert "Date the plan" not in agenda(tab)
    tab.goto(site + CALL_PLAN)
    assert tab.locator("article input, article select, article textarea").count() == 0
    tab.get_by_role("link", name="Plan it for a deal").click()
    expect(tab.locator("[name=nc-stage][value='map-the-decision']")).to_be_checked()
    tab.goto(site + STAGE)
    said = tab.locator("[data-problem]:visible")
    assert said.count() == 0
    tab.evaluate(FULL + "0")
    tab.locator("[data-tick='activity:date-the-plan']").first.uncheck()
    expect(said).to_contain_text("its storage is full")


def test_deals_do_not_mix_and_their_names_are_text(tab: Page, site: str) -> None:
    begin(tab, site)
    name = "<img src=x onerror=alert(1)>&amp;{deal}"
    tab.goto(site + DEAL)
    tab.reload()
    at(tab, "name").fill(name)
    does(tab, "create").click()
    think(tab)
    assert tab.locator("h1").inner_text() == name
    assert tab.locator(".nc-deal-page img").count() == 0
    tab.goto(site + DEAL)
    tab.evaluate("location.hash = ''")
    tab.reload()
    at(tab, "others").get_by_role("link", name="Northgate").click()
    think(tab)
    assert tab.locator("h1").inner_text() == "Northgate"


def test_that_nothing_more_can_be_kept_is_said_in_the_middle_of_a_call_and_two_tabs_record_it_once(
    browser: Browser, site: str
) -> None:
    with opened(browser) as tab:
        tab.goto(site + DEAL)
        at(tab, "name").fill("Northgate")
        does(tab, "create").click()
        does(tab, "start").click()
        does(tab, "done").click()
        does(tab, "end").click()
        other = tab.context.new_page()
        other.goto(tab.url)
        for each in (tab, other):
            each.locator("[name=nc-ended][value=advance]").check()
        other.evaluate(
            """(key) => {
              const all = JSON.parse(localStorage.getItem(key));
              Object.assign(all.deals[0], { now: null, calls: [{ on: "2026-11-24", stage: all.deals[0].stage }] });
              Storage.prototype.getItem = () => JSON.stringify(all);
            }""",
            KEY,
        )
        does(other, "record").click()
        expect(at(other, "next-title")).to_be_visible()
        other.close()
        expect(does(tab, "start")).to_be_visible()
        assert len(kept(tab)["calls"]) == 1

        expect(at(tab, "problem")).to_be_hidden()
        does(tab, "start").click()
        expect(tab.locator("#at-hand")).to_be_visible()
        tab.evaluate(FULL + "0")
        does(tab, "done").click()
        expect(at(tab, "problem")).to_contain_text("its storage is full")
        with tab.expect_download() as saved:
            does(tab, "export").click()
        (deal,) = json.loads(saved.value.path().read_text(encoding="utf-8"))["deals"]
        assert deal["now"]["is_open"], "what was ticked since is in the file"


LOADED = """performance.getEntriesByType("resource").filter(({ name }) => name.includes("/nextcall/"))
  .map(({ name, encodedBodySize }) => [name.split("/").at(-1), encodedBodySize])"""
WRITES_DATES = """
window.order = [];
const { DateTimeFormat } = Intl;
Intl.DateTimeFormat = class extends DateTimeFormat {
  constructor(...given) {
    super(...given);
    order.push("written");
  }
};
"""
WORKERS = {
    "a worker": """
const { Worker } = window;
window.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", () => order.push("learned"));
  }
};
""",
    "no worker": "window.Worker = class { constructor() { throw new Error('none'); } };",
    "one that does not come": "window.Worker = class {};",
}
"""What a browser may have for one."""
LOCKS = """
let held = 0;
Object.defineProperty(navigator, "wakeLock", { value: { request: async (type) => {
  held += 1;
  return { type, released: false, release() { if (!this.released) held -= 1; this.released = true; } };
} } });
window.locksHeld = () => held;
"""


def test_a_page_loads_what_plans_a_deal_and_what_holds_a_call_once_there_is_a_deal(browser: Browser, site: str) -> None:
    with opened(browser, permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.add_init_script(LOCKS + shifts.WATCH)
        tab.goto(site + DEAL)
        at(tab, "name").fill("Northgate")
        tab.route("**/nextcall/call.css", lambda route: route.abort())
        does(tab, "create").click()
        expect(at(tab, "unlocks").get_by_role("button").first).to_be_visible()
        for_plan = dict(tab.evaluate(LOADED))
        assert sorted(for_plan) == sorted(
            ["dates.js", "deal.js", "deals.js", "engine.js", "nextcall.css", "plan.css", "search.js", "theme.js"]
        )
        assert 0 < sum(for_plan.values()) <= MOST_TO_PLAN
        data = "".join(tab.locator("script[type='application/json'][id^=nextcall-]").all_text_contents())
        assert len(gzip.compress(data.encode(), mtime=0)) <= MOST_DATA

        tab.reload()
        expect(at(tab, "unlocks").get_by_role("button").first).to_be_visible()
        assert shifts.shifted(tab) < 0.05, "what the page says moves while it is filled"

        does(tab, "start").click()
        expect(at(tab, "said")).to_contain_text("could not be loaded")
        assert kept(tab)["now"] is None
        tab.unroute("**/nextcall/call.css")
        does(tab, "start").click()
        expect(tab.locator("#at-hand")).to_be_focused()
        assert tab.evaluate("locksHeld()") == 1
        for_call = {name: size for name, size in tab.evaluate(LOADED) if name not in for_plan}
        assert sorted(for_call) == ["call.css", "call.js", "copy.js"]
        assert sum(for_call.values()) <= MOST_FOR_A_CALL

        does(tab, "done").click()
        does(tab, "done").click()
        does(tab, "end").click()
        expect(at(tab, "note")).to_be_visible()
        assert tab.evaluate("locksHeld()") == 0
        does(tab, "note-as-markdown").click()
        expect(at(tab, "said")).to_have_text("Copied.")
        head, *lines = tab.evaluate("navigator.clipboard.readText()").splitlines()
        assert head.startswith("**Northgate, call 1")
        assert [line for line in lines if line.startswith("- Done: ")]
        tab.evaluate("navigator.clipboard.writeText('')")
        does(tab, "copy-note").click()
        tab.wait_for_function("async () => (await navigator.clipboard.readText()) !== ''")
        assert tab.evaluate("navigator.clipboard.readText()").startswith("Northgate, call 1")
        types = "async () => (await navigator.clipboard.read())[0].types"
        assert sorted(tab.evaluate(types)) == ["text/html", "text/plain"]


MEETS = {
    "id": "a",
    "name": "Northgate",
    "process": "new-business",
    "stage": "discover",
    "entered": "2026-11-20",
    "next": {"on": "2027-01-05"},
}
"""A deal whose next call has a day."""


@pytest.mark.parametrize("has", list(WORKERS))
def test_a_worker_learns_how_dates_are_written_before_the_page_writes_one(
    browser: Browser, site: str, has: str
) -> None:
    """To learn it would hold a phone up; where no worker can be had, dates are written all the same."""
    with opened(browser) as tab:
        tab.clock.install(time=NOON)
        tab.add_init_script(WRITES_DATES + WORKERS[has])
        open_with(tab, f"{DEAL}#deal=a", site, MEETS)
        if has == "one that does not come":
            tab.clock.run_for(2000)
        expect(at(tab, "facts")).to_contain_text("Tue 5 Jan")
        assert tab.evaluate("order")[0] == ("learned" if has == "a worker" else "written")


def test_a_reader_whose_language_the_page_is_not_in_sees_dates_in_their_order(browser: Browser, site: str) -> None:
    with opened(browser, locale="de-AT") as tab:
        tab.clock.install(time=NOON)
        open_with(tab, f"{DEAL}#deal=a", site, MEETS)
        expect(at(tab, "facts")).to_contain_text("5 Jan")


def test_below_a_path_and_with_instant_navigation_the_page_comes_alive_each_time(
    browser: Browser, site_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(site_folder, tmp_path / "team" / "playbook")
    for page in (tmp_path / "team" / "playbook" / "sales" / "new-business").rglob("index.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(text.replace('"features": [', '"features": ["navigation.instant", ', 1), encoding="utf-8")
    with served(tmp_path) as address, opened(browser) as tab:
        below = f"{address}team/playbook/"
        tab.goto(below + STAGE)
        tab.locator("[data-tick='activity:map-the-deciders']").first.check()
        tab.get_by_role("link", name="Plan it for a deal").click()
        expect(tab.locator("h1")).to_have_text("Unnamed deal")
        expect(at(tab, "agenda")).to_contain_text("Hear the CFO")
        assert tab.evaluate("Object.keys(localStorage)").count("nextcall.deals:/team/playbook/") == 1
        does(tab, "start").click()
        expect(tab.locator("#at-hand")).to_be_visible()


@pytest.mark.one_in(4)
@pytest.mark.parametrize("turn", range(4))
def test_every_view_is_accessible_in_both_schemes_and_prints_the_plan(turn: int, browser: Browser, site: str) -> None:
    """One view of the page after the other, in one scheme and width after the other, in as many turns as those are."""
    with opened(browser) as tab:
        tab.clock.install(time=NOON)
        turns = count(turn)

        def broken() -> dict[str, list[str]]:
            scheme, width = VIEWS[next(turns) % len(VIEWS)]
            tab.emulate_media(reduced_motion="reduce")  # else colours would change step by step
            tab.set_viewport_size({"width": width, "height": 844})
            tab.evaluate("(name) => { document.body.dataset.mdColorScheme = name; }", COLOURS[scheme])
            return violations(tab)

        begin(tab, site)
        at(tab, "state").locator("> summary").click()
        assert broken() == {}
        tab.emulate_media(media="print")
        expect(does(tab, "start")).to_be_hidden()
        expect(at(tab, "agenda")).to_be_visible()
        tab.emulate_media(media="screen")
        does(tab, "start").click()
        does(tab, "done").click()
        assert broken() == {}
        does(tab, "late").click()
        assert broken() == {}
        does(tab, "keep").click()
        think(tab)  # what can be kept of the call has a button of this name, too
        does(tab, "end").click()
        assert broken() == {}
        record(tab)
        assert broken() == {}
        tab.locator(".nc-views a").last.click()
        think(tab)
        assert broken() == {}
