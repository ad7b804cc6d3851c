"""The scripts of the site: plain files by subject, joined in the order of their names into one file a bundle.

What a file defines is seen by all files of its bundle, and by nothing outside it but a bundle that stands on this one:
such a one is loaded once the page has a use for it, and sees what the other defines, too.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nextcall.markup import Html
from nextcall.render.compiled import kept_script
from nextcall.render.shortened import outer_names, shortened
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from pathlib import Path


RELOAD = "reload"
"""The bundle that no site has."""

STANDS_ON = {"call": "deal"}
"""Bundles that stand on another one, by their names."""


def bundles() -> tuple[str, ...]:
    """The names of all bundles: those of the folders below `scripts/`, sorted."""
    return tuple(sorted(path.name for path in _folder().iterdir() if path.is_dir()))


def as_written(bundle: str) -> str:
    """The files of a bundle as one script that lets nothing of them out but what another bundle needs."""
    text = _files(bundle)
    for upper, lower in STANDS_ON.items():
        names = ", ".join(_shared(upper, lower)) if bundle in (upper, lower) else ""
        if names and bundle == lower:
            text += f"globalThis.nextcall = Object.assign(globalThis.nextcall ?? {{}}, {{ of_{lower}: [{names}] }});\n"
        elif names:
            text = f"const [{names}] = globalThis.nextcall.of_{lower};\n{text}"
    return f'(() => {{\n"use strict";\n{text}}})();\n'


def joined(bundle: str) -> str:
    """The script of a bundle as the site has it: without comments and layout, and with short names."""
    of_others = {each for pair in STANDS_ON.items() if bundle in pair for each in pair}
    source = json.dumps([bundle, *((each, _files(each)) for each in sorted({bundle, *of_others}))])
    return kept_script(source, lambda: shortened(as_written(bundle)))


def reload_script() -> bytes:
    """The script that loads a page again when it is new, for who serves a site that is edited; no site has it."""
    return joined(RELOAD).encode()


def data(identifier: str, value: object) -> Html:
    """An element with this id that holds `value` as JSON, for scripts to read and for nobody else.

    Its text ends no element and begins no comment, whatever it says.
    """
    written = json.dumps(value, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")
    return Html(f'<script type="application/json" id="{identifier}">{written}</script>')


def _files(bundle: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((_folder() / bundle).glob("*.js")))


def _shared(upper: str, lower: str) -> list[str]:
    """What the bundle `upper` uses of what `lower` defines."""
    return sorted(outer_names(_files(upper)).missing & outer_names(_files(lower)).declared)


def _folder() -> Path:
    return template_folder() / "scripts"
