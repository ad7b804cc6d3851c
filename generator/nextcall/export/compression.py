"""How few calls and days a process could take, for programs, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nextcall.views import whole_process

if TYPE_CHECKING:
    from nextcall.compress import Bound, CompressionReport, Figures, HeldCall
    from nextcall.words import Words

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
            "activities_implied": report.activities_implied,
            "unmarked_stages": [stage.id for stage in report.unmarked_stages],
        },
        "silent_stages": [stage.id for stage in report.silent_stages],
        "today": asdict(report.today) if report.today else None,
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
        misfits = report.infeasible.activities
        found["message"] = words.label("whole.infeasible", n=len(misfits), names=tuple(each.name for each in misfits))
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
    reason = whole_process.bound(report, bound)
    return {
        "kind": bound.kind.value,
        "activities": [each.id for each in bound.activities],
        "days": bound.days,
        "message": words.label("bound", reason.key, **reason.values),
    }
