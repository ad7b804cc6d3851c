"""What changed, for a terminal, a comment on a pull request, a workflow's annotations, and programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nextcall.diagnostics import Severity
from nextcall.diagnostics import as_json as diagnostic_json
from nextcall.diff import Effect, Kind
from nextcall.export.diff_words import Teller
from nextcall.printable import annotation, on_one_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nextcall.diagnostics import Diagnostic
    from nextcall.diff import Change, Diff, Figure
    from nextcall.words import Words

VERSION = 1
LONGEST_COMMENT = 60_000
"""Characters of the Markdown: GitHub refuses a comment of more than 65,536."""

_MOST_NAMED = 3
"""Changes that a figure rests on which fit into one sentence; more are counted."""
_LEVEL = {Effect.WEAKENS: "warning", Effect.STRENGTHENS: "notice", Effect.NEUTRAL: "notice"}


@dataclass(frozen=True, kw_only=True)
class Between:
    """What a diff is between, and how its files are named: `prefixes` lead to the playbook's folder on both sides.

    `head` is None for the working tree; `command` says the same on anybody's machine. `link` gives the address of a
    line of the earlier (True) or the later state, by the path in the repository, where there is one.
    """

    base: str
    head: str | None
    prefixes: tuple[str, str]
    command: str
    link: Callable[[bool, str, int], str | None] = lambda _is_of_base, _path, _line: None
    rule_url: Callable[[str], str | None] = lambda _rule: None

    def path(self, path: str, *, is_of_base: bool) -> str:
        """A path of the playbook's folder, from the top of the repository."""
        return f"{self.prefixes[0 if is_of_base else 1]}{path}"


def diff_json(diff: Diff, between: Between, words: Words) -> dict[str, Any]:
    """The shape that the contract promises for `nextcall diff --format json`."""
    teller = Teller(diff, words)
    return {
        "version": VERSION,
        "base": between.base,
        "head": between.head,
        "summary": {
            "added": diff.count(Kind.ADDED),
            "removed": diff.count(Kind.REMOVED),
            "changed": diff.count(Kind.CHANGED, Kind.MOVED, Kind.RENAMED),
            "weakens": len(diff.having(Effect.WEAKENS)),
            "strengthens": len(diff.having(Effect.STRENGTHENS)),
        },
        "changes": [_change(each, between, teller) for each in diff.changes],
        "figures": [
            {
                "process": each.process.id,
                "calls": {"before": each.calls[0], "after": each.calls[1]},
                "days": {"before": each.days[0], "after": each.days[1]},
                "because": [teller.told(change).sentence for change in each.because],
            }
            for each in diff.figures
        ],
        "findings": {
            "new": [_finding(each, between, is_of_base=False) for each in diff.new],
            "gone": [_finding(each, between, is_of_base=True) for each in diff.gone],
        },
        "unread": [
            {
                "revision": _side(is_of_base=each.is_of_base),
                "path": between.path(each.path, is_of_base=each.is_of_base),
                "message": each.message,
            }
            for each in diff.unread
        ],
    }


def _change(change: Change, between: Between, teller: Teller) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "what": change.what.value,
        "id": change.id,
        "process": change.process_id,
        "stage": None if change.stage is None else change.stage.id,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "effect": change.effect.value,
        "message": teller.told(change).sentence,
        "path": between.path(change.place.path, is_of_base=change.is_of_base),
        "line": _line(change),
        "pointer": change.place.pointer,
        "guess": change.guess,
    }


def _finding(diagnostic: Diagnostic, between: Between, *, is_of_base: bool) -> dict[str, Any]:
    found = diagnostic_json(diagnostic, between.rule_url(diagnostic.rule))
    return {**found, "path": between.path(diagnostic.path, is_of_base=is_of_base)}


def _side(*, is_of_base: bool) -> str:
    return "base" if is_of_base else "head"


def _line(change: Change) -> int:
    return 1 if change.span is None else change.span.line


def diff_github(diff: Diff, between: Between, words: Words) -> str:
    """An annotation for each change, at its line; what weakens warns. What is gone stands where it would stand now."""
    teller = Teller(diff, words)
    lines = []
    for effect in Effect:
        for each in diff.having(effect):
            where: dict[str, object] = {
                "title": f"{each.effect}",
                "file": between.path(each.near.path, is_of_base=False),
            }
            if not each.is_of_base:
                where["line"] = _line(each)
            lines.append(annotation(_LEVEL[effect], where, printable(teller.told(each).sentence)))
    return "".join(lines)


