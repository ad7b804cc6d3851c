"""What each page shows: for every row of the table of pages the function of that name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nextcall import text
from nextcall.addresses.pages import Scope, held
from nextcall.compress.compiled import compiled
from nextcall.diagnostics import total
from nextcall.model import Place, Side
from nextcall.views import (
    agenda,
    asset_uses,
    buying,
    checklist,
    first_change,
    measured,
    people,
    stage_lines,
    whole_process,
)
from nextcall.views import (
    alignment as aligned,
)
from nextcall.views import (
    crm as crm_stages,
)
from nextcall.views import (
    fields as all_fields,
)
from nextcall.views import (
    glossary as all_terms,
)
from nextcall.views import (
    health as found,
)
from nextcall.views import (
    questions as asked,
)
from nextcall.views import (
    review as reviewed,
)
from nextcall.views import (
    rules as all_rules,
)
from nextcall.views.changed import MOST_TOLD, NOT_ASKED, figure
from nextcall.views.customer_copy import theirs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.call_plan import Plans
    from nextcall.diagnostics import Diagnostic
    from nextcall.model import Activity, BuyingProcess, BuyingStage, Playbook, SalesProcess, Stage
    from nextcall.views.changed import History
    from nextcall.views.fields import KindFields
    from nextcall.views.rules import RuleInForce


@dataclass(frozen=True)
class View:
    """What a page shows: where that is written, and the values of its template by name.

    `name` is what a page without a title of the catalogue is called, `about` what is written about it.
    """

    place: Place
    values: Mapping[str, Any]
    name: str = ""
    about: str = ""


@dataclass(frozen=True)
class Shown:
    """What all views are made of. `findings` are sorted, their paths relative to the playbook's folder."""

    playbook: Playbook
    plans: Plans
    findings: tuple[Diagnostic, ...]
    history: History = NOT_ASKED

    @cached_property
    def findings_in(self) -> Mapping[tuple[str, str], int]:
        """How many findings each stage has."""
        return found.in_stages(self.playbook, self.findings)


def home(shown: Shown) -> View:
    """The processes at a glance."""
    playbook = shown.playbook
    title = text.plain(playbook.title)
    about = text.plain(playbook.summary) if playbook.summary else title
    says = {process.id: stage_lines.of(playbook, process) for process in playbook.sales_processes}
    values = {
        "look_up": tuple(page for page in held(playbook, Scope.PLAYBOOK) if page.on_home),
        "says": says,
        "has_plans": any(not line.is_silent for lines in says.values() for line in lines),
    }
    return View(playbook.place, values, title, about)


def deals(shown: Shown) -> View:
    """My deals, which a browser keeps."""
    return View(shown.playbook.place, {})


def alignment(shown: Shown) -> View:
    """Buying against sales stages."""
    matrices = (aligned.matrix(shown.playbook, process) for process in shown.playbook.sales_processes)
    return View(shown.playbook.place, {"matrices": tuple(each for each in matrices if each)})


def roles(shown: Shown) -> View:
    """Who takes part, and where."""
    return View(_file_of(shown, shown.playbook.roles), {"sides": people.everywhere(shown.playbook)})


def questions(shown: Shown) -> View:
    """Every question with its stage."""
    return View(shown.playbook.place, {"processes": asked.everywhere(shown.playbook)})


def assets(shown: Shown) -> View:
    """Every asset with its uses."""
    return View(_file_of(shown, shown.playbook.assets), {"assets": asset_uses.everywhere(shown.playbook)})


def glossary(shown: Shown) -> View:
    """Every term."""
    return View(_file_of(shown, shown.playbook.terms), {"entries": all_terms.entries(shown.playbook)})


def health(shown: Shown) -> View:
    """What the checks say."""
    playbook, findings = shown.playbook, shown.findings
    values = {
        "severities": found.by_severity(playbook, findings),
        "left_out": max(0, total(findings) - found.MOST_SHOWN),
        "coverage": tuple((process, found.coverage(playbook, process)) for process in playbook.sales_processes),
        "reviews": found.reviews(playbook),
    }
    return View(playbook.place, values)


def changes(shown: Shown) -> View:
    """What changed in the process."""
    return View(shown.playbook.place, {"entries": shown.history.entries, "most": MOST_TOLD, "figure": figure})


def contribute(shown: Shown) -> View:
    """How to change the playbook."""
    return View(shown.playbook.place, {"change": first_change.of(shown.playbook)})


def rules(shown: Shown) -> View:
    """Every rule, by what it counts for here."""
    return View(_levels(shown), {"groups": all_rules.grouped(shown.playbook)})


def fields(shown: Shown) -> View:
    """Every kind of file."""
    return View(shown.playbook.place, {"kinds": all_fields.everything()})


def crm(shown: Shown) -> View:
    """The stages of the CRM beside ours."""
    return View(shown.playbook.place, {"processes": crm_stages.by_process(shown.playbook)})


def crm_door(shown: Shown, slug: str, stages: tuple[tuple[SalesProcess, Stage], ...]) -> View:  # noqa: ARG001 (all views begin so)
    """Which of several stages somebody from the CRM is looking for."""
    stage = stages[0][1]
    title = text.plain(stage.crm.stage) if stage.crm and stage.crm.stage else slug
    return View(stage.place, {"title": title, "stages": stages}, title)


def buying_process(shown: Shown, process: BuyingProcess) -> View:
    """How customers buy."""
    values = {"process": process, "stages": buying.stages(shown.playbook, process)}
    return View(process.place, values, *_named(process))


