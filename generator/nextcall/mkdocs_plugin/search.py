"""What the site's search goes by: how it cuts words and weighs them, and our entries in the place of whole pages.

The index is that of MkDocs' `search` plugin or Material's, of the same shape; where there is none, nothing is done.
"""

from __future__ import annotations

import json
import re
from functools import wraps
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from material.plugins.search.plugin import SearchPlugin  # type: ignore[import-untyped]

from nextcall.model.kept import kept
from nextcall.render import UNPARTED
from nextcall.render.search_document import document, location, unseen, unseen_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

    from nextcall.render import SearchEntry, Synonyms

_SEPARATOR = (
    r"[\s\u200b!-/:-@\[-\^`{-~\u00a1-\u00bf\u0964\u0965\u0f0b-\u0f12\u104a\u104b\u17d4-\u17da\u2010-\u2027"
    r"\u2039-\u205e\u3001-\u3004\u3008-\u301f\u30fb\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+"
    rf"|(?=[{UNPARTED}])"
)
"""Between words: spaces and punctuation; and before each sign of a script in which nothing parts words, or what is
asked for stands inside a longer one. Signs that belong to the one before them stay with it. The theme's own separators
find only how such a run of signs begins."""

_WEIGHTS = {"title": 10.0, "keywords": 5.0, "synonyms": 0.5}
"""The weight of a word beside one in the text. The theme's 1,000 lets any title win over every text; the other two are
fields of ours, which no result shows: what sellers call a thing or mean by its title, and what they may call what its
text speaks of."""


_MARKUP = re.compile("<[^<>]*>")

_LEFT_TO_US = {"exclude": True}

_ATTRIBUTE = re.compile(r"""data-search-\w+="[^"]+\"""").search
"""One that the search plugin takes out, found in a moment where there is none."""

_TEAMS_PAGE = 1.2
"""The weight of the team's own pages, unless their front matter says another: a little more than of a page of ours."""


def prepare(config: MkDocsConfig) -> None:
    """Before Material's search plugin starts, fill in what the team's settings leave open."""
    for plugin in config.plugins.values():
        if isinstance(plugin, SearchPlugin):
            settings = plugin.config
            for field, weight in _WEIGHTS.items():
                settings["fields"].setdefault(field, {"boost": weight})
            settings["separator"] = settings["separator"] or _SEPARATOR
            if settings["pipeline"] is None:
                settings["pipeline"] = []  # it would drop words like "it" and "who", of which people's names are made
                settings["lang"] = settings["lang"] or ["en"]  # what another adds stands in the pipeline
    at_pages = config.plugins.events["page_context"]
    at_pages[:] = [
        _unless_ours(each) if isinstance(getattr(each, "__self__", None), SearchPlugin) else each for each in at_pages
    ]


def leave_to_us(page: Page) -> None:
    """Keep the search plugin from reading a page of ours, which takes long and gives less than its entries."""
    page.meta["search"] = _LEFT_TO_US


def _unless_ours(handler: Callable[..., Any]) -> Callable[..., Any]:
    """What the search plugin does of a page, but for one that is left to us: of it, it takes only these attributes out.

    It looks for them with a pattern that takes longer than most of what is done for a page.
    """

    @wraps(handler)
    def handled(context: TemplateContext, *, page: Page, **rest: Any) -> TemplateContext | None:  # noqa: ANN401
        if page.meta.get("search") is _LEFT_TO_US and not _ATTRIBUTE(page.content or ""):
            return None
        made: TemplateContext | None = handler(context, page=page, **rest)
        return made

    return handled


def write(entries: Iterable[SearchEntry], addresses: Iterable[str], synonyms: Synonyms, config: MkDocsConfig) -> None:
    """Put our entries into the index that the search plugin has written, in the place of the pages at `addresses`.

    They and the team's own pages are found by `synonyms` of what they say, too.
    """
    path = Path(config.site_dir) / "search" / "search_index.json"
    if not path.is_file():
        return
    index: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    flat = not config.use_directory_urls
    ours = frozenset(location(address, flat=flat) for address in addresses)
    theirs = [{"boost": _TEAMS_PAGE} | each for each in index["docs"] if each["location"].partition("#")[0] not in ours]
    for each in theirs:
        title, said = (unescape(_MARKUP.sub(" ", each[field])) for field in ("title", "text"))
        each.update(unseen(synonyms, (title,), (said,)))
    documents = ",".join((*(_document(each, synonyms, flat=flat) for each in entries), *map(_json, theirs)))
    fields = {key: _json(value) for key, value in index.items()} | {"docs": f"[{documents}]"}
    whole = ",".join(f"{_json(key)}:{value}" for key, value in fields.items())
    path.write_text(f"{{{whole}}}", encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@kept
def _document(entry: SearchEntry, synonyms: Synonyms, *, flat: bool) -> str:
    """An entry as the index has it."""
    return _json(document(entry, flat=flat) | unseen_of(entry, synonyms))