class _Summary:
    """What all formats for people begin with."""

    def __init__(self, diff: Diff, teller: Teller) -> None:
        self._diff = diff
        self._say = teller.say

    def headline(self) -> str:
        """In how many places the process is weaker now, and stronger."""
        diff, say = self._diff, self._say
        if not diff.changes:
            return say("diff.nothing_read") if diff.unread else say("diff.nothing")
        weak, strong = len(diff.having(Effect.WEAKENS)), len(diff.having(Effect.STRENGTHENS))
        values = {
            name: say("diff.places", n=count, count=count)
            for name, count in (("weak", weak), ("strong", strong))
            if count
        }
        key = {(True, True): "both", (True, False): "weakens", (False, True): "strengthens"}
        return say("diff.headline", key.get((weak > 0, strong > 0), "neither"), **values)

    def counted(self) -> str:
        """How many changes of which kind, and what became of the findings."""
        diff, say = self._diff, self._say
        parts = []
        if diff.changes:
            changed = diff.count(Kind.CHANGED, Kind.MOVED, Kind.RENAMED)
            counts = {"added": diff.count(Kind.ADDED), "removed": diff.count(Kind.REMOVED), "changed": changed}
            parts.append(say("diff.counted", **counts))
        elif diff.other_layout and not diff.unread:
            parts.append(say("diff.other_layout"))
        parts += self._measured()
        if not diff.compares_findings:
            parts.append(say("diff.findings_unknown"))
        else:
            new = say("diff.new_findings", n=len(diff.new), count=len(diff.new)) if diff.new else ""
            gone = say("diff.gone_findings", n=len(diff.gone), count=len(diff.gone)) if diff.gone else ""
            parts.append(say("diff.sentence", text=f"{new or say('diff.no_new_findings')}{gone}"))
        return " ".join(parts)

    def _measured(self) -> Iterator[str]:
        """What was measured is no change of the process; that it is told otherwise is said beside."""
        found = self._diff.measured
        if len(found) > 1:
            yield self._say("diff.measured", "many", count=len(found))
            return
        for each in found:
            days = {name: day for name, day in (("before", each.before), ("after", each.after)) if day is not None}
            key = "new" if each.before is None else "gone" if each.after is None else "again"
            if each.before == each.after:
                key = "restated"
                days.pop("before")
            yield self._say("diff.measured", key, process=each.process_id, **days)


def diff_text(diff: Diff, between: Between, words: Words, strong: Callable[[str], str] = str) -> str:
    """What changed for a terminal: the whole in one line, then what weakens. `strong` makes a heading stand out."""
    teller = Teller(diff, words)
    summary = _Summary(diff, teller)
    lines = [strong(summary.headline()), summary.counted()]
    sections = {
        "figures": [line for each in diff.figures if each.differs for line in _figure(each, teller)],
        **{
            effect.value: [f"{teller.told(each).sentence} [{_place(each, between)}]" for each in diff.having(effect)]
            for effect in Effect
        },
        "new": [_said(each, between, is_of_base=False) for each in diff.new],
        "gone": [_said(each, between, is_of_base=True) for each in diff.gone],
        "unread": list(_unread(diff, between, teller)),
    }
    for title, found in sections.items():
        if found:
            lines += ["", strong(teller.say("diff.section", title)), "", *(f"  {printable(each)}" for each in found)]
    return "\n".join(lines) + "\n"


def _place(change: Change, between: Between) -> str:
    return printable(f"{between.path(change.place.path, is_of_base=change.is_of_base)}:{_line(change)}")


def _said(diagnostic: Diagnostic, between: Between, *, is_of_base: bool) -> str:
    path = between.path(diagnostic.path, is_of_base=is_of_base)
    said = f"{path}:{diagnostic.line} {diagnostic.severity} {diagnostic.rule}: {diagnostic.message}"
    return on_one_line(said)


def _unread(diff: Diff, between: Between, teller: Teller) -> Iterator[str]:
    for each in diff.unread:
        path = teller.literal(between.path(each.path, is_of_base=each.is_of_base))
        message = teller.literal(each.message)
        yield teller.say("diff.unread", _side(is_of_base=each.is_of_base), path=path, message=message)


def _figure(figure: Figure, teller: Teller) -> Iterator[str]:
    process = teller.cut(figure.process.name)
    numbers = {}
    for unit, (before, after) in (("calls", figure.calls), ("days", figure.days)):
        name = teller.say("diff.unit", unit)
        if before == after:
            numbers[unit] = teller.say("diff.figure_stays", value=_number(after, teller), unit=name)
        else:
            values = {"before": _number(before, teller), "after": _number(after, teller)}
            numbers[unit] = teller.say("diff.figure_of", **values, unit=name)
    yield teller.say("diff.figure", process=process, **numbers)
    if figure.because:
        yield f"  {_because(figure, teller)}"


def _because(figure: Figure, teller: Teller) -> str:
    if len(figure.because) > _MOST_NAMED:
        return teller.say("diff.because_many", count=len(figure.because))
    return teller.say("diff.because", changes="; ".join(_brief(each, teller) for each in figure.because))


def _brief(change: Change, teller: Teller) -> str:
    told = teller.told(change)
    return f"{told.thing or told.at}: {told.said}"


def _number(value: int | None, teller: Teller) -> str:
    return teller.say("diff.none") if value is None else str(value)


