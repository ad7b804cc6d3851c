"""Reports that are hard to write down: odd paths, control characters, every severity, the same finding twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jsonschema_rs import Draft4Validator

from nextcall.diagnostics import Diagnostic, Severity
from nextcall.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

SITE = "https://playbook.example/sales/"

ODD_PATH = "Vertrieb & Co/playbook/sales/größe, 100% [neu]:1.yaml"
ODD_TEXT = (
    "50% of 'a | b', <script>x</script>\r\n::error::no\x00\x1b[31m \u2028 ]]> [x](http://x.example) `y` "
    "\U0001f600\ud800"
)

DIAGNOSTICS = (
    Diagnostic("playbook/playbook.yaml", 1, 1, 1, 1, "no-terminal-stage", Severity.INFO, "a remark"),
    Diagnostic(
        "playbook/sales/new.yaml", 6, 74, 6, 82, "unknown-reference", Severity.ERROR, "no 'x'", "did you mean 'y'?"
    ),
    Diagnostic(
        "playbook/sales/new.yaml", 9, 74, 9, 82, "unknown-reference", Severity.ERROR, "no 'x'", "did you mean 'y'?"
    ),
    Diagnostic("playbook/sales/new.yaml", 12, 3, 14, 9, "broken-link", Severity.WARNING, "it leads nowhere"),
    Diagnostic(ODD_PATH, 3, 5, 3, 8, "yaml-syntax", Severity.ERROR, ODD_TEXT, ODD_TEXT, "/stages/0"),
)
PATHS = ("playbook/playbook.yaml", "playbook/roles.yaml", "playbook/sales/new.yaml", ODD_PATH)


@pytest.fixture(scope="session")
def sarif_schema() -> Draft4Validator:
    """The official schema of SARIF. Its pattern of `language`, which we don't write, is no regular expression."""
    schema = json.loads((Path(__file__).with_name("schemas") / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
    for definition in ("run", "toolComponent"):
        del schema["definitions"][definition]["properties"]["language"]["pattern"]
    return Draft4Validator(schema, validate_formats=True)


@pytest.fixture
def report_of() -> Callable[..., Report]:
    """A function that makes a report of diagnostics."""

    def make(
        diagnostics: tuple[Diagnostic, ...], *, site_url: str | None = SITE, strict: bool = False, shift: int = 0
    ) -> Report:
        def source_line(path: str, line: int) -> str | None:
            return f"  text of line {line - shift}" if path.endswith("new.yaml") and line - shift != 9 else None

        return Report(diagnostics, len(PATHS), source_line, paths=PATHS, site_url=site_url, strict=strict)

    return make


@pytest.fixture
def report(report_of: Callable[..., Report]) -> Report:
    """A report that is hard to write down."""
    return report_of(DIAGNOSTICS)


@pytest.fixture
def clean(report_of: Callable[..., Report]) -> Report:
    """A report without findings."""
    return report_of(())


@pytest.fixture(scope="session")
def enormous() -> Report:
    """A report of 100,000 findings."""
    diagnostics = tuple(
        Diagnostic(
            f"playbook/sales/process-{number // 10_000}.yaml",
            number % 10_000 + 1,
            5,
            number % 10_000 + 1,
            20,
            "unknown-reference",
            list(Severity)[number % 3],
            f"no activity 'a-{number % 7}' | <b>",
            f"did you mean 'b-{number % 5}'?",
        )
        for number in range(100_000)
    )
    return Report(tuple(sorted(diagnostics)), 10, lambda _path, _line: "  - requires: [a]", paths=PATHS, site_url=SITE)
