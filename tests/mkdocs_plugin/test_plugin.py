"""The plugin under MkDocs' own command."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.small_reference import environment

from nextcall.mkdocs_plugin import MARK

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.copies import Warm

    Run = Callable[..., subprocess.CompletedProcess[str]]
    Build = Callable[[Path], Path]

_SMALL = Path(__file__).parent.parent / "publish" / "small_playbook"


def _project(folder: Path) -> Path:
    shutil.copytree(_SMALL, folder / "playbook")
    (folder / "mkdocs.yml").write_text(
        "site_name: Tiny\n"
        "site_url: https://tiny.example/\n"
        "docs_dir: playbook\n"
        "edit_uri_template: https://git.tiny.example/edit/playbook/{path}\n"
        "plugins: [search, nextcall]\n"
        "theme: {name: material, font: false, features: [content.action.edit, navigation.indexes]}\n"
        "markdown_extensions: [admonition, attr_list, md_in_html, tables]\n"
    )
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a `mkdocs.yml` and a copy of the small playbook."""
    return _project(tmp_path)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of such a folder as it is, for tests that only read it."""
    return _build_on(20000, _project(tmp_path_factory.mktemp("project")))


def _run_anew(project: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What MkDocs' command says in a new Python."""
    command = [sys.executable, "-m", "mkdocs", "build", *options]
    return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=False)


def _build_on(day: int, project: Path) -> Path:
    """Build on a day, with the manuals of all rules."""
    ran = _run_anew(project, "--strict", **os.environ | {"SOURCE_DATE_EPOCH": str(day * 86400)})
    assert ran.returncode == 0, ran.stderr
    return project / "site"


@pytest.fixture
def run(warm: Warm) -> Run:
    """What MkDocs' command says, in a process that needn't begin anew."""
    return lambda project, *options: warm.run_module("mkdocs", project, "build", *options)


@pytest.fixture
def build(run: Run) -> Build:
    """Has MkDocs' command build a site, strictly; with two manuals of rules."""

    def built(project: Path) -> Path:
        ran = run(project, "--strict")
        assert ran.returncode == 0, ran.stderr
        return project / "site"

    return built


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _add_to_settings(project: Path, lines: str) -> None:
    with (project / "mkdocs.yml").open("a") as settings:
        settings.write(lines)


def test_mkdocs_builds_the_pages_of_a_playbook_and_the_teams_own(site: Path) -> None:
    pages = {path for path in _contents(site) if path.endswith("index.html")}
    assert {
        "index.html",
        "sales/direct/index.html",
        "sales/direct/discover/index.html",
        "sales/direct/discover/call-plan/index.html",
        "buying/owner/index.html",
        "pages/how-we-talk/index.html",
    } <= pages
    assert (site / "pages" / "line.svg").is_file()


def test_yaml_is_not_published(project: Path, run: Run) -> None:
    (project / "playbook" / "stray.yml").write_text("a: b\n")
    ran = run(project)
    published = [path for path in _contents(project / "site") if path.endswith((".yaml", ".yml"))]
    assert (ran.returncode, published) == (0, [])


def test_a_site_made_by_mkdocs_bears_our_mark(site: Path) -> None:
    assert (site / MARK).is_file()


def test_a_pencil_opens_the_yaml_that_its_page_comes_from(site: Path) -> None:
    pencil = re.compile(r'<a href="([^"]*)"[^>]*rel="edit"')
    found = {
        path: pencil.findall((site / path / "index.html").read_text())
        for path in ("sales/direct/discover", "buying/owner", "pages/how-we-talk")
    }
    edit = "https://git.tiny.example/edit/playbook/"
    assert found == {
        "sales/direct/discover": [f"{edit}sales/direct.yaml#L5"],
        "buying/owner": [f"{edit}buying/owner.yaml#L1"],
        "pages/how-we-talk": [f"{edit}pages/how-we-talk.md"],
    }


def test_names_are_escaped_wherever_the_theme_prints_them(site: Path) -> None:
    everything = "".join(path.read_text() for path in site.rglob("*.html"))
    assert "<i>needs" not in everything
    assert "<title>Discover &lt;i&gt;needs&lt;/i&gt; - Tiny</title>" in everything


