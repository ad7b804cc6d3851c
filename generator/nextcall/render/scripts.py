"""The scripts of the site: plain files by subject, joined in the order of their names into one file a bundle.

What a file defines is seen by all files of its bundle, and by nothing outside it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from nextcall.markup import Html
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from pathlib import Path

# A comment that has its lines for itself: what else looks like one may stand in a string.
_COMMENT = re.compile(r"^[ \t]*+(?://[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/[ \t]*+)\n", re.MULTILINE)

_TYPE = re.compile(r"/\*\* @(?:[^*]|\*(?!/))*+\*/ ?")
_INDENT = re.compile(r"^[ \t]++", re.MULTILINE)


def bundles() -> tuple[str, ...]:
    """The names of all bundles: those of the folders below `scripts/`, sorted."""
    return tuple(sorted(path.name for path in _folder().iterdir() if path.is_dir()))


def joined(bundle: str) -> str:
    """The script of a bundle, without what browsers have no use for.

    That are comments that have lines of their own, types within lines, and what lines are indented by. No text of a
    script goes over several lines, so that none of it is lost.
    """
    files = sorted((_folder() / bundle).glob("*.js"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    text = _INDENT.sub("", _TYPE.sub("", _COMMENT.sub("", text)))
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def data(identifier: str, value: object) -> Html:
    """An element with this id that holds `value` as JSON, for scripts to read and for nobody else.

    Its text ends no element and begins no comment, whatever it says.
    """
    written = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    return Html(f'<script type="application/json" id="{identifier}">{written}</script>')


def _folder() -> Path:
    return template_folder() / "scripts"
