"""load → check → plan → render: the only place that knows the whole order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nextcall import checks
from nextcall.checks.rules import stale_results, stale_review
from nextcall.diagnostics import Severity
from nextcall.load import load, without_garbage_collection

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from nextcall.diagnostics import Diagnostic
    from nextcall.load import Loaded
    from nextcall.model import Playbook
    from nextcall.render import NavigationEntry, Page, SearchEntry


@dataclass(frozen=True)
class Checked:
    """A playbook's folder, read once and checked. Diagnostics are sorted, their paths relative to the repository."""

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]

    @property
    def playbook(self) -> Playbook | None:
        """The playbook, or None where its files are not sound enough to make one."""
        return self.loaded.playbook

    @property
    def has_errors(self) -> bool:
        """Whether any finding is of level error, so that no site is built."""
        return any(diagnostic.severity is Severity.ERROR for diagnostic in self.diagnostics)

    @property
    def renderable(self) -> bool:
        """Whether pages can be made of it at all: it loaded, and nothing guarded by an integrity rule is broken."""
        return self.playbook is not None and not any(
            checks.guards_integrity(diagnostic.rule) for diagnostic in self.diagnostics
        )


@dataclass(frozen=True)
class Site:
    """Everything that a site shows besides the team's own files: pages, navigation, and our assets by site path.

    `search` is what a search should know of the pages, where the host lets us say it.
    """

    pages: tuple[Page, ...]
    navigation: tuple[NavigationEntry, ...]
    assets: Mapping[str, bytes]
    search: tuple[SearchEntry, ...]


def check(root: Path, *, today: date | None = None) -> Checked:
    """Load and check the playbook in the folder `root`. Without `today` no review is found to be due."""
    loaded = load(root)
    diagnostics = loaded.diagnostics
    if loaded.playbook is not None:
        with without_garbage_collection():
            diagnostics += checks.run(loaded.playbook, loaded.locate, today)
    return Checked(loaded, loaded.on_repository(diagnostics))


def make_site(
    checked: Checked, *, directory_urls: bool = True, team_templates: Path | None = None, language: str = "en"
) -> Site:
    """Plan every call and render every page of a checked playbook, which must be `renderable`.

    `team_templates` is the folder of the team's own templates; its words are those for `language`.
    """
    from nextcall import export, render  # noqa: PLC0415 (`check` needs no Jinja)
    from nextcall.call_plan import plan_everything  # noqa: PLC0415
    from nextcall.words import catalogue  # noqa: PLC0415 (likewise)

    playbook = checked.playbook
    if playbook is None:
        message = "a playbook that did not load can't be rendered"
        raise ValueError(message)
    words = catalogue(team_templates, language)
    plans = plan_everything(playbook)
    pages = render.render(
        playbook,
        plans,
        checked.loaded.line_of,
        findings=_lasting_findings(checked, playbook),
        team_templates=team_templates,
        words=words,
        directory_urls=directory_urls,
    )
    search = render.search_entries(playbook, plans.call_plans, pages, words.label)
    assets = {
        **render.assets(),
        **export.files(playbook, checked.loaded.line_of, directory_urls=directory_urls),
        **render.llms_txt(playbook, plans, words, directory_urls=directory_urls),
    }
    return Site(pages, render.navigation(playbook, words), assets, search)


def _lasting_findings(checked: Checked, playbook: Playbook) -> tuple[Diagnostic, ...]:
    """What the checks find on any day, so that pages know no clock; paths are relative to the playbook's folder."""
    involved = {each.rule for each in checked.diagnostics} | {each.rule for each in playbook.allows}
    if involved & {stale_review.ID, stale_results.ID}:
        return checks.run(playbook, checked.loaded.locate)
    prefix = checked.loaded.prefix
    return tuple(replace(each, path=each.path.removeprefix(prefix)) for each in checked.diagnostics)
