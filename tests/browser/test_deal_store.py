"""Deals stay in the browser: two tabs, a full disk, a broken or newer store, a playbook that changes under them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from .my_deals import FORBIDDEN, FULL, KEY, MINE, STYLES, TODAY, button, call, keep, kept, names, text
from .server import served

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page, Route

OLD_KEY = "nextcall.deals.v1"
SAVED = f"{KEY}.unreadable"


def problem(page: Page) -> Locator:
    return page.locator("[data-at=problem-said]")


def add(page: Page, name: str) -> None:
    button(page, "New deal").click()
    page.locator("[data-at=new-name]").fill(name)
    button(page, "Add the deal").click()
    expect(page.locator("[data-at=told]")).to_have_text(f"{name} is kept.")


def shown(page: Page) -> list[str]:
    return sorted(page.locator("[data-at=table] [data-at=name]").all_inner_texts())


def change(page: Page, deal: str, how: str) -> None:
    """Let the page's store change a deal; `how` is JavaScript about `deal`."""
    page.evaluate(f"nextcall.openDeals().update({deal!r}, (deal) => {{ {how} }})")


def test_what_two_tabs_do_stands_in_both_and_none_takes_anything_from_the_other(browser: Browser, site: str) -> None:
    context = browser.new_context()
    one, other = context.new_page(), context.new_page()
    for tab in (one, other):
        tab.goto(site + "deals/")
    add(one, "Of the first")
    expect(other.locator("[data-at=name]").first).to_have_text("Of the first")
    add(other, "Of the second")
    expect(one.locator("[data-at=table] [data-at=name]")).to_have_count(2)
    deal = kept(one)[0]["id"]
    change(one, deal, "deal.done.push('name-the-problem')")
    other.wait_for_function("(key) => localStorage.getItem(key).includes('name-the-problem')", arg=KEY)
    change(other, deal, "deal.done.push('walk-the-site')")
    assert kept(one)[0]["done"] == ["name-the-problem", "walk-the-site"]
    # The first tab may only undo what it did as long as nobody has built upon it.
    assert one.evaluate("nextcall.openDeals().undo()") is False
    assert kept(one)[0]["done"] == ["name-the-problem", "walk-the-site"]
    # Two tabs that write in the same moment: what the second wrote knew nothing of the first one's.
    before = one.evaluate(f"localStorage.getItem('{KEY}')")
    add(one, "At the same time")
    other.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, before])
    expect(one.locator("[data-at=table] [data-at=name]")).to_have_count(3)
    assert names(one) == ["At the same time", "Of the first", "Of the second"]
    expect(other.locator("[data-at=table] [data-at=name]")).to_have_count(3)
    # What one tab removed doesn't come back with what the other still has.
    one.evaluate(f"nextcall.openDeals().remove({deal!r})")
    expect(other.locator("[data-at=table] [data-at=name]")).to_have_count(2)
    add(other, "After it")
    assert names(one) == ["After it", "At the same time", "Of the second"]
    # Somebody empties the browser's storage: nothing comes back.
    other.evaluate("localStorage.clear()")
    expect(one.locator("[data-at=none]")).to_be_visible()
    assert names(one) == []
    context.close()


def test_where_nothing_can_be_kept_it_is_said_and_the_page_works_until_it_is_left(browser: Browser, site: str) -> None:
    for how, said in ((FORBIDDEN, "its storage is turned off"), (FULL, "its storage is full")):
        context = browser.new_context()
        page = context.new_page()
        page.add_init_script(how)
        page.goto(site + "deals/")
        add(page, "Only here")
        add(page, "And this")
        expect(problem(page)).to_contain_text(said)
        assert shown(page) == ["And this", "Only here"]
        with page.expect_download() as saved:
            button(page, "Export").first.click()
        assert saved.value.suggested_filename == "deals.json"
        context.close()


def test_more_than_can_be_read_again_is_not_kept_and_that_is_said(page: Page, site: str) -> None:
    page.goto(site + STYLES)
    keep(page, *({"id": f"d{n}", "name": f"D{n}", "process": "p"} for n in range(5000)))
    page.goto(f"{site}sales/new-business/discover/")
    page.evaluate("nextcall.openDeals().create({ name: 'One more', process: 'new-business' })")
    assert page.evaluate("nextcall.openDeals().problem") == "full"
    assert len(kept(page)) == 5000
    assert page.evaluate("nextcall.openDeals().list().length") == 5001, "it lasts until the page is left"
    page.reload()
    assert page.evaluate("nextcall.openDeals().problem") == ""


