"""A rule that guards integrity is given a level, or its findings are accepted.

## What it does
Reports a level in `rules:`, or an `allow:`, for a rule without which the site can't be right.

## Why it matters
These rules find references that lead nowhere, circles and links that could harm a reader. A playbook with one of them
can't be rendered truthfully, so it can't be agreed to live with it.

## Example
```yaml
rules: {unknown-reference: warning}
```

## Write instead
Remove the level, and mend what the rule finds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "fixed-rule"
LEVEL = Severity.ERROR
INTEGRITY = True


def check(subject: Subject) -> Iterator[Finding]:
    """Find attempts to soften a rule that can't be softened."""
    playbook = subject.playbook
    hint = "remove this, and mend what the rule finds"
    for rule in playbook.rules:
        if rule in subject.fixed_rule_ids:
            message = f"'{rule}' guards the playbook's integrity: it is always an error"
            yield Finding(playbook.place / "rules" / rule, message, hint)
    for allow in playbook.allows:
        if allow.rule in subject.fixed_rule_ids:
            message = f"'{allow.rule}' guards the playbook's integrity: its findings can't be accepted"
            yield Finding(allow.place / "rule", message, hint)
