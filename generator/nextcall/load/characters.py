"""Characters that need a name: what nobody sees, what looks like a space, what people type for a bullet; and ids.

Each is what stands between the brackets of a regular expression's character class.
"""

from __future__ import annotations

import re
import unicodedata

HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff"
"""What a text can't hold: nobody would see it."""

ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
"""What looks like a space and is none to YAML."""

BULLETS = "*\u2022\u00b7\u2013\u2014"
"""What people type for the hyphen of a list's item."""


def as_id(words: str) -> str:
    """The id nearest to `words`, or "" where nothing of them is left."""
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
