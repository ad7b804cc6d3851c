"""What was measured of a process, in words: as text for a terminal, as Markdown for a mail or a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nextcall.export.markdown import for_words, one_line, written
from nextcall.printable import printable
from nextcall.text import heading
from nextcall.views import measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from nextcall.measure.suggestions import Missed
    from nextcall.model import Results, SalesProcess, Share
    from nextcall.words import Words

_BESIDE = "  "


def measured_markdown(
    process: SalesProcess, results: Results, words: Words, *, missed: Sequence[Missed] = (), diff: str = ""
) -> str:
    """The results as Markdown; `diff` is that of the process's file."""
    told = _Told(process, results, words, missed, written)
    answer, *rest = told.answer()
    parts = [heading(2, told.name), f"**{answer}**", *rest]
    for title, rows in told.tables():
        parts.append(f"{heading(3, title)}\n\n{_markdown_table(rows)}")
    for title, lines in told.lists():
        parts.append(f"{heading(3, title)}\n\n" + "\n".join(f"- {line}" for line in lines))
    if diff:
        parts.append(f"{heading(3, told.say('suggested'))}\n\n```diff\n{diff}```")
    return "\n\n".join(parts) + "\n"


def measured_text(  # noqa: PLR0913 (what is shown)
    process: SalesProcess,
    results: Results,
    words: Words,
    strong: Callable[[str], str] = str,
    *,
    missed: Sequence[Missed] = (),
    diff: str = "",
) -> str:
    """The results for a terminal, figures in columns. `strong` makes a heading stand out."""
    told = _Told(process, results, words, missed, one_line)
    lines = [strong(told.name), "", *told.answer()]
    for title, rows in told.tables():
        lines += ["", strong(title), "", *_columns(rows)]
    for title, found in told.lists():
        lines += ["", strong(title), "", *(f"  {line}" for line in found)]
    if diff:
        lines += ["", strong(told.say("suggested")), "", *printable(diff).splitlines()]
    return "\n".join(lines) + "\n"


