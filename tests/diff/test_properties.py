"""Random edits of the example give exactly the changes that they are, each at its line; `make bench` runs all 500."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.diff import edits

from nextcall import pipeline
from nextcall.compress import compression_report
from nextcall.diff import diff
from nextcall.load import load

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = 500


@pytest.fixture(scope="module")
def files(example: Path) -> edits.Files:
    return edits.example(example)


@pytest.mark.one_in(32)
@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_random_edits_give_exactly_these_changes(files: edits.Files, example: Path, seed: int, tmp_path: Path) -> None:
    script = edits.script(files, seed, edits=1 + seed % 7)
    before = load(edits.write(script.before, example, tmp_path / "before"))
    after = load(edits.write(script.after, example, tmp_path / "after"), known=before)
    sides = pipeline.side(before), pipeline.side(after)
    there, back = diff(*sides), diff(*reversed(sides), with_figures=False)

    assert edits.told(there) == script.expected
    assert edits.moves(there) == edits.fewest_moves(script.before, script.after, script.expected)
    assert {each.id for each in there.changes if each.kind == "renamed" and each.guess} == script.unsaid

    for change in there.changes:
        loaded, files_there = (before, script.before) if change.is_of_base else (after, script.after)
        stands = edits.value_at(files_there[change.place.path], change.place.pointer)
        if change.field is None and change.kind != "renamed":
            assert stands["id"] == change.id
        elif change.field != "requires" or change.what == "reference":
            assert stands == (change.before if change.is_of_base else change.after), change
        text = (loaded.root / change.place.path).read_text(encoding="utf-8")
        assert change.span is not None
        assert change.span.line == edits.line_of(text, change.place.pointer), change

    def mirrored(kind: str) -> str:
        return edits.MIRRORED.get(kind, kind)

    renamed = {each.before: each.after for each in there.changes if each.kind == "renamed"}
    assert edits.told(back) == Counter(
        {
            (mirrored(kind), what, _name_before(name, renamed), field, new, old): count
            for (kind, what, name, field, old, new), count in edits.told(there).items()
        }
    )
    effects = Counter(mirrored(each.effect) for each in there.changes)
    assert Counter(str(each.effect) for each in back.changes) == effects
    assert edits.moves(back) == edits.moves(there)

    figures = {each.process.id: each for each in there.figures}
    broken = {each.path for each in there.unread}
    for ours in sides[0].playbook.sales_processes:
        if ours.place.path in broken:
            assert ours.id not in figures
            continue
        pair = [compression_report(each) for each in (ours, sides[1].playbook.sales_process_by_id[ours.id])]
        calls, days = (tuple(getattr(each, name).compressed for each in pair) for name in ("calls", "days"))
        if ours.id in figures:
            assert (figures[ours.id].calls, figures[ours.id].days) == (calls, days)
        else:
            assert (calls[0], days[0]) == (calls[1], days[1])


def _name_before(name: str | None, renamed: dict[str, str]) -> str | None:
    return next((old for old, new in renamed.items() if new == name), name)


def test_a_playbook_is_no_change_of_itself(example: Path) -> None:
    side = pipeline.side(load(example))
    found = diff(side, pipeline.side(load(example)))
    assert (found.changes, found.figures, found.new, found.gone) == ((), (), (), ())
