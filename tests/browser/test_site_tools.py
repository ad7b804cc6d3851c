"""The tools that measure the site are fixed to one version each, and name no registry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from . import site_tools

TOOLS = Path(__file__).with_name("tools")


def test_each_tool_is_fixed_to_one_version_and_to_no_registry() -> None:
    wanted = json.loads((TOOLS / "package.json").read_bytes())["dependencies"]
    packages = json.loads((TOOLS / "package-lock.json").read_bytes())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_a_missing_tool_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_tools, "FOLDER", tmp_path)
    with pytest.raises(site_tools.SiteToolError, match="run `make test`"):
        site_tools.axe()
