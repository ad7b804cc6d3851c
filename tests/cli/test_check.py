"""`nextcall check` where people look: in CI, with a day of its own, with a site, and when it can't write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nextcall import pipeline
from nextcall.report import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., Any]
    Write = Callable[..., Path]

BROKEN = {
    "sales/new.yaml": """\
name: New business
stages:
  - id: discover
    name: Discover the problem
    step_back: [{when: it drifts, to: nowhere}]
  - {id: won, name: Won, closed: won}
"""
}


@pytest.fixture(autouse=True)
def _outside_of_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_STEP_SUMMARY", "SOURCE_DATE_EPOCH"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("style", list(Format))
def test_every_format_writes_paths_with_spaces_and_letters_beyond_ascii(
    style: Format, nextcall: Run, write_playbook: Write, tmp_path: Path
) -> None:
    root = write_playbook(BROKEN, "Vertrieb süd/Hand buch/playbook")
    (tmp_path / "Vertrieb süd" / ".git").mkdir()
    target = tmp_path / "Befunde süd.txt"
    assert nextcall("check", root, "--format", style, "--output", target).code == 1
    name = "Hand%20buch/playbook/sales/new.yaml" if style is Format.SARIF else "Hand buch/playbook/sales/new.yaml"
    assert name in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("style", list(Format))
def test_each_format_is_imported_only_when_it_is_asked_for(style: Format, write_playbook: Write) -> None:
    script = (
        "import sys\nfrom nextcall.cli import main\n"
        "try:\n    main(['check', sys.argv[1], '--format', sys.argv[2], '--output', sys.argv[3]])\n"
        "except SystemExit:\n    pass\n"
        "print(*sorted(name for name in sys.modules if name.endswith('_format') and name.startswith('nextcall.')))\n"
    )
    root = write_playbook()
    arguments = [sys.executable, "-c", script, str(root), style, str(root.parent / "out")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    module = "text" if style in (Format.TEXT, Format.CONCISE) else style
    assert done.stdout.split() == [f"nextcall.report.{module}_format"]


@pytest.mark.parametrize("style", list(Format))
@pytest.mark.parametrize("target", [".", "no/such/folder/file", "/dev/full"])
def test_an_output_file_that_cannot_be_written_is_told_in_one_line(
    style: Format, target: str, nextcall: Run, write_playbook: Write, tmp_path: Path
) -> None:
    outcome = nextcall("check", write_playbook(BROKEN), "--format", style, "--output", tmp_path / target)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith(f"Error: can't write {tmp_path / target}: ")
    assert len(outcome.err.splitlines()) == 1


def test_github_gets_annotations_and_its_summary_is_added_to(
    nextcall: Run, write_playbook: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("## Another step\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = nextcall("check", write_playbook(BROKEN), "--format", "github")
    assert outcome.code == 1
    assert "::error title=unknown-reference,file=" in outcome.out
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("## Another step\n### Sales playbook\n")
    assert "unknown&#45;reference" in text


def test_only_the_github_format_writes_a_summary(
    nextcall: Run, write_playbook: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    nextcall("check", write_playbook(BROKEN), "--format", "json")
    assert not (tmp_path / "summary.md").exists()


def test_a_summary_that_cannot_be_written_keeps_no_annotation_back(
    nextcall: Run, write_playbook: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "summary.md"))
    outcome = nextcall("check", write_playbook(BROKEN), "--format", "github")
    assert outcome.code == 2
    assert "::error title=unknown-reference,file=" in outcome.out
    assert "can't write" in outcome.err


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("site_url: https://playbook.example", "https://playbook.example/"),
        ("site_url:   'https://playbook.example/sales/'  # ours", "https://playbook.example/sales/"),
        ('site_url: "http://playbook.example/a b"', None),
        ("site_url: !ENV [SITE_URL, 'https://playbook.example/']", None),
        ("site_url: ''", None),
        ("# site_url: https://playbook.example/", None),
        ("extra:\n  site_url: https://playbook.example/", None),
    ],
)
def test_findings_link_to_the_site_whose_address_mkdocs_yml_says(
    line: str, site: str | None, nextcall: Run, write_playbook: Write
) -> None:
    root = write_playbook(BROKEN)
    settings = f"site_name: !ENV [NAME, x]\r\n{line}\r\nemoji: !!python/name:no.such.module\r\n"
    (root.parent / "mkdocs.yml").write_text(settings, encoding="utf-8", newline="")
    found = json.loads(nextcall("check", root, "--format", "json").out)["diagnostics"]
    urls = [each["url"] for each in found if each["rule"] == "unknown-reference"]
    assert urls == [None if site is None else f"{site}contribute/rules/unknown-reference/"]


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """The days that checks are made on, as the pipeline is told."""
    seen: list[date] = []
    check = pipeline.check

    def spied(root: Path, *, today: date) -> pipeline.Checked:
        seen.append(today)
        return check(root, today=today)

    monkeypatch.setattr("nextcall.pipeline.check", spied)
    return seen


def test_today_is_what_is_said_else_the_source_date_else_the_clock(
    days: list[date], nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = write_playbook()
    nextcall("check", root)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    nextcall("check", root)
    nextcall("check", root, "--today", "2026-03-31")
    assert abs((days[0] - datetime.now(UTC).date()).days) <= 1
    assert days[1:] == [date(1970, 1, 2), date(2026, 3, 31)]


@pytest.mark.parametrize("said", ["2026-02-30", "31.03.2026", "20260331", "today", ""])
def test_a_day_that_is_none_is_a_usage_error_with_an_example(said: str, nextcall: Run, write_playbook: Write) -> None:
    outcome = nextcall("check", write_playbook(), "--today", said)
    assert outcome.code == 2
    assert "write it as YYYY-MM-DD" in outcome.err


@pytest.mark.parametrize("epoch", ["yesterday", "1e9", "9" * 30])
def test_a_source_date_that_is_none_is_an_environment_error(
    epoch: str, nextcall: Run, write_playbook: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    outcome = nextcall("check", write_playbook())
    assert outcome.code == 2
    assert "SOURCE_DATE_EPOCH" in outcome.err


@pytest.mark.parametrize("style", list(Format))
def test_a_pipe_that_is_closed_ends_every_format_quietly(style: Format, write_playbook: Write) -> None:
    stages = "".join(f"  - {{id: s{n}, name: Stage {n}, step_back: [{{when: x, to: nowhere}}]}}\n" for n in range(800))
    root = write_playbook({"sales/new.yaml": f"name: Many\nstages:\n{stages}"})
    command = f"'{Path(sys.executable).with_name('nextcall')}' check --format {style} | head -c 1"
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 (the shell that people have)
        cwd=root,
        env={**os.environ},
        capture_output=True,
        text=True,
        check=False,
    )
    assert len(done.stdout) == 1
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_100_000_findings_are_checked_in_bounded_time_and_their_number_is_said(write_playbook: Write) -> None:
    drifts = ", ".join(f"{{when: x{n}, to: q}}" for n in range(100))
    stages = "".join(f"  - {{id: s{n}, name: Stage {n}, step_back: [{drifts}]}}\n" for n in range(200))
    root = write_playbook({f"sales/p{n}.yaml": f"name: Many {n}\nstages:\n{stages}" for n in range(5)})
    command = [sys.executable, "-m", "nextcall", "check", root, "--format", "concise"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1
    assert "100000 errors" in done.stderr
    assert len(done.stdout.splitlines()) == 201
