"""What an editor finds in a folder before anything is typed: first lines, settings and schemas."""

from __future__ import annotations

import json
import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from nextcall.cli import schema
from nextcall.load import Kind

from .conftest import PLACES

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Workspace


def _mapped(workspace: Workspace) -> dict[str, str]:
    """The pattern of files for each schema, by the schema's path from the folder."""
    return {posixpath.normpath(path): pattern for path, pattern in workspace.settings["yaml.schemas"].items()}


def test_every_file_names_the_schema_of_its_kind_in_its_first_line(workspace: Workspace) -> None:
    assert len(workspace.files) >= 4
    for path, kind in workspace.files.items():
        there = posixpath.relpath(f"{workspace.schemas}/{kind}.schema.json", posixpath.dirname(path))
        assert workspace.text(path).splitlines()[0] == f"# yaml-language-server: $schema={there}", path


def test_the_settings_map_every_kind_of_file_to_a_schema_that_is_there(workspace: Workspace) -> None:
    mapped = _mapped(workspace)
    assert sorted(mapped) == sorted(f"{workspace.schemas}/{kind}.schema.json" for kind in Kind)
    for path in mapped:
        assert json.loads(workspace.text(path))["title"], path


def test_the_settings_map_each_file_to_the_schema_of_its_kind_alone(workspace: Workspace) -> None:
    mapped = _mapped(workspace)
    for path, kind in (workspace.files | PLACES).items():
        found = [each for each, pattern in mapped.items() if PurePosixPath(path).match(pattern)]
        assert found == [f"{workspace.schemas}/{kind}.schema.json"], path


def test_schemas_are_named_from_the_folder_itself(workspace: Workspace) -> None:
    # A path that begins with a folder's name would be looked up in the workspace folder of that name.
    assert all(path.startswith("./") for path in workspace.settings["yaml.schemas"])


def test_vs_code_is_told_which_extension_reads_the_schemas(workspace: Workspace) -> None:
    assert json.loads(workspace.text(".vscode/extensions.json")) == {"recommendations": ["redhat.vscode-yaml"]}


@pytest.mark.parametrize("kind", list(Kind))
def test_init_writes_each_schema_as_the_command_prints_it(kind: Kind, started: Path) -> None:
    printed = CliRunner().invoke(schema.command, [kind.value]).output
    assert (started / ".nextcall" / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8") == printed


def test_what_init_writes_refers_to_nothing_outside_its_folder(started: Path) -> None:
    for path in (started / ".nextcall" / "schema").iterdir():
        text = path.read_text(encoding="utf-8")
        refs = [line for line in text.splitlines() if '"$ref"' in line]
        assert [line for line in refs if '"#/$defs/' not in line] == []
        assert '"$id"' not in text


def test_the_language_server_is_fixed_to_one_version_and_to_no_registry(repository: Path) -> None:
    folder = repository / "tests" / "editor"
    version = json.loads((folder / "package.json").read_bytes())["dependencies"]["yaml-language-server"]
    packages = json.loads((folder / "package-lock.json").read_bytes())["packages"]
    assert packages["node_modules/yaml-language-server"]["version"] == version
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
