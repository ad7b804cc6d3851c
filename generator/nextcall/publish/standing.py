"""The site that is served: made whole once, and then again only where it would differ.

What stands is replaced file by file, each by a rename, so that nobody reads half of one. What a page is made of is
known by `steps`; where a plugin, a hook, an extension or a theme of the team's may make a page of whatever it likes,
MkDocs makes all of them each time.
"""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from mkdocs.commands import build as mkdocs

from nextcall.load import without_garbage_collection
from nextcall.mkdocs_plugin import MARK, Interrupted, files_below, marked
from nextcall.publish import steps, swap
from nextcall.publish.blame import blaming
from nextcall.publish.errors import Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig

    from nextcall.mkdocs_plugin import NextcallPlugin


_LONGEST_BEHIND = 10.0
"""How many seconds it may take until a site is whole again, however often somebody saves."""


class Readers(Protocol):
    """Who reads the site while it stands."""

    @property
    def seen(self) -> Collection[str]:
        """The files that somebody looks at, whose pages come first."""

    def tell(self, files: Collection[str] | None) -> None:
        """Files are new, None: all of them."""


class StandingSite:
    """The site in the folder `site`, which stands as soon as it was made once; new files are made in `next`."""

    def __init__(
        self,
        folder: Path,
        ready: Callable[[NextcallPlugin, MkDocsConfig], None],
        readers: Readers,
        is_behind: Callable[[], bool] = lambda: False,
    ) -> None:
        """`folder` is for us alone.

        `ready` is called when new files are about to be put into their places; `readers` are told when they are there.
        `is_behind` says whether something was saved meanwhile.
        """
        self.site = folder / "site"
        self.next = folder / "next"
        self._ready = ready
        self._readers = readers
        self._is_behind = is_behind
        self._last_whole = time.monotonic()
        self._early: set[str] = set()
        self.is_whole = True
        self._memory: steps.Memory | None = None
        self._files: frozenset[str] = frozenset()

    def make(self, config: MkDocsConfig, plugin: NextcallPlugin, url: str) -> None:
        """Make everything, with new settings. Raises Failed; what stood stands then."""
        self._memory = None
        config.site_url, config.site_dir = url, str(self.next)
        plugin.leaves_problems_out = are_known = steps.are_known(config)
        self._empty_next()
        memory = None
        with blaming(config.plugins):
            if are_known:
                with without_garbage_collection():
                    memory = steps.first(config, plugin)
            else:
                mkdocs.build(config, serve_url=url)
        try:
            self._files = frozenset(files_below(self.next))
            self._ready(plugin, config)
            swap.put(self.next, self.site)
            swap.discard(self.next)
        except OSError as error:
            message = f"the site can't be put in its place: {error.strerror or error}"
            raise Failed(message) from error
        self._memory = memory
        self.is_whole, self._early, self._last_whole = True, set(), time.monotonic()
        self._readers.tell(None)

    def renew(self, plugin: NextcallPlugin) -> bool:
        """Make what differs, with the settings of the last time; False where all has to be made anew.

        What comes first of something saved meanwhile is more urgent than the rest: `is_whole` says whether all was
        made, or something is left for the next time.
        """
        memory, self._memory = self._memory, None
        if memory is None:
            return False
        try:
            self._empty_next()
            with without_garbage_collection():
                before = memory.wanted
                publish = partial(self._publish, plugin, memory.config)
                with suppress(Interrupted):
                    self.is_whole = False
                    if not steps.again(memory, plugin, partial(publish, early=True), self._readers.seen, self._look_up):
                        return False
                    self.is_whole = True
                publish(early=not self.is_whole)
                if self.is_whole:
                    self._remove((before | self._early) - memory.wanted)
                    self._early, self._last_whole = set(), time.monotonic()
        except (Exception, SystemExit):  # noqa: BLE001 (whatever it is, making everything says it, or does without it)
            return False
        self._memory = memory
        return True

    def _look_up(self) -> None:
        """Stop for what was saved meanwhile, unless somebody saves all the time."""
        if time.monotonic() - self._last_whole < _LONGEST_BEHIND and self._is_behind():
            raise Interrupted

    def _empty_next(self) -> None:
        try:
            shutil.rmtree(self.next, ignore_errors=True)
            self.next.mkdir()
        except OSError as error:
            message = f"{self.next} can't be written: {error.strerror or error}"
            raise Failed(message) from error

    def _publish(self, plugin: NextcallPlugin, config: MkDocsConfig, *, early: bool) -> None:
        """Put finished files into their places, and tell of those that differ from what stood there.

        Of those that are `early` nobody knows yet whether the site has them in the end.
        """
        self._ready(plugin, config)
        made = frozenset(files_below(self.next)) - {MARK}
        if early:
            self._early |= made
        new = [path for path in sorted(made) if self._put(path)]
        if new:
            self._readers.tell(new)
        if not made <= self._files:
            self._files |= made
            self._mark()

    def _mark(self) -> None:
        (self.next / MARK).write_bytes(marked(self._files - {MARK}))
        self._put(MARK)

    def _put(self, path: str) -> bool:
        finished, target = self.next / path, self.site / path
        if target.is_file() and target.read_bytes() == finished.read_bytes():
            finished.unlink()
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        finished.replace(target)
        return True

    def _remove(self, gone: Collection[str]) -> None:
        """Remove files that the site has no longer, and folders that held nothing else."""
        for path in gone:
            file = self.site / path
            file.unlink(missing_ok=True)
            with suppress(OSError):  # it holds something
                for folder in file.relative_to(self.site).parents[:-1]:
                    (self.site / folder).rmdir()
        if gone:
            self._readers.tell(gone)
            self._files -= frozenset(gone)
            self._mark()
