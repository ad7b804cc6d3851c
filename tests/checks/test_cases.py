"""Every rule against folders of good and bad playbooks in tests/cases/<rule>/, which are picked up by themselves.

A bad case says in `expected.txt`, beside its playbook, what its rule finds and all that rules of integrity find, as
`check --format concise` prints it; `before/` is the playbook as it was, where a rule compares. The other rules of
quality aren't asked: a case of ten lines is rough on purpose, and would be five times as long if it had to please all
of them. What they say together stands in `test_one_cause.py`.
`NEXTCALL_WRITE_EXPECTED=1` writes those files anew; read what changed before you commit it.
"""

from __future__ import annotations

import os
import re
import textwrap
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nextcall import checks, diff, pipeline
from nextcall.load import load
from nextcall.report import Format, Report, formatted

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = Path(__file__).parents[1] / "cases"
BAD = sorted(CASES.glob("*/bad/*"))
GOOD = sorted(CASES.glob("*/good/*"))
TODAY = date(2026, 11, 1)


def _named(case: Path) -> str:
    return f"{case.parent.parent.name}/{case.name}"


def _found(case: Path) -> tuple[str, set[str]]:
    """What is found in a case, as lines, and the rules that found it."""
    loaded = load(case / "playbook")
    assert loaded.playbook is not None, loaded.diagnostics
    rule = case.parent.parent.name
    earlier = case / "before"
    gone = diff.gone_ids(*(pipeline.side(each) for each in (load(earlier), loaded))) if earlier.is_dir() else None
    diagnostics = tuple(
        each
        for each in checks.run(loaded.playbook, loaded.locate, TODAY, gone)
        if each.rule == rule or checks.guards_integrity(each.rule)
    )
    report = Report(diagnostics, files=0, source_line=lambda _path, _line: None)
    return formatted(report, Format.CONCISE), {each.rule for each in diagnostics}


@pytest.mark.parametrize("case", BAD, ids=_named)
def test_a_bad_playbook_gets_exactly_these_findings(case: Path) -> None:
    expected = case / "expected.txt"
    found, rules = _found(case)
    if os.environ.get("NEXTCALL_WRITE_EXPECTED"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert rules == {case.parent.parent.name}, "in a case no other rule of integrity speaks"


@pytest.mark.parametrize("case", GOOD, ids=_named)
def test_a_good_playbook_gets_none(case: Path) -> None:
    assert _found(case) == ("", set())


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_every_rule_has_cases_and_every_case_a_rule(kind: str) -> None:
    assert {case.parent.parent.name for case in CASES.glob(f"*/{kind}/*")} == {rule.id for rule in checks.RULES}


_STAGE = "name: Process\nstages:\n  - id: stage\n    name: Stage\n"
_FRAMES = {
    "rules:": ("playbook.yaml", "title: Playbook\n", 0),
    "call:": ("sales/process.yaml", "name: Process\n", 0),
    "activities:": ("sales/process.yaml", _STAGE, 4),
    "stages:": ("sales/process.yaml", "name: Process\n", 0),
    "how:": ("sales/process.yaml", _STAGE + "    activities:\n    - id: it\n      name: It\n      where: in_call\n", 6),
    "drifts_when:": ("sales/process.yaml", _STAGE, 4),
    "follow_ups:": ("sales/process.yaml", _STAGE + "    call_plan:\n", 6),
    "-": ("sales/process.yaml", _STAGE + "    exit_criteria:\n", 4),
    "buying_process:": ("sales/process.yaml", "name: Process\n", 0),
    "reviewed:": ("sales/process.yaml", _STAGE, 0),
    "buyer_roles:": ("roles.yaml", "", 0),
    "assets:": ("assets.yaml", "", 0),
    "terms:": ("glossary.yaml", "", 0),
    "as_of:": ("results/process.yaml", "", 0),
}
"""By an example's first word: the file that it stands in, what stands above it, and how far it is indented."""

_AROUND = {
    "playbook.yaml": "title: Playbook\nreview_days: 180\n",
    "buying/how-they-buy.yaml": """\
name: How they buy
stages:
  - {id: agree-the-problem, name: Agree the problem}
  - {id: test-it, name: Test it}
  - {id: commit, name: Commit}
""",
    "sales/process.yaml": f"{_STAGE}    stalled_after_days: 21\n",
}

_EXAMPLE = re.compile(r"## Example\n```yaml\n(.*?)```", re.DOTALL)
_WITH_EXAMPLE = [rule for rule in checks.RULES if _EXAMPLE.search(rule.manual)]


@pytest.mark.parametrize("rule", _WITH_EXAMPLE, ids=lambda rule: rule.id)
def test_the_example_in_a_rules_manual_is_found_by_the_rule(rule: checks.Rule, tmp_path: Path) -> None:
    example = "".join(_EXAMPLE.findall(rule.manual))
    path, above, indent = _FRAMES[example.split()[0]]
    _write(tmp_path, {**_AROUND, path: above + textwrap.indent(example, " " * indent)})
    loaded = load(tmp_path)
    assert loaded.playbook is not None, loaded.diagnostics
    assert rule.id in {each.rule for each in checks.run(loaded.playbook, loaded.locate, TODAY)}


def _write(root: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
