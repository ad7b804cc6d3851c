"""A field is said once in its schema and once in the model, and arrives everywhere; what would be lost fails here.

A playbook is made out of the schemas, in which every field of every kind of file has a value.
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from nextcall import addresses, export, pipeline
from nextcall.diff import diff
from nextcall.export.playbook_schema import NOT_FOR_PROGRAMS
from nextcall.load import Kind, bundled, load
from nextcall.load.kinds import resolved
from nextcall.model import Place, Playbook, Text, Written, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import SomeOf

    from nextcall.load import Loaded

FILES = {
    Kind.PLAYBOOK: "playbook.yaml",
    Kind.ROLES: "roles.yaml",
    Kind.ASSETS: "assets.yaml",
    Kind.GLOSSARY: "glossary.yaml",
    Kind.BUYING_PROCESS: "buying/mark.yaml",
    Kind.SALES_PROCESS: "sales/mark.yaml",
    Kind.RESULTS: "results/mark.yaml",
}
_WHY = "about the file, for those who write it"
NOT_IN_THE_MODEL = {"roles.yaml/notes": _WHY, "assets.yaml/notes": _WHY, "glossary.yaml/notes": _WHY}
FOR_THE_FILE_ALONE = {
    **NOT_IN_THE_MODEL,
    **NOT_FOR_PROGRAMS,
    "rule": "an `allow` speaks to the rules",
    "because": "likewise",
}
"""What isn't in `playbook.json`, and why: a field by its name, wherever it stands, or with its file."""
CHOSEN = {"where": ("either", "in_call"), "minutes_max": (20, 21)}
"""What some fields have to say, or others would have nothing to tell: a value, and another one."""
DEPEND_ON_OTHERS = {"done_by": "on where it is done", "takes_days_max": "on takes_days"}
"""Fields whose value, where nobody wrote one, is no constant, so that no schema gives it."""


class Leaf(NamedTuple):
    """A field that holds values and no fields: its place, its schema, and whether it must be there."""

    file: str
    steps: tuple[str | int, ...]
    schema: dict[str, Any]
    required: bool

    @property
    def name(self) -> str:
        """The field itself."""
        return str(self.steps[-1])

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, "".join(f"/{step}" for step in self.steps))

    def value(self, *, other: bool = False) -> Any:  # noqa: ANN401 (what a file may hold)
        """A value that the schema admits, or another one."""
        if self.name in CHOSEN:
            return CHOSEN[self.name][other]
        if self.name == "id":
            steps = [step.replace("_", "-") for step in self.steps if isinstance(step, str)]
            return "-".join([*steps, "other"] if other else steps)
        return _value(self.schema, self.place.pointer, other=other)

    def listed(self, names: dict[str, str]) -> bool:
        """Whether a list names it."""
        return self.name in names or (len(self.steps) == 1 and f"{self.file}/{self.name}" in names)


def _value(schema: dict[str, Any], mark: str, *, other: bool) -> Any:  # noqa: ANN401 (what a file may hold)
    if schema.get("type") == "array":
        return [_value(schema["items"], mark, other=other)]
    if schema.get("type") == "object":
        return {"stale-review": _value(schema["additionalProperties"], mark, other=other)}
    if "enum" in schema:
        return schema["enum"][-1 if other else 0 if schema.get("default") != schema["enum"][0] else 1]
    if "x-text" in schema:
        return f"{'Another' if other else 'A mark'} at {mark}"
    values = {
        "integer": (schema.get("minimum", 0) + 12, schema.get("minimum", 0) + 11),
        "number": (1.5, 2.5),
        "boolean": (not schema.get("default"), bool(schema.get("default"))),
        "date": ("2026-01-02", "2026-01-03"),
        "quarter": ("2026-Q1", "2026-Q2"),
        "link": ("https://a.example/", "https://b.example/"),
    }
    return values.get(schema["type"], values.get(schema.get("shape", ""), ("mark", "other")))[other]


