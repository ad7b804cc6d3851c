"""What `nextcall render --for zensical` writes: the team's settings, and all that MkDocs is told by our plugin."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from nextcall.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = """\
site_name: !ENV [NEXTCALL_NO_SUCH_NAME, "Our & your playbook"]
site_url: https://sales.example/playbook/
docs_dir: playbook
repo_url: https://github.com/team/ours
strict: true
hooks: [hook.py]
watch: [nowhere]
plugins:
  - nextcall: {templates: templates, changes: false}
  - tags
theme: {name: material, custom_dir: look, language: de}
extra_css: [look.css]
extra: {generator: false}
markdown_extensions:
  - pymdownx.superfences
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }
"""


@pytest.fixture
def project(playbook: Path) -> Path:
    """The folder of a small playbook with settings, templates, words and files for the theme of its own."""
    root = playbook.parent
    for name, text in {
        "mkdocs.yml": SETTINGS,
        "playbook/look.css": "h1 { color: red }",
        "look/main.html": '{% extends "nextcall/main.html" %}',
        "look/.icons/ours/sign.svg": "<svg/>",
        "templates/words/de.yaml": "not_found: {title: Hier ist nichts}\nnavigation: {home: Start}\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def _render(project: Path, *more: str, code: int = 0) -> str:
    ran = CliRunner().invoke(main, ["render", str(project / "out"), "--for", "zensical", "--root", str(project), *more])
    assert ran.exit_code == code, ran.output
    return ran.output


class _Loader(yaml.SafeLoader):
    """Reads a tag of another program as what follows it."""


_Loader.add_multi_constructor("", lambda loader, tag, node: f"{tag} {getattr(node, 'value', '')}"[:40])


def _settings(project: Path) -> dict[str, object]:
    found: dict[str, object] = yaml.load((project / "out" / "mkdocs.yml").read_text(), _Loader)  # noqa: S506 (a safe one)
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_the_team_says_stays_and_what_our_plugin_would_say_is_added(project: Path) -> None:
    _render(project)
    said = _settings(project)
    written = (project / "out" / "mkdocs.yml").read_text()
    assert "site_name: !ENV [NEXTCALL_NO_SUCH_NAME" in written
    assert "!!python/name:material.extensions.emoji.twemoji" in written
    assert {"site_url": "https://sales.example/playbook/", "strict": True}.items() <= said.items()
    assert said.keys().isdisjoint({"hooks", "watch", "edit_uri"})
    assert (said["docs_dir"], said["site_dir"], said["use_directory_urls"]) == ("docs", "site", True)
    assert said["theme"] == {"name": "material", "custom_dir": "overrides", "language": "de", "variant": "classic"}
    assert said["plugins"] == ["tags", {"search": {"enabled": False}}], "MkDocs has no search either, unless it is named"
    assert said["extra_css"] == ["nextcall/nextcall.css", "nextcall/plan.css", "look.css"]
    assert said["extra_javascript"] == [{"path": "nextcall/copy.js", "defer": True}]
    extensions = said["markdown_extensions"]
    assert isinstance(extensions, list)
    assert extensions[:4] == ["toc", "tables", "fenced_code", "pymdownx.superfences"]
    navigation = said["nav"]
    assert isinstance(navigation, list)
    assert navigation[0] == {"Start": "index.md"}
    extra = said["extra"]
    assert isinstance(extra, dict)
    assert extra["nextcall_not_found"] == "Hier ist nichts"
    assert extra["generator"] is False
    assert extra["nextcall_pencils"]["pages/how-we-talk/"].endswith("/pages/how-we-talk.md")


def test_a_file_of_the_teams_takes_the_place_of_ours_in_the_theme(project: Path) -> None:
    _render(project)
    overrides = _files(project / "out" / "overrides")
    assert overrides["main.html"] == b'{% extends "nextcall/main.html" %}'
    assert overrides[".icons/ours/sign.svg"] == b"<svg/>"
    assert {"nextcall/main.html", "nextcall/search.js", "nextcall/theme.js", "partials/source.html"} <= overrides.keys()
    assert b"lastmod" not in overrides["sitemap.xml"]


def test_pages_say_where_they_are_edited_and_search_leaves_out_what_only_leads_on(project: Path) -> None:
    process = project / "playbook" / "sales" / "direct.yaml"
    process.write_text(process.read_text().replace("id: propose", "id: propose\n    formerly: [offer]"))
    _render(project)
    docs = project / "out" / "docs"
    heads = {
        name: yaml.safe_load((docs / "sales" / "direct" / name / "index.md").read_text().split("---\n")[1])
        for name in ("propose", "offer")
    }
    line = next(n for n, text in enumerate(process.read_text().splitlines(), 1) if "id: propose" in text)
    edit = f"https://github.com/team/ours/edit/HEAD/playbook/sales/direct.yaml#L{line}"
    assert heads["propose"]["edit_url"] == edit
    assert "search" not in heads["propose"]
    assert heads["offer"]["search"] == {"exclude": True}


def test_search_is_told_our_entries_the_heaviest_first(project: Path) -> None:
    _render(project)
    script = (project / "out" / "docs" / "nextcall" / "search-entries.js").read_text()
    known = json.loads(script.removeprefix("globalThis.nextcallEntries = ").removesuffix(";\n"))
    weights = [each["boost"] for each in known["entries"]]
    assert weights == sorted(weights, reverse=True)
    assert {each["location"].partition("#")[0] for each in known["entries"]} <= set(known["pages"])


@pytest.mark.parametrize("how", ["flag", "settings"])
def test_pages_are_files_where_the_flag_or_the_settings_say_so(project: Path, how: str) -> None:
    if how == "settings":
        (project / "mkdocs.yml").write_text(f"{SETTINGS}use_directory_urls: false\n")
    _render(project, *(["--flat-addresses"] if how == "flag" else []))
    said = _settings(project)
    assert said["use_directory_urls"] is False
    extra = said["extra"]
    assert isinstance(extra, dict)
    assert list(extra["nextcall_pencils"]) == ["pages/how-we-talk.html"]


def test_settings_that_are_inherited_and_mappings_for_lists_are_taken_too(project: Path) -> None:
    (project / "base.yml").write_text(
        "site_name: Base\ntheme: {name: material, features: [navigation.top]}\nplugins: {search: {}, nextcall: {}}\n"
        "markdown_extensions: {toc: {permalink: true}, admonition: {}}\nnav: [{Begin: index.md}]\n"
    )
    (project / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: Above\ntheme: {language: de}\n")
    _render(project)
    said = _settings(project)
    assert said["site_name"] == "Above"
    theme = said["theme"]
    assert isinstance(theme, dict)
    assert (theme["name"], theme["language"], theme["features"]) == ("material", "de", ["navigation.top"])
    assert said["plugins"] == {"search": {}}
    assert said["markdown_extensions"] == {"tables": {}, "fenced_code": {}, "toc": {"permalink": True}, "admonition": {}}
    assert said["nav"] == [{"Begin": "index.md"}]


def test_without_settings_ours_are_taken_and_the_site_is_called_what_the_playbook_is(project: Path) -> None:
    (project / "mkdocs.yml").unlink()
    title = project / "playbook" / "playbook.yaml"
    title.write_text("title: Sales & <more>\n")
    _render(project)
    said = _settings(project)
    assert said["site_name"] == "Sales &#38; &#60;more&#62;"
    assert said["plugins"] == ["search"]


def test_what_lies_beside_the_playbook_in_the_docs_folder_comes_along(project: Path) -> None:
    docs = project / "docs"
    docs.mkdir()
    (project / "playbook").rename(docs / "sales")
    (docs / "about.md").write_text("# About")
    (docs / ".secret.md").write_text("# No")
    (project / "mkdocs.yml").write_text("site_name: x\nplugins: [search, nextcall: {root: docs/sales}]\n")
    _render(project, "--root", str(docs / "sales"), code=2)  # the settings stand where the playbook's folder is
    (docs / "mkdocs.yml").write_text("site_name: x\ndocs_dir: .\nplugins: [search, nextcall: {root: sales}]\n")
    ran = CliRunner().invoke(main, ["render", str(project / "o"), "--for", "zensical", "--root", str(docs / "sales")])
    assert ran.exit_code == 0, ran.output


def test_nobody_elses_file_is_overwritten_or_removed_and_a_second_run_touches_nothing(project: Path) -> None:
    out = project / "out"
    (out / "site").mkdir(parents=True)
    (out / "site" / "index.html").write_text("built")
    (out / ".cache").mkdir()
    (out / ".cache" / "x").write_text("kept")
    _render(project)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert "0 files written" in _render(project)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before
    (out / "mkdocs.yml").write_text("site_name: by hand\n")
    assert "kept" in _render(project)
    assert (out / "mkdocs.yml").read_text() == "site_name: by hand\n"
    plain = CliRunner().invoke(main, ["render", str(out), "--root", str(project)])
    assert plain.exit_code == 0, plain.output
    assert not (out / "docs").exists()
    assert (out / "site" / "index.html").read_text() == "built"
    assert (out / ".cache" / "x").read_text() == "kept"


def test_a_settings_file_of_somebody_elses_is_not_overwritten(project: Path) -> None:
    (project / "out").mkdir()
    (project / "out" / "mkdocs.yml").write_text("site_name: theirs\n")
    assert "nextcall did not write these files" in _render(project, code=2)
    assert _files(project / "out") == {"mkdocs.yml": b"site_name: theirs\n"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("site_name: [\n", "mkdocs.yml can't be read"),
        ("- a\n", "mkdocs.yml can't be read"),
        ("INHERIT: nowhere.yml\nsite_name: x\n", "nowhere.yml"),
        ("INHERIT: mkdocs.yml\nsite_name: x\n", "mkdocs.yml"),
        ("site_name: x\ntheme: {name: material, custom_dir: gone}\n", "gone as the theme's custom_dir, and there is no"),
        ("site_name: x\nextra_css: look.css\n", "mkdocs.yml can't be taken over for Zensical: extra_css is no list"),
        ("site_name: x\nplugins: [nextcall: {templates: gone}]\n", "there is no such folder"),
    ],
)
def test_settings_that_will_not_do_are_said_and_nothing_is_written(project: Path, settings: str, said: str) -> None:
    (project / "mkdocs.yml").write_text(settings)
    output = _render(project, code=2)
    assert said in output
    assert "Traceback" not in output
    assert not (project / "out").exists()


def test_another_builder_is_a_usage_error_that_names_those_there_are() -> None:
    ran = CliRunner().invoke(main, ["render", "out", "--for", "hugo"])
    assert ran.exit_code == 2
    assert "'zensical'" in ran.output


def test_zensical_builds_it_strictly_below_a_path_and_without_a_script_inside_a_page(project: Path) -> None:
    _render(project)
    settings = str(project / "out" / "mkdocs.yml")
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--config-file", settings]
    built = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert built.returncode == 0, built.stdout + built.stderr
    site = _files(project / "out" / "site")
    assert b"Hier ist nichts" in site["404.html"]
    assert b"<loc>https:" in site["sitemap.xml"]
    pages = {path: content.decode() for path, content in site.items() if path.endswith(".html")}
    assert not [path for path, html in pages.items() if "<script>" in html]
    assert "<title>" in pages["sales/direct/propose/index.html"]
    assert 'lang="de"' in pages["index.html"]
    assert "/playbook/sales/direct.yaml#L" in pages["sales/direct/propose/index.html"].replace("&#x2f;", "/")
