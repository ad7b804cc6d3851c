"""What README tells teams to copy into their CI is valid, and names what exists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from pre_commit.clientlib import load_config
from tests.ci.validators import assert_valid

import nextcall
from nextcall.report import Format

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ACCEPTS: dict[str, Callable[[Path], object]] = {
    ".github/workflows/playbook.yml": lambda file: assert_valid(file, "github-workflows"),
    ".gitlab-ci.yml": lambda file: assert_valid(file, "gitlab-ci"),
    ".pre-commit-config.yaml": load_config,
}


@pytest.fixture(scope="module")
def readme(repository: Path) -> str:
    """The README."""
    return (repository / "README.md").read_text(encoding="utf-8")


def _snippet(readme: str, name: str) -> str:
    (found,) = re.findall(rf"^```yaml\n# {re.escape(name)}\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("name", list(ACCEPTS))
def test_a_snippet_is_valid_by_the_schema_of_its_file(name: str, readme: str, tmp_path: Path) -> None:
    file = tmp_path / name.rpartition("/")[2]
    file.write_text(_snippet(readme, name), encoding="utf-8")
    ACCEPTS[name](file)


def test_snippets_name_inputs_files_and_hooks_that_exist(readme: str, repository: Path) -> None:
    action = yaml.safe_load((repository / "action.yml").read_text(encoding="utf-8"))
    workflow = yaml.safe_load(_snippet(readme, ".github/workflows/playbook.yml"))
    assert set(workflow["jobs"]["check"]["steps"][1]["with"]) <= set(action["inputs"])
    included = yaml.safe_load(_snippet(readme, ".gitlab-ci.yml"))
    assert (repository / included["include"][0]["file"]).is_file()
    template = yaml.safe_load((repository / included["include"][0]["file"]).read_text(encoding="utf-8"))
    assert set(included["variables"]) <= set(template["variables"])
    hooks = yaml.safe_load((repository / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert f"- id: {hooks[0]['id']}\n" in _snippet(readme, ".pre-commit-config.yaml")


@pytest.mark.parametrize("name", list(ACCEPTS))
def test_a_snippet_names_a_commit_as_nothing_is_released(name: str, readme: str) -> None:
    assert "COMMIT" in _snippet(readme, name)
    assert nextcall.__version__ not in _snippet(readme, name)
    assert f"`v{nextcall.__version__}`" in readme  # what to write instead, once it is


def test_the_revision_of_the_template_is_the_one_that_it_installs(readme: str) -> None:
    included = yaml.safe_load(_snippet(readme, ".gitlab-ci.yml"))
    assert included["variables"]["NEXTCALL_REVISION"] == included["include"][0]["ref"]


def test_the_site_is_built_on_pushes_alone(readme: str) -> None:
    workflow = yaml.safe_load(_snippet(readme, ".github/workflows/playbook.yml"))
    assert "site" not in workflow["jobs"]["check"]["steps"][1]["with"]
    (said,) = re.findall(r'^With `site: "true"`.*?\n\n', readme, re.MULTILINE | re.DOTALL)
    assert "`on: push`" in said
    assert "`mkdocs.yml`" in said


@pytest.mark.parametrize("style", list(Format))
def test_every_format_is_explained(style: Format, readme: str) -> None:
    (table,) = re.findall(r"^\| `--format` \|.*?\n\n", readme, re.MULTILINE | re.DOTALL)
    assert f"`{style}`" in table
