"""A page of the site: its address, its Markdown with front matter, and the YAML that it comes from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nextcall import text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.model import Place

_LONGEST_DESCRIPTION = 300
_FENCE = "---"


@dataclass(frozen=True)
class Page:
    """One page. `title` and `description` are plain text, unescaped; `markdown` is the whole file, front matter first.

    A page without a description is not to be found, as a redirect; `weight` is how much more search makes of another.
    `meta` is what a builder reads in the front matter.
    """

    address: str
    title: str
    markdown: str
    source: Place
    description: str = ""
    weight: float = 1.0
    meta: Mapping[str, str | int] = field(default_factory=dict, compare=False)

    @classmethod
    def of(  # noqa: PLR0913 (what a page is made of)
        cls,
        address: str,
        title: str,
        values: Mapping[str, str | int],
        body: str,
        source: Place,
        *,
        description: str = "",
        weight: float = 1.0,
    ) -> Page:
        """The page with these values in its front matter."""
        meta = read(values)
        return cls(address, title, f"{_head(meta)}\n{body.strip()}\n", source, description, weight, meta)

    @property
    def body(self) -> str:
        """The Markdown behind the front matter."""
        return self.markdown.partition(f"\n{_FENCE}\n")[2].lstrip("\n")


def front_matter(values: Mapping[str, str | int]) -> str:
    """YAML front matter; texts are escaped for HTML too, because builders print them into their pages as they are."""
    return _head(read(values))


def _head(meta: Mapping[str, str | int]) -> str:
    lines = (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in meta.items())
    return "\n".join((_FENCE, *lines, _FENCE, ""))


def read(values: Mapping[str, str | int]) -> dict[str, str | int]:
    """What a builder reads in the `front_matter` of these values."""
    return {name: value if isinstance(value, int) else _seen(value) for name, value in values.items()}


def shortened(words: str) -> str:
    """A description that fits a list of search results."""
    return words if len(words) <= _LONGEST_DESCRIPTION else words[: _LONGEST_DESCRIPTION - 1].rstrip() + "…"


def _seen(value: str) -> str:
    escaped = value if re.fullmatch(r"[A-Za-z0-9./-]*", value) else text.escape(value)
    return escaped if escaped.isprintable() else "".join(_printable(char) for char in escaped)


def _printable(char: str) -> str:
    return char if char.isprintable() else f"&#{ord(char)};"
