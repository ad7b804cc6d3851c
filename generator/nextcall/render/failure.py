"""Words for what goes wrong while pages are made: most often a template of the team's own."""

from __future__ import annotations


def said_by(error: Exception) -> str:
    """What went wrong while the pages were made, with the template's name and line where Jinja knows them."""
    place = getattr(error, "filename", None) or getattr(error, "name", None)
    line = getattr(error, "lineno", None)
    where = f"{place}:{line}: " if place and line else ""
    return f"the pages could not be made: {where}{type(error).__name__}: {error}"
