"""Which commits of a branch touched the playbook: as a reader of the branch sees them, a merge being one of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.history.git import Repository

_FIELDS = "%H%n%P%n%ct%n%cs%n%an%n%s"  # only the last two can hold whatever somebody typed, and no line's end


class Commit(NamedTuple):
    """A commit; `parent` is the one that the branch was at before it, "" for the first.

    `time` is in seconds since 1970, `day` is YYYY-MM-DD where it was made; both are of the commit, not of its author's
    first try. `subject` is the first line of its message.
    """

    name: str
    parent: str
    time: int
    day: str
    author: str
    subject: str


def commits(repository: Repository, most: int) -> Iterator[Commit]:
    """The newest commits of the branch that touched the playbook's folder, newest first, at most so many."""
    where = ["--", repository.prefix] if repository.prefix else []
    said = repository.ask("log", "-z", "--first-parent", f"--max-count={most}", f"--format={_FIELDS}", "HEAD", *where)
    for record in os.fsdecode(said).split("\0"):
        fields = record.strip("\n").split("\n")
        if len(fields) == len(Commit._fields):
            name, parents, time, day, author, subject = fields
            yield Commit(name, parents.partition(" ")[0], int(time), day, author, subject)
