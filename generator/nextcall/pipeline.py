"""load → check → plan → render: the only place that knows the whole order."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from nextcall import checks
from nextcall.addresses import CALL_STYLE
from nextcall.checks.rules import stale_results, stale_review, unknown_reference
from nextcall.diagnostics import Severity
from nextcall.load import Kind, load, paths_of_files, without_garbage_collection
from nextcall.model.kept import kept_while

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date
    from pathlib import Path

    from nextcall.addresses.forge import Pencils
    from nextcall.diagnostics import Diagnostic
    from nextcall.diff import Diff, Side
    from nextcall.history.git import Repository
    from nextcall.load import Loaded
    from nextcall.model import Playbook
    from nextcall.render import Around, NavigationEntry, Page, SearchEntry
    from nextcall.views.changed import History


_SCHEDULED = re.compile(r"/(?:requires|needs|satisfies)/\d+$")
"""References inside a process; others may lead to a file that could not be read."""


@dataclass(frozen=True)
class Checked:
    """A playbook's folder, read once and checked. Diagnostics are sorted, their paths relative to the repository.

    `unread_before` are files that were not sound at the revision whose findings are left out.
    """

    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]
    unread_before: tuple[str, ...] = ()

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

    `search` is what a search should know of the pages, where the host lets us say it. `around` is what the next site
    can go by, where the host keeps making them.
    """

    pages: tuple[Page, ...]
    navigation: tuple[NavigationEntry, ...]
    assets: Mapping[str, bytes]
    search: tuple[SearchEntry, ...]
    around: Around | None = None

    @property
    def stylesheets(self) -> tuple[str, ...]:
        """Our style sheets that pages link, by site path. A page may leave out the one that it has no use for."""
        return tuple(sorted(path for path in self.assets if path.endswith(".css") and path != CALL_STYLE))


def check(root: Path, *, today: date | None = None, known: Loaded | None = None) -> Checked:
    """Load and check the playbook in the folder `root`. Without `today` no review is found to be due.

    Files that are as they were when they became `known` are what they were.
    """
    with without_garbage_collection():
        loaded = load(root, known=known)
        diagnostics = loaded.diagnostics
        if loaded.playbook is not None:
            diagnostics += checks.run(loaded.playbook, loaded.locate, today)
        return Checked(loaded, loaded.on_repository(diagnostics))


def make_site(  # noqa: PLR0913 (what a site is made of)
    checked: Checked,
    *,
    directory_urls: bool = True,
    team_templates: Path | None = None,
    language: str = "en",
    pencils: Pencils | None = None,
    history: History | None = None,
    keeps: bool = False,
    before: Site | None = None,
    first: Collection[str] | None = None,
    before_each: Callable[[], None] = lambda: None,
) -> Site:
    """Plan every call and render every page of a checked playbook, which must be `renderable`.

    `team_templates` is the folder of the team's own templates; its words are those for `language`. `pencils` say
    where the playbook is kept, if that is known, `history` what changed in it. Where more sites are made after this
    one, `keeps`, and the next is given the one `before`: pages that would be equal are the same. With `first`, only
    the pages at these addresses and those that are new are made for now: all else is as it was in the one before.
    `before_each` page that is made it is called, and may raise what ends it.
    """
    from nextcall import export, render  # noqa: PLC0415 (`check` needs no Jinja)
    from nextcall.call_plan import plan_everything  # noqa: PLC0415
    from nextcall.views.changed import NOT_ASKED  # noqa: PLC0415
    from nextcall.words import catalogue  # noqa: PLC0415 (likewise)

    history = history or NOT_ASKED
    with_changes = bool(history.entries)
    playbook = checked.playbook
    if playbook is None:
        message = "a playbook that did not load can't be rendered"
        raise ValueError(message)
    words = catalogue(team_templates, language)
    plans = plan_everything(playbook)
    around = None
    if keeps:
        own = render.everything_around(playbook, words, directory_urls=directory_urls, templates=team_templates)
        documents = {
            path: document
            for path, document in checked.loaded.documents.items()
            if checked.loaded.contents.claimed[path] is not Kind.SALES_PROCESS
        }
        around = render.Around(own, documents, pencils, history).after(before.around if before else None)
    pages = render.render(
        playbook,
        plans,
        checked.loaded.line_of,
        findings=_lasting_findings(checked, playbook),
        team_templates=team_templates,
        words=words,
        directory_urls=directory_urls,
        pencils=pencils,
        history=history,
        around=around,
        meanwhile=_meanwhile(before, first),
        before_each=before_each,
    )
    entries = render.navigation(playbook, words, with_changes=with_changes)
    if before is not None and first is not None:
        return Site(pages, entries, before.assets, before.search, around)
    search = render.search_entries(playbook, plans.call_plans, pages, words.label, around)
    assets = {
        **_static(around, with_changes=with_changes),
        **export.files(playbook, checked.loaded.line_of, directory_urls=directory_urls, around=around),
        **render.llms_txt(playbook, plans, words, directory_urls=directory_urls),
    }
    return Site(pages, entries, assets, search, around)


