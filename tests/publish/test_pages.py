"""Writing pages as files: only what changed is touched, and only what is ours."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.small_reference import environment

from nextcall import pipeline, publish
from nextcall.publish import locks
from nextcall.publish.pages import MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

_STAGE = "sales/direct/propose/index.md"


def _write(playbook: Path) -> publish.Written:
    return publish.write_pages(pipeline.check(playbook), playbook.parent / "docs")


def _files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _edit(playbook: Path, old: str, new: str) -> None:
    process = playbook / "sales" / "direct.yaml"
    before = process.read_text()
    assert old in before
    process.write_text(before.replace(old, new))


def _refusal(playbook: Path) -> str:
    docs = playbook.parent / "docs"
    before = _files(docs)
    with pytest.raises(publish.Refused) as refused:
        _write(playbook)
    assert _files(docs) == before
    return str(refused.value)


def test_the_folder_is_complete(playbook: Path) -> None:
    written = _write(playbook)
    files = _files(written.folder)
    assert {
        "index.md",
        _STAGE,
        "sales/direct/explore/index.md",
        "nextcall/nextcall.css",
        "pages/how-we-talk.md",
        "pages/line.svg",
    } <= files.keys()
    assert list(written.written) == sorted(files.keys() - {MANIFEST})
    assert not [path for path in files if path.endswith(".yaml")]


def test_the_pages_are_those_of_the_site(playbook: Path) -> None:
    folder = _write(playbook).folder
    site = pipeline.make_site(pipeline.check(playbook))
    assert {path: (folder / path).read_text() for path in ("index.md", _STAGE)} == {
        f"{page.address}index.md": page.markdown for page in site.pages if page.address in ("", "sales/direct/propose/")
    }


def test_any_builder_can_build_it(playbook: Path) -> None:
    folder = _write(playbook).folder
    settings = playbook.parent / "mkdocs.yml"
    settings.write_text(
        f"site_name: x\ndocs_dir: {folder}\nplugins: []\ntheme: material\nextra_css: [nextcall/nextcall.css]\n"
        "markdown_extensions: [attr_list, md_in_html]\n"
    )
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"], cwd=playbook.parent, capture_output=True, check=False
    )
    assert built.returncode == 0, built.stderr.decode()


def test_nothing_is_touched_when_nothing_changed(playbook: Path) -> None:
    first = _write(playbook)
    times = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    second = _write(playbook)
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == times
    assert (second.written, second.removed, second.unchanged) == ((), (), first.written)


def test_only_what_changed_is_written(playbook: Path) -> None:
    folder = _write(playbook).folder
    other = (folder / "contribute" / "rules" / "index.md").stat().st_mtime_ns
    _edit(playbook, "compare our offer", "weigh our offer")
    written = _write(playbook).written
    assert _STAGE in written
    assert "contribute/rules/index.md" not in written
    assert (folder / "contribute" / "rules" / "index.md").stat().st_mtime_ns == other


def test_a_page_that_is_no_more_is_removed_with_its_empty_folders(playbook: Path) -> None:
    folder = _write(playbook).folder
    _edit(playbook, "id: propose", "id: offer")
    written = _write(playbook)
    assert written.removed == ("sales/direct/propose/call-plan/index.md", _STAGE)
    assert not (folder / "sales" / "direct" / "propose").exists()
    assert (folder / "sales" / "direct" / "offer" / "index.md").is_file()


def test_a_file_of_someone_elses_stays_and_is_not_overwritten(playbook: Path) -> None:
    docs = playbook.parent / "docs"
    (docs / "sales" / "direct" / "propose").mkdir(parents=True)
    (docs / "notes.md").write_text("mine")
    (docs / _STAGE).write_text("mine, too")
    assert _STAGE in _refusal(playbook)
    (docs / _STAGE).unlink()
    _write(playbook)
    _edit(playbook, "id: propose", "id: offer")
    _write(playbook)
    assert (docs / "notes.md").read_text() == "mine"


def test_a_page_edited_by_hand_is_neither_updated_nor_removed_but_reported(playbook: Path) -> None:
    folder = _write(playbook).folder
    (folder / _STAGE).write_text("my own words")
    _edit(playbook, "compare our offer", "weigh our offer")
    for _ in range(2):
        assert _write(playbook).kept == (_STAGE,)
    _edit(playbook, "id: propose", "id: offer")
    for _ in range(2):
        written = _write(playbook)
        assert written.kept == (_STAGE,)
        assert (folder / _STAGE).read_text() == "my own words"
    (folder / _STAGE).unlink()
    assert _write(playbook).kept == ()
    assert _STAGE not in json.loads((folder / MANIFEST).read_text())["files"]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_links_inside_the_folder_are_not_followed(playbook: Path, tmp_path: Path, kind: str) -> None:
    docs, outside = tmp_path / "docs", tmp_path / "outside"
    outside.mkdir()
    docs.mkdir()
    if kind == "folder":
        (docs / "sales").symlink_to(outside)
    else:
        (outside / "index.md").write_text("theirs")
        (docs / "index.md").symlink_to(outside / "index.md")
    before = _files(outside)
    assert "is a link" in _refusal(playbook)
    assert _files(outside) == before


def test_a_folder_in_the_place_of_a_file_and_the_reverse_are_refused(playbook: Path) -> None:
    docs = playbook.parent / "docs"
    (docs / "index.md").mkdir(parents=True)
    assert "is a folder" in _refusal(playbook)
    (docs / "index.md").rmdir()
    (docs / "sales").write_text("")
    assert "is a file" in _refusal(playbook)


@pytest.mark.parametrize("path", ["../victim.md", "/etc/victim", "a//b", "a/../../victim.md", "c:/x", "..\\victim.md"])
def test_a_manifest_that_names_what_is_not_below_the_folder_is_refused(playbook: Path, path: str) -> None:
    (playbook.parent / "victim.md").write_text("not ours")
    docs = _write(playbook).folder
    manifest = json.loads((docs / MANIFEST).read_text())
    manifest["files"][path] = hashlib.sha256(b"not ours").hexdigest()
    (docs / MANIFEST).write_text(json.dumps(manifest))
    assert MANIFEST in _refusal(playbook)
    assert (playbook.parent / "victim.md").read_text() == "not ours"


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (b"[" * 100_000, "can't be read"),
        (b'{"files": ' + b'{"a":' * 100_000, "can't be read"),
        (b"\xff\xfe", "can't be read"),
        (b"null", "can't be read"),
        (b'{"files": {}}', "can't be read"),
        (b'{"version": 1, "files": {"a": 1}}', "can't be read"),
        (b'{"version": 2, "files": {}}', "a version that this nextcall doesn't know"),
        (b'{"version": "1", "files": {}}', "a version that this nextcall doesn't know"),
    ],
)
def test_a_manifest_that_we_do_not_understand_is_refused_and_left(
    playbook: Path, manifest: bytes, message: str
) -> None:
    docs = _write(playbook).folder
    (docs / MANIFEST).write_bytes(manifest)
    before = _files(docs)
    with pytest.raises(publish.Refused, match=message):
        _write(playbook)
    assert _files(docs) == before


def test_folders_in_and_around_the_playbook_are_refused(playbook: Path) -> None:
    checked = pipeline.check(playbook)
    for folder in (playbook, playbook / "docs", playbook.parent, playbook / "playbook.yaml"):
        with pytest.raises(publish.Refused):
            publish.write_pages(checked, folder)
    assert sorted(path.name for path in playbook.parent.iterdir()) == ["playbook"]


@pytest.mark.parametrize(
    "plugins", ["[search, nextcall: {templates: ours}]", "{search: , nextcall: {templates: ours}}"]
)
def test_the_teams_templates_are_those_that_its_settings_name(playbook: Path, plugins: str) -> None:
    settings = playbook.parent / "mkdocs.yml"
    settings.write_text(f"site_name: x\nplugins: {plugins}\n")
    with pytest.raises(publish.Refused, match="no such folder"):
        publish.team_templates(settings)
    (playbook.parent / "ours" / "pages").mkdir(parents=True)
    (playbook.parent / "ours" / "pages" / "health.md.jinja").write_text("# Our words\n")
    templates = publish.team_templates(settings)
    written = publish.write_pages(pipeline.check(playbook), playbook.parent / "docs", team_templates=templates)
    assert "# Our words" in (written.folder / "health" / "index.md").read_text()


@pytest.mark.parametrize("settings", ["site_name: x", "plugins: [search, nextcall]", "plugins: {nextcall: }"])
def test_settings_without_templates_name_none(tmp_path: Path, settings: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(settings)
    assert publish.team_templates(tmp_path / "mkdocs.yml") is None
    assert publish.team_templates(None) is None


@pytest.mark.parametrize("settings", ["plugins: [", "just words", "plugins: !no-such-tag x"])
def test_settings_that_cannot_be_read_are_refused(tmp_path: Path, settings: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(settings)
    with pytest.raises(publish.Refused, match="can't be read"):
        publish.team_templates(tmp_path / "mkdocs.yml")


def test_two_runs_at_once_do_not_mix(playbook: Path) -> None:
    folder = _write(playbook).folder
    with locks.locked(folder, wait=False):
        assert "another" in _refusal(playbook)


_KILLED = """
import os, signal, sys
from pathlib import Path
from nextcall import pipeline, publish
left = int(sys.argv[1])
def one_less(step):
    def changed(*a, **k):
        global left
        left -= 1
        if left < 0: os.kill(os.getpid(), signal.SIGKILL)
        return step(*a, **k)
    return changed
