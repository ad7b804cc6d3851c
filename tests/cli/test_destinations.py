"""`nextcall check` of many paths at once, and in several formats at once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nextcall import pipeline
from nextcall.report import Format

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Write = Callable[..., Path]

WRONG = """\
name: New business
stages:
  - {id: discover, name: Discover, step_back: [{when: it drifts, to: nowhere}]}
  - {id: won, name: Won, closed: won}
"""


@pytest.fixture
def two(write_playbook: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two playbooks with an error each, in one repository and below the current folder."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    for name in ("north", "south"):
        write_playbook({"sales/new.yaml": f"# {name}\n{WRONG}"}, f"{name}/playbook")
    return tmp_path / "north/playbook", tmp_path / "south/playbook"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The playbooks that the pipeline is asked to check."""
    seen: list[Path] = []
    check = pipeline.check

    def watched(root: Path, **said: Any) -> pipeline.Checked:  # noqa: ANN401
        seen.append(root)
        return check(root, **said)

    monkeypatch.setattr(pipeline, "check", watched)
    return seen


def _shapes(folder: Path) -> dict[str, Format]:
    """The formats of the files in a folder, told by what is in them."""
    marks = {
        '{"$schema"': Format.SARIF,
        "<?xml": Format.JUNIT,
        '{\n "version"': Format.JSON,
        "[{": Format.GITLAB,
        "::": Format.GITHUB,
    }
    found = {}
    for file in sorted(folder.glob("*.out")):
        text = file.read_text(encoding="utf-8")
        found[file.name] = next((style for mark, style in marks.items() if text.startswith(mark)), Format.TEXT)
    return found


def test_files_of_two_playbooks_are_one_report_about_both_each_checked_once(
    nextcall: Run, two: tuple[Path, Path], checked: list[Path]
) -> None:
    outcome = nextcall(
        "check", "north/playbook/sales/new.yaml", "south/playbook/playbook.yaml", "north", "north/playbook/../playbook",
        two[1],
    )  # fmt: skip
    assert (outcome.code, len(checked)) == (1, 2)
    places = [line.split(": ")[0] for line in outcome.out.splitlines() if "unknown-reference" in line]
    assert places == [f"{name}/playbook/sales/new.yaml:4:70 error unknown-reference" for name in ("north", "south")]
    assert outcome.err == "6 files checked: 2 errors, 8 warnings\n"


def test_each_finding_shows_the_line_of_its_own_playbook(nextcall: Run, two: tuple[Path, Path]) -> None:
    for name, root in zip(("north", "south"), two, strict=True):
        (root / "sales" / "new.yaml").write_text(WRONG.replace("nowhere", f"{name}-of-nowhere"), encoding="utf-8")
    lines = nextcall("check", *two).out.splitlines()
    shown = {place.split("/")[0]: lines[number + 1] for number, place in enumerate(lines) if "unknown-ref" in place}
    assert {name: f"to: {name}-of-nowhere" in line for name, line in shown.items()} == {"north": True, "south": True}


def test_one_of_many_paths_without_a_playbook_is_told_and_nothing_is_checked(
    nextcall: Run, two: tuple[Path, Path], checked: list[Path], tmp_path: Path
) -> None:
    (tmp_path / "notes.yaml").touch()
    outcome = nextcall("check", two[0], tmp_path / "notes.yaml")
    assert (outcome.code, outcome.out, checked) == (2, "", [])
    assert "notes.yaml is a file; name the playbook's folder" in outcome.err


def test_links_to_rules_lead_to_the_site_of_both_or_to_none(nextcall: Run, two: tuple[Path, Path]) -> None:
    def urls() -> set[bool]:
        found = json.loads(nextcall("check", *two, "--format", "json").out)["diagnostics"]
        return {each["url"] is None for each in found}

    for root in two:
        (root.parent / "mkdocs.yml").write_text("site_url: https://playbook.example/\n", encoding="utf-8")
    assert urls() == {False}
    (two[1].parent / "mkdocs.yml").write_text("site_url: https://another.example/\n", encoding="utf-8")
    assert urls() == {True}


@pytest.mark.parametrize(
    ("said", "shown", "written"),
    [
        ("", Format.TEXT, {}),
        ("--output a.out", None, {"a.out": Format.TEXT}),
        ("--format sarif --output a.out", None, {"a.out": Format.SARIF}),
        ("--output a.out --format sarif", None, {"a.out": Format.SARIF}),
        ("--format sarif --output a.out --format github", Format.GITHUB, {"a.out": Format.SARIF}),
        ("--format github --format sarif --output a.out", Format.GITHUB, {"a.out": Format.SARIF}),
        ("--output a.out --format sarif --format github", Format.GITHUB, {"a.out": Format.SARIF}),
        (
            "--format sarif --output a.out --format junit --output b.out",
            None,
            {"a.out": Format.SARIF, "b.out": Format.JUNIT},
        ),
        (
            "--format sarif --format junit --output a.out --output b.out",
            None,
            {"a.out": Format.SARIF, "b.out": Format.JUNIT},
        ),
        (
            "--format gitlab --output=a.out --strict --format json --format junit --output b.out",
            Format.JSON,
            {"a.out": Format.GITLAB, "b.out": Format.JUNIT},
        ),
    ],
)
def test_each_output_gets_the_format_beside_it_and_the_one_left_over_is_shown(  # noqa: PLR0913, PLR0917 (a case and fixtures)
    said: str,
    shown: Format | None,
    written: dict[str, Format],
    nextcall: Run,
    two: tuple[Path, Path],
    tmp_path: Path,
    checked: list[Path],
) -> None:
    outcome = nextcall("check", two[0], *said.split())
    assert (outcome.code, len(checked)) == (1, 1)
    assert _shapes(tmp_path) == written
    (tmp_path / "shown.out").write_text(outcome.out, encoding="utf-8")
    assert _shapes(tmp_path)["shown.out"] is (shown or Format.TEXT)
    assert bool(outcome.out) is (shown is not None)
    assert bool(outcome.err) is (shown in {None, Format.TEXT} or bool(written))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("--format text --format json", "only one format can be shown here, not text and json"),
        ("--output a.out --output b.out", "which --format is for a.out?"),
        ("--format sarif --output a.out --output b.out", "which --format is for b.out?"),
        ("--format sarif --output a.out --format json --output ./a.out", "the same --output is given twice"),
    ],
)
def test_formats_and_outputs_that_are_no_pairs_are_a_usage_error(  # noqa: PLR0913, PLR0917 (a case and fixtures)
    said: str, told: str, nextcall: Run, two: tuple[Path, Path], tmp_path: Path, checked: list[Path]
) -> None:
    outcome = nextcall("check", two[0], *said.split())
    assert (outcome.code, outcome.out, checked, _shapes(tmp_path)) == (2, "", [], {})
    assert told in outcome.err


def test_a_file_that_cannot_be_written_keeps_back_nothing_that_is_shown(nextcall: Run, two: tuple[Path, Path]) -> None:
    outcome = nextcall("check", two[0], "--format", "github", "--format", "sarif", "--output", "no/such/folder")
    assert outcome.code == 2
    assert "::error title=unknown-reference" in outcome.out
    assert "can't write no/such/folder" in outcome.err
