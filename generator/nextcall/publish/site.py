"""Building a site as a whole: MkDocs runs in a folder beside the target, and only a finished site takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nextcall.load import without_garbage_collection
from nextcall.publish import settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig

    from nextcall.mkdocs_plugin import NextcallPlugin
    from nextcall.pipeline import Checked


@dataclass(frozen=True)
class Built:
    """A site that stands: its folder, and how many pages it has."""

    site_dir: Path
    pages: int


def build(  # noqa: PLR0913 (each by name)
    checked: Checked,
    *,
    config_file: Path | None = None,
    site_dir: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    strict: bool | None = None,
    offline: bool = False,
) -> Built:
    """Build the site of a playbook without errors, and swap it in.

    `config_file` is the team's `mkdocs.yml`; without one a good default is used. `site_dir` is by default what that
    file says, without one `site` in the current folder. `progress(done, total)` is called as pages get done. `strict`
    turns MkDocs' warnings into a failure, by default as `config_file` says. `offline` makes
    a site that works from `file://`, search included.

    Raises Refused where the settings or the folder won't do, Failed where MkDocs, a template or a hook failed. After
    either, and when the process is killed at any moment, the site that stood there stands there still.
    """
    from nextcall.publish import swap, target  # noqa: PLC0415 (import MkDocs)

    if checked.playbook is None or checked.has_errors:
        message = "a playbook with errors can't be built"
        raise ValueError(message)
    if site_dir is None and config_file is None:
        site_dir = Path.cwd() / "site"
    root = checked.loaded.root
    with settings.quiet(), without_garbage_collection():  # 5 % of the time, for a fifth more memory
        if site_dir is not None:
            site_dir = target.absolute(site_dir)  # MkDocs would start from the folder of its settings
            target.check(site_dir, root)
        config, plugin = settings.load(root, config_file, site_dir=site_dir, strict=strict, offline=offline)
        site = target.absolute(Path(config.site_dir))
        target.check(site, root)
        with target.workplace(site) as folder:
            config.site_dir = str(folder)
            pages = _run(config, plugin, checked, progress)
            target.check(site, root)  # again, for somebody may have put files there meanwhile
            swap.put(folder, site)
    return Built(site, pages)


def _run(
    config: MkDocsConfig, plugin: NextcallPlugin, checked: Checked, progress: Callable[[int, int], None] | None
) -> int:
    """Run MkDocs, and say how many pages it made."""
    from mkdocs.commands.build import build as run_mkdocs  # noqa: PLC0415 (as in `settings`)

    from nextcall.publish.blame import blaming  # noqa: PLC0415 (imports MkDocs)

    with blaming(config.plugins):
        config.plugins.on_startup(command="build", dirty=False)
        plugin.hand_over(checked)
        plugin.report_progress(progress)
        try:
            run_mkdocs(config)
        finally:
            config.plugins.on_shutdown()
    return plugin.pages
