"""What people see in their editor while they write, by the language server that runs in it.

In this repository and in what `nextcall init` writes; by the first lines alone, and by `.vscode/settings.json` alone.
"""

from __future__ import annotations

import json
import re
import socket
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.npm_packages import PackageMissingError

from nextcall.load import load
from nextcall.load.kinds import described

from . import language_server
from .conftest import PLACES
from .language_server import LanguageServer, LanguageServerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from nextcall.load.document import Document, Mark

    from .conftest import Workspace

PROCESS = "playbook/sales/new-business.yaml"
FIELD = "target_days"


@dataclass(frozen=True)
class Editor:
    """An editor that has a workspace open."""

    workspace: Workspace
    server: LanguageServer
    reads_first_lines: bool

    def path(self, path: str) -> Path:
        """The whole path of a file in the workspace."""
        return self.workspace.root / path

    def text(self, path: str) -> str:
        """A file's text; its first line says nothing where this editor is to go by its settings alone."""
        text = self.workspace.text(path)
        return text if self.reads_first_lines else "# " + text[text.index("\n") :]


@pytest.fixture(scope="module")
def network() -> Iterator[socket.socket]:
    """Where everything would arrive that a server wants from the network."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        yield listening


@pytest.fixture(scope="module", params=["by first lines", "by settings"])
def editor(request: pytest.FixtureRequest, workspace: Workspace, network: socket.socket) -> Iterator[Editor]:
    """An editor whose server reads nothing from the network: no schema store, and a proxy that answers nobody."""
    settings: dict[str, Any] = {
        "yaml.schemaStore.enable": False,
        "yaml.kubernetesCRDStore.enable": False,
        "http.proxy": f"http://127.0.0.1:{network.getsockname()[1]}",
    }
    reads_first_lines = request.param == "by first lines"
    if not reads_first_lines:
        settings.update(workspace.settings)
    with LanguageServer(workspace.root, settings) as server:
        yield Editor(workspace, server, reads_first_lines)


def _with_line(text: str, written: str) -> tuple[str, int]:
    """The process with its first line of FIELD replaced, and where that stands, counted from 0."""
    lines = text.splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith(f"    {FIELD}:"))
    lines[number] = written
    return "\n".join(lines) + "\n", number


def test_the_files_as_they_are_show_no_finding_and_want_nothing_from_the_network(
    editor: Editor, network: socket.socket
) -> None:
    with editor.server.opened({editor.path(path): editor.text(path) for path in editor.workspace.files}) as diagnostics:
        assert {path: found for path, found in diagnostics.items() if found} == {}
    with pytest.raises(BlockingIOError):
        network.accept()


def test_a_misspelt_field_is_marked_where_it_stands(editor: Editor) -> None:
    text, line = _with_line(editor.text(PROCESS), "    target_day: 10")
    with editor.server.opened({editor.path(PROCESS): text}) as diagnostics:
        (found,) = diagnostics[editor.path(PROCESS)]
    assert "target_day" in found["message"]
    assert found["range"]["start"] == {"line": line, "character": 4}
    assert found["range"]["end"] == {"line": line, "character": 14}


def test_a_field_is_completed(editor: Editor) -> None:
    text, line = _with_line(editor.text(PROCESS), "    target")
    with editor.server.opened({editor.path(PROCESS): text}):
        items = editor.server.completions(editor.path(PROCESS), line, len("    target"))
    item = next(item for item in items if item["label"] == FIELD)
    assert item["insertText"].startswith(f"{FIELD}: ")
    assert "How many days a healthy deal spends here." in item["documentation"]


def test_the_values_of_a_field_are_offered(editor: Editor) -> None:
    text, line = _with_line(editor.text(PROCESS), "    closed: ")
    with editor.server.opened({editor.path(PROCESS): text}):
        items = editor.server.completions(editor.path(PROCESS), line, len("    closed: "))
    assert {item["label"] for item in items} == {"won", "lost", "no_decision", "disqualified"}


def test_a_field_under_the_pointer_is_explained_with_an_example(editor: Editor) -> None:
    text, line = _with_line(editor.text(PROCESS), f"    {FIELD}: 10")
    with editor.server.opened({editor.path(PROCESS): text}):
        shown = editor.server.hover(editor.path(PROCESS), line, 6)
    assert "How many days a healthy deal spends here." in shown
    assert "Example:\n\n```yaml\n21\n```" in shown


def _fields(
    document: Document, mark: Mark, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], int, int]]:
    """Every field of a file, with its line and column counted from 0."""
    for name, (start, _, value) in (mark.fields or {}).items():
        line, column = document.lines.position(start)
        yield (*path, name), line - 1, column - 1
        yield from _fields(document, value, (*path, name))
    for index, item in enumerate(mark.items or ()):
        yield from _fields(document, item, (*path, index))


def test_every_field_shows_its_description_and_an_example(editor: Editor, repository: Path) -> None:
    documents = load(repository / "tests" / "render" / "playbook").documents  # it uses every field
    seen = set()
    for place, kind in PLACES.items():
        path = f"{place.rpartition('/')[0].removeprefix('playbook').removeprefix('/')}/"
        document = documents[{"buying/": "buying/port.yaml", "sales/": "sales/direct.yaml"}.get(path, place[9:])]
        schema = f"{'../' * place.count('/')}{editor.workspace.schemas}/{kind}.schema.json"
        first = f"# yaml-language-server: $schema={schema}\n" if editor.reads_first_lines else "#\n"
        with editor.server.opened({editor.path(place): first + document.text}):
            for steps, line, column in _fields(document, document.mark):
                said = described(kind, steps)
                if "description" in said:
                    shown = editor.server.hover(editor.path(place), line + 1, column + 1)
                    assert said["description"] in re.sub(r"\\(\W)", r"\1", shown), steps
                    assert shown.count("Example:\n\n```yaml\n") == len(said["examples"]), steps
                    seen.add(said["description"])
    assert len(seen) > 150


def test_each_kind_of_file_is_held_against_its_own_schema(editor: Editor) -> None:
    schemas = {path: f"{editor.workspace.schemas}/{kind}.schema.json" for path, kind in PLACES.items()}
    texts = {}
    for path, schema in schemas.items():
        first = (
            f"# yaml-language-server: $schema={'../' * path.count('/')}{schema}\n" if editor.reads_first_lines else ""
        )
        texts[editor.path(path)] = first + "nonsense: 1\n"
    with editor.server.opened(texts) as diagnostics:
        for path, schema in schemas.items():
            (found,) = [each for each in diagnostics[editor.path(path)] if "nonsense" in each["message"]]
            assert found["source"] == f"yaml-schema: {json.loads(editor.workspace.text(schema))['title']}"


def test_a_missing_server_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(language_server, "PACKAGES", replace(language_server.PACKAGES, folder=tmp_path))
    with pytest.raises(PackageMissingError, match="run `make test`"):
        language_server.program()


def test_a_server_that_ends_is_an_error_and_no_endless_wait(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    node = language_server.program()[0]
    monkeypatch.setattr(
        language_server, "program", lambda: [node, "--eval", "process.stdin.once('data', process.exit)"]
    )
    with pytest.raises(LanguageServerError, match="ended"), LanguageServer(tmp_path, {}):
        pass
