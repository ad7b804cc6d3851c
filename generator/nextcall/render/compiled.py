"""Keeps between runs what takes longer to make than a small site takes to render: compiled templates, short scripts.

They stand in Jinja's own cache folder, which belongs to the user alone. What is kept is known by what it was made of,
and by the code that made it, so that nothing stale is ever found.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from jinja2 import FileSystemBytecodeCache

from nextcall import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import BytecodeCache

_MAKERS_OF_SCRIPTS = ("shortened.py", "scripts.py")


@cache
def compiled_templates() -> BytecodeCache | None:
    """The cache for a Jinja environment, or None where there is no folder that is surely the user's own."""
    folder = _folder()
    compiler = crc32(Path(__file__).with_name("environment.py").read_bytes())
    if folder is None:
        return None
    return FileSystemBytecodeCache(folder, f"nextcall-{__version__}-{compiler:08x}-%s")


def kept_script(source: str, make: Callable[[], str]) -> str:
    """What `make` makes of `source` and of nothing else, or what it made of it before with the same code."""
    folder = _folder()
    if folder is None:
        return make()
    code = (Path(__file__).with_name(name).read_bytes() for name in _MAKERS_OF_SCRIPTS)
    found = sha256(b"".join((*code, source.encode()))).hexdigest()
    path = Path(folder, f"nextcall-{found}.js")
    with suppress(OSError, ValueError):
        digest, _, made = path.read_bytes().partition(b"\n")
        if digest == _digest(made):  # or it was cut off
            return made.decode()
    script = make()
    with suppress(OSError):
        _write(path, script.encode())
    return script


def _write(path: Path, made: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 (it is open already)
            file.write(_digest(made) + b"\n" + made)
        os.replace(name, path)  # noqa: PTH105 (a name)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _digest(made: bytes) -> bytes:
    return sha256(made).hexdigest().encode()


@cache
def _folder() -> str | None:
    try:
        return FileSystemBytecodeCache().directory
    except (OSError, RuntimeError):
        return None
