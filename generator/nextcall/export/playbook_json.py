"""`/playbook.json`: the whole playbook as one JSON document, everything resolved that a program would have to look up.

It holds the fields of the model, found by one walk over them, and derived ones, which are spelled out here. What each
means is said by its schema (`playbook_schema`), which is published beside it.
"""

from __future__ import annotations

import json
import posixpath
from dataclasses import dataclass
from functools import cache, cached_property, singledispatch
from typing import TYPE_CHECKING, Any

from nextcall import addresses
from nextcall.addresses.pages import Scope, held, scope_of, within
from nextcall.compress.minutes import minutes_of, most_minutes_of
from nextcall.export import playbook_schema
from nextcall.export.playbook_schema import VERSION, fields_for_programs
from nextcall.model import Blocks, Call, Crm, Text, Where, Written, precedence_of
from nextcall.model.kept import kept_while
from nextcall.text import is_relative, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.model import (
        Activity,
        Asset,
        BuyingProcess,
        BuyingStage,
        Criterion,
        Place,
        Playbook,
        Precedence,
        Results,
        Role,
        SalesProcess,
        Stage,
    )

Json = dict[str, Any]


def files(
    playbook: Playbook, line_of: Callable[[Place], int], *, directory_urls: bool = True, around: object = None
) -> Mapping[str, bytes]:
    """The document and its schema, by their paths below the site's root.

    `line_of` tells the 1-based line of a place; `directory_urls` says how the host names the team's own pages. A
    process that was written last time with an equal `around` stays as it was.
    """
    return {
        addresses.PLAYBOOK_JSON: _Export(playbook, line_of, directory_urls).written(around),
        addresses.PLAYBOOK_SCHEMA: _schema(),
    }


@cache
def _schema() -> bytes:
    return f"{json.dumps(playbook_schema.schema(), indent=2, ensure_ascii=False)}\n".encode()


def _indented(data: object) -> str:
    """What stands one level deep in a document that is indented by 1."""
    return json.dumps(data, indent=1, ensure_ascii=False).replace("\n", "\n ")


def _fields(written: Written, **derived: object) -> Json:
    """The fields of an object, those that are `derived` as they are given, and whatever else is derived."""
    kind: type = type(written)
    found = {
        each.key: derived.pop(each.key) if each.key in derived else _value(getattr(written, each.name))
        for each in fields_for_programs(kind)
    }
    return found | derived


@singledispatch
def _value(value: object) -> object:
    """A value of the model as a program reads it; numbers, flags, ids and choices are what they are."""
    return value


@_value.register
def _(text: Text) -> str:
    return plain(text)


@_value.register
def _(blocks: Blocks) -> str:
    return str(blocks)


@_value.register
def _(values: tuple) -> list[object]:  # type: ignore[type-arg]  # it is looked up by this type
    return [_value(each) for each in values]


@_value.register
def _(written: Written) -> Json:
    return _fields(written)


@_value.register
def _(call: Call) -> Json:
    return _fields(call, usable_minutes=call.usable_minutes)


@_value.register
def _(crm: Crm) -> Json:
    slug = addresses.crm_slug(crm.stage) if crm.stage else ""
    return _fields(crm, page=_page(addresses.crm_door(slug)) if slug else None)


def _page(address: str, anchor: str = "") -> str:
    """A page or a file as a link from the site's root."""
    return addresses.link(addresses.HOME, address, anchor)


def _no_pages(scope: Scope) -> Json:
    return {page.link: None for page in within(scope) if page.link}


def _pages(playbook: Playbook, scope: Scope, *subject: Any) -> Json:  # noqa: ANN401 (whatever has pages)
    """The links to the pages of a process or a stage, by their fields; None for a page that there is none of."""
    ids = [each.id for each in subject]
    return _no_pages(scope) | {
        page.link: _page(page.address(*ids)) for page in held(playbook, scope, *subject) if page.link
    }


