"""`/llms.txt`: every page of the playbook with a line on what it holds, in the form of llmstxt.org, for assistants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from nextcall import addresses, text
from nextcall.addresses import pages
from nextcall.addresses.pages import Scope, Shelf
from nextcall.render.page import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nextcall.call_plan import Plans
    from nextcall.model import Playbook, SalesProcess
    from nextcall.words import Words

_ESCAPED = str.maketrans({char: f"\\{char}" for char in "\\[]<"})


def llms_txt(playbook: Playbook, plans: Plans, words: Words, *, directory_urls: bool = True) -> Mapping[str, bytes]:
    """The file by its path below the site's root; its links are relative to it.

    `words` are those of the pages; `directory_urls` says how the host names the team's own pages.
    """
    parts = [text.heading(1, _line(playbook.title))]
    if playbook.summary:
        parts.append(f"> {shortened(_line(playbook.summary))}")
    parts.append(words.label("llms.intro"))
    parts += [_section(process.name, _process(playbook, process, plans, words)) for process in playbook.sales_processes]
    if playbook.buying_processes:
        buying = (
            _entry(addresses.buying_process(each.id), each.name, each.summary or words.label("buying.intro"))
            for each in playbook.buying_processes
        )
        parts.append(_section(words.label("llms.buying"), buying))
    parts.append(_section(words.label("home.look_up"), _reference(playbook, words)))
    if playbook.files.pages:
        parts.append(_section(words.label("llms.team"), _team_pages(playbook, directory_urls=directory_urls)))
    parts.append(_section(words.label("llms.optional"), _about(playbook, words)))
    return {addresses.LLMS_TXT: ("\n\n".join(parts) + "\n").encode()}


def _process(playbook: Playbook, process: SalesProcess, plans: Plans, words: Words) -> Iterator[str]:
    yield _entry(addresses.sales_process(process.id), process.name, process.summary or words.label("process.intro"))
    for stage in process.stages:
        about = stage.definition or (words.label("closed", stage.closed.value) if stage.closed else "")
        yield _entry(addresses.stage(process.id, stage.id), stage.name, about)
        if any(page.name == "call_plan" for page in pages.of_stage(playbook, process, stage)):
            wanted = plans.call_plans[process.id, stage.id].advance
            about = (
                words.label("llms.wants", advance=wanted[0])
                if wanted
                else words.label("call_plan.intro", stage=stage.name)
            )
            title = words.label("call_plan.title", stage=stage.name)
            yield _entry(addresses.call_plan(process.id, stage.id), title, about)
    _, *others = pages.held(playbook, Scope.SALES_PROCESS, process)
    for page in others:
        if page.title and page.intro:
            title = words.label(page.title, process=process.name)
            yield _entry(page.address(process.id), title, words.label(page.intro))


def _reference(playbook: Playbook, words: Words) -> Iterator[str]:
    yield from _on(playbook, Shelf.REFERENCE, words=words)
    yield _entry(addresses.PLAYBOOK_JSON, words.label("programs.json"), words.label("programs.json_why"))
    yield _entry(addresses.PLAYBOOK_SCHEMA, words.label("programs.schema"), words.label("programs.schema_why"))


def _team_pages(playbook: Playbook, *, directory_urls: bool) -> Iterator[str]:
    for page in playbook.files.pages:
        yield _entry(addresses.of_team_page(page.path, directory_urls=directory_urls), page.title)


def _about(playbook: Playbook, words: Words) -> Iterator[str]:
    yield from _on(playbook, Shelf.ABOUT, Shelf.ABOUT_FIRST, words=words)


def _on(playbook: Playbook, *shelves: Shelf, words: Words) -> Iterator[str]:
    for page in pages.on(playbook, *shelves):
        assert page.title is not None  # noqa: S101 (what stands on a shelf has words of the catalogue)
        assert page.teaser is not None  # noqa: S101
        yield _entry(page.address(), words.label(page.title), words.label(page.teaser))


def _section(title: str, entries: Iterator[str]) -> str:
    return "\n".join([text.heading(2, _line(title)), "", *entries])


def _entry(address: str, title: str, about: str = "") -> str:
    link = f"- [{_line(title)}]({quote(addresses.link(addresses.HOME, address))})"
    return f"{link}: {shortened(_line(about))}" if about else link


def _line(written: str) -> str:
    """A text on one line, with no sign in them that would make a link or an element."""
    return " ".join(text.plain(written).split()).translate(_ESCAPED)
