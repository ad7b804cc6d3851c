"""The Jinja environment: where templates come from, and how every value that they print becomes safe HTML.

A template's author can't forget to escape: whatever is printed passes `finalize`, which knows from a value's type what
may become of it. What would get around that (`~`, the `safe` filter) is not there.
"""

from __future__ import annotations

import posixpath
import re
from enum import Enum
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NoReturn

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Undefined, pass_context
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from nextcall import addresses, text
from nextcall.model import Blocks, Text
from nextcall.render import crm_guidance, ticks
from nextcall.render.compiled import compiled_templates
from nextcall.resources import template_folder
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from jinja2 import nodes
    from jinja2.compiler import Frame
    from jinja2.runtime import Context

    from nextcall.model import Place, SalesProcess, Stage
    from nextcall.render.links import Origin
    from nextcall.words import Words

_SAFE_LINK = re.compile(r"[a-z0-9_./#-]*")
_SAFE_TICK = re.compile(r"[a-z0-9:~-]*")
_UNSAFE_FILTERS = ("e", "escape", "forceescape", "safe", "urlize", "xmlattr", "tojson", "format", "replace", "indent")


class _Generator(CodeGenerator):
    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> NoReturn:  # noqa: ARG002, N802 (Jinja's signature)
        self.fail("'~' would get around the escaping; print the parts one after another", node.lineno)


@lru_cache(maxsize=1 << 14)
def _escaped(value: str) -> Markup:
    return Markup(text.escape(value))  # noqa: S704 (just escaped)


def html(origin: Origin, value: object) -> Markup:
    """`value` as safe HTML on the page `origin`, by its type; an error for what has no business in a page."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, Text):
        if text.is_plain(value) and not isinstance(value, Blocks):
            return _escaped(value)
        folder = value.folder
        make = text.blocks_html if isinstance(value, Blocks) else text.inline_html
        return Markup(make(value, lambda target: origin.href(folder, target)))  # noqa: S704 (text escapes)
    if isinstance(value, str) and not isinstance(value, Enum):
        return _escaped(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Markup(str(value))  # noqa: S704 (digits)
    if isinstance(value, Undefined):
        str(value)  # raises, and says what is undefined
    message = f"a template printed {value!r}, which is neither text nor a number"
    raise TypeError(message)


def _origin(context: Context) -> Origin:
    found: Origin | None = context.parent.get("page")
    if found is None:
        message = f"{context.name}: import partials `with context`, so that links know the page they stand on"
        raise TypeError(message)
    return found


@pass_context
def _finalize(context: Context, value: object) -> Markup:
    return value if type(value) is Markup else html(_origin(context), value)


@pass_context
def _href(context: Context, address: str, anchor: str = "") -> Markup | str:
    link = _origin(context).link(address)
    if anchor:
        link = f"{link}#{anchor}"
    return Markup(link) if _SAFE_LINK.fullmatch(link) else link  # noqa: S704 (no character that means anything)


def _block(markup: str) -> Markup:
    """An HTML block: no line in it is blank, all start at the first column, and a blank line follows."""
    inside = "\n".join(filter(None, map(str.strip, markup.split("\n"))))
    return Markup(f"{inside}\n\n" if inside else "")  # noqa: S704 (was markup before)


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"


def _ticks() -> SimpleNamespace:
    """The names of `ticks`, as markup: ids and digests, in which no character means anything."""
    names: tuple[Callable[[Any], str], ...] = (ticks.activity, ticks.criterion, ticks.ours, ticks.theirs)

    def safe(name: Callable[[Any], str]) -> Callable[[Any], Markup | str]:
        return lambda of: Markup(made) if _SAFE_TICK.fullmatch(made := name(of)) else made  # noqa: S704

    return SimpleNamespace(**{name.__name__: safe(name) for name in names})


def _anchors() -> dict[str, Callable[[str], Markup]]:
    """The anchors of `addresses`, as markup: they are made of ids, in which no character means anything."""

    def safe(anchor: Callable[[str], str]) -> Callable[[str], Markup]:
        return lambda name: Markup(anchor(name) if _SAFE_LINK.fullmatch(str(name)) else text.escape(anchor(name)))  # noqa: S704

    return {name: safe(getattr(addresses, name)) for name in dir(addresses) if name.endswith("_anchor")}


@lru_cache(maxsize=4)
def environment(team_templates: Path | None = None, words: Words | None = None) -> Environment:
    """The environment for a team's templates in front of ours; ours stay reachable under `default/`.

    `words` are those that templates add, by default ours.
    """
    words = words or catalogue()
    ours = FileSystemLoader(template_folder())
    team = [FileSystemLoader(team_templates)] if team_templates else []
    made = Environment(
        loader=ChoiceLoader([*team, ours, PrefixLoader({"default": ours})]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
        finalize=_finalize,
        bytecode_cache=compiled_templates(),
    )
    made.code_generator_class = _Generator
    for name in _UNSAFE_FILTERS:
        del made.filters[name]
    made.filters.update(plain=text.plain, series=tuple, block=_block, clock=_clock)
    fixed = {tuple(key.split(".")): made for key, made in words.fixed()}
    fixed |= {(".".join(key),): made for key, made in fixed.items()}

    @pass_context
    def phrase(context: Context, *key: str, **values: object) -> Markup:
        found = fixed.get(key)
        if found is not None and not values:
            return found
        origin = _origin(context)
        return words.html(".".join(key), values, lambda value: html(origin, value))

    @pass_context
    def join(context: Context, values: Iterable[object], separator: str = words.comma) -> Markup:
        origin = _origin(context)
        return html(origin, separator).join([html(origin, value) for value in values])

    @pass_context
    def href_in(context: Context, place: Place, target: str | None) -> str | None:
        return _origin(context).href(posixpath.dirname(place.path), target) if target else None

    def guidance(process: SalesProcess, stage: Stage) -> str:
        return crm_guidance.of(process, stage, words)

    made.filters["join"] = join
    made.globals.update(href_in=href_in, crm_guidance=guidance)
    made.globals.update(words_for_script=words.for_script, tick=_ticks())
    made.globals.update(t=phrase, label=words.label, href=_href, to=SimpleNamespace(**(vars(addresses) | _anchors())))
    return made
