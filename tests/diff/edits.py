"""Random edits of the example playbook, each with the change that it is; and what a diff of them must say.

The playbook is edited as data and written anew, so that no code of ours is needed to know what was done, nor where.
"""

from __future__ import annotations

import copy
import random
import shutil
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nextcall.diff import Diff

Files = dict[str, dict[str, Any]]
Key = tuple[str, str, str | None, str | None, Any, Any]
"""Kind, what, id, field, before and after; of what came or went, the name is before or after."""

MIRRORED = {"added": "removed", "removed": "added", "weakens": "strengthens", "strengthens": "weakens"}
REFERENCES = ("requires", "needs", "satisfies")


class Script(NamedTuple):
    """A playbook before and after random edits, and the changes that they are, moves aside.

    `unsaid` are the new ids of what was renamed without `formerly`.
    """

    before: Files
    after: Files
    expected: Counter[Key]
    unsaid: set[str]


def example(folder: Path) -> Files:
    """The files of the example as data."""
    return {path: document.data for path, document in load(folder).documents.items()}  # type: ignore[misc]


def write(files: Files, example: Path, folder: Path) -> Path:
    """Write the files as YAML, and what else lies in the folder of the example beside them."""
    shutil.copytree(example, folder)
    for path, data in files.items():
        text = yaml.dump(data, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True, width=90)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def script(files: Files, seed: int, edits: int = 4) -> Script:
    """A script of random edits, no two of which touch the same thing."""
    editor = _Editor(copy.deepcopy(files), random.Random(seed))  # noqa: S311 (no secret)
    before = copy.deepcopy(files)
    for _ in range(edits):
        editor.edit()
    return Script(before, editor.files, editor.expected, editor.unsaid)


