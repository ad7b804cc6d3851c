"""Runs the rules: gives findings their position and level, and drops those that the team accepts on the record."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, islice
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

MOST_LISTED = 25_000
"""How many findings of one rule are listed; what is left of each file is one finding that says how many there are."""

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
    found: list[Diagnostic] = []
    for rule in RULES:
        level = None if rule is LAST else _level(rule, playbook)
        if level is not None:
            found += _listed(rule.id, level, allowed.rest(rule, rule.check(subject)), locate)
    level = _level(LAST, playbook)
    if level is not None:
        late = replace(subject, unused_allows=tuple(allowed.unused()))
        late_findings = list(allowed.rest(LAST, LAST.check(late)))
        last = replace(subject, unused_allows=tuple(allowed.unused_of_last()))
        found += _listed(LAST.id, level, chain(late_findings, LAST.check(last)), locate)
    return in_order(found)


def _level(rule: Rule, playbook: Playbook) -> Severity | None:
    chosen = None if rule.guards_integrity else playbook.rules.get(rule.id)
    if chosen is None:
        return rule.level
    return None if chosen == _OFF else Severity(chosen)


def _listed(
    rule_id: str, level: Severity, findings: Iterator[Finding], locate: Callable[[Place], Span]
) -> Iterator[Diagnostic]:
    """The findings of a rule as diagnostics: many of them, and of each file one that counts the rest."""
    for each in islice(findings, MOST_LISTED):
        yield _diagnostic(rule_id, level, each, locate)
    first: dict[str, Finding] = {}
    left: Counter[str] = Counter()
    for each in findings:
        path = each[0][0]
        first.setdefault(path, each)
        left[path] += 1
    for path, each in first.items():
        number = left[path]
        if number > 1:
            message = f"{number} more of this kind in this file are not listed; this is where the first of them stands"
            each = each._replace(message=message, hint="mend those that are listed, and check again")  # noqa: PLW2901
        yield _diagnostic(rule_id, level, each, locate)._replace(number=number)


def _diagnostic(rule_id: str, level: Severity, finding: Finding, locate: Callable[[Place], Span]) -> Diagnostic:
    place, message, hint, span = finding
    path, pointer = place
    return tuple.__new__(Diagnostic, (path, *(span or locate(place)), rule_id, level, message, hint, pointer, 1))


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

    def rest(self, rule: Rule, findings: Iterator[Finding]) -> Iterator[Finding]:
        """The findings of a rule that aren't accepted."""
        if rule.guards_integrity or not self._by_holder:
            return findings
        return (each for each in findings if not self._accepts(rule, each.place))

    def _accepts(self, rule: Rule, place: Place) -> bool:
        """Whether the nearest object around `place` that can hold an `allow` holds one for this rule."""
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
