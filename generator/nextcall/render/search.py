"""What search knows of the pages that we make: an entry for each page, and one for each thing that a page holds.

The words of a whole page would find it by whatever stands on it. An entry holds what its own thing is about, so that
search lands on the activity, criterion, question, objection, role, asset or term that a seller means.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from nextcall import addresses, text
from nextcall.addresses.pages import scope_of, within
from nextcall.model.kept import kept, kept_while
from nextcall.views import fields, glossary, questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nextcall.call_plan import CallPlan
    from nextcall.model import Activity, BuyingProcess, Playbook, SalesProcess, Stage
    from nextcall.render.around import Around
    from nextcall.render.page import Page
    from nextcall.views.fields import KindFields

_ACTIVITY, _NAME, _THING = 3.0, 3.0, 2.0
"""How much more an entry weighs than any page; what pages weigh is told by their table.

A role or an asset is asked for by its name, other things by what they are about.
"""


@dataclass(frozen=True)
class SearchEntry:
    """One result. `title` and `lines` are plain text, unescaped; `anchor` is "" for the page itself.

    `keywords` are what sellers call it besides, plain text too: found, and never shown.
    """

    address: str
    anchor: str
    title: str
    lines: tuple[str, ...]
    boost: float
    keywords: tuple[str, ...] = ()


def entries(
    playbook: Playbook,
    plans: Mapping[tuple[str, str], CallPlan],
    pages: Iterable[Page],
    label: Callable[..., str],
    around: Around | None = None,
) -> tuple[SearchEntry, ...]:
    """Every entry, in the order of `pages`, a page before what it holds; pages without a description have none.

    With `around`, entries of a process stay that are equal to what was made last time.
    """
    things = _Things(playbook, plans, label, around).by_address()
    fields_of = {addresses.fields(kind.kind): _names(kind) for kind in fields.everything()}
    planned = {addresses.call_plan(*ids) for ids in plans}
    found: list[SearchEntry] = []
    for page in pages:
        if not page.description:
            continue
        held = things.get(page.address, ())
        if not held or held[0].anchor:
            names = fields_of.get(page.address, ())
            lines = (page.description, ", ".join(names)) if names else (page.description,)
            title = f"{label('navigation.call_plan')}: {page.title}" if page.address in planned else page.title
            found.append(_of_page(page, title, lines))
        found += held
    return tuple(found)


@kept
def _of_page(page: Page, title: str, lines: tuple[str, ...]) -> SearchEntry:
    return SearchEntry(page.address, "", title, lines, page.weight)


def _weight_of(stage: Stage) -> float:
    return within(scope_of(stage))[0].weight


def _names(kind: KindFields) -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.name for group in kind.groups for field in group.fields))


@dataclass(frozen=True)
class _Things:
    """The things that pages hold, each group below the address of its page."""

    playbook: Playbook
    plans: Mapping[tuple[str, str], CallPlan]
    label: Callable[..., str]
    around: Around | None

    def by_address(self) -> Mapping[str, list[SearchEntry]]:
        found: dict[str, list[SearchEntry]] = {
            addresses.ROLES: list(self._roles()),
            addresses.ASSETS: list(self._assets()),
            addresses.GLOSSARY: list(self._terms()),
        }
        for buying in self.playbook.buying_processes:
            found[addresses.buying_process(buying.id)] = list(self._buying_stages(buying))
        for process in self.playbook.sales_processes:
            if self.around is None:
                found |= self._of_process(process)
            else:
                found |= kept_while(process, _Things, self.around, partial(self._of_process, process))
        return found

    def _of_process(self, process: SalesProcess) -> dict[str, list[SearchEntry]]:
        found = {addresses.sales_process(process.id): list(self._questions(process, None))}
        for stage in process.stages:
            found[addresses.stage(process.id, stage.id)] = list(self._stage(process, stage))
            found[addresses.call_plan(process.id, stage.id)] = list(self._objections(process, stage))
        return found

    def _stage(self, process: SalesProcess, stage: Stage) -> Iterator[SearchEntry]:
        address = addresses.stage(process.id, stage.id)
        buying = self.playbook.buying_process_of(process)
        known = buying.stage_by_id if buying else {}
        asked = (known[each].question for each in stage.buying_stages if each in known)
        yield self._entry(
            address,
            "",
            stage.name,
            _weight_of(stage),
            self.label("search.stage", process=process.name),
            stage.definition,
            *asked,
            stage.crm.stage if stage.crm else None,
            *stage.drifts_when,
            *(each.when for each in stage.step_back),
            *stage.disqualify_when,
            keywords=stage.keywords,
        )
        where = {"stage": stage.name, "process": process.name}
        for activity in stage.activities:
            yield self._activity(address, activity, self.label("search.activity", **where))
        for number, criterion in enumerate(stage.exit_criteria, 1):
            named, unnamed = addresses.criterion_anchor, addresses.unnamed_criterion_anchor
            anchor = named(criterion.id) if criterion.id else unnamed(number)
            evidence = (each.evidence for each in criterion.either_way if each.evidence)
            lines = (self.label("search.criterion", **where), *evidence)
            yield self._entry(address, anchor, criterion.criterion, _THING, *lines)
        yield from self._questions(process, stage)

    def _activity(self, address: str, activity: Activity, kind: str) -> SearchEntry:
        roles = (*activity.buyer_roles, *activity.seller_roles, *activity.partner_roles)
        names = (self.playbook.role_by_id[each].name for each in roles if each in self.playbook.role_by_id)
        assets = (self.playbook.asset_by_id[each].name for each in activity.assets if each in self.playbook.asset_by_id)
        return self._entry(
            address,
            addresses.activity_anchor(activity.id),
            activity.name,
            _ACTIVITY,
            kind,
            activity.purpose,
            activity.customer_value,
            activity.advance,
            activity.how,
            *activity.steps,
            ", ".join(map(text.plain, names)),
            ", ".join(map(text.plain, assets)),
            keywords=activity.keywords,
        )

    def _questions(self, process: SalesProcess, stage: Stage | None) -> Iterator[SearchEntry]:
        if stage is None:
            address, asked = addresses.sales_process(process.id), questions.of_process(process)
            kind = self.label("search.question_any", process=process.name)
        else:
            address, asked = addresses.stage(process.id, stage.id), questions.of_stage(process, stage)
            kind = self.label("search.question", stage=stage.name, process=process.name)
        for each in asked:
            about = ", ".join(text.plain(element.name) for element in each.elements)
            lines = (kind, each.question.listen_for, about)
            yield self._entry(address, each.anchor, each.question.ask, _THING, *lines)

    def _objections(self, process: SalesProcess, stage: Stage) -> Iterator[SearchEntry]:
        plan = self.plans.get((process.id, stage.id))
        kind = self.label("search.objection", stage=stage.name, process=process.name)
        for number, each in enumerate(plan.objections if plan else (), 1):
            address, anchor = addresses.call_plan(process.id, stage.id), addresses.objection_anchor(number)
            yield self._entry(address, anchor, each.they_say, _THING, kind, each.respond, keywords=each.keywords)

    def _roles(self) -> Iterator[SearchEntry]:
        for role in self.playbook.roles:
            anchor = addresses.role_anchor(role.id)
            kind = self.label("side", role.side.value)
            lines = (*role.cares_about, *role.fears, role.reach_them_by, *role.responsible_for)
            yield self._entry(addresses.ROLES, anchor, role.name, _NAME, kind, *lines)

    def _assets(self) -> Iterator[SearchEntry]:
        for asset in self.playbook.assets:
            anchor = addresses.asset_anchor(asset.id)
            kind = self.label("asset_kind", asset.kind) if asset.kind else None
            yield self._entry(addresses.ASSETS, anchor, asset.name, _NAME, kind, asset.use_when)

    def _terms(self) -> Iterator[SearchEntry]:
        for each in glossary.entries(self.playbook):
            lines = (each.term.means, ", ".join(map(text.plain, each.term.also)))
            yield self._entry(addresses.GLOSSARY, each.anchor, each.term.term, _THING, *lines)

    def _buying_stages(self, buying: BuyingProcess) -> Iterator[SearchEntry]:
        for stage in buying.stages:
            anchor = addresses.buying_stage_anchor(stage.id)
            kind = self.label("search.buying_stage", process=buying.name)
            lines = (stage.question, *stage.tasks, *stage.done_when, *stage.stalls_when)
            yield self._entry(addresses.buying_process(buying.id), anchor, stage.name, _THING, kind, *lines)

    @staticmethod
    def _entry(
        address: str, anchor: str, title: str, boost: float, *lines: str | None, keywords: Iterable[str] = ()
    ) -> SearchEntry:
        said = tuple(" ".join(text.plain(each).split()) for each in lines if each)
        return SearchEntry(address, anchor, text.plain(title), said, boost, tuple(map(text.plain, keywords)))
