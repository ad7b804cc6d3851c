"""Serving the site while it is edited: what a save changes is made again, and browsers that show it are told.

What is broken in the playbook is shown by a banner; what is broken around it (a hook, `mkdocs.yml`) is said on the
terminal, and the last site that could be built stays. Nothing is written outside a temporary folder.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nextcall import changes
from nextcall.publish import settings
from nextcall.publish.errors import Failed, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from nextcall.mkdocs_plugin import NextcallPlugin
    from nextcall.publish.server import PreviewServer
    from nextcall.publish.standing import StandingSite

_LAST_PORT = 65535
_SAVES_UNTIL_CLEARED = 8
_TURN = 0.001
"""How many seconds making pages may keep answers to browsers waiting at a time; there are several in each answer."""


def serve(  # noqa: PLR0913 (each by name)
    root: Path,
    *,
    config_file: Path | None = None,
    host: str | None = None,
    port: int | None = None,
    open_browser: bool = False,
    say: Callable[[str], None] = lambda line: print(line, file=sys.stderr),  # noqa: T201
) -> None:
    """Serve the site of the playbook in `root`, rebuilding it as files change, until Ctrl-C, which it passes on.

    `host` and `port` are by default what `config_file` says in `dev_addr`, else 127.0.0.1 and 8000. `say` is told in
    single lines where the site is served and what is wrong. Raises Refused where the settings won't do or the port is
    taken, Failed where MkDocs can't build even the first site.
    """
    with settings.quiet(), _in_turn(), tempfile.TemporaryDirectory(prefix="nextcall-") as temporary:
        _Preview(root, config_file, Path(temporary).resolve(), say).run(host, port, open_browser=open_browser)


@contextmanager
def _in_turn() -> Iterator[None]:
    """Let threads take turns often: one makes pages, the others answer browsers that wait for them."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


class _Preview:
    """One run of the server."""

    def __init__(self, root: Path, config_file: Path | None, folder: Path, say: Callable[[str], None]) -> None:
        self._here = Path.cwd()
        self._root = root.absolute()
        self._config_file = config_file and config_file.absolute()
        self._folder = folder
        self._say = say
        self._is_behind = False
        self._pages = 0
        self._saves = 0
        self._made_with: tuple[MkDocsConfig, NextcallPlugin] | None = None
        self._watched: set[Path] = set()
        self._history: tuple[Path, ...] = ()

    def run(self, host: str | None, port: int | None, *, open_browser: bool) -> None:
        from nextcall.publish.blame import blaming  # noqa: PLC0415 (imports MkDocs)
        from nextcall.publish.server import PreviewServer  # noqa: PLC0415 (imports MkDocs)
        from nextcall.publish.standing import StandingSite  # noqa: PLC0415 (imports MkDocs)

        config, plugin = self._settings()
        host, port = host or config.dev_addr.host, config.dev_addr.port if port is None else port
        _check_free(host, port)
        with blaming(config.plugins):
            config.plugins.on_startup(command="serve", dirty=False)
        try:
            path = urlsplit(config.site_url or "/").path
            server = PreviewServer(lambda: self._rebuild(server, site), host, port, self._folder / "site", path)
            site = StandingSite(self._folder, lambda *made: self._show(server, *made), server.news, server.is_behind)
            self._watch(server, Path(config.docs_dir), self._root, *([self._config_file] if self._config_file else []))
            self._make(server, site, config, plugin)
            with blaming(config.plugins):
                live: LiveReloadServer = config.plugins.on_serve(server, config=config, builder=server.builder)
            self._say(f"Serving on {server.url} (Ctrl-C ends it)")
            try:
                live.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]
            finally:
                live.shutdown()
        finally:
            config.plugins.on_shutdown()

    def _settings(self) -> tuple[MkDocsConfig, NextcallPlugin]:
        return settings.load(self._root, self._config_file, site_dir=self._folder / "next", strict=False)

    def _rebuild(self, server: PreviewServer, site: StandingSite) -> None:
        """Follow a change; never raises, for the server would then end."""
        server.is_unfinished = False
        with suppress(OSError):
            os.chdir(self._here)  # where the current folder vanished, the one of its name that came instead
        if not self._root.is_dir():
            self._say_behind(f"{self._root} is gone; when it is back, the site follows.")
            return
        try:
            if self._made_with is not None and self._is_of_pages(server.changed, self._made_with[0]):
                plugin = self._made_with[1]
                if site.renew(plugin):
                    server.is_unfinished = not site.is_whole
                    if site.is_whole:
                        self._told(plugin)
                        self._clear_up()
                    return
            self._make(server, site, *self._settings())
        except (Refused, Failed) as error:
            self._say_behind(str(error))

    def _clear_up(self) -> None:
        """Let go of what no page shows any more, once in a while: by itself, Python would wait until there is much."""
        self._saves += 1
        if self._saves % _SAVES_UNTIL_CLEARED == 0:
            gc.collect()

    def _say_behind(self, why: str) -> None:
        self._made_with = None
        self._is_behind = True
        self._say(f"{why}\nThe last site that could be built is still served.")

    def _watch(self, server: PreviewServer, *paths: Path) -> None:
        """Watch whatever isn't watched yet."""
        for path in paths:
            if path not in self._watched:
                self._watched.add(path)
                server.watch(str(path))

    def _is_of_pages(self, changed: Iterable[str], config: MkDocsConfig) -> bool:
        """Whether all that changed is of the playbook, its history or MkDocs' pages: else it may concern every page."""
        folders = (self._root, Path(config.docs_dir), *self._history)
        others = tuple(Path(each) for each in config.watch if Path(each) not in folders)
        return all(
            any(path.is_relative_to(folder) for folder in folders)
            and path != self._config_file
            and not any(path.is_relative_to(other) for other in others)
            for path in map(Path, changed)
        )

    def _make(self, server: PreviewServer, site: StandingSite, config: MkDocsConfig, plugin: NextcallPlugin) -> None:
        self._made_with = None
        try:
            site.make(config, plugin, server.url)
        except Failed:
            for line in plugin.problems:
                self._say(line)
            raise
        self._made_with = config, plugin
        self._history = changes.kept_in(self._root) if plugin.config.changes else ()
        self._watch(server, *map(Path, config.watch), *self._history)
        self._told(plugin)

    @staticmethod
    def _show(server: PreviewServer, plugin: NextcallPlugin, config: MkDocsConfig) -> None:
        """Put above all pages what is wrong, if anything is."""
        banner = plugin.banner(config) if plugin.problems and plugin.leaves_problems_out else ""
        if banner != server.banner:
            server.banner = banner
            server.news.tell(None)

    def _told(self, plugin: NextcallPlugin) -> None:
        """Say what is wrong, and what a writer may not expect."""
        for line in plugin.problems:
            self._say(line)
        if self._is_behind and not plugin.problems:
            self._say("The site is up to date again.")
        if self._pages not in (0, plugin.pages):
            self._say(f"The site has {plugin.pages} pages now; it had {self._pages}.")
        self._is_behind, self._pages = bool(plugin.problems), plugin.pages


def _check_free(host: str, port: int) -> None:
    """Raise Refused where nothing can be served, before the first build takes its time."""
    if not 0 <= port <= _LAST_PORT:
        message = f"there is no port {port}; choose one from 1 to {_LAST_PORT}"
        raise Refused(message)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or error
        message = f"can't serve on {host}:{port}: {reason}; choose another port with --port"
        raise Refused(message) from error