def sales_process(shown: Shown, process: SalesProcess) -> View:
    """A sales process at a glance."""
    playbook = shown.playbook
    values = {
        "process": process,
        "whole": _whole(shown, process),
        "map": aligned.alignment_map(playbook, process),
        "stages": tuple((stage, aligned.served(playbook, process, stage)) for stage in process.open_stages),
        "matrix": aligned.matrix(playbook, process),
        "parts": people.of_process(playbook, process),
        "asked": asked.of_process(process),
        "assets": asset_uses.named(playbook, process.assets),
    }
    return View(process.place, values, *_named(process))


def compress(shown: Shown, process: SalesProcess) -> View:
    """How few calls a process could take."""
    whole = _whole(shown, process)
    values = {"process": process, "whole": whole, "uncounted": whole_process.activities(whole.report)}
    return View(process.place, values, *_named(process))


def deal(shown: Shown, process: SalesProcess) -> View:
    """What a deal of a process is planned from, in its browser: all that a plan may say, whatever the deal."""
    buying = shown.playbook.buying_process_of(process)
    known = buying.stage_by_id if buying else {}

    def heading(activity: Activity, of: Stage) -> BuyingStage | None:
        return next((known[each] for each in (*activity.buying_stages, *of.buying_stages) if each in known), None)

    roles = {each for stage in process.open_stages for activity in stage.activities for each in activity.buyer_roles}
    values = {
        "process": process,
        "heading": heading,
        "their_roles": tuple(each for each in shown.playbook.roles_of(Side.BUYER) if each.id in roles),
        "our_roles": shown.playbook.roles_of(Side.SELLER),
        "compiled": compiled(shown.playbook, process),
    }
    return View(process.place, values, *_named(process))


def customer_copy(shown: Shown, process: SalesProcess) -> View:
    """The customer's copy of a deal's next call."""
    values = {
        "process": process,
        "compiled": compiled(shown.playbook, process),
        "theirs": theirs(shown.playbook, process),
    }
    return View(process.place, values, *_named(process))


def review(shown: Shown, process: SalesProcess) -> View:
    """The deal review of a process."""
    stages = reviewed.stages(shown.playbook, process, shown.plans.call_plans)
    return View(process.place, {"process": process, "stages": stages}, *_named(process))


def results(shown: Shown, process: SalesProcess) -> View:
    """What was measured of a process."""
    found = shown.playbook.results_by_id[process.id]
    values = {
        "process": process,
        "measured": measured.of(process, found),
        "fewest": shown.plans.reports[process.id],
    }
    return View(found.place, values, *_named(process))


def stage(shown: Shown, process: SalesProcess, stage: Stage) -> View:
    """A stage."""
    playbook = shown.playbook
    plan = shown.plans.call_plans.get((process.id, stage.id))
    values = {
        "process": process,
        "stage": stage,
        "served": aligned.served(playbook, process, stage),
        "alongside": _beside(process, stage),
        "groups": agenda.by_question(playbook, process, stage),
        "asked": asked.of_stage(process, stage),
        "people": people.of_stage(playbook, stage),
        "assets": asset_uses.of_stage(playbook, stage),
        "compression": checklist.of(playbook, plan) if plan and stage not in process.silent_stages else None,
        "implied": process.implied_by(stage),
        "is_silent": stage in process.silent_stages,
        "elements": lambda ids: asked.elements(process, ids),
        "findings": shown.findings_in.get((process.id, stage.id), 0),
    }
    return View(stage.place, values, text.plain(stage.name), text.plain(stage.definition or process.name))


closed_stage = stage


def call_plan(shown: Shown, process: SalesProcess, stage: Stage) -> View:
    """The call plan of a stage."""
    plan = shown.plans.call_plans[process.id, stage.id]
    values = {
        "process": process,
        "stage": stage,
        "plan": plan,
        "compression": checklist.of(shown.playbook, plan),
        "alongside": _beside(process, stage),
        "room_changes": checklist.room_changes(shown.playbook, plan),
        "spare": checklist.minutes_left(plan.next_call),
        "question_anchors": {each.question.place: each.anchor for each in asked.of_stage(process, stage)},
    }
    return View(stage.call_plan.place if stage.call_plan else stage.place, values, text.plain(stage.name))


def rule(shown: Shown, rule: RuleInForce) -> View:
    """The manual of a rule."""
    return View(_levels(shown), {"subject": rule}, rule.manual.id, text.plain(rule.manual.summary))


def kind_fields(shown: Shown, kind: KindFields) -> View:
    """The fields of a kind of file."""
    return View(shown.playbook.place, {"subject": kind}, kind.title, kind.description)


def _named(process: BuyingProcess | SalesProcess) -> tuple[str, str]:
    return text.plain(process.name), text.plain(process.summary) if process.summary else ""


def _whole(shown: Shown, process: SalesProcess) -> whole_process.WholeProcess:
    return whole_process.of(shown.playbook, shown.plans.reports[process.id])


def _beside(process: SalesProcess, stage: Stage) -> tuple[Stage, ...]:
    """The stages that may run in parallel with this one, in listed order."""
    return tuple(each for each in process.stages if each.id in process.alongside(stage))


def _levels(shown: Shown) -> Place:
    return shown.playbook.place / "rules" if shown.playbook.rules else shown.playbook.place


def _file_of(shown: Shown, items: tuple[Any, ...]) -> Place:
    return Place(items[0].place.path) if items else shown.playbook.place
