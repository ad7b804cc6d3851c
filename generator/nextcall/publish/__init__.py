"""Bringing a site out: built whole and swapped in, served while it is edited, or written as Markdown pages.

It knows nothing of command lines, and imports MkDocs only where it runs it.
"""

from nextcall.publish.errors import Failed, Refused
from nextcall.publish.pages import Written, write_pages
from nextcall.publish.preview import serve
from nextcall.publish.settings import language, pencils, team_templates, tells_changes
from nextcall.publish.site import Built, build
from nextcall.publish.zensical import write_for_zensical
from nextcall.publish.zensical_settings import SETTINGS as ZENSICALS_SETTINGS

__all__ = [
    "ZENSICALS_SETTINGS",
    "Built",
    "Failed",
    "Refused",
    "Written",
    "build",
    "language",
    "pencils",
    "serve",
    "team_templates",
    "tells_changes",
    "write_for_zensical",
    "write_pages",
]
