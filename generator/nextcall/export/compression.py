"""How few calls a process could take: for programs as JSON, for a terminal as text, for a mail as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nextcall.render import whole_process
from nextcall.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.compress import Bound, CompressionReport, Figures, HeldCall
    from nextcall.model import Activity, Playbook
    from nextcall.render import Words

VERSION = 1


def compression_json(report: CompressionReport, words: Words) -> dict[str, Any]:
    """The shape that the contract promises for `nextcall compress PROCESS --format json`."""
    process = report.process
    call = process.call
    found: dict[str, Any] = {
        "version": VERSION,
        "process": process.id,
        "in_call_activities": report.in_call_activities,
        "between_calls_activities": report.between_calls_activities,
        "not_counted": [each.id for each in report.not_counted],
        "assumptions": {
            "minutes": call.minutes,
            "usable_minutes": call.usable_minutes,
            "max_activities": call.max_activities,
            "max_buyer_roles": call.max_buyer_roles,
            "days_between_calls": call.days_between_calls,
            "activities_without_minutes": report.activities_without_minutes,
            "activities_without_requires": report.activities_without_requires,
        },
        "calls": _figures(report.calls),
        "days": _figures(report.days, worst=report.worst_days),
        "alternatives": [{"calls": each.calls, "days": each.days} for each in report.alternatives],
        "plan": [_held(each) for each in report.plan],
        "between": [
            {"activity": each.activity.id, "start_day": each.start_day, "end_day": each.end_day}
            for each in report.between
        ],
        "bound_by": [_bound(report, each, words) for each in report.bound_by],
    }
    if report.infeasible:
        found["message"] = _infeasible(report.infeasible.activities, words)
    return found


def _figures(figures: Figures, **more: int | None) -> dict[str, Any]:
    return {
        "baseline": figures.baseline,
        "one_by_one": figures.one_by_one,
        "in_order": figures.in_order,
        "compressed": figures.compressed,
        **more,
        "lower_bound": figures.lower_bound,
        "status": figures.status.value,
    }


def _held(held: HeldCall) -> dict[str, Any]:
    return {
        "call": held.number,
        "day": held.day,
        "minutes": held.minutes,
        "buyer_roles": list(held.buyer_roles),
        "seller_roles": list(held.seller_roles),
        "activities": [each.id for each in held.activities],
    }


def _bound(report: CompressionReport, bound: Bound, words: Words) -> dict[str, Any]:
    return {
        "kind": bound.kind.value,
        "activities": [each.id for each in bound.activities],
        "days": bound.days,
        "calls": bound.calls,
        "message": _bound_in_words(report, bound, words),
    }


def _bound_in_words(report: CompressionReport, bound: Bound, words: Words) -> str:
    reason = whole_process.bound(report, bound)
    return words.label("bound", reason.key, **reason.values)


def _infeasible(activities: Sequence[Activity], words: Words) -> str:
    return words.label("whole.infeasible", n=len(activities), names=tuple(each.name for each in activities))


def compression_markdown(playbook: Playbook, report: CompressionReport, words: Words) -> str:
    """The report of a process as Markdown that reads well where it is pasted."""
    return "\n".join(_lines(playbook, report, words, heading="## ", item="- ", strong="**")) + "\n"


def compression_text(playbook: Playbook, report: CompressionReport, words: Words) -> str:
    """The report of a process for a terminal."""
    return "\n".join(_lines(playbook, report, words, heading="", item="  ", strong="")) + "\n"


def _lines(  # noqa: PLR0913 (the marks of a style)
    playbook: Playbook, report: CompressionReport, words: Words, *, heading: str, item: str, strong: str
) -> Iterator[str]:
    say = words.label
    whole = whole_process.of(playbook, report)
    yield f"{heading}{plain(report.process.name)}"
    yield ""
    if report.infeasible:
        yield _infeasible(report.infeasible.activities, words)
        return
    calls, days = report.calls, report.days
    saved = (
        f" {say('whole.saved_calls', baseline=calls.baseline, saved=whole.saved_calls)}" if whole.saved_calls else ""
    )
    yield f"{strong}{say('whole.few_calls', n=calls.compressed, calls=calls.compressed)}{strong}{saved}"
    was = f" {say('whole.saved_days', baseline=days.baseline)}" if whole.saved_days else ""
    worst = say("whole.worst", n=report.worst_days, days=report.worst_days)
    yield f"{say('whole.few_days', n=days.compressed, days=days.compressed)}{was} {worst}"
    proved = say("whole.calls_proved") if whole.calls_are_proved else say("whole.calls_within", bound=calls.lower_bound)
    if whole.days_are_proved:
        proved += f" {say('whole.days_proved')}"
    else:
        proved += f" {say('whole.days_within', n=days.lower_bound, bound=days.lower_bound)}"
    yield proved
    for each in report.alternatives:
        yield say("whole.alternative", calls=each.calls, days=each.days)
    yield ""
    yield f"{heading and '### '}{say('whole.beside')}"
    yield ""
    for yardstick in whole.yardsticks:
        yield f"{item}{say('whole', yardstick.key)}: {_figure(yardstick.calls, yardstick.days, words)}"
    yield ""
    yield f"{heading and '### '}{say('whole.schedule')}"
    yield ""
    for row in whole.timeline:
        yield f"{item}{_row(row, words)}"
    if whole.bound_by:
        yield ""
        yield f"{heading and '### '}{say('whole.bound_by')}"
        yield ""
        for reason in whole.bound_by:
            yield f"{item}{say('bound', reason.key, **reason.values)}"


def _figure(calls: int | None, days: int | None, words: Words) -> str:
    number = words.label("whole.n_calls", n=calls, calls=calls) if calls is not None else ""
    length = words.label("time.days", n=days, days=days) if days is not None else ""
    return ", ".join(each for each in (number, length) if each)


def _row(row: whole_process.TimelineRow, words: Words) -> str:
    day = words.label("timeline.on_day", day=row.start)
    if row.call is not None:
        names = ", ".join(plain(each.name) for each in row.call.activities)
        minutes = words.label("time.minutes", n=row.call.minutes, minutes=row.call.minutes)
        return f"{day} {words.label('timeline.call', number=row.call.number)} {names} ({minutes})"
    if row.work is None:
        return day
    until = words.label("timeline.until", day=row.end)
    whose = words.label("time.whose", row.work.activity.done_by.value)
    return f"{day} {plain(row.work.activity.name)}, {whose} ({until})"
