"""What comes before what: MODEL's section "Precedence", sentence by sentence, on processes of a few lines."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.model import (
    Activity,
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
    from collections.abc import Callable

    from nextcall.model import Playbook

    Make = Callable[[str], SalesProcess]


@pytest.fixture
def process(make_playbook: Callable[[str], Playbook]) -> Make:
    """Makes a process of the YAML of its stages."""
    return lambda stages: make_playbook(stages).sales_processes[0]


def _before(process: SalesProcess, activity: str, *include: str) -> list[str]:
    return list(dict.fromkeys(link.before for link in Precedence(process, include).before[activity]))


def _kinds(process: SalesProcess, activity: str, *include: str) -> list[tuple[str, LinkKind, str | None]]:
    return [(link.before, link.kind, link.criterion) for link in Precedence(process, include).before[activity]]


def test_a_stated_list_comes_first(process: Make) -> None:
    made = process("[{id: one, activities: [{id: a}, {id: b}, {id: c, requires: [b, a]}]}]")
    assert _before(made, "c") == ["a", "b"]
    assert {link.kind for link in Precedence(made).before["c"]} == {LinkKind.STATED}


def test_a_stated_link_knows_where_it_was_stated(process: Make) -> None:
    made = process("[{id: one, activities: [{id: a}, {id: b}, {id: c, requires: [b, a]}]}]")
    places = [link.place for link in Precedence(made).links_to("c")]
    assert places == [
        Place("sales/process.yaml", "/stages/0/activities/2/requires/0"),
        Place("sales/process.yaml", "/stages/0/activities/2/requires/1"),
    ]


def test_an_empty_list_means_after_nothing(process: Make) -> None:
    made = process("[{id: one, activities: [{id: a}]}, {id: two, activities: [{id: b, requires: []}]}]")
    assert _before(made, "b") == []


def test_without_a_list_an_activity_comes_after_the_key_activities_of_the_stage_before(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, importance: key}, {id: b}, {id: c, importance: key}]}
        - {id: two, activities: [{id: d}]}
    """)
    assert _kinds(made, "d") == [("a", LinkKind.DEFAULT, None), ("c", LinkKind.DEFAULT, None)]


def test_where_no_activity_is_key_all_that_count_come_first(process: Make) -> None:
    made = process("""
        - id: one
          activities:
            - {id: a}
            - {id: b, importance: optional}
            - {id: c, applies_when: Rarely}
            - {id: d, where: throughout}
        - {id: two, activities: [{id: e}]}
    """)
    assert _before(made, "e") == ["a"]


def test_a_key_activity_that_does_not_count_leads_nothing(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, importance: key, applies_when: Rarely}, {id: b}]}
        - {id: two, activities: [{id: c}]}
    """)
    assert _before(made, "c") == ["b"]
    assert _before(made, "c", "a") == ["a"], "included, it counts, and is key"


def test_activities_of_the_same_stage_are_not_ordered(process: Make) -> None:
    assert _before(process("[{id: one, activities: [{id: a, importance: key}, {id: b}]}]"), "b") == []


@pytest.mark.parametrize(
    "empty",
    [
        "{id: two}",
        "{id: two, closed: lost, activities: [{id: x, importance: key}]}",
        "{id: two, optional: true, activities: [{id: x, importance: key}]}",
        "{id: two, applies_when: Rarely, activities: [{id: x, importance: key}]}",
        "{id: two, activities: [{id: x, importance: optional}, {id: y, where: throughout, importance: key}]}",
        "{id: two, alongside: [three], activities: [{id: x, importance: key}]}",
    ],
)
def test_the_nearest_stage_that_has_any_is_looked_for_further_up(process: Make, empty: str) -> None:
    made = process(f"""
        - {{id: zero, activities: [{{id: z, importance: key}}]}}
        - {{id: one, activities: [{{id: a, importance: key}}]}}
        - {empty}
        - {{id: three, activities: [{{id: b}}]}}
    """)
    assert _before(made, "b") == ["a"]


@pytest.mark.parametrize(("one", "two"), [("alongside: [two]", ""), ("", "alongside: [one]")])
def test_alongside_holds_for_both_whichever_says_so(process: Make, one: str, two: str) -> None:
    made = process(f"""
        - {{id: zero, activities: [{{id: z}}]}}
        - {{id: one, activities: [{{id: a}}], {one}}}
        - {{id: two, activities: [{{id: b}}], {two}}}
    """)
    assert _before(made, "b") == ["z"]


def test_stages_alongside_the_nearest_come_first_too(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a}]}
        - {id: two, activities: [{id: b}]}
        - {id: three, alongside: [one], activities: [{id: c}]}
        - {id: four, activities: [{id: d}]}
    """)
    assert _before(made, "d") == ["a", "c"], "but not stage two, which is alongside neither"


