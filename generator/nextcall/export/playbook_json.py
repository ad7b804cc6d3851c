"""`/playbook.json`: the whole playbook as one JSON document, everything resolved that a program would have to look up.

What each field means is said by its schema, `schema/export/playbook-json.schema.json`, which is published beside it.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nextcall import addresses
from nextcall.compress.minutes import minutes_of, most_minutes_of
from nextcall.model import Where, counts, precedence_of
from nextcall.resources import schema_folder
from nextcall.text import is_relative, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from nextcall.model import (
        Activity,
        BuyingProcess,
        BuyingStage,
        Call,
        Criterion,
        Crm,
        Place,
        Playbook,
        Precedence,
        Preparation,
        Question,
        SalesProcess,
        Stage,
        Text,
        WrittenCallPlan,
    )

VERSION = 1
"""Of the document: within a version fields are added, but none goes away or changes its meaning."""

Json = dict[str, Any]


def files(playbook: Playbook, line_of: Callable[[Place], int], *, directory_urls: bool = True) -> Mapping[str, bytes]:
    """The document and its schema, by their paths below the site's root.

    `line_of` tells the 1-based line of a place; `directory_urls` says how the host names the team's own pages.
    """
    document = _Export(playbook, line_of, directory_urls).document()
    return {addresses.PLAYBOOK_JSON: _encoded(document, indent=1), addresses.PLAYBOOK_SCHEMA: _encoded(schema())}


def schema() -> Json:
    """The JSON Schema of the document, whole in itself."""
    found: Json = json.loads((schema_folder() / "export" / "playbook-json.schema.json").read_bytes())
    return found


def _encoded(data: Json, indent: int = 2) -> bytes:
    return f"{json.dumps(data, indent=indent, ensure_ascii=False)}\n".encode()


def _text(text: Text | None) -> str | None:
    return None if text is None else plain(text)


def _texts(texts: Iterable[Text]) -> list[str]:
    return [plain(text) for text in texts]


def _markdown(blocks: Text | None) -> str | None:
    return None if blocks is None else str(blocks)


@dataclass(frozen=True)
class _Export:
    playbook: Playbook
    line_of: Callable[[Place], int]
    directory_urls: bool

    def document(self) -> Json:
        playbook = self.playbook
        return {
            "$schema": addresses.PLAYBOOK_SCHEMA,
            "version": VERSION,
            "audience": "team",
            "title": plain(playbook.title),
            "summary": _markdown(playbook.summary),
            "owner": _text(playbook.owner),
            "feedback": None if playbook.feedback is None else self._target(playbook.feedback),
            "principles": _texts(playbook.principles),
            "notes": _markdown(playbook.notes),
            "page": _page(addresses.HOME),
            "source": self.source(playbook.place),
            "call": _call(playbook.call),
            "roles": {role.id: self._role(role.id) for role in playbook.roles},
            "assets": {asset.id: self._asset(asset.id) for asset in playbook.assets},
            "terms": [
                {
                    "term": plain(each.term),
                    "means": plain(each.means),
                    "also": _texts(each.also),
                    "notes": _markdown(each.notes),
                }
                for each in playbook.terms
            ],
            "buying_processes": [self._buying_process(each) for each in playbook.buying_processes],
            "sales_processes": [_Process(self, each).document() for each in playbook.sales_processes],
            "crm": {
                slug: {
                    "page": _page(addresses.crm_door(slug)),
                    "stages": [{"process": process.id, "stage": stage.id} for process, stage in stages],
                }
                for slug, stages in addresses.crm_doors(playbook).items()
            },
        }

    def source(self, place: Place) -> Json:
        return {"path": place.path, "line": self.line_of(place)}

    @cached_property
    def _published(self) -> Mapping[str, str]:
        """Where the team's own files stand in the site, by their paths in the playbook."""
        of_pages = {
            page.path: addresses.of_team_page(page.path, directory_urls=self.directory_urls)
            for page in self.playbook.files.pages
        }
        found = {path: path for path in self.playbook.files.others}
        return found | {path: _page(address) for path, address in of_pages.items()}

    def _target(self, target: str) -> str | None:
        """A link as written or, if it leads to a file of the playbook, where that stands in the site."""
        if not is_relative(target):
            return target
        path, mark, anchor = target.partition("#")
        path = posixpath.normpath(path)
        if posixpath.basename(path) == "index.md":
            address = addresses.HOME if path == "index.md" else f"{posixpath.dirname(path)}/"
            return f"{self._published.get(path, _page(address))}{mark}{anchor}"
        found = self._published.get(path)
        return None if found is None else f"{found}{mark}{anchor}"

    def _role(self, role_id: str) -> Json:
        role = self.playbook.role_by_id[role_id]
        return {
            "name": plain(role.name),
            "side": role.side,
            "cares_about": _texts(role.cares_about),
            "fears": _texts(role.fears),
            "reach_them_by": _text(role.reach_them_by),
            "responsible_for": _texts(role.responsible_for),
            "notes": _markdown(role.notes),
            "page": _page(addresses.ROLES, addresses.role_anchor(role.id)),
        }

    def _asset(self, asset_id: str) -> Json:
        asset = self.playbook.asset_by_id[asset_id]
        return {
            "name": plain(asset.name),
            "kind": asset.kind,
            "url": None if asset.url is None else self._target(asset.url),
            "use_when": _text(asset.use_when),
            "notes": _markdown(asset.notes),
            "page": _page(addresses.ASSETS, addresses.asset_anchor(asset.id)),
        }

    def _buying_process(self, process: BuyingProcess) -> Json:
        return {
            "id": process.id,
            "name": plain(process.name),
            "summary": _markdown(process.summary),
            "notes": _markdown(process.notes),
            "page": _page(addresses.buying_process(process.id)),
            "source": self.source(process.place),
            "stages": [self._buying_stage(process, stage) for stage in process.stages],
        }

    def _buying_stage(self, process: BuyingProcess, stage: BuyingStage) -> Json:
        return {
            "id": stage.id,
            "name": plain(stage.name),
            "question": _text(stage.question),
            "jobs": list(stage.jobs),
            "always_on": stage.always_on,
            "tasks": _texts(stage.tasks),
            "roles": list(stage.roles),
            "done_when": _texts(stage.done_when),
            "stalls_when": _texts(stage.stalls_when),
            "notes": _markdown(stage.notes),
            "page": _page(addresses.buying_process(process.id), addresses.buying_stage_anchor(stage.id)),
        }


