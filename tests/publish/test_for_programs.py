"""What a site holds for programs: delivered by every host, and each link of it leads to something that is there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from nextcall import addresses, pipeline, publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def pages_named(node: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 (any part of a document)
    """Every page that the document names."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from pages_named(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from pages_named(value, name)
    elif isinstance(node, str) and (name.endswith("page") or (name == "url" and ":" not in node)):
        yield node


def test_every_link_for_programs_leads_to_a_page_and_an_anchor_of_the_site(example: Path, tmp_path: Path) -> None:
    site = publish.build(pipeline.check(example), site_dir=tmp_path / "site").site_dir
    document = json.loads((site / addresses.PLAYBOOK_JSON).read_text(encoding="utf-8"))
    Draft202012Validator(json.loads((site / document["$schema"]).read_text(encoding="utf-8"))).validate(document)
    listed = re.findall(
        r"^- \[.*?\]\(([^()]+)\)", (site / addresses.LLMS_TXT).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(listed) > 40
    named = list(pages_named(document))
    assert len(named) > 100
    for href in (*listed, *named):
        path, _, anchor = href.partition("#")
        target = site / unquote(path)
        assert target.is_file(), href
        assert not anchor or f'id="{anchor}"' in target.read_text(encoding="utf-8"), href


def test_rendered_pages_come_with_the_same_files_as_a_site(example: Path, tmp_path: Path) -> None:
    checked = pipeline.check(example)
    publish.write_pages(checked, tmp_path / "pages")
    assets = pipeline.make_site(checked).assets
    for path in addresses.FOR_PROGRAMS:
        assert (tmp_path / "pages" / path).read_bytes() == assets[path]


def test_home_leads_to_them(example: Path) -> None:
    home = pipeline.make_site(pipeline.check(example)).pages[0].markdown
    assert 'href="playbook.json"' in home
    assert 'href="llms.txt"' in home
