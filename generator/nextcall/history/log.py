"""Which commits of a branch touched the playbook: as a reader of the branch sees them, a merge being one of them."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from nextcall.history.git import NoPlaybookError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def commits(repository: Repository, most: int, files: Callable[[], frozenset[str]] = frozenset) -> Iterator[Commit]:
    """The newest commits of the branch that touched the playbook's folder, newest first, at most so many.

    Where the folder came to be, they go on with the one that had its name until then; `files` are those of today's, by
    which it is known again (see `Repository.playbook_at`).
    """
    start, prefix = "HEAD", repository.prefix
    while start and most > 0:
        found = tuple(_commits_in(repository, prefix, start, most))
        yield from found
        most -= len(found)
        start = found[-1].parent if found else ""
        with suppress(NoPlaybookError):
            earlier = repository.playbook_at(start, files).prefix if start and most > 0 else prefix
            if earlier != prefix:
                prefix = earlier
                continue
        return


def _commits_in(repository: Repository, prefix: str, start: str, most: int) -> Iterator[Commit]:
    where = ["--", prefix] if prefix else []
    said = repository.ask("log", "-z", "--first-parent", f"--max-count={most}", f"--format={_FIELDS}", start, *where)
    for record in os.fsdecode(said).split("\0"):
        fields = record.strip("\n").split("\n")
        if len(fields) == len(Commit._fields):
            name, parents, time, day, author, subject = fields
            yield Commit(name, parents.partition(" ")[0], int(time), day, author, subject)
