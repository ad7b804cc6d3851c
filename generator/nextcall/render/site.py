"""The whole site as pages: which there are, which template makes each, and what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nextcall import addresses, text
from nextcall.model import Place
from nextcall.render import (
    agenda,
    alignment,
    asset_uses,
    buying,
    compression,
    crm,
    fields,
    glossary,
    health,
    people,
    questions,
    review,
    rules,
    whole_process,
)
from nextcall.render.environment import environment
from nextcall.render.links import ELSEWHERE, Links, Origin
from nextcall.render.page import Page, front_matter, shortened
from nextcall.render.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jinja2 import Environment

    from nextcall.call_plan import Plans
    from nextcall.diagnostics import Diagnostic
    from nextcall.model import BuyingProcess, Playbook, SalesProcess, Stage
    from nextcall.render.fields import KindFields
    from nextcall.render.rules import Manual, RuleInForce
    from nextcall.render.whole_process import WholeProcess
    from nextcall.render.words import Words


@dataclass(frozen=True)
class Source:
    """Where a page comes from: a file below the playbook's folder, a 1-based line, and where to write about it."""

    path: str
    line: int
    feedback: str | None


def render(  # noqa: PLR0913 (what a site is made of)
    playbook: Playbook,
    plans: Plans,
    line_of: Callable[[Place], int],
    *,
    findings: tuple[Diagnostic, ...] = (),
    team_templates: Path | None = None,
    words: Words | None = None,
    directory_urls: bool = True,
) -> tuple[Page, ...]:
    """Every page of the site, in the order of `addresses.pages`, then of `addresses.reference`, then the redirects.

    `plans` are all that is planned for the playbook. `findings` are what the
    checks say whatever the day, sorted, their paths relative to the playbook's folder. `team_templates` is a folder
    whose templates replace ours of the same name; `words` are those that templates add, by default ours.
    `directory_urls` says how the host names the team's own pages.
    """
    site = _Site(playbook, plans, line_of, findings, team_templates, words or catalogue(), directory_urls)
    return (*site.pages(), *site.reference(), *site.redirects())


