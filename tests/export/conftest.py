"""Playbooks whose calls and processes are exported: the example, and hard ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall.call_plan import CallPlan, call_plan
from nextcall.compress import Deal
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nextcall.model import Playbook

TESTS = Path(__file__).resolve().parents[1]
HARD = (
    "<script>alert(1)</script>", "[a](javascript:alert(1))", "{{ x }}", "| pipes |", "un`balanced", "تقييم العرض",
    "評価の段階", "e\u0301 \u200f", "x" * 200, "**", "&lt; &#35;", "# One", "1. One", "- One", "> One", "_a_ *b*",
    "a\\", "\\*", "~~~", "two: colons: here", "+", "two\n\n# lines",
)  # fmt: skip


@pytest.fixture(scope="session")
def playbooks() -> Mapping[str, Playbook]:
    """The example, a playbook that uses every field, and one for every sound case of the rules."""
    found = {}
    folders = [TESTS.parent / "playbook", TESTS / "render" / "playbook"]
    folders += sorted(path.parent for path in TESTS.glob("cases/*/good/*/playbook/playbook.yaml"))
    for folder in folders:
        playbook = load(folder).playbook
        if playbook is not None:
            found[folder.relative_to(TESTS.parent).as_posix()] = playbook
    assert len(found) > 40
    return found


@pytest.fixture
def hard_playbook(write_playbook: Callable[..., Path]) -> Playbook:
    """A playbook in which every text is hard on Markdown, and people are too many for one activity."""
    texts = iter(HARD * 40)
    stages = [
        {
            "id": f"s{stage}",
            "name": next(texts),
            "exit_criteria": [
                {"id": f"c{stage}", "criterion": next(texts), "evidence": next(texts), "verified_by": by}
                for by in [("customer_statement", "seller_assertion")[stage % 2]]
            ],
            "activities": [
                {
                    "id": f"a{stage}-{number}",
                    "name": next(texts),
                    "where": ("in_call", "in_call", "between_calls", "either")[number],
                    "importance": ("key", "supporting")[number % 2],
                    "requires": [],
                    "needs": [f"c{stage - 1}"] if stage and number == 1 else [],
                    "satisfies": [f"c{stage}"] if number == 0 else [],
                    "buyer_roles": ["r0", "r1"][: number % 3],
                    "seller_roles": ["w0"],
                    "advance": next(texts),
                    "customer_value": next(texts),
                    "questions": [{"ask": next(texts), "listen_for": next(texts)}],
                    "preparation": {"ours": [next(texts)], "theirs": [next(texts)]},
                }
                for number in range(4)
            ],
            "call_plan": {
                "follow_ups": [next(texts)],
                "objections": [{"they_say": next(texts), "respond": next(texts)}],
                "upfront_contract": {"time": next(texts)},
                "advance": {"stretch": next(texts), "fallback": next(texts)},
            },
        }
        for stage in range(6)
    ]
    roles = {
        "buyer_roles": [{"id": f"r{each}", "name": next(texts)} for each in range(2)],
        "seller_roles": [{"id": "w0", "name": next(texts)}],
    }
    process = {"name": next(texts), "stages": stages}
    files = {"sales/new.yaml": json.dumps(process, ensure_ascii=False), "roles.yaml": json.dumps(roles)}
    loaded = load(write_playbook(files))
    assert loaded.playbook is not None, loaded.diagnostics[:3]
    return loaded.playbook


def plans(playbook: Playbook) -> Iterator[CallPlan]:
    """The plan of every open stage, as expected and with a call that is short and empty."""
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            entering = Deal.entering(process, stage)
            yield call_plan(playbook, entering)
            yield call_plan(playbook, Deal(process=process, stage=stage, done=entering.done, attending=(), minutes=5))