def _resolved(root: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found = resolved(root, schema)
    inner = {name: _resolved(root, found[name]) for name in ("items", "additionalProperties") if found.get(name)}
    return found | inner


def _leaves(
    file: str, root: dict[str, Any], schema: dict[str, Any], steps: tuple[str | int, ...] = ()
) -> Iterator[Leaf]:
    for name, field in schema["properties"].items():
        below = _resolved(root, field)
        inside, here = (below["items"], (*steps, name, 0)) if "items" in below else (below, (*steps, name))
        if "properties" in inside:
            yield from _leaves(file, root, inside, here)
        else:
            yield Leaf(file, (*steps, name), below, name in schema.get("required", ()))


LEAVES = [leaf for kind, file in FILES.items() for leaf in _leaves(file, bundled(kind), bundled(kind))]


def _put(data: dict[str, Any], leaf: Leaf, value: object) -> None:
    here: Any = data
    for step, following in zip(leaf.steps, leaf.steps[1:], strict=False):
        if isinstance(step, str):
            here = here.setdefault(step, [{}] if isinstance(following, int) else {})
        else:
            here = here[step]
    here[leaf.name] = value


def _everything() -> dict[str, Any]:
    """Files with a value in every field. The process has a second stage, which the first one names."""
    files: dict[str, Any] = {file: {} for file in FILES.values()}
    for leaf in LEAVES:
        _put(files[leaf.file], leaf, leaf.value())
    files["sales/mark.yaml"]["stages"].append({"id": "other", "name": "Other"})
    return files


def _loaded(folder: Path, files: dict[str, Any]) -> Loaded:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(json.dumps(data), encoding="utf-8")
    loaded = load(folder)
    assert loaded.diagnostics == ()
    return loaded


def _in_model(playbook: Playbook) -> dict[Place, object]:
    """Every value of the model by the place of its field, lists of texts and ids as lists."""
    found: dict[Place, object] = {}

    def look(written: Written, place: Place) -> None:
        here = getattr(written, "place", place)
        kind: type = type(written)
        for each in fields_of(kind):
            value = getattr(written, each.name)
            if isinstance(value, Written):
                look(value, here / each.key)
            elif each.many and value and isinstance(value[0], Written):
                for index, item in enumerate(value):
                    look(item, here / each.key / index)
            elif not isinstance(value, Place):
                found[here / each.key] = list(value) if isinstance(value, tuple) else value

    look(playbook, playbook.place)
    return found


def _in_json(loaded: Loaded) -> dict[str, Any]:
    assert loaded.playbook is not None
    document: dict[str, Any] = json.loads(export.files(loaded.playbook, lambda _: 1)[addresses.PLAYBOOK_JSON])
    return document


def test_there_are_fields_of_every_kind_of_file_and_what_is_left_out_is_a_field() -> None:
    assert {leaf.file for leaf in LEAVES} == set(FILES.values())
    assert set(FILES) == set(Kind)
    assert len(LEAVES) > 240
    names = {each.name for each in fields_of(Playbook)} | {leaf.name for leaf in LEAVES} | {"place"}
    assert set(NOT_FOR_PROGRAMS) <= names
    assert all(FOR_THE_FILE_ALONE.values())


def test_what_stands_in_a_field_arrives_in_the_model_at_its_place(tmp_path: Path) -> None:
    playbook = _loaded(tmp_path, _everything()).playbook
    assert playbook is not None
    found = _in_model(playbook)
    lost = [leaf for leaf in LEAVES if found.get(leaf.place) != leaf.value()]
    assert {f"{leaf.file}/{leaf.name}" for leaf in lost} == set(NOT_IN_THE_MODEL)


def test_every_text_is_remembered_with_its_place_and_every_allow_with_its_holder(tmp_path: Path) -> None:
    playbook = _loaded(tmp_path, _everything()).playbook
    assert playbook is not None
    texts = {written.place: written.text for written in playbook.texts}
    for leaf in LEAVES:
        if "x-text" in leaf.schema:
            assert texts[leaf.place] == leaf.value()
        elif "x-text" in leaf.schema.get("items", {}):
            assert texts[leaf.place / 0] == leaf.value()[0]
    assert (
        len(texts) == len([leaf for leaf in LEAVES if "x-text" in {**leaf.schema, **leaf.schema.get("items", {})}]) + 1
    )
    holders = {leaf.place.parent.parent.parent for leaf in LEAVES if leaf.name == "because"}
    assert {allow.holder for allow in playbook.allows} == holders
    assert holders == playbook.holders - {Place("sales/mark.yaml", "/stages/1")}
    assert all(isinstance(written.text, Text) for written in playbook.texts)


def test_what_stands_in_a_field_arrives_in_playbook_json_or_the_reason_why_not_is_listed(
    tmp_path: Path, some_of: SomeOf
) -> None:
    files = _everything()
    before = _in_json(_loaded(tmp_path, files))
    lost = []
    leaves = some_of(LEAVES, 4)
    for leaf in leaves:
        changed = {leaf.file: copy.deepcopy(files[leaf.file])}
        _put(changed[leaf.file], leaf, leaf.value(other=True))
        if _in_json(_loaded(tmp_path, changed)) == before:
            lost.append(leaf)
        _loaded(tmp_path, {leaf.file: files[leaf.file]})
    assert [leaf for leaf in lost if not leaf.listed(FOR_THE_FILE_ALONE)] == []
    assert [leaf for leaf in leaves if leaf.listed(FOR_THE_FILE_ALONE) and leaf not in lost] == []


def test_a_change_of_any_field_is_told_where_it_stands(tmp_path: Path, some_of: SomeOf) -> None:
    files = _everything()
    before = pipeline.side(_loaded(tmp_path, files))
    untold, elsewhere = [], []
    leaves = some_of(LEAVES, 4)
    for leaf in leaves:
        if leaf.file == FILES[Kind.RESULTS]:  # what was measured is no change of the process
            continue
        changed = {leaf.file: copy.deepcopy(files[leaf.file])}
        _put(changed[leaf.file], leaf, leaf.value(other=True))
        loaded = _loaded(tmp_path, changed)
        found = diff(before, pipeline.side(loaded), with_figures=False).changes
        _loaded(tmp_path, {leaf.file: files[leaf.file]})
        if not found:
            untold.append(leaf)
        elif not any(_is_about(each.place, leaf) for each in found):
            elsewhere.append((leaf.place, found))
    tried = {f"{leaf.file}/{leaf.name}" for leaf in leaves if len(leaf.steps) == 1}
    assert {f"{leaf.file}/{leaf.name}" for leaf in untold} == set(NOT_IN_THE_MODEL) & tried
    assert elsewhere == []


def _is_about(place: Place, leaf: Leaf) -> bool:
    """Whether a change stands at a field, at an item or a key of it, or at the whole object that it alone makes."""
    return leaf.place in {place, place.parent} or leaf.place.parent == place


def test_what_stands_for_an_absent_field_is_the_default_of_its_schema(tmp_path: Path) -> None:
    files: dict[str, Any] = {file: {} for file in FILES.values()}
    for leaf in LEAVES:
        if leaf.required:
            _put(files[leaf.file], leaf, leaf.value())
    playbook = _loaded(tmp_path, files).playbook
    assert playbook is not None
    found = _in_model(playbook)
    for leaf in LEAVES:
        if not leaf.required and leaf.place in found and leaf.name not in DEPEND_ON_OTHERS:
            value = found[leaf.place]
            assert (None if value in ([], {}) else value) == leaf.schema.get("default"), leaf.place
    seen = {leaf.name for leaf in LEAVES if "default" in leaf.schema and leaf.place in found}
    assert seen == {leaf.name for leaf in LEAVES if "default" in leaf.schema}
