"""Serving the site while it is edited: MkDocs' own server, behind which a finished site replaces the last one.

What is broken in the playbook is shown by the plugin's banner; what is broken around it (a hook, `mkdocs.yml`) is said
on the terminal, and the last site that could be built stays. Nothing is written outside a temporary folder.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from nextcall.publish import settings
from nextcall.publish.errors import Failed, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

    from nextcall.mkdocs_plugin import NextcallPlugin
    from nextcall.publish.server import PreviewServer

_LAST_PORT = 65535


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
    with settings.quiet(), tempfile.TemporaryDirectory(prefix="nextcall-") as temporary:
        _Preview(root, config_file, Path(temporary).resolve(), say).run(host, port, open_browser=open_browser)


class _Preview:
    """One run of the server. The site is made in `next` and takes the place of `site` when it is whole."""

    def __init__(self, root: Path, config_file: Path | None, folder: Path, say: Callable[[str], None]) -> None:
        self._here = Path.cwd()
        self._root = root.absolute()
        self._config_file = config_file and config_file.absolute()
        self._site = folder / "site"
        self._next = folder / "next"
        self._say = say
        self._url = ""
        self._is_behind = False
        self._pages = 0

    def run(self, host: str | None, port: int | None, *, open_browser: bool) -> None:
        from nextcall.publish.blame import blaming  # noqa: PLC0415 (imports MkDocs)

        config, plugin = self._settings()
        host, port = host or config.dev_addr.host, config.dev_addr.port if port is None else port
        _check_free(host, port)
        with blaming(config.plugins):
            config.plugins.on_startup(command="serve", dirty=False)
        try:
            server = self._server(host, port, urlsplit(config.site_url or "/").path)
            self._build(config, plugin)
            for path in (config.docs_dir, self._config_file, *config.watch):
                if path:
                    server.watch(str(path))
            with blaming(config.plugins):
                live: LiveReloadServer = config.plugins.on_serve(server, config=config, builder=self._rebuild)
            self._say(f"Serving on {server.url} (Ctrl-C ends it)")
            try:
                live.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]
            finally:
                live.shutdown()
        finally:
            config.plugins.on_shutdown()

    def _settings(self) -> tuple[MkDocsConfig, NextcallPlugin]:
        return settings.load(self._root, self._config_file, site_dir=self._next, strict=False)

    def _server(self, host: str, port: int, path: str) -> PreviewServer:
        from nextcall.publish.server import PreviewServer  # noqa: PLC0415 (imports MkDocs)

        server = PreviewServer(self._rebuild, host, port, self._site, path)
        self._url = server.url
        return server

    def _rebuild(self) -> None:
        """Build again; never raises, for MkDocs' server would then answer nothing until the next good build."""
        with suppress(OSError):
            os.chdir(self._here)  # where the current folder vanished, the one of its name that came instead
        try:
            self._build(*self._settings())
        except (Refused, Failed) as error:
            self._is_behind = True
            why = str(error) if self._root.is_dir() else f"{self._root} is gone; when it is back, the site follows."
            self._say(f"{why}\nThe last site that could be built is still served.")

    def _build(self, config: MkDocsConfig, plugin: NextcallPlugin) -> None:
        from mkdocs.commands.build import build as run_mkdocs  # noqa: PLC0415 (as in `settings`)

        from nextcall.publish import swap  # noqa: PLC0415 (imports MkDocs)
        from nextcall.publish.blame import blaming  # noqa: PLC0415 (as above)

        self._next.mkdir(exist_ok=True)
        config.site_url = self._url
        with blaming(config.plugins):
            run_mkdocs(config, serve_url=self._url)
        try:
            swap.put(self._next, self._site)
            swap.discard(self._next)
        except OSError as error:
            message = f"the site can't be put in its place: {error.strerror or error}"
            raise Failed(message) from error
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
