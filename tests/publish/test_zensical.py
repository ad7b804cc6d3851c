"""What `nextcall render --for zensical` writes: the team's settings, and all that MkDocs is told by our plugin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.conftest import exit_code

from nextcall import pipeline
from nextcall.model import Place
from nextcall.publish.zensical_settings import settings_for_zensical
from nextcall.render import NavigationEntry, Page, SearchEntry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Render = Callable[..., str]

SETTINGS = """\
site_name: !ENV [NEXTCALL_NO_SUCH_NAME, "Our & your playbook"]
site_url: https://sales.example/playbook/
docs_dir: docs
repo_url: https://github.com/team/ours
strict: true
hooks: [hook.py]
watch: [nowhere]
plugins:
  - nextcall: {templates: templates, changes: false, root: playbook}
  - tags
theme: {name: material, custom_dir: look, language: de}
extra_css: [look.css]
extra: {generator: false}
markdown_extensions:
  - pymdownx.superfences
  - pymdownx.emoji: {emoji_index: !!python/name:material.extensions.emoji.twemoji }
"""

PLACE = Place("sales/direct.yaml", "")
SITE = pipeline.Site(
    (
        Page("won/", "Won", "---\ntitle: Won\n---\n\n# Won\n", PLACE, "How it ends well"),
        Page("old/", "Moved", "---\ntitle: Moved\n---\n", PLACE),
    ),
    (NavigationEntry("Q&A", "index.md"), NavigationEntry("Sales", children=(NavigationEntry("Won", "won/index.md"),))),
    {"nextcall/a.css": b"", "nextcall/b.js": b"", "nextcall/deal.js": b""},
    (SearchEntry("won/", "", "Won", (), 1.0), SearchEntry("won/", "activity-b", "B <b>", ("&",), 3.0, ("boo",))),
)
"""A page and one that leads to it, a style sheet that every page takes, and a script."""

AT = "https://github.com/team/ours/edit/HEAD/playbook"


class _Loader(yaml.SafeLoader):
    """Reads what another program's tag stands at as a text."""


_Loader.add_multi_constructor("", lambda *found: str(found))


def _written(folder: Path, settings: str, *, is_named: bool = False) -> str:
    """The settings for Zensical that are made of these."""
    file = folder / "mkdocs.yml"
    file.write_text(settings, encoding="utf-8")
    extra = {"nextcall_not_found": "Nothing"}
    return settings_for_zensical(
        file, SITE, title="A &#38; B", is_named=is_named, directory_urls=True, polyfills=[], extra=extra
    )


