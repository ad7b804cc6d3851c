"""Deals in processes drawn at random, in all states: for holding the engine of the site against Python's."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall.model import (
    Activity,
    BuyingProcess,
    BuyingStage,
    Call,
    Criterion,
    DoneBy,
    Files,
    Importance,
    Place,
    Playbook,
    Precedence,
    Role,
    SalesProcess,
    Side,
    Stage,
    StageCall,
    Text,
    Verification,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PLACE = Place("sales/drawn.yaml")
BUYERS = ("director", "finance", "it", "legal")
SELLERS = ("seller", "engineer")
BUYING = ("agree", "test", "commit", "always")
MINUTES = (None, None, 15, 30, 45, 60, 90)


class Drawn(NamedTuple):
    """A process with its playbook, and deals in it as an export holds them."""

    playbook: Playbook
    process: SalesProcess
    deals: tuple[dict[str, Any], ...]


def drawn(seed: int, deals: int = 4, most: int = 24) -> Drawn:
    """Deals in one process of up to `most` written activities; the same seed, the same ones."""
    for turn in range(1000):
        random = Random(f"{seed} {turn}")  # noqa: S311 (nothing here is secret)
        process = _process(random, random.randint(2, most))
        if not any(Precedence(process, entered).is_circular for entered in _entered(process)):
            stages = tuple(
                BuyingStage(place=PLACE, id=each, name=Text(each), always_on=each == "always") for each in BUYING
            )
            buying = BuyingProcess(place=PLACE, id="buyer", name=Text("Buyer"), stages=stages)
            roles = [Role(place=PLACE, id=each, side=Side.BUYER, name=Text(each)) for each in BUYERS]
            roles += [Role(place=PLACE, id=each, side=Side.SELLER, name=Text(each)) for each in SELLERS]
            playbook = Playbook(
                place=PLACE,
                title=Text("Drawn"),
                call=process.call,
                roles=tuple(roles),
                buying_processes=(buying,),
                sales_processes=(process,),
                files=Files(),
            )
            return Drawn(playbook, process, tuple(_deal(random, process) for _ in range(deals)))
    raise AssertionError


def _entered(process: SalesProcess) -> Iterator[frozenset[str]]:
    """What counts besides in a deal that entered a stage; what a deal includes may close circles."""
    yield frozenset()
    yield from map(process.counting_inside, process.open_stages)


def _some(random: Random, ids: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(random.sample(ids, random.randint(0, min(most, len(ids)))))


def _rarely(random: Random, share: float = 0.08) -> Text | None:
    return Text("Rarely") if random.random() < share else None


def _process(random: Random, size: int) -> SalesProcess:
    number = random.randint(1, 6)
    criteria = [f"yes-{index}" for index in range(number * 2)]
    call = Call(
        minutes=random.choice([30, 45, 45, 60]),
        activity_minutes=random.choice([8, 10, 12]),
        max_activities=random.choice([None, None, None, 2, 3, 5]),
        max_buyer_roles=random.choice([None, None, 1, 2, 3]),
        days_between_calls=random.choice([0, 2, 7]),
    )
    activities = [_activity(random, index, size, criteria, call) for index in range(size)]
    cuts = [0, *sorted(random.randint(0, size) for _ in range(number - 1)), size]
    stages = tuple(
        _stage(random, index, tuple(activities[start:end]), criteria[2 * index : 2 * index + 2])
        for index, (start, end) in enumerate(pairwise(cuts))
    )
    won = Stage(place=PLACE / "won", id="won", name=Text("Won"), closed="won")  # type: ignore[arg-type]
    buying = random.choice(["buyer", "buyer", None])
    return SalesProcess(
        place=PLACE, id="drawn", name=Text("Drawn"), call=call, stages=(*stages, won), buying_process=buying
    )


def _activity(random: Random, index: int, size: int, criteria: Sequence[str], call: Call) -> Activity:
    where = random.choice([*[Where.IN_CALL] * 5, Where.EITHER, *[Where.BETWEEN_CALLS] * 3, Where.THROUGHOUT])
    held = where in (Where.IN_CALL, Where.EITHER)
    buyers = _some(random, BUYERS, 2) if held else ()
    if call.max_buyer_roles is not None:
        buyers = buyers[: call.max_buyer_roles]
    own_call = _rarely(random) if held else None
    others = [f"a{other}" for other in range(size) if other < index or (other > index and random.random() < 0.05)]
    days = random.choice([0, 0, 1, 3, 5, 10, 21])
    return Activity(
        place=PLACE / index,
        id=f"a{index}",
        formerly=(f"was-a{index}",) if random.random() < 0.2 else (),
        name=Text(f"A {index}"),
        where=where,
        done_by=random.choice(list(DoneBy)),
        importance=random.choice([Importance.KEY, Importance.SUPPORTING, Importance.SUPPORTING, Importance.OPTIONAL]),
        minutes=random.choice([None, *[random.randint(3, 18)] * 5]) if not own_call else random.choice([10, 70]),
        minutes_max=random.choice([None, random.randint(3, 30)]),
        takes_days=days,
        takes_days_max=days + random.choice([0, 0, 5]),
        requires=_some(random, others, 2) if random.random() < 0.5 else None,
        needs=_some(random, criteria, 1) if random.random() < 0.3 else (),
        satisfies=_some(random, criteria, 2) if random.random() < 0.5 else (),
        buying_stages=_some(random, BUYING, 2) if random.random() < 0.5 else (),
        buyer_roles=buyers,
        seller_roles=_some(random, SELLERS, 2),
        not_with=_some(random, [each for each in BUYERS if each not in buyers], 1) if random.random() < 0.2 else (),
        own_call_because=own_call,
        applies_when=_rarely(random),
    )


def _stage(random: Random, index: int, activities: tuple[Activity, ...], criteria: Sequence[str]) -> Stage:
    kind = random.random()
    if kind < 0.25:
        activities = tuple(replace(each, importance=Importance.SUPPORTING) for each in activities)
    elif kind < 0.4:
        activities = tuple(replace(each, importance=Importance.OPTIONAL) for each in activities)  # its criteria imply
    return Stage(
        place=PLACE / index,
        id=f"s{index}",
        name=Text("Stage"),
        optional=random.random() < 0.1,
        applies_when=_rarely(random),
        alongside=_some(random, [f"s{other}" for other in range(index)], 1) if random.random() < 0.4 else (),
        buying_stages=_some(random, BUYING, 2),
        call=StageCall(minutes=random.choice([None, None, None, 30, 60])),
        exit_criteria=tuple(
            Criterion(
                place=PLACE / index / number,
                id=each,
                formerly=(f"was-{each}",) if each and random.random() < 0.2 else (),
                criterion=Text(each or "They agree"),
                verified_by=random.choice([*[Verification.CUSTOMER_STATEMENT] * 2, *Verification]),
                required=random.random() < 0.8,
            )
            for number, each in enumerate((*criteria, None))
        ),
        activities=activities,
    )


def _names(things: Iterable[Activity | Criterion]) -> list[str]:
    """Their ids, and what these were before."""
    return [name for each in things for name in (each.id, *each.formerly) if name]


def _deal(random: Random, process: SalesProcess) -> dict[str, Any]:
    stage = random.choice(process.open_stages)
    ids = [*_names(process.activity_by_id.values()), "gone"]
    criteria = [*_names(process.criterion_by_id.values()), "gone"]
    done = set(Precedence(process).done_on_entering(stage)) if random.random() < 0.8 else set()
    done |= set(_some(random, ids, random.choice([0, 0, 3, 8])))
    if random.random() < 0.3:
        done -= set(_some(random, sorted(done), 4))
    now_and_then = random.random() < 0.5
    return {
        "stage": stage.id,
        "done": sorted(done),
        "true": list(_some(random, criteria, 3)) if random.random() < 0.4 else [],
        "said": list(_some(random, criteria, 2)) if random.random() < 0.3 else [],
        "unmet": list(_some(random, criteria, 2)) if random.random() < 0.4 else [],
        "with": list(_some(random, BUYERS, 4)) if random.random() < 0.5 else None,
        "minutes": random.choice(MINUTES),
        "include": list(_some(random, ids, 3)) if random.random() < 0.3 else [],
        "pinned": list(_some(random, ids, 3)) if now_and_then else [],
        "dropped": list(_some(random, ids, 3)) if random.random() < 0.4 else [],
        "under_way": dict.fromkeys(_some(random, ids, 2), "2026-11-19") if random.random() < 0.3 else {},
    }
