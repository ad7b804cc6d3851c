"""What there is to report: sorted diagnostics, which files were read, and how to show a source line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from nextcall import addresses
from nextcall.diagnostics import Severity, count, total
from nextcall.printable import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nextcall.diagnostics import Diagnostic


@dataclass(frozen=True)
class Report:
    """`files` counts the YAML files read; `source_line` gives a line of a file, or None; `site_url` ends in a slash.

    `paths` are those of the YAML files, as diagnostics have them; `strict` says that warnings fail too; `colour` is for
    the formats that people read, on a terminal. `untold` are diagnostics that this report doesn't show.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int
    source_line: Callable[[str, int], str | None]
    paths: tuple[str, ...] = ()
    site_url: str | None = None
    strict: bool = False
    colour: bool = False
    untold: tuple[Diagnostic, ...] = ()

    def number(self, severity: Severity) -> int:
        """How many diagnostics have this severity."""
        return count(self.diagnostics, severity)

    def url_of(self, rule: str) -> str | None:
        """The page of a rule in the team's site, where the site's address is known."""
        return None if self.site_url is None else f"{self.site_url}{addresses.rule(rule)}"

    def fails(self, diagnostic: Diagnostic) -> bool:
        """Whether the check fails because of this diagnostic."""
        return diagnostic.severity is Severity.ERROR or (self.strict and diagnostic.severity is Severity.WARNING)

    def printable(self, most: int | None = None) -> Report:
        """This report without a raw control character in any of its texts, or the first `most` of its diagnostics."""

        @lru_cache(maxsize=1)  # one long line may hold very many of the diagnostics, which come in order
        def source_line(path: str, line: int) -> str | None:
            found = self.source_line(path, line)
            return None if found is None else printable(found)

        return replace(
            self,
            diagnostics=tuple(map(_printable, self.diagnostics[:most])),
            untold=() if most is None else self.diagnostics[most:],
            source_line=source_line,
            paths=tuple(map(printable, self.paths)),
            site_url=None if self.site_url is None else printable(self.site_url),
        )

    @property
    def summary(self) -> str:
        """What was checked and found, in one line."""
        read = _counted(self.files, "file")
        if not self.diagnostics:
            return f"{read} checked, nothing to report"
        found = [
            _counted(self.number(severity), severity.value if severity is not Severity.INFO else "remark")
            for severity in Severity
            if self.number(severity)
        ]
        return f"{read} checked: {', '.join(found)}"


def left_out(diagnostics: Sequence[Diagnostic], command: str) -> str:
    """What is said of diagnostics that aren't shown: how many there are, and which command lists them."""
    number = total(diagnostics)
    listed = "them all" if number == len(diagnostics) else "more of them"
    return f"… and {number} more; `{command}` lists {listed}"


def _printable(found: Diagnostic) -> Diagnostic:
    path, message, hint = found.path, found.message, found.hint
    if path.isprintable() and message.isprintable() and hint.isprintable():
        return found
    return found._replace(path=printable(path), message=printable(message), hint=printable(hint))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
