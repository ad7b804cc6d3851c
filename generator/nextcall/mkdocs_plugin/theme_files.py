"""What becomes of the theme's files: our scripts among them are shortened, and hidden folders aren't looked through.

Of Material's files nearly all are icons that lie in such a folder; MkDocs lists every file of its theme only to leave
out what lies in a folder whose name begins with a dot.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from mkdocs.structure.files import File

from nextcall.render.compiled import kept_script
from nextcall.render.shortened import shortened
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.theme import Theme


def shorten(files: Files, config: MkDocsConfig) -> None:
    """Let the site have our theme's own scripts without comments and layout; a team's that replaces one stays."""
    ours = template_folder() / "theme"
    for file in list(files):
        if file.src_uri.endswith(".js") and file.src_dir is not None and Path(file.src_dir) == ours:
            files.remove(file)
            script = (ours / file.src_uri).read_text(encoding="utf-8")
            files.append(File.generated(config, file.src_uri, content=_short(script)))


def _short(script: str) -> str:
    return kept_script(script, lambda: shortened(script))


def without_hidden(theme: Theme) -> None:
    """Let the first list that is made of the files in each environment of `theme` leave out hidden folders.

    That is MkDocs' own, before any plugin gets hold of the environment.
    """
    made = theme.get_env

    def get_env() -> jinja2.Environment:
        env = made()
        if type(env.loader) is jinja2.FileSystemLoader:
            env.loader = _Loader(env.loader)
        return env

    if type(theme).get_env.__module__ == type(theme).__module__ and "get_env" not in vars(theme):
        vars(theme)["get_env"] = get_env


class _Loader(jinja2.FileSystemLoader):
    def __init__(self, loader: jinja2.FileSystemLoader) -> None:
        super().__init__(loader.searchpath, loader.encoding, followlinks=loader.followlinks)
        self._was_listed = False

    def list_templates(self) -> list[str]:
        if self._was_listed:
            return super().list_templates()
        self._was_listed = True
        return sorted({path for folder in self.searchpath for path in self._seen(folder)})

    def _seen(self, top: str) -> list[str]:
        found: list[str] = []
        for folder, folders, files in os.walk(top, followlinks=self.followlinks):
            folders[:] = [name for name in folders if not name.startswith(".")]
            inside = Path(folder).relative_to(top).as_posix()
            found += (name if inside == "." else f"{inside}/{name}" for name in files)
        return found
