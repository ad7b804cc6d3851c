"""A process to measure, and what runs the core on DuckDB."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nextcall.load import load
from nextcall.measure import Exports, StageNames, from_exports

from . import made_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from nextcall.measure import Measured
    from nextcall.model import SalesProcess

EXAMPLE = Path(__file__).resolve().parents[2] / "playbook"
TODAY = date(2026, 11, 26)
AS_OF = date(2026, 9, 30)


@pytest.fixture(scope="session")
def process() -> SalesProcess:
    """The example's process: six open stages, of which two run beside each other."""
    playbook = load(EXAMPLE).playbook
    assert playbook is not None
    return playbook.sales_process_by_id["new-business"]


@pytest.fixture(scope="session")
def names(process: SalesProcess) -> StageNames:
    return StageNames(process, {}, {})


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up record as Salesforce exports it: OpportunityHistory.csv, Event.csv, Opportunity.csv."""
    folder = tmp_path_factory.mktemp("record")
    deals = made_up.deals(14, 1400, date(2023, 1, 1), AS_OF, made_up.World(trend=0.1))
    made_up.write_salesforce(folder, made_up.until(deals, AS_OF))
    return folder


@pytest.fixture
def measured(names: StageNames) -> Callable[..., Measured]:
    """Measures files, of which `stages` are histories; the rest is as `Exports` takes it."""

    def measure(*stages: Path, names: StageNames = names, receipts: tuple[Path, ...] = (), **said: Any) -> Measured:  # noqa: ANN401
        return from_exports(names, Exports(stages=stages, **{"as_of": AS_OF, **said}), receipts, TODAY)

    return measure
