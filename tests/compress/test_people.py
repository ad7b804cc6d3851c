"""Bounds from the cap on buyer roles are true, and tell more than minutes do."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from random import Random
from typing import TYPE_CHECKING

import pytest

from nextcall.compress.people import Naming, by_people, companions, covered
from nextcall.compress.problem import bits, problem
from nextcall.model import Precedence

from .brute_force import fewest_days_by_calls
from .varied_processes import varied_process

if TYPE_CHECKING:
    from tests.conftest import SomeOf


def _sets(random: Random, number: int, roles: int, most: int) -> list[int]:
    return [
        sum(1 << role for role in random.sample(range(roles), random.randint(0, min(roles, most))))
        for _ in range(number)
    ]


def _fewest_groups(sets: list[int], most: int) -> int:
    """By trying every way to share the sets out; of those that are equal each is in a group of its own."""
    best = len(sets)

    def share(place: int, groups: list[tuple[int, ...]]) -> None:
        nonlocal best
        if len(groups) >= best:
            return
        if place == len(sets):
            best = len(groups)
            return
        for index, group in enumerate(groups):
            people = sets[place]
            for roles in group:
                people |= roles
            if sets[place] not in group and people.bit_count() <= most:
                share(place + 1, [*groups[:index], (*group, sets[place]), *groups[index + 1 :]])
        share(place + 1, [*groups, (sets[place],)])

    share(0, [])
    return best


@pytest.mark.parametrize("joins", [0, 20, 60, 150_000])
def test_no_way_to_share_roles_out_has_fewer_groups_than_the_bound(joins: int, some_of: SomeOf) -> None:
    """However little is looked at."""
    tight, seeds = 0, some_of(range(300), 4)
    for seed in seeds:
        random = Random(seed)  # noqa: S311 (nothing here is secret)
        most = random.randint(1, 4)
        sets = _sets(random, random.randint(1, 8), random.randint(1, 6), min(most, 3))
        fewest = _fewest_groups(sets, most)
        bound = covered(tuple(sorted(Counter(sets).items())), most, joins)
        assert bound <= fewest, seed
        tight += bound == fewest
    assert tight > len(seeds) * (2 / 3 if joins > 100 else 1 / 3)


def test_every_pair_of_roles_by_threes_takes_as_many_groups_as_the_best_design() -> None:
    """Of seven roles each two meet in one of the seven groups of three of the Fano plane, and in no fewer."""
    pairs = tuple((1 << one | 1 << other, 1) for one, other in combinations(range(7), 2))
    assert covered(pairs, 3) == 7


def test_sets_that_are_needed_more_often_count_as_often() -> None:
    assert covered(((0b011, 3), (0b110, 2)), 2) == 5
    assert covered(((0b011, 3), (0b110, 2)), 3) == 3


def test_no_schedule_of_a_small_process_has_fewer_calls_than_its_roles_take(some_of: SomeOf) -> None:
    more, seeds = 0, some_of(range(80), 5)
    for seed in seeds:
        process = varied_process(seed, 7)
        usual = problem(Precedence(process))
        if not all(usual.fits(1 << each) for each in range(usual.size)):
            continue
        bound = by_people(usual)
        assert bound <= min(fewest_days_by_calls(process)), seed
        more += bound > usual.alone.bit_count() + 1
    assert more > len(seeds) / 20


def test_sets_are_told_apart_by_how_many_others_they_bring() -> None:
    for seed in range(50):
        random = Random(seed)  # noqa: S311 (nothing here is secret)
        sets = _sets(random, 12, 6, 4)
        people, most = random.randrange(1 << 6), random.randint(0, 3)
        found = Naming(sets).beyond(people, most)
        assert [set(bits(each)) for each in found] == [
            {place for place, roles in enumerate(sets) if (roles & ~people).bit_count() == number}
            for number in range(most + 1)
        ]


def test_companions_are_those_who_fit_beside() -> None:
    for seed in range(50):
        random = Random(seed)  # noqa: S311 (nothing here is secret)
        sets = _sets(random, 12, 6, 3)
        assert companions(sets, 4) == [sum((one | other).bit_count() <= 4 for other in sets) for one in sets]
