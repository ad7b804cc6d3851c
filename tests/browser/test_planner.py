"""What a seller ticks and types stays in their browser, deal by deal, survives anything, and goes nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

STAGE = "sales/new-business/prove/index.html"
PLAN = "sales/new-business/prove/call-plan/index.html"
OTHER_PLAN = "sales/new-business/discover/call-plan/index.html"
KEY = "nextcall.deals:/"
SET_ASIDE = f"{KEY}.unreadable"
ACTIVITY = "[data-tick='activity:agree-pass-marks']"
CRITERION = "[data-tick='criterion:pass-marks-agreed']"
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { sum += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""

SOUND = '{"name": "A", "ticks": [], "fields": {"a/b": "x"}}'  # a deal as an export has it


@pytest.fixture(autouse=True)
def _no_errors(page: Page) -> Iterator[None]:
    """No test of this file may leave an error of our scripts in the page; the theme's are not ours to judge."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error.stack)) if "/nextcall/" in str(error.stack) else None)
    yield
    assert found == []


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def deal(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Deal", exact=True)


def blank(page: Page, name: str) -> Locator:
    return page.get_by_role("textbox", name=name, exact=True)


def manage(page: Page, entry: str) -> None:
    button(page, "Manage").click()
    button(page, entry).click()


def name_deal(page: Page, name: str, entry: str = "New deal") -> None:
    manage(page, entry)
    page.locator("dialog").get_by_role("textbox").fill(name)
    button(page, "Save").click()
    expect(deal(page)).to_have_value(name)


def said(page: Page) -> Locator:
    return page.locator("nextcall-planner [role=status]")


def kept(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    return found


def deals(page: Page) -> list[str]:
    return [each["name"] for each in kept(page)["deals"]]


def test_ticks_choices_and_blanks_are_there_again_after_a_reload(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    page.locator(ACTIVITY).first.check()
    page.get_by_label("a continuation").check()
    blank(page, "Their next step").fill("The IT lead replies with the marks")
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    expect(page.get_by_label("a continuation")).to_be_checked()
    expect(page.get_by_label("an advance")).not_to_be_checked()
    expect(blank(page, "Their next step")).to_have_value("The IT lead replies with the marks")
    page.locator(ACTIVITY).first.uncheck()
    blank(page, "Their next step").fill("")
    page.reload()
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    expect(blank(page, "Their next step")).to_have_value("")


def test_one_activity_is_one_tick_wherever_it_stands(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    assert page.locator(ACTIVITY).count() == 1  # the agenda has it, and what can be compressed doesn't say it again
    page.locator(ACTIVITY).check()
    page.locator(CRITERION).first.check()
    page.goto(site + STAGE)
    assert page.locator(ACTIVITY).count() > 1
    for box in [*page.locator(ACTIVITY).all(), *page.locator(CRITERION).all()]:
        expect(box).to_be_checked()
    page.locator(ACTIVITY).last.uncheck()
    for box in page.locator(ACTIVITY).all():
        expect(box).not_to_be_checked()


def test_what_is_typed_for_a_stage_stays_with_that_stage(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    blank(page, "Their next step").fill("Only here")
    page.goto(site + OTHER_PLAN)
    expect(blank(page, "Their next step")).to_have_value("")


def test_two_deals_do_not_mix(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    blank(page, "Who").fill("Their IT lead")
    name_deal(page, "Southport")
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    expect(blank(page, "Who")).to_have_value("")
    page.get_by_label("a no").check()
    deal(page).select_option("Northgate")
    expect(page.locator(ACTIVITY).first).to_be_checked()
    expect(page.get_by_label("a no")).not_to_be_checked()
    expect(blank(page, "Who")).to_have_value("Their IT lead")
    page.goto(site + STAGE)
    expect(deal(page)).to_have_value("Northgate")


def test_a_deal_that_is_named_late_keeps_what_was_ticked_before(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    page.locator(ACTIVITY).first.check()
    button(page, "Name this deal").click()
    page.keyboard.type("  North   gate ")
    page.keyboard.press("Enter")
    expect(deal(page)).to_have_value("North gate")
    expect(page.locator(ACTIVITY).first).to_be_checked()
    assert deals(page) == ["North gate"]


def test_a_renamed_deal_keeps_all_it_had_and_takes_no_name_of_another(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    name_deal(page, "Southport")
    manage(page, "Rename this deal")
    field = page.locator("dialog").get_by_role("textbox")
    field.fill("Northgate")
    button(page, "Save").click()
    assert field.evaluate("field => field.validationMessage") == "Another deal has that name."
    assert deals(page) == ["Northgate", "Southport"]
    field.fill("Eastside")
    button(page, "Save").click()
    expect(page.locator("dialog")).to_be_hidden()
    assert deals(page) == ["Northgate", "Eastside"]
    deal(page).select_option("Northgate")
    expect(page.locator(ACTIVITY).first).to_be_checked()


def test_a_deals_name_is_text_and_never_markup(page: Page, site: str) -> None:
    name = "<img src=x onerror=alert(1)>&amp;{deal}"
    page.goto(site + PLAN)
    name_deal(page, name)
    assert page.locator("nextcall-planner img").count() == 0
    assert page.locator("nextcall-planner option").inner_text() == name
    assert page.locator("[data-deal]").text_content() == f"Deal: {name}"
    expect(said(page)).to_contain_text(name)


def test_what_happened_is_said_to_those_who_listen(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    expect(said(page)).to_contain_text("This page now shows Northgate: 0 of ")
    box = page.locator(f"[data-tally=activities] {ACTIVITY}")
    box.check()
    minutes = box.get_attribute("data-minutes")
    expect(said(page)).to_contain_text("Kept for Northgate: 1 of ")
    expect(said(page)).to_contain_text(f" · {minutes} of ")
    assert said(page).get_attribute("role") == "status"
    seen = said(page).bounding_box()
    assert seen is not None
    assert seen["width"] <= 1  # heard, and not in the way of those who see the tick


def test_the_summary_counts_an_activity_once_and_an_alternative_for_what_it_stands_for(page: Page, site: str) -> None:
    page.goto(site + STAGE)
    tally = page.locator(".nc-tally")
    expect(tally).to_have_text("0 of 6 activities · 0 of 3 true")
    alternative = page.locator("[data-counts-as]")
    alternative.check()
    expect(tally).to_have_text("0 of 6 activities · 1 of 3 true")
    page.locator(f"[data-tick='{alternative.get_attribute('data-counts-as')}']").check()
    expect(tally).to_have_text("0 of 6 activities · 1 of 3 true")


def test_deals_that_were_exported_come_back_whole(page: Page, site: str, tmp_path: Path) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    blank(page, "By").fill("Friday")
    name_deal(page, "Südhafen & Söhne")
    with page.expect_download() as one:
        manage(page, "Export this deal")
    assert one.value.suggested_filename == "südhafen-söhne.json"
    with page.expect_download() as everything:
        manage(page, "Export all deals")
    expect(said(page)).to_have_text("2 deals exported.")
    file = tmp_path / "deals.json"
    everything.value.save_as(file)
    exported = json.loads(file.read_text(encoding="utf-8"))
    assert (exported["format"], exported["version"]) == ("nextcall-deals", 1)
    assert [each["name"] for each in exported["deals"]] == ["Northgate", "Südhafen & Söhne"]
    page.evaluate("localStorage.clear()")
    page.reload()
    page.locator("input[type=file]").set_input_files(file)
    expect(said(page)).to_have_text("2 deals imported.")
    deal(page).select_option("Northgate")
    expect(page.locator(ACTIVITY).first).to_be_checked()
    expect(blank(page, "By")).to_have_value("Friday")


def test_an_import_stands_beside_a_deal_of_the_same_name_and_changes_nothing_of_it(
    page: Page, site: str, tmp_path: Path
) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    blank(page, "Who").fill("As it is here")
    before = kept(page)["deals"]
    file = tmp_path / "deals.json"
    coming = {"name": "Northgate", "ticks": ["new-business/activity:agree-pass-marks"], "fields": {}}
    data = {"format": "nextcall-deals", "version": 1, "deals": [coming]}
    file.write_text(json.dumps(data), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(said(page)).to_contain_text("kept as Northgate (2)")
    assert kept(page)["deals"] == [*before, {**coming, "name": "Northgate (2)"}]
    expect(blank(page, "Who")).to_have_value("As it is here")
    file.write_text(json.dumps({**data, "deals": before}), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(said(page)).to_have_text("1 deal imported.")
    assert deals(page) == ["Northgate", "Northgate (2)"]  # the very same deal is not kept twice


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not JSON", "hold deals"),
        ('{"format": "something else", "deals": []}', "hold deals"),
        ('{"format": "nextcall-deals", "version": 2, "deals": []}', "another version"),
        ('{"format": "nextcall-deals", "version": 1}', "is damaged"),
        ('{"format": "nextcall-deals", "version": 1, "deals": [null]}', "is damaged"),
        ('{"format": "nextcall-deals", "version": 1, "deals": [{"name": 5, "ticks": [], "fields": {}}]}', "is damaged"),
        (f'{{"format": "nextcall-deals", "version": 1, "deals": [{SOUND}, {SOUND}]}}', "is damaged"),
        (f'{{"format": "nextcall-deals", "version": 1, "deals": [{SOUND.replace("A", " A  b")}]}}', "is damaged"),
        (f'{{"format": "nextcall-deals", "version": 1, "deals": [{SOUND.replace("A", 121 * "A")}]}}', "is damaged"),
        (f'{{"format": "nextcall-deals", "version": 1, "deals": [{SOUND.replace("x", 4001 * "x")}]}}', "is damaged"),
        (
            '{"format": "nextcall-deals", "version": 1, "deals": [{"name": "A", "ticks": ["<b>"], "fields": {}}]}',
            "is damaged",
        ),
        (
            '{"format": "nextcall-deals", "version": 1, "deals": [{"name": "A", "ticks": [], "fields": {"a/b": {}}}]}',
            "is damaged",
        ),
    ],
)
def test_a_file_that_holds_no_sound_deals_is_refused_whole_and_in_words(
    content: str, words: str, page: Page, site: str
) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    before = kept(page)
    file = {"name": "odd.json", "mimeType": "application/json", "buffer": content.encode()}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(said(page)).to_contain_text("Nothing was imported: odd.json")
    expect(said(page)).to_contain_text(words)
    assert kept(page) == before


def test_a_deal_as_long_as_any_may_be_is_imported_and_numbered_within_its_length(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    fields = {"new-business/prove/next-step": 4000 * "x"}
    for tick in ("activity:a", "activity:b", "activity:c"):
        coming = {"name": 120 * "A", "ticks": [f"new-business/{tick}"], "fields": fields}
        data = json.dumps({"format": "nextcall-deals", "version": 1, "deals": [coming]})
        file = {"name": "deals.json", "mimeType": "application/json", "buffer": data.encode()}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        expect(said(page)).to_contain_text("1 deal imported.")
    assert deals(page) == [120 * "A", f"{114 * 'A'} (2)", f"{114 * 'A'} (3)"]
    page.reload()  # what was kept can be read again
    expect(deal(page).locator("option")).to_have_count(3)


def test_deals_are_offered_by_name(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    for name in ("Westhafen", "Åkerport", "Northgate"):
        name_deal(page, name)
    assert deal(page).locator("option").all_inner_texts() == ["Åkerport", "Northgate", "Westhafen"]


@pytest.mark.parametrize("entry", ["Clear this page", "Delete this deal", "Delete all deals"])
def test_nothing_is_taken_away_before_a_yes(entry: str, page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    before = kept(page)
    manage(page, entry)
    expect(button(page, "Cancel")).to_be_focused()  # Enter alone destroys nothing
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()
    manage(page, entry)
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert kept(page) == before
    expect(page.locator(ACTIVITY).first).to_be_checked()


def test_a_cleared_page_leaves_the_deals_other_pages_alone(page: Page, site: str) -> None:
    page.goto(site + OTHER_PLAN)
    name_deal(page, "Northgate")
    blank(page, "Their next step").fill("On another page")
    page.goto(site + PLAN)
    page.locator(ACTIVITY).first.check()
    blank(page, "Who").fill("Their IT lead")
    manage(page, "Clear this page")
    page.locator("dialog").get_by_role("button", name="Clear this page").click()
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    expect(blank(page, "Who")).to_have_value("")
    assert kept(page)["deals"] == [
        {"name": "Northgate", "ticks": [], "fields": {"new-business/discover/next-step": "On another page"}}
    ]


def test_a_deleted_deal_is_gone_and_the_next_one_stands_there(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    name_deal(page, "Southport")
    page.locator(ACTIVITY).first.check()
    manage(page, "Delete this deal")
    page.locator("dialog").get_by_role("button", name="Delete this deal").click()
    expect(said(page)).to_have_text("Southport is deleted.")
    expect(deal(page)).to_have_value("Northgate")
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    assert deals(page) == ["Northgate"]


def test_all_that_is_kept_can_be_deleted(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    page.evaluate(f"localStorage.setItem('{SET_ASIDE}', 'x')")
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    manage(page, "Delete all deals")
    page.locator("dialog").get_by_role("button", name="Delete all deals").click()
    expect(said(page)).to_have_text("Nothing is kept any more.")
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('nextcall'))") == []


@pytest.mark.parametrize("found", ["{", "null", "[]", '{"format":"nextcall-deals","version":9,"deals":[]}', "1e999"])
def test_what_can_not_be_read_is_set_aside_and_said(found: str, page: Page, site: str) -> None:
    page.goto(site + PLAN)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, found])
    page.reload()
    expect(said(page)).to_contain_text("be read")
    assert page.evaluate(f"localStorage.getItem('{SET_ASIDE}')") == found
    page.locator(ACTIVITY).first.check()
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    expect(said(page)).to_have_text("")


def test_what_can_not_be_read_and_not_be_set_aside_is_left_as_it_was(page: Page, site: str) -> None:
    page.add_init_script(
        f"""const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, text) {{
          if (key === "{SET_ASIDE}") throw new DOMException("full", "QuotaExceededError");
          set.call(this, key, text);
        }};"""
    )
    page.goto(site + PLAN)
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, "{"])
    page.reload()
    page.locator(ACTIVITY).first.check()
    expect(page.locator(ACTIVITY).last).to_be_checked()
    expect(said(page)).to_contain_text("keep anything now")
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == "{"


def test_a_full_storage_is_said_and_the_page_goes_on(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    page.locator(ACTIVITY).first.check()
    expect(said(page)).to_contain_text("keep anything now")
    assert (said(page).bounding_box() or {"width": 0})["width"] > 100  # everybody has to know
    expect(page.locator(ACTIVITY).first).to_be_checked()
    name_deal(page, "Southport")
    expect(page.locator(ACTIVITY).first).not_to_be_checked()
    deal(page).select_option("Northgate")
    expect(page.locator(ACTIVITY).first).to_be_checked()


def test_a_browser_that_allows_no_storage_says_so_and_loses_nothing_while_the_page_is_open(
    page: Page, site: str
) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('off', 'SecurityError'); } })"
    )
    page.goto(site + PLAN)
    expect(said(page)).to_contain_text("keep anything now")
    page.locator(ACTIVITY).last.check()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    with page.expect_download() as download:
        manage(page, "Export this deal")
    exported = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert exported["deals"][0]["ticks"] == ["new-business/activity:agree-pass-marks"]


def test_two_tabs_show_and_keep_the_same(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    other = page.context.new_page()
    other.goto(site + STAGE)
    other.locator(CRITERION).first.check()
    expect(page.locator(CRITERION).first).to_be_checked()
    page.locator(ACTIVITY).first.check()
    expect(other.locator(ACTIVITY).first).to_be_checked()
    assert kept(page)["deals"][0]["ticks"] == [
        "new-business/activity:agree-pass-marks",
        "new-business/criterion:pass-marks-agreed",
    ]
    other.close()


def test_everything_can_be_done_with_the_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    button(page, "Name this deal").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Northgate")
    page.keyboard.press("Enter")
    expect(deal(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "Manage")).to_be_focused()
    page.keyboard.press("Enter")
    expect(button(page, "Manage")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Tab")
    expect(button(page, "New deal")).to_be_focused()
    page.keyboard.press("Escape")
    expect(button(page, "New deal")).to_be_hidden()
    expect(button(page, "Manage")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.type("Southport")
    page.keyboard.press("Enter")
    expect(deal(page)).to_have_value("Southport")
    expect(button(page, "Manage")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(9):
        page.keyboard.press("Tab")
    expect(button(page, "New deal")).to_be_hidden()  # it folds as the focus leaves it
    page.locator(f"[data-tally=activities] {ACTIVITY}").focus()
    page.keyboard.press("Space")
    assert kept(page)["deals"][1]["ticks"] == ["new-business/activity:agree-pass-marks"]


def test_without_javascript_there_is_no_toolbar_and_no_room_for_one(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    for address in (STAGE, PLAN):
        tab.goto(site + address)
        assert tab.locator("nextcall-planner button, nextcall-copy button").count() == 0
        for bar in tab.locator(".nc-bar").all():
            assert (bar.bounding_box() or {"height": 0})["height"] == 0
        assert tab.locator("[data-tick]:visible").count() >= 3
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_toolbar_pushes_nothing_away_as_it_comes(width: int, browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    for address in (STAGE, PLAN):
        tab.goto(site + address)
        tab.locator("nextcall-planner button").first.wait_for(state="attached")
        assert tab.evaluate(SHIFT) < 0.02, address
        place = "() => document.querySelector('.nc-tools').getBoundingClientRect().height"
        with_toolbar = tab.evaluate(place)
        assert with_toolbar > 0
        tab.evaluate(
            "document.querySelectorAll('nextcall-planner, nextcall-copy').forEach((each) => each.replaceChildren())"
        )
        assert tab.evaluate(place) == with_toolbar, address
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_long_name_fits_a_small_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    tab.goto(site + PLAN)
    tab.locator(".nc-tools > summary").click()
    name_deal(tab, "N" * 120)
    button(tab, "Manage").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    for name in ("Manage", "New deal", "Copy", "Print"):
        box = button(tab, name).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320, name
    context.close()


def test_it_works_where_the_server_allows_only_scripts_and_styles_of_its_own(page: Page, site: str) -> None:
    policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"

    def serve(route: Any) -> None:  # noqa: ANN401 (Playwright's)
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "content-security-policy": policy})

    page.route(f"**/{PLAN}", serve)
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text) if "nextcall/" in message.location["url"] else None)
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    with page.expect_download():
        manage(page, "Export this deal")
    page.reload()
    expect(page.locator(ACTIVITY).first).to_be_checked()
    assert blocked == []


def test_it_works_from_a_folder_without_a_server(page: Page, site_folder: Path) -> None:
    page.goto((site_folder / PLAN).as_uri())
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    page.goto((site_folder / STAGE).as_uri())
    expect(deal(page)).to_have_value("Northgate")
    expect(page.locator(ACTIVITY).first).to_be_checked()


def test_nothing_is_sent_anywhere(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    page.wait_for_load_state("networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    name_deal(page, "Northgate")
    page.locator(ACTIVITY).first.check()
    blank(page, "Who").fill("Their IT lead")
    manage(page, "Clear this page")
    page.locator("dialog").get_by_role("button", name="Clear this page").click()
    expect(said(page)).to_contain_text("cleared")
    assert [url for url in sent if not url.startswith("blob:")] == []
    assert page.context.cookies() == []


def test_a_checklist_prints_on_at_most_two_sheets_of_either_paper(page: Page, site: str, example: Path) -> None:
    playbook = load(example).playbook
    assert playbook is not None
    for process in playbook.sales_processes:
        for stage in process.stages:
            pages = ("", "call-plan/") if stage.closed is None else ("",)
            for address in pages:
                page.goto(f"{site}sales/{process.id}/{stage.id}/{address}index.html")
                for paper in ("A4", "Letter"):
                    sheets = page.pdf(format=paper).count(b"/Type /Page\n")
                    assert 1 <= sheets <= 2, (process.id, stage.id, address, paper)


def test_on_paper_stand_the_deals_name_and_what_was_filled_in_and_no_control(page: Page, site: str) -> None:
    page.goto(site + PLAN)
    name_deal(page, "Northgate")
    step = (
        "The IT lead sends the charter with all three marks to everybody who was in the call, and the CFO confirms it"
    )
    blank(page, "Their next step").fill(step)
    page.emulate_media(media="print")
    assert page.locator("[data-deal]").inner_text() == "Deal: Northgate"
    assert page.locator(".nc-filled:visible").all_inner_texts() == [step]
    expect(page.locator("[data-blank='next-step']")).to_be_hidden()
    expect(page.locator("[data-blank='who']")).to_be_visible()  # a blank to fill in by hand
    assert page.locator(".nc-bar :is(button, select):visible, .md-header:visible, .md-sidebar:visible").count() == 0
