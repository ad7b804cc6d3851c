"""The next call is the best there is, by the order of aims that the model states; and what if something were other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from nextcall.compress import Deal, leads_to, next_call, room_changes, unlocks
from nextcall.compress.next_call import planned_set
from nextcall.model import Importance, LinkKind, Verification, Where

from .random_deals import CRITERIA, ROLES, Drawn, deals, properties, settled_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nextcall.model import Activity, Playbook


def _can_be_held(
    drawn: Drawn, held: set[str], attending: set[str], minutes: int, *, said: set[str] | None = None
) -> bool:
    """Whether one call can hold these activities, read straight from the model.

    `attending` are those who can come; those `said` are all there.
    """
    call, by_id = drawn.process.call, drawn.process.activity_by_id
    activities = [by_id[each] for each in held]
    settled = settled_by(drawn)
    roles = {role for each in activities for role in each.buyer_roles}
    takes = sum(call.activity_minutes if each.minutes is None else each.minutes for each in activities)
    return (
        (takes <= minutes or any(each.own_call_because for each in activities))
        and not any(role in each.not_with for each in activities for role in roles | (said or set()))
        and (call.max_activities is None or len(held) <= call.max_activities)
        and (call.max_buyer_roles is None or len(roles) <= call.max_buyer_roles)
        and roles <= attending
        and (len(held) == 1 or not any(each.own_call_because for each in activities))
        and all(
            link.before in settled or (link.before in held and link.kind is not LinkKind.GATE_LATER)
            for each in held
            for link in drawn.precedence.before[each]
        )
    )


class _Aims(NamedTuple):
    """The order of aims, each the more the better."""

    key_nearby: int
    by_listed_order: tuple[bool, ...]
    key: int
    supporting: int
    optional: int


def _is_near(drawn: Drawn, activity: str) -> bool:
    process, stage = drawn.process, drawn.process.stage_of[activity]
    earlier = process.stages.index(stage) <= process.stages.index(drawn.stage)
    return earlier or stage.id in process.alongside(drawn.stage)


def _unmarked_nearby(drawn: Drawn) -> list[str]:
    """The activities of which only the listed order tells what they matter, in that order."""
    process = drawn.process
    counting = [each.id for each in drawn.precedence.counting]
    return [
        each.id
        for stage in process.stages
        for each in stage.activities
        if each.id in counting
        and _is_near(drawn, each.id)
        and not any(other.importance is Importance.KEY and other.id in counting for other in stage.activities)
    ]


def _aims(drawn: Drawn, held: Iterable[str], ordered: Iterable[str]) -> _Aims:
    held = list(held)
    importance = [drawn.process.activity_by_id[each].importance for each in held]
    near = [drawn.process.activity_by_id[each].importance for each in held if _is_near(drawn, each)]
    return _Aims(
        near.count(Importance.KEY),
        tuple(each in held for each in ordered),
        importance.count(Importance.KEY),
        importance.count(Importance.SUPPORTING),
        importance.count(Importance.OPTIONAL),
    )


def _has_own_call(drawn: Drawn, activity: str) -> bool:
    return drawn.process.activity_by_id[activity].own_call_because is not None


@properties
@given(deals())
def test_no_other_set_is_better_and_of_equal_ones_it_is_the_first_listed(drawn: Drawn) -> None:
    planned = {each.activity.id for each in drawn.call.activities}
    candidates = [*planned, *(each.activity.id for each in drawn.call.left_out)]
    process = drawn.process
    listed = [each.id for stage in process.stages for each in process.work_of(stage) if each.id in candidates]
    attending = set(Deal.entering(process, drawn.stage).expected_roles)
    usual = drawn.stage.call.minutes or process.call.minutes
    minutes = usual - process.call.minutes + process.call.usable_minutes
    sets = [
        held
        for size in range(len(listed) + 1)
        for held in combinations(listed, size)
        if not held or _can_be_held(drawn, set(held), attending, minutes)
    ]
    ordered = _unmarked_nearby(drawn)
    if any(len(set(held).intersection(ordered)) > 1 for held in sets):  # then those with a call of their own wait
        ordered = [each for each in ordered if not _has_own_call(drawn, each)]
    best = max(sets, key=lambda held: (_aims(drawn, held, ordered), [-listed.index(each) for each in held]))
    assert planned == set(best)
    excluded = {role for each in planned for role in process.activity_by_id[each].not_with}
    assert set(drawn.call.buyer_roles) == attending - excluded


@properties
@given(deals(), st.integers(0, 40), st.sets(st.sampled_from(ROLES)))
def test_more_minutes_or_more_people_never_make_a_worse_call(drawn: Drawn, more: int, others: set[str]) -> None:
    deal = Deal.entering(drawn.process, drawn.stage)
    now = [each.activity.id for each in drawn.call.activities]
    longer = replace(deal, minutes=max(deal.length, drawn.call.available_minutes) + more)
    for role in sorted(others - set(deal.expected_roles)):
        longer = longer.with_role(role)
    then = [each.activity.id for each in next_call(longer, None).activities]
    ordered = _unmarked_nearby(drawn)
    if len(set(ordered).intersection(then)) > 1:
        ordered = [each for each in ordered if not _has_own_call(drawn, each)]
    assert _aims(drawn, then, ordered) >= _aims(drawn, now, ordered)


@properties
@given(deals(), st.sets(st.sampled_from(CRITERIA)))
def test_a_closed_gate_holds_back_everything_behind_it(drawn: Drawn, unmet: set[str]) -> None:
    deal = replace(Deal.entering(drawn.process, drawn.stage), unmet=frozenset(unmet))
    call = next_call(deal, None)
    stood: set[str] = set()
    by_id = drawn.process.criterion_by_id
    for planned in call.activities:
        for criterion in set(deal.precedence.criteria_before(planned.activity.id)) & unmet:
            assert any(criterion in drawn.process.activity_by_id[each].satisfies for each in stood)
            assert by_id[criterion].verified_by is Verification.CUSTOMER_STATEMENT
        assert not any(
            link.before in {left.activity.id for left in call.left_out}
            for link in deal.precedence.before[planned.activity.id]
        )
        stood.add(planned.activity.id)
    for work in (*call.prepare, *call.due):
        assert unmet.isdisjoint(work.needs)


@properties
@given(deals())
def test_what_is_said_to_unlock_more_does_so_when_it_is_done(drawn: Drawn) -> None:
    deal = Deal.entering(drawn.process, drawn.stage)
    held = [each.activity for each in drawn.call.activities]
    ordered = _unmarked_nearby(drawn)
    for unlock in unlocks(deal, held):
        assert unlock.gain
        sent: list[Activity] = []
        if unlock.role is not None:
            assert unlock.change == "invite"
            changed = deal.with_role(unlock.role)
        elif unlock.minutes is not None:
            assert unlock.change == "minutes"
            changed = replace(deal, minutes=deal.length + unlock.minutes)
        else:
            assert unlock.activity is not None
            changed = replace(deal, done=deal.done | {unlock.activity.id})
            if unlock.activity.where is Where.EITHER:
                assert unlock.change == "send_ahead"
                sent = [unlock.activity] if unlock.activity in held else []
            else:
                assert unlock.change == "do_before"
                assert unlock.activity in drawn.call.due
        then = planned_set(changed, only_own_calls_of=held)
        assert set(unlock.gain) == set(then) - set(held)
        assert not any(each.own_call_because for each in unlock.gain), "that would be another call"
        assert set(unlock.loss) == set(held) - set(then) - set(sent)
        names = [[each.id for each in call] for call in ((*then, *sent), held)]
        if any(len(set(ordered).intersection(call)) > 1 for call in names):
            ordered = [each for each in ordered if not _has_own_call(drawn, each)]
        better, worse = (_aims(drawn, call, ordered) for call in names)
        assert better > worse


@properties
@given(deals())
def test_a_changed_room_holds_only_what_those_who_are_there_and_the_minutes_left_admit(drawn: Drawn) -> None:
    deal = Deal.entering(drawn.process, drawn.stage)
    held = [each.activity for each in drawn.call.activities]
    call = drawn.process.call
    for change in room_changes(deal, held):
        attending = set(deal.expected_roles) - {change.missing}
        minutes = deal.usable_minutes if change.minutes_left is None else change.minutes_left - call.closing_minutes
        assert not any(each.own_call_because and each not in held for each in change.activities)
        then = {each.id for each in change.activities}
        assert not then or _can_be_held(drawn, then, attending, minutes)
        assert set(change.postponed) == set(held) - set(change.activities)
    needed = {role for each in held for role in each.buyer_roles}
    assert {each.missing for each in room_changes(deal, held)} - {None} == needed


@properties
@given(deals())
def test_a_call_leads_no_further_than_the_fewest_calls_and_no_call_does_better(drawn: Drawn) -> None:
    deal = Deal.entering(drawn.process, drawn.stage)
    found = leads_to(deal, [each.activity for each in drawn.call.activities])
    if found.calls is not None and found.best is not None:
        assert found.calls >= found.best


def _deal(playbook: Playbook, stage: str, **said: object) -> Deal:
    process = playbook.sales_processes[0]
    return replace(Deal.entering(process, process.stage_by_id[stage]), **said)  # type: ignore[arg-type]


def _planned(deal: Deal) -> list[str]:
    return [each.activity.id for each in next_call(deal, None).activities]


def test_a_stage_whose_demo_takes_most_of_the_call_keeps_its_demo(make_playbook: Callable[..., Playbook]) -> None:
    playbook = make_playbook("""
        - id: one
          activities:
            - {id: demo, importance: key, minutes: 30}
            - {id: a, minutes: 5}
            - {id: b, minutes: 5}
            - {id: c, minutes: 5}
            - {id: d, minutes: 5}
            - {id: e, minutes: 5}
            - {id: f, minutes: 5}
    """)
    assert _planned(_deal(playbook, "one")) == ["demo"]


def test_without_stated_order_nothing_stands_before_a_key_activity_of_an_earlier_stage(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook("""
        - {id: one, activities: [{id: a, importance: key, minutes: 40}, {id: b, minutes: 5}]}
        - {id: two, activities: [{id: c, importance: key, minutes: 5}, {id: d, minutes: 5}]}
    """)
    assert _planned(_deal(playbook, "one")) == ["b"], "the key one is too long, and what follows waits for it"


def test_an_unmet_criterion_is_opened_by_a_statement_in_the_call_and_not_by_a_document(
    make_playbook: Callable[..., Playbook],
) -> None:
    stages = """
        - id: one
          exit_criteria: [{id: said, verified_by: customer_statement}, {id: signed, verified_by: customer_document}]
          activities:
            - {id: ask, satisfies: [said, signed], requires: [], minutes: 5}
            - {id: after-word, needs: [said], requires: [], minutes: 5}
            - {id: after-paper, needs: [signed], requires: [], minutes: 5}
    """
    playbook = make_playbook(stages)
    unmet = frozenset({"said", "signed"})
    assert _planned(_deal(playbook, "one", unmet=unmet)) == ["ask", "after-word"]
    done = _deal(playbook, "one", unmet=unmet, done=frozenset({"ask"}))
    assert _planned(done) == [], "the one who could say it was asked already, and did not"
    assert [(each.because.value, each.needs) for each in next_call(done, None).left_out] == [
        ("needs", ("said",)),
        ("needs", ("signed",)),
    ]
    assert _planned(_deal(playbook, "one", done=frozenset({"ask"}))) == ["after-word", "after-paper"]


def test_more_people_than_the_cap_are_told_apart_from_those_who_are_not_there(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook(
        """
        - id: one
          activities:
            - {id: a, importance: key, minutes: 5, buyer_roles: [director]}
            - {id: b, minutes: 5, requires: [], buyer_roles: [finance]}
    """,
        call={"max_buyer_roles": 1},
    )
    call = next_call(_deal(playbook, "one", attending=("director", "finance")), None)
    assert [(each.activity.id, each.because.value) for each in call.left_out] == [("b", "roles_cap")]
    call = next_call(_deal(playbook, "one"), None)
    assert [(each.activity.id, each.because.value) for each in call.left_out] == [("b", "role")]


def test_what_is_said_to_be_done_against_the_order_is_told_and_not_repaired(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook("[{id: one, activities: [{id: a, minutes: 5}, {id: b, requires: [a], minutes: 5}]}]")
    deal = Deal(process=playbook.sales_processes[0], stage=playbook.sales_processes[0].stages[0], done=frozenset({"b"}))
    assert [(link.before, link.after) for link in deal.contradictions] == [("a", "b")]
    assert _planned(deal) == ["a"]


def test_an_included_activity_counts_and_a_deal_without_a_call_leads_on_by_days(
    make_playbook: Callable[..., Playbook],
) -> None:
    playbook = make_playbook("""
        - id: one
          activities: [{id: a, minutes: 5}, {id: rare, applies_when: Rarely, requires: [], minutes: 5}]
    """)
    assert _planned(_deal(playbook, "one")) == ["a"]
    assert _planned(_deal(playbook, "one", include=frozenset({"rare"}))) == ["a", "rare"]
