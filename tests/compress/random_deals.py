"""Random deals in small random processes, for properties of the next call: the same seed, the same deal."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import reject
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.compress import Deal, NextCall, next_call
from nextcall.model import (
    Activity,
    BuyingProcess,
    BuyingStage,
    Call,
    Criterion,
    DoneBy,
    Importance,
    Place,
    Precedence,
    SalesProcess,
    Stage,
    StageCall,
    Text,
    Verification,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

PLACE = Place("sales/process.yaml")
IDS = tuple(f"a{number}" for number in range(10))
CRITERIA = ("c0", "c1", "c2")
ROLES = ("director", "finance", "it")
BUYING = ("agree", "test", "commit", "win")


class Drawn(NamedTuple):
    """A deal that has just entered a stage."""

    process: SalesProcess
    stage: Stage
    buying: BuyingProcess | None
    call: NextCall
    precedence: Precedence
    done: frozenset[str]


def some(random: Random, ids: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(random.sample(ids, random.randint(0, min(most, len(ids)))))


def _activity(random: Random, index: int) -> Activity:
    requires = some(random, IDS[:index], 2) if random.random() < 1 / 2 else None
    buyer_roles = some(random, ROLES, 1)
    own_call = _now_and_then(random)
    return Activity(
        place=PLACE / index,
        id=IDS[index],
        name=Text(IDS[index]),
        where=random.choice([*[Where.IN_CALL] * 4, Where.EITHER, Where.BETWEEN_CALLS, Where.THROUGHOUT]),
        done_by=random.choice(list(DoneBy)),
        importance=random.choice(list(Importance)),
        minutes=random.choice([None, random.randint(1, 60 if own_call else 25)]),
        minutes_max=random.choice([None, random.randint(1, 30)]),
        takes_days=random.randint(0, 9),
        requires=requires,
        needs=some(random, CRITERIA, 1),
        satisfies=some(random, CRITERIA, 1),
        buying_stages=some(random, BUYING, 2),
        buyer_roles=buyer_roles,
        not_with=tuple(set(some(random, ROLES, 1)) - set(buyer_roles)) if random.random() < 1 / 4 else (),
        own_call_because=own_call,
        applies_when=_now_and_then(random),
    )


def _unmarked(activity: Activity) -> Importance:
    return Importance.SUPPORTING if activity.importance is Importance.KEY else activity.importance


def _now_and_then(random: Random) -> Text | None:
    return Text("Rarely") if random.random() < 1 / 10 else None


def _stage(random: Random, index: int, activities: tuple[Activity, ...]) -> Stage:
    if random.random() < 1 / 3:
        activities = tuple(replace(each, importance=_unmarked(each)) for each in activities)
    verified = [Verification.CUSTOMER_STATEMENT, Verification.CUSTOMER_ACTION]
    return Stage(
        place=PLACE,
        id=f"s{index}",
        name=Text("Stage"),
        optional=random.random() < 1 / 7,
        applies_when=_now_and_then(random),
        alongside=some(random, [f"s{other}" for other in range(index)], 1),
        buying_stages=some(random, BUYING, 2),
        call=StageCall(minutes=random.choice([None, None, 30, 60])),
        exit_criteria=tuple(
            Criterion(place=PLACE, id=each, criterion=Text(each), verified_by=random.choice(verified))
            for each in (CRITERIA if index == 0 else ())
        ),
        activities=activities,
    )


def drawn(seed: int) -> Drawn | None:
    """A deal in a random process of up to ten activities in up to four stages; None where that has a circle."""
    random = Random(seed)  # noqa: S311 (nothing here is secret)
    activities = [_activity(random, index) for index in range(random.randint(1, len(IDS)))]
    number = random.randint(1, 4)
    cuts = sorted(random.randint(0, len(activities)) for _ in range(number - 1))
    stages = tuple(
        _stage(random, index, tuple(activities[start:end]))
        for index, (start, end) in enumerate(pairwise((0, *cuts, len(activities))))
    )
    call = Call(
        max_activities=random.choice([None, random.randint(1, 4)]),
        max_buyer_roles=random.choice([None, random.randint(1, 3)]),
    )
    process = SalesProcess(place=PLACE, id="process", name=Text("Process"), call=call, stages=stages)
    stage = random.choice(stages)
    include = [] if _counts_by_itself(stage) else [each.id for each in process.work_of(stage) if _would_count(each)]
    precedence = Precedence(process, include)
    if precedence.cycles():
        return None
    headings = tuple(BuyingStage(place=PLACE, id=each, name=Text(each), always_on=each == "win") for each in BUYING)
    buying = random.choice([None, BuyingProcess(place=PLACE, id="buyer", name=Text("Buyer"), stages=headings)])
    done = precedence.done_on_entering(stage)
    return Drawn(process, stage, buying, next_call(Deal.entering(process, stage), buying), precedence, done)


@st.composite
def deals(draw: st.DrawFn) -> Drawn:
    """Drawing a seed costs a twentieth of drawing every field of a process."""
    deal = drawn(draw(st.integers(0, 2**32)))
    return reject() if deal is None else deal


def _counts_by_itself(stage: Stage) -> bool:
    return not stage.optional and stage.applies_when is None


def _would_count(activity: Activity) -> bool:
    return activity.importance is not Importance.OPTIONAL and activity.applies_when is None


def settled_by(deal: Drawn) -> set[str]:
    """What is done by the time of the call: the seller's own work that waits for nobody else included."""
    settled, grew = set(deal.done), True
    while grew:
        own = {
            each.id
            for each in deal.precedence.counting
            if each.where is Where.BETWEEN_CALLS
            and each.done_by is DoneBy.SELLER
            and all(link.before in settled for link in deal.precedence.before[each.id])
        }
        grew = not own <= settled
        settled |= own
    return settled


properties = tried(300, 5)
