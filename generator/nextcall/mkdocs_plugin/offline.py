"""What a site needs to work from `file://`, search included, beside what Material's own `offline` plugin does for it.

It doesn't decide whether a site is to be read offline: the team's `mkdocs.yml` or `publish` does, by that plugin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from material.plugins.offline.plugin import OfflinePlugin  # type: ignore[import-untyped]

from nextcall.resources import template_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig

WORKER = "nextcall/iframe-worker.js"
"""Where the stand-in for workers stands in the site. Material's plugin knows by its name that it need not fetch one."""


def turn_on(config: MkDocsConfig) -> None:
    """Make it a site to be read offline, whatever `mkdocs.yml` says of that."""
    plugin = _plugin(config)
    if plugin is None:
        plugin = OfflinePlugin()
        plugin.load_config({})
        config.plugins["material/offline"] = plugin
    plugin.config["enabled"] = True


def prepare(config: MkDocsConfig) -> Mapping[str, bytes]:
    """Before any plugin looks at it, make `config` fit for a site that is read offline; returns the files it needs.

    Without Material's plugin, or where it is not enabled, there is nothing to do.
    """
    plugin = _plugin(config)
    if plugin is None or not plugin.config["enabled"]:
        return {}
    config.use_directory_urls = False  # as Material's plugin will, but our pages link to the team's own
    features = config.theme.get("features") or []
    config.theme["features"] = [each for each in features if not each.startswith("navigation.instant")]  # it fetches
    polyfills = config.extra.setdefault("polyfills", [])
    if not any("iframe-worker" in each for each in polyfills):
        polyfills.append(WORKER)
    return {WORKER: (template_folder() / "offline" / "iframe-worker.js").read_bytes()}


def _plugin(config: MkDocsConfig) -> OfflinePlugin | None:
    return next((each for each in config.plugins.values() if isinstance(each, OfflinePlugin)), None)
