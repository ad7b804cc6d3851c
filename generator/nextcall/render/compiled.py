"""Keeps compiled templates between runs: compiling them takes longer than rendering a small site.

They stand in Jinja's own cache folder, which belongs to the user alone; a template that changed is compiled again, and
all are where `environment`, which says how, has changed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from zlib import crc32

from jinja2 import BytecodeCache, FileSystemBytecodeCache

from nextcall import __version__


@cache
def compiled_templates() -> BytecodeCache | None:
    """The cache for a Jinja environment, or None where there is no folder that is surely the user's own."""
    compiler = crc32(Path(__file__).with_name("environment.py").read_bytes())
    try:
        return FileSystemBytecodeCache(pattern=f"nextcall-{__version__}-{compiler:08x}-%s")
    except (OSError, RuntimeError):
        return None
