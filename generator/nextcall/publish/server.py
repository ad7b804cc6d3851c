"""The server of a site that is edited, for the eyes of this machine alone: it tells browsers which pages are new.

It answers only where it is called by a name of its own: a page of another site could read it else, once that site's
name leads to this machine. It does not know how a site is made, and waits for none: what stands is served.
"""

from __future__ import annotations

import os
import posixpath
import re
import socket
import threading
import time
import webbrowser
from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, unquote
from wsgiref.util import FileWrapper

from mkdocs.livereload import LiveReloadServer, _Handler

from nextcall.publish.watch import Watch
from nextcall.render import reload_script

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from ipaddress import IPv4Address
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

_PATIENCE = 25.0
"""How many seconds a browser waits for an answer when nothing changes; then it asks again."""

_LONGEST_ANSWER = 30.0
"""How many seconds a browser may let us wait, when it asks and when it reads."""

_BETWEEN_LOOKS = 0.25
"""How many seconds pass until Ctrl-C is noticed where the system can't interrupt a wait."""

_SCRIPT = "nextcall/reload.js"
"""Where the script that reloads stands below the site's root; no build makes a file of that name."""

_NEWS = "nextcall/reload"
"""Where it asks whether its page is new."""

_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::[0-9]{0,5})?", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")
_NUMBER = re.compile("[0-9]{1,20}")
_BANNER = re.compile(rb'(<div data-md-component="announce">)\s*(</div>)')


