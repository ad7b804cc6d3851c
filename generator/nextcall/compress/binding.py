"""What keeps a schedule from being shorter: the waits on the longest way to its end, and the limits of its calls.

A limit is said to bind where it takes as many calls by itself, or where fewer calls were found without it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from nextcall.compress.fewest_calls import fewest_calls
from nextcall.compress.lower_bounds import by_kept_apart, by_number, packed
from nextcall.compress.people import by_full_calls
from nextcall.compress.problem import Largest, bits
from nextcall.compress.report import Bound, BoundKind
from nextcall.model import precedence_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress.problem import Problem
    from nextcall.compress.report import BetweenCalls, HeldCall
    from nextcall.model import Activity, SalesProcess

_NODES = 4_000


def waits(
    process: SalesProcess,
    plan: Sequence[HeldCall],
    between: Sequence[BetweenCalls],
    include: frozenset[str] = frozenset(),
) -> Iterator[Bound]:
    """The work between calls on the longest way of the schedule `plan`, from the last to the first."""
    before = precedence_of(process, include).directly_before
    work = {each.activity.id: each for each in between}
    last_day = max([call.day for call in plan] + [each.end_day for each in between], default=0)
    number = len(plan)  # of the call that the way leads through next
    at = next((each for each in between if each.end_day == last_day), None)
    if plan and plan[-1].day == last_day:
        at = None
    while True:
        if at is not None:
            if at.end_day > at.start_day:
                yield Bound(kind=BoundKind.WAIT, activities=(at.activity,), days=at.end_day - at.start_day)
            earlier = before(at.activity.id)
            start = at.start_day
            at = next((work[each] for each in work if each in earlier and work[each].end_day == start), None)
            if at is None:
                held = [call.number for call in plan if any(each.id in earlier for each in call.activities)]
                number = max(held, default=0)
            continue
        if number == 0:
            return
        call = plan[number - 1]
        spaced = plan[number - 2].day + process.call.days_between_calls if number > 1 else 0
        if call.day == spaced:
            number -= 1
            continue
        earlier = frozenset[str]().union(*(before(each.id) for each in call.activities))
        at = next((work[each] for each in work if each in earlier and work[each].end_day == call.day), None)
        if at is None:
            return


def limits(process: SalesProcess, usual: Problem, calls: int) -> Iterator[Bound]:
    """The limits that bind a schedule of so many `calls`, the fewest that were found."""
    if not usual.size:
        return
    chain = _longest_chain(process, usual)
    own = tuple(process.activity_by_id[usual.ids[each]] for each in bits(usual.alone))
    size = usual.size
    excluding = tuple(each for each in map(process.activity_by_id.__getitem__, usual.ids) if each.not_with)
    all_limits = (
        (
            BoundKind.MINUTES,
            (),
            max(packed(usual.minutes, usual.capacity), by_number(usual, usual.everything)),
            replace(usual, capacity=max(sum(usual.minutes), usual.capacity), most_activities=None),
        ),
        (BoundKind.ROLES, (), by_full_calls(usual), replace(usual, most_roles=None)),
        (BoundKind.NOT_WITH, excluding, by_kept_apart(usual), replace(usual, apart=(0,) * size)),
        (BoundKind.OWN_CALL, own, len(own), replace(usual, alone=0)),
        (BoundKind.PRECEDENCE, chain, len(chain), replace(usual, same=(0,) * size, earlier=(0,) * size, lags=())),
    )
    is_there = {
        BoundKind.ROLES: usual.most_roles is not None,
        BoundKind.NOT_WITH: usual.keeps_apart,
        BoundKind.OWN_CALL: bool(own),
    }
    binds = False
    for kind, activities, by_itself, without in all_limits:
        if not is_there.get(kind, True):
            continue
        if by_itself >= calls > 1:
            fewer = calls
        elif (fewer := len(fewest_calls(without, nodes=_NODES).calls)) >= calls:
            continue
        binds = True
        yield Bound(kind=kind, activities=activities, calls=fewer)
    if not binds and calls > 1:
        yield Bound(kind=BoundKind.PRECEDENCE, activities=chain)


def _longest_chain(process: SalesProcess, usual: Problem) -> tuple[Activity, ...]:
    """A longest row of activities each of which must be in a later call than the one before."""
    length = [0] * usual.size
    longest = Largest(length)
    of_length: dict[int, int] = {}
    for each, (same, earlier) in enumerate(zip(usual.same, usual.earlier, strict=True)):
        length[each] = max(1, longest.of(same), 1 + longest.of(earlier))
        of_length[length[each]] = of_length.get(length[each], 0) | 1 << each
    row: list[int] = []
    behind = usual.everything
    for number in range(longest.of(usual.everything), 0, -1):
        each = next(bits(of_length[number] & behind))
        behind = usual.long_before[each]
        row.append(each)
    return tuple(process.activity_by_id[usual.ids[each]] for each in reversed(row)) if len(row) > 1 else ()
