"""What is served after any series of edits is, byte for byte, what a build of the same files makes."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from mkdocs.commands.build import build
from mkdocs.config.defaults import MkDocsConfig
from tests import small_reference

from nextcall.load import folder
from nextcall.mkdocs_plugin import theme_files
from nextcall.publish import settings as mkdocs_settings
from nextcall.publish import steps
from nextcall.publish.errors import Failed, Refused
from nextcall.publish.standing import StandingSite

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from types import ModuleType
    from typing import Any

    from mkdocs.structure.files import Files

    from nextcall.mkdocs_plugin import NextcallPlugin

    SomeOf = Callable[[Iterable[Any], int], list[Any]]

_URL = "http://127.0.0.1:8000/"
_SMALL = Path(__file__).parent / "small_playbook"
_SETTINGS = (
    "site_name: Ours\ndocs_dir: playbook\nplugins: [search, nextcall]\ntheme: {name: material, font: false}\n"
    "markdown_extensions: [attr_list, md_in_html, {toc: {permalink: true}}]\n"
)


class _Served:
    """A playbook that is edited, and the site of it that stands."""

    def __init__(self, playbook: Path, folder: Path, mkdocs_yml: str = _SETTINGS) -> None:
        self.playbook, self._folder = playbook, folder
        self.config_file = playbook.parent / "mkdocs.yml"
        self.config_file.write_text(mkdocs_yml)
        self.told: list[Collection[str] | None] = []
        self.seen: tuple[str, ...] = ()
        self.until_behind = 0
        self.site = StandingSite(folder, lambda *_: None, self, self._is_behind)
        self._plugin: NextcallPlugin
        self._plugins: dict[str, NextcallPlugin] = {}
        self.follow()

    def tell(self, files: Collection[str] | None) -> None:
        """The site says which of its files are new."""
        self.told.append(files)

    def _is_behind(self) -> bool:
        self.until_behind -= 1
        return self.until_behind == 0

    def follow(self, *, anew: bool = True) -> bool:
        """Make what differs or, `anew`, everything; whether that was enough."""
        self.told.clear()
        with mkdocs_settings.quiet(), _own(self._plugins):
            if not anew and self.site.renew(self._plugin):
                return True
            config, self._plugin = mkdocs_settings.load(
                self.playbook, self.config_file, site_dir=self._folder / "next", strict=False
            )
            if not self.site.site.exists():
                config.plugins.on_startup(command="serve", dirty=False)
            self.site.make(config, self._plugin, _URL)
        return False

    def is_fresh(self) -> bool:
        """Whether the site is what MkDocs, with nothing but its own steps, makes of the same files."""
        with tempfile.TemporaryDirectory() as folder, mkdocs_settings.quiet(), _own({}):
            config, _ = mkdocs_settings.load(self.playbook, self.config_file, site_dir=Path(folder), strict=False)
            config.site_url = _URL
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            fresh = _files(Path(folder))
        stands = _files(self.site.site)
        assert sorted(stands) == sorted(fresh)
        assert [path for path in fresh if fresh[path] != stands[path]] == []
        return True


@contextmanager
def _own(plugins: dict[str, NextcallPlugin]) -> Iterator[None]:
    """MkDocs keeps plugins for the whole process, and here several sites are made in one."""
    option = vars(MkDocsConfig)["plugins"]
    before, option.plugin_cache = option.plugin_cache, plugins
    try:
        yield
    finally:
        option.plugin_cache = before


def _files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.fixture
def served(playbook: Path, tmp_path: Path) -> _Served:
    (tmp_path / "served").mkdir()
    return _Served(playbook, tmp_path / "served")


_PROCESS = Path("sales", "direct.yaml")
_FEW = 2
_STAGE = "sales/direct/propose/index.html"


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_save_makes_what_differs_alone_and_first_what_was_edited(served: _Served) -> None:
    _replace(served.playbook / _PROCESS, "compare our offer", "weigh our offer")
    assert served.follow(anew=False)
    assert served.told[0] is not None
    assert _STAGE in served.told[0]
    told = {path for files in served.told for path in files or ()}
    assert "sales/direct/discover/index.html" not in told
    assert not any(path.startswith(("contribute/", "assets/")) for path in told)
    process = served.playbook / _PROCESS
    process.write_text(process.read_text())
    assert served.follow(anew=False)
    assert served.told == []
    _replace(process, "name: Walk through the offer", "name: Walk through our offer")
    (served.playbook / "pages" / "more.md").write_text("# More\n")
    assert served.follow(anew=False)
    first, *rest = (frozenset(files or ()) for files in served.told)
    assert _STAGE in first
    assert "roles/index.html" not in first
    assert any("roles/index.html" in files for files in rest)
    assert served.is_fresh()


def test_what_somebody_looks_at_is_made_before_all_others_and_as_a_build_makes_it(served: _Served) -> None:
    seen = "sales/direct/discover/index.html"
    served.seen = (seen, "nowhere/index.html")
    _replace(served.playbook / "roles.yaml", "name: ", "name: Our ")
    assert served.follow(anew=False)
    first, *rest = (frozenset(files or ()) for files in served.told)
    assert seen in first
    assert "roles/index.html" in first
    assert _STAGE not in first
    assert any(_STAGE in files for files in rest)
    assert served.is_fresh()
    for number in range(20):
        (served.playbook / "pages" / f"sheet-{number}.md").write_text(f"# Sheet {number}\n")
    _replace(served.playbook / "roles.yaml", "name: Our ", "name: Their ")
    assert served.follow(anew=False)
    assert served.is_fresh()


def test_what_is_saved_meanwhile_is_followed_before_the_rest_and_nothing_is_left(served: _Served) -> None:
    process, more = served.playbook / _PROCESS, served.playbook / "sales" / "more.yaml"
    more.write_text(process.read_text().replace("formerly: [explore]", ""))
    served.until_behind = 3
    assert served.follow(anew=False)
    assert not served.site.is_whole
    more.unlink()
    _replace(process, "compare our offer", "weigh our offer")
    served.until_behind = 1
    assert served.follow(anew=False)
    assert _STAGE in (served.told[0] or ())
    assert not served.site.is_whole
    assert served.follow(anew=False)
    assert served.site.is_whole
    assert served.is_fresh()
    _replace(process, "weigh our offer", "judge our offer")
    served.until_behind = 1
    assert served.follow(anew=False)
    assert b"judge our offer" not in (served.site.site / "playbook.json").read_bytes()
    process.write_text("name: [\n")
    assert served.follow(anew=False)
    assert b"judge our offer" in (served.site.site / "playbook.json").read_bytes()


def test_a_page_that_vanishes_between_two_looks_is_left_out_at_once(
    served: _Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    list_files, page = steps.get_files, served.playbook / "pages" / "how-we-talk.md"

    def vanish(config: MkDocsConfig) -> Files:
        page.unlink(missing_ok=True)
        return list_files(config)

    monkeypatch.setattr(steps, "get_files", vanish)
    _replace(served.playbook / _PROCESS, "compare our offer", "weigh our offer")
    assert served.follow(anew=False)
    assert not (served.site.site / "pages" / "how-we-talk").exists()
    assert served.is_fresh()
    (served.playbook / _PROCESS).write_text("name: [\n")
    (served.playbook / "pages" / "more.md").write_text("# More\n")
    assert served.follow(anew=False)
    assert "not found" not in caplog.text


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
@pytest.mark.parametrize("name", ["pipe.md", "pipe.txt", "pipe.yaml"])
def test_nobody_waits_for_the_end_of_a_pipe(served: _Served, name: str) -> None:
    os.mkfifo(served.playbook / "pages" / name)
    assert served.follow(anew=False)
    (served.playbook / "pages" / name).unlink()
    _replace(served.playbook / _PROCESS, "compare our offer", "weigh our offer")
    assert served.follow(anew=False)
    assert b"weigh our offer" in (served.site.site / _STAGE).read_bytes()


def test_a_broken_edit_leaves_every_file_as_it_is(served: _Served) -> None:
    process = served.playbook / _PROCESS
    good, before = process.read_text(), _files(served.site.site)
    for broken in (good + "\n  - broken: [\n", "", good[: good.index("name: Propose") + 4], "\0"):
        process.write_text(broken)
        assert served.follow(anew=False)
        assert _files(served.site.site) == before
        assert served.told == []
    _replace_whole(process, good.replace("compare our offer", "weigh our offer"))
    assert served.follow(anew=False)
    assert served.is_fresh()


def _replace_whole(path: Path, text: str) -> None:
    """As editors save: another file takes the place of the old one."""
    swap = path.with_name(f".{path.name}.swp")
    swap.write_text(text)
    swap.replace(path)


def test_a_file_that_cannot_be_read_and_many_at_once_are_followed(served: _Served) -> None:
    text = (served.playbook / _PROCESS).read_text()
    for number in range(20):
        (served.playbook / "sales" / f"way-{number}.yaml").write_text(text.replace("formerly: [explore]", ""))
    for number in range(480):
        (served.playbook / "pages" / f"sheet-{number}.txt").write_text(f"{number}\n")
    (served.playbook / "sales" / "gone.yaml").symlink_to("nowhere.yaml")
    assert served.follow(anew=False)
    (served.playbook / "sales" / "gone.yaml").unlink()
    assert served.follow(anew=False)
    assert (served.site.site / "sales" / "way-19" / "index.html").is_file()
    assert (served.site.site / "pages" / "sheet-479.txt").read_text() == "479\n"
    for number in range(19):
        (served.playbook / "sales" / f"way-{number}.yaml").unlink()
    for number in range(1, 480):
        (served.playbook / "pages" / f"sheet-{number}.txt").unlink()
    assert served.follow(anew=False)
    assert not (served.site.site / "sales" / "way-7").exists()
    assert served.is_fresh()


@pytest.mark.parametrize("step", [(folder, "read"), (theme_files, "shorten")])
def test_files_that_vanish_while_they_are_read_leave_a_site_that_follows(
    served: _Served, monkeypatch: pytest.MonkeyPatch, step: tuple[ModuleType, str]
) -> None:
    done = getattr(*step)
    for number, name in enumerate(("sales/direct.yaml", "pages/how-we-talk.md", "pages/line.svg")):
        path = served.playbook / name
        content = path.read_bytes()

        def vanish(*arguments: object, path: Path = path) -> object:
            path.unlink(missing_ok=True)
            return done(*arguments)

        _replace(served.playbook / "playbook.yaml", "title: ", f"title: All{number} of ")
        with monkeypatch.context() as patched:
            patched.setattr(*step, vanish)
            with suppress(Refused, Failed):  # whoever serves says so
                served.follow(anew=False)
        path.write_bytes(content)
        served.follow(anew=False)
        assert f"All{number} of ".encode() in (served.site.site / "index.html").read_bytes()
    assert served.is_fresh()


@pytest.mark.parametrize(
    "settings_of_team",
    [
        _SETTINGS.replace("attr_list", "pymdownx.snippets, attr_list"),  # it may put any file into a page
        _SETTINGS + "hooks: [hook.py]\n",
    ],
)
def test_what_may_look_anywhere_has_everything_made_anew(playbook: Path, tmp_path: Path, settings_of_team: str) -> None:
    (tmp_path / "served").mkdir()
    (tmp_path / "hook.py").write_text("def on_page_markdown(text, **_):\n    return text\n")
    served = _Served(playbook, tmp_path / "served", settings_of_team)
    _replace(playbook / _PROCESS, "compare our offer", "weigh our offer")
    assert not served.follow(anew=False)
    assert b"weigh our offer" in (served.site.site / _STAGE).read_bytes()


def test_settings_that_are_broken_leave_the_site_and_may_be_mended(served: _Served) -> None:
    before = _files(served.site.site)
    served.config_file.write_text("site_name: [\n")
    with pytest.raises((Refused, Failed)):
        served.follow()
    assert _files(served.site.site) == before
    served.config_file.write_text(_SETTINGS.replace("Ours", "Theirs"))
    served.follow()
    assert served.is_fresh()


class _Edits(RuleBasedStateMachine):
    """Edits of a playbook that is served, each followed at once or together with the next."""

    def __init__(self, playbook: Path = _SMALL) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp())
        (self._folder / "served").mkdir()
        shutil.copytree(playbook, self._folder / "playbook")
        self.served = _Served(self._folder / "playbook", self._folder / "served")
        self.sales = self.served.playbook / "sales"

    def _sales(self, number: int) -> Path:
        files = sorted(self.sales.glob("*.yaml"))
        return files[number % len(files)]

    @rule(number=st.integers(0, 9), what=st.sampled_from(["weigh", "compare", "compare & <weigh>", "*weigh*"]))
    def change_a_sentence(self, number: int, what: str) -> None:
        path = self._sales(number)
        lines = path.read_text().split("\n")
        lines = [
            f"    definition: They {what} what we offer." if "definition: They " in line else line for line in lines
        ]
        path.write_text("\n".join(lines))

    @rule(number=st.integers(0, 9), minutes=st.integers(1, 60))
    def change_minutes(self, number: int, minutes: int) -> None:
        path = self._sales(number)
        lines = path.read_text().split("\n")
        at = next(place for place, line in enumerate(lines) if "minutes:" in line)
        lines[at] = f"        minutes: {minutes}"
        path.write_text("\n".join(lines))

    @rule(number=st.integers(0, 9))
    def move_all_lines(self, number: int) -> None:
        path = self._sales(number)
        path.write_text(f"# a remark\n{path.read_text()}")

    @rule(number=st.integers(0, 9), name=st.sampled_from(["Propose", "Make an offer", "Offer <b>"]))
    def rename_a_stage(self, number: int, name: str) -> None:
        path = self._sales(number)
        lines = path.read_text().split("\n")
        _, at, *_ = (place for place, line in enumerate(lines) if line.startswith("    name: "))
        lines[at] = f"    name: {name}"
        path.write_text("\n".join(lines))

    @rule(name=st.sampled_from(["alpha", "renewal", "zeta"]))
    def add_or_remove_a_process(self, name: str) -> None:
        path = self.sales / f"{name}.yaml"
        if path.exists():
            path.unlink()
        else:
            text = re.sub(r"(?m)^ *formerly: .*\n", "", self._sales(0).read_text())
            path.write_text(re.sub(r"(?m)^name: .*", f"name: {name.capitalize()}", text))

    @rule(name=st.sampled_from(["Owner", "The owner", "CFO"]))
    def rename_a_role(self, name: str) -> None:
        path = self.served.playbook / "roles.yaml"
        lines = path.read_text().split("\n")
        at = next(place for place, line in enumerate(lines) if "name:" in line)
        lines[at] = f"{lines[at].partition('name:')[0]}name: {name}"
        path.write_text("\n".join(lines))

    @rule(title=st.sampled_from(["Tiny", "A small playbook"]), minutes=st.sampled_from([30, 45]))
    def change_the_playbook(self, title: str, minutes: int) -> None:
        (self.served.playbook / "playbook.yaml").write_text(f"title: {title}\ncall: {{minutes: {minutes}}}\n")

    @rule(words=st.sampled_from(["# How we talk\n\nwith care\n", "# Talk\n\n[there](../sales/direct/index.md)\n"]))
    def change_a_page_of_the_team(self, words: str) -> None:
        page = self.served.playbook / "pages" / "how-we-talk.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(words)

    @rule(name=st.sampled_from(["more.md", "sheet.txt", "more/deep.md"]))
    def add_or_remove_a_file_of_the_team(self, name: str) -> None:
        path = self.served.playbook / "pages" / name
        if path.exists():
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("# More\n\nof it\n")

    @rule(number=st.integers(0, 9))
    def break_a_file(self, number: int) -> None:
        path = self._sales(number)
        good = path.read_text()
        path.write_text(f"{good}\n  - broken: [\n")
        self.served.follow(anew=False)
        path.write_text(good)

    @rule(number=st.integers(0, 99))
    def look_at(self, number: int) -> None:
        pages = sorted(
            path.relative_to(self.served.site.site).as_posix() for path in self.served.site.site.rglob("*.html")
        )
        self.served.seen = (pages[number % len(pages)],)

    @rule()
    def follow(self) -> None:
        self.served.until_behind = 0
        self.served.follow(anew=False)
        assert self.served.is_fresh()

    @rule()
    def follow_without_a_look(self) -> None:
        self.served.follow(anew=False)

    @rule(pages=st.integers(1, 60))
    def follow_until_something_is_saved(self, pages: int) -> None:
        self.served.until_behind = pages
        self.served.follow(anew=False)

    def teardown(self) -> None:
        try:
            self.follow()
        finally:
            shutil.rmtree(self._folder)


def _tried(series: list[int], steps: list[int]) -> settings:
    return settings(
        max_examples=len(series),
        stateful_step_count=len(steps),
        deadline=None,
        derandomize=len(series) <= _FEW,
        suppress_health_check=list(HealthCheck),
    )


def test_after_any_edits_the_site_is_what_a_build_makes(some_of: SomeOf) -> None:
    run_state_machine_as_test(_Edits, settings=_tried(some_of(range(40), 20), some_of(range(24), 8)))


def test_after_any_edits_the_site_of_the_example_is_what_a_build_makes(
    example: Path, some_of: SomeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_reference.use(None, monkeypatch.setattr)
    settled = _tried(some_of(range(10), 10), some_of(range(12), 12))
    run_state_machine_as_test(lambda: _Edits(example), settings=settled)
