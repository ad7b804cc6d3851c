"""The reference of fields: nothing that a schema allows is missing, and each field can be linked to and found."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

import markdown
import pytest
import yaml
from material.plugins.search.plugin import Parser  # type: ignore[import-untyped]

from nextcall import addresses
from nextcall.load import Kind, bundled
from nextcall.load.kinds import resolved
from nextcall.report import Format
from nextcall.text import escape
from nextcall.views import fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from nextcall.render import Page

EVERYTHING = [(kind, group, field) for kind in fields.everything() for group in kind.groups for field in group.fields]


def paths(root: dict[str, Any], schema: dict[str, Any], way: str = "") -> Iterator[tuple[str, str]]:
    """Every path that the schema knows, with its description, found without the help of `render`."""
    schema = resolved(root, schema)
    if schema.get("type") == "array":
        yield from paths(root, schema["items"], way)
    for name, field in schema.get("properties", {}).items():
        path = f"{way}.{name}" if way else name
        yield path, field["description"]
        yield from paths(root, field, path)


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_every_schema_is_documented_by_each_way_that_leads_to_it(
    kind: Kind, pages: dict[str, Page], read: Callable[..., Any]
) -> None:
    (found,) = (each for each in fields.everything() if each.kind is kind)
    documented = {
        (f"{way}.{field.name}" if way else field.name, field.description)
        for group in found.groups
        for way in (group.ways or ("",))
        for field in group.fields
    }
    expected = set(paths(bundled(kind), bundled(kind)))
    assert documented == expected
    page = pages[addresses.fields(kind)]
    ids = read(page.markdown).ids
    for group in found.groups:
        for field in group.fields:
            assert addresses.field_anchor(field.path) in ids
            assert escape(field.description) in page.markdown
            assert escape(field.example) in page.markdown


def test_every_field_has_an_example_that_is_yaml_and_names_it() -> None:
    for kind, _, field in EVERYTHING:
        assert list(yaml.safe_load(field.example)) == [field.name], (kind.kind, field.path)


def test_every_choice_is_listed_with_its_meaning(pages: dict[str, Page]) -> None:
    chosen = [(kind, field) for kind, _, field in EVERYTHING if field.type.choices]
    assert {field.name for _, field in chosen} >= {"verified_by", "where", "importance", "rules", "jobs", "closed"}
    for kind, field in chosen:
        page = pages[addresses.fields(kind.kind)].markdown
        for choice in field.type.choices:
            assert choice.meaning
            assert f"<code>{escape(choice.word)}</code></dt><dd>{escape(choice.meaning)}</dd>" in page


def test_a_field_says_what_it_holds_whether_it_must_its_default_and_whom_it_is_for(pages: dict[str, Page]) -> None:
    page = unescape(pages[addresses.fields(Kind.SALES_PROCESS)].markdown)

    def said(path: str) -> str:
        return page.partition(f'id="{addresses.field_anchor(path)}"')[2].partition("</details>")[0]

    minutes = said("call.minutes")
    assert "whole number, 1 to 480" in minutes
    assert "default 45" in minutes
    assert "may be shown to the customer" in minutes
    assert "required" not in minutes
    assert "whole number, 1 or more" in said("call.max_activities")
    assert "list of ids" in said("stages.activities.requires")
    assert "required" in said("stages.activities.id")
    assert "stays in the team" in said("stages.activities.id")
    assert f'href="#{addresses.object_anchor("activity")}"' in said("stages.activities")
    assert "never empty" in said("stages")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_search_finds_a_rule_and_a_field(pages: dict[str, Page]) -> None:
    def found(address: str) -> dict[str, str]:
        page = pages[address]
        html = markdown.markdown(page.markdown.split("\n---\n", 1)[1], extensions=["toc", "tables", "md_in_html"])
        parser = Parser()
        parser.feed(html)
        return {section.id: "".join(section.title) + "".join(section.text) for section in parser.data}

    activity = found(addresses.fields(Kind.SALES_PROCESS))[addresses.field_anchor("stages.activities.takes_days")]
    assert "takes_days" in activity
    assert "whole number" in unescape(activity)
    rule = found(addresses.rule("broken-link"))
    assert "broken-link" in unescape(rule["rule"])


def test_every_format_of_a_report_stands_in_the_help_of_check() -> None:
    from click.testing import CliRunner  # noqa: PLC0415

    from nextcall.cli.check import command  # noqa: PLC0415

    said = CliRunner().invoke(command, ["--help"]).output
    assert [each.value for each in Format if each.value not in said] == []