def test_a_page_that_one_goes_back_to_shows_what_was_done_meanwhile(page: Page, site: str) -> None:
    page.goto(site + STYLES)
    keep(page, MINE[0])
    page.goto(site + "deals/")
    expect(page.locator("[data-at=name]").first).to_have_text("Acme")
    keep(page, {**MINE[0], "name": "Acme Logistics"}, changed={"acme": 1})  # which no event tells to a page that rests
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("[data-at=name]").first).to_have_text("Acme Logistics")


def test_a_store_that_cannot_be_read_is_set_aside_and_offered(page: Page, site: str) -> None:
    page.goto(site + "deals/")
    for broken in ("{", text(MINE[0], {"name": "B"}), '{"format": "nextcall-deals", "version": 2, "deals": 7}'):
        page.evaluate("([key, text]) => { localStorage.clear(); localStorage.setItem(key, text); }", [KEY, broken])
        page.reload()
        expect(problem(page)).to_contain_text("It was set aside")
        assert page.evaluate(f"localStorage.getItem('{SAVED}')") == broken
        add(page, "New")
        assert names(page) == ["New"]
        with page.expect_download() as saved:
            button(page, "Save what was set aside").click()
        assert json.dumps(saved.value.path().read_text(encoding="utf-8")) == json.dumps(broken)
    button(page, "I don\u2019t need it").click()
    expect(problem(page)).to_be_hidden()
    assert page.evaluate(f"localStorage.getItem('{SAVED}')") is None


def test_what_a_newer_version_keeps_is_left_alone(page: Page, site: str) -> None:
    newer = text(MINE[0]).replace('"version": 2', '"version": 3')
    page.goto(site + "deals/")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, newer])
    for address in ("deals/", "", "sales/new-business/prove/"):
        page.goto(site + address)
    page.goto(site + "deals/")
    expect(problem(page)).to_contain_text("A newer version of this site")
    add(page, "Only here")
    assert shown(page) == ["Only here"]
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == newer


V1: dict[str, Any] = {
    "format": "nextcall-deals",
    "version": 1,
    "current": "Acme",
    "deals": [
        {
            "name": "Acme",
            "ticks": [
                *("new-business/activity:name-the-problem", "new-business/criterion:problem-owned"),
                *("renewal/activity:show-it", "elsewhere/activity:x", "new-business/prove/ours:~0123456789ab"),
            ],
            "fields": {"new-business/map-the-decision/next-step": "They reply"},
        },
        {"name": "Of another site", "ticks": ["elsewhere/activity:x"], "fields": {}},
        {"name": "", "ticks": ["new-business/activity:walk-the-site"], "fields": {}},
    ],
}


def test_deals_of_the_first_version_are_carried_over_and_its_own_are_left_alone(browser: Browser, site: str) -> None:
    old = json.dumps(V1)
    for key in (OLD_KEY, KEY):
        context = browser.new_context()
        page = context.new_page()
        page.goto(site + "glossary/")
        page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, old])
        page.goto(site + "deals/")
        assert shown(page) == ["Acme", "Acme", "Unnamed deal"]
        if key == KEY:
            assert page.evaluate(f"localStorage.getItem('{KEY}')") == old
            add(page, "New")
            assert page.evaluate(f"localStorage.getItem('{KEY}.version-1')") == old
        assert page.evaluate("(key) => localStorage.getItem(key)", OLD_KEY) == (old if key == OLD_KEY else None)
        first = next(deal for deal in kept(page) if deal["process"] == "new-business" and deal["name"] == "Acme")
        assert (first["done"], first["true"], first["stage"]) == (["name-the-problem"], ["problem-owned"], "prove")
        assert first["notes"] == {"map-the-decision/next-step": "They reply"}
        page.reload()
        assert len(shown(page)) == (3 if key == OLD_KEY else 4)
        context.close()


def _as_renamed(route: Route) -> None:
    """The page of a playbook in which a process, a stage, an activity, a criterion and a role have new ids."""
    answer = route.fetch()

    def renamed(found: re.Match[str]) -> str:
        site = json.loads(found[2])
        (process,) = (each for each in site["processes"] if each["id"] == "new-business")
        process["was"] = {
            "stages": {"old-stage": "prove"},
            "activities": {"old-activity": "agree-pass-marks"},
            "criteria": {"old-criterion": "pass-marks-agreed"},
        }
        site["was"] = {"processes": {"old-process": "new-business"}, "roles": {"old-role": "cfo"}}
        return found[1] + json.dumps(site) + found[3]

    pattern = r'(<script type="application/json" id="nextcall-site">)(.*?)(</script>)'
    route.fulfill(response=answer, body=re.sub(pattern, renamed, answer.text()))


