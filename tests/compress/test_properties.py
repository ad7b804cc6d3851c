"""What holds for the next call of any process: nothing is held too early, and each reason for leaving out is true."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given, reject, settings
from hypothesis import strategies as st

from nextcall.compress import Blocker, Deal, LeftOut, NextCall, next_call
from nextcall.model import (
    Activity,
    BuyingProcess,
    BuyingStage,
    Call,
    Criterion,
    DoneBy,
    Importance,
    LinkKind,
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

_PLACE = Place("sales/process.yaml")
_IDS = tuple(f"a{number}" for number in range(10))
_CRITERIA = ("c0", "c1", "c2")
_ROLES = ("director", "finance", "it")
_BUYING = ("agree", "test", "commit", "win")


class _Deal(NamedTuple):
    """A deal that has just entered a stage."""

    process: SalesProcess
    stage: Stage
    buying: BuyingProcess | None
    call: NextCall
    precedence: Precedence
    done: frozenset[str]


def _some(random: Random, ids: Sequence[str], most: int) -> tuple[str, ...]:
    return tuple(random.sample(ids, random.randint(0, min(most, len(ids)))))


def _activity(random: Random, index: int) -> Activity:
    requires = _some(random, _IDS[:index], 2) if random.random() < 1 / 2 else None
    return Activity(
        place=_PLACE / index,
        id=_IDS[index],
        name=Text(_IDS[index]),
        where=random.choice([*[Where.IN_CALL] * 4, Where.EITHER, Where.BETWEEN_CALLS, Where.THROUGHOUT]),
        done_by=random.choice(list(DoneBy)),
        importance=random.choice(list(Importance)),
        minutes=random.choice([None, random.randint(1, 25)]),
        minutes_max=random.choice([None, random.randint(1, 30)]),
        takes_days=random.randint(0, 9),
        requires=requires,
        needs=_some(random, _CRITERIA, 1),
        satisfies=_some(random, _CRITERIA, 1),
        buying_stages=_some(random, _BUYING, 2),
        buyer_roles=_some(random, _ROLES, 1),
        own_call_because=_now_and_then(random),
        applies_when=_now_and_then(random),
    )


def _now_and_then(random: Random) -> Text | None:
    return Text("Rarely") if random.random() < 1 / 10 else None


def _stage(random: Random, index: int, activities: tuple[Activity, ...]) -> Stage:
    verified = [Verification.CUSTOMER_STATEMENT, Verification.CUSTOMER_ACTION]
    return Stage(
        place=_PLACE,
        id=f"s{index}",
        name=Text("Stage"),
        optional=random.random() < 1 / 7,
        applies_when=_now_and_then(random),
        alongside=_some(random, [f"s{other}" for other in range(index)], 1),
        buying_stages=_some(random, _BUYING, 2),
        exit_criteria=tuple(
            Criterion(place=_PLACE, id=each, criterion=Text(each), verified_by=random.choice(verified))
            for each in (_CRITERIA if index == 0 else ())
        ),
        activities=activities,
    )


def _deal(seed: int) -> _Deal | None:
    """A deal in a random process of up to ten activities in up to four stages; None where that has a circle."""
    random = Random(seed)  # noqa: S311 (nothing here is secret)
    activities = [_activity(random, index) for index in range(random.randint(1, len(_IDS)))]
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
    process = SalesProcess(place=_PLACE, id="process", name=Text("Process"), call=call, stages=stages)
    stage = random.choice(stages)
    include = [] if _counts_by_itself(stage) else [each.id for each in stage.activities if _would_count(each)]
    precedence = Precedence(process, include)
    if precedence.cycles():
        return None
    headings = tuple(BuyingStage(place=_PLACE, id=each, name=Text(each), always_on=each == "win") for each in _BUYING)
    buying = random.choice([None, BuyingProcess(place=_PLACE, id="buyer", name=Text("Buyer"), stages=headings)])
    done = precedence.done_on_entering(stage)
    return _Deal(process, stage, buying, next_call(Deal.entering(process, stage), buying), precedence, done)


@st.composite
def _deals(draw: st.DrawFn) -> _Deal:
    """Drawing a seed costs a twentieth of drawing every field of a process."""
    deal = _deal(draw(st.integers(0, 2**32)))
    return reject() if deal is None else deal


def _counts_by_itself(stage: Stage) -> bool:
    return not stage.optional and stage.applies_when is None


def _would_count(activity: Activity) -> bool:
    return activity.importance is not Importance.OPTIONAL and activity.applies_when is None


def _settled(deal: _Deal) -> set[str]:
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


_properties = settings(derandomize=True, max_examples=300, deadline=None)


@_properties
@given(_deals())
def test_a_call_keeps_its_minutes_its_caps_and_its_people(deal: _Deal) -> None:
    call, planned = deal.process.call, [each.activity for each in deal.call.activities]
    assert deal.call.planned_minutes <= call.usable_minutes
    assert call.max_activities is None or len(planned) <= call.max_activities
    assert call.max_buyer_roles is None or len(deal.call.buyer_roles) <= call.max_buyer_roles
    assert {role for each in planned for role in each.buyer_roles} <= set(deal.call.buyer_roles)
    assert len(planned) <= 1 or not any(each.own_call_because for each in planned)
    assert all(each.holdable and each.id not in deal.done for each in planned)


@_properties
@given(_deals())
def test_what_a_planned_activity_comes_after_is_done_or_stands_before_it(deal: _Deal) -> None:
    settled = _settled(deal)
    stood: set[str] = set()
    for planned in deal.call.activities:
        for link in deal.precedence.before[planned.activity.id]:
            assert link.before in settled or (link.before in stood and link.kind is not LinkKind.GATE_LATER)
        stated = set(planned.activity.requires or ()) & {each.activity.id for each in deal.call.activities}
        assert stated <= stood, "also what doesn't count stands before what requires it"
        stood.add(planned.activity.id)


@_properties
@given(_deals())
def test_whatever_a_call_could_hold_is_planned_or_left_out_for_the_first_reason_that_is_true(deal: _Deal) -> None:
    planned = {each.activity.id for each in deal.call.activities}
    left = [each.activity.id for each in deal.call.left_out]
    assert not planned & set(left)
    counting = {each.id for each in deal.precedence.counting if each.holdable and each.id not in deal.done}
    assert counting <= planned | set(left)
    listed = [activity.id for stage in deal.process.stages for activity in stage.activities]
    assert left == [each for each in listed if each in set(left)], "in listed order"
    for each in deal.call.left_out:
        reasons = _reasons(deal, each)
        assert reasons, f"nothing keeps {each.activity.id} out"
        assert (each.because, set(each.needs)) == reasons[0]


def _reasons(deal: _Deal, left: LeftOut) -> list[tuple[Blocker, set[str]]]:
    """Every reason that is true, in the order of `Blocker`, worked out from what each of them means."""
    activity, call, settled = left.activity, deal.process.call, _settled(deal)
    held = {each.activity.id: each.activity for each in deal.call.activities}
    links = [link for link in deal.precedence.before[activity.id] if link.before not in settled]
    by_id = deal.process.activity_by_id
    required = [by_id[link.before] for link in links if link.kind in (LinkKind.STATED, LinkKind.DEFAULT)]
    gates = {link.criterion for link in links if link.criterion is not None}
    opened = {
        gate
        for gate in gates
        if all(link.kind is LinkKind.GATE_IN_CALL and link.before in held for link in links if link.criterion == gate)
    }
    alone = held and (activity.own_call_because or any(each.own_call_because for each in held.values()))
    together = (*held.values(), activity)
    minutes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in together)
    found = {
        Blocker.REQUIRES: {each.id for each in required if each.holdable and each.id not in held},
        Blocker.NEEDS: {gate for gate in gates - opened if gate is not None},
        Blocker.BETWEEN_CALLS: {each.id for each in required if not each.holdable},
        Blocker.ROLE: set(activity.buyer_roles) - set(deal.call.buyer_roles),
    }
    reasons = [(because, needs) for because, needs in found.items() if needs]
    reasons += [(Blocker.OWN_CALL, {name for name, each in held.items() if each.own_call_because})] if alone else []
    reasons += [(Blocker.ACTIVITIES_CAP, set())] if len(held) == call.max_activities else []
    reasons += [(Blocker.TIME, set())] if minutes > call.usable_minutes else []
    return reasons


@_properties
@given(_deals())
def test_the_agenda_stays_under_a_heading_then_goes_by_importance_then_by_the_list(deal: _Deal) -> None:
    position = {a.id: index for index, a in enumerate(a for s in deal.process.stages for a in s.activities)}
    rank = {Importance.KEY: 0, Importance.SUPPORTING: 1, Importance.OPTIONAL: 2}
    planned = deal.call.activities
    ids = {each.activity.id for each in planned}
    reach = {each: _all_before(deal.process, deal.precedence, each) & ids for each in ids}
    for index, now in enumerate(planned):
        stood = {each.activity.id for each in planned[:index]}
        ready = [each for each in planned[index:] if reach[each.activity.id] <= stood]
        same = [each for each in ready if index and each.heading is planned[index - 1].heading]
        ranked = [(rank[each.activity.importance], position[each.activity.id], each) for each in same or ready]
        assert min(ranked)[2] is now


def _all_before(process: SalesProcess, precedence: Precedence, activity: str) -> set[str]:
    found, waiting = set[str](), [activity]
    while waiting:
        for link in precedence.links_to(waiting.pop()):
            if link.before not in found and link.before in process.activity_by_id:
                found.add(link.before)
                waiting.append(link.before)
    return found


@_properties
@given(_deals())
def test_minutes_run_on_and_the_cut_line_stands_where_the_most_minutes_no_longer_fit(deal: _Deal) -> None:
    call = deal.process.call
    start = call.opening_minutes + call.follow_up_minutes
    most = 0
    for number, planned in enumerate(deal.call.activities):
        assert planned.start == start
        start += planned.minutes
        most += planned.minutes_max
        assert planned.minutes_max >= planned.minutes
        assert planned.after_cut == (number > 0 and most > call.usable_minutes)
    assert start <= call.minutes - call.closing_minutes
    assert deal.call.before_cut == deal.call.activities[: len(deal.call.before_cut)]


@_properties
@given(_deals())
def test_go_on_only_if_stands_exactly_where_a_gate_opens_within_the_call(deal: _Deal) -> None:
    held = {each.activity.id for each in deal.call.activities}
    for planned in deal.call.activities:
        links = deal.precedence.links_to(planned.activity.id)
        own = {each.criterion for each in links if each.kind is LinkKind.GATE_IN_CALL and each.before in held}
        printed = [each.id for each in planned.go_on_only_if]
        assert own <= set(printed)
        seen_through = {each.criterion for each in deal.precedence.before[planned.activity.id] if each.before in held}
        assert set(printed) <= seen_through
        assert len(printed) == len(set(printed))


@_properties
@given(_deals())
def test_pulled_forward_and_ahead_of_the_customer_say_what_they_mean(deal: _Deal) -> None:
    order = [each for each in _BUYING if each != "win"]
    index = deal.process.stages.index(deal.stage)
    beside = deal.process.alongside(deal.stage)
    last = max((order.index(each) for each in deal.stage.buying_stages if each in order), default=None)
    for planned in deal.call.activities:
        stage = deal.process.stage_of[planned.activity.id]
        assert planned.pulled_forward == (deal.process.stages.index(stage) > index and stage.id not in beside)
        theirs = [each for each in planned.activity.buying_stages or stage.buying_stages if each in order]
        ahead = last is not None and bool(theirs) and all(order.index(each) > last for each in theirs)
        assert planned.ahead_of_customer == (deal.buying is not None and ahead)


@_properties
@given(_deals())
def test_preparation_is_the_sellers_own_and_the_call_waits_for_its_longest_chain(deal: _Deal) -> None:
    own = _settled(deal) - deal.done
    prepare = {each.id for each in deal.call.prepare}
    assert prepare <= own
    if not deal.call.activities:
        assert prepare == own
        return
    planned = [each.activity.id for each in deal.call.activities]
    assert prepare == own & deal.precedence.all_before(planned)

    def ends(activity: str) -> int:
        before = [link.before for link in deal.precedence.before[activity] if link.before in own]
        return deal.process.activity_by_id[activity].takes_days + max(map(ends, before), default=0)

    assert deal.call.earliest_day == max(map(ends, prepare), default=0)


@_properties
@given(_deals())
def test_what_is_due_can_start_now_and_is_not_the_sellers_own(deal: _Deal) -> None:
    own = _settled(deal) - deal.done
    for activity in deal.call.due:
        assert activity.where is Where.BETWEEN_CALLS
        assert activity.id not in own | deal.done
        assert all(link.before in deal.done for link in deal.precedence.before[activity.id])


@_properties
@given(_deals())
def test_the_same_deal_has_the_same_next_call(deal: _Deal) -> None:
    assert next_call(Deal.entering(deal.process, deal.stage), deal.buying) == deal.call
