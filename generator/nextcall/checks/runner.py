"""Runs the rules: gives findings their position and level, and drops those that the team accepts on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.registry import LAST, RULES
from nextcall.checks.rule import Subject
from nextcall.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nextcall.checks.rule import Finding, Rule
    from nextcall.diagnostics import Span
    from nextcall.model import Allow, Place, Playbook

_OFF = "off"
_INTEGRITY = frozenset(rule.id for rule in RULES if rule.guards_integrity)
_IDS = frozenset(rule.id for rule in RULES)


def guards_integrity(rule_id: str) -> bool:
    """Whether a rule is always an error and stops every command that needs a playbook."""
    return rule_id in _INTEGRITY


def run(playbook: Playbook, locate: Callable[[Place], Span]) -> tuple[Diagnostic, ...]:
    """What all rules find, sorted. `locate` gives the position of a place; the paths stay the playbook's own."""
    subject = Subject(playbook, _IDS, _INTEGRITY)
    allowed = _Allowed(playbook)
    found = [
        (rule, level, finding)
        for rule in RULES
        if rule is not LAST and (level := _level(rule, playbook)) is not None
        for finding in rule.check(subject)
        if rule.guards_integrity or not allowed.accepts(rule, finding.place)
    ]
    level = _level(LAST, playbook)
    if level is not None:
        late = Subject(playbook, _IDS, _INTEGRITY, tuple(allowed.unused()))
        found += [(LAST, level, finding) for finding in LAST.check(late) if not allowed.accepts(LAST, finding.place)]
    return tuple(sorted(_diagnostic(rule, level, finding, locate) for rule, level, finding in found))


def _level(rule: Rule, playbook: Playbook) -> Severity | None:
    chosen = None if rule.guards_integrity else playbook.rules.get(rule.id)
    if chosen is None:
        return rule.level
    return None if chosen == _OFF else Severity(chosen)


def _diagnostic(rule: Rule, level: Severity, finding: Finding, locate: Callable[[Place], Span]) -> Diagnostic:
    span = finding.span or locate(finding.place)
    path, pointer = finding.place
    return Diagnostic.at(path, span, rule.id, level, finding.message, hint=finding.hint, pointer=pointer)


class _Allowed:
    """What the team accepts, and which of it was needed."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook = playbook
        self._by_holder: Mapping[tuple[Place, str], Allow] = {
            (allow.holder, allow.rule): allow for allow in playbook.allows if allow.rule in _IDS - _INTEGRITY
        }
        self._used: set[tuple[Place, str]] = set()

    def accepts(self, rule: Rule, place: Place) -> bool:
        """Whether the nearest object around `place` that can hold an `allow` holds one for this rule."""
        if not self._by_holder:
            return False
        holder = place
        while holder not in self._playbook.holders and holder.pointer:
            holder = holder.parent
        if (holder, rule.id) not in self._by_holder:
            return False
        self._used.add((holder, rule.id))
        return True

    def unused(self) -> Iterator[Allow]:
        """What accepted nothing, although its rule is on."""
        for key, allow in self._by_holder.items():
            if key not in self._used and self._playbook.rules.get(allow.rule) != _OFF and allow.rule != LAST.id:
                yield allow
