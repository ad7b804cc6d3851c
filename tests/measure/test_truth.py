"""A sample of the runs that hold the intervals against the truth; `make bench` does all of them."""

from __future__ import annotations

import pytest

from . import made_up, truth


@pytest.fixture(scope="module")
def tally() -> truth.Tally:
    """What a dozen records that end early tell."""
    found = truth.Tally()
    world = made_up.World()
    whole = truth.Truth(world, many=12_000)
    for seed in range(2000, 2012):
        truth.run(seed, whole, world, found)
    return found


def test_intervals_of_shares_hold_the_truth_as_often_as_they_say(tally: truth.Tally) -> None:
    found = tally.coverage("share")
    assert len(found) == 48
    assert 0.9 <= sum(found.values()) / len(found) <= 0.99


def test_intervals_of_medians_hold_the_truth_as_often_as_they_say(tally: truth.Tally) -> None:
    found = {**tally.coverage("median"), **tally.coverage("cycle")}
    assert len(found) == 7
    assert sum(found.values()) / len(found) >= 0.9


def test_intervals_of_calls_hold_the_truth_as_often_as_they_say(tally: truth.Tally) -> None:
    (found,) = tally.coverage("calls").values()
    assert found >= 0.75


def test_shares_that_took_open_deals_for_lost_ones_would_not_hold_it() -> None:
    world = made_up.World()
    real = truth.Truth(world, many=12_000).stays[4].share(truth.ON, 60)
    since, until = 20_089 * truth.DAY, 20_454 * truth.DAY
    naive, ours = [], []
    for seed in range(12):
        deals = made_up.deals(seed, truth.MANY, truth.FIRST, truth.LAST, world)
        stays = truth.stays_by_stage(deals, since, until)[4]
        moved = sum(count for (how, days), count in stays.items() if how == truth.ON and days < 60)
        naive.append(moved / sum(stays.values()))
        ours.append(truth.Stays(stays).share(truth.ON, 60))
    assert sum(naive) / 12 < real - 0.03
    assert abs(sum(ours) / 12 - real) < 0.02


def test_deals_of_their_own_speed_put_no_stage_off_by_more_than_is_stated() -> None:
    world = made_up.World(own_speed=0.8)
    found = truth.bias(world, range(5000, 5006), truth.Truth(world, many=4000))
    assert len(found) == truth.STAGES
    assert max(abs(each.estimate) for each in found.values()) < 3.5
    assert found[truth.STAGES].later > 2, "slow deals get to the last stage late, and that is stated, too"
