"""MkDocs' settings for a playbook: the team's `mkdocs.yml`, or a good default where there is none."""

from __future__ import annotations

import logging
import posixpath
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yaml import YAMLError

from nextcall.addresses import forge
from nextcall.load.merges import unfinished_merges
from nextcall.load.repository import path_in_repository
from nextcall.printable import printable
from nextcall.publish.errors import Refused
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkdocs.config.defaults import MkDocsConfig

    from nextcall.addresses.forge import Pencils
    from nextcall.mkdocs_plugin import NextcallPlugin


def load(
    root: Path,
    config_file: Path | None,
    *,
    site_dir: Path | None = None,
    strict: bool | None = None,
    offline: bool = False,
) -> tuple[MkDocsConfig, NextcallPlugin]:
    """MkDocs' settings, and our plugin in them. Refused if they are broken or are not of the playbook in `root`.

    Without `config_file` the default is taken, with the playbook's folder for `docs_dir`. `offline` asks for a site
    that works from `file://`; without it, that is what the file says.
    """
    from mkdocs.config import load_config  # noqa: PLC0415 (0.2 s that `render` doesn't need)

    from nextcall.publish.blame import said_by  # noqa: PLC0415 (imports MkDocs)

    options: dict[str, Any] = {"site_dir": None if site_dir is None else str(site_dir), "strict": strict}
    if config_file is None:
        options["docs_dir"] = str(root.resolve())
    name = config_file or template_folder() / "mkdocs.yml"
    try:
        config = load_config(config_file=str(name), **options)
    except (Exception, SystemExit) as error:  # a hook or a plugin can raise anything when it is imported
        message = _unfinished_merge(Path(name)) or f"{name}: {said_by(error)}"
        raise Refused(message) from error
    plugin = _plugin(config)
    if plugin is None:
        message = (
            f"{name} doesn't use nextcall; add these two lines below `plugins:` (MkDocs turns its own search off when"
            " it finds that key)\n  - search\n  - nextcall"
        )
        raise Refused(message)
    folder = plugin.playbook_folder(config)
    if folder.resolve() != root.resolve():
        message = f"{name} is for the playbook in {folder}, not for {root}; set docs_dir there, or name that one here"
        raise Refused(message)
    if offline:
        from nextcall.mkdocs_plugin.offline import turn_on  # noqa: PLC0415 (imports MkDocs)

        turn_on(config)
    return config, plugin


def team_templates(config_file: Path | None) -> Path | None:
    """The folder of the team's own templates, if their `mkdocs.yml` names one; nothing else in that file matters here.

    Raises Refused where the file can't be read or the folder isn't there.
    """
    if config_file is None:
        return None
    options = _options(_read(config_file))
    if not options.get("templates"):
        return None
    folder = config_file.absolute().parent / str(options["templates"])
    if not folder.is_dir():
        message = f"{config_file} names {folder} for templates, and there is no such folder"
        raise Refused(message)
    return folder


def tells_changes(config_file: Path | None) -> bool:
    """Whether `config_file` leaves in the page of what changed; raises as `team_templates`."""
    return options(config_file).get("changes") is not False


def docs_folder(config_file: Path | None) -> Path | None:
    """MkDocs' docs folder as `config_file` has it, None where there is no such folder; raises as `team_templates`."""
    return None if config_file is None else _folder(config_file, _read(config_file).get("docs_dir") or "docs")


def custom_folder(config_file: Path | None) -> Path | None:
    """The folder of the team's own files for the theme, if `config_file` names one; raises as `team_templates`."""
    theme = _read(config_file).get("theme") if config_file else None
    named = _text(theme.get("custom_dir")) if isinstance(theme, dict) else None
    if config_file is None or named is None:
        return None
    folder = _folder(config_file, named)
    if folder is None:
        message = f"{config_file} names {named} as the theme's custom_dir, and there is no such folder"
        raise Refused(message)
    return folder


def is_flat(config_file: Path | None) -> bool:
    """Whether `config_file` makes `page.html` of `page.md`; raises as `team_templates`."""
    return config_file is not None and _read(config_file).get("use_directory_urls") is False


