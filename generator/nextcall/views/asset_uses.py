"""Where each asset is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nextcall.model import Activity, Asset, Playbook, SalesProcess, Stage


@dataclass(frozen=True)
class Use:
    """A place that names an asset: a process, one of its stages, or one activity of a stage."""

    process: SalesProcess
    stage: Stage | None = None
    activity: Activity | None = None


@dataclass(frozen=True)
class AssetUses:
    """An asset and where it is used."""

    asset: Asset
    uses: tuple[Use, ...]


def everywhere(playbook: Playbook) -> tuple[AssetUses, ...]:
    """Every asset in listed order."""
    found: dict[str, list[Use]] = {}
    for process in playbook.sales_processes:
        for name in process.assets:
            found.setdefault(name, []).append(Use(process))
        for stage in process.stages:
            for name in stage.assets:
                found.setdefault(name, []).append(Use(process, stage))
            for activity in stage.activities:
                for name in activity.assets:
                    found.setdefault(name, []).append(Use(process, stage, activity))
    return tuple(AssetUses(asset, tuple(found.get(asset.id, ()))) for asset in playbook.assets)


def named(playbook: Playbook, ids: Iterable[str]) -> tuple[Asset, ...]:
    """The assets with these ids, each once."""
    return tuple(playbook.asset_by_id[name] for name in dict.fromkeys(ids) if name in playbook.asset_by_id)


def of_stage(playbook: Playbook, stage: Stage) -> tuple[Asset, ...]:
    """The assets of a stage and of its activities."""
    return named(playbook, (*stage.assets, *(name for activity in stage.activities for name in activity.assets)))
