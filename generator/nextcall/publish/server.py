"""MkDocs' server with live reload, for the eyes of this machine alone, and for folders that vanish and return.

It answers only where it is called by a name of its own: a page of another site could read it else, once that site's
name leads to this machine. It does not know how a site is built.
"""

from __future__ import annotations

import re
import socket
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from mkdocs.livereload import LiveReloadServer
from watchdog.observers.api import BaseObserver
from watchdog.observers.polling import PollingEmitter
from watchdog.utils.dirsnapshot import DirectorySnapshot, EmptyDirectorySnapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from ipaddress import IPv4Address
    from pathlib import Path
    from wsgiref.types import StartResponse, WSGIEnvironment

_BETWEEN_LOOKS = 0.5
"""How many seconds pass between two looks at the folders that are watched."""

_HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::[0-9]{0,5})?", re.ASCII)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\\]")


class PreviewServer(LiveReloadServer):
    """Serves the folder `root` below `path`, and calls `builder` when a file changes that is watched."""

    def __init__(self, builder: Callable[[], None], host: str, port: int, root: Path, path: str) -> None:
        """Serve at `host`, a name or an address of this machine."""
        super().__init__(builder, host, port, str(root), path)
        self._host = host
        if ":" in host:
            self.url = self.url.replace(f"//{host}:", f"//[{host}]:", 1)
        self.error_handler = lambda code: _content(root / f"{code}.html")
        self.observer = BaseObserver(_Emitter, timeout=_BETWEEN_LOOKS)  # type: ignore[assignment]

    def serve_request(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, if it is one and is meant for us."""
        host = _name(environ.get("HTTP_HOST", ""))
        if host is None or not _is_sound(environ["PATH_INFO"]):
            return _refuse(start_response, HTTPStatus.BAD_REQUEST, "This is no address.")
        if not is_for(host, self._host):
            said = f"This site is not served as {host}; `nextcall serve --host {host}` does it."
            return _refuse(start_response, HTTPStatus.FORBIDDEN, said)
        return super().serve_request(environ, start_response)


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


def _refuse(start_response: StartResponse, status: HTTPStatus, said: str) -> Iterable[bytes]:
    start_response(f"{status} {status.phrase}", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"{said}\n".encode()]


def _content(page: Path) -> bytes | None:
    return page.read_bytes() if page.is_file() else None


class _Emitter(PollingEmitter):
    """Takes a folder that is not there for an empty one, where watchdog would stop looking for good."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 (watchdog's own)
        super().__init__(*args, **options)
        take = self._take_snapshot

        def take_what_is_there() -> DirectorySnapshot:
            try:
                return take()
            except (FileNotFoundError, NotADirectoryError):
                return EmptyDirectorySnapshot()

        self._take_snapshot = take_what_is_there