def diff_markdown(diff: Diff, between: Between, words: Words) -> str:
    """What changed as the comment of a pull request: what weakens first, the rest folded; never too long for one."""
    teller = Teller(diff, words, is_markdown=True)
    comment = _Comment(teller)
    summary = _Summary(diff, teller)
    comment.must(f"**{summary.headline()}** {summary.counted()}")
    comment.must(*_figures_table(diff, teller))
    for effect in (Effect.WEAKENS, Effect.STRENGTHENS):
        items = [_item(each, between, teller) for each in diff.having(effect)]
        comment.listed(f"**{teller.say('diff.section', effect.value)}**", items)
    unread = [f"- {each}" for each in _unread(diff, between, teller)]
    comment.listed(f"**{teller.say('diff.section', 'unread')}**", unread, share=0.2)
    new = [_finding_item(each, between, teller) for each in diff.new if each.severity is not Severity.INFO]
    comment.listed(f"**{teller.say('diff.section', 'new')}**", new, share=0.4)
    rest = [_item(each, between, teller) for each in diff.having(Effect.NEUTRAL)]
    comment.folded(teller.say("diff.others", n=len(rest), count=len(rest)), rest)
    foot = teller.say("diff.says_the_same", command=f"<code>{_html(between.command)}</code>")
    comment.must(f"<sub>{foot}</sub>")
    return comment.text()


class _Comment:
    """Markdown that grows until it is as long as a comment may be; room for its end and its headings is kept."""

    _KEPT = 4_000

    def __init__(self, teller: Teller) -> None:
        self._parts: list[str] = []
        self._room = LONGEST_COMMENT - self._KEPT
        self._say = teller.say

    def must(self, *paragraphs: str) -> None:
        """Paragraphs that are there however long the rest is."""
        for each in paragraphs:
            self._parts.append(each)
            self._room -= len(each) + 2

    def listed(self, title: str, items: Sequence[str], share: float = 1.0) -> None:
        """A heading and a list, which takes at most its share of the room; what is left out is counted."""
        if items:
            self._parts.append(f"{title}\n{self._fitting(items, share)}")

    def folded(self, title: str, items: Sequence[str]) -> None:
        """The same, folded."""
        if items:
            self._parts += [f"<details><summary>{title}</summary>", self._fitting(items, 1.0), "</details>"]

    def _fitting(self, items: Sequence[str], share: float) -> str:
        room = int(max(0, self._room) * share)
        shown: list[str] = []
        for each in items:
            room -= len(each) + 1
            if room < 0:
                left = len(items) - len(shown)
                shown.append(f"- {self._say('diff.more', count=left)}")
                break
            shown.append(each)
        self._room -= sum(len(each) + 1 for each in shown)
        return "\n".join(shown)

    def text(self) -> str:
        """All of it."""
        return "\n\n".join(each for each in self._parts if each) + "\n"


def _figures_table(diff: Diff, teller: Teller) -> Iterator[str]:
    differing = [each for each in diff.figures if each.differs][:50]
    if not differing:
        return
    rows = [f"| | {teller.say('diff.unit.calls')} | {teller.say('diff.unit.days')} |", "|---|---|---|"]
    for each in differing:
        cells = (_cell(numbers, teller) for numbers in (each.calls, each.days))
        rows.append(f"| {teller.cut(each.process.name).replace('|', '&#124;')} | {' | '.join(cells)} |")
    yield "\n".join(rows)
    for each in differing:
        if each.because:
            text = _because(each, teller)
            process = teller.cut(each.process.name)
            yield teller.say("diff.because_of", process=process, text=text) if len(differing) > 1 else text


def _cell(numbers: tuple[int | None, int | None], teller: Teller) -> str:
    before, after = (_number(each, teller) for each in numbers)
    return after if before == after else f"{before} → **{after}**"


def _item(change: Change, between: Between, teller: Teller) -> str:
    told = teller.told(change)
    thing = f", {told.thing}" if told.thing else ""
    said = " ".join((f"**{told.at}**{thing}: {told.said}.", *told.more))
    line = _line(change)
    label = teller.say("diff.line", _side(is_of_base=change.is_of_base), line=line)
    path = between.path(change.place.path, is_of_base=change.is_of_base)
    address = between.link(change.is_of_base, path, line)
    return f"- {said} " + (f"({teller.literal(path)}, {label})" if address is None else f"[{label}](<{address}>)")


def _finding_item(diagnostic: Diagnostic, between: Between, teller: Teller) -> str:
    path = between.path(diagnostic.path, is_of_base=False)
    place = teller.literal(f"{path}:{diagnostic.line}")
    address = between.link(False, path, diagnostic.line)  # noqa: FBT003 (not of the base)
    place = f"({place})" if address is None else f"[{place}](<{address}>)"
    rule, message = teller.literal(diagnostic.rule), teller.literal(diagnostic.message)
    return f"- {diagnostic.severity}, {rule}: {message} {place}"


def _html(text: str) -> str:
    from html import escape  # noqa: PLC0415 (only here)

    return escape(" ".join(printable(text).split()))