class _Told:
    """Results in words; `write` says how the team's texts stand among them."""

    def __init__(
        self,
        process: SalesProcess,
        results: Results,
        words: Words,
        missed: Sequence[Missed],
        write: Callable[[str], str],
    ) -> None:
        self._shown = measured.of(process, results)
        self._process = process
        self._results = results
        self._words = words
        self._missed = missed
        self._write = write
        self.name = write(process.name)

    def say(self, key: str, **values: object) -> str:
        """Words of the results' page."""
        if self._write is written:
            values = {name: for_words(value) for name, value in values.items()}
        return " ".join(printable(self._words.label("results", key, **values)).split())

    def answer(self) -> Iterator[str]:
        """A paragraph each, the first of which answers whether the team moves faster. Never none."""
        results = self._results
        for reason in self._shown.answer:
            yield self.say(reason.key, **reason.values)
        deals = results.deals
        if deals is not None and deals.entered is not None:
            cells = ((key, getattr(deals, key)) for key in ("won", "lost", "no_decision", "other"))
            parts = tuple(self.say(f"ending.{key}", count=count) for key, count in cells if count is not None)
            yield self.say("deals_by_ending", entered=deals.entered, parts=parts)
        else:
            yield self.say("nothing_told")
        if results.since is not None:
            yield self.say("record_from", since=results.since, until=results.as_of)

    def tables(self) -> Iterator[tuple[str, list[list[str]]]]:
        """Titles with their rows, the heads first."""
        shown = self._shown
        for title, head, rows in (("calls", "calls_mean", shown.calls), ("days", "days_median", shown.days)):
            if rows:
                heads = [self.say("quarter"), self.say("won_deals"), self.say(head), self.say("interval"), ""]
                yield self.say(title), [heads, *map(self._quarter, rows)]
        entries = [row for row in shown.entries if row.parts]
        if entries:
            keys = [part.key for part in entries[0].parts if part.share]
            heads = [self.say("quarter"), self.say("deals"), *(self.say(f"became.{key}") for key in keys)]
            lines = [
                [row.period, str(row.deals), *(self._share(part.share) for part in row.parts if part.share)]
                for row in entries
            ]
            yield self.say("hundred"), [heads, *lines]
        if shown.stays:
            names = ("stage", "stays", "stay_days", "interval", "moves_on", "goes_back", "ends")
            yield self.say("stay"), [[self.say(name) for name in names], *map(self._stay, shown.stays)]

    def _quarter(self, row: measured.QuarterRow) -> list[str]:
        marks = [self.say(name) for name in ("hollow", "kept") if getattr(row, name)]
        if row.figure is None:
            return [row.period, str(row.won), "", self.say("too_few_deals"), ", ".join(marks)]
        return [row.period, str(row.won), *self._figure(row.figure), ", ".join(marks)]

    def _figure(self, figure: measured.Range) -> tuple[str, str]:
        return figure.value, self.say("range", low=figure.low, high=figure.high)

    def _stay(self, row: measured.StayRow) -> list[str]:
        stays = row.stays
        days = self._figure(row.days) if row.days else ("", "")
        shares = (self._share(each) for each in (stays.moved_on, stays.went_back, stays.ended))
        return [self._write(row.stage.name), str(stays.stays), *days, *shares]

    def _share(self, share: Share | None) -> str:
        return self.say("percent_range", share=share.share, low=share.low, high=share.high) if share else ""

    def lists(self) -> Iterator[tuple[str, list[str]]]:
        """Titles with their lines, those that have any."""
        late = [line for row in self._shown.stays if (line := self._late(row))]
        late += [
            self.say("missed", **{**each._asdict(), "n": each.target, "stage": self._name(each.stage)})
            for each in self._missed
        ]
        wander = [self.say(each.key, **each.values) for each in self._shown.wander]
        trust = [self.say(each.key, **each.values) for each in self._shown.trust]
        trust += [self.say("hollow_means")] * self._shown.has_hollow + [self.say("kept_means")] * self._shown.has_kept
        trust += [self.say("own_speed")] * bool(self._shown.stays) + [self.say("observed")]
        for title, lines in (("after", late), ("wander", wander), ("trust", trust)):
            if lines:
                yield self.say(title), lines

    def _name(self, stage: str) -> str:
        return self._write(self._process.stage_by_id[stage].name)

    def _late(self, row: measured.StayRow) -> str:
        after, first = row.stays.after_stall, row.stays.moved_on
        if after is None or first is None:
            return ""
        return self.say(
            "after_stall",
            n=after.days,
            stage=self._write(row.stage.name),
            days=after.days,
            percent=after.move_on,
            low=after.low,
            high=after.high,
            first=first.share,
            first_low=first.low,
            first_high=first.high,
        )


def _columns(rows: list[list[str]]) -> Iterator[str]:
    """Rows with their cells below each other; a column that holds nothing is left out."""
    used = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
    widths = {place: max(len(row[place]) for row in rows) for place in used}
    for row in rows:
        cells = (
            row[place].rjust(widths[place]) if _is_number(rows, place) else row[place].ljust(widths[place])
            for place in used
        )
        yield f"{_BESIDE}{_BESIDE.join(cells)}".rstrip()


def _is_number(rows: list[list[str]], place: int) -> bool:
    return all(row[place].replace(".", "", 1).isdecimal() for row in rows[1:] if row[place])


def _markdown_table(rows: list[list[str]]) -> str:
    used = [place for place in range(len(rows[0])) if any(row[place] for row in rows)]
    lines = [f"| {' | '.join(row[place].replace('|', chr(92) + '|') for place in used)} |" for row in rows]
    marks = " | ".join("--:" if _is_number(rows, place) else "---" for place in used)
    return "\n".join([lines[0], f"| {marks} |", *lines[1:]])
