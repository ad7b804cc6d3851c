"""The distributions of this checkout, and an environment into which pip installs them with all that they depend on."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

REPOSITORY, REVISION = "https://git.example.com/OWNER/nextcall", "v1.2.3"


def run(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command that knows nothing of the environment of the tests, and succeeds."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))
    }
    return subprocess.run(
        [str(each) for each in arguments],
        cwd=folder,
        env=environment | {"PIP_NO_COMPILE": "1"} | variables,
        capture_output=True,
        text=True,
        check=True,
    )


def get_builder(folder: Path) -> None:
    """What builds, once for all builds; that pip gets it by itself is seen where README's commands are run."""
    run(sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "hatchling", folder=folder)


def build(repository: Path, folder: Path, builder: Path, *options: str, **where: str) -> None:
    """Build distributions into a folder."""
    command = (sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", folder, repository)
    run(*command, folder=folder, PYTHONPATH=str(builder), **where)


def programs(environment: Path) -> Path:
    """Where an environment has its programs."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def install(wheel: Path, constraints: Path, folder: Path) -> None:
    """An environment, `env`, that holds nothing but a wheel and what it depends on; `needed`: the latter alone."""
    environment = folder / "env"
    venv.create(environment)  # pip of this environment installs into that one
    pip = (sys.executable, "-m", "pip", "--python", programs(environment) / "python")
    run(*pip, "install", "--quiet", "-c", constraints, wheel, folder=folder)
    (folder / "needed").mkdir()
    (metadata,) = environment.glob("**/nextcall-*.dist-info")
    for each in metadata.parent.iterdir():
        if not each.name.startswith("nextcall"):
            (folder / "needed" / each.name).symlink_to(each)
