"""How few calls and days a process could take, in words: as text for a terminal, as Markdown for a mail or a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.export.footing_text import footing_lines
from nextcall.export.markdown import for_words, one_line, written
from nextcall.printable import printable
from nextcall.text import heading
from nextcall.views import whole_process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nextcall.compress import CompressionReport
    from nextcall.model import Playbook
    from nextcall.words import Words


def compression_markdown(playbook: Playbook, report: CompressionReport, words: Words) -> str:
    """The report of a process as Markdown that reads well where it is pasted."""
    told = _Told(playbook, report, words, written)
    parts = [heading(2, told.name)]
    headline, *rest = told.summary()
    parts += [f"**{headline}**", *rest]
    for title, lines in told.sections():
        parts.append(f"{heading(3, title)}\n\n" + "\n".join(f"- {line}" for line in lines))
    return "\n\n".join(parts) + "\n"


def compression_text(
    playbook: Playbook, report: CompressionReport, words: Words, strong: Callable[[str], str] = str
) -> str:
    """The report of a process for a terminal, figures and days in columns. `strong` makes a heading stand out."""
    told = _Told(playbook, report, words, one_line)
    lines = [strong(told.name), "", *told.summary()]
    for title, found in told.sections(in_columns=True):
        lines += ["", strong(title), "", *(f"  {line}" for line in found)]
    return "\n".join(lines) + "\n"


class _Told:
    """A report in words; `write` says how the team's texts stand among them."""

    def __init__(
        self, playbook: Playbook, report: CompressionReport, words: Words, write: Callable[[str], str]
    ) -> None:
        self._report = report
        self._whole = whole_process.of(playbook, report)
        self._words = words
        self._write = write
        self.name = write(report.process.name)

    def _say(self, *key: str, **values: object) -> str:
        if self._write is written:
            values = {name: for_words(value) for name, value in values.items()}
        return " ".join(printable(self._words.label(*key, **values)).split())

    def summary(self) -> Iterator[str]:
        """A paragraph each: the headline, the days, what is proved. Never none."""
        say, report, whole = self._say, self._report, self._whole
        calls, days = report.calls, report.days
        if report.infeasible:
            misfits = report.infeasible.activities
            yield say("whole.infeasible", n=len(misfits), names=tuple(each.name for each in misfits))
            return
        if not report.plan and not report.between:
            yield say("whole.nothing_written" if whole.footing.silent else "whole.nothing_counts")
            yield from footing_lines(whole.footing, say)
            return
        if report.plan:
            few = "few_calls_written" if whole.is_partial else "few_calls"
            yield _joined(say("whole", few, n=calls.compressed, calls=calls.compressed), self._today())
        else:
            yield say("whole.no_call")
        yield _joined(
            say("whole.few_days", n=days.compressed, days=days.compressed) if days.compressed else say("whole.one_day"),
            whole.saved_days and say("whole.saved_days", baseline=days.baseline),
            report.worst_days != days.compressed and say("whole.worst", n=report.worst_days, days=report.worst_days),
        )
        if report.plan and not whole.is_assumed:
            yield _joined(
                whole.is_in_listed_order and say("whole.in_listed_order"),
                *self._proof(),
            )
        for each in report.alternatives:
            yield say("whole.alternative", n=each.days, calls=each.calls, days=each.days)
        yield from footing_lines(whole.footing, say)

    def _proof(self) -> Iterator[str]:
        """What is proved of calls and days, and what is not."""
        say, whole, report = self._say, self._whole, self._report
        calls, days = report.calls.lower_bound, report.days.lower_bound
        if whole.calls_are_proved and whole.days_are_proved:
            yield say("footing.both_proved")
            return
        yield say("whole.calls_proved") if whole.calls_are_proved else say("whole.calls_within", bound=calls)
        yield say("whole.days_proved") if whole.days_are_proved else say("whole.days_within", bound=days)

    def _today(self) -> str:
        """What today's calls are made of, in one sentence; "" where that isn't known."""
        say, whole, baseline = self._say, self._whole, self._report.calls.baseline
        if whole.is_passed_over:
            return say("today.passed_over", n=baseline, calls=baseline)
        parts = tuple(say("today.part", each.key, calls=each.calls) for each in whole.today if each.key != "all")
        return say("today.said", n=baseline, calls=baseline, parts=self._words.comma.join(parts)) if parts else ""

    def sections(self, *, in_columns: bool = False) -> Iterator[tuple[str, list[str]]]:
        """The title and the lines of each section that has any."""
        say, whole = self._say, self._whole
        if not whole.timeline:
            return
        if whole.today:
            lines = [
                (
                    say("today", each.key),
                    say("whole.n_calls", n=each.calls, calls=each.calls),
                    say("today.why", each.key),
                )
                for each in whole.today
            ]
            yield say("today.title"), _columns(lines, last_to_the_left=True) if in_columns else _told(lines)
        beside = say("whole.beside") if whole.knows_today else say("whole.ways")
        yield beside, _columns(self._yardsticks()) if in_columns else _sentences(self._yardsticks())
        width = len(str(max(row.start for row in whole.timeline))) if in_columns else 0
        yield say("whole.schedule"), [self._row(row, width) for row in whole.timeline]
        bound_by = [
            say("bound", reason.key, **reason.values) for reason in (*whole.calls_bound_by, *whole.days_bound_by)
        ]
        if bound_by and not whole.is_assumed:
            yield say("whole.bound_by"), bound_by

    def _yardsticks(self) -> list[tuple[str, str, str]]:
        """What is compared, its calls and its days; "" for a figure that is absent."""
        return [
            (
                self._say("whole", each.key),
                "" if each.calls is None else self._say("whole.n_calls", n=each.calls, calls=each.calls),
                "" if each.days is None else self._say("time.days", n=each.days, days=each.days),
            )
            for each in self._whole.yardsticks
        ]

    def _row(self, row: whole_process.TimelineRow, width: int) -> str:
        say = self._say
        day = self._words.label("timeline.on_day", day=f"{row.start:>{width}}")
        if row.call is not None:
            names = self._words.comma.join(self._write(each.name) for each in row.call.activities)
            held = f"{day} {say('timeline.call', number=row.call.number)} {names}"
            if any(each.is_implied for each in row.call.activities):
                return held
            return f"{held} ({say('time.minutes', n=row.call.minutes, minutes=row.call.minutes)})"
        assert row.work is not None  # noqa: S101 (a row is the one or the other)
        work = row.work.activity
        until = say("timeline.until", day=row.end) if row.end > row.start else say("time.no_wait")
        return f"{day} {self._write(work.name)} ({say('time.whose', work.done_by.value)}, {until})"


def _joined(*sentences: str | int | bool | None) -> str:
    return " ".join(str(each) for each in sentences if each)


def _sentences(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    return [f"{name}: {', '.join(figure for figure in figures if figure)}" for name, *figures in rows]


def _told(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    return [f"{name}: {figure}. {why}" for name, figure, why in rows]


def _columns(rows: Sequence[tuple[str, str, str]], *, last_to_the_left: bool = False) -> list[str]:
    """Names to the left, figures to the right, each in its column; what is said last may be words."""
    name, calls, days = (max(len(row[column]) for row in rows) for column in range(3))
    side = "<" if last_to_the_left else ">"
    return [f"{row[0]:<{name}}  {row[1]:>{calls}}  {row[2]:{side}{days}}".rstrip() for row in rows]
