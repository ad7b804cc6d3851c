"""The example's playbook with a mark in place of each text, which says whether a customer may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from nextcall.load import Kind, bundled, load
from nextcall.load.kinds import resolved

if TYPE_CHECKING:
    from pathlib import Path

    from nextcall.model import Playbook

THEIRS, OURS = "THEIRS", "OURS"
_KINDS = {
    "playbook.yaml": Kind.PLAYBOOK,
    "roles.yaml": Kind.ROLES,
    "assets.yaml": Kind.ASSETS,
    "glossary.yaml": Kind.GLOSSARY,
    "buying": Kind.BUYING_PROCESS,
    "sales": Kind.SALES_PROCESS,
}


def planted(example: Path, folder: Path) -> Playbook:
    """Write it into `folder`, and load it."""
    for path in sorted(example.rglob("*.yaml")):
        kind = _KINDS.get(path.relative_to(example).parts[0])
        if kind is None:
            continue
        root = bundled(kind)
        data = _marked(yaml.safe_load(path.read_text(encoding="utf-8")), root, root, path.stem, is_theirs=True)
        target = folder / path.relative_to(example)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(data), encoding="utf-8")
    loaded = load(folder)
    assert loaded.playbook is not None, loaded.diagnostics
    return loaded.playbook


def _marked(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str, *, is_theirs: bool) -> Any:  # noqa: ANN401 (what YAML holds)
    schema = resolved(root, schema)
    if isinstance(value, list):
        return [
            _marked(each, schema["items"], root, f"{at}.{place}", is_theirs=is_theirs)
            for place, each in enumerate(value)
        ]
    if isinstance(value, dict) and "properties" in schema:
        fields = schema["properties"]
        return {
            name: _marked(
                each,
                fields[name],
                root,
                f"{at}.{name}",
                is_theirs=is_theirs and resolved(root, fields[name]).get("x-audience") == "customer",
            )
            for name, each in value.items()
        }
    return f"{THEIRS if is_theirs else OURS} {at}" if "x-text" in schema else value
