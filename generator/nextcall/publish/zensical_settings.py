"""Zensical's settings, made of the `mkdocs.yml` of a team: what MkDocs is told by our plugin, they say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from nextcall.publish import yaml_nodes
from nextcall.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nextcall.pipeline import Site
    from nextcall.render import NavigationEntry

SETTINGS, DOCS, OVERRIDES = "mkdocs.yml", "docs", "overrides"
"""The file, below the folder that is written, that `zensical build --config-file` takes, and the folders beside it."""

_BUILT_IN = ("toc", "tables", "fenced_code")
"""What MkDocs adds to the extensions of Markdown that its settings name."""

_SEARCH = ("search", "material/search")
_ONLY_FOR_MKDOCS = ("hooks", "watch", "edit_uri")
_HEAD = "# Written by `nextcall render --for zensical` from your mkdocs.yml: change that one, and render again.\n"


def settings_for_zensical(  # noqa: PLR0913 (each by name)
    config_file: Path,
    site: Site,
    *,
    title: str,
    is_named: bool,
    directory_urls: bool,
    polyfills: list[str],
    extra: Mapping[str, object],
) -> str:
    """The settings of `config_file` with all that Zensical has to be told of `site`; whatever else they say stays.

    The site is called `title`, which is HTML, where `is_named` says so or the settings give no name. `extra` is for
    templates of our theme, `polyfills` are scripts that it loads before all others. Raises as `yaml_nodes.read`,
    ValueError too where a setting has a wrong shape.
    """
    said = yaml_nodes.read(config_file)
    yaml_nodes.drop(said, *_ONLY_FOR_MKDOCS)
    ours: dict[str, object] = {"docs_dir": DOCS, "site_dir": "site", "use_directory_urls": directory_urls}
    if is_named or yaml_nodes.get(said, "site_name") is None:
        ours["site_name"] = title
    if yaml_nodes.get(said, "nav") is None:
        ours["nav"] = _navigation(site.navigation)
    for key, value in ours.items():
        yaml_nodes.put(said, key, yaml_nodes.of(value))
    yaml_nodes.put(said, "plugins", _plugins(yaml_nodes.get(said, "plugins")))
    yaml_nodes.put(said, "theme", _theme(yaml_nodes.get(said, "theme")))
    _put_first(said, "extra_css", site.stylesheets)
    _add_extensions(said)
    theirs = yaml_nodes.get(said, "extra")
    known = theirs if isinstance(theirs, MappingNode) else _mapping({})
    known.value += _mapping(extra).value
    if polyfills:
        _put_first(known, "polyfills", polyfills)
    yaml_nodes.put(said, "extra", known)
    return _HEAD + yaml_nodes.written(said)


def _navigation(entries: Iterable[NavigationEntry]) -> list[dict[str, object]]:
    """Our navigation as settings say it. Titles are printed as they are, so they are escaped here."""
    return [{str(escape(each.title)): each.file or _navigation(each.children)} for each in entries]


def _mapping(values: Mapping[str, object]) -> MappingNode:
    node = yaml_nodes.of(dict(values))
    assert isinstance(node, MappingNode)  # noqa: S101 (for mypy: YAML says a dict as a mapping)
    return node


def _plugins(said: Node | None) -> Node:
    """The plugins of the team but ours; Zensical leaves out in silence what it doesn't know, and searches unasked."""
    off = _mapping({"search": {"enabled": False}})
    if isinstance(said, MappingNode):
        yaml_nodes.drop(said, "nextcall")
        if not any(yaml_nodes.get(said, name) for name in _SEARCH):
            said.value += off.value
        return said
    if not isinstance(said, SequenceNode):
        return yaml_nodes.of(["search"])
    named = [(_name(each), each) for each in said.value]
    kept = [each for name, each in named if name != "nextcall"]
    if not any(name in _SEARCH for name, _ in named):
        kept.append(off)
    return SequenceNode(said.tag, kept, flow_style=False)


def _name(said: Node) -> str:
    """The name of a plugin or an extension that stands in a list, alone or with its settings."""
    key = said.value[0][0] if isinstance(said, MappingNode) and said.value else said
    return key.value if isinstance(key, ScalarNode) else ""


def _theme(said: Node | None) -> Node:
    """The team's theme, which is Material's look unless it says otherwise, with what ours adds."""
    theme = said if isinstance(said, MappingNode) else _mapping({"name": said.value} if said and said.value else {})
    for name, usual in (("name", "material"), ("variant", "classic")):
        if yaml_nodes.get(theme, name) is None:
            yaml_nodes.put(theme, name, yaml_nodes.of(usual))
    yaml_nodes.put(theme, "custom_dir", yaml_nodes.of(OVERRIDES))
    return theme


def _put_first(said: MappingNode, key: str, ours: Iterable[object]) -> None:
    theirs, made = yaml_nodes.get(said, key), yaml_nodes.of(list(ours))
    if isinstance(theirs, SequenceNode):
        made.value += theirs.value
    elif theirs is not None and theirs.value:
        message = f"{key} is no list"
        raise ValueError(message)
    yaml_nodes.put(said, key, made)


def _add_extensions(said: MappingNode) -> None:
    """Add what MkDocs has by itself, in front, so that an extension of the team's that replaces one still does."""
    theirs = yaml_nodes.get(said, "markdown_extensions")
    if isinstance(theirs, MappingNode):
        named = {key.value for key, _ in theirs.value}
        theirs.value[:0] = _mapping({name: {} for name in _BUILT_IN if name not in named}).value
        return
    listed = theirs.value if isinstance(theirs, SequenceNode) else []
    known = {_name(each).removeprefix("markdown.extensions.") for each in listed}
    added = [yaml_nodes.of(name) for name in _BUILT_IN if name not in known]
    whole = SequenceNode("tag:yaml.org,2002:seq", [*added, *listed], flow_style=False)
    yaml_nodes.put(said, "markdown_extensions", whole)
