"""Other plugins and hooks beside ours: whose fault a failure is, and who changes the order of our navigation."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.small_reference import environment

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.copies import Warm

    Run = Callable[[Path], subprocess.CompletedProcess[str]]

_PLUGIN = """\
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
{before}
class Plugin(BasePlugin):
    def {event}(self, *args, **options):
        {does}
"""


def _settings(folder: Path, more: str) -> None:
    (folder / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\ntheme: {name: material, font: false}\n"
        f"markdown_extensions: [attr_list, md_in_html]\n{more}\n"
    )


def _install(folder: Path, name: str, text: str) -> None:
    """A plugin as pip leaves it, in a folder that is on the path of what `run` runs."""
    installed = folder / "installed"
    (installed / f"{name}-1.0.dist-info").mkdir(parents=True)
    (installed / f"{name}-1.0.dist-info" / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    )
    (installed / f"{name}-1.0.dist-info" / "entry_points.txt").write_text(f"[mkdocs.plugins]\n{name} = {name}:Plugin\n")
    (installed / f"{name}.py").write_text(text)


@pytest.fixture
def run(warm: Warm) -> Run:
    """Builds in a process of its own, which imports what is installed for the test."""
    return lambda folder: warm.run_module("nextcall", folder, "build", on_the_path=[folder / "installed"])


def _run_anew(folder: Path) -> subprocess.CompletedProcess[str]:
    """Build as people do, in a new Python."""
    return subprocess.run(
        [sys.executable, "-m", "nextcall", "build"],
        cwd=folder,
        env=environment(folder / "installed"),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("before", "event", "does", "said"),
    [
        ("", "on_config", "{}['gone']", "the plugin 'braking' failed: KeyError: 'gone'"),
        ("", "on_page_markdown", "raise PluginError('no such thing')", "the plugin 'braking' failed: no such thing"),
        ("import json", "on_post_build", "json.loads('{')", "the plugin 'braking' failed: JSONDecodeError: "),
        ("", "on_startup", "raise ValueError", "the plugin 'braking' failed: ValueError"),
        ("", "on_files", "raise SystemExit(3)", "the plugin 'braking' failed: SystemExit: 3"),
        ("", "__init__", "raise OSError('no disk')", "the plugin 'braking' failed: OSError: no disk"),
        ("import no_such_module", "on_nav", "pass", "the plugin 'braking' failed: ModuleNotFoundError: "),
    ],
)
def test_a_plugin_that_crashes_is_named(  # noqa: PLR0913, PLR0917 (four cases, two fixtures)
    playbook: Path, run: Run, before: str, event: str, does: str, said: str
) -> None:
    folder = playbook.parent
    _install(folder, "braking", _PLUGIN.format(before=before, event=event, does=does))
    _install(folder, "innocent", _PLUGIN.format(before="", event="on_nav", does="pass"))
    _settings(folder, "plugins: [search, innocent, nextcall, braking]")
    ran = run(folder)
    assert ran.returncode == 2
    assert said in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert not (folder / "site").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def on_env(env, **_): return 1 / 0", "the hook 'ours.py' failed: ZeroDivisionError: division by zero"),
        ("import no_such_module", "the hook 'ours.py' failed: ModuleNotFoundError: "),
    ],
)
def test_a_hook_that_crashes_is_named(playbook: Path, text: str, said: str) -> None:
    (playbook.parent / "ours.py").write_text(text)
    _settings(playbook.parent, "plugins: [search, nextcall]\nhooks: [ours.py]")
    ran = _run_anew(playbook.parent)
    assert ran.returncode == 2
    assert said in ran.stderr.splitlines()[-1]


_SORTS = "nav, = args\n        nav.items.sort(key=lambda item: str(item.title), reverse=True)\n        return nav"
_CUTS = "nav, = args\n        del nav.items[1]\n        return nav"
_REPLACES = "options['config'].nav = ['health/index.md', 'index.md']"
_DEEP = "nav, = args\n        [each.children.reverse() for each in nav.items if each.is_section]\n        return nav"


@pytest.mark.one_in(3)
@pytest.mark.parametrize(
    ("event", "does"), [("on_nav", _SORTS), ("on_nav", _CUTS), ("on_nav", _DEEP), ("on_files", _REPLACES)]
)
@pytest.mark.parametrize("plugins", ["search, nextcall, sorting", "sorting, search, nextcall"])
def test_a_plugin_that_changes_the_order_of_our_navigation_is_warned_about(
    playbook: Path, run: Run, plugins: str, event: str, does: str
) -> None:
    _install(playbook.parent, "sorting", _PLUGIN.format(before="", event=event, does=does))
    _settings(playbook.parent, f"plugins: [{plugins}]")
    ran = run(playbook.parent)
    assert ran.returncode == 0
    assert ran.stderr.count("the plugin 'sorting' changes the order of our navigation") == 1


@pytest.mark.parametrize(
    ("does", "more"),
    [("pass", ""), (_SORTS, "nav: [index.md, alignment/index.md, roles/index.md]")],
)
def test_a_navigation_that_is_kept_or_is_the_teams_own_is_nothing_to_warn_about(
    playbook: Path, run: Run, does: str, more: str
) -> None:
    _install(playbook.parent, "sorting", _PLUGIN.format(before="", event="on_nav", does=does))
    _settings(playbook.parent, f"plugins: [search, nextcall, sorting]\n{more}")
    assert "the order of our navigation" not in run(playbook.parent).stderr