@dataclass(frozen=True)
class _Site:
    playbook: Playbook
    plans: Plans
    line_of: Callable[[Place], int]
    findings: tuple[Diagnostic, ...]
    team_templates: Path | None
    words: Words
    directory_urls: bool

    @cached_property
    def environment(self) -> Environment:
        return environment(self.team_templates, self.words)

    @cached_property
    def _links(self) -> Links:
        return Links(self.playbook, directory_urls=self.directory_urls)

    @cached_property
    def _findings_in(self) -> Mapping[tuple[str, str], int]:
        return health.in_stages(self.playbook, self.findings)

    def pages(self) -> Iterator[Page]:
        yield self._home()
        yield self._alignment()
        yield self._roles()
        yield self._questions()
        yield self._assets()
        yield self._glossary()
        yield self._health()
        yield self._shared("contribute", addresses.CONTRIBUTE, self.playbook.place, {})
        yield self._rules()
        yield self._fields()
        yield self._shared("crm", addresses.CRM, self.playbook.place, {"processes": crm.by_process(self.playbook)})
        for slug, stages in addresses.crm_doors(self.playbook).items():
            if len(stages) > 1:
                yield self._crm_door(slug, stages)
        for buying_process in self.playbook.buying_processes:
            yield self._buying_process(buying_process)
        for process in self.playbook.sales_processes:
            yield self._sales_process(process)
            yield self._compress(process)
            yield self._review(process)
            for stage in process.stages:
                yield self._stage(process, stage)
                if stage.closed is None:
                    yield self._call_plan(process, stage)

    def reference(self) -> Iterator[Page]:
        """The pages that are there whatever the playbook holds."""
        for manual in rules.manuals():
            yield self._rule(manual)
        for kind in fields.everything():
            yield self._kind(kind)

    def redirects(self) -> Iterator[Page]:
        doors = {addresses.crm_door(slug) for slug in addresses.crm_doors(self.playbook)}
        for old, new in addresses.redirects(self.playbook):
            is_door = old in doors
            title = self.words.label("crm.door") if is_door else self.words.label("redirect.title")
            link = addresses.link(old, new)
            head = front_matter({"title": title, "redirect": link})
            page = Origin(self._links, old)
            template = self.environment.get_template("pages/redirect.md.jinja")
            body = template.render(page=page, target=new, is_door=is_door)
            yield Page(old, title, f"{head}\n{body.strip()}\n", self.playbook.place)

    def _crm_door(self, slug: str, stages: tuple[tuple[SalesProcess, Stage], ...]) -> Page:
        stage = stages[0][1]
        title = text.plain(stage.crm.stage) if stage.crm and stage.crm.stage else slug
        view = {"title": title, "stages": stages}
        return self._page("crm_door", addresses.crm_door(slug), title, self.words.label("crm.which"), stage.place, view)

    def _page(  # noqa: PLR0913, PLR0917 (what every page has)
        self, template: str, address: str, title: str, description: str, place: Place, view: Mapping[str, Any]
    ) -> Page:
        page = Origin(self._links, address)
        line = self.line_of(place)
        source = Source(place.path, line, self._feedback(place.path, line, page))
        body = self.environment.get_template(f"pages/{template}.md.jinja").render(
            view, page=page, playbook=self.playbook, source=source
        )
        return self._with_head(body, address, title, description, place)

    def _with_head(self, body: str, address: str, title: str, description: str, place: Place) -> Page:
        line = self.line_of(place)
        short = shortened(description)
        head = front_matter({"title": title, "description": short, "source": place.path, "source_line": line})
        return Page(address, str(title), f"{head}\n{body.strip()}\n", place, short)

    def _feedback(self, path: str, line: int, page: Origin) -> str | None:
        target = self.playbook.feedback
        href = page.href("", target) if target else None
        if href is None or not href.lower().startswith("mailto:"):
            return href
        subject = self.words.label("source.subject", path=path, line=str(line))
        return f"{href}{'&' if '?' in href else '?'}subject={quote(subject, safe='')}"

    def _home(self) -> Page:
        title = text.plain(self.playbook.title)
        summary = text.plain(self.playbook.summary) if self.playbook.summary else title
        return self._page("home", addresses.HOME, title, summary, self.playbook.place, {})

    def _alignment(self) -> Page:
        found = (alignment.matrix(self.playbook, process) for process in self.playbook.sales_processes)
        view = {"matrices": tuple(each for each in found if each)}
        return self._shared("alignment", addresses.ALIGNMENT, self.playbook.place, view)

    def _roles(self) -> Page:
        place = self._file_of(self.playbook.roles)
        return self._shared("roles", addresses.ROLES, place, {"sides": people.everywhere(self.playbook)})

    def _questions(self) -> Page:
        view = {"processes": questions.everywhere(self.playbook)}
        return self._shared("questions", addresses.QUESTIONS, self.playbook.place, view)

    def _assets(self) -> Page:
        page = Origin(self._links, addresses.ASSETS)
        view = {"assets": asset_uses.everywhere(self.playbook, page)}
        return self._shared("assets", addresses.ASSETS, self._file_of(self.playbook.assets), view)

    def _glossary(self) -> Page:
        view = {"entries": glossary.entries(self.playbook)}
        return self._shared("glossary", addresses.GLOSSARY, self._file_of(self.playbook.terms), view)

    def _health(self) -> Page:
        processes = self.playbook.sales_processes
        shown = health.by_severity(self.playbook, self.findings)
        view = {
            "severities": shown,
            "left_out": max(0, len(self.findings) - health.MOST_SHOWN),
            "coverage": tuple((process, health.coverage(self.playbook, process)) for process in processes),
            "reviews": health.reviews(self.playbook),
        }
        return self._shared("health", addresses.HEALTH, self.playbook.place, view)

    def _rules(self) -> Page:
        view = {"groups": rules.grouped(self.playbook)}
        return self._shared("rules", addresses.RULES, self._levels, view)

    @property
    def _levels(self) -> Place:
        return self.playbook.place / "rules" if self.playbook.rules else self.playbook.place

    def _rule(self, manual: Manual) -> Page:
        address = addresses.rule(manual.id)
        body = self._reference_body("rule", address, rules.in_force(self.playbook, manual))
        return self._with_head(body, address, manual.id, text.plain(manual.summary), self._levels)

    def _fields(self) -> Page:
        return self._shared("fields", addresses.FIELDS, self.playbook.place, {"kinds": fields.everything()})

    def _kind(self, kind: KindFields) -> Page:
        title = self.words.label("fields.of", kind=kind.title)
        address = addresses.fields(kind.kind)
        body = self._reference_body("kind_fields", address, kind)
        return self._with_head(body, address, title, kind.description, self.playbook.place)

    def _reference_body(self, template: str, address: str, subject: RuleInForce | KindFields) -> str:
        """A page that shows nothing of the playbook; made once a run, unless a team's template may change meanwhile."""
        make = _made_once if self.team_templates is None else _made
        return make(self.environment, template, address, subject)

    def _shared(self, name: str, address: str, place: Place, view: Mapping[str, Any]) -> Page:
        return self._page(name, address, self.words.label(name, "title"), self.words.label(name, "intro"), place, view)

    def _file_of(self, items: tuple[Any, ...]) -> Place:
        return Place(items[0].place.path) if items else self.playbook.place

    def _buying_process(self, process: BuyingProcess) -> Page:
        title = text.plain(process.name)
        view = {"process": process, "stages": buying.stages(self.playbook, process)}
        address = addresses.buying_process(process.id)
        summary = text.plain(process.summary) if process.summary else self.words.label("buying.intro")
        return self._page("buying_process", address, title, summary, process.place, view)

    def _sales_process(self, process: SalesProcess) -> Page:
        title = text.plain(process.name)
        summary = text.plain(process.summary) if process.summary else self.words.label("process.intro")
        view = {
            "process": process,
            "whole": self._whole(process),
            "map": alignment.alignment_map(self.playbook, process),
            "stages": tuple((stage, alignment.served(self.playbook, process, stage)) for stage in process.open_stages),
            "matrix": alignment.matrix(self.playbook, process),
            "parts": people.of_process(self.playbook, process),
            "asked": questions.of_process(process),
            "assets": asset_uses.named(self.playbook, process.assets),
        }
        address = addresses.sales_process(process.id)
        return self._page("sales_process", address, title, summary, process.place, view)

    def _whole(self, process: SalesProcess) -> WholeProcess:
        return whole_process.of(self.playbook, self.plans.reports[process.id])

    def _compress(self, process: SalesProcess) -> Page:
        title = self.words.label("whole.title", process=process.name)
        whole = self._whole(process)
        view = {"process": process, "whole": whole, "uncounted": whole_process.activities(whole.report)}
        return self._page(
            "compress", addresses.compress(process.id), title, self.words.label("whole.intro"), process.place, view
        )

    def _review(self, process: SalesProcess) -> Page:
        title = self.words.label("review.title", process=process.name)
        view = {"process": process, "stages": review.stages(self.playbook, process, self.plans.call_plans)}
        address = addresses.review(process.id)
        return self._page("review", address, title, self.words.label("review.intro"), process.place, view)

    def _stage(self, process: SalesProcess, stage: Stage) -> Page:
        title = text.plain(stage.name)
        intro = text.plain(stage.definition) if stage.definition else text.plain(process.name)
        plan = self.plans.call_plans.get((process.id, stage.id))
        view = {
            "process": process,
            "stage": stage,
            "served": alignment.served(self.playbook, process, stage),
            "alongside": _beside(process, stage),
            "groups": agenda.by_question(self.playbook, process, stage),
            "asked": questions.of_stage(process, stage),
            "people": people.of_stage(self.playbook, stage),
            "assets": asset_uses.of_stage(self.playbook, stage),
            "compression": compression.of(self.playbook, plan) if plan else None,
            "elements": lambda ids: questions.elements(process, ids),
            "findings": self._findings_in.get((process.id, stage.id), 0),
            "guidance": crm.guidance(process, stage, self.words),
        }
        template = "stage" if stage.closed is None else "closed_stage"
        return self._page(template, addresses.stage(process.id, stage.id), title, intro, stage.place, view)

    def _call_plan(self, process: SalesProcess, stage: Stage) -> Page:
        plan = self.plans.call_plans[process.id, stage.id]
        title = self.words.label("call_plan.title", stage=stage.name)
        anchors = {asked.question.place: asked.anchor for asked in questions.of_stage(process, stage)}
        found = compression.of(self.playbook, plan)
        named = {role for each in plan.next_call.activities for role in each.activity.buyer_roles}
        view = {
            "process": process,
            "stage": stage,
            "plan": plan,
            "compression": found,
            "alongside": _beside(process, stage),
            "room_changes": compression.room_changes(self.playbook, plan),
            "needed": tuple(role for role in found.expected if role.id in named),
            "idle": tuple(role for role in found.expected if role.id not in named),
            "spare": compression.minutes_left(plan.next_call),
            "question_anchors": anchors,
        }
        place = stage.call_plan.place if stage.call_plan else stage.place
        intro = self.words.label("call_plan.intro", stage=stage.name)
        return self._page("call_plan", addresses.call_plan(process.id, stage.id), title, intro, place, view)


def _beside(process: SalesProcess, stage: Stage) -> tuple[Stage, ...]:
    """The stages that may run in parallel with this one, in listed order."""
    return tuple(each for each in process.stages if each.id in process.alongside(stage))


def _made(environment: Environment, template: str, address: str, subject: RuleInForce | KindFields) -> str:
    page = Origin(ELSEWHERE, address)
    return environment.get_template(f"pages/{template}.md.jinja").render(subject=subject, page=page)


_made_once = lru_cache(maxsize=256)(_made)
