"""Makes small playbooks out of a few lines of YAML; what every stage and activity must say is filled in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nextcall.model import Playbook


@pytest.fixture
def make_playbook(tmp_path: Path) -> Callable[..., Playbook]:
    """Makes a playbook with one sales process, `process`, of the YAML of its stages.

    Stages and criteria get their id for a name; activities are held in a call unless they say otherwise. What
    else is given stands in the process.
    """

    def make(stages: str, **process: object) -> Playbook:
        sales = {"name": "Process", **process, "stages": [_stage(each) for each in yaml.safe_load(stages)]}
        _write(tmp_path / "playbook.yaml", {"title": "Playbook"})
        _write(tmp_path / "sales" / "process.yaml", sales)
        loaded = load(tmp_path)
        assert loaded.playbook is not None, loaded.diagnostics
        return loaded.playbook

    return make


def _stage(stage: dict[str, Any]) -> dict[str, Any]:
    activities = [{"name": each["id"], "where": "in_call", **each} for each in stage.get("activities", [])]
    criteria = [{"criterion": each["id"], **each} for each in stage.get("exit_criteria", [])]
    return {"name": stage["id"], **stage, "activities": activities, "exit_criteria": criteria}


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")
