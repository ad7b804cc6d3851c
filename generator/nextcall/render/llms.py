"""`/llms.txt`: every page of the playbook with a line on what it holds, in the form of llmstxt.org, for assistants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from nextcall import addresses, text
from nextcall.render.page import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.call_plan import Plans
    from nextcall.model import Playbook, SalesProcess
    from nextcall.render.words import Words

_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\[]<"})


def llms_txt(playbook: Playbook, plans: Plans, words: Words, *, directory_urls: bool = True) -> Mapping[str, bytes]:
    """The file by its path below the site's root; its links are relative to it.

    `words` are those of the pages; `directory_urls` says how the host names the team's own pages.
    """
    parts = [f"# {_line(playbook.title)}"]
    if playbook.summary:
        parts.append(f"> {shortened(_line(playbook.summary))}")
    parts.append(words.label("llms.intro"))
    parts += [_section(process.name, _process(process, plans, words)) for process in playbook.sales_processes]
    if playbook.buying_processes:
        buying = (
            _entry(addresses.buying_process(each.id), each.name, each.summary or words.label("buying.intro"))
            for each in playbook.buying_processes
        )
        parts.append(_section(words.label("llms.buying"), buying))
    parts.append(_section(words.label("home.look_up"), _reference(words)))
    if playbook.files.pages:
        parts.append(_section(words.label("llms.team"), _team_pages(playbook, directory_urls=directory_urls)))
    parts.append(_section(words.label("llms.optional"), _about(words)))
    return {addresses.LLMS_TXT: ("\n\n".join(parts) + "\n").encode()}


def _process(process: SalesProcess, plans: Plans, words: Words) -> Iterator[str]:
    yield _entry(addresses.sales_process(process.id), process.name, process.summary or words.label("process.intro"))
    for stage in process.stages:
        about = stage.definition or (words.label("closed", stage.closed.value) if stage.closed else "")
        yield _entry(addresses.stage(process.id, stage.id), stage.name, about)
        if stage.closed is None:
            wanted = plans.call_plans[process.id, stage.id].advance
            about = (
                words.label("llms.wants", advance=wanted[0])
                if wanted
                else words.label("call_plan.intro", stage=stage.name)
            )
            title = words.label("call_plan.title", stage=stage.name)
            yield _entry(addresses.call_plan(process.id, stage.id), title, about)
    title = words.label("review.title", process=process.name)
    yield _entry(addresses.review(process.id), title, words.label("review.intro"))
    title = words.label("whole.title", process=process.name)
    yield _entry(addresses.compress(process.id), title, words.label("whole.intro"))


def _reference(words: Words) -> Iterator[str]:
    yield _entry(addresses.ALIGNMENT, words.label("alignment.title"), words.label("home.alignment"))
    yield _entry(addresses.ROLES, words.label("roles.title"), words.label("home.roles"))
    yield _entry(addresses.QUESTIONS, words.label("questions.title"), words.label("home.questions"))
    yield _entry(addresses.ASSETS, words.label("assets.title"), words.label("home.assets"))
    yield _entry(addresses.GLOSSARY, words.label("glossary.title"), words.label("home.glossary"))
    yield _entry(addresses.CRM, words.label("crm.title"), words.label("home.crm"))
    yield _entry(addresses.PLAYBOOK_JSON, words.label("programs.json"), words.label("programs.json_why"))
    yield _entry(addresses.PLAYBOOK_SCHEMA, words.label("programs.schema"), words.label("programs.schema_why"))


def _team_pages(playbook: Playbook, *, directory_urls: bool) -> Iterator[str]:
    for page in playbook.files.pages:
        yield _entry(addresses.of_team_page(page.path, directory_urls=directory_urls), page.title)


def _about(words: Words) -> Iterator[str]:
    yield _entry(addresses.HEALTH, words.label("health.title"), words.label("home.health"))
    yield _entry(addresses.CONTRIBUTE, words.label("contribute.title"), words.label("home.contribute"))
    yield _entry(addresses.RULES, words.label("rules.title"), words.label("rules.intro"))
    yield _entry(addresses.FIELDS, words.label("fields.title"), words.label("fields.intro"))


def _section(title: str, entries: Iterator[str]) -> str:
    return "\n".join([f"## {_line(title)}", "", *entries])


def _entry(address: str, title: str, about: str = "") -> str:
    link = f"- [{_line(title)}]({quote(addresses.link(addresses.HOME, address))})"
    return f"{link}: {shortened(_line(about))}" if about else link


def _line(written: str) -> str:
    """A text on one line, with no sign in them that would make a link or an element."""
    return " ".join(text.plain(written).split()).translate(_ESCAPED)
