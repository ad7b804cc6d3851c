"""A rule that doesn't exist is given a level, or its findings are accepted.

## What it does
Looks up every rule named in `rules:` of playbook.yaml and in `allow:` anywhere.

## Why it matters
A misspelt rule changes nothing, and nobody notices: the level that the team agreed on is simply not in force.

## Example
```yaml
rules: {vage-wording: error}
```

## Write instead
```yaml
rules: {vague-wording: error}
```
`nextcall rules` lists all rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "unknown-rule"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find names of rules that the registry doesn't have."""
    playbook = subject.playbook
    rules = playbook.place / "rules"
    named = [(rule, rules / rule) for rule in playbook.rules]
    named += [(allow.rule, allow.place / "rule") for allow in playbook.allows]
    known = sorted(subject.rule_ids)
    for rule, place in named:
        if rule not in subject.rule_ids:
            likely, near = subject.suggestions.meant(rule, known, within=len(rule) // 2)
            hint = f"did you mean '{likely}'?" if likely else "`nextcall rules` lists all rules"
            if near and not likely:
                hint = f"choose from {', '.join(near)}; {hint}"
            yield Finding(place, f"no rule '{rule}'", hint)
