"""Who is who from one check to the next, for programs that tell new findings from those that were there before."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nextcall.report.report import Report


def fingerprints(report: Report) -> list[str]:
    """One for each diagnostic, in their order: 64 hexadecimal digits, no two the same.

    Neither line numbers nor pointers count, for both change as soon as somebody inserts a stage further up. What counts
    is the file, the rule, the message and the words of the line; among findings that have all of them in common, also
    which of them it is.
    """
    seen: Counter[str] = Counter()
    found = []
    for each in report.diagnostics:
        source = (report.source_line(each.path, each.line) or "").strip()
        same = f"{each.path}\0{each.rule}\0{each.message}\0{source}"
        found.append(sha256(f"{same}\0{seen[same]}".encode("utf-8", "backslashreplace")).hexdigest())
        seen[same] += 1
    return found
