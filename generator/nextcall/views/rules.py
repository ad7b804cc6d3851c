"""The manual of every rule, from its docstring, and what the rule counts for in a playbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from nextcall.checks import RULES
from nextcall.diagnostics import Severity
from nextcall.load import MANUAL
from nextcall.model import Blocks, Text

if TYPE_CHECKING:
    from nextcall.model import Playbook

_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)


class Part(StrEnum):
    """The parts of a rule's manual; the catalogue has the words for their headings."""

    WHAT = "what"
    WHY = "why"
    EXAMPLE = "example"
    INSTEAD = "instead"


_PARTS = {
    "What it does": Part.WHAT,
    "Why it matters": Part.WHY,
    "Example": Part.EXAMPLE,
    "Write instead": Part.INSTEAD,
}


class Group(StrEnum):
    """How rules are listed: those that are always errors, the others by their level, and what stops the reading."""

    FIXED = "fixed"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    FAULT = "fault"


@dataclass(frozen=True)
class Section:
    """A part of a manual; of a heading that is none of ours, `part` is None and `heading` says it."""

    part: Part | None
    heading: str
    body: Blocks


@dataclass(frozen=True)
class Manual:
    """The manual of a rule; `preamble` is what stands before its first heading."""

    id: str
    group: Group
    level: Severity
    summary: Text
    preamble: Blocks
    sections: tuple[Section, ...]

    @property
    def is_fixed(self) -> bool:
        """Whether no level and no `allow` can change it."""
        return self.group in (Group.FIXED, Group.FAULT)


@dataclass(frozen=True)
class RuleInForce:
    """A rule in a playbook: `level` is what counts there, "off" included; `is_changed`: the team chose another."""

    manual: Manual
    level: str
    is_changed: bool

    @property
    def another_level(self) -> str:
        """A level that it doesn't have here, for an example."""
        return (Severity.WARNING if self.level == Severity.INFO.value else Severity.INFO).value


@cache
def manuals() -> tuple[Manual, ...]:
    """Every rule in the registry's order, then what keeps a file from being read."""
    rules = (
        _manual(rule.id, Group.FIXED if rule.guards_integrity else Group(rule.level.value), rule.level, rule.manual)
        for rule in RULES
    )
    faults = (_manual(fault.value, Group.FAULT, Severity.ERROR, manual) for fault, manual in MANUAL.items())
    return (*rules, *faults)


@cache
def ids() -> tuple[str, ...]:
    """The id of every manual."""
    return tuple(manual.id for manual in manuals())


def in_force(playbook: Playbook, manual: Manual) -> RuleInForce:
    """What a rule counts for in a playbook."""
    chosen = None if manual.is_fixed else playbook.rules.get(manual.id)
    level = manual.level.value if chosen is None else chosen
    return RuleInForce(manual, level, level != manual.level.value)


def grouped(playbook: Playbook) -> tuple[tuple[Group, tuple[RuleInForce, ...]], ...]:
    """Every rule by group; groups without any are left out."""
    found: dict[Group, list[RuleInForce]] = {group: [] for group in Group}
    for manual in manuals():
        found[manual.group].append(in_force(playbook, manual))
    return tuple((group, tuple(rules)) for group, rules in found.items() if rules)


def _manual(rule_id: str, group: Group, level: Severity, written: str) -> Manual:
    summary, _, rest = written.partition("\n")
    preamble, *pairs = _HEADING.split(rest)
    sections = tuple(
        Section(_PARTS.get(heading), heading, Blocks(body.strip()))
        for heading, body in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return Manual(rule_id, group, level, Text(summary), Blocks(preamble.strip()), sections)
