"""Where everything stands in the site: the address of every page, its anchors, and links from one page to another.

An address is the folder of a page below the site's root, with a slash at its end and none at its start: "" is home,
"sales/new-business/prove/" a stage. Links inside HTML are relative and name `index.html`, so that they work from a
server, from `file://` and below any path; no builder has to rewrite them.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.model import Playbook

HOME = ""
ALIGNMENT = "alignment/"
ROLES = "roles/"
QUESTIONS = "questions/"
ASSETS = "assets/"
GLOSSARY = "glossary/"
HEALTH = "health/"
CONTRIBUTE = "contribute/"
RULES = "contribute/rules/"
FIELDS = "contribute/fields/"

STYLESHEET = "nextcall/nextcall.css"
"""Where our stylesheet stands below the site's root."""

SCRIPTS = ("nextcall/copy.js", "nextcall/planner.js")
"""Where our scripts stand below the site's root. No page needs them to be complete."""


def sales_process(process: str) -> str:
    """The page of a sales process."""
    return f"sales/{process}/"


def stage(process: str, stage_id: str) -> str:
    """The page of a stage."""
    return f"sales/{process}/{stage_id}/"


def call_plan(process: str, stage_id: str) -> str:
    """The page of a stage's call plan."""
    return f"sales/{process}/{stage_id}/call-plan/"


def compress(process: str) -> str:
    """The compression page of a sales process."""
    return f"sales/{process}/compress/"


def buying_process(process: str) -> str:
    """The page of a buying process."""
    return f"buying/{process}/"


def rule(rule_id: str) -> str:
    """The manual page of a rule, or of something that keeps a file from being read."""
    return f"{RULES}{rule_id}/"


def fields(kind: str) -> str:
    """The page of all fields of a kind of file."""
    return f"{FIELDS}{kind}/"


def redirects(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Addresses that `formerly` keeps alive, each with the address that it leads to."""
    for buying in playbook.buying_processes:
        for old in buying.formerly:
            yield buying_process(old), buying_process(buying.id)
    for process in playbook.sales_processes:
        for old in process.formerly:
            yield sales_process(old), sales_process(process.id)
            yield compress(old), compress(process.id)
        for name in (process.id, *process.formerly):
            for each in process.stages:
                pages = (stage, call_plan) if each.closed is None else (stage,)
                for stage_id in (each.id, *each.formerly):
                    if (name, stage_id) != (process.id, each.id):
                        for page in pages:
                            yield page(name, stage_id), page(process.id, each.id)


def pages(playbook: Playbook) -> Iterator[str]:
    """The address of every page that is made from the playbook, redirects and the `reference` aside."""
    yield from (HOME, ALIGNMENT, ROLES, QUESTIONS, ASSETS, GLOSSARY, HEALTH, CONTRIBUTE, RULES, FIELDS)
    for buying in playbook.buying_processes:
        yield buying_process(buying.id)
    for process in playbook.sales_processes:
        yield sales_process(process.id)
        yield compress(process.id)
        for each in process.stages:
            yield stage(process.id, each.id)
            if each.closed is None:
                yield call_plan(process.id, each.id)


def reference(rules: Iterable[str], kinds: Iterable[str]) -> Iterator[str]:
    """The address of every page that is the same in every playbook: one for each rule, one for each kind of file."""
    yield from map(rule, rules)
    yield from map(fields, kinds)


def file_of(address: str) -> str:
    """The Markdown file of a page, below the docs folder."""
    return f"{address}index.md"


def of_team_page(path: str, *, directory_urls: bool = True) -> str:
    """The address of a team's own Markdown page, by MkDocs' rules; one that ends in `.html` is a file, not a folder."""
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    base = f"{folder}/" if folder else ""
    if stem in ("index", "README"):
        return base
    return f"{base}{stem}/" if directory_urls else f"{base}{stem}.html"


def link(origin: str, target: str, anchor: str = "") -> str:
    """The relative link from the page at `origin` to the page or file at `target`, both below the site's root."""
    file = f"{target}index.html" if target == "" or target.endswith("/") else target
    path = relative(file, posixpath.dirname(origin))
    return f"{path}#{anchor}" if anchor else path


def relative(path: str, folder: str) -> str:
    """The way to the file at `path` from `folder`, both relative to the same place; `folder` is "" for that place."""
    return posixpath.relpath(f"/{path}", f"/{folder}")


def activity_anchor(activity: str) -> str:
    """The anchor of an activity on its stage's page."""
    return f"activity-{activity}"


def criterion_anchor(criterion: str) -> str:
    """The anchor of an exit criterion on its stage's page."""
    return f"criterion-{criterion}"


def unnamed_criterion_anchor(number: int) -> str:
    """The anchor of the exit criterion at that place on its stage's page, from 1, where it has no id."""
    return f"exit-criterion-{number}"


def objection_anchor(number: int) -> str:
    """The anchor of the objection at that place on the page of the call plan, from 1."""
    return f"objection-{number}"


def question_anchor(question: str) -> str:
    """The anchor of a question on its stage's page."""
    return f"question-{question}"


def role_anchor(role: str) -> str:
    """The anchor of a role on the page of roles."""
    return f"role-{role}"


def asset_anchor(asset: str) -> str:
    """The anchor of an asset on the page of assets."""
    return f"asset-{asset}"


def buying_stage_anchor(buying_stage: str) -> str:
    """The anchor of a buying stage on the page of its buying process."""
    return f"stage-{buying_stage}"


def field_anchor(path: str) -> str:
    """The anchor of a field on the page of its kind; `path` names the fields that lead to it, with dots."""
    return f"field-{path}"


def object_anchor(name: str) -> str:
    """The anchor, on the page of a kind, of a group of fields that belong together."""
    return f"fields-{name}"
