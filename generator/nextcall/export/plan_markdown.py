"""The next call of a deal as Markdown that reads well where it is pasted: a mail, a chat, a CRM note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.compress import Blocker
from nextcall.export.footing_text import footing_lines
from nextcall.export.markdown import all_written, for_words, written
from nextcall.export.plan import leader
from nextcall.model import Text
from nextcall.text import heading
from nextcall.views import checklist

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.call_plan import CallPlan
    from nextcall.compress import NextCall, PlannedActivity
    from nextcall.model import Activity, Criterion, Playbook
    from nextcall.views.checklist import NeededRole
    from nextcall.words import Words

_OF_THIS_CALL = frozenset({Blocker.ROLE, Blocker.ROLES_CAP, Blocker.ACTIVITIES_CAP, Blocker.TIME})
"""What keeps an activity out of the call as it is planned, and wouldn't keep it out of every other."""

_MOST_LEFT_OUT = 12
"""How many activities are named that the call doesn't hold, the nearest first. The JSON has them all."""


def plan_markdown(playbook: Playbook, plan: CallPlan, words: Words) -> str:
    """The call plan in the order in which a seller reads it: what we want, the agenda, what is in the way."""
    return "\n\n".join(part for part in _Page(playbook, plan, words).parts() if part) + "\n"


