"""Who is who from one check to the next, for programs that tell new findings from those that were there before."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.report.report import Report

_LONGEST_LINE = 2_000


def fingerprints(report: Report) -> list[str]:
    """One for each diagnostic, in their order: 64 hexadecimal digits, no two the same.

    Neither line numbers nor pointers count, for both change as soon as somebody inserts a stage further up. What counts
    is the file, the rule, the message and the words of the line; among findings that have all of them in common, also
    which of them it is.
    """
    seen: Counter[str] = Counter()
    found = []
    words: dict[tuple[str, int], str] = {}
    for each in report.diagnostics:
        line = each.path, each.line
        if line not in words:
            words[line] = _words_of((report.source_line(*line) or "").strip())
        same = f"{each.path}\0{each.rule}\0{each.message}\0{words[line]}"
        found.append(_digest(f"{same}\0{seen[same]}"))
        seen[same] += 1
    return found


def _words_of(source: str) -> str:
    """The words of a line; of one so long that it may hold very many findings, what stands for them."""
    return source if len(source) <= _LONGEST_LINE else _digest(source)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