def test_the_navigation_follows_the_playbook(site: Path) -> None:
    home = (site / "index.html").read_text()
    links = re.findall(r'<a href="([^"]*)" class="md-nav__link', home)
    stages = ("sales/direct/discover/", "sales/direct/propose/", "sales/direct/won/")
    assert [links.index(stage) for stage in stages] == sorted(links.index(stage) for stage in stages)


def test_the_title_of_a_section_leads_to_its_first_page(site: Path) -> None:
    home = (site / "index.html").read_text()
    title = re.search(r'<a href="sales/direct/" class="md-nav__link ?">\s*<span class="md-ellipsis">\s*(.*?)\s*<', home)
    assert title is not None
    assert title[1] == "Direct sale"


def test_a_navigation_of_the_teams_own_wins(project: Path, build: Build) -> None:
    _add_to_settings(project, "nav:\n  - Only: pages/how-we-talk.md\n")
    home = (build(project) / "index.html").read_text()
    assert set(re.findall(r'<a href="([^"#]+)" class="md-nav__link', home)) == {"pages/how-we-talk/"}


def test_an_old_address_leads_to_the_new_one_without_a_hook_or_script(site: Path) -> None:
    old = (site / "sales" / "direct" / "explore" / "index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../discover/index.html">' in old
    assert "explore" not in (site / "sitemap.xml").read_text()


def test_the_same_playbook_makes_the_same_bytes_on_any_day(project: Path, site: Path) -> None:
    first = _contents(site)
    assert _contents(_build_on(20600, project)) == first
    assert gzip.decompress(first["sitemap.xml.gz"]) == first["sitemap.xml"]
    assert b"https://tiny.example/sales/direct/" in first["sitemap.xml"]


def test_our_stylesheet_comes_before_the_teams(project: Path, build: Build) -> None:
    (project / "playbook" / "look.css").write_text("body {}\n")
    _add_to_settings(project, "extra_css: [look.css]\n")
    home = (build(project) / "index.html").read_text()
    assert home.index('href="nextcall/nextcall.css"') < home.index('href="look.css"')


def test_our_scripts_come_before_the_teams_and_wait_until_the_page_is_read(project: Path, build: Build) -> None:
    (project / "playbook" / "own.js").write_text("// theirs\n")
    _add_to_settings(project, "extra_javascript: [own.js]\n")
    stage = next(build(project).glob("sales/*/*/call-plan/index.html")).read_text()
    assert stage.index('nextcall/copy.js" defer></script>') < stage.index('own.js"')


def test_a_page_has_the_stylesheets_alone_that_it_has_a_use_for(site: Path) -> None:
    styles = re.compile(r'href="[^"]*nextcall/(\w+)\.css"')
    assert styles.findall((site / "index.html").read_text()) == ["nextcall", "pages"]
    assert styles.findall(next(site.glob("sales/*/plan/index.html")).read_text()) == ["nextcall", "plan"]


def test_errors_in_the_playbook_abort_the_build_and_say_where(project: Path) -> None:
    process = project / "playbook" / "sales" / "direct.yaml"
    process.write_text(process.read_text().replace("satisfies: [problem-owned]", "satisfies: [problem-owed]"))
    ran = _run_anew(project, **environment())
    assert ran.returncode == 1
    assert re.search(r"playbook/sales/direct\.yaml:\d+:\d+ error unknown-reference: ", ran.stderr)
    assert "Traceback" not in ran.stderr


def test_a_broken_template_of_the_teams_aborts_the_build_and_says_where(project: Path, run: Run) -> None:
    templates = project / "templates" / "pages"
    templates.mkdir(parents=True)
    (templates / "stage.md.jinja").write_text("{% if %}\n")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("nextcall]", "{nextcall: {templates: templates}}]"))
    ran = run(project)
    assert ran.returncode == 1
    assert "stage.md.jinja:1: TemplateSyntaxError" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_good_site_has_no_banner(site: Path) -> None:
    assert '<aside class="md-banner' not in (site / "index.html").read_text()