@dataclass(frozen=True)
class _Export:
    playbook: Playbook
    line_of: Callable[[Place], int]
    directory_urls: bool

    def written(self, around: object) -> bytes:
        """The document, joined from one piece a process."""
        processes = ",\n  ".join(self._process(each, around) for each in self.playbook.sales_processes)
        fields = {key: _indented(value) for key, value in self._document().items()}
        fields["sales_processes"] = f"[\n  {processes}\n ]" if processes else "[]"
        return "".join(("{\n", ",\n".join(f' "{key}": {value}' for key, value in fields.items()), "\n}\n")).encode()

    def _process(self, process: SalesProcess, around: object) -> str:
        """A process, as it stands in the list of processes."""

        def make() -> str:
            return _indented(_Process(self, process).document()).replace("\n", "\n ")

        return make() if around is None else kept_while(process, _Export, around, make)

    def _document(self) -> Json:
        playbook = self.playbook
        document = _fields(
            playbook,
            feedback=None if playbook.feedback is None else self._target(playbook.feedback),
            **_pages(playbook, Scope.PLAYBOOK),
            source=self.source(playbook.place),
            roles={role.id: _role(playbook.role_by_id[role.id]) for role in playbook.roles},
            assets={asset.id: self._asset(playbook.asset_by_id[asset.id]) for asset in playbook.assets},
            buying_processes=[self._buying_process(each) for each in playbook.buying_processes],
            sales_processes=None,
            results=[self._results(each) for each in playbook.results],
            crm={
                slug: {
                    "page": _page(addresses.crm_door(slug)),
                    "stages": [{"process": process.id, "stage": stage.id} for process, stage in stages],
                }
                for slug, stages in addresses.crm_doors(playbook).items()
            },
        )
        return {"$schema": addresses.PLAYBOOK_SCHEMA, "version": VERSION, "audience": "team"} | document

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

    def _asset(self, asset: Asset) -> Json:
        url = None if asset.url is None else self._target(asset.url)
        return _fields(asset, url=url, page=_page(addresses.ASSETS, addresses.asset_anchor(asset.id)))

    def _buying_process(self, process: BuyingProcess) -> Json:
        return _fields(
            process,
            **_pages(self.playbook, Scope.BUYING_PROCESS, process),
            source=self.source(process.place),
            stages=[_buying_stage(process, stage) for stage in process.stages],
        )

    def _results(self, results: Results) -> Json:
        known = results.id in self.playbook.sales_process_by_id
        return _fields(results, page=_page(addresses.results(results.id)) if known else None)


def _role(role: Role) -> Json:
    return _fields(role, page=_page(addresses.ROLES, addresses.role_anchor(role.id)))


def _buying_stage(process: BuyingProcess, stage: BuyingStage) -> Json:
    return _fields(stage, page=_page(addresses.buying_process(process.id), addresses.buying_stage_anchor(stage.id)))


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
        return _fields(
            process,
            **_pages(self.export.playbook, Scope.SALES_PROCESS, process),
            source=self.export.source(process.place),
            stages=[self._stage(stage) for stage in process.stages],
        )

    def _stage(self, stage: Stage) -> Json:
        process = self.process
        beside = process.alongside(stage)
        return _fields(
            stage,
            alongside=[each.id for each in process.stages if each.id in beside],
            exit_criteria=[self._exit_criterion(stage, each) for each in stage.exit_criteria],
            activities=[self._activity(stage, each) for each in stage.activities],
            implied_activities=[self._implied(stage, each) for each in process.implied_by(stage)],
            **(_no_pages(Scope.OPEN_STAGE) | _pages(self.export.playbook, scope_of(stage), process, stage)),
            source=self.export.source(stage.place),
        )

    def _in_stage(self, stage: Stage, anchor: str = "") -> str:
        return _page(addresses.stage(self.process.id, stage.id), anchor)

    def _exit_criterion(self, stage: Stage, criterion: Criterion) -> Json:
        anchor = addresses.criterion_anchor(criterion.id) if criterion.id else ""
        return _fields(criterion, page=self._in_stage(stage, anchor))

    def _implied(self, stage: Stage, activity: Activity) -> Json:
        """What nobody wrote: the fields of an activity would be guesses, so only what the criterion says is told."""
        return {
            "id": activity.id,
            "name": plain(activity.name),
            "criterion": next(iter(activity.satisfies), None),
            "counts": stage.counts,
            "page": self._in_stage(stage, addresses.activity_anchor(activity.id)),
            "source": self.export.source(activity.place),
        }

    def _activity(self, stage: Stage, activity: Activity) -> Json:
        call = self.process.call
        waits = activity.where in (Where.BETWEEN_CALLS, Where.EITHER)
        return _fields(
            activity,
            stage=stage.id,
            counts=stage.counts and activity.would_count,
            minutes=minutes_of(activity, call) if activity.holdable else None,
            minutes_max=most_minutes_of(activity, call) if activity.holdable else None,
            minutes_stated=activity.minutes is not None,
            takes_days=activity.takes_days if waits else None,
            takes_days_max=activity.takes_days_max if waits else None,
            comes_after=[
                {"activity": link.before, "because": link.kind, "criterion": link.criterion}
                for link in self._precedence.links_to(activity.id)
            ],
            buying_stages=list(activity.buying_stages or stage.buying_stages),
            page=self._in_stage(stage, addresses.activity_anchor(activity.id)),
            source=self.export.source(activity.place),
        )
