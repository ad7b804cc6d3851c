"""Intervals against figures that are known, and against how often they hold the truth."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from nextcall.measure import intervals
from nextcall.measure.intervals import Interval


@pytest.mark.parametrize(
    ("freedom", "quantile"), [(1, 12.7062), (2, 4.30265), (5, 2.57058), (19, 2.09302), (120, 1.97993), (10**6, 1.95997)]
)
def test_students_quantile_is_that_of_the_tables(freedom: int, quantile: float) -> None:
    assert intervals.student(freedom) == pytest.approx(quantile, rel=1e-5)


def test_a_share_has_wilsons_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857: 81 of 263, and 0 of 20.
    assert intervals.share(81, 263) == pytest.approx((0.3080, 0.2553, 0.3662), abs=5e-5)
    assert intervals.share(0, 20) == pytest.approx((0, 0, 0.1611), abs=5e-5)


def test_a_difference_of_shares_has_newcombes_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873, method 10: 56 of 70 against 48 of 80.
    found = intervals.difference(intervals.share(56, 70), intervals.share(48, 80))
    assert found == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_mean_has_students_interval() -> None:
    assert intervals.mean({1: 1, 2: 1, 3: 1, 4: 1, 5: 1}) == pytest.approx((3, 1.03676, 4.96324), abs=1e-5)


def test_a_median_lies_between_the_ranks_of_the_binomial() -> None:
    # Of 20 values the sixth and the fifteenth: 95.9 %. Conover, Practical Nonparametric Statistics, table A3.
    assert intervals.median(dict.fromkeys(range(1, 21), 1)) == Interval(10, 6, 15)
    assert intervals.median({5: 30}) == Interval(5, 5, 5)


def test_a_median_of_many_has_the_ranks_of_the_normal_and_they_meet_those_of_the_binomial() -> None:
    few, many = (intervals.median(dict.fromkeys(range(1, size + 1), 1)) for size in (1000, 1001))
    assert abs(many.low - few.low) <= 1
    assert abs(many.high - few.high) <= 2


def test_a_quantile_is_the_smallest_value_that_enough_do_not_exceed() -> None:
    assert intervals.quantile({1: 4, 2: 4, 9: 2}, 0.8) == 2
    assert intervals.quantile({1: 4, 2: 3, 9: 3}, 0.8) == 9
    assert intervals.quantile({7: 1}, 0.5) == 7


def test_a_ratio_holds_one_where_nothing_changed_and_not_where_much_did() -> None:
    old = intervals.mean({10: 40, 14: 40})
    same, half = intervals.ratio(old, old), intervals.ratio(intervals.mean({5: 40, 7: 40}), old)
    assert same is not None
    assert half is not None
    assert same.low < 1 < same.high
    assert same.low * same.high == pytest.approx(1, abs=0.002)
    assert half.value == pytest.approx(0.5)
    assert half.high < 0.6


def test_there_is_no_ratio_where_an_interval_reaches_down_to_nothing() -> None:
    assert intervals.ratio(Interval(1, 0, 2), Interval(1, 0.5, 2)) is None
    assert intervals.ratio(Interval(1, 0.5, 2), Interval(1, 0, 2)) is None


def test_the_ratio_of_medians_holds_the_truth_as_often_as_it_says() -> None:
    chance = random.Random(1)  # noqa: S311 (no secret)
    runs, held = 400, 0
    for _ in range(runs):
        new, old = (Counter(int(chance.lognormvariate(middle, 0.5)) for _ in range(60)) for middle in (4.0, 4.25))
        found = intervals.ratio_of_days(intervals.median(new), intervals.median(old))
        assert found is not None
        held += found.low <= 0.7788 <= found.high
    assert 0.93 <= held / runs <= 1
