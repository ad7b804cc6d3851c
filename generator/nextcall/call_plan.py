"""The call plan of a stage: what its author wrote, joined with what the next call holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Literal

from nextcall.compress import Deal, compression_report, leads_to, next_call, room_changes, shorter_way, unlocks
from nextcall.model import Advance, Importance
from nextcall.model.kept import kept_while

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nextcall.compress import CompressionReport, LeadsTo, NextCall, PlannedActivity, RoomChange, ShorterWay, Unlock
    from nextcall.model import (
        Activity,
        BuyingStage,
        Criterion,
        Objection,
        Playbook,
        Question,
        SalesProcess,
        Stage,
        Text,
        UpfrontContract,
        WrittenCallPlan,
    )

FEWEST_QUESTIONS = 3
MOST_QUESTIONS = 5


@dataclass(frozen=True, kw_only=True)
class AgendaGroup:
    """Consecutive planned activities that answer one of the customer's questions; `ahead`: all are ahead of them."""

    heading: BuyingStage | None
    ahead: bool
    items: tuple[PlannedActivity, ...]


@dataclass(frozen=True, kw_only=True)
class CallPlan:
    """Everything that a seller needs for one call. Lists are () where nobody wrote anything.

    `unlocks` say what one change before the call would add to it, `if_room_changes` what to do when it turns out
    another, `leads_to` how many calls the process needs afterwards, and `shorter_way` which call would lead to fewer.

    `advance` is what we want: the written target, else the advances of the key activities before the cut line, or of
    all that stand before it where none is key; `customer_value` likewise. `stretch`, where nobody wrote it, is the
    first advance behind the cut line. What the author wrote for the stage's call speaks of the call that the stage
    expects: once a key activity of the stage is done, people or time differ, or what was passed over before takes all
    of the call, only `fallback`, `objections` and `follow_ups` are still taken from it. `questions` are five at most,
    chosen from the planned activities; where these have fewer than three, the stage's own and then the process's come
    after them. `show_me` are the exit criteria that imply what is planned: where nobody wrote a question, they are what
    to ask for. `evidence` are the exit criteria that the planned activities can make true, to be captured after the
    call.
    """

    process: SalesProcess
    stage: Stage
    next_call: NextCall
    unlocks: tuple[Unlock, ...]
    leads_to: LeadsTo
    shorter_way: ShorterWay | None
    if_room_changes: tuple[RoomChange, ...]
    agenda: tuple[AgendaGroup, ...]
    advance: tuple[Text, ...]
    stretch: Text | None
    fallback: Text | None
    customer_value: tuple[Text, ...]
    follow_ups: tuple[Text, ...]
    questions: tuple[Question, ...]
    show_me: tuple[Criterion, ...]
    objections: tuple[Objection, ...]
    preparation_ours: tuple[Text, ...]
    preparation_theirs: tuple[Text, ...]
    upfront_contract: UpfrontContract | None
    evidence: tuple[Criterion, ...]

    @property
    def holds_our_word_alone(self) -> bool:
        """Whether something on the agenda comes from a criterion that only we could say is true."""
        criteria = (self.process.criterion_of(each.activity) for each in self.next_call.activities)
        return any(each is not None and not each.is_shown_by_customer for each in criteria)


@dataclass(frozen=True)
class Plans:
    """Everything that is planned for a playbook, whatever the deal.

    `call_plans` are those of deals that have just entered a stage, by the ids of process and stage; `reports` say how
    few calls and days each process could take, by its id.
    """

    call_plans: Mapping[tuple[str, str], CallPlan]
    reports: Mapping[str, CompressionReport]


def plan_everything(playbook: Playbook) -> Plans:
    """The call plan of every open stage, and the compression report of every process."""
    call_plans: dict[tuple[str, str], CallPlan] = {}
    for process in playbook.sales_processes:
        make = partial(_plans_of, playbook, process)
        call_plans |= kept_while(process, plan_everything, playbook.buying_process_of(process), make)
    return Plans(call_plans, {process.id: compression_report(process) for process in playbook.sales_processes})


def _plans_of(playbook: Playbook, process: SalesProcess) -> dict[tuple[str, str], CallPlan]:
    return {(process.id, stage.id): call_plan(playbook, Deal.entering(process, stage)) for stage in process.open_stages}


