"""Questions worth asking: where each is asked, and the anchor that it has on the page that defines it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nextcall import addresses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.model import Activity, Element, Playbook, Question, SalesProcess, Stage


@dataclass(frozen=True)
class Asked:
    """A question, its anchor, the activity it belongs to, if any, and the elements of qualification it is about."""

    question: Question
    anchor: str
    activity: Activity | None
    elements: tuple[Element, ...]


@dataclass(frozen=True)
class StageQuestions:
    """The questions of one stage, or of the whole process where `stage` is None."""

    stage: Stage | None
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class ProcessQuestions:
    """The questions of a process, its own and those of its stages."""

    process: SalesProcess
    parts: tuple[StageQuestions, ...]


def of_stage(process: SalesProcess, stage: Stage) -> tuple[Asked, ...]:
    """A stage's own questions, then those of its activities."""
    pairs: list[tuple[Question, Activity | None]] = [(question, None) for question in stage.questions]
    pairs += [(question, activity) for activity in stage.activities for question in activity.questions]
    return tuple(_asked(process, pairs))


def of_process(process: SalesProcess) -> tuple[Asked, ...]:
    """The questions that a process asks at any time."""
    return tuple(_asked(process, [(question, None) for question in process.questions]))


def everywhere(playbook: Playbook) -> tuple[ProcessQuestions, ...]:
    """Every question by process and stage; what has none is left out."""
    found = []
    for process in playbook.sales_processes:
        parts = [StageQuestions(None, of_process(process))]
        parts += [StageQuestions(stage, of_stage(process, stage)) for stage in process.stages]
        asked = tuple(part for part in parts if part.asked)
        if asked:
            found.append(ProcessQuestions(process, asked))
    return tuple(found)


def elements(process: SalesProcess, ids: Iterable[str]) -> tuple[Element, ...]:
    """The elements of qualification with these ids."""
    wanted = frozenset(ids)
    return tuple(element for element in process.qualification if element.id in wanted) if wanted else ()


def _asked(process: SalesProcess, pairs: Iterable[tuple[Question, Activity | None]]) -> Iterator[Asked]:
    taken: set[str] = set()
    for question, activity in pairs:
        numbered = question.key.isdecimal() and activity is not None
        name = f"{activity.id}-{question.key}" if activity and numbered else question.key
        anchor = addresses.question_anchor(name)
        number = 1
        while anchor in taken:
            number += 1
            anchor = addresses.question_anchor(f"{name}-{number}")
        taken.add(anchor)
        yield Asked(question, anchor, activity, elements(process, question.elements))