def test_stages_alongside_the_nearest_that_are_alongside_this_one_or_later_do_not(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a}]}
        - {id: two, alongside: [one, five], activities: [{id: b}]}
        - {id: three, alongside: [one, two], activities: [{id: c}]}
        - {id: four, alongside: [one], activities: [{id: d}]}
        - {id: five, activities: [{id: e}]}
    """)
    assert _before(made, "d") == ["b", "c"]


def test_needs_come_after_every_activity_that_satisfies_the_criterion(process: Make) -> None:
    made = process("""
        - id: one
          exit_criteria: [{id: agreed, verified_by: customer_document}]
          activities:
            - {id: a, satisfies: [agreed]}
            - {id: b, satisfies: [agreed]}
            - {id: c, requires: [], needs: [agreed]}
    """)
    assert _kinds(made, "c") == [("a", LinkKind.GATE_LATER, "agreed"), ("b", LinkKind.GATE_LATER, "agreed")]


@pytest.mark.parametrize("after", ["requires: [c]", "requires: [x]"])
def test_what_itself_comes_after_through_requires_opens_no_gate(process: Make, after: str) -> None:
    made = process(f"""
        - id: one
          exit_criteria: [{{id: agreed}}]
          activities:
            - {{id: a, satisfies: [agreed]}}
            - {{id: c, requires: [], needs: [agreed]}}
            - {{id: x, requires: [c]}}
            - {{id: b, {after}, satisfies: [agreed]}}
    """)
    assert _before(made, "c") == ["a"]


def test_what_comes_after_by_default_opens_no_gate_either(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, importance: key, needs: [agreed]}]}
        - {id: two, exit_criteria: [{id: agreed}], activities: [{id: b, satisfies: [agreed]}]}
    """)
    assert _before(made, "a") == []
    assert Precedence(made).cycles() == ()


@pytest.mark.parametrize(
    ("verified", "kind"),
    [
        ("verified_by: customer_statement", LinkKind.GATE_IN_CALL),
        ("verified_by: customer_action", LinkKind.GATE_LATER),
        ("verified_by: customer_document", LinkKind.GATE_LATER),
        ("verified_by: seller_assertion", LinkKind.GATE_LATER),
        ("required: true", LinkKind.GATE_LATER),
        ("or: [{criterion: x, verified_by: customer_statement}]", LinkKind.GATE_IN_CALL),
        ("verified_by: customer_document, or: [{criterion: x, verified_by: customer_action}]", LinkKind.GATE_LATER),
    ],
)
def test_only_a_statement_opens_a_gate_within_the_call(process: Make, verified: str, kind: LinkKind) -> None:
    made = process(f"""
        - id: one
          exit_criteria: [{{id: agreed, {verified}}}]
          activities: [{{id: a, satisfies: [agreed]}}, {{id: b, needs: [agreed]}}]
    """)
    assert _kinds(made, "b") == [("a", kind, "agreed")]


@pytest.mark.parametrize("satisfier", ["importance: optional", "applies_when: Rarely", "where: throughout"])
def test_a_gate_that_nothing_that_counts_can_open_is_open(process: Make, satisfier: str) -> None:
    made = process(f"""
        - id: one
          exit_criteria: [{{id: agreed}}]
          activities: [{{id: a, satisfies: [agreed], {satisfier}}}, {{id: b, needs: [agreed]}}]
    """)
    assert _before(made, "b") == []


def test_a_requirement_and_a_gate_between_the_same_two_are_both_kept(process: Make) -> None:
    made = process("""
        - id: one
          exit_criteria: [{id: agreed, verified_by: customer_document}, {id: said, verified_by: customer_statement}]
          activities: [{id: a, satisfies: [agreed, said]}, {id: b, requires: [a], needs: [said, agreed]}]
    """)
    assert {kind for _, kind, _ in _kinds(made, "b")} == {
        LinkKind.STATED,
        LinkKind.GATE_IN_CALL,
        LinkKind.GATE_LATER,
    }


def test_what_does_not_count_is_seen_through_at_any_distance(process: Make) -> None:
    made = process("""
        - id: one
          exit_criteria: [{id: agreed, verified_by: customer_statement}]
          activities:
            - {id: a, importance: key, satisfies: [agreed]}
            - {id: b, importance: key}
            - {id: c, importance: optional, requires: [b], needs: [agreed]}
            - {id: d, applies_when: Rarely, requires: [c]}
            - {id: e, requires: [d]}
    """)
    assert _kinds(made, "e") == [("a", LinkKind.GATE_IN_CALL, "agreed"), ("b", LinkKind.STATED, None)]
    assert _before(made, "e", "d") == ["d"]
    assert _before(made, "e", "c") == ["c"]


