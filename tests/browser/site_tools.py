"""The tools that measure a built site from outside: axe-core, html-validate and Lighthouse; `--install` gets them.

Their versions are fixed in tools/package.json and tools/package-lock.json, their Node comes from PyPI, and both lie in
`.venv/`. A tool that is missing is an error that says what to do, never a silence.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # run as a script, as `make` does

from tests.npm_packages import VENV, Packages, node  # noqa: E402 (from the repository's root)

PACKAGES = Packages(HERE / "tools", VENV / "site-tools", Path(__file__))
HEADLESS = "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync"


VIEWS = (("light", 1440), ("dark", 390), ("dark", 1440), ("light", 390))
"""The colour schemes and widths that a page is judged in; two that follow each other have both schemes and widths."""
COLOURS = {"light": "default", "dark": "slate"}
"""The theme's names of its colours, by the scheme that a reader prefers."""

# Every rule that axe has on by itself, and the one of WCAG 2.2 that it has not: targets large enough for a finger.
_RUN_AXE = """axe.run(document, {
  resultTypes: ["violations"], selectors: false, rules: {"target-size": {enabled: true}},
}).then(({passes, violations}) => ({passes: passes.length, violations}))"""


class SiteToolError(Exception):
    """A tool stopped without an answer."""


def axe() -> str:
    """The script of axe-core, to be evaluated in a page; `axe.run()` is there afterwards."""
    return (PACKAGES.package("axe-core") / "axe.min.js").read_text(encoding="utf-8")


def violations(tab: Page) -> dict[str, list[str]]:
    """What axe-core holds against the open page: by rule, the elements that break it.

    Raises:
        SiteToolError: It looked at nothing.
    """
    tab.evaluate(axe())
    report = tab.evaluate(_RUN_AXE)
    if not report["passes"]:
        message = f"axe-core found nothing to look at on {tab.url}"
        raise SiteToolError(message)
    return {each["id"]: [node["html"] for node in each["nodes"]] for each in report["violations"]}


def html_errors(files: Sequence[str], folder: Path) -> dict[str, list[tuple[str, str]]]:
    """What html-validate holds against each file of a folder by the HTML standard: rule and message, sorted."""
    settings = PACKAGES.folder / "html-validate.json"
    settings.write_text('{"root": true, "extends": ["html-validate:standard"]}', encoding="utf-8")
    program = PACKAGES.package("html-validate") / "bin" / "html-validate.mjs"
    said = _node([program, "--config", settings, "--formatter", "json", "--max-warnings", "0", *files], folder)
    found: dict[str, list[tuple[str, str]]] = {file: [] for file in files}
    for report in json.loads(said):
        name = Path(report["filePath"]).resolve().relative_to(folder.resolve()).as_posix()
        found[name] = sorted((each["ruleId"], each["message"]) for each in report["messages"])
    return found


def lighthouse(address: str, chromium: Path, categories: Collection[str]) -> dict[str, Any]:
    """Lighthouse's report on a page as a phone loads it; `categories` are its own names, such as `accessibility`."""
    program = PACKAGES.package("lighthouse") / "cli" / "index.js"
    flags = ["--quiet", "--no-enable-error-reporting", "--output=json", "--output-path=stdout"]
    flags += [f"--only-categories={','.join(categories)}", f"--chrome-flags={HEADLESS}"]
    report: dict[str, Any] = json.loads(_node([program, address, *flags], PACKAGES.folder, CHROME_PATH=str(chromium)))
    if "runtimeError" in report:
        raise SiteToolError(report["runtimeError"]["message"])
    return report


def _node(arguments: Sequence[str | Path], folder: Path, **environment: str) -> str:
    command = [str(each) for each in (node(), *arguments)]
    with tempfile.TemporaryFile() as answer:  # a program that ends at once leaves half of a long answer in a pipe
        ran = subprocess.run(
            command, cwd=folder, env={**os.environ, **environment}, stdout=answer, stderr=subprocess.PIPE, check=False
        )
        answer.seek(0)
        said = answer.read().decode("utf-8")
    if not said:
        message = f"{arguments[0]} gave no answer: {ran.stderr.decode('utf-8', 'replace').strip()}"
        raise SiteToolError(message)
    return said


if __name__ == "__main__":
    if "--install" in sys.argv[1:]:
        PACKAGES.install()
    else:
        print(PACKAGES.folder)  # noqa: T201 (the script's answer)
