"""The bounds in pyproject.toml, and the two lists of releases that the tests run with."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def pyproject(repository: Path) -> dict[str, Any]:
    """The settings of the project."""
    return tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))


def _pins(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {canonicalize_name(name): release for name, release in (line.split("==") for line in lines)}


def _bounds(requirements: list[Any]) -> dict[str, Version]:
    """The lower bounds of what is required, by name."""
    found = {}
    for each in requirements:
        if isinstance(each, str):
            requirement = Requirement(each)
            (bound,) = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
            found[canonicalize_name(requirement.name)] = bound
    return found


def test_the_lowest_releases_are_the_lower_bounds(pyproject: dict[str, Any], repository: Path) -> None:
    extra = pyproject["project"]["optional-dependencies"]["measure"]
    bounds = _bounds(pyproject["project"]["dependencies"] + extra) | _bounds(pyproject["dependency-groups"]["unit"])
    pins = _pins(repository / "tests" / "packaging" / "lowest.txt")
    assert {name: Version(pins[name]) for name in bounds} == bounds


def test_every_dependency_has_a_release_that_the_tests_ran_with(pyproject: dict[str, Any], repository: Path) -> None:
    groups = pyproject["dependency-groups"]
    bounds = _bounds(pyproject["project"]["dependencies"] + groups["unit"] + groups["test"] + groups["engines"])
    pins = _pins(repository / "constraints.txt")
    assert [name for name, bound in bounds.items() if Version(pins[name]) < bound] == []


def test_ci_runs_what_readme_names_and_nothing_else(repository: Path) -> None:
    commands = re.findall(r"^make (.+)$", (repository / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["lint", "test", "test-lowest"]
    readme = (repository / "README.md").read_text(encoding="utf-8")
    makefile = (repository / "Makefile").read_text(encoding="utf-8")
    for command in commands:
        assert f"make {command}" in readme
        assert f"\n{command}:" in makefile