def test_many_layers_that_do_not_count_are_seen_through_in_no_time() -> None:
    activities = tuple(_activity(f"a{layer}-{side}", layer) for layer in range(60) for side in "xy")
    stage = Stage(place=_PLACE, id="one", name=Text("One"), activities=activities)
    precedence = Precedence(_process((stage,)))
    assert {link.before for link in precedence.before["a59-x"]} == {"a0-x", "a0-y"}


def _activity(name: str, layer: int) -> Activity:
    return Activity(
        place=_PLACE / name,
        id=name,
        name=Text(name),
        where=Where.IN_CALL,
        done_by=DoneBy.BOTH,
        importance=Importance.OPTIONAL if layer else Importance.KEY,
        requires=(f"a{layer - 1}-x", f"a{layer - 1}-y") if layer else (),
    )


def test_what_counts_is_listed_in_order(process: Make) -> None:
    made = process("""
        - id: one
          activities:
            - {id: a, where: either, importance: key}
            - {id: b, importance: optional}
            - {id: c, where: between_calls}
            - {id: d, where: throughout, importance: key}
            - {id: e, applies_when: Rarely}
        - {id: two, optional: true, activities: [{id: f, importance: key}]}
        - {id: three, applies_when: Rarely, activities: [{id: g}]}
        - {id: won, closed: won, activities: [{id: h}]}
    """)
    everything = ["a", "b", "c", "d", "e", "f", "g", "h", "nobody"]
    assert [each.id for each in Precedence(made).counting] == ["a", "c"]
    assert [each.id for each in Precedence(made, everything).counting] == ["a", "b", "c", "e", "f", "g"]


def test_the_order_of_what_counts_follows_precedence_and_then_the_list(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, requires: [d]}, {id: b}, {id: c, requires: []}]}
        - {id: two, activities: [{id: d, requires: [c]}]}
    """)
    assert [each.id for each in Precedence(made).counting_in_order] == ["b", "c", "d", "a"]


def test_entering_a_stage_means_that_what_counts_before_it_is_done(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a}, {id: b, importance: optional}, {id: c, where: throughout}]}
        - {id: two, optional: true, activities: [{id: d, importance: key}]}
        - {id: three, activities: [{id: e}]}
    """)
    assert _done(made, "three") == {"a"}
    assert _done(made, "one") == set()


def test_entering_a_stage_means_that_whatever_that_comes_after_is_done_too(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, requires: [d]}]}
        - {id: two, exit_criteria: [{id: agreed}], activities: [{id: b}, {id: c, requires: [], satisfies: [agreed]}]}
        - {id: three, activities: [{id: d, requires: [], needs: [agreed]}]}
    """)
    assert _done(made, "two") == {"a", "c", "d"}


def test_stages_alongside_the_one_entered_are_not_done(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a}]}
        - {id: two, alongside: [three], activities: [{id: b}, {id: c, requires: [a]}]}
        - {id: three, activities: [{id: d}]}
    """)
    assert _done(made, "three") == {"a"}


def _done(process: SalesProcess, stage: str) -> frozenset[str]:
    return Precedence(process).done_on_entering(process.stage_by_id[stage])


def test_work_that_goes_on_and_closed_stages_come_after_nothing(process: Make) -> None:
    made = process("""
        - id: one
          exit_criteria: [{id: agreed}]
          activities: [{id: a, satisfies: [agreed]}, {id: t, where: throughout, requires: [a], needs: [agreed]}]
        - {id: won, closed: won, activities: [{id: w, needs: [agreed]}]}
    """)
    assert not any(Precedence(made).direct.values())


def test_a_cycle_stands_in_order_and_knows_the_reference_that_closes_it(process: Make) -> None:
    made = process("""
        - {id: one, activities: [{id: a, importance: key, requires: [c]}]}
        - {id: two, activities: [{id: b, importance: key}]}
        - {id: three, activities: [{id: c}]}
    """)
    precedence = Precedence(made)
    (cycle,) = precedence.cycles()
    assert [(link.before, link.after) for link in cycle] == [("c", "a"), ("b", "c"), ("a", "b")]
    closing = cycle[precedence.turn_of(cycle)]
    assert (closing.before, closing.after, closing.kind) == ("c", "a", LinkKind.STATED)


_PLACE = Place("sales/process.yaml")
_IDS = [f"a{number}" for number in range(8)]


def _process(stages: tuple[Stage, ...]) -> SalesProcess:
    return SalesProcess(place=_PLACE, id="process", name=Text("Process"), call=Call(), stages=stages)


