"""Where everything stands in the site: the address of every page, its anchors, and links from one page to another.

An address is the folder of a page below the site's root, with a slash at its end and none at its start: "" is home,
"sales/new-business/prove/" a stage. Links inside HTML are relative and name `index.html`, so that they work from a
server, from `file://` and below any path; no builder has to rewrite them.
"""

from __future__ import annotations

import posixpath
import unicodedata
from typing import TYPE_CHECKING

from nextcall.model import IMPLIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.model import Playbook, SalesProcess, Stage

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
CRM = "crm/"
CHANGES = "changes/"
DEALS = "deals/"

PAGES_STYLE = "nextcall/pages.css"
"""Where the stylesheet stands, below the site's root, that every page needs but those of a deal."""
DEAL_STYLE = "nextcall/plan.css"
"""Likewise, that of the page of a deal."""
CALL_STYLE = "nextcall/call.css"
"""Likewise, what that page needs once there is a call."""
STYLESHEETS = ("nextcall/nextcall.css", PAGES_STYLE, DEAL_STYLE, CALL_STYLE)
"""Likewise, all of them, in the order in which they stand on each other."""

COPY_SCRIPT = "nextcall/copy.js"
"""Where the script stands, below the site's root, that copies pages.

No page needs a script to be complete, and each loads those alone that it has a use for.
"""
ENGINE = "nextcall/engine.js"
"""Likewise, what plans a deal's next call."""
DEALS_SCRIPT = "nextcall/deals.js"
"""Likewise, what keeps deals."""
DEAL_SCRIPT = "nextcall/deal.js"
"""Likewise, the page on which a deal is planned."""
CALL_SCRIPT = "nextcall/call.js"
"""Likewise, what that page needs once there is a call."""
DATES_SCRIPT = "nextcall/dates.js"
"""Likewise, what learns beside that page how its reader writes dates."""
STAGE_SCRIPT = "nextcall/stage.js"
"""Likewise, the ticks of a stage's page."""
DESK_SCRIPT = "nextcall/desk.js"
"""Likewise, what lists them."""
CUSTOMER_SCRIPT = "nextcall/customer.js"
"""Likewise, what makes the customer's copy of a call."""
SCRIPTS = (
    COPY_SCRIPT,
    ENGINE,
    DEALS_SCRIPT,
    DESK_SCRIPT,
    CUSTOMER_SCRIPT,
    DEAL_SCRIPT,
    CALL_SCRIPT,
    DATES_SCRIPT,
    STAGE_SCRIPT,
)
"""All of them."""
SCRIPT_OF_CHANGES = "nextcall/changed.js"
"""Likewise; only a site that knows what changed has it."""

PLAYBOOK_JSON = "playbook.json"
PLAYBOOK_SCHEMA = "playbook.schema.json"
LLMS_TXT = "llms.txt"
FOR_PROGRAMS = (PLAYBOOK_JSON, PLAYBOOK_SCHEMA, LLMS_TXT)
"""The files that hold the playbook for programs and for assistants."""

_LONGEST_SLUG = 60  # of at most four bytes each: a name of a folder may have 255 bytes
_FIRST_ACCENT, _LAST_ACCENT = "\u0300", "\u036f"
_WITHOUT_PARTS = {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}


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


def deal(process: str) -> str:
    """The page on which a seller plans a deal of a sales process, call by call."""
    return f"sales/{process}/plan/"


def customer_copy(process: str) -> str:
    """The page that writes the customer's copy of a deal's next call."""
    return f"{deal(process)}copy/"


def results(process: str) -> str:
    """The page of what was measured of a sales process."""
    return f"sales/{process}/results/"


def review(process: str) -> str:
    """The deal review of a sales process."""
    return f"sales/{process}/review/"


