"""The page of my deals: what needs me first, what comes in from a CRM or a file, and what goes out."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from . import my_deals, shifts, site_tools
from .my_deals import KEY, MINE, TODAY, button, call, keep, kept, names, text
from .server import served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


pytestmark = pytest.mark.usefixtures("no_errors")


def open_with(page: Page, site: str, address: str = "deals/") -> None:
    """Open a page on `TODAY` with the deals of `MINE`."""
    page.clock.set_fixed_time(f"{TODAY}T09:00:00")
    my_deals.open_with(page, address, site, *MINE)


def told(page: Page) -> Locator:
    return page.locator("[data-at=told]")


def group(page: Page, name: str) -> list[str]:
    """The deals of a group, by name, in order."""
    found: list[str] = page.locator(f"[data-at={name}] [data-at=name]").all_inner_texts()
    return found


def give(page: Page, where: str, content: str | bytes, name: str = "open.csv") -> None:
    """Choose a file for one of the two inputs."""
    data = content.encode() if isinstance(content, str) else content
    page.locator(f"[data-at={where}]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})


def brought(page: Page) -> list[list[str]]:
    """The rows of what would be brought in: name, in the file, here, close date, what happens; and whether ticked."""
    rows = page.locator("[data-at=rows] tr")
    expect(rows.first).to_be_visible()
    return [
        [
            *(" ".join(cell.inner_text().split()) for cell in row.locator("td").all()[1:]),
            "yes" if row.locator("[data-at=chosen]").is_checked() else "no",
        ]
        for row in rows.all()
    ]


def test_what_needs_me_comes_first_with_its_reason_in_words_and_the_rest_by_its_next_call(
    page: Page, site: str
) -> None:
    open_with(page, site)
    expect(page.locator("[data-at=facts]")).to_contain_text("5 open deals")
    expect(page.locator("[data-at=facts]")).to_contain_text("4 need you")
    assert group(page, "needing") == ["Acme", "Kestrel", "Brightway", "Northgate"]
    assert page.locator("[data-at=needing] [data-at=reason]").all_inner_texts() == [
        "Call today, 2:00 PM",
        "Their step was due yesterday",
        "Only we owe; no call planned",
        "No call planned",
    ]
    assert group(page, "on-its-way") == ["Stillwater"]
    assert group(page, "ended") == ["Won already"]
    acme = page.locator("[data-deal=acme]")
    expect(acme).to_contain_text("IT lead: replies to the charter, came Nov 19")
    expect(acme).to_contain_text("Nov 17, an advance")
    expect(acme).to_contain_text("day 12, target 14, drifts after 28")
    expect(page.locator("[data-deal=bright]")).to_contain_text("none; we owe: Account executive: the security pack")
    expect(page.locator("[data-deal=still] [data-at=process]")).to_have_text("Renewal and expansion")
    expect(acme.locator("[data-at=process]")).to_be_hidden()
    href = acme.locator("[data-at=name]").get_attribute("href")
    assert href == f"{site}sales/new-business/plan/index.html#deal=acme"


def test_the_game_shows_key_activities_a_call_against_the_aim_as_picture_and_as_text(page: Page, site: str) -> None:
    open_with(page, site)
    expect(page.locator("[data-at=game-said]")).to_have_text("Key activities in your last 4 calls: 0.8 a call")
    chart = page.get_by_role("img", name="Key activities in the last 4 calls: 1, 0, 2, 0. The aim is 3.")
    assert chart.locator("rect").count() == 3
    many = [call(f"2026-10-{day:02}", done=["name-the-problem"] if day > 5 else []) for day in range(1, 16)]
    keep(page, {"id": "a", "name": "A", "process": "new-business", "stage": "prove", "calls": many})
    page.reload()
    expect(page.locator("[data-at=game-said]")).to_have_text(
        "Key activities in your last 12 calls: 0.8 a call; the 3 before: 0.0"
    )


def test_a_deal_is_made_renamed_moved_on_and_removed_and_each_can_be_taken_back(page: Page, site: str) -> None:
    open_with(page, site)
    button(page, "New deal").click()
    page.get_by_label("Name of the deal").first.fill("  Fenwick   Cold ")
    page.locator("[data-at=new-stage]").select_option("prove")
    page.keyboard.press("Tab")
    button(page, "Add the deal").click()
    expect(told(page)).to_have_text("Fenwick Cold is kept.")
    (made,) = [deal for deal in kept(page) if deal["name"] == "Fenwick Cold"]
    assert (made["stage"], made["entered"]) == ("prove", TODAY)
    assert {"name-the-problem", "date-the-plan"} <= set(made["done"])
    assert "agree-pass-marks" not in made["done"]
    button(page, "It came: Kestrel").click()
    assert kept(page)[3]["calls"][0]["came"] == TODAY
    assert group(page, "on-its-way") == ["Kestrel", "Stillwater"]
    row = page.locator("[data-deal=acme]")
    row.get_by_text("More").click()
    row.get_by_label("Name of the deal").fill("Acme Logistics")
    row.get_by_label("Name of the deal").press("Enter")
    expect(told(page)).to_have_text("It is called Acme Logistics now.")
    expect(row.locator("details")).to_have_attribute("open", "")
    row.get_by_role("button", name="Remove").click()
    expect(told(page)).to_have_text("Acme Logistics is removed.")
    expect(row).to_have_count(0)
    button(page, "Undo").click()
    expect(row).to_have_count(1)
    assert "Acme Logistics" in names(page)


def test_who_works_with_the_keyboard_stays_in_their_place(page: Page, site: str) -> None:
    open_with(page, site)
    undo, new = button(page, "Undo"), button(page, "New deal")
    button(page, "It came: Kestrel").press("Enter")
    expect(undo).to_be_focused()
    page.keyboard.press("Enter")
    expect(new).to_be_focused()
    row = page.locator("[data-deal=acme]")
    row.get_by_text("More").press("Enter")
    field = row.get_by_label("Name of the deal")
    field.press("End")
    page.keyboard.type(" Log")
    other = page.context.new_page()
    other.goto(page.url)
    button(other, "It came: Kestrel").click()
    expect(page.locator("[data-deal=kestrel]").get_by_role("button", name="It came")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.type("istics")
    page.keyboard.press("Tab")
    expect(told(page)).to_have_text("It is called Acme Logistics now.")
    expect(row.get_by_role("link", name="customer")).to_be_focused()
    field.fill("  ")
    field.press("Enter")
    expect(field).to_have_value("Acme Logistics")
    row.get_by_role("button", name="Remove").press("Enter")
    expect(undo).to_be_focused()
    new.press("Enter")
    page.keyboard.type("  ")
    page.keyboard.press("Enter")
    expect(page.locator("[data-at=new-name]")).to_be_focused()
    assert "" not in names(page)


def test_home_shows_the_three_that_need_me_first(new_tab: Page, site: str) -> None:
    new_tab.goto(site)
    expect(new_tab.locator("nextcall-first")).to_be_hidden()
    new_tab.add_init_script(shifts.WATCH)
    open_with(new_tab, site, "")
    assert shifts.shifted(new_tab) < shifts.MOST, "what stands below my deals moves down"
    assert new_tab.locator("nextcall-first [data-at=name]").all_inner_texts() == ["Acme", "Kestrel", "Brightway"]
    new_tab.get_by_role("link", name="All my deals").click()
    new_tab.wait_for_url("**/deals/index.html")


def test_the_review_opens_for_a_deal_with_its_ticks_and_its_calls(page: Page, site: str) -> None:
    open_with(page, site, "sales/new-business/review/#deal=acme")
    review = page.locator("nextcall-reviewed")
    expect(review.get_by_label("A deal in this review")).to_have_value("acme")
    expect(review).to_contain_text("In Map the decision for 12 days")
    assert [row.split("\n")[0] for row in review.locator("li").all_inner_texts()] == [
        "Nov 17, 2026 an advance",
        "Nov 10, 2026 a continuation",
    ]
    for criterion, state in (
        ("problem-owned", "true"),
        ("case-owned", "said in a call; evidence to come"),
        ("deciders-named", "they said no"),
        ("pass-marks-agreed", "not yet"),
    ):
        expect(page.locator(f"[data-reviewed={criterion}]")).to_have_text(state)
    review.get_by_label("A deal in this review").select_option("")
    expect(page.locator("[data-reviewed=problem-owned]")).to_be_hidden()


HEADED = "Opportunity Name;Stage;Close Date;Amount\n"
CRM = HEADED + (
    "Tidewater;1 - Discovery;31.03.2027;5\n"
    '"Corran ""West""; Wholesale";Map the decision;26.02.2027;1\n'
    "Kestrel;2 - Business case;29.01.2027;1\n"
    "Brightway;6 - Contract;18.12.2026;2\n"
    "Aldgate;0 - Prospecting;30.04.2027;2\n"
    "Tidewater;1 - Discovery;31.03.2027;5\n"
    "Fenwick;8 - Closed lost;02.11.2026;2\n"
    "Lumen;prove;soon;2\n"
)


def test_open_deals_come_in_from_a_crm_after_a_look_at_what_would_happen(page: Page, site: str) -> None:
    open_with(page, site)
    give(page, "crm-file", CRM)
    expect(page.get_by_role("heading", name="Bring in from the CRM: open.csv")).to_be_focused()
    expect(page.locator("[data-at=unread]")).to_have_text("not read: Amount")
    assert brought(page) == [
        ["Tidewater", "1 - Discovery", "Discover the problem", "Mar 31, 2027", "New", "yes"],
        [
            *('Corran "West"; Wholesale', "Map the decision", "Map the decision", "Feb 26, 2027"),
            *("New; the stages before it count as done", "yes"),
        ],
        *(
            [
                *("Kestrel", "2 - Business case", "Build the case", "Jan 29, 2027"),
                *("Already here; its ticks and calls stay", "yes"),
            ],
            [
                *("Brightway", "6 - Contract", "Contract and start date", "Dec 18, 2026"),
                *("The CRM is further ahead Ours stays, unless you tick it.", "no"),
            ],
        ),
        [
            *("Aldgate", "0 - Prospecting", brought(page)[4][2], "Apr 30, 2027"),
            *("No stage of ours has this name", "no"),
        ],
        ["Tidewater", "1 - Discovery", "Discover the problem", "Mar 31, 2027", "A row above has this name", "no"],
        ["Fenwick", "8 - Closed lost", "", "Nov 2, 2026", "Left out: closed", "no"],
        [
            *("Lumen", "prove", "Prove the fit", ""),
            *("New; the stages before it count as done No date could be read from \u201csoon\u201d.", "yes"),
        ],
    ]
    before = page.evaluate(f"localStorage.getItem('{KEY}')")
    page.get_by_label("Stage of Aldgate").select_option(label="Discover the problem")
    page.get_by_label("Bring in Lumen").uncheck()
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == before
    button(page, "Bring in 4 deals").click()
    expect(told(page)).to_have_text("4 deals brought in.")
    by_name = {deal["name"]: deal for deal in kept(page)}
    assert by_name.keys() == {deal["name"] for deal in MINE} | {"Tidewater", 'Corran "West"; Wholesale', "Aldgate"}
    assert by_name["Kestrel"]["close"] == "2027-01-29"
    assert by_name["Kestrel"]["calls"][0]["on"] == "2026-11-18"
    assert by_name["Brightway"]["stage"] == "prove"
    assert by_name["Tidewater"]["entered"] is None
    assert by_name["Tidewater"]["done"] == []
    assert "name-the-problem" in by_name['Corran "West"; Wholesale']["done"]
    button(page, "Undo").click()
    assert names(page) == sorted(str(deal["name"]) for deal in MINE)


CLOSE = "Date de clôture"
TABLES: tuple[str | bytes, ...] = (
    '"Record ID","Deal Name","Deal Stage","Close Date"\n"1","X","Discovery (New business)","2027-03-31 14:22"\n',
    "\ufeffDeal - Title,Deal - Stage,Deal - Expected close date\r\nX,1 - Discovery,2027-03-31\r\n",
    "sep=;\nName der Firma;Phase;Verkaufschance;Abschlussdatum\nF;1 - Discovery;X;31.03.2027\n",
    f"Nom de l\u2019opportunité\tÉtape\t{CLOSE}\nX\tDiscover the problem\t31/03/2027\n".encode("utf-16"),
    f"Nom de l\u2019opportunité\tÉtape\t{CLOSE}\nX\tDiscover the problem\t31/03/2027\n".encode("utf-16-le"),
    f"Opportunité;Étape;{CLOSE}\nX;discover;31/03/27\n".encode("cp1252"),
    '"Deal Name","Deal Stage","Close Date","Notes"\n"X","1 - Discovery","2027-03-31 00:00","two\nlines; here"\n',
    "Dealname|Dealphase|Closing Date\nX|Discovery|Mar 31, 2027\n",
    "Nombre;Etapa;Fecha de cierre\nX;  1 -  DISCOVERY ;3/31/2027\n",
    "Client,Where,When\nX,1 - Discovery,2027-03-31\n",
)


def test_tables_of_other_crms_languages_and_encodings_are_read(page: Page, site: str) -> None:
    page.goto(site + "deals/")
    for table in TABLES:
        give(page, "crm-file", table)
        expect(page.locator("[data-at=bring]")).to_be_visible()
        if isinstance(table, str) and table.startswith("Client"):
            expect(page.locator("[data-at=which]")).to_have_text("Choose the columns that hold the name and the stage.")
            for column, head in (("name", "Client"), ("stage", "Where"), ("close", "When")):
                page.locator(f"[data-column={column}]").select_option(label=head)
        (row,) = brought(page)
        assert (row[0], row[2], row[3], row[5]) == ("X", "Discover the problem", "Mar 31, 2027", "yes"), table
        button(page, "Cancel").last.click()


def test_a_table_of_a_spreadsheet_is_read_as_it_writes_where_its_reader_is(browser: Browser, site: str) -> None:
    for language, encoding, name in (
        ("ja-JP", "shift_jis", "東京商事"),
        ("ru", "cp1251", "Ромашка"),
        ("pl-PL", "cp1250", "Łódź"),
        ("zh-TW", "big5", "臺灣"),
        ("en-GB", "cp1252", "Élan"),
    ):
        context = browser.new_context(locale=language)
        page = context.new_page()
        page.goto(site + "deals/")
        give(page, "crm-file", f"Name;Stage\n{name};1 - Discovery\n".encode(encoding))
        expect(page.locator("[data-at=rows] [data-at=name]")).to_have_text(name)
        context.close()


HOSTILE = '<img src=x onerror="window.hacked=1">'
HELD = {"start": 0, "since": 0, "minutes": 45, "close": 40, "opening": 7}
"""A call that is being held, as far as it can't be left out."""
REFUSED = {
    "": "Nothing was brought in: bad.json doesn\u2019t hold deals.",
    "{": "Nothing was brought in: bad.json doesn\u2019t hold deals.",
    '{"format": "nextcall-deals", "version": 3}': "Nothing was brought in: bad.json was written by a newer version.",
    text(MINE[0], {"name": "B", "process": "p", "entered": "2026-02-30"}): "is damaged at deals[1].entered.",
    text({"id": "../x", "name": "B", "process": "p"}): "is damaged at deals[0].id.",
    text({"id": "__proto__", "name": "B", "process": "p"}): "is damaged at deals[0].id.",
    text({"name": "B", "process": "p", "calls": [call("2026-01-01", took={"a": "x"})]}): "deals[0].calls[0].took.a.",
    text({"name": "B", "process": "p", "now": {}}): "is damaged at deals[0].now.since.",
    text({"name": "B", "process": "p", "now": {**HELD, "planned": 5}}): "is damaged at deals[0].now.planned.",
    text({"name": "B", "process": "p", "now": {**HELD, "gates": {"a": {}}}}): "is damaged at deals[0].now.gates.a.",
    text({"name": "B", "process": "p", "now": {**HELD, "ended_at": 1e300}}): "is damaged at deals[0].now.ended_at.",
    text({"name": "B", "process": "p", "now": {**HELD, "after": {"by": "soon"}}}): "deals[0].now.after.",
    text({"name": "B", "process": "p", "done": ["<b>"]}): "is damaged at deals[0].done[0].",
    text({"name": "B" * 9000, "process": "p"}): "is damaged at deals[0].name.",
    text(MINE[0], MINE[0]): "is damaged at deals.id.",
    "[" * 60_000: "doesn\u2019t hold deals.",
    " " * 5_000_001: "is larger than 5 MB.",
}


