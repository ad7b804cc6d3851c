"""Processes of any size, each of one shape that is hard on some part of the engine: the same name, the same process."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypedDict

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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PLACE = Place("sales/scale.yaml")
_MINUTES = (5, 8, 10, 12, 15)
_PACK_BADLY = (11, 12, 17, 12, 23)
_DAYS = (0, 1, 3, 5, 10)


class _Said(TypedDict, total=False):
    """What a shape says of an activity; everything else is alike."""

    where: Where
    done_by: DoneBy
    importance: Importance
    minutes: int
    takes_days: int
    takes_days_max: int
    requires: tuple[str, ...] | None
    needs: tuple[str, ...]
    satisfies: tuple[str, ...]
    buyer_roles: tuple[str, ...]
    own_call_because: Text | None


def _process(said: Sequence[_Said], *, in_stage: int | None = None, call: Call | None = None) -> SalesProcess:
    activities = [_activity(index, each) for index, each in enumerate(said)]
    width = in_stage or len(activities)
    stages = tuple(
        _stage(index, activities[start : start + width]) for index, start in enumerate(range(0, len(activities), width))
    )
    return SalesProcess(place=_PLACE, id="scale", name=Text("Scale"), call=call or Call(), stages=stages)


def _activity(index: int, said: _Said) -> Activity:
    usual: _Said = {
        "where": Where.IN_CALL,
        "done_by": DoneBy.BOTH,
        "importance": Importance.SUPPORTING,
        "minutes": _MINUTES[index % len(_MINUTES)],
    }
    return Activity(place=_PLACE / index, id=_id(index), name=Text(f"Activity {index}"), **(usual | said))


def _stage(index: int, activities: Sequence[Activity]) -> Stage:
    verified = Verification.CUSTOMER_STATEMENT if index % 2 else Verification.CUSTOMER_DOCUMENT
    criterion = Criterion(place=_PLACE / index, id=f"yes-{index}", criterion=Text("They agree"), verified_by=verified)
    return Stage(
        place=_PLACE / index,
        id=f"stage-{index}",
        name=Text(f"Stage {index}"),
        exit_criteria=(criterion,),
        activities=tuple(activities),
    )


def _id(index: int) -> str:
    return f"activity-{index}"


def _one_before(index: int) -> tuple[str, ...]:
    return (_id(index - 1),) if index else ()


def chain(size: int) -> SalesProcess:
    """Each after the one before."""
    return _process([{"requires": _one_before(index)} for index in range(size)])


def backward_chain(size: int) -> SalesProcess:
    """Each after the one that is listed behind it."""
    return _process([{"requires": (_id(index + 1),) if index + 1 < size else ()} for index in range(size)])


def no_order(size: int) -> SalesProcess:
    """Each in any call."""
    return _process([{"requires": ()} for _ in range(size)])


def packs_badly(size: int) -> SalesProcess:
    """No order, and minutes of which hardly any two fill a call."""
    return _process([{"requires": (), "minutes": _PACK_BADLY[index % len(_PACK_BADLY)]} for index in range(size)])


def layers(size: int, width: int = 50) -> SalesProcess:
    """Layers of which each activity comes after all of the layer before."""
    return _process(
        [
            {"requires": tuple(map(_id, range(max(0, index // width - 1) * width, index // width * width)))}
            for index in range(size)
        ]
    )


def stages_by_default(size: int, width: int = 7) -> SalesProcess:
    """Many stages, nothing stated."""
    return _process(
        [
            {"importance": Importance.KEY if index % width < 2 else Importance.SUPPORTING, "requires": None}
            for index in range(size)
        ],
        in_stage=width,
    )


def two_stages(size: int) -> SalesProcess:
    """Two stages, nothing stated and nothing key: one half after all of the other."""
    return _process([{"requires": None} for _ in range(size)], in_stage=-(-size // 2))


def gates(size: int, width: int = 20) -> SalesProcess:
    """Each stage behind a gate that many activities of the one before open."""
    return _process(
        [
            {
                "requires": (),
                "needs": (f"yes-{index // width - 1}",) if index >= width else (),
                "satisfies": (f"yes-{index // width}",) if index % width < width // 4 else (),
            }
            for index in range(size)
        ],
        in_stage=width,
    )


def _work(index: int, days: int) -> _Said:
    done_by = DoneBy.SELLER if index % 4 == 1 else DoneBy.CUSTOMER
    return {"where": Where.BETWEEN_CALLS, "done_by": done_by, "takes_days": days, "takes_days_max": 2 * days}


def work_between(size: int) -> SalesProcess:
    """Half of it work between calls, each after one or two of those shortly before."""
    random = Random(size)  # noqa: S311 (nothing here is secret)
    said: list[_Said] = []
    for index in range(size):
        near = random.sample(range(max(0, index - 14), index), min(index, random.randint(1, 2)))
        each: _Said = _work(index, random.choice(_DAYS)) if index % 2 else {}
        said.append({**each, "requires": tuple(map(_id, sorted(near)))})
    return _process(said, in_stage=10)


def work_in_wide_stages(size: int) -> SalesProcess:
    """Four stages, nothing stated, half of it work between calls."""
    said: list[_Said] = [_work(index, _DAYS[index % 5]) if index % 2 else {} for index in range(size)]
    return _process(said, in_stage=-(-size // 4))


def work_by_itself(size: int) -> SalesProcess:
    """Each activity of a call after a piece of work of its own, all of which could start today."""
    said: list[_Said] = [
        {"requires": _one_before(index)} if index % 2 else {**_work(2, _DAYS[index % 5]), "requires": ()}
        for index in range(size)
    ]
    return _process(said)


def own_calls(size: int) -> SalesProcess:
    """Each third has a call of its own."""
    return _process(
        [
            {
                "requires": (_id(index - 7),) if index > 7 else (),
                "own_call_because": Text("Trust") if index % 3 == 0 else None,
            }
            for index in range(size)
        ]
    )


def many_roles(size: int, *, roles: int = 30, each: int = 3, most: int = 4) -> SalesProcess:
    """No order; each names some of many roles, more than fit a call."""
    random = Random(f"{size} {roles} {each}")  # noqa: S311 (nothing here is secret)
    names = [f"role-{number}" for number in range(roles)]
    said: list[_Said] = [{"requires": (), "buyer_roles": tuple(random.sample(names, each))} for _ in range(size)]
    return _process(said, call=Call(max_buyer_roles=most))


def few_roles(size: int) -> SalesProcess:
    """The same with few roles."""
    return many_roles(size, roles=5, each=2, most=3)


def roles_in_stages(size: int) -> SalesProcess:
    """Many roles, and stages of which nothing is stated."""
    random = Random(size)  # noqa: S311 (nothing here is secret)
    names = [f"role-{number}" for number in range(12)]
    said: list[_Said] = [{"buyer_roles": tuple(random.sample(names, 2))} for _ in range(size)]
    return _process(said, in_stage=15, call=Call(max_buyer_roles=3))


def few_a_call(size: int) -> SalesProcess:
    """Short activities, four of which a call may hold."""
    return _process([{"requires": (), "minutes": 3} for _ in range(size)], call=Call(max_activities=4))


SHAPES: Mapping[str, Callable[[int], SalesProcess]] = {
    shape.__name__: shape
    for shape in (
        chain,
        backward_chain,
        no_order,
        packs_badly,
        layers,
        stages_by_default,
        two_stages,
        gates,
        work_between,
        work_in_wide_stages,
        work_by_itself,
        own_calls,
        many_roles,
        few_roles,
        roles_in_stages,
        few_a_call,
    )
}
"""Every shape by its name."""
