"""The reference of rules: every rule and every fault has its page, with what it counts for in this playbook."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.checks import RULES
from nextcall.load import MANUAL, FaultId
from nextcall.views import rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.model import Playbook
    from nextcall.render import Page


def test_every_rule_and_every_fault_has_a_page_and_a_line_in_the_list(pages: dict[str, Page]) -> None:
    listed = unescape(pages[addresses.RULES].markdown)
    for name in (*(rule.id for rule in RULES), *FaultId):
        page = pages[addresses.rule(name)]
        assert page.title == name
        assert f'href="{name}/index.html"' in listed
    assert len(rules.ids()) == len(set(rules.ids())) == len(RULES) + len(FaultId)
    assert MANUAL.keys() == set(FaultId)


def test_every_manual_has_the_four_parts_and_nothing_is_lost_of_it() -> None:
    written = {rule.id: rule.manual for rule in RULES} | {fault.value: manual for fault, manual in MANUAL.items()}
    for manual in rules.manuals():
        if manual.group is not rules.Group.FAULT:
            assert [section.part for section in manual.sections] == list(rules.Part), manual.id
        kept = (
            manual.summary,
            manual.preamble,
            *(part for each in manual.sections for part in (each.heading, each.body)),
        )
        words = " ".join(kept).split()
        assert words == [word for word in written[manual.id].split() if word != "##"], manual.id


def test_a_heading_that_is_none_of_ours_is_shown_as_it_is() -> None:
    manual = rules._manual("x", rules.Group.INFO, RULES[0].level, "First.\n\n## Odd *one*\nBody.\n")
    assert [(each.part, each.heading, str(each.body)) for each in manual.sections] == [(None, "Odd *one*", "Body.")]


def test_a_rule_page_says_the_level_in_force_and_whether_the_team_changed_it(
    playbook: Playbook, rendered: Callable[..., dict[str, Page]]
) -> None:
    changed = replace(playbook, rules={"broken-link": "off", "unclaimed-file": "warning"})
    pages = rendered(changed)

    def said(name: str) -> str:
        return unescape(pages[addresses.rule(name)].markdown)

    assert "Level in this playbook: <strong>off</strong>" in said("broken-link")
    assert "changed by the team; <strong>warning</strong> by default" in said("broken-link")
    assert "as by default" in said("unclaimed-file")
    assert "No level and no exception changes that" in said("unknown-reference")
    assert "No level and no exception changes that" in said("yaml-syntax")
    assert unescape(pages[addresses.RULES].markdown).count("changed by the team") == 1


def test_a_level_of_another_playbook_does_not_stay(
    playbook: Playbook, rendered: Callable[..., dict[str, Page]], pages: dict[str, Page]
) -> None:
    rendered(replace(playbook, rules={"broken-link": "error"}))
    address = addresses.rule("broken-link")
    assert rendered(playbook)[address].markdown == pages[address].markdown
