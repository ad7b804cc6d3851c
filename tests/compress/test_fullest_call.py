"""The search for the best set is exact: it finds what trying every set finds, ties included."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from nextcall.compress.fullest_call import RANKS, Item, Limits, fullest_call

if TYPE_CHECKING:
    from collections.abc import Sequence


def _items(random: Random, size: int) -> list[Item]:
    """Items of which some stand before others, in an order that is not that of the list."""
    order = random.sample(range(size), size)
    before = [0] * size
    for place, each in enumerate(order):
        for other in order[:place]:
            if random.random() < 1 / size:
                before[each] |= before[other] | 1 << other
    apart = [0] * size
    for each in range(size):
        for other in range(each):
            if random.random() < 1 / 10:
                apart[each] |= 1 << other
                apart[other] |= 1 << each
    ranks = [random.randrange(RANKS) for _ in range(size)]
    return [
        Item(
            minutes=random.choice([3, 5, 5, 8, 10, 12, 20]),
            rank=ranks[each],
            before=before[each],
            roles=sum({1 << random.randrange(4) for _ in range(random.randint(0, 2))}),
            alone=random.random() < 1 / 20,
            apart=apart[each],
            by_order=ranks[each] != 0 and random.random() < 1 / 4,
        )
        for each in range(size)
    ]


def _by_trying_everything(items: list[Item], limits: Limits, pinned: Sequence[int] = ()) -> int:
    possible = [chosen for chosen in range(1 << len(items)) if _is_possible(items, limits, chosen)]
    ordered = [each for each, item in enumerate(items) if item.by_order]
    if any(sum(chosen >> each & 1 for each in ordered) > 1 for chosen in possible):
        ordered = [each for each in ordered if not items[each].alone]

    def value(chosen: int) -> tuple[list[int], int, list[int], list[int], list[int]]:
        held = [item for each, item in enumerate(items) if chosen >> each & 1]
        counts = [sum(item.rank == rank for item in held) for rank in range(RANKS)]
        by_order = [chosen >> each & 1 for each in ordered]
        first = [chosen >> each & 1 for each in pinned]
        return first, counts[0], by_order, counts, [-each for each in range(len(items)) if chosen >> each & 1]

    return max(possible, key=value)


def _is_possible(items: list[Item], limits: Limits, chosen: int) -> bool:
    held = [item for each, item in enumerate(items) if chosen >> each & 1]
    roles = 0
    for item in held:
        roles |= item.roles
    return not (
        (sum(item.minutes for item in held) > limits.minutes and not any(item.alone for item in held))
        or any(item.apart & chosen for item in held)
        or (limits.activities is not None and len(held) > limits.activities)
        or (limits.roles is not None and roles.bit_count() > limits.roles)
        or (len(held) > 1 and any(item.alone for item in held))
        or any(item.before & ~chosen for item in held)
    )


@pytest.mark.parametrize("size", range(1, 11))
def test_the_best_set_is_the_one_that_trying_everything_finds(size: int) -> None:
    for seed in range(40):
        random = Random(f"{size} {seed}")  # noqa: S311 (nothing here is secret)
        items = _items(random, size)
        limits = Limits(random.randint(0, 50), random.choice([None, None, 1, 3]), random.choice([None, 1, 2]))
        assert fullest_call(items, limits) == _by_trying_everything(items, limits), seed


@pytest.mark.parametrize("size", range(1, 10))
def test_what_is_pinned_is_held_as_far_as_it_fits_the_first_before_the_second(size: int) -> None:
    for seed in range(40):
        random = Random(f"pinned {size} {seed}")  # noqa: S311 (nothing here is secret)
        items = _items(random, size)
        limits = Limits(random.randint(0, 50), random.choice([None, None, 1, 3]), random.choice([None, 1, 2]))
        pinned = random.sample(range(size), random.randint(1, min(3, size)))
        assert fullest_call(items, limits, pinned) == _by_trying_everything(items, limits, pinned), seed


def test_of_many_that_are_alike_the_first_listed_are_held() -> None:
    """However many there are: those for which the call has no room are passed over."""
    for seed in range(60):
        random = Random(seed)  # noqa: S311 (nothing here is secret)
        kinds = [
            Item(minutes=minutes, rank=random.randrange(2), before=0, roles=random.randrange(2), alone=False)
            for minutes in (0, 5, 7)
        ]
        items = [random.choice(kinds) for _ in range(11)]
        items[-1] = items[-1]._replace(before=1 << random.randrange(10))
        limits = Limits(random.randint(5, 30), random.choice([None, 3]), None)
        assert fullest_call(items, limits) == _by_trying_everything(items, limits), seed


def test_nothing_is_held_where_nothing_fits() -> None:
    item = Item(minutes=10, rank=0, before=0, roles=0, alone=False)
    assert fullest_call([item], Limits(9, None, None)) == 0
    assert fullest_call([], Limits(60, None, None)) == 0