class _Editor:
    def __init__(self, files: Files, chance: random.Random) -> None:
        self.files = files
        self.expected: Counter[Key] = Counter()
        self.unsaid: set[str] = set()
        self._chance = chance
        self._touched: set[int] = set()
        self._kinds: list[Callable[[], bool]] = [
            self.add, self.remove, self.rename_activity, self.rename_criterion, self.rename_stage, self.move,
            self.move_to_another_stage, self.reword, self.reword_item, self.retime, self.weaken, self.lose_fallback,
            self.gate, self.requirement, self.call_default, self.add_text,
        ]  # fmt: skip

    def edit(self) -> None:
        """One edit that is possible."""
        while not self._chance.choice(self._kinds)():
            pass

    def _processes(self) -> list[dict[str, Any]]:
        return [data for path, data in self.files.items() if path.startswith("sales/")]

    def _process(self) -> dict[str, Any]:
        return self._chance.choice(self._processes())

    def _stage(self, process: dict[str, Any]) -> dict[str, Any]:
        return self._chance.choice([each for each in process["stages"] if "closed" not in each])

    def _one(self, things: list[dict[str, Any]]) -> dict[str, Any] | None:
        """One that no edit has touched yet; from now on one has."""
        free = [each for each in things if id(each) not in self._touched]
        if not free:
            return None
        chosen = self._chance.choice(free)
        self._touched.add(id(chosen))
        return chosen

    def _activity(self, process: dict[str, Any]) -> dict[str, Any] | None:
        return self._one(list(activities(process)))

    def _expect(self, *key: Any) -> bool:  # noqa: ANN401 (a `Key`)
        self.expected[key] += 1  # type: ignore[index]
        return True

    def _word(self) -> str:
        return f"{self._chance.choice(('quay', 'ferry', 'tide'))}{self._chance.randrange(10**6)}"

    def add(self) -> bool:
        """A new activity somewhere in a stage."""
        stage = self._stage(self._process())
        name = self._word()
        key = self._chance.random() < 0.3
        new = {"id": name, "name": f"Look at {name}", "where": "in_call", "minutes": 5, "requires": []}
        if key:
            new["importance"] = "key"
        self._touched.add(id(new))
        stage.setdefault("activities", []).insert(self._chance.randrange(len(stage["activities"]) + 1), new)
        return self._expect("added", "activity", name, None, None, new["name"])

    def remove(self) -> bool:
        """An activity that nothing requires is gone."""
        process = self._process()
        chosen = self._activity(process)
        if chosen is None or any(chosen["id"] in each.get("requires", ()) for each in activities(process)):
            return False
        stage = next(each for each in process["stages"] if chosen in each.get("activities", ()))
        stage["activities"].remove(chosen)
        return self._expect("removed", "activity", chosen["id"], None, chosen["name"], None)

    def _rename(self, process: dict[str, Any], thing: dict[str, Any], what: str, fields: tuple[str, ...]) -> bool:
        old, new = thing["id"], self._word()
        if self._chance.random() < 0.5:
            thing["formerly"] = [*thing.get("formerly", ()), old]
        else:
            self.unsaid.add(new)
        thing["id"] = new
        for holder in (*activities(process), *process["stages"]):
            for field in fields:
                if old in holder.get(field, ()):
                    holder[field] = [new if each == old else each for each in holder[field]]
            for each in holder.get("step_back", ()) if "to" in fields else ():
                each["to"] = new if each["to"] == old else each["to"]
        return self._expect("renamed", what, new, None, old, new)

    def rename_activity(self) -> bool:
        """An activity has another id, and so has whatever requires it."""
        process = self._process()
        chosen = self._activity(process)
        return chosen is not None and self._rename(process, chosen, "activity", ("requires",))

    def rename_criterion(self) -> bool:
        """A criterion has another id, and so has whatever needs or satisfies it."""
        process = self._process()
        chosen = self._one([each for each in criteria(process) if "id" in each])
        return chosen is not None and self._rename(process, chosen, "criterion", ("needs", "satisfies"))

    def rename_stage(self) -> bool:
        """A stage has another id."""
        process = self._process()
        chosen = self._one([each for each in process["stages"] if "closed" not in each])
        return chosen is not None and self._rename(process, chosen, "stage", ("alongside", "to"))

    def move(self) -> bool:
        """An activity stands elsewhere in its stage."""
        process = self._process()
        chosen = self._activity(process)
        if chosen is None:
            return False
        stage = next(each for each in process["stages"] if chosen in each.get("activities", ()))
        stage["activities"].remove(chosen)
        stage["activities"].insert(self._chance.randrange(len(stage["activities"]) + 1), chosen)
        return True

    def move_to_another_stage(self) -> bool:
        """An activity stands in another stage."""
        process = self._process()
        chosen = self._activity(process)
        if chosen is None:
            return False
        stage = next(each for each in process["stages"] if chosen in each.get("activities", ()))
        other = self._stage(process)
        if other is stage or any(id(each) in self._touched for each in (stage, other)):
            return False
        self._touched |= {id(stage), id(other)}  # whose ids the change names
        stage["activities"].remove(chosen)
        other.setdefault("activities", []).append(chosen)
        return self._expect("moved", "activity", chosen["id"], None, stage["id"], other["id"])

    def reword(self) -> bool:
        """A text says something else."""
        process = self._process()
        kind = self._chance.choice(("activity", "criterion"))
        things = activities(process) if kind == "activity" else criteria(process)
        chosen = self._one([each for each in things if "id" in each])
        if chosen is None:
            return False
        field = "name" if kind == "activity" else "criterion"
        before = chosen[field]
        chosen[field] = f"{before} by the {self._word()}"
        return self._expect("changed", kind, chosen["id"], field, before, chosen[field])

    def reword_item(self) -> bool:
        """An item of a list of texts says something else."""
        stage = self._one([each for each in self._process()["stages"] if each.get("drifts_when")])
        if stage is None:
            return False
        index = self._chance.randrange(len(stage["drifts_when"]))
        before = stage["drifts_when"][index]
        after = f"{before}, or the {self._word()}" if self._chance.random() < 0.5 else f"Nobody sees the {self._word()}"
        stage["drifts_when"][index] = after
        return self._expect("changed", "stage", stage["id"], "drifts_when", before, after)

    def add_text(self) -> bool:
        """One more text in a list."""
        stage = self._one([each for each in self._process()["stages"] if each.get("drifts_when")])
        if stage is None:
            return False
        text = f"The {self._word()} is late"
        stage["drifts_when"].insert(self._chance.randrange(len(stage["drifts_when"]) + 1), text)
        return self._expect("changed", "stage", stage["id"], "drifts_when", None, text)

    def retime(self) -> bool:
        """An activity takes a minute more or less."""
        process = self._process()
        chosen = self._one([each for each in activities(process) if each.get("minutes", 0) > 2])
        if chosen is None:
            return False
        before = chosen["minutes"]
        chosen["minutes"] = before + self._chance.choice((-1, 1))
        return self._expect("changed", "activity", chosen["id"], "minutes", before, chosen["minutes"])

    def weaken(self) -> bool:
        """A criterion rests on our word."""
        things = [each for each in criteria(self._process()) if "id" in each]
        chosen = self._one(
            [each for each in things if each.get("verified_by", "seller_assertion") != "seller_assertion"]
        )
        if chosen is None:
            return False
        before = chosen["verified_by"]
        chosen["verified_by"] = "seller_assertion"
        return self._expect("changed", "criterion", chosen["id"], "verified_by", before, "seller_assertion")

    def lose_fallback(self) -> bool:
        """A stage's call has no fallback any more."""
        stages = [each for process in self._processes() for each in process["stages"]]
        stage = self._one([each for each in stages if "fallback" in each.get("call_plan", {}).get("advance", {})])
        if stage is None or len(stage["call_plan"]["advance"]) == 1:
            return False
        before = stage["call_plan"]["advance"].pop("fallback")
        return self._expect("changed", "stage", stage["id"], "call_plan.advance.fallback", before, None)

    def _item(self, field: str, known: Callable[[dict[str, Any], dict[str, Any]], list[str]]) -> bool:
        """An item of a list of ids came or went."""
        process = self._process()
        chosen = self._activity(process)
        if chosen is None:
            return False
        there = chosen.get(field, [])
        if there and self._chance.random() < 0.5:
            gone = self._chance.choice(there)
            if self._is_touched(process, gone):
                return False
            chosen[field] = [each for each in there if each != gone]
            if not chosen[field] and field != "requires":
                del chosen[field]
            return self._expect("removed", "reference", chosen["id"], field, gone, None)
        may = [each for each in known(process, chosen) if each not in there and not self._is_touched(process, each)]
        if not may or (field == "requires" and field not in chosen):
            return False
        new = self._chance.choice(may)
        chosen[field] = [*there, new]
        return self._expect("added", "reference", chosen["id"], field, None, new)

    def _is_touched(self, process: dict[str, Any], name: str) -> bool:
        """Whether a thing was edited; from now on it is, for its id is told."""
        for each in (*activities(process), *criteria(process)):
            if each.get("id") == name:
                if id(each) in self._touched:
                    return True
                self._touched.add(id(each))
        return False

    def gate(self) -> bool:
        """A gate is there that was not, or the other way round."""
        return self._item("needs", lambda process, _: [each["id"] for each in criteria(process) if "id" in each])

    def requirement(self) -> bool:
        """An activity comes after another one, or no longer does."""

        def earlier(process: dict[str, Any], chosen: dict[str, Any]) -> list[str]:
            names = [each["id"] for each in activities(process)]
            return names[: names.index(chosen["id"])]

        return self._item("requires", earlier)

    def call_default(self) -> bool:
        """A default of all calls is another one."""
        top = self.files["playbook.yaml"]
        if id(top) in self._touched:
            return False
        self._touched.add(id(top))
        call = top.setdefault("call", {})
        before = call.get("days_between_calls", 7)
        call["days_between_calls"] = before + 1
        return self._expect("changed", "playbook", None, "call.days_between_calls", before, before + 1)


