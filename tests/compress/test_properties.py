"""What holds for the next call of any process: nothing is held too early, and each reason for leaving out is true."""

from __future__ import annotations

from hypothesis import given

from nextcall.compress import Blocker, Deal, LeftOut, PlannedActivity, next_call
from nextcall.model import Importance, LinkKind, Precedence, SalesProcess, Where

from .random_deals import BUYING, Drawn, deals, properties, settled_by


def _usable(deal: Drawn) -> int:
    """The minutes that a call of the deal's stage has for activities."""
    call = deal.process.call
    usual = deal.stage.call.minutes or call.minutes
    return usual - call.opening_minutes - call.follow_up_minutes - call.closing_minutes


@properties
@given(deals())
def test_a_call_keeps_its_minutes_its_caps_and_its_people(deal: Drawn) -> None:
    call, planned = deal.process.call, [each.activity for each in deal.call.activities]
    assert deal.call.planned_minutes <= _usable(deal) or planned[0].own_call_because
    assert call.max_activities is None or len(planned) <= call.max_activities
    assert call.max_buyer_roles is None or len(deal.call.buyer_roles) <= call.max_buyer_roles
    assert {role for each in planned for role in each.buyer_roles} <= set(deal.call.buyer_roles)
    assert len(planned) <= 1 or not any(each.own_call_because for each in planned)
    assert not any(role in each.not_with for each in planned for role in deal.call.buyer_roles)
    assert all(each.holdable and each.id not in deal.done for each in planned)


@properties
@given(deals())
def test_what_a_planned_activity_comes_after_is_done_or_stands_before_it(deal: Drawn) -> None:
    settled = settled_by(deal)
    stood: set[str] = set()
    for planned in deal.call.activities:
        for link in deal.precedence.before[planned.activity.id]:
            assert link.before in settled or (link.before in stood and link.kind is not LinkKind.GATE_LATER)
        stated = set(planned.activity.requires or ()) & {each.activity.id for each in deal.call.activities}
        assert stated <= stood, "also what doesn't count stands before what requires it"
        stood.add(planned.activity.id)


@properties
@given(deals())
def test_whatever_a_call_could_hold_is_planned_or_left_out_for_the_first_reason_that_is_true(deal: Drawn) -> None:
    planned = {each.activity.id for each in deal.call.activities}
    left = [each.activity.id for each in deal.call.left_out]
    assert not planned & set(left)
    counting = {each.id for each in deal.precedence.counting if each.holdable and each.id not in deal.done}
    pulled = {
        each
        for each in counting
        if deal.process.stage_of[each].id not in Deal.entering(deal.process, deal.stage).nearby_stages
    }
    implied = {each for each in pulled if deal.process.activity_by_id[each].is_implied}
    assert counting - implied <= planned | set(left), "what nobody wrote isn't pulled forward"
    assert not implied & planned
    listed = [activity.id for stage in deal.process.stages for activity in deal.process.work_of(stage)]
    assert left == [each for each in listed if each in set(left)], "in listed order"
    for each in deal.call.left_out:
        reasons = _reasons(deal, each)
        assert reasons, f"nothing keeps {each.activity.id} out"
        assert (each.because, set(each.needs)) == reasons[0]


def _reasons(deal: Drawn, left: LeftOut) -> list[tuple[Blocker, set[str]]]:
    """Every reason that is true, in the order of `Blocker`, worked out from what each of them means."""
    activity, call, settled = left.activity, deal.process.call, settled_by(deal)
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
    expected = set(Deal.entering(deal.process, deal.stage).expected_roles)
    apart = {role for each in held.values() for role in each.buyer_roles if role in activity.not_with}
    apart |= {role for each in held.values() for role in each.not_with if role in activity.buyer_roles}
    alone = held and (activity.own_call_because or any(each.own_call_because for each in held.values()))
    together = (*held.values(), activity)
    minutes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in together)
    found = {
        Blocker.REQUIRES: {each.id for each in required if each.holdable and each.id not in held},
        Blocker.NEEDS: {gate for gate in gates - opened if gate is not None},
        Blocker.BETWEEN_CALLS: {each.id for each in required if not each.holdable},
        Blocker.ROLE: set(activity.buyer_roles) - expected,
        Blocker.NOT_WITH: apart,
    }
    reasons = [(because, needs) for because, needs in found.items() if needs]
    reasons += [(Blocker.OWN_CALL, {name for name, each in held.items() if each.own_call_because})] if alone else []
    reasons += [(Blocker.ACTIVITIES_CAP, set())] if len(held) == call.max_activities else []
    reasons += [(Blocker.TIME, set())] if minutes > _usable(deal) else []
    return reasons


@properties
@given(deals())
def test_the_agenda_stays_under_a_heading_and_in_listed_order_unless_key_ones_would_fall_behind(deal: Drawn) -> None:
    as_listed, key_first = (_agenda(deal, by_importance=each) for each in (False, True))
    expected = key_first if _key_before_cut(deal, key_first) > _key_before_cut(deal, as_listed) else as_listed
    assert [each.activity.id for each in deal.call.activities] == [each.activity.id for each in expected]