class _Page:
    """A call plan on its way into Markdown. A part is a block; "" where there is nothing to say."""

    def __init__(self, playbook: Playbook, plan: CallPlan, words: Words) -> None:
        self._playbook = playbook
        self._plan = plan
        self._words = words
        self._checklist = checklist.of(playbook, plan)

    def _say(self, *key: str, **values: object) -> str:
        return self._words.label(*key, **{name: for_words(value) for name, value in values.items()})

    def parts(self) -> Iterator[str]:
        say, plan, call = self._say, self._plan, self._plan.next_call
        yield heading(1, say("call_plan.title", stage=plan.stage.name))
        yield self._people()
        is_held = bool(call.activities)
        if call.instead_of_a_call:
            yield say("strip.instead", names=_names(call.instead_of_a_call))
        # what an author wrote for the call stands also where the process names nothing to hold in it
        is_written = is_held or not (call.left_out or call.prepare or call.due)
        if is_written:
            yield self._wanted()
        if is_held:
            yield heading(2, say("agenda.title"))
            if call.holds_implied:
                is_mixed = not all(each.activity.is_implied for each in call.activities)
                yield say("implied.some" if is_mixed else "implied.agenda")
            yield from self._agenda()
            if plan.holds_our_word_alone:
                yield say("implied.no_box")
        else:
            yield self._no_call(call)
        if is_written:
            yield self._section("call_plan.ask", self._questions())
        yield self._section("compress.left_out", self._left_out())
        yield self._section("unlock.title", self._unlocks())
        yield self._shorter_way()
        yield self._leads_to()
        yield from footing_lines(self._checklist.footing, say)
        yield self._section("room.title", self._room())
        yield self._section("compress.prepare", (self._work(each) for each in call.prepare))
        if call.earliest_day:
            yield say("compress.earliest", n=call.earliest_day, days=call.earliest_day)
        yield self._section("compress.due", (self._work(each) for each in call.due))
        if is_written:
            yield from self._ready()
        evidence = (each for each in plan.evidence if each not in plan.show_me)  # the agenda has those, to tick off
        yield self._section("after.evidence", map(self._evidence, evidence))

    def _section(self, title: str, lines: Iterable[str]) -> str:
        listed = _listed(lines)
        return f"{heading(2, self._say(title))}\n\n{listed}" if listed else ""

    def _roles(self, ids: Iterable[str]) -> str:
        known = self._playbook.role_by_id
        return self._words.comma.join(written(known[each].name) for each in ids if each in known)

    def _people(self) -> str:
        say, call = self._say, self._plan.next_call
        found, minutes = self._checklist, call.available_minutes
        theirs = say("common.semicolon").join(self._needed(each) for each in found.needed)
        facts = [
            written(self._plan.process.name),
            say("time.minutes", n=minutes, minutes=minutes),
            say("strip.own_call") if call.is_own_call else "",
            say("strip.enough", n=found.enough, minutes=found.enough) if found.enough else "",
            f"{say('call_plan.they')} {theirs}" if theirs else "",
            say("strip.idle", n=len(found.idle), names=tuple(each.name for each in found.idle)) if found.idle else "",
        ]
        if ours := self._roles(call.seller_roles):
            facts.append(f"{say('call_plan.we')} {ours}")
        return " · ".join(filter(None, facts))

    def _needed(self, each: NeededRole) -> str:
        if each.start is None or each.end is None:
            return written(each.role.name)
        return self._say("strip.needed", role=each.role.name, start=_clock(each.start), end=_clock(each.end))

    def _no_call(self, call: NextCall) -> str:
        """Why nothing can be held: because of the call as it is planned, of work that comes first, or for good."""
        if any(each.because in _OF_THIS_CALL for each in call.left_out):
            return self._say("call_plan.not_like_this")
        if call.prepare or call.due:
            return self._say("call_plan.no_call_yet")
        return self._say("call_plan.not_like_this") if call.left_out else self._say("call_plan.nothing_to_hold")

    def _wanted(self) -> str:
        say, plan = self._say, self._plan
        lines = [(say("call_plan.advance"), each) for each in plan.advance]
        if not lines and plan.next_call.holds_implied:
            lines.append((say("call_plan.advance"), Text(say("implied.wanted"))))
        lines += [(say("call_plan.stretch"), plan.stretch)] if plan.stretch else []
        lines += [(say("call_plan.fallback"), plan.fallback)] if plan.fallback else []
        lines += [(say("call_plan.they_get"), each) for each in plan.customer_value]
        return _listed(f"**{name}:** {written(what)}" for name, what in lines)

    def _agenda(self) -> Iterator[str]:
        """Lists with the customer's questions between them; a cut line breaks a list too."""
        say = self._say
        yield _listed(self._opening())
        cut = False
        for group in self._plan.agenda:
            if group.items[0].after_cut and not cut:
                cut = True
                yield f"— {say('agenda.cut')} —"
            if group.heading:
                yield f"*{written(group.heading.question or group.heading.name)}*"
            items: list[str] = []
            for planned in group.items:
                if planned.after_cut and not cut:
                    cut = True
                    yield _listed(items)
                    items = []
                    yield f"— {say('agenda.cut')} —"
                items += self._item(planned)
            if group is self._plan.agenda[-1]:
                items += self._closing()
            yield _listed(items)

    def _opening(self) -> Iterator[str]:
        say, shape, most = self._say, self._plan.process.call, self._plan.next_call.follow_up_minutes
        if shape.opening_minutes:
            yield f"{_clock(0)} {say('agenda.open')} ({self._minutes(shape.opening_minutes)})"
        if most:
            follow_ups = say("common.semicolon").join(all_written(self._plan.follow_ups))
            named = f"{say('agenda.follow_ups_named')} {follow_ups}" if follow_ups else say("agenda.follow_ups")
            at_most = say("agenda.at_most", minutes=self._minutes(most))
            yield f"{_clock(shape.opening_minutes)} {named} ({at_most})"

    def _closing(self) -> Iterator[str]:
        call, minutes = self._plan.next_call, self._plan.process.call.closing_minutes
        last, spare = call.activities[-1], checklist.minutes_left(call)
        if spare > 0 and not call.holds_implied:
            yield f"{_clock(last.start + last.minutes)} {self._say('agenda.spare')} ({self._minutes(spare)})"
        if minutes:
            start = max(call.available_minutes - minutes, 0)
            yield f"{_clock(start)} {self._say('agenda.close')} ({self._minutes(minutes)})"

    def _item(self, planned: PlannedActivity) -> Iterator[str]:
        say = self._say
        if planned.go_on_only_if:
            criteria = self._words.comma.join(all_written(each.criterion for each in planned.go_on_only_if))
            yield f"*{say('agenda.go_on_only_if')}* {criteria}"
        leads = self._roles(filter(None, [leader(planned.activity)]))
        is_implied = planned.activity.is_implied
        facts = [
            say("implied.badge")
            if is_implied
            else f"{self._minutes(planned.minutes)}, {say('agenda.at_most', minutes=planned.minutes_max)}",
            say("agenda.leads", role=leads) if leads else "",
            say("compress.pulled_forward") if planned.pulled_forward else "",
            say("compress.ask_first") if planned.ahead_of_customer else "",
        ]
        about = "; ".join(fact for fact in facts if fact)
        clock = "" if self._plan.next_call.holds_implied else f"{_clock(planned.start)} "
        criterion = self._plan.process.criterion_of(planned.activity)
        box = "[ ] " if criterion is not None and criterion.is_shown_by_customer else ""
        yield f"{box}{clock}**{written(planned.activity.name)}** ({about})"

    def _minutes(self, minutes: int) -> str:
        return self._say("time.minutes", n=minutes, minutes=minutes)

    def _questions(self) -> Iterator[str]:
        for each in self._plan.questions:
            yield self._asked(each.ask, each.listen_for)
        for criterion in self._plan.show_me:
            if criterion.evidence and not criterion.is_ours_alone:
                yield self._say("after.show_me", evidence=criterion.evidence)
            else:
                yield self._say("implied.ask", criterion=criterion.criterion)

    def _asked(self, ask: Text, listen_for: Text | None) -> str:
        listen = f" *{self._say('question.listen_for', text=listen_for)}*" if listen_for else ""
        return f"{written(ask)}{listen}"

    def _left_out(self) -> Iterator[str]:
        left_out = self._checklist.left_out
        for each in left_out[:_MOST_LEFT_OUT]:
            yield _because(written(each.activity.name), self._say("blocker", each.reason.key, **each.reason.values))
        if more := len(left_out[_MOST_LEFT_OUT:]):
            yield self._say("compress.more_left_out", n=more, count=more)

    def _unlocks(self) -> Iterator[str]:
        say = self._say
        for each in self._checklist.unlocks:
            adds = say("unlock.adds", names=_names(each.gain))
            if each.loss:
                adds += f"; {say('unlock.instead', names=_names(each.loss))}"
            yield _because(say("unlock", each.key, **each.values), adds)

    def _shorter_way(self) -> str:
        way, say = self._checklist.shorter_way, self._say
        if way is None:
            return ""
        names = _names(way.activities)
        if way.invite:
            hold = say("strip.shorter_invite", roles=tuple(each.name for each in way.invite), names=names)
        else:
            hold = say("strip.shorter", names=names)
        return f"{hold} {say('strip.then', n=way.calls, calls=way.calls) if way.calls else say('strip.then_none')}"

    def _leads_to(self) -> str:
        calls, best = self._plan.leads_to.calls, self._plan.leads_to.best
        if calls is None or best is None or not self._plan.next_call.activities:
            return ""
        if calls and self._checklist.footing.implied:
            return self._say("implied.unheld", n=calls, calls=calls)
        if not calls and self._plan.next_call.holds_implied:
            return self._say("implied.unheld_none")
        if not calls:
            is_partial = self._checklist.footing.silent
            return self._say("strip.end_written" if is_partial else "compress.leads_to_the_end")
        if calls <= best:
            return self._say("compress.leads_to_fewest", n=calls, calls=calls)
        return f"{self._say('compress.leads_to', n=calls, calls=calls)} {self._say('compress.best', best=best)}"

    def _room(self) -> Iterator[str]:
        say = self._say
        for each in checklist.room_changes(self._playbook, self._plan):
            if each.minutes_left is not None:
                when = say("room.minutes_left", n=each.minutes_left, minutes=each.minutes_left)
            else:
                when = say("room.missing", role=each.missing.name if each.missing else "")
            then = say("room.hold", names=_names(each.activities)) if each.activities else say("room.nothing")
            if each.activities and each.postponed:
                then += f" {say('room.postpone', names=_names(each.postponed))}"
            yield _because(when, then)

    def _work(self, activity: Activity) -> str:
        days, whose = activity.takes_days, self._say("time.whose", activity.done_by.value)
        waits = f"{self._say('time.days', n=days, days=days)}, " if days else ""
        return f"{written(activity.name)} ({waits}{whose})"

    def _ready(self) -> Iterator[str]:
        """What a seller has at hand: the words to open with, answers, and what both sides prepare."""
        plan, say = self._plan, self._say
        contract = plan.upfront_contract
        spoken = (
            ("contract_time", contract.time if contract else None),
            ("contract_agenda", contract.agenda if contract else None),
            ("contract_questions", contract.their_questions if contract else None),
            ("contract_outcome", contract.outcome if contract else None),
        )
        yield self._section(
            "call_plan.contract", (f"**{say('call_plan', key)}:** {written(text)}" for key, text in spoken if text)
        )
        yield self._section(
            "call_plan.objections", (_answered(each.they_say, each.respond) for each in plan.objections)
        )
        yield self._section("activity.ours", all_written(plan.preparation_ours))
        yield self._section("activity.theirs", all_written(plan.preparation_theirs))

    def _evidence(self, criterion: Criterion) -> str:
        """A criterion to tick off, or why nobody could."""
        evidence = criterion.evidence
        shown = self._say("after.show_me", evidence=evidence) if evidence and not criterion.is_ours_alone else ""
        if criterion.is_shown_by_customer:
            return _because(f"[ ] {written(criterion.criterion)}", shown, strong=False)
        why = self._say("criteria.ours_alone") if criterion.verified_by else self._say("criteria.nobody_shows")
        ours = f" ({written(evidence)})" if evidence and criterion.is_ours_alone else ""
        return _because(f"{written(criterion.criterion)}{ours}", f"{why} {shown}".strip(), strong=False)


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _because(what: str, why: str, *, strong: bool = True) -> str:
    """What it is and what is said of it. A dash stands between them, for both may hold a colon of their own."""
    name = f"**{what}**" if strong else what
    return f"{name} — {why}" if why else name


def _answered(they_say: Text, respond: Text | None) -> str:
    return _because(written(they_say), written(respond) if respond else "")


def _names(activities: Iterable[Activity]) -> tuple[Text, ...]:
    return tuple(activity.name for activity in activities)


def _clock(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"
