"""Random sales processes of a stated size, for benchmarks and tests of the engine: the same seed, the same process.

Shaped like real ones: six or so stages, a few key activities in each, about a third of the work between calls, waits of
a few days with some long ones, gates where a customer's yes is due, and order that authors state only now and then.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from nextcall.model import (
    Activity,
    Call,
    Criterion,
    DoneBy,
    Importance,
    Place,
    SalesProcess,
    Stage,
    Text,
    Verification,
    Where,
)

ROLES = ("director", "manager", "it-lead", "finance", "procurement", "legal")
_PLACE = Place("sales/random.yaml")
_DAYS = (0, 1, 2, 3, 5, 5, 7, 10, 14, 21)
_STAGE = 7


def random_process(size: int, seed: int, *, most_roles: int | None = None, not_with: float = 0) -> SalesProcess:
    """A process of `size` activities that all count, without circles; `most_roles` caps the buyer roles of a call.

    A share `not_with` of the activities isn't held in the presence of one of the roles.
    """
    random = Random(f"{size} {seed}")  # noqa: S311 (nothing here is secret)
    activities = [_activity(random, index) for index in range(size)]
    if not_with:
        apart = Random(f"apart {size} {seed}")  # noqa: S311 (likewise)
        activities = [_kept_apart(apart, each) if apart.random() < not_with else each for each in activities]
    number = max(1, round(size / _STAGE))
    cuts = [round(index * size / number) for index in range(number + 1)]
    stages = tuple(
        Stage(
            place=_PLACE / index,
            id=f"stage-{index}",
            name=Text(f"Stage {index}"),
            exit_criteria=(_criterion(random, index),),
            activities=tuple(activities[cuts[index] : cuts[index + 1]]),
        )
        for index in range(number)
    )
    call = Call(max_buyer_roles=most_roles, max_activities=random.choice([None, None, 5]))
    return SalesProcess(place=_PLACE, id="random", name=Text("Random"), call=call, stages=stages)


def _kept_apart(random: Random, activity: Activity) -> Activity:
    """The activity, not held in the presence of one of those whom it doesn't name."""
    others = [role for role in ROLES if role not in activity.buyer_roles]
    return replace(activity, not_with=(random.choice(others),))


def _criterion(random: Random, index: int) -> Criterion:
    verified = random.choice([Verification.CUSTOMER_STATEMENT, Verification.CUSTOMER_DOCUMENT])
    return Criterion(place=_PLACE / index, id=f"yes-{index}", criterion=Text("They agree"), verified_by=verified)


def _activity(random: Random, index: int) -> Activity:
    between = random.random() < 1 / 3
    stage = index // _STAGE
    days = random.choice(_DAYS) if between else 0
    gate = (f"yes-{stage - 1}",) if stage and random.random() < 1 / 10 else ()
    nearby = [f"activity-{other}" for other in range(max(0, index - 2 * _STAGE), index)]
    requires = None
    if random.random() > 2 / 5:
        requires = tuple(random.sample(nearby, min(len(nearby), random.randint(0, 2))))
    return Activity(
        place=_PLACE / index,
        id=f"activity-{index}",
        name=Text(f"Activity {index}"),
        where=Where.BETWEEN_CALLS if between else random.choice([Where.IN_CALL] * 7 + [Where.EITHER]),
        done_by=random.choice([DoneBy.CUSTOMER, DoneBy.SELLER] if between else [DoneBy.BOTH]),
        importance=Importance.KEY if random.random() < 1 / 3 else Importance.SUPPORTING,
        minutes=random.choice([4, 5, 8, 10, 10, 12, 15, 20, 25]),
        takes_days=days,
        takes_days_max=days * 2,
        requires=requires,
        needs=gate,
        satisfies=(f"yes-{stage}",) if index % _STAGE == 2 else (),
        buyer_roles=() if between else tuple(random.sample(ROLES, random.choice([1, 1, 2]))),
        own_call_because=Text("Trust") if not between and random.random() < 1 / 30 else None,
    )