def test_broken_and_hostile_files_are_refused_with_a_reason_and_nothing_of_them_is_taken(page: Page, site: str) -> None:
    open_with(page, site)
    before = page.evaluate(f"localStorage.getItem('{KEY}')")
    for content, reason in REFUSED.items():
        give(page, "export-file", content, "bad.json")
        expect(told(page)).to_contain_text(reason)
        expect(page.locator("[data-at=bring]")).to_be_hidden()
    for content, reason in {
        'Name;Stage\n"open;1 - Discovery\n': "the quote that opens in line 2 is never closed.",
        "just words": "holds no table",
        "PK\x03\x04\x00\x00;\x00": "holds no table",
        "Name,Stage\n" + "a,b\n" * 5002: "has more than 5000 rows.",
    }.items():  # fmt: skip
        give(page, "crm-file", content, "bad.json")
        expect(told(page)).to_contain_text(reason)
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == before
    give(
        page, "crm-file", f"Name;Stage\n{HOSTILE.replace(';', '')};1 - Discovery\n=cmd|x;{HOSTILE}\n", f"{HOSTILE}.csv"
    )
    button(page, "Bring in 1 deal").click()
    give(page, "export-file", text({"id": "h", "name": HOSTILE, "process": "p"}))
    button(page, "Bring in 1 deal").click()
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_an_export_comes_in_again_and_of_two_with_one_id_the_newer_is_offered(
    page: Page, browser: Browser, site: str
) -> None:
    open_with(page, site)
    with page.expect_download() as all_of_them:
        button(page, "Export").first.click()
    exported = Path(all_of_them.value.path()).read_text(encoding="utf-8")
    data = json.loads(exported)
    assert (data["format"], data["version"], len(data["deals"])) == ("nextcall-deals", 2, len(MINE))
    give(page, "export-file", exported, "deals.json")
    assert {row[4] for row in brought(page)} == {"Already here; its ticks and calls stay"}
    expect(button(page, "Bring in 0 deals")).to_be_disabled()
    acme, *_ = (deal for deal in data["deals"] if deal["id"] == "acme")
    for changed, what, ticked in (
        ({}, "Differs from the one here", "no"),
        ({"acme": 9}, "Newer than the one here", "yes"),
    ):
        give(page, "export-file", text(acme | {"stage": "prove"}, changed=changed), "one.json")
        (row,) = brought(page)
        assert (row[1], row[2], row[4], row[5]) == ("Prove the fit", "Map the decision", what, ticked)
    button(page, "Bring in 1 deal").click()
    assert {deal["id"]: deal["stage"] for deal in kept(page)}["acme"] == "prove"
    other = browser.new_context().new_page()
    other.goto(site + "deals/")
    give(other, "export-file", exported, "deals.json")
    button(other, f"Bring in {len(MINE)} deals").click()
    assert names(other) == sorted(str(deal["name"]) for deal in MINE)
    other.context.close()


