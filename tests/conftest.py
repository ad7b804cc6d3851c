"""What many tests share: the example playbook, and small playbooks written on the spot."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def example() -> Path:
    """The folder of the example playbook."""
    return REPOSITORY / "playbook"


SMALL: Mapping[str, str] = {
    "playbook.yaml": "title: A small playbook\n",
    "buying/how.yaml": "name: How they buy\nstages: [{id: agree-the-problem, name: Agree the problem}]\n",
    "sales/new.yaml": """\
name: New business
buying_process: how
stages:
  - id: discover
    name: Discover the problem
    buying_stages: [agree-the-problem]
    exit_criteria:
      - {id: owned, criterion: They own the problem, evidence: Their reply, verified_by: customer_statement}
    activities:
      - id: name-it
        name: Name the problem
        where: in_call
        importance: key
        minutes: 15
        requires: []
        customer_value: One sentence that they can use
        advance: They say that it is theirs
        satisfies: [owned]
      - id: cost-it
        name: Put a cost on it
        where: in_call
        minutes: 10
        requires: [name-it]
        customer_value: A figure
        advance: They name the figure
    call_plan: {advance: {fallback: They name a day}}
  - {id: won, name: Won, closed: won}
  - {id: lost, name: Lost, closed: lost}
""",
}


@pytest.fixture
def write_playbook(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a small playbook, changed by what it is given, and returns its folder.

    Its argument maps paths to texts; None leaves a file out.
    """

    def write(files: Mapping[str, str | None] | None = None, folder: str = "playbook") -> Path:
        root = tmp_path / folder
        for path, text in {**SMALL, **(files or {})}.items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8", newline="")
        return root

    return write
