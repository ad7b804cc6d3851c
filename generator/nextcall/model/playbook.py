"""What a team writes, as frozen objects: the playbook, its processes, stages and activities. No I/O.

An absent text is None and an absent list is (); only `Activity.requires` tells an empty list from an absent one.
References are ids, as written; `Playbook` resolves them. Objects are equal only to themselves. Minutes are minutes of a
call, days are calendar days.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 (`fields_of` reads the types of fields)
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nextcall.model.files import Files  # noqa: TC001 (likewise)
from nextcall.model.place import Blocks, Place, Text, WrittenText  # noqa: TC001 (likewise)
from nextcall.model.results import Results  # noqa: TC001 (likewise)
from nextcall.model.written import Written

if TYPE_CHECKING:
    from collections.abc import Iterator


class Side(StrEnum):
    """Whose people a role belongs to."""

    BUYER = "buyer"
    SELLER = "seller"
    PARTNER = "partner"


class Job(StrEnum):
    """A buying job; jobs are revisited, and the last two never quite end."""

    PROBLEM_IDENTIFICATION = "problem-identification"
    SOLUTION_EXPLORATION = "solution-exploration"
    REQUIREMENTS_BUILDING = "requirements-building"
    SUPPLIER_SELECTION = "supplier-selection"
    VALIDATION = "validation"
    CONSENSUS_CREATION = "consensus-creation"


class Verification(StrEnum):
    """Who makes a criterion's evidence."""

    CUSTOMER_ACTION = "customer_action"
    CUSTOMER_STATEMENT = "customer_statement"
    CUSTOMER_DOCUMENT = "customer_document"
    SELLER_ASSERTION = "seller_assertion"


class Where(StrEnum):
    """Where an activity is done."""

    IN_CALL = "in_call"
    BETWEEN_CALLS = "between_calls"
    EITHER = "either"
    THROUGHOUT = "throughout"


class Importance(StrEnum):
    """What an activity means to its stage."""

    KEY = "key"
    SUPPORTING = "supporting"
    OPTIONAL = "optional"


class DoneBy(StrEnum):
    """Whose work an activity is."""

    CUSTOMER = "customer"
    SELLER = "seller"
    BOTH = "both"


class Closed(StrEnum):
    """How a deal ended."""

    WON = "won"
    LOST = "lost"
    NO_DECISION = "no_decision"
    DISQUALIFIED = "disqualified"


