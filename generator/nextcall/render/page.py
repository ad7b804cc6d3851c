"""A page of the site: its address, its Markdown with front matter, and the YAML that it comes from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.model import Place

_LONGEST_DESCRIPTION = 300


@dataclass(frozen=True)
class Page:
    """One page. `title` and `description` are plain text, unescaped; `markdown` is the whole file, front matter first.

    A page without a description is not to be found, as a redirect; `weight` is how much more search makes of another.
    """

    address: str
    title: str
    markdown: str
    source: Place
    description: str = ""
    weight: float = 1.0


def front_matter(values: Mapping[str, str | int]) -> str:
    """YAML front matter; texts are escaped for HTML too, because builders print them into their pages as they are."""
    lines = (f"{name}: {value if isinstance(value, int) else _quoted(value)}" for name, value in values.items())
    return "\n".join(("---", *lines, "---", ""))


def shortened(words: str) -> str:
    """A description that fits a list of search results."""
    return words if len(words) <= _LONGEST_DESCRIPTION else words[: _LONGEST_DESCRIPTION - 1].rstrip() + "…"


def _quoted(value: str) -> str:
    escaped = value if re.fullmatch(r"[A-Za-z0-9./-]*", value) else text.escape(value)
    seen = "".join(char if char.isprintable() else f"&#{ord(char)};" for char in escaped)
    return json.dumps(seen, ensure_ascii=False)
