"""Small random processes with everything that can make a schedule hard, for oracles: the same seed, the same process.

Unlike those of `bench/make_process.py` they don't look like real ones: stages run alongside each other, lists are out
of order, waits and caps are drawn at random, some activities don't count, and some can't be held at all.
"""

from __future__ import annotations

from itertools import count
from random import Random
from typing import TYPE_CHECKING

from nextcall.model import (
    Activity,
    Call,
    Criterion,
    DoneBy,
    Importance,
    Place,
    Precedence,
    SalesProcess,
    Stage,
    Text,
    Verification,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_PLACE = Place("sales/varied.yaml")
_ROLES = ("director", "finance", "it")
_CRITERIA = ("first-yes", "second-yes")


def varied_process(seed: int, size: int) -> SalesProcess:
    """A process of `size` activities without circles; not all of them need count."""
    for turn in count():
        process = _process(Random(f"{size} {seed} {turn}"), size)  # noqa: S311 (nothing here is secret)
        if not Precedence(process).cycles():
            return process
    raise AssertionError


def _process(random: Random, size: int) -> SalesProcess:
    between = random.choice([1 / 5, 1 / 3, 1 / 2])
    activities = [_activity(random, index, size, between) for index in range(size)]
    number = random.randint(1, 3)
    cuts = [0, *sorted(random.randint(0, size) for _ in range(number - 1)), size]
    stages = tuple(_stage(random, index, tuple(activities[cuts[index] : cuts[index + 1]])) for index in range(number))
    minutes = random.choice([32, 37, 42, 47, 52])
    call = Call(
        minutes=minutes,
        max_activities=random.choice([None, None, 2, 3]),
        max_buyer_roles=random.choice([None, 1, 2, 2]),
        days_between_calls=random.choice([0, 1, 3, 7]),
    )
    return SalesProcess(place=_PLACE, id="varied", name=Text("Varied"), call=call, stages=stages)


def _stage(random: Random, index: int, activities: tuple[Activity, ...]) -> Stage:
    kinds = [Verification.CUSTOMER_STATEMENT, Verification.CUSTOMER_DOCUMENT]
    criteria = tuple(
        Criterion(place=_PLACE, id=each, criterion=Text("They agree"), verified_by=random.choice(kinds))
        for each in (_CRITERIA if index == 0 else ())
    )
    return Stage(
        place=_PLACE / index,
        id=f"stage-{index}",
        name=Text(f"Stage {index}"),
        optional=random.random() < 1 / 20,
        alongside=_some(random, [f"stage-{other}" for other in range(index)], 1 / 5),
        exit_criteria=criteria,
        activities=activities,
    )


def _activity(random: Random, index: int, size: int, between: float) -> Activity:
    is_work = random.random() < between
    days = random.choice([0, 0, 1, 2, 4, 8, 15])
    others = [
        f"activity-{other}" for other in range(size) if other < index or (other > index and random.random() < 0.1)
    ]
    requires = _some(random, others, 1 / 2) + _some(random, others, 1 / 4) if random.random() < 3 / 4 else None
    roles = () if is_work else _some(random, _ROLES, 2 / 3) if random.random() < 3 / 4 else _ROLES[:2]
    own_call = Text("Trust") if random.random() < 1 / 10 else None
    return Activity(
        place=_PLACE / index,
        id=f"activity-{index}",
        name=Text(f"Activity {index}"),
        where=Where.BETWEEN_CALLS if is_work else random.choice([*[Where.IN_CALL] * 5, Where.EITHER]),
        done_by=random.choice(list(DoneBy)),
        importance=random.choice([Importance.KEY, Importance.SUPPORTING]),
        minutes=random.choice([None, 0, 5, 7, 10, 10, 13, 18, 20]) if own_call is None else random.choice([10, 90]),
        takes_days=days,
        takes_days_max=days + random.choice([0, 0, 5]),
        requires=None if requires is None else tuple(dict.fromkeys(requires)),
        needs=_some(random, _CRITERIA, 1 / 5),
        satisfies=_some(random, _CRITERIA, 1 / 4),
        buyer_roles=roles,
        not_with=_some(random, [each for each in _ROLES if each not in roles], 1 / 6),
        own_call_because=own_call,
        applies_when=Text("Now and then") if random.random() < 1 / 30 else None,
    )


def _some(random: Random, ids: Sequence[str], chance: float) -> tuple[str, ...]:
    """One of them, or none."""
    return (random.choice(ids),) if ids and random.random() < chance else ()