def _meanwhile(before: Site | None, first: Collection[str] | None) -> Mapping[str, Page]:
    """The pages of the site before that stand as they are until all are made."""
    if before is None or first is None:
        return {}
    return {page.address: page for page in before.pages if page.address not in first}


def _static(around: Around | None, *, with_changes: bool) -> Mapping[str, bytes]:
    """Our scripts and stylesheets, which are read once as long as what is around the pages stays."""
    from nextcall import render  # noqa: PLC0415 (`check` needs no Jinja)

    make = partial(render.assets, with_changes=with_changes)
    return make() if around is None else kept_while(around, render.assets, with_changes, make)


def _lasting_findings(checked: Checked, playbook: Playbook) -> tuple[Diagnostic, ...]:
    """What the checks find on any day, so that pages know no clock; paths are relative to the playbook's folder."""
    involved = {each.rule for each in checked.diagnostics} | {each.rule for each in playbook.allows}
    if involved & {stale_review.ID, stale_results.ID}:
        return checks.run(playbook, checked.loaded.locate)
    prefix = checked.loaded.prefix
    return tuple(each._replace(path=each.path.removeprefix(prefix)) for each in checked.diagnostics)


@dataclass(frozen=True)
class Compared:
    """Two states of a playbook and what changed between them; `loaded` are both, the earlier one first."""

    diff: Diff
    loaded: tuple[Loaded, Loaded]


def at_revision(root: Path, repository: Repository, commit: str, *, known: Loaded | None = None) -> Loaded:
    """Load the playbook that stands in the folder `root` today as it was at a commit; `known` shares what is the same.

    Raises:
        NoPlaybookError: The commit holds none.
    """
    tree = repository.playbook_at(commit, lambda: paths_of_files(root) if known is None else frozenset(known.documents))
    try:
        return load(root, tree, prefix=tree.prefix, known=known)
    finally:
        tree.close()


def check_since(root: Path, repository: Repository, commit: str, *, today: date | None = None) -> Checked:
    """Load and check; what was found at a commit already, on the same things, is left out, and so are remarks.

    Raises:
        NoPlaybookError: The commit holds none.
    """
    from nextcall.diff import gone_ids, new_findings  # noqa: PLC0415 (`check` needs it only for this)

    loaded = load(root)
    before = at_revision(root, repository, commit, known=loaded)
    with without_garbage_collection():
        earlier, later = side(before, today), side(loaded, today)
        gone = gone_ids(earlier, later) if loaded.playbook is not None else ()
        if loaded.playbook is not None and gone:
            later = replace(later, diagnostics=checks.run(loaded.playbook, loaded.locate, today, gone))
        found = new_findings(earlier, later)
    told = loaded.on_repository(each for each in found if each.severity is not Severity.INFO)
    return Checked(loaded, told, tuple(f"{before.prefix}{path}" for path in earlier.unread))


def compare(before: Loaded, after: Loaded, *, today: date | None = None) -> Compared:
    """Tell what changed between two states of a playbook, as far as each could be read."""
    from nextcall.diff import diff  # noqa: PLC0415 (`check` needs it only with --since)

    with without_garbage_collection():
        return Compared(diff(side(before, today), side(after, today)), (before, after))


def side(loaded: Loaded, today: date | None = None) -> Side:
    """A playbook as far as it could be read, with what is found in it, for comparing it with another."""
    from nextcall.diff import Side  # noqa: PLC0415 (likewise)

    playbook, is_whole = loaded.sound_part(), loaded.playbook is not None
    found = checks.run(playbook, loaded.locate, today)
    sales = {each.place.path for each in playbook.sales_processes}
    broken: dict[str, str] = {}
    for each in found:
        is_of_schedule = is_whole or each.rule != unknown_reference.ID or _SCHEDULED.search(each.pointer) is not None
        if checks.guards_integrity(each.rule) and each.path in sales and is_of_schedule:
            broken.setdefault(each.path, each.message)
    unread = {each.path: each.message for each in reversed(loaded.diagnostics)}
    return Side(
        playbook=playbook,
        documents=loaded.documents,
        locate=loaded.locate,
        diagnostics=found if is_whole else loaded.diagnostics,
        unread=unread | dict.fromkeys(loaded.contents.elsewhere, "another repository has its files"),
        broken=broken,
        is_whole=is_whole,
    )