def test_a_deal_follows_ids_that_changed_and_keeps_those_that_are_gone(page: Page, site: str) -> None:
    page.route("**/deals/*", _as_renamed)
    page.goto(site + "deals/")
    held = {
        "start": 1,
        "since": 1,
        "minutes": 45,
        "close": 40,
        "opening": 7,
        "with": ["old-role"],
        "planned": ["old-activity"],
        "lengths": {"old-activity": [9, 12]},
        "needed": {"old-role": 9},
        "gates": {"old-activity": ["old-criterion"]},
        "said_at": {"old-criterion": 3},
        "left": ["old-activity"],
        "after": {"step": "", "who": "old-role", "done": ["old-activity"], "took": {"old-activity": 9}},
    }
    old = {
        "id": "old",
        "name": "Old",
        "process": "old-process",
        "stage": "old-stage",
        "done": ["old-activity", "agree-pass-marks", "criterion:old-criterion", "gone-activity"],
        "under_way": {"old-activity": TODAY},
        "true": ["old-criterion"],
        "unmet": ["gone-criterion"],
        "with": ["old-role"],
        "now": {**held, "last": {"what": "did it", "before": held}},
        "calls": [call(TODAY, stage="old-stage", done=["old-activity"], took={"old-activity": 9}, who="old-role")],
    }
    lost = {"id": "lost", "name": "Lost", "process": "gone-process", "stage": "gone-stage", "calls": []}
    keep(page, old, lost)
    page.reload()
    row = page.locator("[data-deal=old]")
    expect(row.locator("[data-at=stage]")).to_have_text("Prove the fit")
    expect(page.locator("[data-deal=lost]")).to_contain_text("Its stage is no longer in the playbook")
    expect(page.locator("[data-deal=lost]")).to_contain_text("gone-stage")
    deal = page.evaluate("nextcall.openDeals().get('old')")
    assert deal["process"] == "new-business"
    assert deal["done"] == ["agree-pass-marks", "criterion:pass-marks-agreed", "gone-activity"]
    assert deal["under_way"] == {"agree-pass-marks": TODAY}
    assert (deal["true"], deal["unmet"], deal["with"]) == (["pass-marks-agreed"], ["gone-criterion"], ["cfo"])
    for now in (deal["now"], deal["now"]["last"]["before"]):
        assert (now["planned"], now["lengths"], now["left"]) == (
            *(["agree-pass-marks"], {"agree-pass-marks": [9, 12]}, ["agree-pass-marks"]),
        )
        assert (now["gates"], now["said_at"]) == ({"agree-pass-marks": ["pass-marks-agreed"]}, {"pass-marks-agreed": 3})
        assert (now["with"], now["needed"], now["after"]["who"]) == (["cfo"], {"cfo": 9}, "cfo")
        assert now["after"]["took"] == {"agree-pass-marks": 9}
    (ended,) = deal["calls"]
    assert (ended["stage"], ended["done"], ended["took"], ended["who"]) == (
        *("prove", ["agree-pass-marks"], {"agree-pass-marks": 9}, "cfo"),
    )
    gone = page.evaluate("nextcall.openDeals().gone(nextcall.openDeals().get('old'))")
    assert gone == {
        "process": None,
        "stage": None,
        "roles": [],
        "criteria": ["gone-criterion"],
        "activities": ["criterion:pass-marks-agreed", "gone-activity"],
    }
    add(page, "Another")
    assert names(page) == ["Another", "Lost", "Old"]
    assert kept(page)[2]["done"] == old["done"]  # until it changes itself


def test_deals_are_kept_on_a_disk_and_below_a_path_for_each_site_alone(browser: Browser, site_folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site_folder / "deals" / "index.html").as_uri())
    add(page, "On the disk")
    page.reload()
    assert shown(page) == ["On the disk"]
    assert names(page, f"nextcall.deals:{site_folder.as_posix()}/") == ["On the disk"]
    page.goto((site_folder / "index.html").as_uri())
    expect(page.locator("nextcall-first [data-at=name]")).to_have_text("On the disk")
    with served(site_folder.parent) as host:
        page.goto(f"{host}{site_folder.name}/deals/")
        add(page, "Below a path")
        assert names(page, f"nextcall.deals:/{site_folder.name}/") == ["Below a path"]
        href = page.locator("[data-at=table] [data-at=name]").get_attribute("href")
        assert str(href).startswith(f"{host}{site_folder.name}/sales/new-business/plan/index.html#deal=")
    context.close()
