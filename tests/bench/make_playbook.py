"""Writes a playbook of any size for benchmarks: many processes, in the proportions of the example, always alike.

Usage: make_playbook.py DIR --processes 12
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import yaml

STAGES = ("discover", "build-the-case", "map-the-decision", "prove", "justify", "contract")
CLOSED = ("won", "lost", "no_decision")
ACTIVITIES = 6
BUYER_ROLES = ("director", "it-lead", "finance-lead", "site-manager")
SELLER_ROLES = ("account-executive", "solutions-engineer", "executive-sponsor")
BUYING_STAGES = ("agree-the-problem", "explore-options", "state-needs", "test-it", "judge-the-risk", "commit")

_SUBJECTS = ("the director", "the IT lead", "their finance team", "the site manager", "our sponsor", "the committee")
_VERBS = ("names", "confirms", "sends", "corrects", "books", "signs", "measures", "agrees", "hands over", "dates")
_OBJECTS = (
    "the cost of a lost hour", "four weeks of picks", "the pass marks of the trial", "a list of open points",
    "the plan with its dates", "the security questions", "the first site", "a read-out for finance", "the draft order",
    "the three worst hours of the week", "the options in their order", "the people who decide",
)  # fmt: skip
_TAILS = (
    "before the next call", "by Thursday", "in their own words", "with a date and a name", "on one page",
    "so that nobody has to ask twice", "and says who else must see it", "while everyone is in the room",
)  # fmt: skip


class _Words:
    """Sentences that differ, from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 (no secret)

    def sentence(self) -> str:
        words = " ".join(self._random.choice(each) for each in (_SUBJECTS, _VERBS, _OBJECTS, _TAILS))
        return words[0].upper() + words[1:]

    def sentences(self, number: int) -> list[str]:
        return [self.sentence() for _ in range(number)]

    def pick(self, choices: tuple[str, ...]) -> str:
        return self._random.choice(choices)

    def between(self, least: int, most: int) -> int:
        return self._random.randint(least, most)


def _activity(words: _Words, stage: str, number: int, names: list[str]) -> dict[str, Any]:
    between = number % 3 == 2  # about a third
    activity: dict[str, Any] = {
        "id": f"{stage}-{number}",
        "name": f"{words.pick(_VERBS).capitalize()} {words.pick(_OBJECTS)} {number}",
        "where": "between_calls" if between else "in_call",
        "importance": "key" if number in (0, 3) else "supporting",
        "buyer_roles": [words.pick(BUYER_ROLES)],
        "seller_roles": [words.pick(SELLER_ROLES)],
        "purpose": words.sentence(),
        "advance": words.sentence(),
        "how": f"{words.sentence()}. {words.sentence()}.",
        "steps": words.sentences(3),
        "questions": [{"ask": f"{words.sentence()}?", "listen_for": words.sentence()} for _ in range(2)],
        "satisfies": [f"{stage}-criterion-{number % 3}"],
    }
    if between:
        activity |= {"done_by": "customer", "takes_days": words.between(1, 10), "takes_days_max": 15}
    else:
        activity |= {"minutes": words.between(5, 15), "minutes_max": 18, "customer_value": words.sentence()}
    if names and number:
        activity["requires"] = [names[-1]]
    return activity


def _stage(words: _Words, stage: str, number: int, buying_stage: str) -> dict[str, Any]:
    names: list[str] = []
    activities = []
    for index in range(ACTIVITIES):
        activities.append(_activity(words, stage, index, names))
        names.append(activities[-1]["id"])
    kinds = ("customer_statement", "customer_action", "customer_document")
    return {
        "id": stage,
        "name": stage.replace("-", " ").capitalize(),
        "definition": words.sentence(),
        "buying_stages": [buying_stage],
        "target_days": 14,
        "stalled_after_days": 30,
        "drifts_when": words.sentences(2),
        "crm": {"stage": f"{number + 1} - {stage}", "probability": 10 * (number + 1), "forecast": "pipeline"},
        "exit_criteria": [
            {
                "id": f"{stage}-criterion-{index}",
                "criterion": words.sentence(),
                "evidence": words.sentence(),
                "verified_by": kind,
            }
            for index, kind in enumerate(kinds)
        ],
        "activities": activities,
        "call_plan": {
            "customer_value": words.sentence(),
            "upfront_contract": {"time": words.sentence(), "agenda": words.sentence(), "outcome": words.sentence()},
            "advance": {"target": words.sentence(), "stretch": words.sentence(), "fallback": words.sentence()},
            "objections": [{"they_say": f"{words.sentence()}.", "respond": words.sentence()} for _ in range(3)],
            "follow_ups": words.sentences(1),
            "preparation": {"ours": words.sentences(2), "theirs": words.sentences(1)},
        },
    }


def _sales_process(seed: int) -> dict[str, Any]:
    words = _Words(seed)
    stages = [_stage(words, stage, number, BUYING_STAGES[number]) for number, stage in enumerate(STAGES)]
    closed = [{"id": each.replace("_", "-"), "name": each.capitalize(), "closed": each} for each in CLOSED]
    return {
        "name": f"Process {seed}",
        "summary": words.sentence(),
        "reviewed": "2026-10-12",
        "buying_process": "operations-leader",
        "call": {"minutes": 60},
        "baseline": {"calls": 14, "days": 120},
        "stages": [*stages, *closed],
    }


def _roles(kind: str, ids: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"id": each, "name": f"{each.replace('-', ' ').capitalize()} ({kind})"} for each in ids]


def write_playbook(folder: Path, processes: int) -> int:
    """Write a playbook with that many sales processes into `folder`; return its size in bytes."""
    words = _Words(0)
    buying = [
        {"id": each, "name": each.replace("-", " ").capitalize(), "question": f"{words.sentence()}?"}
        for each in BUYING_STAGES
    ]
    files: dict[str, Any] = {
        "playbook.yaml": {"title": "A playbook for benchmarks"},
        "roles.yaml": {"buyer_roles": _roles("buyer", BUYER_ROLES), "seller_roles": _roles("seller", SELLER_ROLES)},
        "buying/operations-leader.yaml": {"name": "How they buy", "stages": buying},
    }
    files |= {f"sales/process-{seed:03}.yaml": _sales_process(seed) for seed in range(1, processes + 1)}
    size = 0
    for path, data in files.items():
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        size += (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return size


def main() -> None:
    """Write a playbook as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=12)
    said = parser.parse_args()
    print(f"{write_playbook(said.folder, said.processes)} bytes")


if __name__ == "__main__":
    main()
