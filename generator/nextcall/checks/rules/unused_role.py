"""A role takes part in nothing.

## What it does
Reports roles of roles.yaml that no activity and no buying stage names. A playbook without sales processes is left
alone.

## Why it matters
Either somebody is missing in the process, who will turn up late in the deal, or the list is longer than it has to be.

## Example
```yaml
buyer_roles:
  - {id: cfo, name: CFO}
```

## Write instead
Name the role in `buyer_roles`, `seller_roles` or `partner_roles` of the activity that it belongs to, or remove it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "unused-role"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find roles that nobody meets."""
    playbook = subject.playbook
    if not playbook.roles or not playbook.sales_processes:
        return
    used = {role for buying in playbook.buying_processes for stage in buying.stages for role in stage.roles}
    for _, _, activity in playbook.activities():
        used.update(activity.buyer_roles, activity.seller_roles, activity.partner_roles)
    for role in playbook.roles:
        if role.id not in used:
            hint = f"name it in `{role.side}_roles` of an activity, or remove it"
            yield Finding(role.place / "id", f"the {role.side} role '{role.id}' takes part in nothing", hint)
