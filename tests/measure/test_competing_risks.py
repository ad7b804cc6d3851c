"""Stays and how they end: by hand, and against lifelines, which others wrote."""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter

import pytest

from nextcall.measure.competing_risks import Stays

ON, BACK, ENDED = 1, 2, 3


def test_without_open_stays_shares_are_plain_shares() -> None:
    stays = Stays({(ON, 3): 5, (ON, 7): 3, (ENDED, 5): 2})
    assert stays.share(ON) == pytest.approx(0.8)
    assert stays.share(ENDED) == pytest.approx(0.2)
    assert stays.share(ON, 4) == pytest.approx(0.5)
    assert stays.share(ON, 3) == 0, "a stay of three whole days ended within the fourth"


def test_an_open_stay_counts_for_as_long_as_it_was_watched() -> None:
    # Ten stays; two open ones are watched for 4 whole days; one ends on day 2, five on day 5.
    stays = Stays({(ON, 2): 1, (0, 4): 2, (ON, 5): 5, (ENDED, 9): 2})
    assert stays.share(ON) == pytest.approx(1 / 10 + 9 / 10 * 5 / 7)
    assert stays.share(ENDED) == pytest.approx(9 / 10 * 2 / 7)


def test_an_open_stay_is_not_watched_through_its_last_day() -> None:
    assert Stays({(ON, 4): 1, (0, 4): 1}).share(ON) == 1
    assert Stays({(ON, 3): 1, (0, 4): 1}).share(ON) == pytest.approx(0.5)


def test_kaplan_meier_would_overstate_what_the_ways_out_share() -> None:
    stays = Stays({(ON, 1): 4, (ENDED, 1): 4, (ON, 2): 1, (ENDED, 2): 1})
    assert stays.share(ON) + stays.share(ENDED) == pytest.approx(1)
    assert stays.share(ON) == pytest.approx(0.5)


def test_those_still_there_are_told_as_if_watched_from_then_on() -> None:
    stays = Stays({(ON, 2): 60, (ON, 40): 5, (ENDED, 50): 15})
    assert stays.after(35).share(ON) == pytest.approx(0.25)
    assert stays.after(35).many == stays.still_after(35) == 20


def test_half_of_those_that_move_on_are_done_within_the_median() -> None:
    stays = Stays({(ON, day): 10 for day in range(1, 10)} | {(ENDED, 30): 30})
    found = stays.days_until(0.5, ON)
    assert found.value == 5
    assert 3 <= found.low < found.value < found.high <= 7


def _random_stays(seed: int, many: int = 300) -> Counter[tuple[int, int]]:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    counts: Counter[tuple[int, int]] = Counter()
    for _ in range(many):
        lasts, watched = chance.expovariate(1 / 20), chance.uniform(0, 60)
        outcome = chance.choices((ON, BACK, ENDED), (6, 1, 3))[0]
        counts[(outcome, int(lasts)) if int(lasts) + 1 <= watched else (0, int(watched))] += 1
    return counts


@pytest.mark.one_in(6)
@pytest.mark.parametrize("seed", range(6))
def test_shares_equal_those_of_lifelines(seed: int) -> None:
    import lifelines  # noqa: PLC0415 (two seconds that the other tests don't wait for)

    counts = _random_stays(seed)
    times, outcomes = [], []
    for (outcome, day), many in sorted(counts.items()):
        times += [day + 0.5 if outcome == 0 else day + 1.0] * many
        outcomes += [outcome] * many
    for outcome in (ON, BACK, ENDED):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter = lifelines.AalenJohansenFitter(calculate_variance=False, jitter_level=0)
            fitter._jitter = lambda durations, *_, **__: durations
            fitter.fit(times, outcomes, event_of_interest=outcome)
        theirs = fitter.cumulative_density_.iloc[:, 0]
        for day in range(0, 60, 3):
            expected = float(theirs[theirs.index <= day].iloc[-1])
            assert Stays(counts).share(outcome, day) == pytest.approx(expected, abs=1e-9)


def test_an_interval_is_wider_where_fewer_were_watched() -> None:
    few, many = Stays(_random_stays(1, 40)), Stays(_random_stays(1, 4000))
    wide, narrow = few.interval(ON, 20), many.interval(ON, 20)
    assert wide.high - wide.low > 5 * (narrow.high - narrow.low)
    assert 0 <= wide.low <= wide.value <= wide.high <= 1


def test_without_open_stays_the_variance_is_that_of_a_share() -> None:
    stays = Stays({(ON, 3): 30, (ENDED, 5): 20, (ON, 9): 50})
    assert math.sqrt(stays._variance(ON, ((4, 1.0),))) == pytest.approx(math.sqrt(0.3 * 0.7 / 100))
    assert math.sqrt(stays._variance(ON, ((math.inf, 1.0),))) == pytest.approx(math.sqrt(0.8 * 0.2 / 100))


def test_a_way_out_that_nobody_took_has_an_interval_from_nothing() -> None:
    found = Stays({(ON, 3): 40}).interval(BACK)
    assert found.value == found.low == 0
    assert 0.05 < found.high < 0.1
