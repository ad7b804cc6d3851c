"""The wheel works outside the checkout, in a clean environment: what a user of `pip install nextcall` gets."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("schema", *(f"site_templates/{each}" for each in ("pages", "theme", "assets", "words", "offline")))


def _run(*arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return subprocess.run(
        [str(each) for each in arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )


@pytest.fixture(scope="module")
def distributions(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    _run(sys.executable, "-m", "build", "--outdir", folder, repository, folder=folder)
    return folder


@pytest.fixture(scope="module")
def clean_environment(distributions: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds nothing but the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    wheel = next(distributions.glob("*.whl"))
    constraints = repository / "constraints.txt"
    _run(programs / "python", "-m", "pip", "install", "--quiet", "-c", constraints, wheel, folder=folder)
    return programs


def test_the_wheel_holds_the_schemas_and_templates_inside_the_package(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    for folder in FOLDERS:
        assert any(name.startswith(f"nextcall/{folder}/") for name in names), folder
    assert not [name for name in names if not name.startswith(("nextcall/", "nextcall-"))]


def test_init_check_and_build_work_in_a_clean_environment(clean_environment: Path, tmp_path: Path) -> None:
    nextcall = clean_environment / "nextcall"
    script = "import nextcall; print(nextcall.__file__)"
    where = _run(clean_environment / "python", "-c", script, folder=tmp_path).stdout
    assert str(clean_environment.parent) in where
    _run(nextcall, "init", "mine", folder=tmp_path)
    assert _run(nextcall, "check", "--strict", folder=tmp_path / "mine").stdout == ""
    _run(nextcall, "build", folder=tmp_path / "mine")
    plan = tmp_path / "mine" / "site" / "sales" / "new-business" / "discover" / "call-plan" / "index.html"
    assert "Name the problem" in plan.read_text(encoding="utf-8")
    stylesheet = tmp_path / "mine" / "site" / "nextcall" / "nextcall.css"
    assert stylesheet.stat().st_size > 1000
