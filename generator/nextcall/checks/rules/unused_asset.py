"""An asset is used nowhere.

## What it does
Reports assets of assets.yaml that no process, stage or activity names in `assets`. A playbook without sales processes
is left alone.

## Why it matters
What the process doesn't hand over at the right moment is never found when it is needed.

## Example
```yaml
assets:
  - {id: trial-charter, name: Trial charter, kind: template}
```

## Write instead
```yaml
activities:
  - {id: agree-pass-marks, name: Agree the pass marks, where: in_call, assets: [trial-charter]}
```
Or remove the asset.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "unused-asset"
LEVEL = Severity.INFO


def check(subject: Subject) -> Iterator[Finding]:
    """Find assets that nobody is handed."""
    playbook = subject.playbook
    if not playbook.assets or not playbook.sales_processes:
        return
    used = {asset for process in playbook.sales_processes for asset in process.assets}
    for process in playbook.sales_processes:
        for stage in process.stages:
            used.update(stage.assets, *(activity.assets for activity in stage.activities))
    for asset in playbook.assets:
        if asset.id not in used:
            hint = "name it in `assets` of the activity that it serves, or remove it"
            yield Finding(asset.place / "id", f"the asset '{asset.id}' is used nowhere", hint)