def test_a_deal_goes_as_a_link_that_no_server_is_sent(browser: Browser, site_folder: Path) -> None:
    sent: list[tuple[str, int]] = []
    with served(site_folder, sent) as site:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        my_deals.open_with(page, "deals/", site, MINE[0])
        page.locator("[data-deal=acme]").get_by_text("More").click()
        button(page, "Copy a link").click()
        expect(told(page)).to_contain_text("The link is copied.")
        address = page.evaluate("navigator.clipboard.readText()")
        context.close()
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        (row,) = brought(page)
        assert row[0] == "Acme"
        button(page, "Bring in 1 deal").click()
        assert kept(page)[0]["calls"][1]["next_step"] == "replies to the charter"
        assert page.url == site + "deals/"
        page.goto(f"{site}deals/#take={'A' * 50}")
        page.reload()
        expect(told(page)).to_contain_text("the link isn\u2019t whole")
        newer = page.evaluate(
            "nextcall.toFragment(JSON.stringify({ format: 'nextcall-deals', version: 99, deals: [] }))"
        )
        page.goto(f"{site}deals/{newer}")
        page.reload()
        expect(told(page)).to_contain_text("was written by a newer version")
        assert len(kept(page)) == 1
        context.close()
    assert {path for path, _ in sent if "take" in path or "acme" in path.lower()} == set()