def test_a_teams_theme_can_extend_ours(project: Path, build: Build) -> None:
    (project / "theme").mkdir()
    (project / "theme" / "main.html").write_text(
        '{% extends "nextcall/main.html" %}{% block announce %}Sales kick-off{% endblock %}'
    )
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("font: false", "font: false, custom_dir: theme"))
    site = build(project)
    assert "Sales kick-off" in (site / "index.html").read_text()
    assert 'http-equiv="refresh"' in (site / "sales" / "direct" / "explore" / "index.html").read_text()


@pytest.mark.parametrize("docs", ["docs", "."])
def test_a_playbook_may_lie_outside_or_inside_other_documentation(project: Path, build: Build, docs: str) -> None:
    (project / "all" / "docs").mkdir(parents=True)
    (project / "all" / "docs" / "handbook.md").write_text("# Handbook\n")
    place = project / "all" / "docs" / "book" if docs == "." else project / "all" / "book"
    (project / "playbook").rename(place)
    settings = project / "mkdocs.yml"
    changed = settings.read_text().replace("docs_dir: playbook", "docs_dir: all/docs")
    root = place.relative_to(project).as_posix()
    settings.write_text(changed.replace("nextcall]", f"{{nextcall: {{root: {root}}}}}]"))
    files = _contents(build(project))
    assert {"handbook/index.html", "sales/direct/index.html", "pages/how-we-talk/index.html"} <= files.keys()
    assert not [path for path in files if path.endswith(".yaml") or path.startswith("book/")]


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    asked = re.compile(r'<(?:link[^>]*rel="(?!canonical)[^>]*href|script[^>]*src|img[^>]*src)="(?:https?:)?//[^"]*"')
    assert [found for path in site.rglob("*.html") for found in asked.findall(path.read_text())] == []


def test_materials_own_offline_plugin_gets_a_worker_from_us_and_the_mark_lists_what_it_writes(
    project: Path, build: Build
) -> None:
    settings = (project / "mkdocs.yml").read_text()
    settings = settings.replace("plugins: [search, nextcall]", "plugins: [search, offline, nextcall]")
    settings = settings.replace("navigation.indexes]", "navigation.indexes, navigation.instant]")
    (project / "mkdocs.yml").write_text(settings)
    site = build(project)
    home = (site / "index.html").read_text()
    assert '<script src="nextcall/iframe-worker.js">' in home
    assert "unpkg" not in home
    assert "navigation.instant" not in home
    assert "search/search_index.js" in (site / MARK).read_text().splitlines()
    stage = (site / "sales" / "direct" / "discover" / "index.html").read_text()
    assert 'href="../../../pages/how-we-talk.html"' in stage


def _shown(page: Path) -> list[str]:
    return re.findall(r'<a href="([^"#]*)" class="md-nav__link', page.read_text())


def test_of_many_processes_the_navigation_shows_the_one_that_is_read_and_the_way_to_all(
    project: Path, build: Build
) -> None:
    sales = project / "playbook" / "sales"
    for number in range(2, 6):
        shutil.copy(sales / "direct.yaml", sales / f"direct-{number}.yaml")
    site = build(project)
    stage = _shown(site / "sales" / "direct-3" / "discover" / "index.html")
    assert "../../../index.html" in stage
    assert "../propose/" in stage
    assert [link for link in stage if re.search("direct(-[245])?/", link)] == []
    assert [link for link in _shown(site / "roles" / "index.html") if "direct" in link] == []
    assert "direct-5" in (site / "index.html").read_text()


def test_of_few_processes_the_navigation_shows_all(project: Path, build: Build) -> None:
    sales = project / "playbook" / "sales"
    for number in range(2, 5):
        shutil.copy(sales / "direct.yaml", sales / f"direct-{number}.yaml")
    stage = _shown(build(project) / "sales" / "direct-3" / "discover" / "index.html")
    assert {"../../direct/discover/", "../../direct-4/discover/"} <= set(stage)
