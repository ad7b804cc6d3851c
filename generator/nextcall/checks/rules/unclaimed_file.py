"""A YAML file lies in the playbook that nothing reads.

## What it does
Reports every `.yaml` and `.yml` below the playbook's folder that is none of playbook.yaml, roles.yaml, assets.yaml,
glossary.yaml, `buying/<id>.yaml`, `sales/<id>.yaml` and `results/<id>.yaml`.

## Why it matters
Somebody wrote that file and believes that it counts.

## Example
`playbook/sales/renewal.yml`, or `playbook/role.yaml`.

## Write instead
`playbook/sales/renewal.yaml`, `playbook/roles.yaml`. What shall not be read begins with a dot or lies elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity
from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.suggest import Suggestions

ID = "unclaimed-file"
LEVEL = Severity.WARNING

_AT_THE_TOP = ["playbook.yaml", "roles.yaml", "assets.yaml", "glossary.yaml"]
_FOLDERS = ["buying", "sales", "results"]


def check(subject: Subject) -> Iterator[Finding]:
    """Find YAML files of no kind."""
    for path in subject.playbook.files.unclaimed:
        hint = _hint(path, subject.suggestions)
        yield Finding(Place(path), "this file is of no kind that the playbook knows, so nothing reads it", hint)


def _hint(path: str, suggestions: Suggestions) -> str:
    folder, _, name = path.rpartition("/")
    stem = path.rpartition(".")[0]
    if not name.endswith(".yaml") and (folder in _FOLDERS or f"{stem}.yaml" in _AT_THE_TOP):
        return f"rename it to {stem}.yaml"
    if folder.partition("/")[0] in _FOLDERS and folder not in _FOLDERS:
        return f"move it to {folder.partition('/')[0]}/{name}: processes lie in no folder below that"
    near = suggestions.likely(*((folder, _FOLDERS) if folder else (name, _AT_THE_TOP)))
    if near is not None:
        return f"did you mean '{near}/{name}'?" if folder else f"did you mean '{near}'?"
    folders = "sales processes lie in sales/, buying processes in buying/, results in results/"
    return f"{folders}; a name that begins with a dot is passed over"
