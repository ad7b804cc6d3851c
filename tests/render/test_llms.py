"""/llms.txt: the form of llmstxt.org, whatever the playbook's texts hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.call_plan import plan_everything
from nextcall.load import load
from nextcall.render import llms_txt
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook

ENTRY = re.compile(r"- \[(?:[^\[\]\\]|\\.)+\]\((?P<href>[^()\s]+)\)(?:: .+)?")


def written(playbook: Playbook, *, directory_urls: bool = True) -> list[str]:
    (content,) = llms_txt(playbook, plan_everything(playbook), catalogue(), directory_urls=directory_urls).values()
    return content.decode().splitlines()


def test_it_opens_with_the_title_and_the_summary_and_lists_pages_by_section(playbook: Playbook) -> None:
    lines = written(playbook)
    assert lines[0] == f"# {playbook.title}"
    assert lines[2].startswith("> ")
    sections = [line for line in lines if line.startswith("## ")]
    assert sections[0] == "## Direct sale"
    assert sections[-2:] == ["## Pages of the team", "## Optional"]
    start = lines.index(sections[0])
    assert all(ENTRY.fullmatch(line) for line in lines[start:] if line and not line.startswith("## "))


def test_a_stage_is_listed_with_its_definition_and_its_plan_with_what_we_want(playbook: Playbook) -> None:
    lines = written(playbook)
    assert "- [Discover](sales/direct/discover/index.html): They tell us what is late." in lines
    (plan,) = [line for line in lines if "discover/call-plan" in line]
    assert plan.endswith("which should end with this: The log by Friday")


def test_texts_can_make_no_link_heading_or_element_of_their_own(write_playbook: Callable[..., Path]) -> None:
    name = "'x](javascript:alert(1)) [y <script> \\ z'"
    files = {
        "playbook.yaml": "title: '# [T]'\nsummary: |\n  one\n\n  ## two\n",
        "sales/new.yaml": f"name: {name}\nstages: [{{id: a, name: {name}}}]\n",
    }
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    lines = written(playbook)
    assert lines[0] == r"# # \[T\]"
    assert lines[2] == "> one ## two"
    hrefs = [match["href"] for match in map(ENTRY.fullmatch, lines) if match]
    assert len(hrefs) == sum(line.startswith("- ") for line in lines)
    assert all(re.fullmatch(r"[a-z0-9./-]+", href) for href in hrefs)
    assert "<script>" not in "".join(lines).replace("\\<", "")


def test_a_long_summary_is_cut_as_every_description_is(write_playbook: Callable[..., Path]) -> None:
    files = {"playbook.yaml": f"title: T\nsummary: {'x' * 400}\n", "guide/how we work.md": "# How we work\n"}
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    lines = written(playbook)
    assert lines[2] == f"> {'x' * 299}…"
    assert "- [How we work](guide/how%20we%20work/index.html)" in lines


def test_a_title_keeps_the_signs_that_it_ends_in(write_playbook: Callable[..., Path]) -> None:
    files = {"playbook.yaml": "title: 'Playbook #'\n", "sales/new.yaml": "name: 'C# ##'\nstages: [{id: a, name: A}]\n"}
    playbook = load(write_playbook(files)).playbook
    assert playbook is not None
    lines = written(playbook)
    assert lines[0] == r"# Playbook \#"
    assert r"## C# \##" in lines


def test_a_page_of_the_team_is_where_the_host_puts_it(playbook: Playbook) -> None:
    assert "- [How we work](guide/how-we-work/index.html)" in written(playbook)
    assert "- [How we work](guide/how-we-work.html)" in written(playbook, directory_urls=False)
