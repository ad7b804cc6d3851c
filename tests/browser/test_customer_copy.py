"""The customer's copy of a call: their questions and times, in a mail and a calendar, and nothing that is only ours."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import icalendar
import pytest
from playwright.sync_api import expect

from nextcall.compress.compiled import compiled
from nextcall.views import customer_copy

from .my_deals import TODAY, button, call, kept, open_with
from .planted import OURS, THEIRS, planted

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

    from nextcall.model import Playbook

ADDRESS = "sales/new-business/plan/copy/index.html"
DEAL = {
    "id": "acme",
    "name": "Acme",
    "process": "new-business",
    "stage": "map-the-decision",
    "done": ["name-the-problem", "put-a-cost-on-waiting", "choose-the-first-site", "walk-the-site", "agree-the-case"],
    "next": {"on": TODAY, "at": "14:00"},
    "minutes": 60,
    "with": ["operations-director", "cfo", "it-lead"],
}


pytestmark = pytest.mark.usefixtures("no_errors")


def open_copy(page: Page, site: str, *deals: dict[str, Any], deal: str = "acme") -> None:
    open_with(page, f"{ADDRESS}#deal={deal}", site, *deals)


def calendar(page: Page) -> bytes:
    with page.expect_download() as saved:
        button(page, "Calendar file").click()
    return Path(saved.value.path()).read_bytes()


def event(written: bytes) -> icalendar.Event:
    """The only event of a calendar file, whose lines are as short as they must be."""
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert written.count(b"\n") == written.count(b"\r\n")
    (found,) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert not found.errors
    return found  # type: ignore[no-any-return]


def test_what_the_stage_says_of_its_call_gives_way_while_earlier_work_takes_it(browser: Browser, site: str) -> None:
    page = browser.new_context(locale="en-GB").new_page()
    open_copy(page, site, {**DEAL, "done": [], "with": None, "minutes": None})
    letter = page.locator("[data-at=letter]")
    expect(letter).to_contain_text("Do we have a problem worth solving now?")
    expect(letter).not_to_contain_text("Let's settle who has to agree")
    page.context.close()


def test_it_says_when_we_meet_what_they_get_who_comes_when_and_what_to_have_ready(browser: Browser, site: str) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    page = context.new_page()
    open_copy(page, site, DEAL)
    letter = page.locator("[data-at=letter]")
    expect(page.locator("[data-at=subject]")).to_contain_text("Tuesday 24 November, 14:00: your ")
    expect(letter).to_contain_text("We meet on Tuesday 24 November, 14:00 to 15:00.")
    expect(letter).to_contain_text("Who has to agree, and what do they need?")
    expect(letter).to_contain_text("What you get: A list of everyone who will have a say")
    expect(letter).to_contain_text("In the last 5 minutes we settle who does what by when.")
    times = re.findall(r"\b(\d\d):(\d\d)\b", letter.inner_text())
    assert len(times) > 8
    assert all(int(minute) % 5 == 0 and "14:00" <= f"{hour}:{minute}" <= "15:00" for hour, minute in times)
    people = dict(re.findall(r"^([A-Z][\w ]+): (\d\d:\d\d to \d\d:\d\d)$", letter.inner_text(), re.MULTILINE))
    plan = page.evaluate("""() => nextcall.nextCall(
      JSON.parse(document.getElementById("nextcall-process").textContent), nextcall.openDeals().get("acme"))""")
    names = {"operations-director": "Operations director", "cfo": "CFO", "it-lead": "IT lead"}
    assert [names[needed["role"]] for needed in plan["attendees"]["needed"]] == list(people)
    for needed in plan["attendees"]["needed"]:
        span = people[names[needed["role"]]].split(" to ")
        first, last = (int(each[:2]) * 60 + int(each[3:]) - 14 * 60 for each in span)
        assert needed["from"] - 5 < first <= needed["from"]
        assert needed["to"] <= last < needed["to"] + 5
    mail = unquote(str(page.get_by_role("link", name="Open in mail").get_attribute("href")))
    assert mail.startswith("mailto:?subject=Tuesday 24 November, 14:00: your ")
    assert "1. " in mail
    page.get_by_label("Starts at").fill("09:30")
    expect(letter).to_contain_text("09:30 to 10:30")
    assert kept(page)[0]["next"] == {"on": TODAY, "at": "09:30"}
    page.get_by_label("Starts at").fill("")
    expect(letter).to_contain_text("We meet on Tuesday 24 November, for 60 minutes.")
    expect(letter).to_contain_text("(minutes 5 to ")
    page.get_by_label("Day").fill("")
    expect(letter).to_contain_text("Our next call takes 60 minutes.")
    expect(button(page, "Calendar file")).to_be_disabled()
    context.close()


def test_the_call_as_written_opens_with_the_up_front_contract_until_its_work_is_begun(page: Page, site: str) -> None:
    fresh = DEAL | {"with": None, "minutes": None}
    open_copy(page, site, fresh, fresh | {"id": "begun", "done": ["map-the-deciders"]})
    letter = page.locator("[data-at=letter]")
    expect(letter).to_contain_text("Let's settle who has to agree")
    expect(letter).to_contain_text("The approval rules for a purchase of this size")
    page.locator("[data-at=deal]").select_option("begun")
    expect(letter).not_to_contain_text("Let's settle who has to agree")
    expect(letter).to_contain_text("These are the questions of yours that I would like us to answer")
    page.goto(f"{site}{ADDRESS}#deal=nobody")
    expect(letter).to_be_hidden()


def test_nothing_that_is_only_ours_is_in_it(browser: Browser, site: str, example: Path, tmp_path: Path) -> None:
    playbook = planted(example, tmp_path)
    process = playbook.sales_process_by_id["new-business"]
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    data = {
        "nextcall-theirs": customer_copy.theirs(playbook, process),
        "nextcall-process": compiled(playbook, process),
    }
    page.route(f"**/{ADDRESS}", lambda route: _with(route, data))
    held = call(TODAY, next_step=f"{OURS} step", who="cfo", done=["name-the-problem"])
    deals = [
        {
            "id": stage.id,
            "name": f"{OURS} name",
            "process": "new-business",
            "stage": stage.id,
            "next": {"on": TODAY, "at": "14:00"},
            "calls": [held],
            "notes": {"a": f"{OURS} note"},
            "done": sorted(_done_before(playbook, stage.id)),
        }
        for stage in process.open_stages
    ]
    open_copy(page, site, *deals, deal="discover")
    for stage in process.open_stages:
        page.locator("[data-at=deal]").select_option(stage.id)
        letter = page.locator("[data-at=letter]")
        expect(letter).to_be_visible()
        button(page, "Copy").click()
        expect(page.locator("[data-at=told]")).to_have_text("Copied.")
        copied = page.evaluate("""async () => {
          const [item] = await navigator.clipboard.read();
          return Promise.all(item.types.map(async (type) => (await item.getType(type)).text()));
        }""")
        mail = unquote(str(page.get_by_role("link", name="Open in mail").get_attribute("href")))
        written = calendar(page).decode().replace("\r\n ", "")
        for said in (letter.inner_text(), *copied, mail, written):
            assert THEIRS in said
            assert OURS not in said
    context.close()


def _with(route: Route, data: dict[str, Any]) -> None:
    answer = route.fetch()
    body = answer.text()
    for name, value in data.items():
        pattern = rf'(<script type="application/json" id="{name}">).*?(</script>)'
        body = re.sub(pattern, lambda found, value=value: found[1] + json.dumps(value) + found[2], body)  # type: ignore[misc]
    route.fulfill(response=answer, body=body)


def _done_before(playbook: Playbook, stage: str) -> set[str]:
    process = playbook.sales_process_by_id["new-business"]
    earlier = process.open_stages[: process.open_stages.index(process.stage_by_id[stage])]
    return {activity.id for each in earlier for activity in each.activities}


def test_what_no_schema_marks_for_customers_is_not_there(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    playbook = planted(example, tmp_path)
    for process in playbook.sales_processes:
        said = json.dumps(customer_copy.theirs(playbook, process))
        assert OURS not in said
        assert {THEIRS in json.dumps(each) for each in customer_copy.theirs(playbook, process).values()} == {True}
    monkeypatch.setattr(customer_copy, "_for_customers", frozenset)
    assert THEIRS not in json.dumps(customer_copy.theirs(playbook, playbook.sales_processes[0]))


CALENDAR = """(event) => nextcall.calendar({
  uid: "a-1@nextcall", at: null, minutes: 45, summary: "Call", description: "", now: new Date(), ...event })"""


MOMENTS = (
    ("Europe/Berlin", TODAY, "14:00", datetime(2026, 11, 24, 13, tzinfo=UTC)),
    ("Pacific/Auckland", TODAY, "09:00", datetime(2026, 11, 23, 20, tzinfo=UTC)),
    ("America/Los_Angeles", "2026-12-31", "23:30", datetime(2027, 1, 1, 7, 30, tzinfo=UTC)),
    ("Asia/Kolkata", TODAY, "00:00", datetime(2026, 11, 23, 18, 30, tzinfo=UTC)),
    ("Europe/Berlin", "2027-03-28", "02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # an hour that isn't there
)


def test_a_call_stands_in_the_calendar_at_its_moment_wherever_the_seller_is(browser: Browser, site: str) -> None:
    for zone, on, at, start in MOMENTS:
        context = browser.new_context(timezone_id=zone)
        page = context.new_page()
        page.goto(site + ADDRESS)
        found = event(page.evaluate(CALENDAR, {"on": on, "at": at}).encode())
        assert (found.start, found.end) == (start, start + timedelta(minutes=45)), zone
        context.close()


def test_a_calendar_file_is_read_by_others_as_it_was_meant(page: Page, site: str) -> None:
    open_copy(page, site, DEAL, DEAL | {"id": "day", "next": {"on": "2026-12-31"}})
    first, again = event(calendar(page)), event(calendar(page))
    assert str(first["UID"]) == str(again["UID"]) == "acme-1@nextcall"
    assert int(again["SEQUENCE"]) >= int(first["SEQUENCE"])
    assert str(first["DESCRIPTION"]).replace("\n", " ").count("What you get:") > 1
    page.locator("[data-at=deal]").select_option("day")
    whole = event(calendar(page))
    assert (whole.start, whole.end) == (date(2026, 12, 31), date(2027, 1, 1))
    text = "a;b,c\\d\ne: " + "\U0001f4de ä\u200d" * 40
    odd = event(page.evaluate(CALENDAR, {"on": TODAY, "description": text, "summary": "x\u0007\r\ny"}).encode())
    assert str(odd["DESCRIPTION"]) == text
    assert str(odd["SUMMARY"]) == "x \ny"
