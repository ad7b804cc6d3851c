"""Runs the rules: gives findings their position and level, and drops those that the team accepts on the record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nextcall.checks.registry import LAST, RULES
from nextcall.checks.rule import Subject
from nextcall.checks.rules import id_gone
from nextcall.diagnostics import Diagnostic, Severity, in_order
from nextcall.load import FaultId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from nextcall.checks.rule import Finding, GoneId, Rule
    from nextcall.diagnostics import Span
    from nextcall.model import Allow, Place, Playbook

_OFF = "off"
_SOFT = frozenset(rule.id for rule in RULES if not rule.guards_integrity)
_FIXED = frozenset(rule.id for rule in RULES if rule.guards_integrity) | frozenset(fault.value for fault in FaultId)


def guards_integrity(rule_id: str) -> bool:
    """Whether a rule is always an error and stops every command that needs a playbook."""
    return rule_id in _FIXED


def run(
    playbook: Playbook,
    locate: Callable[[Place], Span],
    today: date | None = None,
    gone_ids: tuple[GoneId, ...] | None = None,
) -> tuple[Diagnostic, ...]:
    """What all rules find, sorted. `locate` gives the position of a place; the paths stay the playbook's own.

    Without `today` nothing is said about how old a review is, without `gone_ids` nothing about ids that are gone.
    """
    subject = Subject(playbook, _SOFT | _FIXED, _FIXED, today, gone_ids)
    allowed = _Allowed(playbook)
    found = [
        _diagnostic(rule.id, level, finding, locate)
        for rule in RULES
        if rule is not LAST and (level := _level(rule, playbook)) is not None
        for finding in rule.check(subject)
        if rule.guards_integrity or not allowed.accepts(rule, finding.place)
    ]
    level = _level(LAST, playbook)
    if level is not None:
        late = replace(subject, unused_allows=tuple(allowed.unused()))
        late_findings = [each for each in LAST.check(late) if not allowed.accepts(LAST, each.place)]
        last = replace(subject, unused_allows=tuple(allowed.unused_of_last()))
        found += [_diagnostic(LAST.id, level, each, locate) for each in (*late_findings, *LAST.check(last))]
    return in_order(found)


def _level(rule: Rule, playbook: Playbook) -> Severity | None:
    chosen = None if rule.guards_integrity else playbook.rules.get(rule.id)
    if chosen is None:
        return rule.level
    return None if chosen == _OFF else Severity(chosen)


def _diagnostic(rule_id: str, level: Severity, finding: Finding, locate: Callable[[Place], Span]) -> Diagnostic:
    place, message, hint, span = finding
    path, pointer = place
    return tuple.__new__(Diagnostic, (path, *(span or locate(place)), rule_id, level, message, hint, pointer))


class _Allowed:
    """What the team accepts, and which of it was needed. Of two for the same rule on one object the second isn't."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        on = {rule for rule in _SOFT if playbook.rules.get(rule) != _OFF}
        self._allows = [allow for allow in playbook.allows if allow.rule in on]
        self._by_holder: dict[tuple[Place, str], Allow] = {}
        for allow in self._allows:
            self._by_holder.setdefault((allow.holder, allow.rule), allow)
        self._used: set[Allow] = set()

    def accepts(self, rule: Rule, place: Place) -> bool:
        """Whether the nearest object around `place` that can hold an `allow` holds one for this rule."""
        if not self._by_holder:
            return False
        holder = place
        while holder not in self._playbook.holders and holder.pointer:
            holder = holder.parent
        allow = self._by_holder.get((holder, rule.id))
        if allow is None:
            return False
        self._used.add(allow)
        return True

    def unused(self) -> Iterator[Allow]:
        """What accepted nothing although its rule is on, those for the last rule aside.

        An id is gone only beside a revision that had it: nobody can say of what is accepted there that it's unused.
        """
        judged = (allow for allow in self._allows if allow.rule not in {LAST.id, id_gone.ID})
        return (allow for allow in judged if allow not in self._used)

    def unused_of_last(self) -> Iterator[Allow]:
        """Those for the last rule that accepted nothing, once it has looked at all others."""
        return (allow for allow in self._allows if allow not in self._used and allow.rule == LAST.id)
