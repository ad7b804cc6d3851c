"""The engine of the site answers as Python does, whatever the deal; a sample, for `make bench` holds many more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .parity import differences, site_answers
from .varied_deals import drawn

if TYPE_CHECKING:
    from pathlib import Path


def test_the_engine_of_the_site_answers_as_python_does(tmp_path: Path) -> None:
    cases = [drawn(seed) for seed in range(40)]
    assert list(differences(cases, tmp_path)) == []


def test_a_closed_stage_or_one_that_is_gone_has_no_next_call(tmp_path: Path) -> None:
    case = drawn(1)
    deals = ({"stage": "won"}, {"stage": "gone"})
    assert list(site_answers([case._replace(deals=deals)], tmp_path)) == [[None, None]]
