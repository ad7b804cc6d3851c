"""The tools that measure the site are fixed to one version each, and name no registry."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from tests.npm_packages import PackageMissingError

from . import site_tools

TOOLS = Path(__file__).with_name("tools")


def test_each_tool_is_fixed_to_one_version_and_to_no_registry() -> None:
    wanted = json.loads((TOOLS / "package.json").read_bytes())["dependencies"]
    packages = json.loads((TOOLS / "package-lock.json").read_bytes())["packages"]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_a_missing_tool_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(site_tools, "PACKAGES", replace(site_tools.PACKAGES, folder=tmp_path))
    with pytest.raises(PackageMissingError, match="run `make test`"):
        site_tools.axe()