IMPLIED = "criterion:"
"""How the ids of implied activities begin; no written id can."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Allow(Written):
    """The team accepts a rule's findings on the object that holds this, on the record."""

    place: Place
    holder: Place
    rule: str
    because: Text


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Call(Written):
    """What a call of a process looks like; every default is filled in. None: no cap."""

    minutes: int = 45
    opening_minutes: int = 3
    follow_up_minutes: int = 4
    closing_minutes: int = 5
    activity_minutes: int = 10
    aim_activities: int = 3
    max_activities: int | None = None
    max_buyer_roles: int | None = None
    days_between_calls: int = 7

    @property
    def usable_minutes(self) -> int:
        """The minutes that are left for activities: opening, follow-ups and closing are taken off."""
        return self.minutes - self.opening_minutes - self.follow_up_minutes - self.closing_minutes


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class StageCall(Written):
    """How long the calls of a stage are; None: as long as those of its process."""

    minutes: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Role(Written):
    """Somebody who takes part, on whichever side."""

    place: Place
    id: str
    side: Side
    name: Text
    formerly: tuple[str, ...] = ()
    cares_about: tuple[Text, ...] = ()
    fears: tuple[Text, ...] = ()
    reach_them_by: Text | None = None
    responsible_for: tuple[Text, ...] = ()
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Asset(Written):
    """Something to show or hand over. `url` is http(s), mailto or relative to the playbook's folder."""

    place: Place
    id: str
    name: Text
    formerly: tuple[str, ...] = ()
    kind: str | None = None
    url: str | None = None
    use_when: Text | None = None
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Term(Written):
    """A word of the team's glossary."""

    place: Place
    term: Text
    means: Text
    also: tuple[Text, ...] = ()
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Element(Written):
    """An element of the team's qualification, which criteria, activities and questions may tag."""

    place: Place
    id: str
    name: Text
    formerly: tuple[str, ...] = ()
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class LostReason(Written):
    """Why deals are lost, and what to do about it later."""

    place: Place
    id: str
    name: Text
    formerly: tuple[str, ...] = ()
    follow_up: Text | None = None
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Question(Written):
    """A question worth asking."""

    place: Place
    id: str | None = None
    ask: Text
    formerly: tuple[str, ...] = ()
    listen_for: Text | None = None
    elements: tuple[str, ...] = ()
    notes: Blocks | None = None

    @property
    def key(self) -> str:
        """Its id, or its number among its siblings where it has none."""
        return self.id or str(int(self.place.pointer.rpartition("/")[2]) + 1)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Criterion(Written):
    """What is true for the customer, and how anyone could check it. `alternatives` are each as good as itself."""

    place: Place
    id: str | None = None
    criterion: Text
    formerly: tuple[str, ...] = ()
    evidence: Text | None = None
    verified_by: Verification | None = None
    alternatives: tuple[Criterion, ...] = field(default=(), metadata={"key": "or"})
    elements: tuple[str, ...] = ()
    required: bool = True
    applies_when: Text | None = None
    notes: Blocks | None = None

    @property
    def either_way(self) -> tuple[Criterion, ...]:
        """Itself and its alternatives."""
        return (self, *self.alternatives)

    @property
    def is_shown_as_written(self) -> bool:
        """Whether the customer's own words, actions or documents show it, and not only an alternative to it."""
        return self.verified_by not in (None, Verification.SELLER_ASSERTION)

    @property
    def is_shown_by_customer(self) -> bool:
        """Whether the customer's own words, actions or documents can show it; else there is our word alone."""
        return any(each.is_shown_as_written for each in self.either_way)

    @property
    def is_ours_alone(self) -> bool:
        """Whether it rests on our word, as its author says: nobody can ask the customer to show it."""
        return self.verified_by is Verification.SELLER_ASSERTION


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Preparation(Written):
    """What each side does before a call."""

    ours: tuple[Text, ...] = ()
    theirs: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Activity(Written):
    """One thing that is done on the way to a decision. `requires` is None where the author stated nothing."""

    place: Place
    id: str
    name: Text
    where: Where
    done_by: DoneBy
    formerly: tuple[str, ...] = ()
    importance: Importance = Importance.SUPPORTING
    minutes: int | None = None
    minutes_max: int | None = None
    takes_days: int = 0
    takes_days_max: int = 0
    requires: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    satisfies: tuple[str, ...] = ()
    buying_stages: tuple[str, ...] = ()
    buyer_roles: tuple[str, ...] = ()
    seller_roles: tuple[str, ...] = ()
    partner_roles: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    own_call_because: Text | None = None
    keywords: tuple[Text, ...] = ()
    purpose: Text | None = None
    customer_value: Text | None = None
    advance: Text | None = None
    how: Blocks | None = None
    steps: tuple[Text, ...] = ()
    preparation: Preparation = Preparation()
    questions: tuple[Question, ...] = ()
    assets: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    applies_when: Text | None = None
    notes: Blocks | None = None

    @staticmethod
    def complete(written: dict[str, Any]) -> None:
        """Work between calls is the seller's, any other both sides'; at worst, it takes as long as it usually does."""
        between_calls = written["where"] is Where.BETWEEN_CALLS
        written.setdefault("done_by", DoneBy.SELLER if between_calls else DoneBy.BOTH)
        written.setdefault("takes_days_max", written.get("takes_days", 0))

    @property
    def holdable(self) -> bool:
        """Whether it can be held in a call at all."""
        return self.where in (Where.IN_CALL, Where.EITHER)

    @property
    def is_implied(self) -> bool:
        """Whether nobody wrote it: a criterion implies it (`SalesProcess.implied_by`)."""
        return self.id.startswith(IMPLIED)

    @property
    def would_count(self) -> bool:
        """Whether it counts in a schedule, should its stage."""
        return (
            self.where is not Where.THROUGHOUT
            and self.importance is not Importance.OPTIONAL
            and self.applies_when is None
        )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class UpfrontContract(Written):
    """What both sides agree on when the call opens."""

    time: Text | None = None
    agenda: Text | None = None
    their_questions: Text | None = None
    outcome: Text | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Advance(Written):
    """What the customer shall agree to at the end of a call: what we want, more than that, and less."""

    target: Text | None = None
    stretch: Text | None = None
    fallback: Text | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Objection(Written):
    """What a customer may say, and an answer."""

    they_say: Text
    respond: Text | None = None
    keywords: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class WrittenCallPlan(Written):
    """The part of a stage's call plan that can't be derived from its activities."""

    place: Place
    customer_value: Text | None = None
    upfront_contract: UpfrontContract | None = None
    advance: Advance = Advance()
    objections: tuple[Objection, ...] = ()
    follow_ups: tuple[Text, ...] = ()
    preparation: Preparation = Preparation()
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class StepBack(Written):
    """When a deal belongs in an earlier stage again. `to` is a stage's id."""

    when: Text
    to: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Crm(Written):
    """How the CRM shows a stage. `probability` is a percentage."""

    stage: Text | None = None
    probability: int | None = None
    forecast: str | None = None
    fields: tuple[Text, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Stage(Written):
    """Where a deal stands: what must become true there, and what is done for it. Closed stages end a process."""

    place: Place
    id: str
    name: Text
    formerly: tuple[str, ...] = ()
    closed: Closed | None = None
    definition: Text | None = None
    owner: Text | None = None
    buying_stages: tuple[str, ...] = ()
    optional: bool = False
    applies_when: Text | None = None
    alongside: tuple[str, ...] = ()
    call: StageCall = StageCall()
    keywords: tuple[Text, ...] = ()
    target_days: int | None = None
    stalled_after_days: int | None = None
    drifts_when: tuple[Text, ...] = ()
    step_back: tuple[StepBack, ...] = ()
    disqualify_when: tuple[Text, ...] = ()
    crm: Crm | None = None
    entry_criteria: tuple[Criterion, ...] = ()
    exit_criteria: tuple[Criterion, ...] = ()
    questions: tuple[Question, ...] = ()
    assets: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    call_plan: WrittenCallPlan | None = None
    notes: Blocks | None = None

    @property
    def counts(self) -> bool:
        """Whether its activities can be scheduled without being asked for."""
        return self.closed is None and not self.optional and self.applies_when is None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Baseline(Written):
    """What really happens today, if the team knows it."""

    calls: int | None = None
    days: int | None = None
    source: Text | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class SalesProcess(Written):
    """A team's best practice for helping customers reach a decision. `call` is complete: the playbook's, overridden."""

    place: Place
    id: str
    name: Text
    call: Call
    stages: tuple[Stage, ...]
    formerly: tuple[str, ...] = ()
    summary: Blocks | None = None
    version: Text | None = None
    owner: Text | None = None
    reviewed: str | None = None
    segment: Text | None = None
    buying_process: str | None = None
    baseline: Baseline | None = None
    qualification: tuple[Element, ...] = ()
    lost_reasons: tuple[LostReason, ...] = ()
    questions: tuple[Question, ...] = ()
    assets: tuple[str, ...] = ()
    notes: Blocks | None = None

    @cached_property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages that a deal can be in, in order."""
        return tuple(stage for stage in self.stages if stage.closed is None)

    @cached_property
    def closed_stages(self) -> tuple[Stage, ...]:
        """The stages in which a deal has ended."""
        return tuple(stage for stage in self.stages if stage.closed is not None)

    @cached_property
    def stage_by_id(self) -> Mapping[str, Stage]:
        """Stages by id."""
        return {stage.id: stage for stage in self.stages}

    def implied_by(self, stage: Stage) -> tuple[Activity, ...]:
        """The activities that the exit criteria of a stage imply, as nobody wrote any that would count there.

        Each is held in a call, is key, names nobody and makes its criterion true. It takes the minutes of an activity
        that says none, or less, so that all of them fit one call.
        """
        return self._implied.get(stage.id, ())

    def work_of(self, stage: Stage) -> tuple[Activity, ...]:
        """The activities of a stage, written or implied."""
        return (*stage.activities, *self.implied_by(stage))

    def counting_inside(self, stage: Stage) -> frozenset[str]:
        """The activities that count for deals in a stage alone; none where it counts for all of them."""
        return frozenset(each.id for each in self.work_of(stage) if each.would_count and not stage.counts)

    def criterion_of(self, activity: Activity) -> Criterion | None:
        """The exit criterion that implies an activity; None for one that somebody wrote."""
        return self._implying.get(activity.id)

    @cached_property
    def silent_stages(self) -> tuple[Stage, ...]:
        """The open stages that neither say nor imply anything that would count: what is computed leaves them out."""
        return tuple(
            stage
            for stage in self.open_stages
            if not self.implied_by(stage) and not any(each.would_count for each in stage.activities)
        )

    @cached_property
    def _implied(self) -> Mapping[str, tuple[Activity, ...]]:
        return {stage: tuple(activity for activity, _ in each) for stage, each in self._implications.items()}

    @cached_property
    def _implying(self) -> Mapping[str, Criterion]:
        return {activity.id: criterion for each in self._implications.values() for activity, criterion in each}

    @cached_property
    def _implications(self) -> Mapping[str, tuple[tuple[Activity, Criterion], ...]]:
        satisfied = frozenset(
            criterion
            for stage in self.stages
            if stage.counts
            for activity in stage.activities
            if activity.would_count
            for criterion in activity.satisfies
        )
        found: dict[str, tuple[tuple[Activity, Criterion], ...]] = {}
        for stage in self.open_stages:
            if stage.id in found or any(each.would_count for each in stage.activities):
                continue
            implying = [
                (number, criterion)
                for number, criterion in enumerate(stage.exit_criteria, start=1)
                if criterion.required and criterion.applies_when is None and criterion.id not in satisfied
            ]
            minutes = max(1, min(self.call.activity_minutes, self.call.usable_minutes // max(1, len(implying))))
            found[stage.id] = tuple(
                (
                    Activity(
                        place=criterion.place,
                        id=f"{IMPLIED}{criterion.id or f'{stage.id}/{number}'}",
                        formerly=tuple(
                            f"{IMPLIED}{old}"
                            for old in (
                                criterion.formerly if criterion.id else (f"{each}/{number}" for each in stage.formerly)
                            )
                        ),
                        name=criterion.criterion,
                        where=Where.IN_CALL,
                        done_by=DoneBy.BOTH,
                        importance=Importance.KEY,
                        minutes=minutes,
                        satisfies=() if criterion.id is None else (criterion.id,),
                    ),
                    criterion,
                )
                for number, criterion in implying
            )
        return found

    @cached_property
    def activity_by_id(self) -> Mapping[str, Activity]:
        """Activities of all stages by id, implied ones too; of two with one id (an error elsewhere) the first."""
        return {each.id: each for stage in reversed(self.stages) for each in reversed(self.work_of(stage))}

    @cached_property
    def stage_of(self) -> Mapping[str, Stage]:
        """The stage of each activity, by the activity's id."""
        return {activity.id: stage for stage in reversed(self.stages) for activity in self.work_of(stage)}

    @cached_property
    def criterion_by_id(self) -> Mapping[str, Criterion]:
        """Exit criteria that have an id."""
        return {
            criterion.id: criterion
            for stage in reversed(self.stages)
            for criterion in reversed(stage.exit_criteria)
            if criterion.id is not None
        }

    @cached_property
    def entry_criterion_ids(self) -> frozenset[str]:
        """The ids of entry criteria, of which none is an exit criterion."""
        return frozenset(each.id for stage in self.stages for each in stage.entry_criteria if each.id is not None)

    def alongside(self, stage: Stage) -> frozenset[str]:
        """Ids of the stages that may run in parallel with this one, whichever of the two says so."""
        return self._alongside[stage.id]

    @cached_property
    def _alongside(self) -> Mapping[str, frozenset[str]]:
        beside: dict[str, set[str]] = {stage.id: set() for stage in self.stages}
        for stage in self.stages:
            beside[stage.id].update(stage.alongside)
            for other in stage.alongside:
                if other in beside:
                    beside[other].add(stage.id)
        return {stage: frozenset(others) for stage, others in beside.items()}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class BuyingStage(Written):
    """A stretch of the customer's decision, and the question that they answer in it."""

    place: Place
    id: str
    name: Text
    formerly: tuple[str, ...] = ()
    question: Text | None = None
    jobs: tuple[Job, ...] = ()
    always_on: bool = False
    tasks: tuple[Text, ...] = ()
    roles: tuple[str, ...] = ()
    done_when: tuple[Text, ...] = ()
    stalls_when: tuple[Text, ...] = ()
    notes: Blocks | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class BuyingProcess(Written):
    """How customers decide; the order of its stages is a default, not a law."""

    place: Place
    id: str
    name: Text
    stages: tuple[BuyingStage, ...]
    formerly: tuple[str, ...] = ()
    summary: Blocks | None = None
    notes: Blocks | None = None

    @cached_property
    def stage_by_id(self) -> Mapping[str, BuyingStage]:
        """Buying stages by id."""
        return {stage.id: stage for stage in self.stages}


@dataclass(frozen=True, kw_only=True, eq=False, repr=False, match_args=False)
class Playbook(Written):
    """Everything that a team wrote. Processes stand in the order of their ids."""

    place: Place
    title: Text
    call: Call
    summary: Blocks | None = None
    owner: Text | None = None
    feedback: str | None = None
    principles: tuple[Text, ...] = ()
    review_days: int | None = None
    vague_words: tuple[Text, ...] = ()
    rules: Mapping[str, str] = field(default_factory=dict)
    notes: Blocks | None = None
    roles: tuple[Role, ...] = ()
    assets: tuple[Asset, ...] = ()
    terms: tuple[Term, ...] = ()
    buying_processes: tuple[BuyingProcess, ...] = ()
    sales_processes: tuple[SalesProcess, ...] = ()
    results: tuple[Results, ...] = ()
    allows: tuple[Allow, ...] = ()
    holders: frozenset[Place] = frozenset()
    texts: tuple[WrittenText, ...] = ()
    files: Files

    @cached_property
    def role_by_id(self) -> Mapping[str, Role]:
        """Roles of all three kinds by id."""
        return {role.id: role for role in reversed(self.roles)}

    @cached_property
    def sides_of_role(self) -> Mapping[str, tuple[Side, ...]]:
        """The sides on which a role of an id is listed, by the id; of several (an error elsewhere) in listed order."""
        sides: dict[str, tuple[Side, ...]] = {}
        for role in self.roles:
            if role.side not in sides.get(role.id, ()):
                sides[role.id] = (*sides.get(role.id, ()), role.side)
        return sides

    @cached_property
    def asset_by_id(self) -> Mapping[str, Asset]:
        """Assets by id."""
        return {asset.id: asset for asset in reversed(self.assets)}

    @cached_property
    def buying_process_by_id(self) -> Mapping[str, BuyingProcess]:
        """Buying processes by id."""
        return {process.id: process for process in self.buying_processes}

    @cached_property
    def sales_process_by_id(self) -> Mapping[str, SalesProcess]:
        """Sales processes by id."""
        return {process.id: process for process in self.sales_processes}

    @cached_property
    def results_by_id(self) -> Mapping[str, Results]:
        """What was measured, by the id of the sales process."""
        return {results.id: results for results in self.results}

    def roles_of(self, side: Side) -> tuple[Role, ...]:
        """The roles of one side, in listed order."""
        return tuple(role for role in self.roles if role.side is side)

    def buying_process_of(self, process: SalesProcess) -> BuyingProcess | None:
        """The buying process that a sales process is aligned with, if it names one that exists."""
        return self.buying_process_by_id.get(process.buying_process or "")

    def activities(self) -> Iterator[tuple[SalesProcess, Stage, Activity]]:
        """Every activity with the stage and the process it stands in, in listed order."""
        for process in self.sales_processes:
            for stage in process.stages:
                for activity in stage.activities:
                    yield process, stage, activity
