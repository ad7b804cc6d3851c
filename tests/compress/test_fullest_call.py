"""The search for the best set is exact: it finds what trying every set finds, ties included."""

from __future__ import annotations

from random import Random

import pytest

from nextcall.compress.fullest_call import RANKS, Item, Limits, fullest_call


def _items(random: Random, size: int) -> list[Item]:
    """Items of which some stand before others, in an order that is not that of the list."""
    order = random.sample(range(size), size)
    before = [0] * size
    for place, each in enumerate(order):
        for other in order[:place]:
            if random.random() < 1 / size:
                before[each] |= before[other] | 1 << other
    return [
        Item(
            minutes=random.choice([3, 5, 5, 8, 10, 12, 20]),
            rank=random.randrange(RANKS),
            before=before[each],
            roles=sum({1 << random.randrange(4) for _ in range(random.randint(0, 2))}),
            alone=random.random() < 1 / 20,
        )
        for each in range(size)
    ]


def _by_trying_everything(items: list[Item], limits: Limits) -> int:
    best: tuple[tuple[list[int], list[int]], int] | None = None
    for chosen in range(1 << len(items)):
        held = [item for each, item in enumerate(items) if chosen >> each & 1]
        roles = 0
        for item in held:
            roles |= item.roles
        if (
            sum(item.minutes for item in held) > limits.minutes
            or (limits.activities is not None and len(held) > limits.activities)
            or (limits.roles is not None and roles.bit_count() > limits.roles)
            or (len(held) > 1 and any(item.alone for item in held))
            or any(item.before & ~chosen for item in held)
        ):
            continue
        counts = [sum(item.rank == rank for item in held) for rank in range(RANKS)]
        key = (counts, [-each for each in range(len(items)) if chosen >> each & 1])
        if best is None or key > best[0]:
            best = (key, chosen)
    assert best is not None
    return best[1]


@pytest.mark.parametrize("size", range(1, 11))
def test_the_best_set_is_the_one_that_trying_everything_finds(size: int) -> None:
    for seed in range(40):
        random = Random(f"{size} {seed}")  # noqa: S311 (nothing here is secret)
        items = _items(random, size)
        limits = Limits(random.randint(0, 50), random.choice([None, None, 1, 3]), random.choice([None, 1, 2]))
        assert fullest_call(items, limits) == _by_trying_everything(items, limits), seed


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
