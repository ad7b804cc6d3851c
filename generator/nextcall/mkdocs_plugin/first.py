"""Which pages are made before all others after a save: those that somebody looks at, and those of what was edited."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from nextcall.load.document import Document
    from nextcall.render import Page

MOST = 4
"""As many pages of what was edited come first: each that does lets the others wait."""


def come_first(pages: Iterable[Page], edited: Collection[Place], seen: Collection[str]) -> frozenset[str]:
    """The addresses among `pages` that are `seen`, and the first few whose source is one of the places `edited`."""
    found = [page for page in pages if page.source in edited or page.source.parent in edited]
    return frozenset(seen) | {page.address for page in islice(found, MOST)}


def edited_places(documents: Mapping[str, Document], before: Mapping[str, Document]) -> frozenset[Place]:
    """The stages that differ from those of the documents `before`; where no stage does, the whole files that do."""
    return frozenset(
        place
        for path, document in documents.items()
        if before.get(path) is not document
        for place in _of_document(path, document.data, before[path].data if path in before else None)
    )


def _of_document(path: str, data: Any, before: Any) -> Iterator[Place]:  # noqa: ANN401 (whatever YAML holds)
    known = _stages(before)
    found = [place for place, stage in _stages(data).items() if stage not in known.values()]
    whole = Place(path)
    yield from (whole / "stages" / place for place in found)
    if not found:
        yield whole


def _stages(data: Any) -> Mapping[int, object]:  # noqa: ANN401 (likewise)
    stages = data.get("stages") if isinstance(data, dict) else None
    return dict(enumerate(stages)) if isinstance(stages, list) else {}
