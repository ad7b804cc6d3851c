"""What the checks say about a process today, how much of it is covered, and when it is to be reviewed.

No clock: whoever gives the findings leaves out those that come with the day, and a review is shown with its due date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from nextcall.diagnostics import Severity, total
from nextcall.model import Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.diagnostics import Diagnostic
    from nextcall.model import Playbook, SalesProcess, Stage

_CODE = re.compile(r"`([^`]+)`")
MOST_SHOWN = 500
MANY = 3


@dataclass(frozen=True)
class Spot:
    """Where a finding stands: a line, and the stage it is in, if it is in one."""

    line: int
    stage: tuple[SalesProcess, Stage] | None


@dataclass(frozen=True)
class Said:
    """One message with its hint, and every spot that it was said about."""

    message: str
    hint: str
    spots: tuple[Spot, ...]

    @property
    def hint_pieces(self) -> tuple[str, ...]:
        """The hint cut at its backticks: words and code take turns, words first."""
        return tuple(_CODE.split(self.hint))


@dataclass(frozen=True)
class RuleFindings:
    """What one rule found in one file; `folded`: infos of one cause, so many that they would hide the rest."""

    rule: str
    count: int
    said: tuple[Said, ...]
    folded: bool


@dataclass(frozen=True)
class FileFindings:
    """What was found in one file."""

    path: str
    rules: tuple[RuleFindings, ...]


@dataclass(frozen=True)
class SeverityFindings:
    """The findings of one weight: how many there are, and those that are shown."""

    severity: Severity
    count: int
    files: tuple[FileFindings, ...]


class Measure(StrEnum):
    """What is counted; the catalogue has the words."""

    EVIDENCE = "evidence"
    CUSTOMER_ONLY = "customer_only"
    SERVED = "served"
    MINUTES = "minutes"
    VALUE = "value"


@dataclass(frozen=True)
class Coverage:
    """`done` of `total`; a gap is where they differ."""

    measure: Measure
    done: int
    total: int


@dataclass(frozen=True)
class Review:
    """A process, when it was last reviewed and when it is due again; None where nobody says."""

    process: SalesProcess
    reviewed: str | None
    due: str | None


def by_severity(playbook: Playbook, findings: tuple[Diagnostic, ...]) -> tuple[SeverityFindings, ...]:
    """The findings, the heaviest first, then by file and rule; of very many the first `MOST_SHOWN`."""
    stages = _StageOf(playbook)
    left = MOST_SHOWN
    made = []
    for severity in Severity:
        of_weight = [finding for finding in findings if finding.severity is severity]
        shown, left = of_weight[:left], max(0, left - len(of_weight))
        if of_weight:
            made.append(SeverityFindings(severity, total(of_weight), tuple(_files(stages, shown))))
    return tuple(made)


def in_stages(playbook: Playbook, findings: Iterable[Diagnostic]) -> dict[tuple[str, str], int]:
    """How many findings each stage has, by the ids of its process and itself."""
    stages = _StageOf(playbook)
    counted: dict[tuple[str, str], int] = {}
    for finding in findings:
        found = stages.of(finding)
        if found:
            key = (found[0].id, found[1].id)
            counted[key] = counted.get(key, 0) + finding.number
    return counted


def coverage(playbook: Playbook, process: SalesProcess) -> tuple[Coverage, ...]:
    """How much of a process has what it should have; what there is none of is left out."""
    criteria = [criterion for stage in process.open_stages for criterion in stage.exit_criteria]
    buying = playbook.buying_process_of(process)
    theirs = buying.stages if buying else ()
    activities = [each for stage in process.open_stages for each in stage.activities]
    served = {name for stage in process.open_stages for name in stage.buying_stages}
    served |= {name for activity in activities for name in activity.buying_stages}
    held = [each for each in activities if each.holdable]
    found = (
        Coverage(Measure.EVIDENCE, sum(1 for each in criteria if each.evidence), len(criteria)),
        Coverage(Measure.CUSTOMER_ONLY, sum(map(_needs_the_customer, process.open_stages)), len(process.open_stages)),
        Coverage(Measure.SERVED, sum(1 for each in theirs if each.id in served), len(theirs)),
        Coverage(Measure.MINUTES, sum(1 for each in held if each.minutes is not None), len(held)),
        Coverage(Measure.VALUE, sum(1 for each in held if each.customer_value), len(held)),
    )
    return tuple(each for each in found if each.total)


def reviews(playbook: Playbook) -> tuple[Review, ...]:
    """When each process was reviewed, and when it is due."""
    return tuple(
        Review(process, process.reviewed, _due(process.reviewed, playbook.review_days))
        for process in playbook.sales_processes
    )


def _due(reviewed: str | None, days: int | None) -> str | None:
    if reviewed is None or days is None:
        return None
    try:
        return (date.fromisoformat(reviewed) + timedelta(days=days)).isoformat()
    except ValueError:  # such as the 31st of February, which the schema's pattern lets through
        return None


def _needs_the_customer(stage: Stage) -> bool:
    """Whether a stage can't be left without something that the customer did, said or wrote."""
    required = [criterion for criterion in stage.exit_criteria if criterion.required]
    always = [criterion for criterion in required if criterion.applies_when is None] or required
    ours = (None, Verification.SELLER_ASSERTION)
    return any(all(each.verified_by not in ours for each in criterion.either_way) for criterion in always)


def _files(stages: _StageOf, findings: list[Diagnostic]) -> Iterator[FileFindings]:
    for path, in_file in groupby(findings, key=lambda finding: finding.path):
        by_rule: dict[str, list[Diagnostic]] = {}
        for finding in in_file:
            by_rule.setdefault(finding.rule, []).append(finding)
        yield FileFindings(path, tuple(_rule(stages, rule, by_rule[rule]) for rule in sorted(by_rule)))


def _rule(stages: _StageOf, rule: str, findings: list[Diagnostic]) -> RuleFindings:
    spots: dict[tuple[str, str], list[Spot]] = {}
    for finding in findings:
        spots.setdefault((finding.message, finding.hint), []).append(Spot(finding.line, stages.of(finding)))
    said = tuple(Said(message, hint, tuple(where)) for (message, hint), where in spots.items())
    folded = findings[0].severity is Severity.INFO and len(said) > MANY
    return RuleFindings(rule, total(findings), said, folded)


class _StageOf:
    """Finds the stage that a finding lies in."""

    def __init__(self, playbook: Playbook) -> None:
        self._stages = {
            (stage.place.path, stage.place.pointer): (process, stage)
            for process in playbook.sales_processes
            for stage in process.stages
        }

    def of(self, finding: Diagnostic) -> tuple[SalesProcess, Stage] | None:
        """The stage, or None for what concerns a whole process or another kind of file."""
        return self._stages.get((finding.path, "/".join(finding.pointer.split("/")[:3])))
