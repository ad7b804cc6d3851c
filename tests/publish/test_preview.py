"""Serving: a broken edit keeps the last good pages under a banner, and nothing is left behind."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.history.repositories import commit, git, repository
from tests.small_reference import environment

from nextcall import publish
from nextcall.publish.server import is_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.copies import Copy, Warm

_SERVE = """
import signal, sys
from pathlib import Path
from nextcall import publish
from nextcall.publish.server import is_for
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may ignore it
settings = Path("mkdocs.yml")
try:
    publish.serve(Path({root!r}), config_file=settings if settings.exists() else None, port={port})
except KeyboardInterrupt:
    sys.exit(130)
"""
_PATIENCE = 60  # seconds; a test that passes needs about one


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(what: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not what():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


class _Server:
    """A server of the playbook in a folder: a copy of what is warm or, without it, a new Python."""

    def __init__(self, folder: Path, warm: Warm | None, inside: Path | None = None) -> None:
        self.folder = folder
        self.temporary = folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        self.port = _free_port()
        self.said = folder / "said.txt"
        script = _SERVE.format(port=self.port, root="." if inside else "playbook")
        variables, here = {"TMPDIR": str(self.temporary)}, inside or folder
        self.process: Copy | subprocess.Popen[bytes]
        if warm:
            self.process = warm.start(script, here, out=self.said, err=self.said, **variables)
        else:
            with self.said.open("wb") as said:
                command = [sys.executable, "-c", script]
                self.process = subprocess.Popen(
                    command, cwd=here, stderr=said, stdout=said, env=environment(**variables)
                )

    def page(self, address: str = "") -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{address}", timeout=_PATIENCE) as answer:
                return str(answer.read().decode())
        except (urllib.error.HTTPError, urllib.error.URLError, ConnectionError):
            assert self.process.poll() is None, self.said.read_text()
            return ""

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=_PATIENCE)


@pytest.fixture
def serve(playbook: Path, warm: Warm) -> Iterator[Callable[..., _Server]]:
    """Starts a server for the small playbook, which is ended after the test; `anew`, in a new Python."""
    started: list[_Server] = []

    def start(inside: Path | None = None, *, anew: bool = False) -> _Server:
        started.append(_Server(playbook.parent, None if anew else warm, inside))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


_PROCESS = Path("sales", "direct.yaml")
_STAGE = "sales/direct/propose/"


def test_a_broken_edit_keeps_the_last_good_pages_under_a_banner(serve: Callable[[], _Server], playbook: Path) -> None:
    server, process = serve(), playbook / _PROCESS
    good = process.read_text()
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    assert "nextcall-problems" not in server.page(_STAGE)
    process.write_text(good.replace("compare our offer", "weigh our offer") + "\n  - broken: [\n")
    _wait(lambda: "nextcall-problems" in server.page(_STAGE))
    assert "compare our offer" in server.page(_STAGE)
    assert "playbook/sales/direct.yaml:" in server.page()
    assert "nextcall-problems" in server.page("404.html")
    process.write_text(good.replace("compare our offer", "weigh our offer"))
    _wait(lambda: "nextcall-problems" not in server.page(_STAGE))
    assert "weigh our offer" in server.page(_STAGE)


def test_what_was_never_good_is_served_as_its_diagnostics(serve: Callable[[], _Server], playbook: Path) -> None:
    good = (playbook / _PROCESS).read_text()
    (playbook / _PROCESS).write_text("name: [<b>\n")
    server = serve()
    _wait(lambda: "nextcall-problems" in server.page())
    assert "playbook/sales/direct.yaml:" in server.page()
    assert "<b>" not in server.page()
    assert server.page("pages/how-we-talk/") == ""
    (playbook / _PROCESS).write_text(good)
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    assert "nextcall-problems" not in server.page()


def test_errors_that_still_allow_pages_keep_the_good_ones_or_show_what_there_is(
    serve: Callable[[], _Server], playbook: Path
) -> None:
    (playbook / "playbook.yaml").write_text("title: Tiny\nrules: {unclaimed-file: error}\n")
    (playbook / "stray.yml").write_text("a: b\n")
    process = playbook / _PROCESS
    good = process.read_text()
    server = serve()
    _wait(lambda: "nextcall-problems" in server.page(_STAGE))
    assert "compare our offer" in server.page(_STAGE)
    (playbook / "stray.yml").unlink()
    _wait(lambda: "nextcall-problems" not in server.page(_STAGE))
    process.write_text(good.replace("compare our offer", "weigh our offer"))
    (playbook / "stray.yml").write_text("a: b\n")
    _wait(lambda: "nextcall-problems" in server.page(_STAGE))
    assert "compare our offer" in server.page(_STAGE)


def test_a_hook_that_breaks_while_serving_keeps_the_last_site(serve: Callable[[], _Server], playbook: Path) -> None:
    (playbook.parent / "hooks.py").write_text(
        "def on_page_markdown(text, **_):\n    if 'a mistake' in text: raise RuntimeError('the hook broke')\n"
    )
    (playbook.parent / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\nplugins: [search, nextcall]\ntheme: material\n"
        "hooks: [hooks.py]\nmarkdown_extensions: [attr_list, md_in_html]\n"
    )
    server = serve()
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    (playbook / "pages" / "how-we-talk.md").write_text("# How we talk\n\nby a mistake\n")
    _wait(lambda: "the hook broke" in server.said.read_text())
    assert "compare our offer" in server.page(_STAGE)
    (playbook / "pages" / "how-we-talk.md").write_text("# How we talk\n\nwith care\n")
    _wait(lambda: "with care" in server.page("pages/how-we-talk/"))


_NEVER_THERE = ("/%00", "/a%00.html", "/%0a", "/%1b[31m", "/%7f", "/%ff", "/%c3", "/..%5c..%5csecret", "http://a/", "*")


_HEAD_ENDS = "\r\n\r\n"


def _answer(server: _Server, path: str, *headers: str) -> str:
    """The first line of the answer to a request with exactly these headers."""
    return _whole_answer(server, f"GET {path}", *headers).partition("\r\n")[0]


def _whole_answer(server: _Server, asked: str, *headers: str) -> str:
    with socket.create_connection(("127.0.0.1", server.port), timeout=_PATIENCE) as connection:
        connection.sendall("".join([f"{asked} HTTP/1.0\r\n", *(f"{each}\r\n" for each in headers), "\r\n"]).encode())
        return connection.makefile(encoding="latin-1", newline="").read()


def _asked_as_strangers_do(server: _Server) -> None:
    """Only a request that is meant for this machine, and for something that may be there, is answered."""
    for path in ("/", f"/{_STAGE}", "/no/such/page/", "/livereload/0/0"):
        assert _answer(server, path, "Host: evil.example") == "HTTP/1.0 403 Forbidden"
    assert _answer(server, "/", f"Host: localhost:{server.port}") == "HTTP/1.0 200 OK"
    for host in ("Host: a b", "Host: localhost:x", "Host: [::1", "Host: user@localhost", "Host:", "X: y"):
        assert _answer(server, "/", host) == "HTTP/1.0 400 Bad Request"
    assert _answer(server, "/", "Host: localhost", "Host: evil.example") == "HTTP/1.0 400 Bad Request"
    for path in _NEVER_THERE:
        assert _answer(server, path, "Host: localhost") == "HTTP/1.0 400 Bad Request"
    for path in (f"/{'a' * 5000}", "/%", "/%zz", "/../../etc/passwd", "/..%2f..%2fetc/passwd", "/index.html/x"):
        assert _answer(server, path, "Host: localhost") == "HTTP/1.0 404 Not Found"
    for path in ("/", "/nextcall/nextcall.css", "/no/such/page/"):
        got = _whole_answer(server, f"GET {path}", "Host: localhost")
        head = _whole_answer(server, f"HEAD {path}", "Host: localhost")
        size = f"Content-Length: {len(got.partition(_HEAD_ENDS)[2])}"
        assert head.endswith(_HEAD_ENDS)
        assert head.splitlines()[0] == got.splitlines()[0]
        assert size in head.splitlines()
        assert size in got.splitlines()
    for method in ("POST", "PUT", "DELETE", "TRACE", "NONE"):
        said = _whole_answer(server, f"{method} /", "Host: localhost")
        assert said.startswith("HTTP/1.0 405 Method Not Allowed")
        assert "Allow: GET, HEAD" in said.splitlines()


def test_serving_answers_only_what_is_meant_for_it_ends_cleanly_and_writes_only_to_a_temporary_folder(
    serve: Callable[..., _Server], playbook: Path
) -> None:
    before = sorted(playbook.rglob("*"))
    server = serve(anew=True)
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    _asked_as_strangers_do(server)
    assert list(server.temporary.iterdir()) != []
    assert server.stop() == 130
    assert [path for path in server.temporary.iterdir() if not path.name.startswith("_jinja2-cache")] == []
    assert sorted(playbook.rglob("*")) == before
    assert sorted(path.name for path in playbook.parent.iterdir()) == ["playbook", "said.txt", "temporary"]
    said = server.said.read_text()
    assert f"Serving on http://127.0.0.1:{server.port}/" in said
    assert "Traceback" not in said
    assert "\x1b" not in said


def test_a_port_that_is_taken_is_refused(playbook: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(publish.Refused, match="--port"):
            publish.serve(playbook, port=other.getsockname()[1])


def test_a_host_that_is_not_ours_and_a_port_that_is_none_are_refused(playbook: Path) -> None:
    with pytest.raises(publish.Refused, match=r"can't serve on 192\.0\.2\.1:8000"):
        publish.serve(playbook, host="192.0.2.1", port=8000)
    with pytest.raises(publish.Refused, match="70000"):
        publish.serve(playbook, port=70000)


def test_a_commit_is_told_without_a_save(serve: Callable[[], _Server], playbook: Path) -> None:
    repository(playbook.parent)
    commit(playbook.parent, {".gitignore": "said.txt\ntemporary/\n"})
    server = serve()
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    assert server.page("changes/") == ""
    text = (playbook / _PROCESS).read_text().replace("compare our offer", "weigh our offer")
    (playbook / _PROCESS).write_text(text)
    _wait(lambda: "weigh our offer" in server.page(_STAGE))
    commit(playbook.parent, message="Weigh it")
    _wait(lambda: "Weigh it" in server.page("changes/"))
    git(playbook.parent, "pack-refs", "--all")
    commit(playbook.parent, {f"playbook/{_PROCESS}": text.replace("weigh", "judge")}, message="Judge it")
    _wait(lambda: "Judge it" in server.page("changes/"))
    assert server.process.poll() is None


# What vanishes and returns, as with `git switch`.


def _settings_of_the_team(playbook: Path) -> None:
    (playbook.parent / "mkdocs.yml").write_text(
        "site_name: Ours\ndocs_dir: playbook\nplugins: [search, nextcall]\ntheme: material\n"
        "markdown_extensions: [attr_list, md_in_html]\n"
    )


@pytest.mark.parametrize("names", [("playbook", "playbook/sales"), ("playbook/roles.yaml", "mkdocs.yml")])
def test_what_vanishes_and_returns_is_served_again_and_said(
    serve: Callable[[], _Server], playbook: Path, names: tuple[str, str]
) -> None:
    _settings_of_the_team(playbook)
    server, elsewhere = serve(), playbook.parent / "elsewhere"
    process, offer = playbook / _PROCESS, "compare our offer"
    _wait(lambda: offer in server.page(_STAGE))
    for name, said_so in zip(names, ("weigh our offer", "judge our offer"), strict=True):
        before = server.said.read_text()
        (playbook.parent / name).rename(elsewhere)
        _wait(lambda before=before: server.said.read_text() != before)
        elsewhere.rename(playbook.parent / name)
        back = "The site has " if name == "playbook/sales" else "The site is up to date again."
        _wait(lambda back=back: back in server.said.read_text().splitlines()[-1])
        _wait(lambda: "nextcall-problems" not in server.page(_STAGE))
        process.write_text(process.read_text().replace(offer, said_so))
        offer = said_so
        _wait(lambda offer=offer: offer in server.page(_STAGE))
    said = server.said.read_text()
    assert (f"{playbook} is gone" in said) == ("playbook" in names)
    assert "Traceback" not in said
    assert "Warning" not in said


def test_a_playbook_that_is_served_from_inside_it_may_vanish_too(
    serve: Callable[[Path], _Server], playbook: Path
) -> None:
    server = serve(playbook)
    _wait(lambda: "compare our offer" in server.page(_STAGE))
    playbook.rename(playbook.parent / "old")
    _wait(lambda: "is gone" in server.said.read_text())
    assert "compare our offer" in server.page(_STAGE)
    shutil.copytree(playbook.parent / "old", playbook)
    shutil.rmtree(playbook.parent / "old")
    _wait(lambda: "up to date again" in server.said.read_text())
    assert "Traceback" not in server.said.read_text()


def test_two_servers_follow_one_playbook_and_no_browser_holds_either_up(
    serve: Callable[[], _Server], playbook: Path
) -> None:
    one, other = serve(), serve()
    _wait(lambda: "compare our offer" in one.page(_STAGE))
    _wait(lambda: "compare our offer" in other.page(_STAGE))
    slow = [socket.create_connection(("127.0.0.1", one.port)) for _ in range(40)]
    for each in slow[::2]:  # these ask and never read; the others never ask
        each.sendall(f"GET /{_STAGE} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    process = playbook / _PROCESS
    good = process.read_text()
    process.write_text("")  # as an editor that has begun to write
    process.write_text(good.replace("compare our offer", "weigh our offer"))
    (playbook / "sales" / ".direct.yaml.swp").write_bytes(b"\0 of an editor")
    for server in (one, other):
        _wait(lambda: "weigh our offer" in server.page(_STAGE))  # noqa: B023 (it is waited for here)
        _wait(lambda: "nextcall-problems" not in server.page(_STAGE))  # noqa: B023 (likewise)
        assert "Traceback" not in server.said.read_text()
    for each in slow:
        each.close()


# Who is answered.


@pytest.mark.parametrize(
    ("host", "served", "is_ours"),
    [
        ("localhost", "127.0.0.1", True),
        ("LOCALHOST.", "127.0.0.1", True),
        ("playbook.localhost", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("127.8.9.1", "localhost", True),
        ("::1", "127.0.0.1", True),
        ("::ffff:127.0.0.1", "127.0.0.1", True),
        ("sales.example", "Sales.example", True),
        ("192.0.2.1", "192.0.2.1", True),
        ("2001:db8::1", "2001:DB8:0::1", True),
        ("192.0.2.7", "0.0.0.0", True),  # noqa: S104 (nothing is bound)
        ("2001:db8::7", "::", True),
        ("localhost.evil.example", "127.0.0.1", False),
        ("evillocalhost", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("evil.example", "0.0.0.0", False),  # noqa: S104 (nothing is bound)
        ("evil.example", "sales.example", False),
        ("192.0.2.7", "192.0.2.1", False),
        ("192.0.2.7", "127.0.0.1", False),
        ("0.0.0.0", "127.0.0.1", False),  # noqa: S104 (nothing is bound)
    ],
)
def test_a_host_is_a_name_of_the_loopback_or_the_one_that_is_served(host: str, served: str, *, is_ours: bool) -> None:
    assert is_for(host, served) is is_ours
