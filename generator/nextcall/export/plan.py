"""The next call of a deal for programs, as JSON, and for a mail or a CRM note, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nextcall.render import compression
from nextcall.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.call_plan import CallPlan
    from nextcall.compress import PlannedActivity, RoomChange, Unlock
    from nextcall.model import Activity, Criterion, Playbook, Text
    from nextcall.render import Words

VERSION = 1


def plan_json(playbook: Playbook, plan: CallPlan) -> dict[str, Any]:
    """The shape that the contract promises for `nextcall plan --format json`."""
    call, shape = plan.next_call, plan.process.call
    known = playbook.role_by_id
    return {
        "version": VERSION,
        "process": plan.process.id,
        "stage": plan.stage.id,
        "minutes": {
            "available": call.minutes,
            "opening": shape.opening_minutes,
            "follow_ups": shape.follow_up_minutes,
            "closing": shape.closing_minutes,
            "planned": call.planned_minutes,
        },
        "attendees": {
            "buyer_roles": list(call.buyer_roles),
            "seller_roles": list(call.seller_roles),
            "bring": [role for role in call.seller_roles if role in known],
        },
        "activities": [_planned(each) for each in call.activities],
        "left_out": [
            {"id": each.activity.id, "because": each.because.value, "needs": list(each.needs)} for each in call.left_out
        ],
        "prepare": _ids(call.prepare),
        "unlocks": [_unlock(each) for each in plan.unlocks],
        "leads_to": {"calls": plan.leads_to.calls, "best": plan.leads_to.best},
        "earliest_day": call.earliest_day,
        "call_plan": _written(plan),
    }


def _planned(planned: PlannedActivity) -> dict[str, Any]:
    activity = planned.activity
    leads = activity.buyer_roles if activity.done_by.value == "customer" else activity.seller_roles
    return {
        "id": activity.id,
        "stage": planned.stage.id,
        "importance": activity.importance.value,
        "minutes": planned.minutes,
        "minutes_max": planned.minutes_max,
        "start": planned.start,
        "leads": leads[0] if leads else None,
        "pulled_forward": planned.pulled_forward,
        "ahead_of_customer": planned.ahead_of_customer,
        "go_on_only_if": [criterion.id for criterion in planned.go_on_only_if],
        "after_cut": planned.after_cut,
    }


def _unlock(unlock: Unlock) -> dict[str, Any]:
    of = {"role": unlock.role, "minutes": unlock.minutes, "activity": unlock.activity.id if unlock.activity else None}
    return {
        "change": unlock.change,
        **{name: value for name, value in of.items() if value is not None},
        "gain": _ids(unlock.gain),
    }


def _ids(activities: Iterable[Activity]) -> list[str]:
    return [activity.id for activity in activities]


def _texts(texts: Iterable[Text]) -> list[str]:
    return [plain(each) for each in texts]


def _text(written: Text | None) -> str | None:
    return None if written is None else plain(written)


def _written(plan: CallPlan) -> dict[str, Any]:
    contract = plan.upfront_contract
    return {
        "advance": {
            "target": _texts(plan.advance),
            "stretch": _text(plan.stretch),
            "fallback": _text(plan.fallback),
        },
        "customer_value": _texts(plan.customer_value),
        "upfront_contract": None
        if contract is None
        else {
            "time": _text(contract.time),
            "agenda": _text(contract.agenda),
            "their_questions": _text(contract.their_questions),
            "outcome": _text(contract.outcome),
        },
        "follow_ups": _texts(plan.follow_ups),
        "questions": [{"ask": plain(each.ask), "listen_for": _text(each.listen_for)} for each in plan.questions],
        "objections": [{"they_say": plain(each.they_say), "respond": _text(each.respond)} for each in plan.objections],
        "preparation": {"ours": _texts(plan.preparation_ours), "theirs": _texts(plan.preparation_theirs)},
        "evidence": [_evidence(each) for each in plan.evidence],
        "due": _ids(plan.next_call.due),
        "if_room_changes": [_room(each) for each in plan.if_room_changes],
    }


def _evidence(criterion: Criterion) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "criterion": plain(criterion.criterion),
        "evidence": _text(criterion.evidence),
        "verified_by": criterion.verified_by.value if criterion.verified_by else None,
        "shown_by_the_customer": criterion.is_shown_by_customer,
    }


def _room(change: RoomChange) -> dict[str, Any]:
    return {
        "missing": change.missing,
        "minutes_left": change.minutes_left,
        "activities": _ids(change.activities),
        "postponed": _ids(change.postponed),
    }


def plan_markdown(playbook: Playbook, plan: CallPlan, words: Words) -> str:
    """The call plan as Markdown that reads well where it is pasted."""
    page = _Markdown(playbook, plan, words)
    return "\n\n".join(part for part in page.parts() if part) + "\n"


class _Markdown:
    """A call plan on its way into Markdown."""

    def __init__(self, playbook: Playbook, plan: CallPlan, words: Words) -> None:
        self._playbook = playbook
        self._plan = plan
        self._say = words.label
        self._checklist = compression.of(playbook, plan)

    def parts(self) -> Iterator[str]:
        say, plan, call = self._say, self._plan, self._plan.next_call
        yield f"# {say('call_plan.title', stage=plan.stage.name)}"
        yield self._people()
        yield self._wanted()
        if call.activities:
            yield self._section(say("agenda.title"), self._agenda())
        else:
            yield say("call_plan.no_call_yet") if call.prepare or call.due else say("call_plan.nothing_to_hold")
        yield self._section(say("call_plan.ask"), (self._asked(each.ask, each.listen_for) for each in plan.questions))
        yield self._section(say("compress.left_out"), self._left_out())
        yield self._section(say("unlock.title"), self._unlocks())
        yield self._leads_to()
        yield self._section(say("room.title"), self._room())
        yield self._section(say("compress.prepare"), (self._work(each) for each in call.prepare))
        yield self._section(say("compress.due"), (self._work(each) for each in call.due))
        yield self._section(say("activity.ours"), _texts(plan.preparation_ours))
        yield self._section(say("activity.theirs"), _texts(plan.preparation_theirs))
        yield self._section(say("after.evidence"), (self._evidence(each) for each in plan.evidence))

    def _section(self, title: str, lines: Iterable[str]) -> str:
        items = [f"- {line}" for line in lines]
        return "\n".join([f"## {title}", "", *items]) if items else ""

    def _roles(self, ids: Iterable[str]) -> str:
        return ", ".join(
            plain(self._playbook.role_by_id[each].name) for each in ids if each in self._playbook.role_by_id
        )

    def _people(self) -> str:
        say, call = self._say, self._plan.next_call
        facts = [plain(self._plan.process.name), say("time.minutes", n=call.minutes, minutes=call.minutes)]
        if call.buyer_roles:
            facts.append(f"{say('call_plan.they')} {self._roles(call.buyer_roles)}")
        if call.seller_roles:
            facts.append(f"{say('call_plan.we')} {self._roles(call.seller_roles)}")
        return " · ".join(facts)

    def _wanted(self) -> str:
        say, plan = self._say, self._plan
        lines = [(say("call_plan.advance"), each) for each in plan.advance]
        lines += [(say("call_plan.stretch"), plan.stretch)] if plan.stretch else []
        lines += [(say("call_plan.fallback"), plan.fallback)] if plan.fallback else []
        lines += [(say("call_plan.they_get"), each) for each in plan.customer_value]
        return "\n".join(f"- **{name}:** {plain(what)}" for name, what in lines)

    def _agenda(self) -> Iterator[str]:
        say, plan, call, shape = self._say, self._plan, self._plan.next_call, self._plan.process.call
        yield f"{_clock(0)} {say('agenda.open')} ({shape.opening_minutes})"
        follow_ups = "; ".join(_texts(plan.follow_ups))
        named = f"{say('agenda.follow_ups_named')} {follow_ups}" if follow_ups else say("agenda.follow_ups")
        yield f"{_clock(shape.opening_minutes)} {named} ({say('agenda.at_most', minutes=shape.follow_up_minutes)})"
        cut = False
        for group in plan.agenda:
            if group.heading:
                yield f"*{plain(group.heading.question or group.heading.name)}*"
            for planned in group.items:
                if planned.after_cut and not cut:
                    cut = True
                    yield f"— {say('agenda.cut')} —"
                yield from self._item(planned)
        yield f"{_clock(max(call.minutes - shape.closing_minutes, 0))} {say('agenda.close')} ({shape.closing_minutes})"

    def _item(self, planned: PlannedActivity) -> Iterator[str]:
        say = self._say
        if planned.go_on_only_if:
            yield f"{say('agenda.go_on_only_if')} {', '.join(_texts(each.criterion for each in planned.go_on_only_if))}"
        leads = self._roles([_planned(planned)["leads"]])
        marks = [
            say("agenda.leads", role=leads) if leads else "",
            say("compress.pulled_forward") if planned.pulled_forward else "",
            say("compress.ask_first") if planned.ahead_of_customer else "",
        ]
        more = "".join(f", {mark}" for mark in marks if mark)
        minutes = f"{planned.minutes}, {say('agenda.at_most', minutes=planned.minutes_max)}"
        yield f"{_clock(planned.start)} **{plain(planned.activity.name)}** ({minutes}){more}"

    def _asked(self, ask: Text, listen_for: Text | None) -> str:
        listen = f" *{self._say('question.listen_for', text=listen_for)}*" if listen_for else ""
        return f"{plain(ask)}{listen}"

    def _left_out(self) -> Iterator[str]:
        for each in self._checklist.left_out:
            yield f"{plain(each.activity.name)}: {self._say('blocker', each.reason.key, **each.reason.values)}"

    def _unlocks(self) -> Iterator[str]:
        say = self._say
        for each in self._checklist.unlocks:
            gained = ", ".join(_texts(activity.name for activity in each.gain))
            yield f"+{len(each.gain)} {say('unlock', each.key, **each.values)}: {gained}"
        vain = self._checklist.more_minutes_in_vain
        if vain and self._checklist.left_out:
            yield f"{say('unlock.minutes', n=vain, minutes=vain)}: {say('unlock.nothing')}"

    def _leads_to(self) -> str:
        calls, best = self._plan.leads_to.calls, self._plan.leads_to.best
        if calls is None or best is None or not self._plan.next_call.activities:
            return ""
        return f"{self._say('compress.leads_to', n=calls, calls=calls)} {self._say('compress.best', best=best)}"

    def _room(self) -> Iterator[str]:
        say = self._say
        for each in compression.room_changes(self._playbook, self._plan):
            if each.minutes_left is not None:
                when = say("room.minutes_left", n=each.minutes_left, minutes=each.minutes_left)
            else:
                when = say("room.missing", role=each.missing.name if each.missing else "")
            hold = say("room.hold", names=_names(each.activities)) if each.activities else say("room.nothing")
            later = (
                f" {say('room.postpone', names=_names(each.postponed))}" if each.activities and each.postponed else ""
            )
            yield f"{when}: {hold}{later}"

    def _work(self, activity: Activity) -> str:
        days = activity.takes_days
        waits = f" ({self._say('time.days', n=days, days=days)})" if days else ""
        return f"{plain(activity.name)}{waits}, {self._say('time.whose', activity.done_by.value)}"

    def _evidence(self, criterion: Criterion) -> str:
        shown = f" ({self._say('after.show_me', evidence=criterion.evidence)})" if criterion.evidence else ""
        box = "[ ] " if criterion.is_shown_by_customer else ""
        return f"{box}{plain(criterion.criterion)}{shown}"


def _names(activities: Iterable[Activity]) -> tuple[Text, ...]:
    return tuple(activity.name for activity in activities)


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"
