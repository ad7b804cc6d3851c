"""The comment of a pull request, which the action and the GitLab template write: `python -m nextcall.cli.comment`.

It puts together what `nextcall diff` and `nextcall check` say: what changed, what would be lost if it were merged, and
what was found. No command of its own: only what CI does needs it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nextcall.printable import printable
from nextcall.text import escape
from nextcall.words import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.words import Words

MARK = "<!-- nextcall check -->"
"""What our comment begins with, by which it is found again."""

LONGEST = 65_000
"""In characters: GitHub takes 65,536, and refuses the whole comment beyond them."""

LOST = "id-gone"
_LONGEST_TEXT = 300


def comment(change: str, findings: Sequence[dict[str, Any]], *, hint: str = "") -> str:
    """The comment, as Markdown.

    `change` is what `nextcall diff --format markdown` says, "" where it couldn't be asked: then `hint` says why.
    `findings` are the diagnostics of `nextcall check --format json`; remarks are left out.
    """
    told = [each for each in findings if each["severity"] != "info"]
    lost = [each for each in told if each["rule"] == LOST]
    words = catalogue()
    parts = [MARK, change.strip() or hint, *_listed(words.label("comment.lost"), lost)]
    if f"**{words.label('diff.section', 'new')}**" not in change:  # else they stand there
        parts += _listed(words.label("comment.found"), [each for each in told if each["rule"] != LOST])
    if not change.strip() and not told:
        parts.append(words.label("comment.nothing"))
    return _cut([part for part in parts if part], words)


def _listed(title: str, findings: Sequence[dict[str, Any]]) -> Iterator[str]:
    if findings:
        yield f"**{title}**\n" + "\n".join(_line(each) for each in findings)


def _line(finding: dict[str, Any]) -> str:
    place = f"{finding['path']}:{finding['line']}"
    said = "; ".join(filter(None, (finding["message"], finding["hint"])))
    rule = escape(finding["rule"])
    named = f'<a href="{escape(finding["url"])}">{rule}</a>' if finding.get("url") else rule
    return f"- {escape(finding['severity'])}, {named}: {_short(said)} ({_short(place)})"


def _short(text: str) -> str:
    line = " ".join(printable(text).split())
    return escape(line if len(line) <= _LONGEST_TEXT else f"{line[:_LONGEST_TEXT]}…")


def _cut(parts: Sequence[str], words: Words) -> str:
    """The parts with a blank line between them, as many whole lines as fit."""
    whole = "\n\n".join(parts) + "\n"
    if len(whole) <= LONGEST:
        return whole
    kept = whole[:LONGEST].rpartition("\n")[0]
    left = whole[len(kept) :].count("\n- ")
    return f"{kept}\n\n{words.label('comment.more', n=left, count=left)}\n"


def main(arguments: Sequence[str]) -> None:
    """Write the comment to stdout; the arguments are the files of the change and of the findings, and the hint."""
    change, findings, hint = arguments
    found = json.loads(Path(findings).read_text(encoding="utf-8"))["diagnostics"]
    said = Path(change).read_text(encoding="utf-8") if change else ""
    sys.stdout.buffer.write(comment(said, found, hint=hint).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