@dataclass(frozen=True)
class _Process:
    """One sales process on its way into the document."""

    export: _Export
    process: SalesProcess

    @cached_property
    def _precedence(self) -> Precedence:
        return precedence_of(self.process)

    def document(self) -> Json:
        process = self.process
        baseline = process.baseline
        return {
            "id": process.id,
            "name": plain(process.name),
            "summary": _markdown(process.summary),
            "version": _text(process.version),
            "owner": _text(process.owner),
            "reviewed": process.reviewed,
            "segment": _text(process.segment),
            "buying_process": process.buying_process,
            "baseline": {"calls": baseline.calls, "days": baseline.days, "source": _text(baseline.source)}
            if baseline
            else None,
            "call": _call(process.call),
            "qualification": [
                {"id": each.id, "name": plain(each.name), "notes": _markdown(each.notes)}
                for each in process.qualification
            ],
            "lost_reasons": [
                {
                    "id": each.id,
                    "name": plain(each.name),
                    "follow_up": _text(each.follow_up),
                    "notes": _markdown(each.notes),
                }
                for each in process.lost_reasons
            ],
            "questions": _questions(process.questions),
            "assets": list(process.assets),
            "notes": _markdown(process.notes),
            "page": _page(addresses.sales_process(process.id)),
            "review_page": _page(addresses.review(process.id)),
            "source": self.export.source(process.place),
            "stages": [self._stage(stage) for stage in process.stages],
        }

    def _stage(self, stage: Stage) -> Json:
        process = self.process
        beside = process.alongside(stage)
        return {
            "id": stage.id,
            "name": plain(stage.name),
            "closed": stage.closed,
            "definition": _text(stage.definition),
            "owner": _text(stage.owner),
            "buying_stages": list(stage.buying_stages),
            "optional": stage.optional,
            "applies_when": _text(stage.applies_when),
            "alongside": [each.id for each in process.stages if each.id in beside],
            "target_days": stage.target_days,
            "stalled_after_days": stage.stalled_after_days,
            "drifts_when": _texts(stage.drifts_when),
            "step_back": [{"when": plain(each.when), "to": each.to} for each in stage.step_back],
            "disqualify_when": _texts(stage.disqualify_when),
            "crm": _crm(stage.crm) if stage.crm else None,
            "entry_criteria": [_criterion(each) for each in stage.entry_criteria],
            "exit_criteria": [
                _criterion(each) | {"page": self._in_stage(stage, each.id and addresses.criterion_anchor(each.id))}
                for each in stage.exit_criteria
            ],
            "questions": _questions(stage.questions),
            "assets": list(stage.assets),
            "activities": [self._activity(stage, each) for each in stage.activities],
            "call_plan": _call_plan(stage.call_plan) if stage.call_plan else None,
            "notes": _markdown(stage.notes),
            "page": self._in_stage(stage),
            "call_plan_page": _page(addresses.call_plan(process.id, stage.id)) if stage.closed is None else None,
            "source": self.export.source(stage.place),
        }

    def _in_stage(self, stage: Stage, anchor: str | None = None) -> str:
        return _page(addresses.stage(self.process.id, stage.id), anchor or "")

    def _activity(self, stage: Stage, activity: Activity) -> Json:
        call = self.process.call
        waits = activity.where in (Where.BETWEEN_CALLS, Where.EITHER)
        return {
            "id": activity.id,
            "name": plain(activity.name),
            "stage": stage.id,
            "where": activity.where,
            "done_by": activity.done_by,
            "importance": activity.importance,
            "counts": counts(stage, activity),
            "minutes": minutes_of(activity, call) if activity.holdable else None,
            "minutes_max": most_minutes_of(activity, call) if activity.holdable else None,
            "minutes_stated": activity.minutes is not None,
            "takes_days": activity.takes_days if waits else None,
            "takes_days_max": activity.takes_days_max if waits else None,
            "requires": None if activity.requires is None else list(activity.requires),
            "needs": list(activity.needs),
            "comes_after": [
                {"activity": link.before, "because": link.kind, "criterion": link.criterion}
                for link in self._precedence.links_to(activity.id)
            ],
            "satisfies": list(activity.satisfies),
            "buying_stages": list(activity.buying_stages or stage.buying_stages),
            "buyer_roles": list(activity.buyer_roles),
            "seller_roles": list(activity.seller_roles),
            "partner_roles": list(activity.partner_roles),
            "own_call_because": _text(activity.own_call_because),
            "purpose": _text(activity.purpose),
            "customer_value": _text(activity.customer_value),
            "advance": _text(activity.advance),
            "how": _markdown(activity.how),
            "steps": _texts(activity.steps),
            "preparation": _preparation(activity.preparation),
            "questions": _questions(activity.questions),
            "assets": list(activity.assets),
            "elements": list(activity.elements),
            "applies_when": _text(activity.applies_when),
            "notes": _markdown(activity.notes),
            "page": self._in_stage(stage, addresses.activity_anchor(activity.id)),
            "source": self.export.source(activity.place),
        }