def crm_slug(name: str) -> str:
    """What the address of a CRM's stage is made of: its name in small letters, with hyphens for all between words.

    Latin letters lose their accents, and what is neither letter nor digit becomes one hyphen, so that a formula of the
    CRM can do the same: "4 - Evaluation" gives "4-evaluation". Letters of other scripts stay. What is longer than 60
    characters is cut; "" for a name without a letter or a digit.
    """
    small = unicodedata.normalize("NFKC", name).casefold()  # of the letters that bold or round signs stand for
    words = "".join(map(_plain_letter, unicodedata.normalize("NFKC", small)))
    slug = "-".join(words.split())
    return slug[:_LONGEST_SLUG].strip("-")


def _plain_letter(char: str) -> str:
    if _FIRST_ACCENT <= char <= _LAST_ACCENT:  # one that no letter could take in
        return ""
    if char.isascii():
        return char if char.isalnum() else " "
    if char in _WITHOUT_PARTS:
        return _WITHOUT_PARTS[char]
    base = unicodedata.normalize("NFKD", char)[0]
    if base.isascii():
        return base if base.isalnum() else " "
    return char if unicodedata.category(char)[0] in "LMN" else " "


def crm_door(slug: str) -> str:
    """Where somebody arrives who comes from a stage of the CRM."""
    return f"{CRM}{slug}/"


def crm_doors(playbook: Playbook) -> Mapping[str, tuple[tuple[SalesProcess, Stage], ...]]:
    """The stages that each door leads to, by the door's slug, both in listed order.

    There are several where processes share a stage of the CRM, or where names differ in signs alone.
    """
    doors: dict[str, list[tuple[SalesProcess, Stage]]] = {}
    for process in playbook.sales_processes:
        for each in process.stages:
            slug = crm_slug(each.crm.stage) if each.crm and each.crm.stage else ""
            if slug:
                doors.setdefault(slug, []).append((process, each))
    return {slug: tuple(stages) for slug, stages in doors.items()}


def buying_process(process: str) -> str:
    """The page of a buying process."""
    return f"buying/{process}/"


def rule(rule_id: str) -> str:
    """The manual page of a rule, or of something that keeps a file from being read."""
    return f"{RULES}{rule_id}/"


def fields(kind: str) -> str:
    """The page of all fields of a kind of file."""
    return f"{FIELDS}{kind}/"


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
    """The anchor of an activity on its stage's page: of one that a criterion implies, that of the criterion."""
    if not activity.startswith(IMPLIED):
        return f"activity-{activity}"
    criterion = activity.removeprefix(IMPLIED)
    _, is_unnamed, number = criterion.partition("/")
    return unnamed_criterion_anchor(int(number)) if is_unnamed else criterion_anchor(criterion)


def criterion_anchor(criterion: str) -> str:
    """The anchor of an exit criterion on its stage's page."""
    return f"criterion-{criterion}"


def unnamed_criterion_anchor(number: int) -> str:
    """The anchor of the exit criterion at that place on its stage's page, from 1, where it has no id."""
    return f"exit-criterion-{number}"


def objection_anchor(number: int) -> str:
    """The anchor of the objection at that place on the page of the call plan, from 1."""
    return f"objection-{number}"


def change_anchor(commit: str) -> str:
    """The anchor of a commit on the page of changes."""
    return f"commit-{commit[:12]}"


def question_anchor(question: str) -> str:
    """The anchor of a question on its stage's page."""
    return f"question-{question}"


def role_anchor(role: str) -> str:
    """The anchor of a role on the page of roles."""
    return f"role-{role}"


def asset_anchor(asset: str) -> str:
    """The anchor of an asset on the page of assets."""
    return f"asset-{asset}"


def review_anchor(stage_id: str) -> str:
    """The anchor of a stage on the page of the deal review."""
    return f"stage-{stage_id}"


def buying_stage_anchor(buying_stage: str) -> str:
    """The anchor of a buying stage on the page of its buying process."""
    return f"stage-{buying_stage}"


def field_anchor(path: str) -> str:
    """The anchor of a field on the page of its kind; `path` names the fields that lead to it, with dots."""
    return f"field-{path}"


def object_anchor(name: str) -> str:
    """The anchor, on the page of a kind, of a group of fields that belong together."""
    return f"fields-{name}"
