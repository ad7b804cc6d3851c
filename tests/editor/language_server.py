"""The YAML language server that editors use: installs it (`--install`), and speaks with it as an editor does.

It is what the extension redhat.vscode-yaml runs. Its version is fixed in package.json and package-lock.json, its Node
comes from PyPI, and both lie in `.venv/`. A server that is missing is an error that says what to do, never a silence.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

Json: TypeAlias = dict[str, Any]

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))  # run as a script, as `make` does

from tests.npm_packages import VENV, Packages, node  # noqa: E402 (from the repository's root)

PACKAGES = Packages(HERE, VENV / "editor", Path(__file__))
SECONDS = 15
"""How long an answer may take before the test fails; answers take milliseconds."""

_NO_SUCH_METHOD = -32601


class LanguageServerError(Exception):
    """The server died, kept silent or answered with an error."""


def program() -> list[str]:
    """The command that starts the server.

    Raises:
        PackageMissingError: It is not installed, or in another version.
    """
    return [str(node()), str(PACKAGES.package("yaml-language-server") / "bin" / "yaml-language-server"), "--stdio"]


class LanguageServer:
    """A running server with a folder open in it, as an editor would have; leave the `with` block to end it.

    `settings` are the editor's, by their dotted names as in `.vscode/settings.json`.
    """

    def __init__(self, workspace: Path, settings: Mapping[str, Any]) -> None:
        self._workspace = workspace
        self._settings = _nested(settings)
        self._received: queue.SimpleQueue[Json | None] = queue.SimpleQueue()
        self._last_id = 0
        self._version = 0

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(program(), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to = self._process.stdin
        self._reader = threading.Thread(target=self._receive, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        try:
            self._greet()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._to.close()
        assert self._process.stdout is not None
        self._process.stdout.close()

    @contextmanager
    def opened(self, texts: Mapping[Path, str]) -> Iterator[dict[Path, list[Json]]]:
        """Have files open with these texts in them, which need not be on the disk; gives the diagnostics of each.

        The server waits a moment before it looks at a file: many files at once take hardly longer than one.
        """
        self._version += 1  # the server takes the same version of the same file for the same text, even after a close
        for path, text in texts.items():
            document = {"uri": path.as_uri(), "languageId": "yaml", "version": self._version, "text": text}
            self._notify("textDocument/didOpen", {"textDocument": document})
        yield self._diagnostics(texts)
        for path in texts:
            self._notify("textDocument/didClose", {"textDocument": {"uri": path.as_uri()}})
        self._diagnostics(texts)  # the server takes back what it said: nothing of it is left for what is opened next

    def completions(self, path: Path, line: int, column: int) -> list[Json]:
        """What could be written at a place of an open file; line and column count from 0."""
        answer = self._ask_about("completion", path, line, column)
        items: list[Json] = answer["items"] if isinstance(answer, dict) else answer
        return items

    def hover(self, path: Path, line: int, column: int) -> str:
        """The Markdown shown for a place of an open file, "" for none; line and column count from 0."""
        answer = self._ask_about("hover", path, line, column)
        return str(answer["contents"]["value"]) if answer else ""

    def _greet(self) -> None:
        folder = {"uri": self._workspace.as_uri(), "name": self._workspace.name}
        markdown = {"contentFormat": ["markdown"]}
        document = {"hover": markdown, "completion": {"completionItem": {"documentationFormat": ["markdown"]}}}
        capabilities = {"workspace": {"configuration": True, "workspaceFolders": True}, "textDocument": document}
        self._ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder["uri"],
                "workspaceFolders": [folder],
                "capabilities": capabilities,
            },
        )
        self._notify("initialized", {})
        self._wait(lambda message: message.get("method") == "workspace/configuration", "no request for the settings")

    def _diagnostics(self, paths: Iterable[Path]) -> dict[Path, list[Json]]:
        waiting = {path.as_uri(): path for path in paths}
        found: dict[Path, list[Json]] = {}

        def ours(message: Json) -> bool:
            return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] in waiting

        while waiting:
            told = self._wait(ours, f"no diagnostics for {', '.join(waiting)}")["params"]
            found[waiting.pop(told["uri"])] = told["diagnostics"]
        return found

    def _ask_about(self, what: str, path: Path, line: int, column: int) -> Any:  # noqa: ANN401 (JSON)
        place = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}
        return self._ask(f"textDocument/{what}", place)

    def _ask(self, method: str, params: Json) -> Any:  # noqa: ANN401 (JSON)
        self._last_id += 1
        asked = self._last_id
        self._send({"id": asked, "method": method, "params": params})
        answer = self._wait(lambda message: "method" not in message and message["id"] == asked, f"no answer: {method}")
        if "error" in answer:
            raise LanguageServerError(answer["error"]["message"])
        return answer["result"]

    def _notify(self, method: str, params: Json) -> None:
        self._send({"method": method, "params": params})

    def _wait(self, wanted: Callable[[Json], bool], otherwise: str) -> Json:
        """The next message that is wanted. What the server asks meanwhile is answered, what it tells is passed over."""
        end = time.monotonic() + SECONDS
        while True:
            try:
                message = self._received.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                silence = f"{otherwise} within {SECONDS} seconds"
                raise LanguageServerError(silence) from None
            if message is None:
                end_of_it = f"the language server ended: {otherwise}"
                raise LanguageServerError(end_of_it)
            if "method" in message and "id" in message:
                self._answer(message)
            if wanted(message):
                return message

    def _answer(self, request: Json) -> None:
        if request["method"] == "workspace/configuration":
            sections = [item.get("section") for item in request["params"]["items"]]
            self._send({"id": request["id"], "result": [self._settings.get(section) for section in sections]})
        elif request["method"] == "client/registerCapability":
            self._send({"id": request["id"], "result": None})
        else:
            error = {"code": _NO_SUCH_METHOD, "message": f"this editor has no {request['method']}"}
            self._send({"id": request["id"], "error": error})

    def _send(self, message: Json) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._to.flush()

    def _receive(self, stream: IO[bytes]) -> None:
        """Queue every message, and None when the server has ended."""
        while True:
            length = 0
            for line in iter(stream.readline, b"\r\n"):
                if not line:
                    self._received.put(None)
                    return
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            self._received.put(json.loads(stream.read(length)))


def _nested(settings: Mapping[str, Any]) -> Json:
    """Settings by section, as a server asks for them: `yaml.schemas` becomes `schemas` inside `yaml`."""
    nested: Json = {}
    for name, value in settings.items():
        *sections, last = name.split(".")
        section = nested
        for each in sections:
            section = section.setdefault(each, {})
        section[last] = value
    return nested


if __name__ == "__main__":
    if sys.argv[1:] != ["--install"]:
        sys.exit(f"usage: {Path(__file__).name} --install")
    PACKAGES.install()