def call_plan(playbook: Playbook, deal: Deal) -> CallPlan:
    """The plan of the next call of `deal`."""
    process, stage = deal.process, deal.stage
    call = next_call(deal, playbook.buying_process_of(process))
    written = stage.call_plan
    planned = [each.activity for each in call.activities]
    committed = [each.activity for each in call.before_cut]
    leading = [activity for activity in committed if activity.importance is Importance.KEY] or committed
    advance = written.advance if written else Advance()
    holds_own_work = not committed or any(activity in process.work_of(stage) for activity in committed)
    speaking = written if deal.is_as_written and holds_own_work else None
    aims = speaking.advance if speaking else Advance()
    leads = leads_to(deal, planned)
    return CallPlan(
        process=process,
        stage=stage,
        next_call=call,
        unlocks=unlocks(deal, planned),
        leads_to=leads,
        shorter_way=shorter_way(deal, planned, leads),
        if_room_changes=room_changes(deal, planned),
        agenda=_agenda(call),
        advance=_first_given(aims.target, (activity.advance for activity in leading)),
        stretch=aims.stretch or _stretch(call),
        fallback=advance.fallback,
        customer_value=_first_given(
            speaking.customer_value if speaking else None, (activity.customer_value for activity in leading)
        ),
        follow_ups=written.follow_ups if written else (),
        questions=_questions(process, stage, planned),
        show_me=_implying(process, planned),
        objections=written.objections if written else (),
        preparation_ours=_preparation(planned, speaking, "ours"),
        preparation_theirs=_preparation(planned, speaking, "theirs"),
        upfront_contract=speaking.upfront_contract if speaking else None,
        evidence=_evidence(process, planned),
    )


def _first_given(written: Text | None, derived: Iterable[Text | None]) -> tuple[Text, ...]:
    """What the author wrote for the stage, else what the activities say, each once."""
    if written is not None:
        return (written,)
    return tuple(dict.fromkeys(text for text in derived if text is not None))


def _stretch(call: NextCall) -> Text | None:
    """The first advance behind the cut line."""
    return next((each.activity.advance for each in call.activities if each.after_cut and each.activity.advance), None)


def _agenda(call: NextCall) -> tuple[AgendaGroup, ...]:
    return tuple(
        AgendaGroup(heading=heading, ahead=all(item.ahead_of_customer for item in items), items=items)
        for heading, items in ((heading, tuple(group)) for heading, group in groupby(call.activities, _heading))
    )


def _heading(planned: PlannedActivity) -> BuyingStage | None:
    return planned.heading


def _questions(process: SalesProcess, stage: Stage, planned: Iterable[Activity]) -> tuple[Question, ...]:
    """The first question of each planned activity in turn, then their second ones, …; then those for any time."""
    in_turn = [question for turn in zip_longest(*(each.questions for each in planned)) for question in turn if question]
    chosen = _each_once(in_turn)[:MOST_QUESTIONS]
    if len(chosen) < FEWEST_QUESTIONS:
        chosen = _each_once([*chosen, *stage.questions, *process.questions])[:FEWEST_QUESTIONS]
    return tuple(chosen)


def _each_once(questions: Iterable[Question]) -> list[Question]:
    by_words: dict[str, Question] = {}
    for question in questions:
        by_words.setdefault(question.ask, question)
    return list(by_words.values())


def _preparation(
    planned: Iterable[Activity], written: WrittenCallPlan | None, side: Literal["ours", "theirs"]
) -> tuple[Text, ...]:
    """What the stage asks for, then what the planned activities ask for, each once."""
    sources = [written.preparation] if written else []
    sources += [activity.preparation for activity in planned]
    return tuple(dict.fromkeys(text for source in sources for text in getattr(source, side)))


def _implying(process: SalesProcess, planned: Iterable[Activity]) -> tuple[Criterion, ...]:
    return tuple(criterion for each in planned if (criterion := process.criterion_of(each)) is not None)


def _evidence(process: SalesProcess, planned: Iterable[Activity]) -> tuple[Criterion, ...]:
    ids = dict.fromkeys(criterion for activity in planned for criterion in activity.satisfies)
    return tuple(process.criterion_by_id[criterion] for criterion in ids)
