"""Building a site: what comes out, what is refused, and what stays when a build fails or is killed."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from tests.small_reference import environment

from nextcall import pipeline, publish
from nextcall.mkdocs_plugin import MARK, MARK_TEXT
from nextcall.publish import removal, swap

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import MadeOnce, SomeOf
    from tests.copies import Copy, Warm

_BUILD = """
import sys
from pathlib import Path
from nextcall import pipeline, publish
from nextcall.publish import swap
def die(): import os, signal; os.kill(os.getpid(), signal.SIGKILL)
{before}
publish.build(pipeline.check(Path("playbook")), site_dir=Path("site"))
"""


NEXT = "The next version"


def _fingerprint(folder: Path) -> str:
    hash_ = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        hash_.update(f"{path.relative_to(folder)}\0".encode())
        if path.is_file():
            hash_.update(path.read_bytes())
    return hash_.hexdigest()


def _beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith(".site"))


def _gone(folder: Path) -> bool:
    """Whether nothing is left beside a site in the end, which a removal may take its time for."""
    end = time.monotonic() + 60
    while _beside(folder) and time.monotonic() < end:
        time.sleep(0.01)
    return not _beside(folder)


def _rename_playbook(folder: Path, title: str) -> None:
    (folder / "playbook" / "playbook.yaml").write_text(f"title: {title}\n")


def _build(playbook: Path, site: Path) -> Path:
    return publish.build(pipeline.check(playbook), site_dir=site).site_dir


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The fingerprint of the small playbook's site in its next version."""
    folder = tmp_path_factory.mktemp("next")
    shutil.copytree(Path(__file__).parent / "small_playbook", folder / "playbook")
    _rename_playbook(folder, NEXT)
    return _fingerprint(_build(folder / "playbook", folder / "site"))


@pytest.fixture
def start(warm: Warm) -> Callable[..., Copy]:
    """Starts a build in a process of its own, after what is to be done before."""

    def started(folder: Path, before: str = "") -> Copy:
        return warm.start(_BUILD.format(before=before), folder)

    return started


@pytest.fixture
def site(playbook: Path, tmp_path: Path, made_once: MadeOnce) -> Path:
    """The small playbook's site, built before."""
    built = made_once("small-site", lambda folder: _build(playbook, folder / "site"))
    return Path(shutil.copytree(built / "site", tmp_path / "site"))