def _said(text: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506 (a safe one)
    return found


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_the_team_says_stays_and_what_our_plugin_would_say_is_added(tmp_path: Path) -> None:
    text = _written(tmp_path, SETTINGS)
    said = _said(text)
    assert "site_name: !ENV [NEXTCALL_NO_SUCH_NAME" in text
    assert "!!python/name:material.extensions.emoji.twemoji" in text
    assert {"site_url": "https://sales.example/playbook/", "strict": True}.items() <= said.items()
    assert said.keys().isdisjoint({"hooks", "watch", "edit_uri"})
    assert (said["docs_dir"], said["site_dir"], said["use_directory_urls"]) == ("docs", "site", True)
    assert said["theme"] == {"name": "material", "custom_dir": "overrides", "language": "de", "variant": "classic"}
    assert said["plugins"] == ["tags", {"search": {"enabled": False}}], "MkDocs has no search either, if it isn't named"
    assert said["extra_css"] == ["nextcall/a.css", "look.css"]
    assert said["markdown_extensions"][:4] == ["toc", "tables", "fenced_code", "pymdownx.superfences"]
    assert said["nav"] == [{"Q&#38;A": "index.md"}, {"Sales": [{"Won": "won/index.md"}]}]
    assert said["extra"] == {"generator": False, "nextcall_not_found": "Nothing"}


def test_settings_that_are_inherited_and_mappings_for_lists_are_taken_too(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(
        "site_name: Base\ntheme: {name: material, features: [navigation.top]}\nplugins: {search: {}, nextcall: {}}\n"
        "markdown_extensions: {toc: {permalink: true}, abbr: {}}\nnav: [{Begin: index.md}]\n"
    )
    said = _said(_written(tmp_path, "INHERIT: base.yml\nsite_name: Above\ntheme: {language: de}\n"))
    assert said["site_name"] == "Above"
    theme = {"name": "material", "features": ["navigation.top"], "language": "de"}
    assert said["theme"] == {**theme, "variant": "classic", "custom_dir": "overrides"}
    assert said["plugins"] == {"search": {}}
    assert said["markdown_extensions"] == {"tables": {}, "fenced_code": {}, "toc": {"permalink": True}, "abbr": {}}
    assert said["nav"] == [{"Begin": "index.md"}]


def test_what_a_merge_key_takes_over_counts(tmp_path: Path) -> None:
    said = _said(_written(tmp_path, "x: &x {name: ours, variant: modern}\ntheme: {<<: *x, name: mine}\n"))
    assert said["theme"] == {"name": "mine", "variant": "modern", "custom_dir": "overrides"}


@pytest.mark.parametrize("settings", ["site_name: x\ntheme: material\n", "{site_name: x}", "site_name: x\ntheme:\n"])
def test_a_theme_that_is_a_name_or_not_named_is_materials(settings: str, tmp_path: Path) -> None:
    said = _said(_written(tmp_path, settings))
    assert said["theme"] == {"name": "material", "variant": "classic", "custom_dir": "overrides"}
    assert said["plugins"] == ["search"]


@pytest.mark.parametrize(("is_named", "name"), [(True, "A &#38; B"), (False, "x")])
def test_the_site_is_called_what_the_playbook_is_where_the_team_wants_that(
    is_named: bool,  # noqa: FBT001 (a case)
    name: str,
    tmp_path: Path,
) -> None:
    assert _said(_written(tmp_path, "site_name: x\n", is_named=is_named))["site_name"] == name
    assert _said(_written(tmp_path, "copyright: us\n", is_named=is_named))["site_name"] == "A &#38; B"


@pytest.fixture
def project(playbook: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small playbook with settings, templates, words and files for the theme of its own."""
    root = playbook.parent
    monkeypatch.chdir(root)
    monkeypatch.setattr(pipeline, "make_site", lambda *_, **__: SITE)
    for name, text in {
        "mkdocs.yml": SETTINGS,
        "look/main.html": '{% extends "nextcall/main.html" %}',
        "look/.icons/ours/sign.svg": "<svg/>",
        "templates/words/de.yaml": "not_found: {title: Hier ist nichts}\nnavigation: {home: Start}\n",
        "docs/about.md": "# Theirs",
        "docs/won.md": "# theirs",
        "docs/.secret/a.md": "# Theirs",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def render(project: Path, capsys: pytest.CaptureFixture[str]) -> Render:
    """A function that writes the project's pages to `out/` for Zensical, in this process, and returns what is said."""

    def run(*more: str, code: int = 0, builder: tuple[str, ...] = ("--for", "zensical")) -> str:
        ended = exit_code("render", project / "out", *builder, "--root", project, *more)
        said = "".join(capsys.readouterr())
        assert ended == code, said
        return said

    return run


def test_the_folder_holds_the_teams_files_ours_and_their_words(project: Path, render: Render) -> None:
    render()
    out = project / "out"
    docs, overrides = _files(out / "docs"), _files(out / "overrides")
    assert docs["about.md"] == b"# Theirs"
    assert {"pages/how-we-talk.md", "pages/line.svg", "nextcall/a.css"} <= docs.keys()
    assert not [path for path in docs if path.startswith(".secret")]
    assert overrides["main.html"] == b'{% extends "nextcall/main.html" %}'
    assert overrides[".icons/ours/sign.svg"] == b"<svg/>"
    assert {
        "nextcall/main.html",
        "nextcall/search.js",
        "nextcall/theme.js",
        "partials/actions.html",
    } <= overrides.keys()
    extra = _said((out / "mkdocs.yml").read_text())["extra"]
    assert extra["nextcall_not_found"] == "Hier ist nichts"
    assert extra["nextcall_pencils"]["pages/how-we-talk/"] == f"{AT}/pages/how-we-talk.md"


def test_a_page_says_where_it_is_edited_and_search_leaves_out_what_only_leads_on(project: Path, render: Render) -> None:
    render()
    docs = project / "out" / "docs"
    heads = {
        path: yaml.safe_load((docs / path).read_text().split("---\n")[1]) for path in ("won/index.md", "old/index.md")
    }
    edit = f"{AT}/sales/direct.yaml#L1"
    assert heads["won/index.md"] == {"edit_url": edit, "title": "Won"}
    assert heads["old/index.md"] == {"edit_url": edit, "title": "Moved", "search": {"exclude": True}}
    assert "theirs" not in (docs / "won" / "index.md").read_text(), "an address has one page, and it is ours"


def test_search_is_told_our_entries_the_heaviest_first(project: Path, render: Render) -> None:
    render("--flat-addresses")
    script = (project / "out" / "docs" / "nextcall" / "search-entries.js").read_text(encoding="utf-8")
    known = json.loads(script.removeprefix("globalThis.nextcallEntries = ").removesuffix(";\n"))
    assert known["pages"] == ["won/index.html", "old/index.html"]
    assert [(each["location"], each["title"], each["text"]) for each in known["entries"]] == [
        ("won/index.html#activity-b", "B &lt;b&gt;", "<p>&amp;</p>"),
        ("won/index.html", "Won", ""),
    ]
    assert known["entries"][0]["keywords"] == "boo"
    assert list(_said((project / "out" / "mkdocs.yml").read_text())["extra"]["nextcall_pencils"]) == [
        "pages/how-we-talk.html"
    ]


@pytest.mark.parametrize(
    ("plugins", "is_offline"),
    [
        ("[nextcall, offline]", True),
        ("{nextcall: , material/offline: {enabled: true}}", True),
        ("[nextcall, offline: {enabled: false}]", False),
    ],
)
def test_a_site_without_a_server_brings_its_stand_in_for_workers(
    plugins: str,
    is_offline: bool,  # noqa: FBT001 (a case)
    project: Path,
    render: Render,
) -> None:
    (project / "mkdocs.yml").write_text(f"site_name: x\nplugins: {plugins}\nextra: {{polyfills: [a.js]}}\n")
    render()
    said = _said((project / "out" / "mkdocs.yml").read_text())
    worker = "nextcall/iframe-worker.js"
    assert said["extra"]["polyfills"] == ([worker, "a.js"] if is_offline else ["a.js"])
    assert said["use_directory_urls"] is not is_offline
    assert (project / "out" / "docs" / worker).exists() == is_offline


def test_nobody_elses_file_is_overwritten_or_removed_and_a_second_run_touches_nothing(
    project: Path, render: Render
) -> None:
    (project / "mkdocs.yml").unlink()
    out = project / "out"
    for path in ("site/index.html", ".cache/x", "mkdocs.yml"):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_text("theirs")
    assert "nextcall did not write these files" in render(code=2)
    assert set(_files(out).values()) == {b"theirs"}
    (out / "mkdocs.yml").unlink()
    render("--flat-addresses")
    assert _said((out / "mkdocs.yml").read_text())["use_directory_urls"] is False
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert "0 files written" in render("--flat-addresses")
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before
    (out / "mkdocs.yml").write_text("site_name: by hand\n")
    assert "kept" in render(builder=())
    assert (out / "mkdocs.yml").read_text() == "site_name: by hand\n"
    assert not (out / "docs").exists()
    assert {"site/index.html", ".cache/x", "won/index.md"} <= _files(out).keys()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("site_name: [\n", "mkdocs.yml can't be read"),
        ("site_name: x\n=======\nsite_name: y\n>>>>>>> b\n", "mkdocs.yml: a merge was not finished, lines 2 to 4"),
        ("- a\n", "mkdocs.yml can't be read"),
        ("INHERIT: nowhere.yml\nsite_name: x\n", "nowhere.yml"),
        ("INHERIT: mkdocs.yml\nsite_name: x\n", "mkdocs.yml can't be read"),
        ("site_name: x\ntheme: {name: material, custom_dir: gone}\n", "gone as the theme's custom_dir, and there is"),
        ("site_name: x\nextra_css: look.css\n", "mkdocs.yml can't be taken over for Zensical: extra_css is no list"),
        ("site_name: x\nplugins: [nextcall: {templates: gone}]\n", "there is no such folder"),
    ],
)
def test_settings_that_will_not_do_are_said_and_nothing_is_written(
    settings: str, said: str, project: Path, render: Render
) -> None:
    (project / "mkdocs.yml").write_text(settings)
    output = render(code=2)
    assert said in output
    assert "Traceback" not in output
    assert not (project / "out").exists()


def test_another_builder_is_a_usage_error_that_names_those_there_are(render: Render) -> None:
    assert "'zensical'" in render(builder=("--for", "hugo"), code=2)
