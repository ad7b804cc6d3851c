"""What docs/make-it-yours.md tells a team to write does what it says, seen in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.conftest import build_site, exit_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="#fff"/></svg>'
SNIPPET = re.compile(r"^```\w+\n(?:#|/\*|\{#) (\S+)(?: \*/| #\})?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _snippets(repository: Path) -> dict[str, str]:
    found = SNIPPET.findall((repository / "docs" / "make-it-yours.md").read_text(encoding="utf-8"))
    return dict(found)


def _start(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "nextcall", "init", str(folder)], check=True, capture_output=True)
    return folder


def _write(project: Path, name: str, text: str) -> None:
    (project / name).parent.mkdir(parents=True, exist_ok=True)
    (project / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def team(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a new playbook with everything that the document shows."""
    project = _start(tmp_path_factory.mktemp("team") / "mine")
    for name, text in _snippets(repository).items():
        _write(project, name, text)
    _write(project, "playbook/logo.svg", LOGO)
    subprocess.run([sys.executable, "-m", "nextcall", "build"], cwd=project, check=True)
    return project / "site"


@pytest.fixture(scope="module")
def with_words(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that writes words into a small playbook with templates of its own, and returns its folder."""
    project = tmp_path_factory.mktemp("words")
    shutil.copytree(Path(__file__).parents[1] / "publish" / "small_playbook", project / "playbook")
    _write(project, "mkdocs.yml", "site_name: x\ndocs_dir: playbook\nplugins: [search, nextcall: {templates: t}]\n")

    def written(words: str) -> Path:
        _write(project, "t/words/en.yaml", words)
        return project

    return written


def _stage(site: Path) -> str:
    stages = sorted(path.parent.parent for path in site.glob("sales/*/*/call-plan/index.html"))
    return (stages[0] / "index.html").as_uri()


def _style(page: Page, selector: str, name: str) -> str:
    script = "([selector, name]) => getComputedStyle(document.querySelector(selector)).getPropertyValue(name)"
    return str(page.evaluate(script, [selector, name]))


def test_the_document_shows_a_file_of_every_kind(repository: Path) -> None:
    assert list(_snippets(repository)) == [
        "mkdocs.yml",
        "playbook/look.css",
        "templates/pages/stage.md.jinja",
        "templates/partials/evidence.jinja",
        "templates/words/en.yaml",
    ]


def test_the_palette_of_the_team_colours_header_and_buttons(page: Page, team: Path) -> None:
    page.goto(_stage(team))
    assert _style(page, ".md-header", "background-color") == "rgb(64, 81, 181)"  # Material's indigo
    plain = page.evaluate("getComputedStyle(document.body).getPropertyValue('--nc-accent')")
    assert "#0b6e75" not in plain
    button = _style(page, ".nc-button", "background-color")
    assert button == _style(page, ".md-typeset .nc-over-question", "color")
    hue = page.evaluate(
        "c => { const x = document.createElement('canvas').getContext('2d'); x.fillStyle = c; x.fillRect(0, 0, 1, 1);"
        " return [...x.getImageData(0, 0, 1, 1).data] }",
        button,
    )
    red, green, blue, _ = hue
    assert blue > red > green  # a purple


def test_the_logo_of_the_team_is_shown(page: Page, team: Path) -> None:
    page.goto(_stage(team))
    assert page.locator(".md-header .md-logo img").evaluate("image => image.naturalWidth > 0")


def test_the_style_sheet_of_the_team_comes_after_ours(page: Page, team: Path) -> None:
    page.goto(_stage(team))
    assert _style(page, ".md-typeset h1", "letter-spacing") != "normal"
    assert _style(page, ".md-typeset h1", "letter-spacing")[0] != "-"
    assert _style(page, "body", "--nc-warn").strip() == "#7a3b00"


def test_a_template_extends_ours_and_a_partial_replaces_it(page: Page, team: Path) -> None:
    page.goto(_stage(team))
    assert page.locator(".our-note").count() == 1
    assert page.locator("h2", has_text="Who takes part, ").count() == 1
    assert page.locator(".nc-activity").count() > 0
    assert page.locator(".nc-criteria .our-badge").count() > 0
    assert page.locator(".nc-criteria .nc-badge").count() == 0


def test_words_of_the_team_take_the_place_of_ours_and_the_rest_stay(page: Page, team: Path) -> None:
    page.goto(_stage(team))
    assert page.locator("a.nc-button").first.inner_text() == "Prepare the next meeting"
    assert re.search(r"\d+ steps? in \d+ minutes", page.locator(".nc-compress").inner_text())
    assert page.locator("h2", has_text="What can we compress?").count() == 1


def test_rows_of_the_team_lead_to_what_the_process_says_and_ours_still_do(team: Path) -> None:
    index = json.loads((team / "search" / "search_index.json").read_text(encoding="utf-8"))
    found = {each["title"]: each.get("keywords", "").split() for each in index["docs"]}
    assert "acceptance" in found["Agree the pass mark"]
    assert "MEDDPICC" in found["Name the problem"]


def test_a_language_of_the_team_reaches_pages_navigation_search_and_the_pages_language(
    page: Page, tmp_path: Path
) -> None:
    project = _start(tmp_path / "mine")
    settings = "site_name: Unser Ablauf\ndocs_dir: playbook\nplugins: [search, nextcall: {templates: templates}]\n"
    _write(project, "mkdocs.yml", settings + "theme: {name: material, font: false, language: de}\n")
    words = (
        "navigation: {home: Start}\nstage: {true_when: Wahr ist dann}\nroles: {title: Rollen}\n"
        "search: {activity: 'Aktivität in {stage}, {process}', synonyms: [[Probelauf, POC]]}\n"
    )
    _write(project, "templates/words/de.yaml", words)
    _write(project, "templates/words/en.yaml", "roles: {title: Not this one}\n")
    build_site(project, project / "site")
    page.goto(_stage(project / "site"))
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator("h2", has_text="Wahr ist dann").count() == 1
    navigation = page.locator(".md-nav--primary").first.inner_text()
    assert "Start" in navigation
    assert "Rollen" in navigation
    assert "Aktivität in" in (project / "site" / "search" / "search_index.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("stage: {plann: x}", "words/en.yaml: there are no words for stage.plann; did you mean 'stage.plan'?"),
        ("home: {plan_for: Plan the call}", "words/en.yaml: home.plan_for has no place for {stage}"),
        ("home: {plan_for: '{stage} {stag}'}", "words/en.yaml: home.plan_for has no value for {stag}; did you mean"),
        ("stage: {plan: {one: x, other: y}}", "words/en.yaml: stage.plan doesn't count anything"),
        ("stage: {target: {one: '{days}'}}", "words/en.yaml: stage.target has the forms `one` and `other`"),
        ("stage: plan", "words/en.yaml: stage is not a group of words"),
        ("stage: {plan: [a]}", "words/en.yaml: stage.plan is a phrase"),
        ("stage: [", "words/en.yaml can't be read"),
        ("search: {synonyms: [pilot, trial]}", "words/en.yaml: search.synonyms is a list of rows of words: write `"),
        ("search: {synonym: [[POC, trial]]}", "there are no words for search.synonym; did you mean 'search.synonyms'?"),
    ],
)
def test_words_that_will_not_do_stop_the_build_and_say_what_to_write(
    words: str, said: str, with_words: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code("build", "--root", with_words(words)) == 2
    assert said in capsys.readouterr().err