Path.replace, Path.unlink, Path.rmdir = map(one_less, (Path.replace, Path.unlink, Path.rmdir))
publish.write_pages(pipeline.check(Path("playbook")), Path("docs"))
"""


@pytest.mark.one_in(3)
@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8, 14, 16])
def test_a_run_that_is_killed_twice_is_completed_by_the_next(playbook: Path, steps: int) -> None:
    docs = _write(playbook).folder
    for old, new in (("propose", "offer"), ("offer", "tender")):
        _edit(playbook, f"id: {old}", f"id: {new}")
        _edit(playbook, "name: Direct sale", f"name: Direct sale of the {new}")
        killed = subprocess.run(
            [sys.executable, "-c", _KILLED, str(steps)],
            cwd=playbook.parent,
            env=environment(),
            capture_output=True,
            check=False,
        )
        assert killed.returncode != 0, "it came to its end, so this test shows nothing"
    written = _write(playbook)
    assert written.kept == ()
    fresh = publish.write_pages(pipeline.check(playbook), playbook.parent / "fresh")
    assert _files(docs) == _files(fresh.folder)


def test_a_folder_that_cannot_be_written_is_refused(playbook: Path) -> None:
    (playbook.parent / "a-file").write_text("not a folder")  # refused even to root, who may write anywhere else
    with pytest.raises(publish.Refused, match="can't be written"):
        publish.write_pages(pipeline.check(playbook), playbook.parent / "a-file" / "docs")
