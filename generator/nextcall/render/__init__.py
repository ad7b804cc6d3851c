"""The pages of a playbook: pure functions of the model that read nothing but templates and know no clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.render.llms import llms_txt
from nextcall.render.navigation import NavigationEntry, navigation
from nextcall.render.page import Page
from nextcall.render.site import render
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NavigationEntry", "Page", "assets", "llms_txt", "navigation", "render"]


def assets() -> Mapping[str, bytes]:
    """What the pages need beside themselves: paths below the site's root, with their contents."""
    return {addresses.STYLESHEET: (template_folder() / "assets" / "nextcall.css").read_bytes()}
