"""The compression page of a process: how few calls and days it could take, as figures, a timeline and reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nextcall.compress import BoundKind, Status
from nextcall.views import footing
from nextcall.views.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.compress import BetweenCalls, Bound, CompressionReport, HeldCall
    from nextcall.model import Activity, Playbook, Role
    from nextcall.views.footing import Footing

WIDTH = 1000
"""How wide the timeline is, in its own units."""

_LEAST_BAR = 12


@dataclass(frozen=True)
class Yardstick:
    """A way to hold the process: a key of the catalogue below `whole`, its calls and days, and how long their bars are.

    Bars are in hundredths of the longest one; an absent figure is None and has none.
    """

    key: str
    calls: int | None
    days: int | None
    calls_bar: int
    days_bar: int


@dataclass(frozen=True)
class TimelineRow:
    """A call, or work between calls: from which day to which, and where its bar stands on a timeline of `WIDTH`."""

    call: HeldCall | None
    work: BetweenCalls | None
    start: int
    end: int
    x: int
    width: int
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Step:
    """A part of today's calls: a key of the catalogue below `today`, its calls, and where its bar stands on a `WIDTH`.

    The parts stand one behind the other; the last step, `all`, is the whole.
    """

    key: str
    calls: int
    x: int
    width: int


@dataclass(frozen=True)
class WholeProcess:
    """Everything that the page shows of a report. `saved_days` is against the team's baseline.

    `today` is what the calls of the baseline are made of, () where that isn't known; what no call is for is left out.
    `is_passed_over`: deals are won with fewer calls than what is written needs.
    `is_assumed`: nobody wrote some of the activities, so that nothing is claimed. `is_partial`: it isn't of the whole
    process, as of some stages nothing is written.
    """

    report: CompressionReport
    footing: Footing
    today: tuple[Step, ...]
    is_passed_over: bool
    yardsticks: tuple[Yardstick, ...]
    knows_today: bool
    timeline: tuple[TimelineRow, ...]
    days_bound_by: tuple[Reason, ...]
    calls_bound_by: tuple[Reason, ...]
    saved_days: int | None
    is_assumed: bool
    is_partial: bool
    calls_are_proved: bool
    days_are_proved: bool
    is_in_listed_order: bool


def of(playbook: Playbook, report: CompressionReport) -> WholeProcess:
    """What the page shows of a process."""
    calls, days = report.calls, report.days
    return WholeProcess(
        report=report,
        footing=footing.of(report.process),
        today=tuple(_today(report)),
        is_passed_over=_is_passed_over(report),
        yardsticks=tuple(_yardsticks(report)),
        knows_today=calls.baseline is not None or days.baseline is not None,
        timeline=tuple(_timeline(playbook, report)),
        days_bound_by=tuple(_days(report)),
        calls_bound_by=tuple(bound(report, each) for each in report.bound_by if each.kind is not BoundKind.WAIT),
        saved_days=_saved(days.baseline, days.compressed),
        is_assumed=Status.ASSUMED in {calls.status, days.status},
        is_partial=bool(report.silent_stages),
        calls_are_proved=calls.status is Status.OPTIMAL,
        days_are_proved=days.status is Status.OPTIMAL,
        is_in_listed_order=calls.status is Status.HEURISTIC,
    )


def _saved(baseline: int | None, compressed: int | None) -> int | None:
    """How many fewer; None where there is nothing to compare, or nothing saved: no process is won with none at all."""
    if baseline is None or not compressed or compressed >= baseline:
        return None
    return baseline - compressed


def _today(report: CompressionReport) -> Iterator[Step]:
    """The parts of today's calls that there are, from those that the process needs on, and the whole of them."""
    today = report.today
    if today is None or not report.calls.compressed or _is_passed_over(report):
        return
    parts = (("needed", today.needed), ("listed_order", today.listed_order), ("not_named", today.not_named))
    whole = sum(calls for _, calls in parts)
    before = 0
    for key, calls in parts:
        if calls:
            start, end = (round(WIDTH * each / whole) for each in (before, before + calls))
            yield Step(key, calls, start, end - start)
        before += calls
    yield Step("all", whole, 0, WIDTH)


def _is_passed_over(report: CompressionReport) -> bool:
    """Whether deals are won today with fewer calls than what is written needs."""
    baseline, compressed = report.calls.baseline, report.calls.compressed
    return baseline is not None and compressed is not None and baseline < compressed


def _yardsticks(report: CompressionReport) -> Iterator[Yardstick]:
    calls, days = report.calls, report.days
    rows = (
        ("baseline", calls.baseline, days.baseline),
        ("in_order", calls.in_order, days.in_order),
        ("compressed", calls.compressed, days.compressed),
    )
    most_calls = max((each[1] or 0 for each in rows), default=0) or 1
    most_days = max((each[2] or 0 for each in rows), default=0) or 1
    for key, number, length in rows:
        if number is not None or length is not None:
            yield Yardstick(
                key, number, length, round(100 * (number or 0) / most_calls), round(100 * (length or 0) / most_days)
            )


def _timeline(playbook: Playbook, report: CompressionReport) -> Iterator[TimelineRow]:
    """Calls and work by the day on which they begin, a call before the work that follows on it."""
    last = max(report.days.compressed or 0, 1)
    rows: list[tuple[int, HeldCall | None, BetweenCalls | None]] = [(held.day, held, None) for held in report.plan]
    rows += [(work.start_day, None, work) for work in report.between]
    for start, held, work in sorted(rows, key=lambda row: (row[0], row[2] is not None)):
        end = start if work is None else work.end_day
        width = max(_LEAST_BAR, round(WIDTH * (end - start) / last))
        ids = held.buyer_roles if held else ()
        yield TimelineRow(
            call=held,
            work=work,
            start=start,
            end=end,
            x=min(round(WIDTH * start / last), WIDTH - width),
            width=width,
            roles=tuple(playbook.role_by_id[role] for role in ids if role in playbook.role_by_id),
        )


def _days(report: CompressionReport) -> Iterator[Reason]:
    """The waits on the longest way to the end, from the first to the last, and the days between calls that are left."""
    waits = [each for each in report.bound_by if each.kind is BoundKind.WAIT]
    rest = (report.days.compressed or 0) - sum(each.days or 0 for each in waits)
    if rest > 0:
        gap = report.process.call.days_between_calls
        yield Reason("spaced", {"n": rest, "days": rest, "of": report.days.compressed, "gap": gap})
    for each in reversed(waits):
        yield bound(report, each)


def bound(report: CompressionReport, found: Bound) -> Reason:
    """What binds, in terms that the catalogue has words for."""
    names = tuple(each.name for each in found.activities)
    if found.kind is BoundKind.WAIT:
        return Reason("wait", {"names": names, "n": found.days, "days": found.days, "of": report.days.compressed})
    if found.calls is None:
        return Reason("together", {})
    key = f"{found.kind.value}{'_alone' if found.calls == report.calls.compressed else ''}"
    values: dict[str, Any] = {"n": found.calls, "calls": found.calls}
    if key == "own_call":
        values["names"] = names
    elif key == "precedence_alone":
        values = {"n": len(names), "count": len(names), "first": names[0], "last": names[-1]}
    return Reason(key, values)


def activities(report: CompressionReport) -> tuple[Activity, ...]:
    """The activities that no schedule holds unless they are included, ongoing work aside."""
    return tuple(each for each in report.not_counted if each.where.value != "throughout")