def test_a_build_needs_no_settings_and_says_what_it_made(checked: pipeline.Checked, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    built = publish.build(
        checked, site_dir=tmp_path / "new" / "site", progress=lambda done, total: steps.append((done, total))
    )
    home = (tmp_path / "new" / "site" / "index.html").read_text()
    assert "<title>Tiny &amp; &lt;b&gt;bold&lt;/b&gt; playbook</title>" in home
    assert built == publish.Built(tmp_path / "new" / "site", len(list(built.site_dir.rglob("index.html"))))
    assert steps == sorted(steps)
    assert steps[-1] == (built.pages, built.pages)


def test_two_builds_are_equal_byte_for_byte(playbook: Path, tmp_path: Path) -> None:
    first = _fingerprint(_build(playbook, tmp_path / "site"))
    assert _fingerprint(_build(playbook, tmp_path / "site")) == first
    assert _fingerprint(_build(playbook, tmp_path / "elsewhere" / "public")) == first


def test_a_build_replaces_the_site_as_a_whole(playbook: Path, site: Path, tmp_path: Path) -> None:
    assert (site / "pages" / "how-we-talk" / "index.html").is_file()
    (playbook / "pages" / "how-we-talk.md").unlink()
    _build(playbook, site)
    assert not (site / "pages" / "how-we-talk").exists()
    assert _gone(tmp_path)


def test_a_file_that_somebody_put_into_a_site_is_not_deleted(playbook: Path, site: Path) -> None:
    (site / "CNAME").write_text("playbook.example")
    assert "no build wrote, and the next would delete: CNAME" in _refusal(playbook, site)
    assert (site / "CNAME").read_text() == "playbook.example"


def test_a_team_may_have_settings_and_hooks(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text("def on_post_page(output, **_): return output + '<!-- by a hook -->'\n")
    settings = tmp_path / "mkdocs.yml"
    settings.write_text(
        "site_name: Ours\ndocs_dir: playbook\nsite_dir: public\nplugins: [search, nextcall]\nhooks: [hooks.py]\n"
        "theme: material\nmarkdown_extensions: [attr_list, md_in_html]\n"
    )
    built = publish.build(pipeline.check(playbook), config_file=settings)
    assert built.site_dir == tmp_path / "public"
    assert (built.site_dir / "index.html").read_text().endswith("<!-- by a hook -->")


def test_a_build_says_nothing_but_warnings(
    checked: pipeline.Checked, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    publish.build(checked, site_dir=tmp_path / "site")
    assert capfd.readouterr() == ("", "")


def test_a_playbook_with_errors_is_not_built(playbook: Path, tmp_path: Path) -> None:
    (playbook / "playbook.yaml").write_text("name: no title\n")
    with pytest.raises(ValueError, match="errors"):
        _build(playbook, tmp_path / "site")


@pytest.mark.parametrize(
    ("hook", "message"),
    [
        ("def on_page_context(*a, **k): raise RuntimeError('the hook broke')", "the hook broke"),
        ("def on_post_build(*a, **k): {}['gone']", "gone"),
        ("def on_env(env, **k): env.globals.clear()", "MkDocs could not build the site"),
    ],
)
def test_a_build_that_fails_leaves_the_last_good_site(
    playbook: Path, site: Path, tmp_path: Path, hook: str, message: str
) -> None:
    before = _fingerprint(site)
    (tmp_path / "hooks.py").write_text(hook)
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\nplugins: [search, nextcall]\nhooks: [hooks.py]\ntheme: material\n"
    )
    with pytest.raises(publish.Failed, match=message):
        publish.build(pipeline.check(playbook), config_file=tmp_path / "mkdocs.yml", site_dir=site)
    assert _fingerprint(site) == before
    assert _gone(tmp_path)


def test_warnings_fail_a_strict_build_and_reach_stderr(
    playbook: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (playbook / "pages" / "how-we-talk.md").write_text("# How we talk\n\n[gone](gone.svg)\n")
    checked = pipeline.Checked(pipeline.check(playbook).loaded, ())
    with pytest.raises(publish.Failed, match="strict"):
        publish.build(checked, site_dir=tmp_path / "site", strict=True)
    assert "gone.svg" in capfd.readouterr().err
    assert not (tmp_path / "site").exists()


# Killed.

_EIGHTHS = range(8)
"""Of the time that a build takes."""


def test_a_build_killed_at_any_moment_leaves_the_last_good_site(  # noqa: PLR0913, PLR0917
    playbook: Path, site: Path, tmp_path: Path, new: str, some_of: SomeOf, start: Callable[..., Copy]
) -> None:
    old = _fingerprint(site)
    _rename_playbook(tmp_path, NEXT)
    shutil.copytree(playbook, tmp_path / "new" / "playbook")
    began = time.monotonic()
    assert start(tmp_path / "new").wait() == 0
    whole = time.monotonic() - began
    assert _beside(tmp_path) == []
    process = start(tmp_path)
    while process.poll() is None and _beside(tmp_path) == []:
        time.sleep(0.01)
    process.kill()
    process.wait()
    assert _beside(tmp_path) != [], "it was at work"
    assert _fingerprint(site) in (old, new)
    chance = random.Random(7)  # noqa: S311 (nothing is secret here)
    for moment in some_of(_EIGHTHS, 2, 1):
        process = start(tmp_path)
        try:
            process.wait(timeout=whole * (moment + chance.random()) / len(_EIGHTHS))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert _fingerprint(site) in (old, new)
    _build(playbook, site)
    assert _gone(tmp_path)
    assert _fingerprint(site) == new


_NO_EXCHANGE = "swap.exchange = lambda one, other: False\n"
_MOMENTS = {
    "before the exchange": "put = swap.put\nswap.put = lambda *a: die()",
    "after the exchange": "swap.discard = lambda folder: die()",
    "while the old site is deleted": "import shutil; shutil.rmtree = lambda *a, **k: die()",
}
_MOMENTS_OF_TWO_RENAMES = {
    "before the first rename": "swap._make_way = lambda old: die()",
    "between the renames": "rename = Path.rename\n"
    "def half(self, to):\n    if to.name == 'site': die()\n    return rename(self, to)\n"
    "Path.rename = half",
    "after both renames": "swap.discard = lambda folder: die()",
}


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="no other system exchanges two names in one step")
@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_build_killed_around_the_exchange_leaves_a_complete_site(  # noqa: PLR0913, PLR0917
    playbook: Path, site: Path, tmp_path: Path, new: str, moment: str, start: Callable[..., Copy]
) -> None:
    old = _fingerprint(site)
    _rename_playbook(tmp_path, NEXT)
    process = start(tmp_path, _MOMENTS[moment])
    assert process.wait() == -signal.SIGKILL
    assert _fingerprint(site) == (old if moment == "before the exchange" else new)
    assert len(_beside(tmp_path)) == 1
    _build(playbook, site)
    assert _gone(tmp_path)
    assert _fingerprint(site) == new


@pytest.mark.parametrize("moment", _MOMENTS_OF_TWO_RENAMES)
def test_a_build_killed_around_two_renames_leaves_a_site_that_the_next_one_restores(  # noqa: PLR0913, PLR0917
    playbook: Path, site: Path, tmp_path: Path, new: str, moment: str, start: Callable[..., Copy]
) -> None:
    old = _fingerprint(site)
    _rename_playbook(tmp_path, NEXT)
    process = start(tmp_path, _NO_EXCHANGE + _MOMENTS_OF_TWO_RENAMES[moment])
    assert process.wait() == -signal.SIGKILL
    if moment == "between the renames":
        assert not site.exists()
        assert _fingerprint(swap.previous(site)) == old
        failing = "import nextcall.pipeline as p\ndef broken(*a, **k): raise RuntimeError\np.make_site = broken"
        assert start(tmp_path, failing).wait() == 1
        assert _fingerprint(site) == old
    else:
        assert _fingerprint(site) == (new if moment == "after both renames" else old)
    _build(playbook, site)
    assert _gone(tmp_path)
    assert _fingerprint(site) == new


def test_without_an_exchange_the_site_is_replaced_all_the_same(
    playbook: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)  # noqa: ARG005
    _rename_playbook(tmp_path, NEXT)
    _build(playbook, site)
    assert "The next version" in (site / "index.html").read_text()
    assert _gone(tmp_path)


def test_a_running_build_is_not_taken_for_a_leftover(playbook: Path, tmp_path: Path) -> None:
    wait = (
        "swap.put = lambda finished, target: (print('ready', flush=True), sys.stdin.readline(), put(finished, target))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", _BUILD.format(before=f"put = swap.put\n{wait}")],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    [running] = _beside(tmp_path)
    here = _fingerprint(_build(playbook, tmp_path / "site"))
    assert _beside(tmp_path) == [running]
    process.communicate("go on\n", timeout=60)
    assert process.returncode == 0
    assert _fingerprint(tmp_path / "site") == here
    assert _gone(tmp_path)


# Refused.


def _refusal(playbook: Path, site: Path) -> str:
    before = _fingerprint(playbook.parent)
    with pytest.raises(publish.Refused) as refused:
        _build(playbook, site)
    assert _fingerprint(playbook.parent) == before
    return str(refused.value)


def test_a_folder_that_is_not_ours_is_refused(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "thesis.doc").write_text("years of work")
    assert "not empty" in _refusal(playbook, tmp_path / "site")


def test_an_empty_folder_is_taken(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert (_build(playbook, tmp_path / "site") / MARK).is_file()


def test_the_playbook_its_parents_and_its_inside_are_refused(playbook: Path, tmp_path: Path) -> None:
    assert "holds the playbook" in _refusal(playbook, playbook)
    assert "holds the playbook" in _refusal(playbook, tmp_path)
    assert "inside the playbook" in _refusal(playbook, playbook / "site")


def test_the_current_folder_and_its_parents_are_refused(
    playbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert "current folder" in _refusal(playbook, tmp_path / "a")
    assert "current folder" in _refusal(playbook, Path())


def test_a_link_and_a_file_are_refused(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    assert "is a file" in _refusal(playbook, tmp_path / "file")
    assert "is a link" in _refusal(playbook, tmp_path / "link")


def test_a_site_with_a_repository_in_it_is_refused(playbook: Path, site: Path) -> None:
    (site / ".git").write_text("gitdir: elsewhere\n")
    assert ".git" in _refusal(playbook, site)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("site_name: x\ndocs_dir: playbook\n", "  - search\n  - nextcall"),
        ("site_name: x\ndocs_dir: other\nplugins: [nextcall]\n", "not for"),
        ("site_name: x\ndocs_dir: playbook\nplugins: [nextcall]\ntheme: no-such\n", "mkdocs.yml"),
        ("site_name: [\n", "mkdocs.yml"),
        (
            "<<<<<<< HEAD\nsite_name: x\n=======\nsite_name: y\n>>>>>>> b\n",
            "mkdocs.yml: a merge was not finished, lines 1",
        ),
    ],
)
def test_settings_that_do_not_fit_are_refused(playbook: Path, tmp_path: Path, settings: str, message: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "mkdocs.yml").write_text(settings)
    with pytest.raises(publish.Refused) as refused:
        publish.build(pipeline.check(playbook), config_file=tmp_path / "mkdocs.yml")
    assert message in str(refused.value)
    assert not (tmp_path / "site").exists()


def test_something_foreign_named_like_our_leftovers_is_left_alone(
    playbook: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap, "exchange", lambda one, other: False)  # noqa: ARG005
    for name in (".site.previous", ".site.building-mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "letter.txt").write_text("dear diary")
    before = _fingerprint(site)
    with pytest.raises(publish.Refused, match="in the way"):
        _build(playbook, site)
    assert _fingerprint(site) == before
    assert _beside(tmp_path) == [".site.building-mine", ".site.previous"]


def test_a_folder_that_cannot_be_written_is_refused(playbook: Path, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("not a folder")  # refused even to root, who may write anywhere else
    assert "can't be written" in _refusal(playbook, tmp_path / "a-file" / "site")


# Marks that don't say that what is there is ours.


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        (MARK_TEXT.encode(), "no build wrote, and the next would delete: notes/thesis.txt"),
        (MARK_TEXT.encode() + b"\n\n", "no build wrote"),
        (MARK_TEXT.encode() + b"index.html\n404.html\n", "notes/thesis.txt"),
        (b"", "a version that this nextcall doesn't know"),
        (b"nextcall 9: notes/thesis.txt\n", "a version that this nextcall doesn't know"),
        (b"[" * 100_000, "a version that this nextcall doesn't know"),
        (MARK_TEXT.encode() + b"notes/\xff\n", "not UTF-8"),
        (MARK_TEXT.encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_mark_that_does_not_list_what_is_there_deletes_nothing(
    playbook: Path, tmp_path: Path, mark: bytes, message: str
) -> None:
    (tmp_path / "site" / "notes").mkdir(parents=True)
    (tmp_path / "site" / "notes" / "thesis.txt").write_text("years of work")
    (tmp_path / "site" / MARK).write_bytes(mark)
    assert message in _refusal(playbook, tmp_path / "site")


def test_a_mark_that_was_copied_to_another_folder_lists_none_of_its_files(
    playbook: Path, site: Path, tmp_path: Path
) -> None:
    (tmp_path / "homepage").mkdir()
    (tmp_path / "homepage" / "index.html").write_text("by hand")
    shutil.copy(site / MARK, tmp_path / "homepage")
    assert "would delete: index.html" in _refusal(playbook, tmp_path / "homepage")


def test_a_mark_that_is_a_link_or_a_folder_is_none(playbook: Path, site: Path, tmp_path: Path) -> None:
    for name in ("linked", "foldered"):
        shutil.copytree(site, tmp_path / name)
        (tmp_path / name / MARK).unlink()
    (tmp_path / "linked" / MARK).symlink_to(site / MARK)
    (tmp_path / "foldered" / MARK).mkdir()
    assert "not a site of ours" in _refusal(playbook, tmp_path / "linked")
    assert "not a site of ours" in _refusal(playbook, tmp_path / "foldered")


def test_a_link_in_a_site_is_a_strangers_and_what_it_leads_to_stays(playbook: Path, site: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_text("a photo")
    (site / "photos").symlink_to(tmp_path / "photos")
    assert "would delete: photos" in _refusal(playbook, site)
    (site / "photos").unlink()
    shutil.rmtree(site / "sales")
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(tmp_path / "photos" / "one.jpg")
    _build(playbook, site)
    assert (tmp_path / "photos" / "one.jpg").read_text() == "a photo"
    assert (site / "index.html").is_file()
    assert not (site / "index.html").is_symlink()


def test_a_file_that_comes_while_a_site_is_built_is_not_deleted(playbook: Path, site: Path, tmp_path: Path) -> None:

    def meanwhile(done: int, total: int) -> None:  # noqa: ARG001 (as a progress bar is told)
        (site / "CNAME").write_text("playbook.example")

    with pytest.raises(publish.Refused, match="would delete: CNAME"):
        publish.build(pipeline.check(playbook), site_dir=site, progress=meanwhile)
    assert (site / "CNAME").read_text() == "playbook.example"
    assert _gone(tmp_path)


@pytest.mark.parametrize("name", [".site.previous", ".site.building-0123abcd", ".site.building-notes"])
def test_what_somebody_put_into_a_leftover_stays(playbook: Path, site: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(site, tmp_path / name)
    (tmp_path / name / "letter.txt").write_text("dear diary")
    _build(playbook, site)
    assert (tmp_path / name / "letter.txt").read_text() == "dear diary"


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_a_file_of_the_teams_with_any_name_is_known_for_ours(playbook: Path, tmp_path: Path) -> None:
    for name in ("two\nlines.txt", "next\x85line.txt", "back\\slash.txt", "\u2028.txt"):
        (playbook / name).write_text("ours")
    site = _build(playbook, tmp_path / "site")
    assert (site / "two\nlines.txt").is_file()
    _build(playbook, site)
    assert _gone(tmp_path)


# The old site's removal.


def test_the_old_site_is_removed_without_anybody_waiting_and_is_gone_in_the_end(
    playbook: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "_PATIENCE", -1)
    started = Mock(side_effect=subprocess.Popen)
    monkeypatch.setattr(subprocess, "Popen", started)
    _build(playbook, site)
    assert started.called
    assert _gone(tmp_path)
    assert (site / "index.html").is_file()


def test_a_removal_that_was_killed_is_finished_by_the_next_build(
    playbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = _build(playbook, tmp_path / "site")
    with monkeypatch.context() as patched:
        patched.setattr(removal, "_PATIENCE", -1)
        patched.setattr(subprocess, "Popen", Mock(side_effect=OSError))
        _build(playbook, site)
    [left] = _beside(tmp_path)
    shutil.rmtree(tmp_path / left / "assets")
    _build(playbook, site)
    assert _gone(tmp_path)


def test_a_removal_stops_when_its_time_is_over_and_takes_the_mark_last(tmp_path: Path) -> None:
    (tmp_path / "old" / "a" / "b").mkdir(parents=True)
    (tmp_path / "old" / "a" / "b" / "c.txt").write_text("")
    (tmp_path / "old" / MARK).write_text(MARK_TEXT)
    assert not removal.remove(tmp_path / "old", MARK, until=0)
    assert (tmp_path / "old" / MARK).is_file()
    assert removal.remove(tmp_path / "old", MARK)
    assert not (tmp_path / "old").exists()
    assert removal.remove(tmp_path / "old", MARK)
