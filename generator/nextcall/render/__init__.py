"""The pages of a playbook: pure functions of the model that read nothing but templates and know no clock."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.render import scripts
from nextcall.render.around import Around
from nextcall.render.llms import llms_txt
from nextcall.render.navigation import NavigationEntry, navigation
from nextcall.render.page import Page
from nextcall.render.scripts import reload_script
from nextcall.render.search import SearchEntry
from nextcall.render.search import entries as search_entries
from nextcall.render.shortened import shortened_style
from nextcall.render.site import everything_around, render
from nextcall.render.synonyms import UNPARTED, Synonyms
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "UNPARTED",
    "Around",
    "NavigationEntry",
    "Page",
    "SearchEntry",
    "Synonyms",
    "assets",
    "everything_around",
    "llms_txt",
    "navigation",
    "reload_script",
    "render",
    "search_entries",
]


def assets(*, with_changes: bool = False) -> Mapping[str, bytes]:
    """What the pages need beside themselves: paths below the site's root, with their contents.

    `with_changes`: the site has a page of changes.
    """
    changes = (addresses.SCRIPT_OF_CHANGES,) if with_changes else ()
    return {path: _asset(path) for path in (*addresses.STYLESHEETS, *addresses.SCRIPTS, *changes)}


def _asset(path: str) -> bytes:
    name = PurePosixPath(path)
    if name.suffix == ".js":
        return scripts.joined(name.stem).encode()
    return shortened_style((template_folder() / "assets" / name.name).read_text(encoding="utf-8")).encode()
