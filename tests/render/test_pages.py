"""What the pages of a playbook hold, in which order, and that their Markdown survives any builder."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import yaml

from nextcall import addresses
from nextcall.addresses import pages as table
from nextcall.load import Kind
from nextcall.views import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.diagnostics import Diagnostic
    from nextcall.model import Playbook
    from nextcall.render import Page

GOLDEN = Path(__file__).parent / "golden"
BLOCKS = re.compile(
    r"<(?:h[1-6]|p|div|section|article|ol|ul|dl|table|footer|details|nav|aside)\b|</(?:div|section|article|ol|ul|dl)>"
)


@pytest.fixture(params=["clean", "with findings"])
def every_page(
    request: pytest.FixtureRequest,
    playbook: Playbook,
    pages: dict[str, Page],
    rendered: Callable[..., dict[str, Page]],
    findings: tuple[Diagnostic, ...],
) -> dict[str, Page]:
    return pages if request.param == "clean" else rendered(playbook, findings=findings)


def body(page: Page) -> str:
    return page.markdown.split("\n---\n", 1)[1]


def front_matter(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(page.markdown.split("---\n")[1])
    return found


def sections(page: Page) -> list[str]:
    return [unescape(line[3:]) for line in body(page).splitlines() if line.startswith("## ")]


def test_there_is_a_page_for_every_address_in_their_order_and_then_the_redirects(
    playbook: Playbook, pages: dict[str, Page]
) -> None:
    redirects = [old for old, _ in table.redirects(playbook)]
    assert redirects
    reference = table.reference(rules.ids(), Kind)
    assert list(pages) == [*table.of(playbook), *reference, *redirects]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("home", ""),
        ("sales-process", "sales/direct/"),
        ("compression", "sales/direct/compress/"),
        ("results", "sales/direct/results/"),
        ("stage", "sales/direct/discover/"),
        ("call-plan", "sales/direct/discover/call-plan/"),
        ("no-call-yet", "sales/slow/tender/call-plan/"),
        ("closed-stage", "sales/direct/won/"),
        ("buying-process", "buying/port/"),
        ("review", "sales/direct/review/"),
        ("crm", "crm/"),
        ("crm-shared-stage", "crm/1-open/"),
        ("crm-door", "crm/9-won/"),
        ("alignment", "alignment/"),
        ("roles", "roles/"),
        ("questions", "questions/"),
        ("assets", "assets/"),
        ("glossary", "glossary/"),
        ("health-clean", "health/"),
        ("contribute", "contribute/"),
        ("rule", "contribute/rules/duplicate-id/"),
        ("fields-of-roles", "contribute/fields/roles/"),
        ("redirect", "sales/direct/explore/"),
    ],
)
def test_a_page_is_as_it_was_when_somebody_last_looked_at_it(name: str, address: str, pages: dict[str, Page]) -> None:
    """`REGENERATE_GOLDEN=1 pytest tests/render` writes the files anew: read the difference before you commit it."""
    golden = GOLDEN / f"{name}.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(pages[address].markdown, encoding="utf-8")
    assert pages[address].markdown == golden.read_text(encoding="utf-8")


def test_a_page_full_of_findings_is_as_it_was_too(
    playbook: Playbook, rendered: Callable[..., dict[str, Page]], findings: tuple[Diagnostic, ...]
) -> None:
    page = rendered(playbook, findings=findings)["health/"]
    golden = GOLDEN / "health.md"
    if os.environ.get("REGENERATE_GOLDEN"):
        golden.write_text(page.markdown, encoding="utf-8")
    assert page.markdown == golden.read_text(encoding="utf-8")


def test_a_stage_answers_its_questions_in_order(pages: dict[str, Page]) -> None:
    page = pages["sales/direct/discover/"]
    assert sections(page) == [
        "True when…",
        "What we do next",
        "What can we compress?",
        "Questions worth asking",
        "Who takes part",
        "What we use",
        "Notes",
    ]
    text = body(page)
    order = ("nc-path", "<h1", "nc-ask", "nc-button", "True when", "nc-aside", "What we do next", "nc-source")
    places = [text.index(each) for each in order]
    assert places == sorted(places)


def test_a_call_plan_answers_its_questions_in_order(pages: dict[str, Page]) -> None:
    page = pages["sales/direct/discover/call-plan/"]
    assert sections(page) == [
        "Agenda",
        "Ask",
        "What can we compress?",
        "If the room changes",
        "When they say…",
        "Be ready",
        "Open with these words",
        "Notes",
    ]
    text = body(page)
    assert text.index("nc-goal") < text.index("## Agenda")
    assert text.index("nc-gate") < text.index("Say the price range")


def test_a_call_plan_without_a_possible_call_says_what_is_due_and_when(pages: dict[str, Page]) -> None:
    page = pages["sales/slow/tender/call-plan/"]
    assert sections(page)[0] == "Not a call yet"
    assert "Publish the tender" in page.markdown
    assert "20 to 40 days" in page.markdown
    assert "nc-agenda" not in page.markdown


def test_what_a_call_leaves_out_stands_with_its_reason(pages: dict[str, Page]) -> None:
    text = unescape(pages["sales/direct/discover/"].markdown)
    assert "waits for their work: Send the log (3 days)" in text
    assert "needs a call of its own: She asks for it" in text
    assert "comes after: Show the cost" in text


def test_every_activity_is_a_heading_with_its_anchor(playbook: Playbook, pages: dict[str, Page]) -> None:
    for process, stage, activity in playbook.activities():
        page = pages[addresses.stage(process.id, stage.id)]
        assert f'id="{addresses.activity_anchor(activity.id)}">' in page.markdown


def test_every_link_and_anchor_leads_somewhere(
    playbook: Playbook, every_page: dict[str, Page], read: Callable[..., Any]
) -> None:
    pages = every_page
    ids = {address: set(read(body(page)).ids) for address, page in pages.items()}
    files = {
        *addresses.FOR_PROGRAMS,
        *playbook.files.others,
        *(addresses.of_team_page(page.path) for page in playbook.files.pages),
    }
    for address, page in pages.items():
        for href in read(body(page)).hrefs:
            if re.match(r"[a-z]+:", href):
                continue
            path, _, anchor = href.partition("#")
            target = posixpath.normpath(posixpath.join(address, unquote(path))) if path else f"{address}index.html"
            folder = target.removesuffix("index.html")
            assert folder in pages or folder in files, f"{address}: {href}"
            assert not anchor or anchor in ids[folder], f"{address}: {href}"


def test_ids_on_a_page_are_unique(every_page: dict[str, Page], read: Callable[..., Any]) -> None:
    for page in every_page.values():
        ids = read(body(page)).ids
        assert len(ids) == len(set(ids)), page.address


def test_a_body_is_headings_and_html_blocks_without_a_blank_line(every_page: dict[str, Page]) -> None:
    for page in every_page.values():
        for block in re.split(r"\n{2,}", body(page).strip()):
            opens_as_html = BLOCKS.match(block) is not None
            is_heading = block.startswith("## ") and "\n" not in block
            assert opens_as_html or is_heading, f"{page.address}: {block[:80]}"
            assert is_heading or not re.search(r"^##? ", block, re.MULTILINE)
            if opens_as_html:
                assert block.count("<section") == block.count("</section>"), f"{page.address}: {block[:80]}"
                assert block.count("<div") == block.count("</div>"), f"{page.address}: {block[:80]}"


def test_the_front_matter_names_the_page_and_its_source(pages: dict[str, Page]) -> None:
    page = pages["sales/direct/discover/"]
    matter = front_matter(page)
    assert unescape(matter["title"]) == page.title == "Discover"
    assert matter["source"] == page.source.path == "sales/direct.yaml"
    assert matter["source_line"] > 1
    assert unescape(matter["description"]) == "They tell us what is late."


def test_the_feedback_link_names_file_and_line(pages: dict[str, Page]) -> None:
    page = pages["sales/direct/discover/"]
    line = front_matter(page)["source_line"]
    assert f"subject=Playbook%3A%20sales%2Fdirect.yaml%2C%20line%20{line}" in unescape(page.markdown)


def test_a_redirect_leads_to_the_page_of_today(pages: dict[str, Page]) -> None:
    matter = front_matter(pages["sales/direct/explore/call-plan/"])
    assert unescape(matter["redirect"]) == "../../discover/call-plan/index.html"


def test_the_same_playbook_gives_the_same_bytes_whatever_the_hash_seed(pages: dict[str, Page]) -> None:
    script = (
        "import hashlib, sys; from pathlib import Path; from nextcall.load import load\n"
        "from nextcall.render import render\n"
        "from nextcall.call_plan import plan_everything\n"
        "loaded = load(Path(sys.argv[1])); book = loaded.playbook\n"
        "text = ''.join(page.markdown for page in render(book, plan_everything(book), loaded.line_of))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())\n"
    )
    here = hashlib.sha256("".join(page.markdown for page in pages.values()).encode()).hexdigest()
    for seed in ("0", "1"):
        result = subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent / "playbook")],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert result.stdout.strip() == here
