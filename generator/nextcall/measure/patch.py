"""The suggestions as a diff of the process's file: lines that a reviewer reads. It is printed, never applied.

Each change is a splice at the marks of our parser, and the result is read again: where it doesn't say what is meant,
the change is left out, and the words beside the diff have to do.
"""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Any

from nextcall.load import parse
from nextcall.model import SuggestedField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nextcall.load.document import Document, Mark
    from nextcall.measure.suggestions import Suggestion

_CONTEXT = 2


def diff(document: Document, suggestions: Sequence[Suggestion], source: str, shown: str) -> str:
    """The unified diff of a process's file; "" where nothing is suggested. `shown` is the path that it names."""
    text = document.text
    baseline = {each.field: each.value for each in suggestions if each.stage is None}
    if baseline:
        text = _spliced(document.path, text, lambda found: _with_baseline(found, baseline, source)) or text
    for each in suggestions:
        if each.stage is not None:
            text = _spliced(document.path, text, lambda found, each=each: _with_field(found, each)) or text
    before, after = document.text.splitlines(keepends=True), text.splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, f"a/{shown}", f"b/{shown}", n=_CONTEXT))


def _spliced(path: str, text: str, change: Any) -> str | None:  # noqa: ANN401 (a function that splices)
    """The text with a change, if it reads as meant; None where it doesn't, or the place isn't found."""
    document = parse.parse(path, text.encode())
    made = change(document)
    if made is None:
        return None
    changed, meant = made
    again = parse.parse(path, changed.encode())
    return changed if not again.faults and again.data == meant else None


def _with_baseline(document: Document, values: dict[SuggestedField, int], source: str) -> tuple[str, Any] | None:
    fields = document.mark.fields or {}
    if "stages" not in fields or "baseline" in fields or document.text[document.mark.start] == "{":
        return None
    baseline: dict[str, Any] = {}
    if SuggestedField.BASELINE_CALLS in values:
        baseline["calls"] = values[SuggestedField.BASELINE_CALLS]
    if SuggestedField.BASELINE_DAYS in values:
        baseline["days"] = values[SuggestedField.BASELINE_DAYS]
    if source:
        baseline["source"] = source
    inside = ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in baseline.items())
    start = fields["stages"][0]
    changed = f"{document.text[:start]}baseline: {{{inside}}}\n{document.text[start:]}"
    return changed, {**_data(document), "baseline": baseline}


def _with_field(document: Document, suggestion: Suggestion) -> tuple[str, Any] | None:
    """A number in the place of another, or behind the name of what it is a field of."""
    path, mark, target = _found(document, suggestion)
    if mark is None or mark.fields is None:
        return None
    meant = _data(document)
    here: Any = meant
    for step in path:
        here = here[step]
    here[target] = suggestion.value
    text, value = document.text, str(suggestion.value)
    if target in mark.fields:
        old = mark.fields[target][2]
        return f"{text[: old.start]}{value}{text[old.end :]}", meant
    if "name" not in mark.fields:
        return None
    if text[mark.start] == "{":
        end = mark.fields["name"][2].end
        return f"{text[:end]}, {target}: {value}{text[end:]}", meant
    start, _, name = mark.fields["name"]
    indent = " " * (document.lines.position(start)[1] - 1)
    line_end = text.find("\n", name.end)
    line_end = len(text) if line_end < 0 else line_end
    return f"{text[:line_end]}\n{indent}{target}: {value}{text[line_end:]}", meant


def _found(document: Document, suggestion: Suggestion) -> tuple[list[str | int], Mark | None, str]:
    """Where the object stands that a suggestion is about: its path, its mark, and the field's name."""
    stages = _data(document).get("stages", [])
    for number, stage in enumerate(stages):
        if stage.get("id") != suggestion.stage:
            continue
        path: list[str | int] = ["stages", number]
        if suggestion.activity is not None:
            activities = [each.get("id") for each in stage.get("activities", [])]
            if suggestion.activity not in activities:
                break
            path += ["activities", activities.index(suggestion.activity)]
        return path, _mark(document.mark, path), suggestion.field.value
    return [], None, suggestion.field.value


def _mark(mark: Mark, path: list[str | int]) -> Mark | None:
    here: Mark | None = mark
    for step in path:
        if here is None:
            return None
        if isinstance(step, str):
            here = here.fields[step][2] if here.fields and step in here.fields else None
        else:
            here = here.items[step] if here.items else None
    return here


def _data(document: Document) -> dict[str, Any]:
    """A copy of the file's data, which may be changed."""
    copied: dict[str, Any] = json.loads(json.dumps(document.data))
    return copied
