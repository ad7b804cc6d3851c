"""A text is still to be written.

## What it does
Looks for TODO, TBD, TBC, FIXME and XXX, for "lorem ipsum", for "[insert …]", and for texts that are nothing but "…" or
a question mark, in every text of the playbook, notes included.

## Why it matters
The site publishes it as it stands, and a seller reads it aloud five minutes later.

## Example
```yaml
how: TODO
```

## Write instead
```yaml
how: Share the calculator and let them type.
```
Or leave the field out; what is missing but matters is a finding of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject
    from nextcall.model import Place

ID = "placeholder-text"
LEVEL = Severity.WARNING

_MARKS = ("TODO", "TBD", "TBC", "FIXME", "XXX", "orem ipsum", "LOREM IPSUM")
_MARK = r"\b(?:TODO|TBD|TBC|FIXME|XXX|[Ll]orem ipsum|LOREM IPSUM)\b"
_BLANK_STARTS = re.compile(r"[\[<](?i:insert|fill in) ")
_BLANK_ENDS = re.compile(r"[\]>]")
_LONE = re.compile(
    r"\s*+(?:[.\u2026?_\u2013\u2014-]++|(?i:todo|tb[acd]|n/a|xxx+|lorem|to be (?:done|defined|decided)))[\s.:!]*"
)
_LONGEST_LONE = 16


def check(subject: Subject) -> Iterator[Finding]:
    """Find what stands in for a text."""
    texts = subject.playbook.texts
    everything = "\n".join([written.text for written in texts])
    marked = any(mark in everything for mark in _MARKS)
    suspects = texts if marked else [written for written in texts if len(written.text) <= _LONGEST_LONE]
    for written in suspects:
        placeholder = _LONE.fullmatch(written.text) or re.search(_MARK, written.text)
        if placeholder:
            yield _finding(written.place, placeholder[0])
    for written in subject.linked_texts:
        blank = _blank_in(written.text)
        if blank and not re.search(_MARK, written.text):
            yield _finding(written.place, blank)


def _blank_in(text: str) -> str:
    """The first `[insert …]` or `<fill in …>` of a text that is no link; "" for none."""
    end = None
    for start in _BLANK_STARTS.finditer(text):
        if end is None or end.start() < start.end():
            end = _BLANK_ENDS.search(text, start.end())
        if end is None:
            break
        if not text.startswith("(", end.end()):
            return text[start.start() : end.end()]
    return ""


def _finding(place: Place, placeholder: str) -> Finding:
    message = f"'{placeholder.strip()}' stands where a text should be"
    return Finding(place, message, "write it, or leave the field out until you can")