@st.composite
def _processes(draw: st.DrawFn) -> SalesProcess:
    """Up to eight activities in three stages that may require and need anything, themselves included."""
    criteria = tuple(
        Criterion(place=_PLACE, id=f"c{number}", criterion=Text("c"), verified_by=draw(st.sampled_from(Verification)))
        for number in range(3)
    )
    few = st.lists(st.sampled_from(_IDS), max_size=2, unique=True).map(tuple)
    gates = st.lists(st.sampled_from([each.id for each in criteria if each.id]), max_size=1).map(tuple)
    number = draw(st.integers(1, len(_IDS)))
    stage_of = sorted(draw(st.lists(st.integers(0, 2), min_size=number, max_size=number)))
    activities = [
        Activity(
            place=_PLACE / each,
            id=each,
            name=Text(each),
            where=draw(st.sampled_from([Where.IN_CALL, Where.BETWEEN_CALLS])),
            done_by=DoneBy.BOTH,
            importance=draw(st.sampled_from(Importance)),
            requires=draw(st.none() | few),
            needs=draw(gates),
            satisfies=draw(gates),
        )
        for each in _IDS[:number]
    ]
    return _process(
        tuple(
            Stage(
                place=_PLACE,
                id=f"s{index}",
                name=Text("s"),
                exit_criteria=criteria if index == 0 else (),
                activities=tuple(a for a, stage in zip(activities, stage_of, strict=True) if stage == index),
                alongside=("s1",) if index == 2 and draw(st.booleans()) else (),
            )
            for index in range(3)
        )
    )


@tried(250, 5)
@given(_processes())
def test_a_cycle_is_found_exactly_where_no_order_exists(process: SalesProcess) -> None:
    precedence = Precedence(process)
    graph = {activity: {link.before for link in precedence.links_to(activity)} for activity in process.activity_by_id}
    cycles = precedence.cycles()
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError:
        assert cycles
    else:
        assert not cycles
        assert set(order) >= {each.id for each in precedence.counting}
    for cycle in cycles:
        assert all(one.before == other.after for one, other in zip(cycle, (*cycle[1:], cycle[0]), strict=True))
        assert cycle[precedence.turn_of(cycle)].place is not None, "the reference that closes it is stated"
    in_cycles = [link.after for cycle in cycles for link in cycle]
    assert len(in_cycles) == len(set(in_cycles)), "no knot is reported twice"


@tried(250, 5)
@given(_processes(), st.frozensets(st.sampled_from(_IDS)))
def test_an_order_of_what_counts_puts_everything_behind_what_it_comes_after(
    process: SalesProcess, include: frozenset[str]
) -> None:
    precedence = Precedence(process, include)
    if precedence.cycles():
        return
    stood: set[str] = set()
    for activity in precedence.counting_in_order:
        direct = {link.before for link in precedence.before[activity.id]}
        assert direct <= stood
        assert precedence.all_before([activity.id]) == direct | precedence.all_before(direct)
        stood.add(activity.id)
    assert stood == {each.id for each in precedence.counting}


@tried(150, 5)
@given(_processes())
def test_leaving_out_what_does_not_count_loses_no_order_between_the_rest(process: SalesProcess) -> None:
    """Seen through or walked through, the same activities that count come first."""
    precedence = Precedence(process)
    for activity in process.activity_by_id:
        found, waiting = set[str](), [activity]
        while waiting:
            for link in precedence.links_to(waiting.pop()):
                if link.before not in found:
                    found.add(link.before)
                    waiting.append(link.before)
        assert precedence.all_before([activity]) == {each for each in found if precedence.is_counted(each)}


def _stage(number: int, alongside: list[int], *, holds_some: bool) -> str:
    activities = f"[{{id: a{number}}}, {{id: b{number}}}]" if holds_some else "[]"
    return f"{{id: s{number}, alongside: [{', '.join(f's{each}' for each in alongside)}], activities: {activities}}}"


@tried(150, 5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_a_stage_comes_after_by_default_is_the_nearest_before_it_and_what_runs_beside_that(
    data: st.DataObject, process: Make
) -> None:
    number = data.draw(st.integers(1, 6))
    beside = st.lists(st.integers(0, number - 1), unique=True, max_size=2)
    stages = [_stage(each, data.draw(beside), holds_some=data.draw(st.booleans())) for each in range(number)]
    made = process(f"[{', '.join(stages)}]")
    for index, stage in enumerate(made.stages):
        assert made.alongside(stage) == {
            *stage.alongside,
            *(each.id for each in made.stages if stage.id in each.alongside),
        }
        earlier = [each for each in made.stages[:index] if each.activities and each.id not in made.alongside(stage)]
        after = [each for each in earlier if each is earlier[-1] or each.id in made.alongside(earlier[-1])]
        wanted = [activity.id for each in after for activity in each.activities]
        for activity in stage.activities:
            assert [link.before for link in Precedence(made).links_to(activity.id)] == wanted
