"""The words of a diagnostic for formats whose readers show them beside the line they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.printable import on_one_line

if TYPE_CHECKING:
    from nextcall.diagnostics import Diagnostic


def sentence(diagnostic: Diagnostic) -> str:
    """What is wrong and what to do, on one line."""
    words = on_one_line(diagnostic.message)
    return f"{words}; {on_one_line(diagnostic.hint)}" if diagnostic.hint else words
