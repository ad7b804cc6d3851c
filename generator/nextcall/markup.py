"""HTML that may stand in a page as it is: a type, so that what is joined to it is escaped for HTML and for Markdown.

markupsafe's own type escapes for HTML alone, and leaves Markdown alive. Only `Html` is trusted: what is marked as safe
by anyone else is text.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING, Any, Self

from markupsafe import EscapeFormatter, Markup

from nextcall import text
from nextcall.model import Blocks, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TAG = re.compile(r"<[^<>]*>")
_CUT = re.compile(r"%(?:\([^)]*\))?[^%a-zA-Z(]*\.[^%a-zA-Z(]*[sra]")
_CHANGING = (
    *("__getitem__", "__iter__", "split", "rsplit", "splitlines", "partition", "rpartition", "removeprefix"),
    *("removesuffix", "replace", "translate", "capitalize", "casefold", "lower", "swapcase", "title", "upper"),
    *("center", "ljust", "rjust", "zfill", "expandtabs"),
)


class Html(Markup):
    """Safe HTML inside Markdown; text that is joined to it (`+`, `%`, `join`, `format`) is escaped by its type.

    What would cut or change it (a slice, `upper`, `replace` …) is done to its words instead, and gives text, which is
    escaped again where it is printed: half a tag or half a character reference never is.
    """

    __slots__ = ()

    @classmethod
    def escape(cls, s: object, /) -> Self:
        """`s` as HTML, by its type; links in a text lead nowhere, for a text that is joined knows no page."""
        return cls(html(s, lambda _folder, _target: None))

    @property
    def words(self) -> str:
        """What a reader sees of it, as text."""
        return unescape(_TAG.sub("", str(self)))

    def __len__(self) -> int:
        return len(self.words)

    def __bool__(self) -> bool:
        return str(self) != ""

    def striptags(self) -> str:
        """The words alone; they are text."""
        return self.words

    def unescape(self) -> str:
        """The words alone, for what they would say unescaped with their tags was never typed by anyone."""
        return self.words

    def strip(self, chars: str | None = None, /) -> Any:  # noqa: ANN401 (HTML without the blanks around it, else text)
        """HTML without blanks around it; without other characters it is text."""
        return super().strip() if chars is None else self.words.strip(chars)

    def lstrip(self, chars: str | None = None, /) -> Any:  # noqa: ANN401
        """As `strip`, at the start."""
        return super().lstrip() if chars is None else self.words.lstrip(chars)

    def rstrip(self, chars: str | None = None, /) -> Any:  # noqa: ANN401
        """As `strip`, at the end."""
        return super().rstrip() if chars is None else self.words.rstrip(chars)

    def __mod__(self, value: object, /) -> Self:
        if _CUT.search(self):
            message = "'%.3s' would cut HTML that is being made; cut the text before"
            raise TypeError(message)
        return super().__mod__(value)

    def format(self, *args: object, **kwargs: object) -> Self:
        """The HTML with its fields filled in, each escaped by its type."""
        return type(self)(_Formatter(self.escape).vformat(self, args, kwargs))

    def format_map(self, mapping: Mapping[str, object], /) -> Self:  # type: ignore[override]
        """As `format`."""
        return type(self)(_Formatter(self.escape).vformat(self, (), mapping))


class _Formatter(EscapeFormatter):
    """Escapes a value by its type, unless a format says how it is written."""

    def format_field(self, value: object, format_spec: str) -> str:
        if not format_spec:
            return str(self.escape(value))
        return super().format_field(value.words if isinstance(value, Html) else value, format_spec)


def _on_words(name: str) -> Callable[..., Any]:
    method = getattr(str, name)

    def changed(self: Html, *args: object) -> Any:  # noqa: ANN401 (whatever `str` makes)
        return method(self.words, *(each.words if isinstance(each, Html) else each for each in args))

    changed.__name__ = name
    return changed


for _name in _CHANGING:
    setattr(Html, _name, _on_words(_name))


def html(value: object, href: Callable[[str, str], str | None]) -> Html:
    """`value` as safe HTML, by its type; an error for what has no business in a page.

    `href` says where the target of a link, written in a file of a folder, leads; None where it leads nowhere.
    """
    if isinstance(value, Html):
        return value
    if isinstance(value, Text):
        if text.is_plain(value) and not isinstance(value, Blocks):
            return escaped(value)
        folder = value.folder
        make = text.blocks_html if isinstance(value, Blocks) else text.inline_html
        return _anywhere(make(value, lambda target: href(folder, target)))
    if isinstance(value, str) and not isinstance(value, Enum):
        return escaped(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Html(str(value))
    str(value)  # raises where a template names what isn't there, and says what
    message = f"a template printed {value!r}, which is neither text nor a number"
    raise TypeError(message)


@lru_cache(maxsize=1 << 14)
def escaped(value: str) -> Html:
    """`value` as it was typed, any markup of it included."""
    return _anywhere(text.escape(str(value)))


def _anywhere(made: str) -> Html:
    """HTML that may begin a line: blanks at its start would make that line code."""
    return Html(f"&#32;{made[1:]}" if made.startswith(" ") else made)
