"""Characters that need a name: what nobody sees, what looks like a space, what people type for a bullet; and ids.

The constants are what stands between the brackets of a regular expression's character class.
"""

from __future__ import annotations

import re
import unicodedata

HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff"
"""What a text can't hold: nobody would see it."""

ODD_SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000"
"""What looks like a space and is none to YAML."""

BULLETS = "*\u00b7\u2010-\u2015\u2022\u2023\u2043\u2212\u25aa\u25cb\u25cf\u25e6\u30fb\u30fc\ufe58\ufe63\uff0a\uff0d"
"""What people type for the hyphen of a list's item."""


COLONS = "\uff1a\ufe55\ufe13\ua789\u2236\u02d0"
"""What looks like a colon and is none to YAML."""

BRACKETS = "\uff3b\uff3d\uff5b\uff5d\u3010\u3011\u3014\u3015\u27e6\u27e7"
"""What looks like the brackets of a list or of fields and is none to YAML."""

_LOOKS_LIKE = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u30fc\ufe58", "-")
_LOOKS_LIKE |= dict.fromkeys(COLONS, ":") | dict.fromkeys("\u3001\u060c\u201a\ufe50", ",")
_LOOKS_LIKE |= dict(zip(BRACKETS, "[]{}[][][]", strict=True))
_LOOKS_LIKE |= dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"') | dict.fromkeys(
    "\u2018\u2019\u201b\u2032", "'"
)
_LOOKS_LIKE |= dict.fromkeys("\u2044\u2215", "/") | {"\u200b": ""} | dict.fromkeys("\x85\u2028\u2029", " ")
_LOOKS_LIKE |= dict(zip("аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅ", "aeopcyxijshdqwABEKMHOPCTYXIJS", strict=True))  # noqa: RUF001
_LOOKS_LIKE |= dict(zip("οανικρΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavikpABEZHIKMNOPTYX", strict=True))
_MOST_NAMED = 3


def _looks_like(character: str) -> str | None:
    """What a keyboard has for `character`: "" for what nobody sees, None where it looks like nothing else."""
    if character.isascii():
        return None
    meant = _LOOKS_LIKE.get(character)
    if meant is None and unicodedata.category(character) == "Cf":
        return ""
    if meant is None and character.isdecimal():
        return str(unicodedata.decimal(character))
    if meant is None:
        compatible = unicodedata.normalize("NFKC", character)
        meant = compatible if compatible.isascii() else None
    return meant


def plainly(words: str) -> str:
    """`words` with what a keyboard has for characters that only look like it, and without blanks around them."""
    if words.isascii():
        return words
    return "".join([each if (meant := _looks_like(each)) is None else meant for each in words]).strip()


def named(character: str) -> str:
    """A character's name, with its article and its code point."""
    name = unicodedata.name(character, "control character").lower()
    for script in ("cyrillic", "greek", "latin"):
        name = name.replace(script, script.capitalize())
    article = "an" if name[0] in "aeiou" else "a"
    return f"{article} {name} (U+{ord(character):04X})"


def look_alikes(words: str) -> str:
    """The characters of `words` that only look like others, by name; "" where there are none."""
    found = [each for each in dict.fromkeys(words) if _looks_like(each) is not None]
    names = [named(each) for each in found[:_MOST_NAMED]]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def as_id(words: str) -> str:
    """The id nearest to `words`, or "" where nothing of them is left."""
    plain = unicodedata.normalize("NFKD", plainly(words).lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
