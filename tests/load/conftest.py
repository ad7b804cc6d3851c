"""A small playbook that loads, and the two parsers that PyYAML offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from nextcall.load import parse

if TYPE_CHECKING:
    from pathlib import Path

SALES = """\
name: New business
stages:
  - id: discover
    name: Discover
"""


@pytest.fixture
def playbook(tmp_path: Path) -> Path:
    """The smallest playbook with a sales process."""
    root = tmp_path / "playbook"
    (root / "sales").mkdir(parents=True)
    (root / "playbook.yaml").write_text("title: Ours\n", encoding="utf-8")
    (root / "sales" / "new.yaml").write_text(SALES, encoding="utf-8")
    return root


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the parser in use: libyaml's, or PyYAML's own, which stands in where libyaml is missing."""
    name = str(request.param)
    loader = yaml.CLoader if name == "libyaml" else yaml.Loader
    monkeypatch.setattr(parse, "_Loader", loader)
    return name
