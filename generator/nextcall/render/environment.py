"""The Jinja environment: where templates come from, and how every value that they print becomes safe HTML.

A template's author can't forget to escape: whatever is printed passes `finalize`, which knows from a value's type what
may become of it, and what templates make is `Html`, whatever they join to it. What would get around that (the `safe`
filter) is not there.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache, wraps
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    nodes,
    pass_context,
)
from jinja2.compiler import CodeGenerator
from jinja2.runtime import BlockReference, Context, Macro

from nextcall import addresses, text
from nextcall.markup import Html, escaped, html
from nextcall.model.kept import kept_while
from nextcall.render import crm_guidance, scripts, ticks
from nextcall.render.compiled import compiled_templates
from nextcall.resources import template_folder
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping
    from pathlib import Path

    from jinja2.compiler import Frame

    from nextcall.model import Place, SalesProcess, Stage
    from nextcall.render.links import Origin
    from nextcall.words import Words

_SAFE_LINK = re.compile(r"[a-z0-9_./#-]*")
_SAFE_TICK = re.compile(r"[a-z0-9:~-]*")
_PRINTED = "printed"
_TEXT_FILTERS = ("title", "truncate", "urlencode", "wordcount", "wordwrap")
_UNSAFE_FILTERS = ("e", "escape", "forceescape", "safe", "urlize", "xmlattr", "tojson", "format", "replace", "indent")


class _Generator(CodeGenerator):
    """Writes code in which what a filter makes of a block, and what `~` joins, is printed like everything else.

    What is printed is HTML once `finalize` had it, so nothing escapes it again.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802 (Jinja's name)
        blocks: tuple[Any, ...] = (*node.find_all(nodes.FilterBlock), *node.find_all(nodes.AssignBlock))
        for block in blocks:
            if block.filter is not None:
                block.filter = nodes.Filter(block.filter, _PRINTED, [], [], None, None)
        super().visit_Template(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        self.write("markup_join((")
        for part in node.nodes:
            self._output_child_pre(part)
            self.visit(part, frame)
            self._output_child_post(part)
            self.write(", ")
        self.write("))")

    def _output_child_pre(self, *_: object) -> None:
        self.write("finalize(context, ")

    def _output_child_post(self, *_: object) -> None:
        self.write(")")


class _Macro(Macro):
    """What a macro returns has been printed by it, and is HTML."""

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Html:  # noqa: ARG002, FBT001 (Jinja's signature)
        return Html(self._func(*arguments))


class _Context(Context):
    """What a block returns has been printed by it, and is HTML."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 (whatever is called)
        if type(called) is _Macro:  # it asks for nothing of what Jinja looks whether a function wants it
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return called(*args, **kwargs)
        made = super().call(called, *args, **kwargs)
        return Html(made) if isinstance(called, BlockReference) else made


class _Template(Template):
    """What a template gathers (a `set` block, the body of a filter) has been printed by it, and is HTML."""

    @classmethod
    def _from_namespace(
        cls,
        environment: Environment,
        namespace: MutableMapping[str, Any],
        globals: MutableMapping[str, Any],  # noqa: A002
    ) -> Template:
        namespace.update(Markup=Html, Macro=_Macro, markup_join=Html().join, finalize=_finalize)
        return super()._from_namespace(environment, namespace, globals)


def _on_words(change: Callable[..., object]) -> Callable[..., object]:
    """A filter of Jinja's that changes text, given the words of HTML: it would see references and tags else."""

    @wraps(change)
    def changed(*args: object, **kwargs: object) -> object:
        return change(*(each.words if isinstance(each, Html) else each for each in args), **kwargs)

    return changed


def _origin(context: Context) -> Origin:
    found: Origin | None = context.parent.get("page")
    if found is None:
        message = f"{context.name}: import partials `with context`, so that links know the page they stand on"
        raise TypeError(message)
    return found


@pass_context
def _finalize(context: Context, value: object) -> Html:
    if type(value) is Html:
        return value
    href = _origin(context).href
    return escaped(value) if type(value) is str else html(value, href)


@pass_context
def _href(context: Context, address: str, anchor: str = "") -> Html | str:
    link = _origin(context).link(address)
    if anchor:
        link = f"{link}#{anchor}"
    return Html(link) if _SAFE_LINK.fullmatch(link) else link  # no character in it means anything


@pass_context
def _is_made(context: Context, address: str) -> bool:
    """Whether the site has a page at an address: one that would be empty isn't made."""
    return _origin(context).is_made(address)


@pass_context
def _block(context: Context, value: object) -> Html:
    """An HTML block: no line in it is blank, all start at the first column, and a blank line follows."""
    inside = "\n".join(filter(None, map(str.strip, str.split(_finalize(context, value), "\n"))))
    return Html(f"{inside}\n\n" if inside else "")


@pass_context
def _piece(context: Context, process: SalesProcess, *name: str, caller: Callable[[], str]) -> str:
    """The part of a page that shows one process and nothing of others: made again only when the process is another.

    `name` tells it from the other parts of the page that show the same process.
    """
    around = context.parent.get("around")
    if around is None:
        return caller()
    return kept_while(process, (_piece, context.name, _origin(context).address, name), around, caller)


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"


def _ticks() -> SimpleNamespace:
    """The names of `ticks`, as markup: ids and digests, in which no character means anything."""
    names: tuple[Callable[[Any], str], ...] = (ticks.activity, ticks.criterion)

    def safe(name: Callable[[Any], str]) -> Callable[[Any], Html | str]:
        return lambda of: Html(made) if _SAFE_TICK.fullmatch(made := name(of)) else made

    return SimpleNamespace(**{name.__name__: safe(name) for name in names})


def _anchors() -> dict[str, Callable[[str], Html]]:
    """The anchors of `addresses`, as markup: they are made of ids, in which no character means anything."""

    def safe(anchor: Callable[[str], str]) -> Callable[[str], Html]:
        return lambda name: Html(made) if _SAFE_LINK.fullmatch(made := anchor(name)) else escaped(made)

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
    made.code_generator_class, made.context_class, made.template_class = _Generator, _Context, _Template
    for name in _UNSAFE_FILTERS:
        del made.filters[name]
    made.filters.update(plain=text.plain, series=tuple, block=_block, clock=_clock)
    made.filters[_PRINTED] = _finalize
    made.filters.update({name: _on_words(made.filters[name]) for name in _TEXT_FILTERS})
    fixed = {tuple(key.split(".")): made for key, made in words.fixed()}
    fixed |= {(".".join(key),): made for key, made in fixed.items()}

    @pass_context
    def phrase(context: Context, *key: str, **values: object) -> Html:
        found = fixed.get(key)
        if found is not None and not values:
            return found
        href = _origin(context).href
        return words.html(".".join(key), values, lambda value: html(value, href))

    @pass_context
    def join(context: Context, values: Iterable[object], separator: str = words.comma) -> Html:
        return _finalize(context, separator).join([_finalize(context, value) for value in values])

    @pass_context
    def href_in(context: Context, place: Place, target: str | None) -> str | None:
        return _origin(context).href(posixpath.dirname(place.path), target) if target else None

    def guidance(process: SalesProcess, stage: Stage) -> str:
        return crm_guidance.of(process, stage, words)

    made.filters["join"] = join
    made.globals.update(href_in=href_in, crm_guidance=guidance)
    made.globals.update(words_for_script=words.for_script, rows_for_script=words.rows_for_script, tick=_ticks())
    made.globals.update(data_for_script=scripts.data, piece=_piece)
    made.globals.update(
        t=phrase, label=words.label, href=_href, is_made=_is_made, to=SimpleNamespace(**(vars(addresses) | _anchors()))
    )
    return made