def is_offline(config_file: Path | None) -> bool:
    """Whether `config_file` asks for a site that is read without a server; raises as `team_templates`."""
    plugins = (_read(config_file).get("plugins") if config_file else None) or ()
    listed = plugins.items() if isinstance(plugins, dict) else (_named(each) for each in plugins)
    said = {str(name).removeprefix("material/"): options for name, options in listed}
    options = said.get("offline")
    return "offline" in said and not (isinstance(options, dict) and options.get("enabled") is False)


def _named(plugin: object) -> tuple[object, object]:
    """The name of a plugin that stands in a list, and its options."""
    return next(iter(plugin.items()), ("", None)) if isinstance(plugin, dict) else (plugin, None)


def _folder(config_file: Path, named: object) -> Path | None:
    folder = (config_file.absolute().parent / str(named)).resolve()
    return folder if folder.is_dir() else None


def options(config_file: Path | None) -> dict[str, object]:
    """What stands below `nextcall:` in `config_file`, by default in our own; raises as `team_templates`."""
    return _options(_read(config_file or template_folder() / "mkdocs.yml"))


def pencils(config_file: Path | None, root: Path) -> Pencils | None:
    """Where the playbook in `root` is at the forge that `config_file` names, if any; raises as `team_templates`."""
    if config_file is None:
        return None
    said = _read(config_file)
    address, edit = (_text(said.get(name)) for name in ("repo_url", "edit_uri"))
    edit = _text(said.get("edit_uri_template")) or (f"{edit.rstrip('/')}/{forge.PATH}" if edit else None)
    docs = config_file.absolute().parent / (_text(said.get("docs_dir")) or "docs")
    inside = posixpath.relpath(root.resolve().as_posix(), docs.resolve().as_posix())
    kind = _text(_options(said).get("forge"))
    return forge.pencils(
        address,
        edit,
        inside="" if inside == "." else f"{inside}/",
        folder=path_in_repository(root),
        forge=forge.Forge(kind) if kind in set(forge.Forge) else None,
    )


def _text(said: object) -> str | None:
    return said if isinstance(said, str) and said else None


def _options(said: dict[str, Any]) -> dict[str, object]:
    """What stands below `nextcall:` in the settings."""
    plugins = said.get("plugins") or ()
    named = [plugins] if isinstance(plugins, dict) else [each for each in plugins if isinstance(each, dict)]
    options: object = next((each["nextcall"] for each in named if each.get("nextcall")), {})
    return options if isinstance(options, dict) else {}


def language(config_file: Path | None) -> str:
    """The language that the team's `mkdocs.yml` gives its theme, by default English; raises as `team_templates`."""
    theme = _read(config_file).get("theme") if config_file else None
    return str(theme.get("language") or "en") if isinstance(theme, dict) else "en"


def _read(config_file: Path) -> dict[str, Any]:
    """What stands in a `mkdocs.yml`, without the plugins and the theme that it names; Refused if it can't be read."""
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 (as above)
    from mkdocs.utils.yaml import yaml_load  # noqa: PLC0415

    try:
        with config_file.open("rb") as file:
            return dict(yaml_load(file))
    except (MkDocsException, YAMLError, OSError, TypeError, ValueError, RecursionError) as error:
        message = _unfinished_merge(config_file) or f"{config_file} can't be read: {error}"
        raise Refused(message) from error


def _unfinished_merge(config_file: Path) -> str:
    """What to do about the first merge that was not finished in these broken settings, "" if there is none."""
    try:
        text = config_file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
    return "".join(f"{config_file}: {each.message}; {each.hint}" for each in unfinished_merges(text, 1))


def _plugin(config: MkDocsConfig) -> NextcallPlugin | None:
    from nextcall.mkdocs_plugin import NextcallPlugin  # noqa: PLC0415 (imports MkDocs)

    return next((each for each in config.plugins.values() if isinstance(each, NextcallPlugin)), None)


class _Printable(logging.Formatter):
    """Shows the control characters of file names, links and whatever else MkDocs and its plugins speak of."""

    def format(self, record: logging.LogRecord) -> str:
        return printable(super().format(record))


@contextmanager
def quiet() -> Iterator[None]:
    """MkDocs says nothing on stderr but its warnings and errors."""
    log = logging.getLogger("mkdocs")
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_Printable("mkdocs: %(message)s"))
    before = log.propagate, log.level
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = before[0]
        log.setLevel(before[1])
