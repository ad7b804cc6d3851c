"""How the scripts of the site are joined, and that what `make lint` holds against them finds something."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nextcall.render import scripts

from . import script_tools

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of scripts with the bundle `own`, which is empty."""
    monkeypatch.setattr(scripts, "_folder", lambda: tmp_path)
    monkeypatch.setattr(script_tools, "SCRIPTS", tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "shapes.js").write_text("/** @typedef {number} Minutes */\n")
    return tmp_path


def test_files_are_joined_in_the_order_of_their_names_and_share_one_scope(folder: Path) -> None:
    (folder / "own" / "20-last.js").write_text("console.log(early);\n")
    (folder / "own" / "10-first.js").write_text("const early = 1;\n")
    assert scripts.bundles() == ("own",)
    assert scripts.as_written("own") == '(() => {\n"use strict";\nconst early = 1;\nconsole.log(early);\n})();\n'
    assert scripts.joined("own") == '(()=>{"use strict";let e=1;console.log(e)})();\n'


def test_data_for_a_script_stays_within_its_element_and_is_what_was_given() -> None:
    value = {"a": "</script><!-- é &amp; \u2028 {{ b }}", "c": [1, None]}
    made = str(scripts.data("own", value))
    head, text, foot = made[: made.index(">") + 1], made[made.index(">") + 1 : -9], made[-9:]
    assert (head, foot) == ('<script type="application/json" id="own">', "</script>")
    assert not set("<&\n\u2028") & set(text)
    assert json.loads(text) == value


def test_types_are_checked_across_the_files_of_a_bundle(folder: Path) -> None:
    (folder / "own" / "10-first.js").write_text("/** @param {Minutes} taken */\nconst twice = (taken) => taken * 2;\n")
    (folder / "own" / "20-last.js").write_text('console.log(twice("ten"));\n')
    assert "20-last.js(1,19): error TS2345" in script_tools.type_errors("own")


def test_what_no_file_of_a_bundle_uses_and_what_is_badly_laid_out_is_said(folder: Path) -> None:
    (folder / "own" / "10-first.js").write_text("const used = 1;\nconst unused = 2;\n")
    (folder / "own" / "20-last.js").write_text("console.log(  used )\n")
    said = script_tools.unused("own")
    assert "unused is unused" in said
    assert "used is unused" not in said.replace("unused is unused", "")
    assert "format" in script_tools.lint_errors()


def test_each_tool_is_fixed_to_one_version_and_to_no_registry() -> None:
    wanted = json.loads((script_tools.PACKAGES.here / "package.json").read_bytes())["dependencies"]
    packages = json.loads((script_tools.PACKAGES.here / "package-lock.json").read_bytes())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []
