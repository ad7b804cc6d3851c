"""Playbooks in which little is written: criteria alone, activities without order or key, stages of which nothing is."""

from __future__ import annotations

import os
import posixpath
import re
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nextcall import addresses, export
from nextcall.addresses import pages as table
from nextcall.call_plan import call_plan, plan_everything
from nextcall.compress import Deal, compression_report
from nextcall.load import load
from nextcall.render import Page, navigation, render
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook, SalesProcess

FOLDER = Path(__file__).parent / "thin"
GOLDEN = FOLDER / "golden"
CRITERIA, NO_KEY, SILENT = "criteria-only", "no-order-no-key", "two-silent"
LOOKED_AT = {
    CRITERIA: ("", "sales/telematics/compress/", "sales/telematics/qualify/", "sales/telematics/qualify/call-plan/"),
    NO_KEY: ("sales/training/listen/call-plan/", "sales/training/show/call-plan/", "sales/training/compress/"),
    SILENT: ("", "sales/filters/", "sales/filters/compress/", "sales/filters/pilot/", "sales/filters/taste/call-plan/"),
}


class Thin:
    """A playbook and its pages by address."""

    def __init__(self, name: str) -> None:
        loaded = load(FOLDER / name)
        assert loaded.playbook is not None
        self.playbook: Playbook = loaded.playbook
        self.process: SalesProcess = self.playbook.sales_processes[0]
        made = render(self.playbook, plan_everything(self.playbook), loaded.line_of)
        self.pages: dict[str, Page] = {page.address: page for page in made}

    def body(self, address: str) -> str:
        """A page's Markdown below its front matter, as a reader sees its characters."""
        return unescape(self.pages[address].markdown.split("\n---\n", 1)[1])

    def plan(self, stage: str) -> str:
        """What `nextcall plan` says of a deal that has just entered a stage."""
        deal = Deal.entering(self.process, self.process.stage_by_id[stage])
        return export.plan_markdown(self.playbook, call_plan(self.playbook, deal), catalogue())

    def compress(self) -> str:
        """What `nextcall compress` says."""
        return export.compression_markdown(self.playbook, compression_report(self.process), catalogue())


@pytest.fixture(scope="module")
def thin() -> Callable[[str], Thin]:
    made = {name: Thin(name) for name in LOOKED_AT}
    return made.__getitem__


def golden(name: str, made: str) -> None:
    file = GOLDEN / f"{name}.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "address"), [(name, each) for name, found in LOOKED_AT.items() for each in found])
def test_a_page_is_as_it_was_when_somebody_last_looked_at_it(
    name: str, address: str, thin: Callable[[str], Thin]
) -> None:
    """`REGENERATE_GOLDEN=1 pytest tests/render` writes the files anew: read the difference before you commit it."""
    *_, process, stage, last = ("", "", "", *address.strip("/").split("/"))
    page = "home" if not address else "-".join(each for each in (process, stage, last) if each and each != "sales")
    golden(f"{name}-{page}", thin(name).pages[address].markdown)


@pytest.mark.parametrize(("name", "stage"), [(CRITERIA, "qualify"), (NO_KEY, "show"), (SILENT, "taste")])
def test_plan_and_compress_are_as_they_were_when_somebody_last_read_them(
    name: str, stage: str, thin: Callable[[str], Thin]
) -> None:
    golden(f"{name}-told", f"{thin(name).plan(stage)}\n---\n\n{thin(name).compress()}")


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_page_is_empty_and_no_link_leads_to_one_that_is_not_made(
    name: str, thin: Callable[[str], Thin], read: Callable[[str], Any]
) -> None:
    pages = thin(name).pages
    ids = {address: set(read(page.markdown).ids) for address, page in pages.items()}
    for address, page in pages.items():
        for href in read(page.markdown.split("\n---\n", 1)[1]).hrefs:
            path, _, anchor = href.partition("#")
            if re.match(r"[a-z]+:", href) or path.endswith(addresses.FOR_PROGRAMS):
                continue
            target = posixpath.normpath(posixpath.join(address, path)) if path else f"{address}index.html"
            folder = target.removesuffix("index.html")
            assert folder in pages, f"{address}: {href}"
            assert not anchor or anchor in ids[folder], f"{address}: {href}"
    entries = [*navigation(thin(name).playbook)]
    while entries:
        entry = entries.pop()
        entries += entry.children
        assert entry.file is None or entry.file.removesuffix("index.md") in pages
    assert not pages.keys() & {"alignment/", "questions/", "assets/", "glossary/", "crm/"}


def test_nine_criteria_without_an_activity_give_an_agenda_a_checklist_and_what_to_ask(
    thin: Callable[[str], Thin],
) -> None:
    criteria = thin(CRITERIA).process.stage_by_id["qualify"].exit_criteria
    assert len(criteria) == 9
    plan, stage = (thin(CRITERIA).body(f"sales/telematics/qualify/{each}") for each in ("call-plan/", ""))
    agenda = plan.split("## Agenda")[1].split("\n## ")[0]
    checklist = stage.split("## What can we compress?")[1]
    ask = plan.split("## Ask")[1].split("\n## ")[0]
    for each in criteria:
        assert str(each.criterion) in agenda
        assert str(each.criterion) in checklist
        assert (f"Show me: {each.evidence}" if each.evidence else f"tell that this is true: {each.criterion}?") in ask
    assert "Write an activity for it" in agenda
    assert "Write an activity for it" in stage


