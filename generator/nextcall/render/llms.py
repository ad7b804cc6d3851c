"""`/llms.txt`: every page of the playbook with a line on what it holds, in the form of llmstxt.org, for assistants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from nextcall import addresses, text
from nextcall.render.environment import label
from nextcall.render.page import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.call_plan import CallPlan
    from nextcall.model import Playbook, SalesProcess

_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\[]<"})


def llms_txt(
    playbook: Playbook, plans: Mapping[tuple[str, str], CallPlan], *, directory_urls: bool = True
) -> Mapping[str, bytes]:
    """The file by its path below the site's root; its links are relative to it.

    `plans` holds the call plan of each open stage, by the ids of its process and itself. `directory_urls` says how the
    host names the team's own pages.
    """
    parts = [f"# {_line(playbook.title)}"]
    if playbook.summary:
        parts.append(f"> {shortened(_line(playbook.summary))}")
    parts.append(label("llms.intro"))
    parts += [_section(process.name, _process(process, plans)) for process in playbook.sales_processes]
    if playbook.buying_processes:
        buying = (
            _entry(addresses.buying_process(each.id), each.name, each.summary or label("buying.intro"))
            for each in playbook.buying_processes
        )
        parts.append(_section(label("llms.buying"), buying))
    parts.append(_section(label("home.look_up"), _reference()))
    if playbook.files.pages:
        parts.append(_section(label("llms.team"), _team_pages(playbook, directory_urls=directory_urls)))
    parts.append(_section(label("llms.optional"), _about()))
    return {addresses.LLMS_TXT: ("\n\n".join(parts) + "\n").encode()}


def _process(process: SalesProcess, plans: Mapping[tuple[str, str], CallPlan]) -> Iterator[str]:
    yield _entry(addresses.sales_process(process.id), process.name, process.summary or label("process.intro"))
    for stage in process.stages:
        about = stage.definition or (label("closed", stage.closed.value) if stage.closed else "")
        yield _entry(addresses.stage(process.id, stage.id), stage.name, about)
        if stage.closed is None:
            wanted = plans[process.id, stage.id].advance
            about = label("llms.wants", advance=wanted[0]) if wanted else label("call_plan.intro", stage=stage.name)
            title = label("call_plan.title", stage=stage.name)
            yield _entry(addresses.call_plan(process.id, stage.id), title, about)
    title = label("review.title", process=process.name)
    yield _entry(addresses.review(process.id), title, label("review.intro"))


def _reference() -> Iterator[str]:
    yield _entry(addresses.ALIGNMENT, label("alignment.title"), label("home.alignment"))
    yield _entry(addresses.ROLES, label("roles.title"), label("home.roles"))
    yield _entry(addresses.QUESTIONS, label("questions.title"), label("home.questions"))
    yield _entry(addresses.ASSETS, label("assets.title"), label("home.assets"))
    yield _entry(addresses.GLOSSARY, label("glossary.title"), label("home.glossary"))
    yield _entry(addresses.CRM, label("crm.title"), label("home.crm"))
    yield _entry(addresses.PLAYBOOK_JSON, label("programs.json"), label("programs.json_why"))
    yield _entry(addresses.PLAYBOOK_SCHEMA, label("programs.schema"), label("programs.schema_why"))


def _team_pages(playbook: Playbook, *, directory_urls: bool) -> Iterator[str]:
    for page in playbook.files.pages:
        yield _entry(addresses.of_team_page(page.path, directory_urls=directory_urls), page.title)


def _about() -> Iterator[str]:
    yield _entry(addresses.HEALTH, label("health.title"), label("home.health"))
    yield _entry(addresses.CONTRIBUTE, label("contribute.title"), label("home.contribute"))
    yield _entry(addresses.RULES, label("rules.title"), label("rules.intro"))
    yield _entry(addresses.FIELDS, label("fields.title"), label("fields.intro"))


def _section(title: str, entries: Iterator[str]) -> str:
    return "\n".join([f"## {_line(title)}", "", *entries])


def _entry(address: str, title: str, about: str = "") -> str:
    link = f"- [{_line(title)}]({quote(addresses.link(addresses.HOME, address))})"
    return f"{link}: {shortened(_line(about))}" if about else link


def _line(words: str) -> str:
    """Words of a text on one line, with no sign in them that would make a link or an element."""
    return " ".join(text.plain(words).split()).translate(_ESCAPED)
