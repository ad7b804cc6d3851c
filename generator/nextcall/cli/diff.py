"""`nextcall diff`: what changed between two revisions, in the words of the process."""

from __future__ import annotations

import os
import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from nextcall import pipeline
from nextcall.cli.project import find_project, format_option, root_option
from nextcall.cli.revisions import repository_of, revisions
from nextcall.cli.terminal import give, has_colour, say
from nextcall.cli.today import day, today_option
from nextcall.load import load, nothing_before
from nextcall.printable import json_text, on_one_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from nextcall.cli.revisions import Revisions
    from nextcall.history.git import Repository

EXAMPLES = """\b
Examples:
  nextcall diff HEAD                           what you changed since the last commit
  nextcall diff origin/main...HEAD             what this branch would change, for a pull request
  nextcall diff v1.0 v1.1                      between two tags
  nextcall diff origin/main...HEAD --format markdown    as a comment
  nextcall diff origin/main...HEAD --exit-code          fails where something weakens
"""

_TEXT, _MARKDOWN, _JSON, _GITHUB = "text", "markdown", "json", "github"


@click.command("diff", short_help="Say what changed, in the words of the process.", epilog=EXAMPLES)
@click.argument("base")
@click.argument("head", required=False)
@root_option
@format_option(_TEXT, _MARKDOWN, _JSON, _GITHUB, also="; github: annotations in a workflow")
@click.option("--exit-code", "fails", is_flag=True, help="Exit with 1 where something weakens the process.")
@today_option
def command(  # noqa: PLR0913 (one for each option)
    base: str, head: str | None, root: Path | None, style: str, *, fails: bool, today: date | None
) -> None:
    """Say what changed from BASE to HEAD, two revisions of git; without HEAD, to what lies in the folder now.

    BASE is taken as it is; BASE...HEAD starts where HEAD has left it, as a pull request does. What weakens the process
    stands first, with what would make it strong again; calls and days stand beside what they were. Where BASE has no
    playbook, everything is new.

    Neither the folder nor git's index is touched.
    """
    from nextcall.diff import Effect  # noqa: PLC0415
    from nextcall.export import diff_formats  # noqa: PLC0415 (only the commands that need it pay for its import)
    from nextcall.history.git import NoPlaybookError  # noqa: PLC0415
    from nextcall.words import catalogue  # noqa: PLC0415

    project = find_project(root)
    with repository_of(project.playbook) as repository:
        asked = revisions(repository, base, head)
        later = (
            load(project.playbook)
            if asked.head is None
            else pipeline.at_revision(project.playbook, repository, asked.head)
        )
        try:
            earlier = pipeline.at_revision(project.playbook, repository, asked.base, known=later)
        except NoPlaybookError as problem:
            say(f"{problem}: everything is new")
            earlier = nothing_before(later)
        between = diff_formats.Between(
            base=asked.base_name,
            head=asked.head_name,
            prefixes=(earlier.prefix, later.prefix),
            command=_command(base, head),
            link=_link(repository, asked),
            rule_url=partial(_rule_url, project.site_url),
        )
    diff = pipeline.compare(earlier, later, today=day(today)).diff
    words = catalogue()
    if style == _JSON:
        give(f"{json_text(diff_formats.diff_json(diff, between, words), indent=1)}\n")
    elif style == _MARKDOWN:
        give(diff_formats.diff_markdown(diff, between, words))
    elif style == _GITHUB:
        give(diff_formats.diff_github(diff, between, words))
    else:
        colour = has_colour(sys.stdout)
        strong = partial(click.style, bold=True) if colour else str
        give(diff_formats.diff_text(diff, between, words, strong), painted=colour)
    if style in (_JSON, _GITHUB):
        for each in diff.unread:
            told = f"{between.path(each.path, is_of_base=each.is_of_base)} could not be read: {each.message}"
            say(on_one_line(told))  # a workflow obeys whatever begins a line
    if fails and diff.having(Effect.WEAKENS):
        raise click.exceptions.Exit(1)


def _command(base: str, head: str | None) -> str:
    return shlex.join(["nextcall", "diff", base, *([] if head is None else [head])])


def _rule_url(site_url: str | None, rule: str) -> str | None:
    from nextcall import addresses  # noqa: PLC0415 (only where there are findings)

    return None if site_url is None else f"{site_url}{addresses.rule(rule)}"


def _link(repository: Repository, asked: Revisions) -> Callable[[bool, str, int], str | None]:
    """Addresses of lines, where a forge runs us and so says where its files are shown."""
    head = asked.head or repository.commit("HEAD")
    github, project = os.environ.get("GITHUB_REPOSITORY"), os.environ.get("CI_PROJECT_URL")
    if github:
        start = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{quote(github)}/blob"
    elif project:
        start = f"{project}/-/blob"
    else:
        return lambda _is_of_base, _path, _line: None

    def link(is_of_base: bool, path: str, line: int) -> str:  # noqa: FBT001 (the shape of `Between.link`)
        name = quote(path, errors="surrogateescape")
        return f"{start}/{asked.base if is_of_base else head}/{name}?plain=1#L{line}"

    return link
