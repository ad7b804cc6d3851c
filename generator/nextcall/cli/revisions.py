"""Revisions on the command line: which repository they are of, and the playbook at one of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from nextcall.cli.project import EnvironmentProblem
from nextcall.history.git import HistoryProblem, Repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DOTS = ("...", "..")


class Revisions(NamedTuple):
    """What a diff is between: commits, and what they are called; of `head` None is the working tree."""

    base: str
    base_name: str
    head: str | None
    head_name: str | None


@contextmanager
def repository_of(playbook: Path) -> Iterator[Repository]:
    """The repository around a playbook.

    Raises:
        EnvironmentProblem: There is none, or git can't answer what it is asked in the meantime.
    """
    try:
        with Repository.around(playbook) as repository:
            yield repository
    except HistoryProblem as problem:
        raise EnvironmentProblem(str(problem)) from None


def revisions(repository: Repository, base: str, head: str | None) -> Revisions:
    """What BASE and HEAD mean: `A...B` is from where B left A, `A..B` the same as A and B.

    Raises:
        HistoryProblem: One of them means no commit.
    """
    for dots in _DOTS:
        left, found, right = base.partition(dots)
        if found and head is None:
            left, right = left or "HEAD", right or "HEAD"
            name = repository.merge_base(left, right) if dots == "..." else left
            return Revisions(repository.commit(name), name, repository.commit(right), right)
    return Revisions(repository.commit(base), base, None if head is None else repository.commit(head), head)
