"""Where `mkdocs.yml` says that the playbook is kept, so that pencils lead there: to the right file, branch and line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.config.config_options import EditURITemplate

from nextcall.addresses import forge
from nextcall.addresses.forge import PATH
from nextcall.load.repository import path_in_repository

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_FILLED_IN = (None, "", "edit/master/docs/", "src/default/docs/")
"""What MkDocs takes for usual where nobody says how a file is edited."""


def pencils(config: MkDocsConfig, root: Path, inside: str, kind: str | None) -> forge.Pencils | None:
    """The repository that holds the playbook in `root`, or None where the settings name none that we know.

    `inside` leads from the docs folder to `root`. Where the settings name a repository without saying how a file of it
    is edited, the team's own pages get their pencils, too.
    """
    edit = _said(config)
    known = forge.Forge(kind) if kind else None
    folder = path_in_repository(root)
    found = forge.pencils(config.repo_url, edit, inside=inside, folder=folder, forge=known)
    if found is not None and edit is None:
        pencil = found.pencil.replace(PATH, quote(path_in_repository(Path(config.docs_dir))) + PATH)
        config["edit_uri_template"] = EditURITemplate.Template(EditURITemplate.Formatter(), pencil)
    return found


def _said(config: MkDocsConfig) -> str | None:
    """What the settings themselves say about editing a file."""
    if config.edit_uri_template:
        return str(config.edit_uri_template).replace("{path!q}", PATH)
    return None if config.edit_uri in _FILLED_IN else f"{config.edit_uri}{PATH}"