class News:
    """When each file of the site was new for the last time, as numbers that grow, also from one server to the next."""

    def __init__(self) -> None:
        """Everything is new."""
        self._condition = threading.Condition()
        self._now = self._all = time.time_ns() // 1_000_000
        self._files: dict[str, int] = {}
        self._waited_for: Counter[str] = Counter()
        self._asked_for = ""

    @property
    def seen(self) -> frozenset[str]:
        """The pages that browsers show, by their files: those that they wait for, and the one that was loaded last."""
        with self._condition:
            return frozenset((*self._waited_for, self._asked_for))

    def loaded(self, file: str) -> None:
        """A browser has loaded a page."""
        self._asked_for = file

    @property
    def now(self) -> int:
        """The number of what is there now."""
        return self._now

    def tell(self, files: Collection[str] | None) -> None:
        """Files are new, None: all of them."""
        with self._condition:
            self._now = max(self._now + 1, time.time_ns() // 1_000_000)
            if files is None:
                self._all, self._files = self._now, {}
            else:
                self._files |= dict.fromkeys(files, self._now)
            self._condition.notify_all()

    def is_newer(self, file: str, since: int, seconds: float) -> bool:
        """Whether a file is new since a number; waits for it at most so many seconds."""

        def found() -> bool:
            return max(self._all, self._files.get(file, 0)) > since

        with self._condition:
            self._waited_for[file] += 1
            try:
                return self._condition.wait_for(found, seconds)
            finally:
                self._waited_for -= Counter([file])


class _Patient(_Handler):
    """Answers a browser that asks and reads in a reasonable time."""

    timeout = _LONGEST_ANSWER


class PreviewServer(LiveReloadServer):
    """Serves the folder `root` below `path`, and calls `builder` when a file changes that is watched.

    `banner` is what is wrong, as HTML: it is put above every page that has none.
    """

    def __init__(self, builder: Callable[[], None], host: str, port: int, root: Path, path: str) -> None:
        """Serve at `host`, a name or an address of this machine."""
        super().__init__(builder, host, port, str(root), path)
        self._host = host
        if ":" in host:
            self.url = self.url.replace(f"//{host}:", f"//[{host}]:", 1)
        self.RequestHandlerClass = _Patient
        self.news = News()
        self.banner = ""
        self._folder = root
        self._watch = Watch()
        self._script = reload_script()

    # What MkDocs' plugins may ask of its server.

    def watch(self, path: str, func: object = None, *, recursive: bool = True) -> None:  # noqa: ARG002 (MkDocs' signature)
        """Build again when a file at `path` changes, or one below it."""
        if func not in (None, self.builder):
            message = "a plugin can't say what happens when a file changes"
            raise TypeError(message)
        self._watch.add(path)

    def unwatch(self, path: str) -> None:
        """Undo one `watch`."""
        self._watch.remove(path)

    def serve(self, *, open_in_browser: bool = False) -> None:
        """Answer, and build again whenever something changes, until `shutdown` or Ctrl-C."""
        self.server_bind()
        self.server_activate()
        self._watch.start()
        self.serve_thread.start()
        if open_in_browser:
            webbrowser.open(self.url)
        while not self._shutdown:
            self.changed = self._watch.changed(0 if self.is_unfinished else _BETWEEN_LOOKS)
            if self.changed or self.is_unfinished:
                self.builder()

    changed: frozenset[str] = frozenset()
    """The files that `builder` is called for."""

    is_unfinished = False
    """Whether `builder` is to be called again, also where no file changes."""

    def is_behind(self) -> bool:
        """Whether files changed since `builder` was called."""
        return self._watch.has_changed()

    def shutdown(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002 (MkDocs' signature)
        """End it all."""
        self._watch.stop()
        self._shutdown = True
        if self.serve_thread.is_alive():
            super(LiveReloadServer, self).shutdown()
        self.server_close()
        if wait:
            self.serve_thread.join()

    # What browsers ask.

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away, or never read its answer."""

    def serve_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, if it is one and is meant for us."""
        host = _name(environ.get("HTTP_HOST", ""))
        if host is None or not _is_sound(environ["PATH_INFO"]):
            return _answer(start_response, HTTPStatus.BAD_REQUEST, "This is no address.")
        if not is_for(host, self._host):
            said = f"This site is not served as {host}; `nextcall serve --host {host}` does it."
            return _answer(start_response, HTTPStatus.FORBIDDEN, said)
        if environ["REQUEST_METHOD"] not in _METHODS:
            return _answer(
                start_response, HTTPStatus.METHOD_NOT_ALLOWED, "A site is only read.", ("Allow", "GET, HEAD")
            )
        answered = self._answered(environ["PATH_INFO"].encode("latin-1").decode(), environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":
            if isinstance(answered, FileWrapper):
                answered.close()
            return []
        return answered

    def _answered(self, path: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if path == f"{self.mount_path}{_NEWS}":
            return self._news(environ, start_response)
        if path == f"{self.mount_path}{_SCRIPT}":
            return _send(start_response, HTTPStatus.OK, "application/javascript", self._script)
        if path == "/" != self.mount_path:
            return _move(start_response, self.mount_path)
        if not path.startswith(self.mount_path):
            return self._not_found(start_response)
        return self._file(path, start_response)

    def _file(self, path: str, start_response: StartResponse) -> Iterable[bytes]:
        number = self.news.now  # before it is read: what is new afterwards is told
        file = self._folder / self._file_of(path)
        if file.suffix == ".html":
            with suppress(OSError):
                content = file.read_bytes()
                self.news.loaded(file.relative_to(self._folder).as_posix())
                return self._page(start_response, HTTPStatus.OK, content, number)
        else:
            with suppress(OSError):
                opened = file.open("rb")
                kind = str(self._guess_type(file.name))  # type: ignore[no-untyped-call]
                size = str(os.fstat(opened.fileno()).st_size)
                start_response("200 OK", [("Content-Type", kind), ("Content-Length", size), *_FRESH])
                return FileWrapper(opened)
        if not path.endswith("/") and os.path.isfile(file / "index.html"):  # noqa: PTH113 (whatever the name is)
            return _move(start_response, f"{path}/")
        return self._not_found(start_response)

    def _file_of(self, path: str) -> str:
        """The file that an address of ours leads to, below the folder; it need not be there."""
        below = path[len(self.mount_path) :]
        return posixpath.normpath(f"/{below}index.html" if path.endswith("/") else f"/{below}").lstrip("/")

    def _not_found(self, start_response: StartResponse) -> Iterable[bytes]:
        number = self.news.now
        try:
            content = (self._folder / "404.html").read_bytes()
        except OSError:
            return _answer(start_response, HTTPStatus.NOT_FOUND, "There is no such page.")
        return self._page(start_response, HTTPStatus.NOT_FOUND, content, number)

    def _page(self, start_response: StartResponse, status: HTTPStatus, content: bytes, number: int) -> Iterable[bytes]:
        """A page with the banner, if there is one, and with the script that loads it again when it is new."""
        if self.banner and b"nextcall-problems" not in content:
            banner = (
                f'<aside class="md-banner"><div class="md-banner__inner md-grid md-typeset">{self.banner}</div></aside>'
            )
            content = _BANNER.sub(lambda found: found[1] + banner.encode() + found[2], content, count=1)
        tag = f'<script src="{quote(self.mount_path)}{_SCRIPT}" data-since="{number}" defer></script>'.encode()
        before, end, after = content.rpartition(b"</body>")
        whole = before + tag + end + after if end else content + tag
        return _send(start_response, status, "text/html; charset=utf-8", whole)

    def _news(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Whether a page is new since it was loaded; the answer comes when it is, or after a while."""
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        page, since = (asked.get(name, [""])[0] for name in ("page", "since"))
        if not page.startswith(self.mount_path) or not _NUMBER.fullmatch(since):
            return _answer(start_response, HTTPStatus.BAD_REQUEST, "This is no page.")
        file = self._file_of(unquote(page))
        is_new = self.news.is_newer(file, int(since), _PATIENCE)
        return _send(start_response, HTTPStatus.OK, "text/plain", b"1" if is_new else b"0")


_METHODS = ("GET", "HEAD")
_FRESH = (("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"))


def _send(
    start_response: StartResponse, status: HTTPStatus, kind: str, content: bytes, *more: tuple[str, str]
) -> Iterable[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(content))), *_FRESH, *more]
    start_response(f"{status} {status.phrase}", headers)
    return [content]


def _answer(start_response: StartResponse, status: HTTPStatus, said: str, *more: tuple[str, str]) -> Iterable[bytes]:
    return _send(start_response, status, "text/plain; charset=utf-8", f"{said}\n".encode(), *more)


def _move(start_response: StartResponse, path: str) -> Iterable[bytes]:
    status = HTTPStatus.FOUND
    start_response(f"{status} {status.phrase}", [("Location", quote(path)), ("Content-Length", "0")])
    return []


def is_for(host: str, served: str) -> bool:
    """Whether `host`, as a browser calls it, is a name of a server on `served`.

    Names and addresses of the loopback are, and `served` itself. A server on every address of this machine is called
    by any of them, which no other site can give to a page of its own, and by the name of this machine.
    """
    host, served = (each.lower().rstrip(".") for each in (host, served))
    if host in ("localhost", served) or host.endswith(".localhost"):
        return True
    everywhere = (at := _address(served)) is not None and at.is_unspecified
    address = _address(host)
    if address is None:
        here = socket.gethostname().lower()
        return everywhere and host in (here, f"{here}.local", socket.getfqdn().lower())
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return everywhere or address.is_loopback or address == at


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _name(host: str) -> str | None:
    """The name or the address in a Host header, None if it holds neither."""
    found = _HOST.fullmatch(host)
    if found is None or (found["six"] and _address(found["six"]) is None):
        return None
    return found["six"] or found["name"]


def _is_sound(path: str) -> bool:
    """Whether a path, as WSGI gives it, is one that a file may have."""
    try:
        text = path.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return text.startswith("/") and _UNFIT.search(text) is None