def test_on_a_phone_tables_are_lists_and_nothing_scrolls_sideways(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    open_with(page, site)
    give(page, "crm-file", CRM)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator("[data-deal=acme] td").nth(1).evaluate("(cell) => getComputedStyle(cell).display") == "block"
    context.close()


def test_days_stand_in_the_readers_format_and_are_kept_as_iso(browser: Browser, site: str) -> None:
    for locale, shown, said, close in (
        ("de-DE", "24 Nov 2026", "Thu, 26 Nov", "2027-03-04"),
        ("en-US", "Nov 24, 2026", "Thu, Nov 26", "2027-04-03"),
    ):
        context = browser.new_context(locale=locale, timezone_id="Europe/Berlin")
        page = context.new_page()
        open_with(page, site)
        expect(page.locator("[data-at=facts]")).to_contain_text(shown)
        expect(page.locator("[data-deal=kestrel]")).to_contain_text(said)
        give(page, "crm-file", "Name,Stage,Close Date\nAmbiguous,1 - Discovery,04/03/2027\n")
        button(page, "Bring in 1 deal").click()
        assert {deal["name"]: deal["close"] for deal in kept(page)}["Ambiguous"] == close
        context.close()


def test_today_is_the_readers_and_midnight_comes_for_a_page_that_stays_open(browser: Browser, site: str) -> None:
    for zone in ("Pacific/Auckland", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        late = datetime(2026, 11, 24, 23, 59, 40, tzinfo=ZoneInfo(zone))
        page.clock.install(time=late)
        my_deals.open_with(page, "deals/", site, *MINE)
        reason = page.locator("[data-deal=acme] [data-at=reason]")
        expect(reason).to_contain_text("Call today")
        expect(page.locator("[data-deal=acme]")).to_contain_text("day 12")
        page.clock.run_for(60_000)
        expect(reason).to_contain_text("The call of yesterday isn\u2019t recorded")
        expect(page.locator("[data-deal=acme]")).to_contain_text("day 13")
        context.close()


HOLD_DEALS = ("", "sales/new-business/review/#deal=acme", "sales/new-business/plan/copy/#deal=acme", "deals/")


@pytest.mark.one_in(4)
@pytest.mark.parametrize("turn", range(4))
def test_axe_finds_nothing_on_pages_that_hold_deals(turn: int, page: Page, site: str) -> None:
    """One page after the other is seen in one view after the other, in as many turns as there are views."""
    found = {}
    for index, address in enumerate(HOLD_DEALS):
        scheme, width = site_tools.VIEWS[(index + turn) % len(site_tools.VIEWS)]
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        open_with(page, site, address)
        assert page.evaluate("document.body.dataset.mdColorScheme") == site_tools.COLOURS[scheme]
        if address == "deals/":
            page.locator("[data-deal=acme]").get_by_text("More").click()
            button(page, "New deal").click()
            give(page, "crm-file", CRM)
            expect(page.locator("[data-at=bring]")).to_be_visible()
        found |= {f"{address}, {scheme}: {rule}": html for rule, html in site_tools.violations(page).items()}
        page.evaluate("localStorage.clear()")
        page.goto("about:blank")  # the theme would keep the next scheme as one that was chosen
    assert found == {}
