"""A web server for a built site as people run one: compressed, with the Content-Security-Policy that README gives."""

from __future__ import annotations

import functools
import gzip
import http.server
import re
import sys
import threading
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

README = Path(__file__).resolve().parents[2] / "README.md"
_COMPRESSED = frozenset({".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"})
_FOR_A_WHILE = frozenset({".css", ".js", ".svg", ".woff2"})
"""What a browser may keep without asking again, as most hosts have it: it reads it once, not for each page."""


def policy() -> str:
    """The policy that README tells people to copy: what is tested is what they read."""
    found = re.search(r"^Content-Security-Policy: (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, "README gives no Content-Security-Policy"
    return found[1]


@functools.lru_cache(maxsize=1024)
def compressed(path: Path) -> bytes:
    """A file as it goes over the wire."""
    return gzip.compress(path.read_bytes(), mtime=0)


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sent: list[tuple[str, int]] | None = None

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is read by people."""

    def do_GET(self) -> None:
        """Send a file, compressed where that pays."""
        path = Path(self.translate_path(self.path))
        status = HTTPStatus.OK
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            path, status = Path(self.directory) / "404.html", HTTPStatus.NOT_FOUND
        pays = path.suffix in _COMPRESSED
        body = compressed(path) if pays else path.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if pays:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Security-Policy", policy())
        self.send_header("Cache-Control", "max-age=600" if path.suffix in _FOR_A_WHILE else "no-cache")
        self.end_headers()
        self.wfile.write(body)
        if self.sent is not None:
            self.sent.append((self.path, len(body)))


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that left before it had everything."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@contextmanager
def served(folder: Path, sent: list[tuple[str, int]] | None = None) -> Iterator[str]:
    """The address of a folder's site while the `with` block lasts, with a slash at its end.

    `sent` takes what was asked for: the path, and the bytes that went over the wire.
    """
    handler = functools.partial(type("Handler", (_Handler,), {"sent": sent}), directory=str(folder))
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