def test_of_what_nobody_wrote_no_minutes_are_told_and_its_tick_is_the_criterions(thin: Callable[[str], Thin]) -> None:
    agenda = thin(CRITERIA).body("sales/telematics/prove/call-plan/").split("## Agenda")[1].split("\n## ")[0]
    item = next(part for part in agenda.split("<li>") if "Two vans have run" in part)
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", item))
    assert 'data-tick="criterion:two-vans-ran"' in thin(CRITERIA).body("sales/telematics/prove/")
    schedule = thin(CRITERIA).body("sales/telematics/compress/")
    assert "prove/index.html#criterion-two-vans-ran" in schedule
    assert "qualify/index.html#exit-criterion-1" in schedule
    for told in (thin(CRITERIA).plan("prove"), thin(CRITERIA).compress()):
        line = next(line for line in told.splitlines() if line.startswith("- ") and "Two vans have run" in line)
        assert "min" not in line


def test_what_nobody_shows_has_no_tick_on_the_agenda_either(thin: Callable[[str], Thin]) -> None:
    agenda = thin(CRITERIA).body("sales/telematics/qualify/call-plan/").split("## Agenda")[1]
    item = next(part for part in agenda.split("<li>") if "We believe that the deal fits us" in part)
    assert "checkbox" not in item
    for told in (agenda, thin(CRITERIA).plan("qualify")):
        assert told.count(catalogue().plain("implied.no_box", {})) == 1
    assert "What has no box" not in thin(CRITERIA).plan("prove")


def test_the_only_activity_of_a_process_that_a_criterion_implies_is_told_too(make_playbook: Callable[..., Any]) -> None:
    playbook = make_playbook("[{id: open, exit_criteria: [{criterion: They want it}]}]", baseline={"calls": 3})
    made = {page.address: unescape(page.markdown) for page in render(playbook, plan_everything(playbook), lambda _: 1)}
    deal = Deal.entering(playbook.sales_processes[0], playbook.sales_processes[0].stages[0])
    plan = export.plan_markdown(playbook, call_plan(playbook, deal), catalogue())
    report = export.compression_markdown(playbook, compression_report(playbook.sales_processes[0]), catalogue())
    told = [plan, report, *(page for address, page in made.items() if address.endswith(("call-plan/", "compress/")))]
    assert len(told) == 4
    for each in told:
        assert "the only activity comes from a criterion" in re.sub(r"<[^>]*>", "", each)
    assert "After this call, perhaps no more calls." in plan
    assert "All of it on one day" in report


def test_where_criteria_imply_activities_nothing_is_proved(thin: Callable[[str], Thin]) -> None:
    compress = thin(CRITERIA).body("sales/telematics/compress/")
    for told in (compress, thin(CRITERIA).compress()):
        assert "all 11 activities come from criteria" in told
        assert "Proved" not in told
        assert "no schedule has fewer" not in told
    assert "the fewest possible" not in thin(CRITERIA).body("sales/telematics/qualify/call-plan/")


def test_silent_stages_are_named_beside_every_figure_and_promise_no_plan(thin: Callable[[str], Thin]) -> None:
    made = thin(SILENT)
    with_figures = (
        "sales/filters/",
        "sales/filters/compress/",
        "sales/filters/taste/",
        "sales/filters/taste/call-plan/",
    )
    told = [made.body(address) for address in with_figures] + [made.plan("taste"), made.compress()]
    for each in told:
        words = re.sub(r"<[^>]*>", "", each)
        assert "Not in these figures: Pilot, Order." in words.replace("**", "")
    for address, page in made.pages.items():
        assert "pilot/call-plan" not in page.markdown, address
    assert "sales/filters/pilot/call-plan/" not in made.pages
    silent = made.body("sales/filters/pilot/")
    assert "this stage has no call plan" in silent
    assert "nc-compress" not in silent
    assert "Of what is written, no schedule has fewer calls" in made.compress()
    assert "whole process" not in made.body("sales/filters/").split("## ")[0]


def test_stages_in_which_nothing_is_key_are_named_beside_the_figures(thin: Callable[[str], Thin]) -> None:
    made = thin(NO_KEY)
    with_figures = ("sales/training/", "sales/training/compress/", "sales/training/listen/")
    for each in [*(made.body(address) for address in with_figures), made.plan("listen"), made.compress()]:
        assert "Nothing marked as key: Listen, Show, Agree." in re.sub(r"<[^>]*>", "", each)


def test_what_could_all_be_sent_is_said_before_the_agenda(thin: Callable[[str], Thin]) -> None:
    made = thin(NO_KEY)
    for told in (made.body("sales/training/show/call-plan/"), made.plan("show")):
        before = re.sub(r"<[^>]*>", "", told.split("## Agenda")[0])
        assert "No call is needed for this. All of it can be sent ahead: Show a lesson." in before
        assert "Plant manager is free to stay away" in before


def test_no_page_of_the_table_that_holds_something_is_missing(thin: Callable[[str], Thin]) -> None:
    for name in LOOKED_AT:
        assert set(table.of(thin(name).playbook)) <= thin(name).pages.keys()
