"""What a rule is, what it looks at and what it finds. Rules see neither line numbers nor severities."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from nextcall.diagnostics import Severity, Span
    from nextcall.model import Allow, Place, Playbook


class Finding(NamedTuple):
    """What a rule found, at a place of the playbook; in a team's page, which has no places, at `span`."""

    place: Place
    message: str
    hint: str = ""
    span: Span | None = None


@dataclass(frozen=True)
class Subject:
    """What rules look at: the playbook, and the ids of all rules and of those that can't be softened.

    `unused_allows` is filled in once the findings of all other rules are known.
    """

    playbook: Playbook
    rule_ids: frozenset[str]
    fixed_rule_ids: frozenset[str]
    unused_allows: tuple[Allow, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule of the registry. One that guards integrity is always an error: no level or `allow` can change that."""

    id: str
    level: Severity
    guards_integrity: bool
    check: Callable[[Subject], Iterator[Finding]]
    manual: str

    @property
    def summary(self) -> str:
        """The first line of its manual."""
        return self.manual.partition("\n")[0]

    @classmethod
    def of(cls, module: ModuleType) -> Rule:
        """The rule that a module of `checks/rules/` defines: its `ID`, `LEVEL`, `check` and, if it has, `INTEGRITY`."""
        integrity = getattr(module, "INTEGRITY", False)
        return cls(module.ID, module.LEVEL, integrity, module.check, inspect.cleandoc(module.__doc__ or ""))
