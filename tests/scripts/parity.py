"""Holds what the engine of the site answers, in Node, against what Python does: activity for activity."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.npm_packages import node

from nextcall.call_plan import call_plan
from nextcall.compress.compiled import compiled
from nextcall.compress.deal_state import deal_from
from nextcall.export import plan_json
from nextcall.render import scripts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nextcall.model import Playbook, SalesProcess

    from .varied_deals import Drawn

RUNNER = Path(__file__).with_name("answers.cjs")


class Differs(NamedTuple):
    """A deal that the two engines answer otherwise, the part of the answer, and both answers to it."""

    process: str
    deal: Mapping[str, Any]
    part: str
    python: Any
    site: Any


def python_answer(playbook: Playbook, process: SalesProcess, state: Mapping[str, Any]) -> dict[str, Any]:
    """What Python answers for a deal, without its texts."""
    deal, _ = deal_from(playbook, process, process.stage_by_id[state["stage"]], state)
    answer = plan_json(playbook, call_plan(playbook, deal))
    written = answer.pop("call_plan")
    return {**answer, "due": written["due"], "if_room_changes": written["if_room_changes"]}


def site_answers(cases: Iterable[Drawn], folder: Path) -> Iterator[list[dict[str, Any]]]:
    """What the site's script answers, in one process of Node: a list for the deals of each process."""
    script = folder / "engine.js"
    script.write_text(scripts.joined("engine"), encoding="utf-8")
    lines = (json.dumps({"process": compiled(each.playbook, each.process), "deals": each.deals}) for each in cases)
    ran = subprocess.run(
        [str(node()), str(RUNNER), str(script)],
        input="\n".join(lines),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return map(json.loads, ran.stdout.splitlines())


def differences(cases: Iterable[Drawn], folder: Path) -> Iterator[Differs]:
    """Every part of an answer that the two engines don't agree on."""
    drawn = list(cases)
    for case, answers in zip(drawn, site_answers(drawn, folder), strict=True):
        for state, site in zip(case.deals, answers, strict=True):
            python = python_answer(case.playbook, case.process, state)
            for part in sorted({*python, *site}):
                if python.get(part) != site.get(part):
                    yield Differs(case.process.id, state, part, python.get(part), site.get(part))