def _agenda(deal: Drawn, *, by_importance: bool) -> list[PlannedActivity]:
    """What is planned, next always one that may come next, under the last heading if there is one."""
    position = {a.id: index for index, a in enumerate(a for s in deal.process.stages for a in deal.process.work_of(s))}
    rank = {Importance.KEY: 0, Importance.SUPPORTING: 1, Importance.OPTIONAL: 2}
    ids = {each.activity.id for each in deal.call.activities}
    reach = {each: _all_before(deal.process, deal.precedence, each) & ids for each in ids}
    found: list[PlannedActivity] = []
    while len(found) < len(ids):
        stood = {each.activity.id for each in found}
        left = [each for each in deal.call.activities if each.activity.id not in stood]
        ready = [each for each in left if reach[each.activity.id] <= stood]
        same = [each for each in ready if found and each.heading is found[-1].heading]
        ranked = [
            (rank[each.activity.importance] if by_importance else 0, position[each.activity.id], each)
            for each in same or ready
        ]
        found.append(min(ranked, key=lambda each: each[:2])[2])
    return found


def _key_before_cut(deal: Drawn, agenda: list[PlannedActivity]) -> int:
    fitting = [
        number
        for number in range(1, len(agenda) + 1)
        if number == 1 or sum(each.minutes_max for each in agenda[:number]) <= _usable(deal)
    ]
    return sum(each.activity.importance is Importance.KEY for each in agenda[: max(fitting, default=0)])


def _all_before(process: SalesProcess, precedence: Precedence, activity: str) -> set[str]:
    found, waiting = set[str](), [activity]
    while waiting:
        for link in precedence.links_to(waiting.pop()):
            if link.before not in found and link.before in process.activity_by_id:
                found.add(link.before)
                waiting.append(link.before)
    return found


@properties
@given(deals())
def test_minutes_run_on_and_the_cut_line_stands_where_the_most_minutes_no_longer_fit(deal: Drawn) -> None:
    call = deal.process.call
    own_call = any(each.activity.own_call_because for each in deal.call.activities)
    start = call.opening_minutes + (0 if own_call else call.follow_up_minutes)
    most = 0
    for number, planned in enumerate(deal.call.activities):
        assert planned.start == start
        start += planned.minutes
        most += planned.minutes_max
        assert planned.minutes_max >= planned.minutes
        assert planned.after_cut == (number > 0 and most > _usable(deal))
    assert start <= deal.call.available_minutes - call.closing_minutes
    if deal.call.activities and not deal.call.holds_implied:
        assert deal.call.enough_minutes == start + call.closing_minutes or (
            not own_call and 0 <= (deal.call.enough_minutes or 0) - start - call.closing_minutes < 5
        )
    assert deal.call.before_cut == deal.call.activities[: len(deal.call.before_cut)]


@properties
@given(deals())
def test_go_on_only_if_stands_exactly_where_a_gate_opens_within_the_call(deal: Drawn) -> None:
    held = {each.activity.id for each in deal.call.activities}
    for planned in deal.call.activities:
        links = deal.precedence.links_to(planned.activity.id)
        own = {each.criterion for each in links if each.kind is LinkKind.GATE_IN_CALL and each.before in held}
        printed = [each.id for each in planned.go_on_only_if]
        assert own <= set(printed)
        seen_through = {each.criterion for each in deal.precedence.before[planned.activity.id] if each.before in held}
        assert set(printed) <= seen_through
        assert len(printed) == len(set(printed))


@properties
@given(deals())
def test_pulled_forward_and_ahead_of_the_customer_say_what_they_mean(deal: Drawn) -> None:
    order = [each for each in BUYING if each != "win"]
    index = deal.process.stages.index(deal.stage)
    beside = deal.process.alongside(deal.stage)
    last = max((order.index(each) for each in deal.stage.buying_stages if each in order), default=None)
    for planned in deal.call.activities:
        stage = deal.process.stage_of[planned.activity.id]
        assert planned.pulled_forward == (deal.process.stages.index(stage) > index and stage.id not in beside)
        theirs = [each for each in planned.activity.buying_stages or stage.buying_stages if each in order]
        ahead = last is not None and bool(theirs) and all(order.index(each) > last for each in theirs)
        assert planned.ahead_of_customer == (deal.buying is not None and ahead)


@properties
@given(deals())
def test_preparation_is_the_sellers_own_and_the_call_waits_for_its_longest_chain(deal: Drawn) -> None:
    own = settled_by(deal) - deal.done
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


@properties
@given(deals())
def test_what_is_due_can_start_now_and_is_not_the_sellers_own(deal: Drawn) -> None:
    own = settled_by(deal) - deal.done
    for activity in deal.call.due:
        assert activity.where is Where.BETWEEN_CALLS
        assert activity.id not in own | deal.done
        assert all(link.before in deal.done for link in deal.precedence.before[activity.id])


@properties
@given(deals())
def test_the_same_deal_has_the_same_next_call(deal: Drawn) -> None:
    assert next_call(Deal.entering(deal.process, deal.stage), deal.buying) == deal.call