def activities(process: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The activities of all stages."""
    for stage in process["stages"]:
        yield from stage.get("activities", ())


def criteria(process: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The exit criteria of all stages."""
    for stage in process["stages"]:
        yield from stage.get("exit_criteria", ())


def told(diff: Diff) -> Counter[Key]:
    """What a diff says, without moves inside a list."""
    return Counter(
        (each.kind.value, each.what.value, each.id, each.field, each.before, each.after)
        for each in diff.changes
        if not _is_inner_move(each)
    )


def _is_inner_move(change: Any) -> bool:  # noqa: ANN401 (a change)
    return change.kind.value == "moved" and isinstance(change.before, int)


def moves(diff: Diff) -> int:
    """How many things a diff says to have moved in their list."""
    return sum(map(_is_inner_move, diff.changes))


def fewest_moves(before: Files, after: Files, expected: Counter[Key]) -> int:
    """How many activities must have moved in their stages, counted without any code of ours."""
    now = {each[4]: each[5] for each in expected if each[0] == "renamed"}
    total = 0
    for path in before:
        if not path.startswith("sales/"):
            continue
        for stage in before[path]["stages"]:
            same = next(each for each in after[path]["stages"] if each["id"] == now.get(stage["id"], stage["id"]))
            ours = [now.get(each["id"], each["id"]) for each in stage.get("activities", ())]
            theirs = [each["id"] for each in same.get("activities", ()) if each["id"] in ours]
            ours = [each for each in ours if each in theirs]
            numbers = [ours.index(each) for each in theirs]
            best = [1] * len(numbers)
            for i, number in enumerate(numbers):
                best[i] = 1 + max((best[j] for j in range(i) if numbers[j] < number), default=0)
            total += len(numbers) - max(best, default=0)
    return total


def value_at(data: Any, pointer: str) -> Any:  # noqa: ANN401 (whatever stands there)
    """What stands at a pointer; None where nothing does."""
    for step in pointer.split("/")[1:]:
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    return data


def line_of(text: str, pointer: str) -> int:
    """The line of a pointer in a file, as PyYAML's composer has it; of what is missing, that of what is around it."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    for step in pointer.split("/")[1:]:
        if isinstance(node, yaml.MappingNode):
            found = [value for key, value in node.value if key.value == step]
        else:
            found = node.value[int(step) : int(step) + 1] if isinstance(node, yaml.SequenceNode) else []
        if not found:
            break
        node = found[0]
    return node.start_mark.line + 1 if node is not None else 1
