"""The comment of a pull request: what changed, what would be lost and what is found, however much that is."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from nextcall.cli.comment import LONGEST, MARK, comment

if TYPE_CHECKING:
    from pathlib import Path

HINT = "The clone is too shallow."


def _found(
    rule: str = "vague-wording", severity: str = "warning", message: str = "it is vague", path: str = "playbook/a.yaml"
) -> dict[str, Any]:
    return {"path": path, "line": 7, "rule": rule, "severity": severity, "message": message, "hint": ""}


def _shown(text: str) -> str:
    """As a forge renders it, with what HTML it admits left as text."""
    return MarkdownIt("commonmark", {"html": False}).render(text)


def test_it_begins_with_the_mark_by_which_it_is_found_again() -> None:
    assert comment("**No change of the process.**", []) == f"{MARK}\n\n**No change of the process.**\n"


def test_what_would_be_lost_stands_apart_from_what_is_found() -> None:
    said = comment("x", [_found(), _found("id-gone", message="'a' is gone")])
    assert said.index("**Lost if this is merged**") < said.index("gone") < said.index("**Found**") < said.index("vague")


def test_findings_that_the_change_lists_already_stand_there_alone() -> None:
    said = comment("**New findings**\n- warning, vague", [_found(), _found("id-gone")])
    assert "**Found**" not in said
    assert "**Lost if this is merged**" in said


def test_remarks_are_not_in_it() -> None:
    assert "vague" not in comment("x", [_found(severity="info")])


def test_without_what_changed_it_says_why_and_what_is_found() -> None:
    assert HINT in comment("", [_found()], hint=HINT)
    assert comment("", [], hint=HINT) == f"{MARK}\n\n{HINT}\n\nNothing to report.\n"


def test_it_is_never_longer_than_a_forge_takes_and_counts_what_is_left_out() -> None:
    said = comment("y" * 59_000, [_found(message=f"{number} " + "x" * 400) for number in range(100)])
    assert len(said) <= LONGEST + 100
    kept = said.count("\n- ")
    assert f"and {100 - kept} more" in said


def test_nothing_that_somebody_wrote_is_markup_in_it() -> None:
    evil = "</details><script>alert(1)</script> [a](javascript:x) **b** @team \x1b[31m\n# c"
    said = comment("x", [_found(message=evil, path="<b>.yaml")])
    shown = _shown(said.removeprefix(MARK))
    assert "<script" not in shown
    assert "<a " not in shown
    assert "<strong>b" not in shown
    assert "<h1>" not in shown
    assert "\x1b" not in said
    assert "<b>" not in said


def test_it_is_run_as_a_module_with_two_files_and_a_hint(tmp_path: Path) -> None:
    (tmp_path / "change.md").write_text("**größer**\n", encoding="utf-8")
    (tmp_path / "found.json").write_text(json.dumps({"diagnostics": [_found()]}), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "nextcall.cli.comment",
        str(tmp_path / "change.md"),
        str(tmp_path / "found.json"),
        "",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout.decode().startswith(f"{MARK}\n\n**größer**\n")
