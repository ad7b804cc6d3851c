"""The engine of the site answers as Python does, whatever the deal; a sample, for `make bench` holds many more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nextcall.model import Text

from .parity import differences, python_answer, site_answers
from .varied_deals import drawn

if TYPE_CHECKING:
    from pathlib import Path


def test_the_engine_of_the_site_answers_as_python_does(tmp_path: Path) -> None:
    together = drawn(60_017, most=60)  # its shorter way depends on changes of a schedule that are made at once
    cases = [*(drawn(seed) for seed in range(40)), together]
    assert list(differences(cases, tmp_path)) == []


def test_a_closed_stage_or_one_that_is_gone_has_no_next_call(tmp_path: Path) -> None:
    case = drawn(1)
    deals = ({"stage": "won"}, {"stage": "gone"})
    assert list(site_answers([case._replace(deals=deals)], tmp_path)) == [[None, None]]


def test_an_inclusion_that_closes_a_circle_is_passed_over(tmp_path: Path) -> None:
    case = drawn(1)
    (stage, *others), (activity, *_) = case.process.stages, case.process.activity_by_id.values()
    itself = {"needs": ("yes-0",), "satisfies": ("yes-0",), "applies_when": Text("They ask")}
    stage = replace(stage, activities=(*stage.activities, replace(activity, id="round", **itself)))
    process = replace(case.process, stages=(stage, *others))
    deals = ({"stage": stage.id, "include": ["round"]}, {"stage": stage.id})
    circular = case._replace(playbook=replace(case.playbook, sales_processes=(process,)), process=process, deals=deals)
    assert list(differences([circular], tmp_path)) == []
    one, other = (python_answer(circular.playbook, process, each) for each in deals)
    assert one == other