def _page(address: str, anchor: str = "") -> str:
    """A page or a file as a link from the site's root."""
    return addresses.link(addresses.HOME, address, anchor)


def _call(call: Call) -> Json:
    return {
        "minutes": call.minutes,
        "opening_minutes": call.opening_minutes,
        "follow_up_minutes": call.follow_up_minutes,
        "closing_minutes": call.closing_minutes,
        "usable_minutes": call.usable_minutes,
        "activity_minutes": call.activity_minutes,
        "aim_activities": call.aim_activities,
        "max_activities": call.max_activities,
        "max_buyer_roles": call.max_buyer_roles,
        "days_between_calls": call.days_between_calls,
    }


def _crm(crm: Crm) -> Json:
    slug = addresses.crm_slug(crm.stage) if crm.stage else ""
    return {
        "stage": _text(crm.stage),
        "probability": crm.probability,
        "forecast": crm.forecast,
        "fields": _texts(crm.fields),
        "page": _page(addresses.crm_door(slug)) if slug else None,
    }


def _criterion(criterion: Criterion) -> Json:
    return {
        "id": criterion.id,
        "criterion": plain(criterion.criterion),
        "evidence": _text(criterion.evidence),
        "verified_by": criterion.verified_by,
        "or": [_criterion(each) for each in criterion.alternatives],
        "elements": list(criterion.elements),
        "required": criterion.required,
        "applies_when": _text(criterion.applies_when),
        "notes": _markdown(criterion.notes),
    }


def _questions(questions: Iterable[Question]) -> list[Json]:
    return [
        {
            "id": each.id,
            "ask": plain(each.ask),
            "listen_for": _text(each.listen_for),
            "elements": list(each.elements),
            "notes": _markdown(each.notes),
        }
        for each in questions
    ]


def _preparation(preparation: Preparation) -> Json:
    return {"ours": _texts(preparation.ours), "theirs": _texts(preparation.theirs)}


def _call_plan(plan: WrittenCallPlan) -> Json:
    contract = plan.upfront_contract
    return {
        "customer_value": _text(plan.customer_value),
        "upfront_contract": {
            "time": _text(contract.time),
            "agenda": _text(contract.agenda),
            "their_questions": _text(contract.their_questions),
            "outcome": _text(contract.outcome),
        }
        if contract
        else None,
        "advance": {
            "target": _text(plan.advance.target),
            "stretch": _text(plan.advance.stretch),
            "fallback": _text(plan.advance.fallback),
        },
        "objections": [{"they_say": plain(each.they_say), "respond": _text(each.respond)} for each in plan.objections],
        "follow_ups": _texts(plan.follow_ups),
        "preparation": _preparation(plan.preparation),
        "notes": _markdown(plan.notes),
    }
