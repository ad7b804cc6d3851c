"""Makes the model out of the data of valid files. Defaults are filled in here, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from nextcall.load.kinds import Kind
from nextcall.model import (
    Activity,
    Advance,
    Allow,
    Asset,
    Baseline,
    Blocks,
    BuyingProcess,
    BuyingStage,
    Call,
    Closed,
    Criterion,
    Crm,
    DoneBy,
    Element,
    Importance,
    Job,
    LostReason,
    Objection,
    Place,
    Playbook,
    Preparation,
    Question,
    Role,
    SalesProcess,
    Side,
    Stage,
    StepBack,
    Term,
    Text,
    UpfrontContract,
    Verification,
    Where,
    WrittenCallPlan,
    WrittenText,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nextcall.load.document import Document
    from nextcall.model import Files

Data = dict[str, Any]
Made = TypeVar("Made")

_NO_PREPARATION = Preparation()
_NO_ADVANCE = Advance()


class _Builder:
    """Makes the objects of one file, and remembers on the way every text, every `allow` and what can hold one."""

    def __init__(self, document: Document) -> None:
        self.data: Data = document.data  # type: ignore[assignment]  # its schema says that it is a mapping
        self.top = Place(document.path)
        self.texts: list[WrittenText] = []
        self.allows: list[Allow] = []
        self.holders: list[Place] = []
        self._as_written = document.as_written
        self._folder = document.path.rpartition("/")[0]

    def text(self, data: Data, step: str, place: Place) -> Text | None:
        """An inline text, exactly as it is written, or None."""
        value = data.get(step)
        if value is None:
            return None
        if value.__class__ is not str:
            value = self._as_written[id(data), step]
        text = Text(value, self._folder)
        self.texts.append(WrittenText(place, step, text))
        return text

    def needed_text(self, data: Data, step: str, place: Place) -> Text:
        """An inline text that the schema demands."""
        text = self.text(data, step, place)
        assert text is not None  # noqa: S101 (the schema demands it)
        return text

    def blocks(self, data: Data, step: str, place: Place) -> Blocks | None:
        """A text with Markdown blocks, or None."""
        value = data.get(step)
        if value is None:
            return None
        if value.__class__ is not str:
            value = self._as_written[id(data), step]
        text = Blocks(value, self._folder)
        self.texts.append(WrittenText(place, step, text))
        return text

    def texts_of(self, data: Data, step: str, place: Place) -> tuple[Text, ...]:
        """A list of inline texts; () where there is none."""
        values = data.get(step)
        if not values:
            return ()
        made = []
        below = place / step
        for index, value in enumerate(values):
            written = value if value.__class__ is str else self._as_written[id(values), index]
            text = Text(written, self._folder)
            self.texts.append(WrittenText(below, str(index), text))
            made.append(text)
        return tuple(made)

    def holder(self, data: Data, place: Place) -> Blocks | None:
        """Note that `data` may hold an `allow`; return its notes."""
        self.holders.append(place)
        for index, allow in enumerate(data.get("allow", ())):
            at = place / "allow" / index
            because = self.needed_text(allow, "because", at)
            self.allows.append(Allow(place=at, holder=place, rule=allow["rule"], because=because))
        return self.blocks(data, "notes", place)

    @staticmethod
    def each(data: Data, step: str, place: Place, make: Callable[[Data, Place], Made]) -> tuple[Made, ...]:
        """The objects of a list, each made by `make` from its data and its place."""
        values = data.get(step)
        if not values:
            return ()
        below = place / step
        return tuple(make(value, below / index) for index, value in enumerate(values))


def _ids(data: Data, step: str) -> tuple[str, ...]:
    return tuple(data.get(step, ()))


def _call(inherited: Call, data: Data) -> Call:
    if not data:
        return inherited
    return Call(**{**vars(inherited), **data})


def _roles(builder: _Builder) -> tuple[Role, ...]:
    data, top = builder.data, builder.top
    builder.holder(data, top)

    def role(side: Side) -> Callable[[Data, Place], Role]:
        def make(data: Data, place: Place) -> Role:
            return Role(
                place=place,
                id=data["id"],
                side=side,
                name=builder.needed_text(data, "name", place),
                cares_about=builder.texts_of(data, "cares_about", place),
                fears=builder.texts_of(data, "fears", place),
                reach_them_by=builder.text(data, "reach_them_by", place),
                responsible_for=builder.texts_of(data, "responsible_for", place),
                notes=builder.holder(data, place),
            )

        return make

    return tuple(made for side in Side for made in builder.each(data, f"{side}_roles", top, role(side)))


def _assets(builder: _Builder) -> tuple[Asset, ...]:
    builder.holder(builder.data, builder.top)

    def make(data: Data, place: Place) -> Asset:
        return Asset(
            place=place,
            id=data["id"],
            name=builder.needed_text(data, "name", place),
            kind=data.get("kind"),
            url=data.get("url"),
            use_when=builder.text(data, "use_when", place),
            notes=builder.holder(data, place),
        )

    return builder.each(builder.data, "assets", builder.top, make)


def _terms(builder: _Builder) -> tuple[Term, ...]:
    builder.holder(builder.data, builder.top)

    def make(data: Data, place: Place) -> Term:
        return Term(
            place=place,
            term=builder.needed_text(data, "term", place),
            means=builder.needed_text(data, "means", place),
            also=builder.texts_of(data, "also", place),
            notes=builder.holder(data, place),
        )

    return builder.each(builder.data, "terms", builder.top, make)


def _buying_process(builder: _Builder, process_id: str) -> BuyingProcess:
    data, top = builder.data, builder.top

    def stage(data: Data, place: Place) -> BuyingStage:
        return BuyingStage(
            place=place,
            id=data["id"],
            name=builder.needed_text(data, "name", place),
            question=builder.text(data, "question", place),
            jobs=tuple(Job(job) for job in data.get("jobs", ())),
            always_on=data.get("always_on", False),
            tasks=builder.texts_of(data, "tasks", place),
            roles=_ids(data, "roles"),
            done_when=builder.texts_of(data, "done_when", place),
            stalls_when=builder.texts_of(data, "stalls_when", place),
            notes=builder.holder(data, place),
        )

    return BuyingProcess(
        place=top,
        id=process_id,
        name=builder.needed_text(data, "name", top),
        formerly=_ids(data, "formerly"),
        summary=builder.blocks(data, "summary", top),
        stages=builder.each(data, "stages", top, stage),
        notes=builder.holder(data, top),
    )


class _SalesBuilder(_Builder):
    """Makes a sales process, from the smallest of its parts upwards."""

    def question(self, data: Data, place: Place) -> Question:
        return Question(
            place=place,
            id=data.get("id"),
            ask=self.needed_text(data, "ask", place),
            listen_for=self.text(data, "listen_for", place),
            elements=_ids(data, "elements"),
            notes=self.holder(data, place),
        )

    def criterion(self, data: Data, place: Place) -> Criterion:
        verified_by = data.get("verified_by")
        return Criterion(
            place=place,
            id=data.get("id"),
            criterion=self.needed_text(data, "criterion", place),
            evidence=self.text(data, "evidence", place),
            verified_by=Verification(verified_by) if verified_by else None,
            alternatives=self.each(data, "or", place, self.criterion),
            elements=_ids(data, "elements"),
            required=data.get("required", True),
            applies_when=self.text(data, "applies_when", place),
            notes=self.holder(data, place),
        )

    def preparation(self, data: Data, place: Place) -> Preparation:
        inner = data.get("preparation")
        if not inner:
            return _NO_PREPARATION
        below = place / "preparation"
        return Preparation(ours=self.texts_of(inner, "ours", below), theirs=self.texts_of(inner, "theirs", below))

    def activity(self, data: Data, place: Place) -> Activity:
        where = Where(data["where"])
        done_by = data.get("done_by", DoneBy.SELLER if where is Where.BETWEEN_CALLS else DoneBy.BOTH)
        takes_days: int = data.get("takes_days", 0)
        return Activity(
            place=place,
            id=data["id"],
            name=self.needed_text(data, "name", place),
            where=where,
            done_by=DoneBy(done_by),
            importance=Importance(data.get("importance", Importance.SUPPORTING)),
            minutes=data.get("minutes"),
            minutes_max=data.get("minutes_max"),
            takes_days=takes_days,
            takes_days_max=data.get("takes_days_max", takes_days),
            requires=_ids(data, "requires") if "requires" in data else None,
            needs=_ids(data, "needs"),
            satisfies=_ids(data, "satisfies"),
            buying_stages=_ids(data, "buying_stages"),
            buyer_roles=_ids(data, "buyer_roles"),
            seller_roles=_ids(data, "seller_roles"),
            partner_roles=_ids(data, "partner_roles"),
            own_call_because=self.text(data, "own_call_because", place),
            purpose=self.text(data, "purpose", place),
            customer_value=self.text(data, "customer_value", place),
            advance=self.text(data, "advance", place),
            how=self.blocks(data, "how", place),
            steps=self.texts_of(data, "steps", place),
            preparation=self.preparation(data, place),
            questions=self.each(data, "questions", place, self.question),
            assets=_ids(data, "assets"),
            elements=_ids(data, "elements"),
            applies_when=self.text(data, "applies_when", place),
            notes=self.holder(data, place),
        )

    def upfront_contract(self, data: Data, place: Place) -> UpfrontContract:
        return UpfrontContract(
            time=self.text(data, "time", place),
            agenda=self.text(data, "agenda", place),
            their_questions=self.text(data, "their_questions", place),
            outcome=self.text(data, "outcome", place),
        )

    def advance(self, data: Data, place: Place) -> Advance:
        return Advance(
            target=self.text(data, "target", place),
            stretch=self.text(data, "stretch", place),
            fallback=self.text(data, "fallback", place),
        )

    def objection(self, data: Data, place: Place) -> Objection:
        return Objection(they_say=self.needed_text(data, "they_say", place), respond=self.text(data, "respond", place))

    def call_plan(self, data: Data, place: Place) -> WrittenCallPlan:
        contract, advance = data.get("upfront_contract"), data.get("advance")
        return WrittenCallPlan(
            place=place,
            customer_value=self.text(data, "customer_value", place),
            upfront_contract=self.upfront_contract(contract, place / "upfront_contract") if contract else None,
            advance=self.advance(advance, place / "advance") if advance else _NO_ADVANCE,
            objections=self.each(data, "objections", place, self.objection),
            follow_ups=self.texts_of(data, "follow_ups", place),
            preparation=self.preparation(data, place),
            notes=self.holder(data, place),
        )

    def step_back(self, data: Data, place: Place) -> StepBack:
        return StepBack(when=self.needed_text(data, "when", place), to=data["to"])

    def crm(self, data: Data, place: Place) -> Crm:
        return Crm(
            stage=self.text(data, "stage", place),
            probability=data.get("probability"),
            forecast=data.get("forecast"),
            fields=self.texts_of(data, "fields", place),
        )

    def stage(self, data: Data, place: Place) -> Stage:
        crm, plan = data.get("crm"), data.get("call_plan")
        return Stage(
            place=place,
            id=data["id"],
            name=self.needed_text(data, "name", place),
            formerly=_ids(data, "formerly"),
            closed=Closed(data["closed"]) if "closed" in data else None,
            definition=self.text(data, "definition", place),
            owner=self.text(data, "owner", place),
            buying_stages=_ids(data, "buying_stages"),
            optional=data.get("optional", False),
            applies_when=self.text(data, "applies_when", place),
            alongside=_ids(data, "alongside"),
            target_days=data.get("target_days"),
            stalled_after_days=data.get("stalled_after_days"),
            drifts_when=self.texts_of(data, "drifts_when", place),
            step_back=self.each(data, "step_back", place, self.step_back),
            disqualify_when=self.texts_of(data, "disqualify_when", place),
            crm=self.crm(crm, place / "crm") if crm else None,
            entry_criteria=self.each(data, "entry_criteria", place, self.criterion),
            exit_criteria=self.each(data, "exit_criteria", place, self.criterion),
            questions=self.each(data, "questions", place, self.question),
            assets=_ids(data, "assets"),
            activities=self.each(data, "activities", place, self.activity),
            call_plan=self.call_plan(plan, place / "call_plan") if plan else None,
            notes=self.holder(data, place),
        )

    def element(self, data: Data, place: Place) -> Element:
        name = self.needed_text(data, "name", place)
        return Element(place=place, id=data["id"], name=name, notes=self.holder(data, place))

    def lost_reason(self, data: Data, place: Place) -> LostReason:
        return LostReason(
            place=place,
            id=data["id"],
            name=self.needed_text(data, "name", place),
            follow_up=self.text(data, "follow_up", place),
            notes=self.holder(data, place),
        )

    def baseline(self, data: Data, place: Place) -> Baseline:
        return Baseline(calls=data.get("calls"), days=data.get("days"), source=self.text(data, "source", place))

    def process(self, process_id: str, call: Call) -> SalesProcess:
        data, top = self.data, self.top
        baseline = data.get("baseline")
        return SalesProcess(
            place=top,
            id=process_id,
            name=self.needed_text(data, "name", top),
            call=_call(call, data.get("call", {})),
            formerly=_ids(data, "formerly"),
            summary=self.blocks(data, "summary", top),
            version=self.text(data, "version", top),
            owner=self.text(data, "owner", top),
            reviewed=data.get("reviewed"),
            segment=self.text(data, "segment", top),
            buying_process=data.get("buying_process"),
            baseline=self.baseline(baseline, top / "baseline") if baseline else None,
            qualification=self.each(data, "qualification", top, self.element),
            lost_reasons=self.each(data, "lost_reasons", top, self.lost_reason),
            questions=self.each(data, "questions", top, self.question),
            assets=_ids(data, "assets"),
            stages=self.each(data, "stages", top, self.stage),
            notes=self.holder(data, top),
        )


def build(documents: Mapping[Kind, Mapping[str, Document]], files: Files) -> Playbook:
    """The playbook of valid documents: for each kind of file its documents by name, without `.yaml` and in order."""

    def single(kind: Kind) -> Document | None:
        return next(iter(documents[kind].values()), None)

    roles, assets, glossary = single(Kind.ROLES), single(Kind.ASSETS), single(Kind.GLOSSARY)
    buying, sales = documents[Kind.BUYING_PROCESS], documents[Kind.SALES_PROCESS]
    top = _Builder(documents[Kind.PLAYBOOK]["playbook"])
    builders = [top]

    def started(builder: _Builder) -> _Builder:
        builders.append(builder)
        return builder

    data, place = top.data, top.top
    call = _call(Call(), data.get("call", {}))
    sales_builders = {process_id: _SalesBuilder(document) for process_id, document in sales.items()}
    parts: dict[str, Any] = {
        "roles": _roles(started(_Builder(roles))) if roles else (),
        "assets": _assets(started(_Builder(assets))) if assets else (),
        "terms": _terms(started(_Builder(glossary))) if glossary else (),
        "buying_processes": tuple(
            _buying_process(started(_Builder(document)), process_id) for process_id, document in buying.items()
        ),
        "sales_processes": tuple(each.process(process_id, call) for process_id, each in sales_builders.items()),
        "title": top.needed_text(data, "title", place),
        "summary": top.blocks(data, "summary", place),
        "owner": top.text(data, "owner", place),
        "principles": top.texts_of(data, "principles", place),
        "vague_words": top.texts_of(data, "vague_words", place),
        "notes": top.holder(data, place),
    }
    builders += sales_builders.values()
    return Playbook(
        place=place,
        call=call,
        feedback=data.get("feedback"),
        review_days=data.get("review_days"),
        rules=data.get("rules", {}),
        allows=tuple(allow for builder in builders for allow in builder.allows),
        holders=frozenset(holder for builder in builders for holder in builder.holders),
        texts=tuple(text for builder in builders for text in builder.texts),
        files=files,
        **parts,
    )
