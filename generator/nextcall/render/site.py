"""The whole site as pages: each row of the table of pages, with its view, through its template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nextcall import addresses, text
from nextcall.addresses import pages as table
from nextcall.addresses.forge import MOST_WORDS
from nextcall.model.kept import kept_while
from nextcall.render import scripts
from nextcall.render.environment import environment
from nextcall.render.links import ELSEWHERE, Links, Origin, as_href
from nextcall.render.page import Page, front_matter, shortened
from nextcall.views import deals, fields, rules
from nextcall.views import pages as views
from nextcall.views.changed import NOT_ASKED
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jinja2 import Environment

    from nextcall.addresses.forge import Pencils
    from nextcall.addresses.pages import PageType
    from nextcall.call_plan import Plans
    from nextcall.diagnostics import Diagnostic
    from nextcall.markup import Html
    from nextcall.model import Place, Playbook
    from nextcall.render.around import Around
    from nextcall.views.changed import History
    from nextcall.views.pages import View
    from nextcall.words import Words


@dataclass(frozen=True)
class Source:
    """Where something on a page comes from: a file below the playbook's folder, and a 1-based line.

    `feedback` is where to write about it. `view`, `edit` and `suggest` lead to the team's forge: to the line, to change
    it, and to an issue that is filled in for who may not; None where there is none.
    """

    path: str
    line: int
    feedback: str | None
    view: Html | str | None = None
    edit: Html | str | None = None
    suggest: Html | str | None = None


def render(  # noqa: PLR0913 (what a site is made of)
    playbook: Playbook,
    plans: Plans,
    line_of: Callable[[Place], int],
    *,
    findings: tuple[Diagnostic, ...] = (),
    team_templates: Path | None = None,
    words: Words | None = None,
    directory_urls: bool = True,
    pencils: Pencils | None = None,
    history: History = NOT_ASKED,
    around: Around | None = None,
    meanwhile: Mapping[str, Page] | None = None,
    before_each: Callable[[], None] = lambda: None,
) -> tuple[Page, ...]:
    """Every page of the site, in the order of the table of pages, the reference behind, and the redirects last.

    `plans` are all that is planned for the playbook. `findings` are what the
    checks say whatever the day, sorted, their paths relative to the playbook's folder. `team_templates` is a folder
    whose templates replace ours of the same name; `words` are those that templates add, by default ours.
    `directory_urls` says how the host names the team's own pages. `pencils` say where the playbook is kept, if that
    is known, `history` what changed in it. With `around`, what is equal to what was made last time stays. Pages that
    are there `meanwhile`, by their addresses, stand as they are, whatever they show. `before_each` of the other pages
    is made it is called, and may raise what ends it.
    """
    shown = views.Shown(playbook, plans, findings, history)
    site = _Site(
        playbook,
        shown,
        line_of,
        team_templates,
        words or catalogue(),
        directory_urls,
        pencils,
        around,
        meanwhile or {},
        before_each,
    )
    return (*site.pages(), *site.reference(), *site.redirects())


def everything_around(
    playbook: Playbook, words: Words, *, directory_urls: bool, templates: Path | None
) -> tuple[object, ...]:
    """What pages of a process may show of the rest of the playbook, files aside, and of the team's `templates`.

    Of other processes that is where their pages stand, and what every page with deals knows of them.
    """
    files = sorted(path for path in templates.rglob("*") if path.is_file()) if templates else ()
    return (
        directory_urls,
        words.digest,
        tuple((path, path.read_bytes()) for path in files),
        tuple((page.path, page.title) for page in playbook.files.pages),
        playbook.files.others,
        tuple(table.of(playbook)),
        tuple(table.redirects(playbook)),
        deals.known(playbook),
    )


@dataclass(frozen=True)
class _Site:
    playbook: Playbook
    shown: views.Shown
    line_of: Callable[[Place], int]
    team_templates: Path | None
    words: Words
    directory_urls: bool
    pencils: Pencils | None
    around: Around | None
    meanwhile: Mapping[str, Page]
    before_each: Callable[[], None]

    @cached_property
    def environment(self) -> Environment:
        return environment(self.team_templates, self.words)

    @cached_property
    def _links(self) -> Links:
        return Links(self.playbook, directory_urls=self.directory_urls)

    @cached_property
    def _data_of_deals(self) -> Html:
        """What every page with deals has to know of the whole playbook, for its scripts."""
        return scripts.data("nextcall-site", deals.known(self.playbook))

    def pages(self) -> Iterator[Page]:
        for row, subject, address in table.walk(self.playbook):
            yield self._kept(row, subject, address)
        if self.shown.history.entries:
            yield self._kept(table.CHANGES, (), addresses.CHANGES)

    def _kept(self, row: PageType, subject: tuple[Any, ...], address: str) -> Page:
        """A page as it was made, where all that it shows is the same: its process, or all of them, and what is around.

        What the checks found is shown by the number on a stage, and in full on pages of the whole playbook.
        """
        if address in self.meanwhile:
            return self.meanwhile[address]
        if self.around is None:
            return self._made(row, subject, address)
        owner: object
        shown: tuple[object, ...]
        if row.scope in _OF_PROCESS:
            process, *stage = subject
            found = self.shown.findings_in.get((process.id, stage[0].id), 0) if stage else 0
            owner, shown = process, (self.around, found)
        else:
            owner, shown = self.around, (self.playbook.sales_processes, self.shown.findings)
        return kept_while(owner, (_Site, address), shown, lambda: self._made(row, subject, address))

    def _made(self, row: PageType, subject: tuple[Any, ...], address: str) -> Page:
        self.before_each()
        view = self._view(row, *subject)
        origin = Origin(self._links, address)
        source_of = partial(self._source, origin)
        body = self.environment.get_template(_template(row)).render(
            view.values,
            page=origin,
            playbook=self.playbook,
            history=self.shown.history,
            source=source_of(view.place, self._title(row, view)),
            source_of=source_of,
            forge=self.pencils.forge.value if self.pencils else "",
            data_of_deals=self._data_of_deals,
            around=self.around,
        )
        return self._page(row, view, address, body)

    def reference(self) -> Iterator[Page]:
        """The pages that are there whatever the playbook holds, and show nothing of it.

        Their bodies are made once a run, unless a team's template may change meanwhile.
        """
        if self.around is not None and not self.meanwhile:
            return iter(kept_while(self.around, _Site.reference, None, lambda: tuple(self._reference())))
        return self._reference()

    def _reference(self) -> Iterator[Page]:
        make = _made_once if self.team_templates is None else _made
        subjects: dict[table.Scope, list[tuple[str, Any]]] = {
            table.Scope.RULE: [(manual.id, rules.in_force(self.playbook, manual)) for manual in rules.manuals()],
            table.Scope.KIND: [(kind.kind, kind) for kind in fields.everything()],
        }
        for scope, found in subjects.items():
            for name, subject in found:
                for row in table.within(scope):
                    address = row.address(name)
                    yield self.meanwhile.get(address) or self._page(
                        row, self._view(row, subject), address, make(self.environment, _template(row), address, subject)
                    )

    def redirects(self) -> Iterator[Page]:
        doors = {addresses.crm_door(slug) for slug in addresses.crm_doors(self.playbook)}
        template = self.environment.get_template("pages/redirect.md.jinja")
        for old, new in table.redirects(self.playbook):
            if old in self.meanwhile:
                yield self.meanwhile[old]
                continue
            is_door = old in doors
            title = self.words.label("crm.door") if is_door else self.words.label("redirect.title")
            head = front_matter({"title": title, "redirect": addresses.link(old, new)})
            body = template.render(page=Origin(self._links, old), target=new, is_door=is_door)
            yield Page(old, title, f"{head}\n{body.strip()}\n", self.playbook.place)

    def _view(self, row: PageType, *subject: object) -> View:
        make: Callable[..., View] = getattr(views, row.name)
        return make(self.shown, *subject)

    def _page(self, row: PageType, view: View, address: str, body: str) -> Page:
        title = self._title(row, view)
        own = view.about if row.title is None or row.intro is None else ""
        short = shortened(own or (self._said(row.intro, view) if row.intro else title))
        head = front_matter(
            {
                "title": title,
                "description": short,
                "source": view.place.path,
                "source_line": self.line_of(view.place),
            }
        )
        return Page(address, title, f"{head}\n{body.strip()}\n", view.place, short, row.weight)

    def _title(self, row: PageType, view: View) -> str:
        return view.name if row.title is None else self._said(row.title, view)

    def _said(self, key: str, view: View) -> str:
        """A phrase of the catalogue, its one place filled with the name of what the page is for."""
        return self.words.label(key, **dict.fromkeys(self.words.places(key), view.name))

    def _source(self, page: Origin, place: Place, words: str) -> Source:
        """Where a place stands, for a link on `page`; `words` are what is said there now."""
        path, line, at = place.path, self.line_of(place), self.pencils
        feedback = self._feedback(path, line, page)
        if at is None:
            return Source(path, line, feedback)
        said = {"path": at.folder + path, "line": str(line)}
        present = "\n".join(f"> {each}" for each in text.plain(words)[:MOST_WORDS].splitlines())
        asked = "\n\n".join(
            (self.words.label("source.says", **said), present, self.words.label("source.should_say"), "")
        )
        issue = at.issue(self.words.label("source.subject", **said), asked)
        return Source(
            path, line, feedback, as_href(at.view(path, line)), as_href(at.edit(path, line)), issue and as_href(issue)
        )

    def _feedback(self, path: str, line: int, page: Origin) -> str | None:
        target = self.playbook.feedback
        href = page.href("", target) if target else None
        if href is None or not href.lower().startswith("mailto:"):
            return href
        subject = self.words.label("source.subject", path=path, line=str(line))
        return f"{href}{'&' if '?' in href else '?'}subject={quote(subject, safe='')}"


_OF_PROCESS = (table.Scope.SALES_PROCESS, table.Scope.OPEN_STAGE, table.Scope.CLOSED_STAGE)


def _template(row: PageType) -> str:
    return f"pages/{row.name}.md.jinja"


def _made(environment: Environment, template: str, address: str, subject: Any) -> str:  # noqa: ANN401 (whatever a template shows)
    return environment.get_template(template).render(subject=subject, page=Origin(ELSEWHERE, address))


_made_once = lru_cache(maxsize=256)(_made)
