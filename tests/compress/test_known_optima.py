"""On assembly lines whose optimum is known, the engine finds it and proves it."""

from __future__ import annotations

import pytest

from nextcall.compress.fewest_calls import fewest_calls
from nextcall.compress.problem import problem
from nextcall.compress.report import Status
from nextcall.compress.schedule import compression_report
from nextcall.model import precedence_of

from .known_optima import KnownOptimum, known_optima

_KNOWN = tuple(known_optima())


def test_there_are_lines_to_compare_with() -> None:
    assert len(_KNOWN) == 56


@pytest.mark.parametrize("known", _KNOWN, ids=lambda known: known.name)
def test_the_known_optimum_is_found_and_proved(known: KnownOptimum) -> None:
    found = fewest_calls(problem(precedence_of(known.process)))
    assert (len(found.calls), found.lower_bound) == (known.calls, known.calls)


@pytest.mark.parametrize("known", _KNOWN, ids=lambda known: known.name)
def test_the_report_says_so_too(known: KnownOptimum) -> None:
    report = compression_report(known.process)
    assert (report.calls.compressed, report.calls.status) == (known.calls, Status.OPTIMAL)
    gap = known.process.call.days_between_calls
    assert (report.days.compressed, report.days.status) == ((known.calls - 1) * gap, Status.OPTIMAL)
